"""What the XML of an OpenDocument spreadsheet says that the reader of its cells does not."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from impact.sources.cells import LAST_COLUMN
from impact.sources.sheet_xml import LAST_ROW, Address, SheetFacts

_TABLE = re.compile(rb"<table:table\s[^<>]*?table:name=\"([^\"]*)\"")
_COLUMN = re.compile(rb"<table:table-column\b([^<>]*)>")
_ROW = re.compile(rb"<table:table-row\b([^<>]*)>")
_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^<>]*)>")
_REPEATED_ROWS = re.compile(rb"number-rows-repeated=\"(\d+)\"")
_REPEATED_COLUMNS = re.compile(rb"number-columns-repeated=\"(\d+)\"")
_HIDDEN = re.compile(rb"table:visibility=\"(?:collapse|filter)\"")
_SPAN = re.compile(rb"number-(columns|rows)-spanned=\"(\d+)\"")
_ODD_CELL = re.compile(rb"number-(?:columns|rows)-spanned=\"|calcext:value-type=\"error\"")
_TEXT = re.compile(rb"<text:p>(.*?)</text:p>", re.DOTALL)

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column; rows 1-based, columns 0-based."""


@dataclass(frozen=True)
class _Row:
    """A row element: 1-based numbers of the rows that it stands for, and where its cells are in the XML."""

    first: int
    last: int
    start: int
    end: int
    hidden: bool


def find_ods_facts(xml: bytes) -> dict[str, SheetFacts]:
    """Each sheet's name → its hidden rows and columns, merged ranges and error cells, from an .ods file's XML.

    >>> find_ods_facts(b'<table:table table:name="A"><table:table-row table:visibility="filter">')["A"].hidden_rows
    frozenset({1})
    """
    tables = list(_TABLE.finditer(xml))
    ends = [table.start() for table in tables[1:]] + [len(xml)]
    return {
        unescape(table[1].decode("utf-8", "replace")): _find_facts(xml, table.end(), end)
        for table, end in zip(tables, ends, strict=True)
    }


def _find_facts(xml: bytes, start: int, end: int) -> SheetFacts:
    odd = [match.start() for match in _ODD_CELL.finditer(xml, start, end)]
    if not odd and not _HIDDEN.search(xml, start, end):
        return SheetFacts()
    rows = list(_find_rows(xml, start, end))
    hidden = frozenset(n for row in rows if row.hidden for n in range(row.first, row.last + 1))
    starts = [row.start for row in rows]
    places = sorted({bisect_right(starts, place) - 1 for place in odd} - {-1})
    errors: dict[Address, str] = {}
    merged: list[tuple[int, int, int, int]] = []
    for place in places:
        for cell, error, range_ in _find_odd_cells(xml, rows[place]):
            if error:
                errors[cell] = error
            if range_:
                merged.append(range_)
    columns = frozenset(_find_columns(xml, start, end))
    return SheetFacts(hidden, errors, merged=tuple(merged), hidden_columns=columns)


def _find_columns(xml: bytes, start: int, end: int) -> Iterator[int]:
    """The hidden columns, which are said before the rows."""
    place = 0
    for column in _COLUMN.findall(xml, start, max(start, xml.find(b"<table:table-row", start, end))):
        repeated = _REPEATED_COLUMNS.search(column)
        following = place + (int(repeated[1]) if repeated else 1)
        if _HIDDEN.search(column):
            yield from range(place, min(following, LAST_COLUMN))
        place = following


def _find_rows(xml: bytes, start: int, end: int) -> Iterator[_Row]:
    number = 1
    elements = list(_ROW.finditer(xml, start, end))
    for element, following in zip(elements, [*elements[1:], None], strict=True):
        repeated = _REPEATED_ROWS.search(element[1])
        count = int(repeated[1]) if repeated else 1
        last = min(number + count - 1, LAST_ROW)
        yield _Row(
            number, last, element.end(), following.start() if following else end, bool(_HIDDEN.search(element[1]))
        )
        number += count


def _find_odd_cells(xml: bytes, row: _Row) -> Iterator[tuple[Address, str, Range | None]]:
    """The cells of a row that are errors or merged with others: where, which error, which range."""
    column = 0
    for cell in _CELL.finditer(xml, row.start, row.end):
        spans = {kind: int(size) for kind, size in _SPAN.findall(cell[1])}
        high, wide = spans.get(b"rows", 1), spans.get(b"columns", 1)
        is_merged = high > 1 or wide > 1
        error = ""
        if b'calcext:value-type="error"' in cell[1]:
            text = _TEXT.search(xml, cell.end(), row.end)
            error = unescape(text[1].decode("utf-8", "replace")) if text else "#VALUE!"
        last = min(row.first + high - 1, LAST_ROW), min(column + wide, LAST_COLUMN) - 1
        if error or is_merged:
            yield (row.first - 1, column), error, (row.first, column, *last) if is_merged else None
        repeated = _REPEATED_COLUMNS.search(cell[1])
        column += int(repeated[1]) if repeated else 1
