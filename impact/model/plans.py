"""Where the tables of a sheet are, and what they were taken for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from impact.model.cells import Kind


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
        columns: places of its columns in the grid; () for all of them.
        sessions: the columns of marks of a presence grid; () for a list.
        across: what stands across a grid (`sessions`, `people`); `names` for names without a header; `turned` where
            fields stand one below another; "" for a list.
    """

    header_rows: tuple[int, ...]
    headers: Mapping[int, tuple[str, ...]]
    rows: NDArray[np.int64]
    totals: NDArray[np.int64]
    titles: tuple[str, ...] = ()
    columns: tuple[int, ...] = ()
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
        table: `participants`, `workshops` or `sales`; None where it is not known, and `why` says why.
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
