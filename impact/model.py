"""The frozen types that travel from room to room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


class Kind(IntEnum):
    """What a spreadsheet says that a cell is; in a text file every cell is TEXT."""

    TEXT = 0
    NUMBER = 1
    DATE = 2
    TIME = 3
    DURATION = 4
    BOOL = 5
    ERROR = 6


@dataclass(frozen=True, eq=False)
class Column:
    """One column of cells, each distinct value held once.

    Attributes:
        codes: int32, one a row of the grid: the place of the cell's value in `texts`; −1 where the cell is blank.
        texts: object (str), one a distinct value. Text as it stands (never stripped); a number in its shortest
            form (`12`, `9.9`, `-35`); a date as `2020-03-12` or `2020-03-12T10:12:33`; a time or a duration as
            `14:05:00`; a boolean as `TRUE` or `FALSE`; an error as `#N/A`.
        kinds: uint8 (`Kind`), one a distinct value.
    """

    codes: NDArray[np.int32]
    texts: NDArray[np.object_]
    kinds: NDArray[np.uint8]

    def cells(self) -> NDArray[np.object_]:
        """The text of every row's cell, "" where blank."""
        return np.append(self.texts, "")[self.codes]


@dataclass(frozen=True, eq=False)
class Grid:
    """One sheet: its non-blank rows, in columns. A row is blank when no cell of it holds anything but spaces.

    Attributes:
        file: path below data/raw, with `/`, in Unicode NFC.
        sheet: the sheet's name; "" for a text file.
        rows: int32, the 1-based number of each row as the spreadsheet shows it (of a text file, the record's).
        columns: one a spreadsheet column from A on, trailing blank columns left out.
        hidden: the whole sheet is hidden.
        hidden_rows: numbers of the rows that a filter or a person has hidden.
        merged: merged ranges (first row, first column, last row, last column), rows 1-based, columns 0-based.
        remarks: what a reader must know: ("encoding", "cp1252"), ("separator", ";"), ("quoting", "open"),
            ("errors", "3"), ("errors_at", "B4 C5 D6"), ("uncached", "1"), ("uncached_at", "B4"), ("date1904", "1") …
    """

    file: str
    sheet: str
    rows: NDArray[np.int32]
    columns: tuple[Column, ...]
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class SourceFile:
    """One file of data/raw, as read.

    Attributes:
        file: path below data/raw, with `/`, in Unicode NFC.
        sha256: of the bytes that were parsed.
        status: `read`, `unreadable` or `ignored`.
        problem: a sentence that says why it is not read, else None.
        grids: its sheets, in the file's order.
        problem_key: the problem's name in every language: `sources.<key>` of the catalogue.
    """

    file: str
    sha256: str
    status: str
    problem: str | None = None
    grids: tuple[Grid, ...] = ()
    problem_key: str | None = None


@dataclass(frozen=True)
class Session:
    """One column of a presence grid: what the header cells above it say, as (label, text, kind), top down."""

    column: int
    facts: tuple[tuple[str, str, Kind], ...]


@dataclass(frozen=True, eq=False)
class Area:
    """One table on a sheet.

    Attributes:
        header_rows: numbers of its header rows.
        headers: place of a grid column → the levels of its header, outermost first; () where it has none.
        rows: int64, places in `grid.rows` of its data rows.
        totals: int64, places of the rows that total them.
        titles: texts that stand above the header.
        sessions: the columns of marks of a presence grid; () for a list.
        across: what stands across a grid ("sessions", "people"); "names" for a block of names without a header; "" for a list.
    """

    header_rows: tuple[int, ...]
    headers: Mapping[int, tuple[str, ...]]
    rows: NDArray[np.int64]
    totals: NDArray[np.int64]
    titles: tuple[str, ...] = ()
    sessions: tuple[Session, ...] = ()
    across: str = ""


@dataclass(frozen=True, eq=False)
class Layout:
    """The tables of a grid, and what each of its rows is.

    Attributes:
        areas: from top to bottom.
        roles: object (str), one a row of the grid: `data`, or why it is none (`title`, `header`, `unit`, `total`,
            `balance`, `note`, `repeated header`, `text`).
    """

    areas: tuple[Area, ...]
    roles: NDArray[np.object_]


@dataclass(frozen=True)
class ColumnPlan:
    """What one column was taken for.

    Attributes:
        place: of the column in the grid.
        header: as it stands, its levels joined.
        field: of the contract; "" where it is none.
        says: the kind that the column's name says of its amounts (`sale`, `expense`), else "".
        confidence: 0 to 1, of its name and its values together.
        decided_by: `config` or `recognised`.
    """

    place: int
    header: str
    field: str
    says: str = ""
    confidence: float = 0.0
    decided_by: str = "recognised"


@dataclass(frozen=True)
class SessionPlan:
    """One column of marks: what its header cells say of the session (field, text, kind), or whose it is."""

    place: int
    facts: tuple[tuple[str, str, Kind], ...]


