"""What the XML of a workbook says that the reader of its cells does not: hidden rows, errors, missing results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from impact.sources.cells import LAST_COLUMN

Address = tuple[int, int]
"""A cell: 0-based row, 0-based column."""

LAST_ROW = 1_048_576
"""How many rows a sheet may have."""
LONGEST_FORMULA = 65_536
"""Bytes that a cell's formula may take in XML."""

_ROW_HIDDEN = re.compile(rb"<(?:\w+:)?row\b(?=[^<>]*\shidden=[\"'](?:1|true)[\"'])[^<>]*?\sr=[\"'](\d+)[\"']")
_ERROR = re.compile(
    rb"<(?:\w+:)?c\b(?=[^<>]*\st=[\"']e[\"'])[^<>]*?\sr=[\"']([A-Z]+\d+)[\"'][^<>]*>"
    rb"(?:(?!</?(?:\w+:)?c\b).)*?<(?:\w+:)?v>([^<]*)<",
    re.DOTALL,
)
_NO_RESULT = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^<>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^<>]*?\sref=[\"']([A-Z]+\d+):([A-Z]+\d+)[\"']")
_CELL_START = re.compile(rb"<(?:\w+:)?c\b([^<>]*)>")
_REFERENCE = re.compile(rb"\sr=[\"']([A-Z]+\d+)[\"']")
_COLUMN_HIDDEN = re.compile(rb"<(?:\w+:)?col\b(?=[^<>]*\shidden=[\"'](?:1|true)[\"'])[^<>]*>")
_COLUMN_RANGE = re.compile(rb"\s(min|max)=[\"'](\d{1,5})[\"']")
_TEXT_RESULT = re.compile(rb"\st=[\"']str[\"']")


@dataclass(frozen=True)
class SheetFacts:
    """What a sheet says beside its values.

    Attributes:
        hidden_rows: 1-based numbers.
        errors: cell → its error.
        uncached: cells whose formula has no result.
        merged: (first row, first column, last row, last column), rows 1-based, columns 0-based.
        hidden_columns: 0-based places.
        has_booleans: some cell may be true or false.
    """

    hidden_rows: frozenset[int] = frozenset()
    errors: dict[Address, str] = field(default_factory=dict)
    uncached: tuple[Address, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_columns: frozenset[int] = frozenset()
    has_booleans: bool = True


def parse_address(reference: str) -> Address:
    """A cell's place from its address.

    >>> parse_address("AB12")
    (11, 27)
    """
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(reference[len(letters) :]) - 1, column - 1


def write_address(cell: Address) -> str:
    """A cell's address from its place.

    >>> write_address((11, 27))
    'AB12'
    """
    return f"{write_letters(cell[1])}{cell[0] + 1}"


def write_letters(column: int) -> str:
    """A column's letters from its 0-based place."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def find_sheet_facts(xml: bytes) -> SheetFacts:
    """Read the facts of one worksheet of an xlsx file.

    >>> find_sheet_facts(b'<row r="2" hidden="1"><c r="B2" t="e"><v>#N/A</v></c><c r="C2"><f>A</f></c></row>').errors
    {(1, 1): '#N/A'}
    """
    odd = b"='" in xml[:4096] or b":worksheet" in xml[:4096]
    hidden = frozenset(int(row) for row in _ROW_HIDDEN.findall(xml)) if b"hidden=" in xml else frozenset()
    errors = {}
    if odd or b't="e"' in xml:
        errors = {parse_address(at.decode()): error.decode() for at, error in _ERROR.findall(xml)}
    uncached = tuple(_find_uncached(xml)) if odd or b"</f>" in xml else ()
    return SheetFacts(
        hidden, errors, uncached, tuple(_find_merged(xml)), frozenset(_find_columns(xml)), odd or b't="b"' in xml
    )


def _find_columns(xml: bytes) -> Iterator[int]:
    """The hidden columns, which are said before the cells."""
    for column in _COLUMN_HIDDEN.findall(xml, 0, max(0, xml.find(b"sheetData"))):
        said = {name: int(number) for name, number in _COLUMN_RANGE.findall(column)}
        if b"min" in said:
            yield from range(said[b"min"] - 1, min(said.get(b"max", said[b"min"]), LAST_COLUMN))


def _find_merged(xml: bytes) -> Iterator[tuple[int, int, int, int]]:
    for first, last in _MERGED.findall(xml, max(0, xml.rfind(b"sheetData"))):
        (top, left), (bottom, right) = parse_address(first.decode()), parse_address(last.decode())
        yield top + 1, left, bottom + 1, right


def _find_uncached(xml: bytes) -> Iterator[Address]:
    for ending in _NO_RESULT.finditer(xml):
        openings = list(_CELL_START.finditer(xml, _find_cell(xml, ending.start()), ending.start()))
        reference = _REFERENCE.search(openings[-1][1]) if openings else None
        if reference and not _TEXT_RESULT.search(openings[-1][1]):
            yield parse_address(reference[1].decode())


def _find_cell(xml: bytes, end: int) -> int:
    """Where the cell that ends at `end` may begin, at the latest."""
    low = max(0, end - LONGEST_FORMULA)
    return max(xml.rfind(b"<c ", low, end), xml.rfind(b":c ", low, end) - 9, low)
