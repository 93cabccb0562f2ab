"""Writes the spreadsheets of the made-up associations, mess included."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.utils import get_column_letter

Cell = str | int | float | date | datetime | None
Row = Sequence[Cell]
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
)
ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"


@dataclass(frozen=True)
class Sheet:
    """A sheet to write: its rows from the first one, and what a person did to it besides typing."""

    name: str
    rows: Sequence[Row]
    merged: Sequence[str] = ()
    hidden: bool = False
    hidden_rows: Iterable[int] = ()
    formats: Mapping[str, str] = field(default_factory=dict)
    phantom: bool = False


def write_xlsx(path: Path, *sheets: Sheet) -> None:
    """An Excel workbook; `phantom` formats a cell of the very last row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for number, row in enumerate(sheet.rows, 1):
            for place, value in enumerate(row, 1):
                if value is not None:
                    page.cell(number, place, value)
        for span in sheet.merged:
            page.merge_cells(span)
        for number in sheet.hidden_rows:
            page.row_dimensions[number].hidden = True
        for letter, form in sheet.formats.items():
            for cell in page[letter]:
                cell.number_format = form
        if sheet.phantom:
            page.cell(1_048_576, 1).font = openpyxl.styles.Font(bold=True)
            page.row_dimensions[1_048_576].height = 15
        page.sheet_state = "hidden" if sheet.hidden else "visible"
    book.save(path)


def write_text(path: Path, text: str, encoding: str = "utf-8-sig") -> None:
    """A text file with Windows line ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.replace("\r\n", "\n").replace("\n", "\r\n").encode(encoding))


def csv_text(rows: Iterable[Row], separator: str = ";", quote_all: bool = False) -> str:
    """Rows as a spreadsheet program exports them."""
    return "".join(separator.join(_quoted(cell, separator, quote_all) for cell in row) + "\n" for row in rows)


def _quoted(cell: Cell, separator: str, always: bool) -> str:
    text = "" if cell is None else str(cell)
    if always or any(sign in text for sign in (separator, '"', "\n")):
        return '"' + text.replace('"', '""') + '"'
    return text


def write_ods(path: Path, *sheets: Sheet) -> None:
    """A LibreOffice workbook, by hand; merged ranges are named like `B3:E3` and lie in one row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = "".join(_ods_sheet(sheet) for sheet in sheets)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", ODS_TYPE)
        archive.writestr("content.xml", ODS_HEAD + body + ODS_TAIL)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>",
        )


def _ods_sheet(sheet: Sheet) -> str:
    spans = {}
    for merged in sheet.merged:
        left, right = merged.split(":")
        spans[left] = ord(right[0]) - ord(left[0]) + 1
    rows = []
    for number, row in enumerate(sheet.rows, 1):
        covered = 0
        cells = []
        for place, value in enumerate(row, 1):
            if covered:
                cells.append("<table:covered-table-cell/>")
                covered -= 1
                continue
            span = spans.get(f"{get_column_letter(place)}{number}", 1)
            covered = span - 1
            cells.append(_ods_cell(value, span))
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    return f'<table:table table:name="{escape(sheet.name)}">{"".join(rows)}</table:table>'


def _ods_cell(value: Cell, span: int) -> str:
    spanned = f' table:number-columns-spanned="{span}"' if span > 1 else ""
    if value is None:
        return f"<table:table-cell{spanned}/>"
    if isinstance(value, date):
        return f'<table:table-cell{spanned} office:value-type="date" office:date-value="{value.isoformat()}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell{spanned} office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell{spanned} office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