@dataclass(frozen=True)
class TablePlan:
    """What a table was taken for, column by column.

    Attributes:
        table: `participants`, `workshops` or `sales`; None where it is not known, and `why` then says what would settle it.
        presences: each row is about one person's presence.
        columns: every column that has a name or a meaning, but for those of marks.
        sessions: the columns of marks of a presence grid.
        said: what the titles above the table say (field, text), where it has no such column.
    """

    table: str | None
    presences: bool
    columns: tuple[ColumnPlan, ...]
    why: str = ""
    sessions: tuple[SessionPlan, ...] = ()
    said: tuple[tuple[str, str], ...] = ()

    def place_of(self, field: str) -> int | None:
        """The grid column of a field, if the table has it."""
        return next((c.place for c in self.columns if c.field == field), None)


@dataclass(frozen=True, eq=False)
class Parsed:
    """What the distinct texts of a column mean, one entry a text.

    Attributes:
        values: object; None where the cell says that nothing is known, or where it failed.
        failures: object (str or None): why a text could not be understood (`not a date`).
        rules: object (str or None): the rule that changed the cell; None where the cell already was the value.
    """

    values: NDArray[np.object_]
    failures: NDArray[np.object_]
    rules: NDArray[np.object_]


@dataclass(frozen=True)
class Scope:
    """What a page or a query looks at; an empty tuple means no limit."""

    projects: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, eq=False)
class Tables:
    """The contract's clean tables (reference: the package's README), one frame each."""

    participants: pd.DataFrame
    workshops: pd.DataFrame
    attendance: pd.DataFrame
    sales: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Figures:
    """Computed figures, unprotected: never to be drawn or published.

    Attributes:
        by: the dimensions that the figures are cut by.
        scope: what they look at.
        frame: a row a figure: `indicator` str, one str column for each of `by` (`"all"` for a margin, `"unspecified"`
            for a null), `value`, `numerator`, `denominator`, `missing` float (null where they have no meaning),
            `unit` str, `status` (`ok` or `no_data`), `people` float: distinct people behind the figure (null for
            figures that count no people).
    """

    by: tuple[str, ...]
    scope: Scope
    frame: pd.DataFrame


@dataclass(frozen=True, eq=False)
class ProtectedFigures:
    """Figures that may be shown to `audience`; made by `protect` alone.

    The frame is that of `Figures` without `people`; `status` may be `hidden`, and then value, numerator,
    denominator and missing are null.
    """

    by: tuple[str, ...]
    scope: Scope
    audience: str
    frame: pd.DataFrame


@dataclass(frozen=True)
class Words:
    """A name in the languages it was given in."""

    fr: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.en if language == "en" else self.fr


@dataclass(frozen=True)
class Target:
    """What was promised: a value for an indicator, in a sector or project and a year, or over the whole."""

    indicator: str
    value: float
    sector: str | None = None
    project: str | None = None
    year: int | None = None
    better: str = "higher"


@dataclass(frozen=True)
class Project:
    """One edition of a programme; all that belongs to it counts in its sector and reporting year."""

    id: str
    name: Words
    sector: str | None
    year: int | None
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True)
class Page:
    """One report: who reads it, in which language, and what it looks at."""

    id: str
    name: Words
    language: str
    audience: str
    scope: Scope
    targets: tuple[Target, ...] = ()
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Quality:
    """What reading did, in counts that reveal nobody.

    Attributes:
        sheets: a row a sheet: `file`, `sheet`, `table` (null where unknown), `seen`, `kept`, `merged`, `set_aside`, `not_data`.
        missing: a row a field: `table`, `field`, `known`, `unknown`.
        reasons: a row a reason for which rows were set aside: `reason`, `rows`.
        changed: a row a rule: `rule`, `cells`.
    """

    sheets: pd.DataFrame
    missing: pd.DataFrame
    reasons: pd.DataFrame
    changed: pd.DataFrame


@dataclass(frozen=True, eq=False)
class ReportData:
    """All that a report may say; nothing in it is personal and every figure is protected.

    Attributes:
        page: who reads it and what it looks at.
        organisation: the association's name.
        currency: ISO 4217, the unit of money figures.
        projects: those in scope.
        sectors: canonical sector → its name.
        figures: dimensions → figures cut by them; the dimensions are those of `report.plan.BREAKDOWNS`.
        quality: what reading did, over the whole workspace.
        version: of the program.
        inputs: (file, sha256) of every source.
        narrative: Markdown of the association's own text for block 9, or "".
        hidden_by: rule → how many figures it hid.
        own: the association's own figures: id → (label, definition).
    """

    page: Page
    organisation: str
    currency: str
    projects: tuple[Project, ...]
    sectors: Mapping[str, Words]
    figures: Mapping[tuple[str, ...], ProtectedFigures]
    quality: Quality
    version: str
    inputs: tuple[tuple[str, str], ...] = ()
    narrative: str = ""
    hidden_by: Mapping[str, int] = field(default_factory=dict)
    own: Mapping[str, tuple[Words, Words]] = field(default_factory=dict)
