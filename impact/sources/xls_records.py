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
_COLUMNS, _CODEPAGE = 0x7D, 0x42
_ROW_IS_HIDDEN = 0x20
_EXCEL_5 = 0x500
_CODECS = {367: "ascii", 10_000: "mac_roman", 32_768: "mac_roman"}
ERRORS = {
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
    is_1904 = is_excel_5 = False
    codec = "cp1252"
    try:
        for kind, body in _records(stream, 0):
            if kind == _PASSWORD:
                raise Unreadable("password")
            if kind == _DATES:
                is_1904 = body[:1] == b"\1"
            if kind == _START:
                is_excel_5 = struct.unpack_from("<H", body)[0] == _EXCEL_5
            if kind == _CODEPAGE:
                number = struct.unpack_from("<H", body)[0]
                codec = _CODECS.get(number, f"cp{number}")
            if kind == _SHEET:
                place, name = _name_sheet(body, codec if is_excel_5 else "")
                places[name] = place
        return {name: _find_facts(stream, place) for name, place in places.items()}, is_1904
    except (struct.error, UnicodeDecodeError, LookupError, IndexError):
        return {}, is_1904


def _name_sheet(body: bytes, codec: str) -> tuple[int, str]:
    """Where a sheet begins and its name; `codec` is that of the one-byte texts of Excel 5, "" from Excel 97 on.

    >>> _name_sheet(b"\\7\\0\\0\\0\\0\\0\\4\\xc9t\\xe9s", "cp1252")
    (7, 'Étés')
    """
    place, _, length = struct.unpack_from("<LHB", body)
    if codec:
        return place, body[7 : 7 + length].decode(codec)
    is_wide = body[7] % 2
    return place, body[8 : 8 + length * (1 + is_wide)].decode("utf-16-le" if is_wide else "latin-1")


def _find_facts(stream: bytes, place: int) -> SheetFacts:
    errors: dict[Address, str] = {}
    hidden: set[int] = set()
    columns: set[int] = set()
    for kind, body in _records(stream, place):
        if kind == _ROW and struct.unpack_from("<H", body, 12)[0] & _ROW_IS_HIDDEN:
            hidden.add(struct.unpack_from("<H", body)[0] + 1)
        elif kind == _ERROR and body[7:8] == b"\1":
            errors[_address(body)] = ERRORS.get(body[6], "#N/A")
        elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6:7] == b"\2":
            errors[_address(body)] = ERRORS.get(body[8], "#N/A")
        elif kind == _COLUMNS:
            first, last, is_hidden = struct.unpack_from("<2H4xB", body)
            columns.update(range(first, min(last, 255) + 1) if is_hidden & 1 else ())
    return SheetFacts(frozenset(hidden), errors, hidden_columns=frozenset(columns))


def _address(body: bytes) -> Address:
    row, column = struct.unpack_from("<2H", body)
    return row, column
