"""What each sheet shows without anyone saying it: its table, its years, the trades that it names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from impact.clean import CleanTable
from impact.model import Area, SourceFile
from impact.parse.fold import fold_category
from impact.recognise import label_score
from impact.sheets import Sheet
from impact.sources import write_problem
from impact.start.names import KnownNames, find_names
from impact.start.words import Phrase, Word, find_sectors, is_document

SURE = 0.5
SHOWN = 12
LONGEST = 60
LANGUAGE = "fr"


@dataclass(frozen=True)
class Unknown:
    """A table whose meaning is not known: why, on which row its header is, and what that says."""

    why: str
    row: int | None
    headers: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class SheetSeen:
    """One sheet that holds rows of data.

    Attributes:
        file, sheet: where it is, as it stands.
        titles: above its tables, without names of people.
        tables: meaning → data rows.
        fields: those that some column of it is.
        years: year → rows dated in it.
        says_sector: a column of it says the sector.
        says_kind: a column of it says which amounts are expenses.
        unknown: its tables without a meaning.
    """

    file: str
    sheet: str
    titles: tuple[str, ...]
    tables: Mapping[str, int]
    fields: frozenset[str]
    years: Mapping[int, int]
    says_sector: bool
    says_kind: bool
    unknown: tuple[Unknown, ...]

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return PurePosixPath(self.file).stem

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that the file is in, outermost first."""
        return PurePosixPath(self.file).parts[:-1]


@dataclass(frozen=True, eq=False)
class Seen:
    """All that a workspace's files show.

    Attributes:
        sheets: those with data, in order; copies left out.
        files: every file that may be meant by a glob.
        unread: (file, why).
        trades: that columns of sectors name, folded.
        names: of people, never to be written.
    """

    sheets: tuple[SheetSeen, ...]
    files: tuple[str, ...]
    unread: tuple[tuple[str, str], ...]
    trades: frozenset[Phrase]
    names: KnownNames

    def sectors_of(self, text: str) -> list[str]:
        """The trades that a name or a title names."""
        return find_sectors(text, self.trades)


def look_at(files: Sequence[SourceFile], sheets: Sequence[Sheet]) -> Seen:
    """What names, titles and columns tell of every file."""
    names = find_names(sheets)
    read = [sheet for sheet in sheets if sheet.tables and not sheet.same_as]
    return Seen(
        tuple(_sheet(sheet, names) for sheet in read),
        tuple(f.file for f in files if f.status == "read"),
        tuple((f.file, write_problem(f.problem_key or "", LANGUAGE)) for f in files if f.status == "unreadable"),
        _find_trades(read, names),
        names,
    )


def _sheet(sheet: Sheet, names: KnownNames) -> SheetSeen:
    plans = [plan for _, plan, clean in sheet.tables if clean is not None]
    cleans = [clean for _, _, clean in sheet.tables if clean is not None]
    rows: Counter[str] = Counter()
    for area, plan, clean in sheet.tables:
        rows[plan.table or ""] += len(area.rows) if clean is not None else 0
    fields = {c.field for plan in plans for c in plan.columns if c.field}
    titles = [names.hide_strictly(t) for area, _, _ in sheet.tables for t in area.titles]
    return SheetSeen(
        sheet.grid.file,
        sheet.grid.sheet,
        tuple(dict.fromkeys(title for title in titles if len(title) <= 2 * LONGEST)),
        {table: count for table, count in rows.items() if table and count},
        frozenset(fields),
        _count_years(cleans),
        any(clean.records["sector"].notna().any() for clean in cleans if len(clean.records)),
        "kind" in fields or any(c.says for plan in plans for c in plan.columns),
        tuple(
            Unknown(plan.why, area.header_rows[-1] if area.header_rows else None, _headers(area, names))
            for area, plan, clean in sheet.tables
            if clean is None
        ),
    )


def _count_years(cleans: Sequence[CleanTable]) -> Mapping[int, int]:
    found: Counter[int] = Counter()
    for clean in cleans:
        for frame in (clean.records, clean.sessions):
            if "year" in frame:
                found.update(int(year) for year in frame["year"].dropna())
    return dict(sorted(found.items()))


def _headers(area: Area, names: KnownNames) -> tuple[str, ...]:
    """Headers as they may be shown: where none is a known name of a column, a lone capitalised word may be a person."""
    marks = {session.column for session in area.sessions}
    headers = {place: levels for place, levels in area.headers.items() if place not in marks}
    texts = [" – ".join(levels) for _, levels in sorted(headers.items())]
    is_header = any(label_score(level) >= SURE for levels in headers.values() for level in levels)
    shown = [names.hide_strictly(text)[:LONGEST] for text in texts if text.strip()]
    safe = shown if is_header else [text for text in shown if not (text.isalpha() and text[:1].isupper())]
    return (*safe[:SHOWN], *(("…",) if len(safe) > SHOWN or len(safe) < len(shown) else ()))


def _find_trades(sheets: Sequence[Sheet], names: KnownNames) -> frozenset[Phrase]:
    """What the columns of sectors say on two rows or more; used to read names and titles, never written itself."""
    said: Counter[str] = Counter()
    for sheet in sheets:
        for _, _, clean in sheet.tables:
            if clean is not None:
                said.update(clean.records["sector"].dropna().astype(str))
                said.update(clean.sessions["sector"].dropna().astype(str) if "sector" in clean.sessions else [])
    counts: Counter[Phrase] = Counter()
    for text, rows in said.items():
        if not names.is_name(text) and not any(ch.isdigit() for ch in text):
            counts[tuple(fold_category(text).split())] += rows
    return frozenset(p for p, rows in counts.items() if rows > 1 and 0 < len(p) <= 4 and _tells(p))


def _tells(phrase: Phrase) -> bool:
    return len(" ".join(phrase)) >= 4 and not all(is_document(Word(w, w, 0, len(w))) for w in phrase)
