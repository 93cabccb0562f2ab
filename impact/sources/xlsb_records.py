"""What the records of an .xlsb file say that the reader of its cells does not: errors, hidden and merged ones.

Source: [MS-XLSB] Excel Binary File Format (.xlsb) Structure, sections 2.1.4 (records), 2.4 and 2.5.97.2 (BErr).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from impact.sources.cells import LAST_COLUMN
from impact.sources.sheet_xml import Address, SheetFacts
from impact.sources.xls_records import ERRORS

_ROW, _NUMBER, _ERROR, _FORMULA_ERROR, _COLUMN, _BOOK, _SHEET, _MERGED = 0, 2, 3, 11, 60, 153, 156, 176
_ROW_IS_HIDDEN = 0x10

Record = tuple[int, int, int, int]
"""A kind, where the record begins, where its body begins, where it ends."""


@dataclass(frozen=True)
class SheetRecord:
    """The record of a workbook part that names a sheet.

    Attributes:
        name: the sheet's.
        relation: the id by which the part that holds its cells is found.
        start, end: where the record stands in the workbook part.
    """

    name: str
    relation: str
    start: int
    end: int


def _records(part: bytes) -> Iterator[Record]:
    at = 0
    while at < len(part):
        start = at
        kind = part[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (part[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        more = 0x80
        while more and shift < 28:
            more = part[at] & 0x80
            size |= (part[at] & 0x7F) << shift
            shift += 7
            at += 1
        yield kind, start, at, at + size
        at += size


def find_sheets(workbook: bytes) -> tuple[list[SheetRecord], bool]:
    """The sheets that the workbook part names, and whether its dates count from 1904."""
    sheets: list[SheetRecord] = []
    is_1904 = False
    try:
        for kind, start, first, end in _records(workbook):
            if kind == _BOOK:
                is_1904 = bool(workbook[first] & 1)
            elif kind == _SHEET:
                relation, after = _read_text(workbook, first + 8)
                sheets.append(SheetRecord(_read_text(workbook, after)[0], relation, start, end))
    except (struct.error, IndexError):
        pass
    return sheets, is_1904


def _read_text(part: bytes, at: int) -> tuple[str, int]:
    """A text and where it ends."""
    length = struct.unpack_from("<L", part, at)[0]
    end = at + 4 + 2 * (length if length != 0xFFFFFFFF else 0)
    return part[at + 4 : end].decode("utf-16-le", "replace"), end


def write_whole_numbers_as_others(part: bytes) -> bytes:
    """A worksheet part whose short whole numbers are kept as numbers with decimals are.

    Calamine gives a whole number as it stands even where its format makes it a date (`BrtCellRk` with `fInt`).

    >>> head = b"\2\x0c" + bytes(8)
    >>> write_whole_numbers_as_others(head + struct.pack("<l", 43902 << 2 | 2)) == head + struct.pack("<d", 43902)[4:]
    True
    """
    mended = bytearray(part)
    try:
        for kind, _, at, _ in _records(part):
            if kind == _NUMBER and part[at + 8] & 3 == 2:
                number = struct.pack("<d", struct.unpack_from("<l", part, at + 8)[0] >> 2)
                if number[:4] == bytes(4) and not number[4] & 3:
                    mended[at + 8 : at + 12] = number[4:]
    except (struct.error, IndexError):
        pass
    return bytes(mended)


def find_xlsb_facts(part: bytes) -> SheetFacts:
    """Read the facts of one worksheet part; of one that is cut short, those before the cut.

    >>> row = b"\\0\\x0c\\4" + bytes(10) + b"\\x10"
    >>> error = b"\\3\\x09\\1" + bytes(7) + b"\\7"
    >>> find_xlsb_facts(row + error).errors, find_xlsb_facts(row).hidden_rows
    ({(4, 1): '#DIV/0!'}, frozenset({5}))
    """
    row = 0
    hidden: set[int] = set()
    columns: set[int] = set()
    errors: dict[Address, str] = {}
    merged: list[tuple[int, int, int, int]] = []
    try:
        for kind, _, at, _ in _records(part):
            if kind == _ROW:
                (row,) = struct.unpack_from("<L", part, at)
                if part[at + 11] & _ROW_IS_HIDDEN:
                    hidden.add(row + 1)
            elif kind in (_ERROR, _FORMULA_ERROR):
                (column,) = struct.unpack_from("<L", part, at)
                errors[row, column] = ERRORS.get(part[at + 8], "#N/A")
            elif kind == _COLUMN:
                first, last, is_hidden = struct.unpack_from("<2L8xB", part, at)
                columns.update(range(first, min(last + 1, LAST_COLUMN)) if is_hidden & 1 else ())
            elif kind == _MERGED:
                top, bottom, left, right = struct.unpack_from("<4L", part, at)
                merged.append((top + 1, left, bottom + 1, right))
    except (struct.error, IndexError):
        pass
    return SheetFacts(frozenset(hidden), errors, merged=tuple(merged), hidden_columns=frozenset(columns))
