"""Why a row of a file is not in a figure; or that it is, and by which cells."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from impact.config import nearest_names
from impact.errors import UsageError
from impact.explain import Explanation, explain_figure, find_indicator, head_of
from impact.exports.labels import value_label
from impact.indicators import Indicator
from impact.indicators.dimensions import UNSPECIFIED
from impact.indicators.verdicts import Verdict, judge_records
from impact.tables.ledger import COPY
from impact.trace import PERSONAL, trace_cells
from impact.words import read_words

if TYPE_CHECKING:
    from impact.workspace import Workspace

MASK = "•••"
MOST = 6


@dataclass(frozen=True)
class Place:
    """A row of a file, as people write it: `2020/a.xlsx#Suivi!12`, `2021/b.csv!7`."""

    file: str
    sheet: str
    row: int

    def __str__(self) -> str:
        return f"{self.file}{'#' if self.sheet else ''}{self.sheet}!{self.row}"


@dataclass(frozen=True)
class Absence:
    """Why a row is not in a figure.

    Attributes:
        indicator, cell: the figure.
        place: the row.
        why: `counted` (it is in it), `set_aside`, `not_data`, `copy` (of another file), `other_table`, `merged` (its
            record is counted by another row), `again` (its person, by another record), `unknown`, `filtered`,
            `elsewhere` (another sector, year …), or `no_record`.
        table: what the row was taken for.
        reason: what the ledger says of a row that is no record.
        other: the row that is counted instead.
        said: fields that decide and what the row says, masked where personal.
        cells: of a row that is counted, its cells.
    """

    indicator: str
    cell: Mapping[str, str | int]
    place: Place
    why: str
    table: str | None = None
    reason: str | None = None
    other: Place | None = None
    said: tuple[tuple[str, str], ...] = ()
    cells: tuple[str, ...] = ()

    def to_json(self, language: str) -> str:
        """All of it, with the sentence that says it."""
        content = {
            **head_of(self.indicator, self.cell),
            "row": str(self.place),
            "counted": self.why == "counted",
            "why": self.why,
            "table": self.table,
            "reason": self.reason,
            "counted_by": None if self.other is None else str(self.other),
            "said": dict(self.said),
            "cells": list(self.cells),
            "sentence": self.sentence(language),
        }
        return json.dumps(content, ensure_ascii=False, indent=1)

    def sentence(self, language: str) -> str:
        """The same for a reader."""
        words = read_words(language)
        fields = {name: words.label("fields", name, words.label("dimensions", name)) for name, _ in self.said}
        said = words.list_of(
            words.typeset(f"{lowered(fields[name])} : {value_label(name, value, words, {})}")
            for name, value in self.said
        )
        tables = words.list_of(lowered(words.label("quality.tables", name)) for _, name in self.said)
        kept = self.table if self.table and self.table != "attendance" else "workshops"
        facts = {
            "row": self.place,
            "table": lowered(words.label("quality.tables", kept)),
            "tables": tables,
            "said": said,
            "reason": words.reason(self.reason or ""),
            "other": self.other,
            "cells": words.list_of(self.cells[:MOST]) + (f" … ({len(self.cells)})" if len(self.cells) > MOST else ""),
        }
        key = f"merged_{kept}" if self.why == "merged" else self.why
        return words.text(f"why.{key}", **facts)


def lowered(text: str) -> str:
    """The text as it stands within a sentence."""
    return text[:1].lower() + text[1:]


def explain_absence(workspace: Workspace, indicator: str, cell: Mapping[str, str | int], place: str) -> Absence:
    """Follows a row as far as it went towards a figure, and says where it stopped.

    Raises:
        UsageError: no such row, indicator, dimension or value; the sentence names the nearest.
    """
    declared = find_indicator(workspace, indicator)
    explanation = explain_figure(workspace, indicator, cell)
    cell = explanation.cell
    row = find_place(place, workspace.ledger)
    cells = explanation.cells
    here = cells[(cells["file"] == row.file) & (cells["sheet"] == row.sheet) & (cells["row"] == row.row)]
    fate = workspace.ledger[_at(workspace.ledger, row)].iloc[0]
    table = None if pd.isna(fate["table"]) else str(fate["table"])
    if len(here):
        named = tuple(f"{column}{row.row}" for column in here["column"])
        return Absence(indicator, cell, row, "counted", table, cells=named)
    reason = "" if pd.isna(fate["reason"]) else str(fate["reason"])
    if fate["status"] in ("set_aside", "not_data"):
        return Absence(indicator, cell, row, str(fate["status"]), table, reason)
    if reason.startswith(COPY):
        return Absence(indicator, cell, row, "copy", table, reason.removeprefix(COPY))
    return _judged(workspace, declared, explanation, row, table)


def _judged(
    workspace: Workspace, declared: Indicator, explanation: Explanation, row: Place, table: str | None
) -> Absence:
    """Why a row that was kept or merged is not among a figure's cells."""
    indicator, cell = explanation.indicator, explanation.cell
    lineage = workspace.read_table("lineage")
    found = lineage.loc[_at(lineage, row), ["table", "record_id", "person_id"]].drop_duplicates()
    counted = {part.table for part in declared.measured()}
    if not len(found):
        return Absence(indicator, cell, row, "no_record", table)
    records = [(str(t), str(r), None if pd.isna(p) else str(p)) for t, r, p in found.itertuples(index=False, name=None)]
    records += [("workshops", record, None) for table, record, _ in records if table == "attendance"]
    start = workspace.settings.organisation.fiscal_year_start
    selected = {name: value for name, value in cell.items() if value != "all"}
    verdicts = judge_records(workspace.tables, declared, selected, records, fiscal_year_start=start)
    if not verdicts:
        return Absence(indicator, cell, row, "other_table", table, said=tuple(("table", t) for t in sorted(counted)))
    best = verdicts[0]
    other = None if best.why not in ("counted", "again") else _row_of(best, declared, lineage)
    why = "merged" if best.why == "counted" else best.why
    said = tuple((n, MASK if n in PERSONAL and value != UNSPECIFIED else value) for n, value in best.said)
    return Absence(indicator, cell, row, why, best.table, other=other, said=said)


