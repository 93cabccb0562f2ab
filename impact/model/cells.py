"""What a spreadsheet holds, and what its cells mean."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
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
