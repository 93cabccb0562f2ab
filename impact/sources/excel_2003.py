"""The XML spreadsheets of Excel 2003 (SpreadsheetML), which software still exports as .xml or .xls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from xml.etree import ElementTree

from impact.model import Grid
from impact.sources.archive import refuse_entities
from impact.sources.cells import LAST_COLUMN, Cell, build_columns
from impact.sources.problems import Unreadable
from impact.sources.remarks import remark
from impact.sources.sheet_xml import LAST_ROW, SheetFacts

_NO_CHARACTERS = bytes(range(1, 9)) + b"\x0b\x0c" + bytes(range(14, 32))
"""Bytes that Excel writes as they stand in its cells, though XML forbids them."""

_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"


def read_excel_2003(content: bytes) -> tuple[Grid, ...]:
    """An XML spreadsheet of Excel 2003, one grid a worksheet.

    Raises:
        Unreadable: it declares entities, is damaged, or has no sheet.
    """
    refuse_entities(content.lstrip())
    try:
        workbook = ElementTree.fromstring(content.translate(None, _NO_CHARACTERS).lstrip())  # noqa: S314
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Unreadable("damaged") from error
    grids = tuple(_read_sheet(sheet) for sheet in workbook.iter(f"{_SHEET}Worksheet"))
    if not grids:
        raise Unreadable("no_sheets")
    return grids


def _read_sheet(sheet: ElementTree.Element) -> Grid:
    lines: list[list[Cell]] = []
    hidden: list[int] = []
    merged: list[tuple[int, int, int, int]] = []
    errors: dict[tuple[int, int], str] = {}
    for row in sheet.iter(f"{_SHEET}Row"):
        number = _place(row, len(lines), LAST_ROW)
        lines += [[] for _ in range(number - len(lines) + 1)]
        if row.get(f"{_SHEET}Hidden") == "1":
            hidden.append(number + 1)
        for column, cell in _cells(row):
            across, down = (int(cell.get(f"{_SHEET}Merge{way}", "0")) for way in ("Across", "Down"))
            if across or down:
                merged.append((number + 1, column, number + 1 + down, column + across))
            data = cell.find(f"{_SHEET}Data")
            text = "" if data is None else "".join(data.itertext())
            kind = "" if data is None else data.get(f"{_SHEET}Type", "")
            lines[number] += [""] * (column - len(lines[number])) + [_parse(text, kind)]
            if kind == "Error":
                errors[number, column] = text
    rows, columns = build_columns(lines, width=max(map(len, lines), default=0), errors=errors)
    facts = SheetFacts(errors=errors, hidden_columns=frozenset(_find_hidden_columns(sheet)))
    visible = sheet.findtext(f".//{_EXCEL}Visible", "")
    shown = set(rows.tolist())
    return Grid(
        "",
        sheet.get(f"{_SHEET}Name", ""),
        rows,
        columns,
        hidden=visible in ("SheetHidden", "SheetVeryHidden"),
        hidden_rows=tuple(number for number in hidden if number in shown),
        merged=tuple(merged),
        remarks=remark(facts, columns),
    )


def _find_hidden_columns(sheet: ElementTree.Element) -> Iterator[int]:
    following = 0
    for column in sheet.iter(f"{_SHEET}Column"):
        place = _place(column, following, LAST_COLUMN)
        following = place + 1 + int(column.get(f"{_SHEET}Span", "0"))
        if column.get(f"{_SHEET}Hidden") == "1":
            yield from range(place, min(following, LAST_COLUMN))


def _place(element: ElementTree.Element, following: int, last: int) -> int:
    """The 0-based place of a row or a cell: as it says, else after the one before."""
    try:
        place = int(element.get(f"{_SHEET}Index", "")) - 1
    except ValueError:
        place = following
    if not following <= place < last:
        raise Unreadable("damaged")
    return place


def _cells(row: ElementTree.Element) -> Iterator[tuple[int, ElementTree.Element]]:
    following = 0
    for cell in row.iter(f"{_SHEET}Cell"):
        column = _place(cell, following, LAST_COLUMN)
        yield column, cell
        following = column + 1 + int(cell.get(f"{_SHEET}MergeAcross", "0"))


def _parse(text: str, kind: str) -> Cell:
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            moment = dt.datetime.fromisoformat(text)
            return moment.time() if moment.date() == dt.date(1899, 12, 31) else moment
    except ValueError:
        return text
    return text == "1" if kind == "Boolean" else text