def _row_of(verdict: Verdict, declared: Indicator, lineage: pd.DataFrame) -> Place | None:
    """The row of the cell by which a record is counted."""
    field = next(part.field for part in declared.measured() if part.table == verdict.table)
    record = pd.DataFrame(
        {
            "table": [verdict.table],
            "record_id": [verdict.record_id],
            "person_id": [verdict.person_id],
            "status": ["present"],
            "field": [field],
            "value": [0.0],
            "role": ["numerator"],
        }
    )
    cells = trace_cells(record, lineage)
    if not len(cells):
        return None
    return Place(str(cells["file"].iloc[0]), str(cells["sheet"].iloc[0]), int(cells["row"].iloc[0]))


def _at(rows: pd.DataFrame, place: Place) -> pd.Series:
    return (rows["file"] == place.file) & (rows["sheet"] == place.sheet) & (rows["row"] == place.row)


def find_place(text: str, ledger: pd.DataFrame) -> Place:
    """The row that a person names, in the ledger; split at the last `!`, then at the first `#` that follows a file.

    Raises:
        UsageError: there is no such file, sheet or row; the sentence says which there are.
    """
    where, mark, number = text.rpartition("!")
    if not mark or not number.isdigit():
        raise UsageError("“{text}” is not a row; write FILE#SHEET!ROW, such as 2020/a.xlsx#Suivi!12.", text=text)
    sheets = {(str(f), str(s)) for f, s in ledger[["file", "sheet"]].drop_duplicates().itertuples(index=False)}
    split = [(where[:cut], where[cut + 1 :]) for cut in range(len(where) + 1) if where[cut : cut + 1] in ("#", "")]
    found = next((place for place in split if place in sheets), None)
    if found is None:
        files = {file for file, _ in sheets}
        file = next((file for file, _ in split if file in files), None)
        known = [f"{f}#{s}" if s else f for f, s in sheets if file is None or f == file]
        raise UsageError("There is no sheet “{name}”; {nearest}", name=where, nearest=nearest_names(where, known))
    place = Place(*found, int(number))
    rows = ledger[(ledger["file"] == place.file) & (ledger["sheet"] == place.sheet)]["row"]
    if not (rows == place.row).any():
        first, last = int(rows.min()), int(rows.max())
        raise UsageError(
            "Row {place} is blank; those of its sheet go from {first} to {last}.", place=place, first=first, last=last
        )
    return place
