"""Sheets whose cells stand so far apart that all between them would fill the memory: read without the gaps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from impact.model import Column
from impact.sources.cells import LAST_COLUMN, blank_column
from impact.sources.problems import Unreadable
from impact.sources.sheet_xml import LAST_ROW, Address, parse_address, write_address

MOST_CELLS = 20_000_000
"""Of a rectangle that is read as it is."""
LONGEST = 16 * 1024 * 1024
"""Bytes of a sheet's XML that is looked at: a longer one is dense enough."""

_LAST_ROW = re.compile(rb"<row\b[^<>]*?\sr=\"(\d+)\"")
_CELL = re.compile(rb"(<c\b[^<>]*?\sr=\")([A-Z]+\d+)\"")
_ROW = re.compile(rb"(<row\b[^<>]*?\sr=\")(\d+)\"")


@dataclass(frozen=True, eq=False)
class Gaps:
    """Which rows and columns, 0-based, a sheet without gaps is made of."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]

    def close(self, cell: Address) -> Address:
        """Where a cell of the sheet stands in the one without gaps."""
        return int(np.searchsorted(self.rows, cell[0])), int(np.searchsorted(self.columns, cell[1]))

    def reopen(
        self, rows: NDArray[np.int32], columns: tuple[Column, ...]
    ) -> tuple[NDArray[np.int32], tuple[Column, ...]]:
        """The numbers and the columns of the sheet, from those of the one without gaps."""
        by_place: Mapping[int, Column] = dict(zip(self.columns.tolist(), columns, strict=False))
        blank = blank_column(len(rows))
        last = int(self.columns[len(columns) - 1]) if columns else -1
        numbers = (self.rows[rows - 1] + 1).astype(np.int32)
        return numbers, tuple(by_place.get(place, blank) for place in range(last + 1))


def find_gaps(xml: bytes) -> Gaps | None:
    """The rows and columns that a worksheet's cells are in, where most of the rectangle around them is blank.

    Raises:
        Unreadable: a cell stands where no sheet has one.

    >>> far = b'<row r="2"><c r="B2"/></row><row r="1048576"><c r="XFD1048576"/></row>'
    >>> find_gaps(far).columns.tolist(), find_gaps(b'<row r="2"><c r="B2"/></row>')
    ([1, 16383], None)
    """
    last_row = _LAST_ROW.search(xml, max(0, xml.rfind(b"<row")))
    if not last_row or len(xml) > LONGEST or int(last_row[1]) * 16_384 < MOST_CELLS:
        return None
    cells = np.array([parse_address(cell.decode()) for _, cell in _CELL.findall(xml)], np.int64).reshape(-1, 2)
    if not len(cells):
        return None
    if (cells.max(axis=0) >= (LAST_ROW, LAST_COLUMN)).any():
        raise Unreadable("damaged")
    if np.prod(cells.max(axis=0) + 1) < MOST_CELLS:
        return None
    return Gaps(np.unique(cells[:, 0]), np.unique(cells[:, 1]))


def close_gaps(xml: bytes, gaps: Gaps) -> bytes:
    """The worksheet with its rows and columns moved together."""
    rows = {int(row) + 1: i + 1 for i, row in enumerate(gaps.rows)}
    following = len(rows) + 1

    def move_row(row: re.Match[bytes]) -> bytes:
        return b'%s%d"' % (row[1], rows.get(int(row[2]), following))

    def move_cell(cell: re.Match[bytes]) -> bytes:
        return b'%s%s"' % (cell[1], write_address(gaps.close(parse_address(cell[2].decode()))).encode())

    return _CELL.sub(move_cell, _ROW.sub(move_row, xml))
