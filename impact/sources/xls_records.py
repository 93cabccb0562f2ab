"""What the records of an .xls file say that the reader of its cells does not: password, hidden rows, errors.

Source: [MS-XLS] Excel Binary File Format (.xls) Structure, sections 2.4 (records) and 2.5.10 (BErr).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from impact.sources.ole import read_stream
from impact.sources.problems import Unreadable
from impact.sources.sheet_xml import Address, SheetFacts

_END, _PASSWORD, _SHEET, _FORMULA, _ERROR, _ROW, _START, _DATES = 0x0A, 0x2F, 0x85, 0x06, 0x205, 0x208, 0x809, 0x22
_ROW_IS_HIDDEN = 0x20
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}

Record = tuple[int, bytes]


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """The records from a place on to the end of their part; those of charts within it are passed over."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<2H", stream, at)
        depth += (kind == _START) - (kind == _END)
        if depth <= 1:
            yield kind, stream[at + 4 : at + 4 + size]
        if depth <= 0:
            return
        at += 4 + size


def find_xls_facts(content: bytes) -> tuple[dict[str, SheetFacts], bool]:
    """Each sheet's name → its hidden rows and errors, and whether dates count from 1904.

    Raises:
        Unreadable: the file is protected by a password, or damaged.
    """
    stream = read_stream(content, ("Workbook", "Book")) or b""
    places: dict[str, int] = {}
    is_1904 = False
    try:
        for kind, body in _records(stream, 0):
            if kind == _PASSWORD:
                raise Unreadable("password")
            if kind == _DATES:
                is_1904 = body[:1] == b"\1"
            if kind == _SHEET:
                place, _, length, is_wide = struct.unpack_from("<LHBB", body)
                places[body[8 : 8 + length * (1 + is_wide % 2)].decode("utf-16-le" if is_wide % 2 else "latin-1")] = (
                    place
                )
        return {name: _find_facts(stream, place) for name, place in places.items()}, is_1904
    except (struct.error, UnicodeDecodeError):
        return {}, is_1904


def _find_facts(stream: bytes, place: int) -> SheetFacts:
    errors: dict[Address, str] = {}
    hidden: set[int] = set()
    for kind, body in _records(stream, place):
        if kind == _ROW and struct.unpack_from("<H", body, 12)[0] & _ROW_IS_HIDDEN:
            hidden.add(struct.unpack_from("<H", body)[0] + 1)
        elif kind == _ERROR and body[7:8] == b"\1":
            errors[_address(body)] = _ERRORS.get(body[6], "#N/A")
        elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6:7] == b"\2":
            errors[_address(body)] = _ERRORS.get(body[8], "#N/A")
    return SheetFacts(frozenset(hidden), errors)


def _address(body: bytes) -> Address:
    row, column = struct.unpack_from("<2H", body)
    return row, column
