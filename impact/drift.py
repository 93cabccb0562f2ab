"""Files that drifted from last time's: a column gone, renamed, moved, or filled with what another held."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import pandas as pd

from impact.clean import column_letter
from impact.model import Area, ColumnPlan, TablePlan
from impact.parse.fold import fold, fold_category
from impact.parse.vocabulary import spellings
from impact.sheets import Sheet

UNKNOWN = "was recognised in the file before, and is no more"
GONE = "a column of the file before is not here"
RENAMED = "a column has another name than in the file before"
MOVED = "columns stand in another order than in the file before"
SWAPPED = "columns hold what the other held in the file before"
COLUMNS = ["file", "sheet", "row", "column", "field", "reason", "value"]
ALIKE = 0.5
MOST = 2_000


@dataclass(frozen=True, eq=False)
class Form:
    """A table as its columns make it: two of one family that differ have drifted."""

    sheet: Sheet
    area: Area
    plan: TablePlan

    @property
    def place(self) -> str:
        """The file and, where it has a name, the sheet."""
        return "#".join(filter(None, (self.sheet.grid.file, self.sheet.grid.sheet)))

    @property
    def headers(self) -> dict[str, ColumnPlan]:
        """The columns that have a name, by it, from left to right."""
        return {fold_category(c.header): c for c in self.plan.columns if c.header}

    def values(self, column: ColumnPlan) -> set[str]:
        """The words of a column."""
        held = self.sheet.grid.columns[column.place]
        codes = held.codes[self.area.rows[:MOST]]
        return {fold(text) for text in held.texts[sorted({*codes.tolist()} - {-1})] if any(map(str.isalpha, text))}


def find_drift(sheets: Iterable[Sheet]) -> pd.DataFrame:
    """A row a difference (the columns of `problems`) between a table and the one before it in its family.

    A family is what has the same path and sheet but for digits and names of months: `2020/Suivi.xlsx` and
    `2021/Suivi.xlsx`, `Mars` and `Avril`. Tables of which fewer than half of the names are the same are not compared.
    """
    families: dict[object, list[Form]] = {}
    for sheet in sheets:
        if not sheet.same_as:
            for number, (area, plan, _) in enumerate(sheet.tables):
                if not area.sessions and plan.why != "table none":
                    key = (_family(sheet.grid.file), _family(sheet.grid.sheet), number)
                    families.setdefault(key, []).append(Form(sheet, area, plan))
    found = [
        finding
        for forms in families.values()
        for before, now in itertools.pairwise(sorted(forms, key=lambda form: _in_order(form.place)))
        for finding in _compare(before, now)
    ]
    return pd.DataFrame(found, columns=COLUMNS)


def _family(name: str) -> str:
    words = re.findall(r"[^\W\d_]+|\d+", fold(name))
    return " ".join("#" if word.isdigit() or word in spellings("months") else word for word in words)


def _in_order(name: str) -> list[tuple[int, str]]:
    """Numbers in names in their own order, months in that of the year."""
    parts = re.findall(r"[^\W\d_]+|\d+", fold(name))
    numbers = [int(p) if p.isdigit() else int(spellings("months").get(p, 0)) for p in parts]
    return [(number, "" if number else part) for number, part in zip(numbers, parts, strict=True)]


def _compare(before: Form, now: Form) -> Iterator[dict[str, object]]:
    old, new = before.headers, now.headers
    if len(old.keys() & new.keys()) < max(1, ALIKE * min(len(old), len(new))) or before.plan.table is None:
        return
    if now.plan.table is None:
        yield _finding(now, None, "", UNKNOWN, f"{before.plan.table}: {before.place}")
        return
    if before.plan.table == now.plan.table:
        yield from _missing(before, now)
        yield from _moved(before, now, list(old), list(new))
        yield from _swapped(before, now)


def _missing(before: Form, now: Form) -> Iterator[dict[str, object]]:
    """Fields that no column gives any more, and those that a column of another name gives."""
    fresh = [c for name, c in now.headers.items() if name not in before.headers]
    given = {(c.field, c.says): c for c in now.plan.columns if c.field}
    for column in before.plan.columns:
        here = given.get((column.field, column.says))
        if not column.field or not column.header or fold_category(column.header) in now.headers:
            continue
        if here is None:
            near = _nearest(column, [c for c in fresh if not c.field])
            said = f"{column.header} ({before.place})" + (f"; {near.header}?" if near else "")
            yield _finding(now, near, column.field, GONE, said)
        elif here in fresh and here.decided_by != "config":
            yield _finding(now, here, column.field, RENAMED, f"{column.header} ({before.place}) → {here.header}")


def _nearest(column: ColumnPlan, others: Sequence[ColumnPlan]) -> ColumnPlan | None:
    """The new column that may be an old one under another name: alike, or in its place."""
    alike = {c: SequenceMatcher(None, fold(c.header), fold(column.header)).ratio() for c in others}
    best = max(others, key=lambda c: (alike[c] >= ALIKE, c.place == column.place, alike[c]), default=None)
    return best if best is not None and (alike[best] >= ALIKE or best.place == column.place) else None


def _moved(before: Form, now: Form, old: list[str], new: list[str]) -> Iterator[dict[str, object]]:
    common, order = [name for name in old if name in new], [name for name in new if name in old]
    moved = [now.headers[b] for a, b in zip(common, order, strict=True) if a != b]
    if moved:
        yield _finding(now, moved[0], "", MOVED, f"{', '.join(c.header for c in moved)} ({before.place})")


def _swapped(before: Form, now: Form) -> Iterator[dict[str, object]]:
    """Two fields of words of which each holds what the other held, and hardly what it held itself."""
    old, new = ({c.field: form.values(c) for c in form.plan.columns if c.field} for form in (before, now))
    places = {c.field: c for c in now.plan.columns if c.field}
    for one, two in itertools.combinations([f for f in places if old.get(f) and new[f]], 2):
        crossed = [len(new[a] & old[b]) / len(new[a]) for a, b in ((one, two), (two, one))]
        kept = [len(new[f] & old[f]) / len(new[f]) for f in (one, two)]
        if min(crossed) >= ALIKE and max(kept) < ALIKE / 2:
            said = f"{places[one].header} ⇄ {places[two].header} ({before.place})"
            yield _finding(now, places[one], one, SWAPPED, said)


def _finding(now: Form, column: ColumnPlan | None, field: str, reason: str, value: str) -> dict[str, object]:
    return {
        "file": now.sheet.grid.file,
        "sheet": now.sheet.grid.sheet,
        "row": now.area.header_rows[-1] if now.area.header_rows else None,
        "column": column_letter(column.place) if column else None,
        "field": field or None,
        "reason": reason,
        "value": value,
    }
