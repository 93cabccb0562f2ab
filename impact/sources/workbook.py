"""Workbooks (xlsx, xlsm, xlsb, xls, ods): what their sheets hold, as the file's last calculation left it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from posixpath import basename, dirname, join, normpath
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from impact.model import Grid
from impact.sources.archive import read_members
from impact.sources.cells import build_columns
from impact.sources.ods_xml import find_ods_facts
from impact.sources.problems import Unreadable
from impact.sources.sheet_xml import Address, SheetFacts, find_sheet_facts, write_address

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MOST_ADDRESSES = 20
"""Cells named in a remark; the others are counted."""

_Sheet = tuple["CalamineSheet", bool]
_NO_FACTS = SheetFacts()
_DATE_1904 = re.compile(rb"<(?:\w+:)?workbookPr\b[^>]*\sdate1904=[\"'](?:1|true)[\"']")


@dataclass(frozen=True)
class _Book:
    """What a workbook says beside its cells: sheet's name → facts, and remarks on the whole."""

    sheets: Mapping[str, SheetFacts]
    remarks: tuple[tuple[str, str], ...] = ()


def read_xlsx(content: bytes) -> tuple[Grid, ...]:
    """An .xlsx or .xlsm workbook, one grid a worksheet.

    Raises:
        Unreadable: it is hostile, damaged, or has no sheet.
    """
    return _read_grids(content, _find_xlsx_facts)


def _find_xlsx_facts(content: bytes) -> _Book:
    sheets: dict[str, SheetFacts] = {}
    parts: dict[str, bytes] = {}
    for path, member in read_members(content):
        if "worksheets/" in path and path.endswith(".xml"):
            sheets[path] = find_sheet_facts(member)
        elif basename(path) in ("workbook.xml", "workbook.xml.rels"):
            parts[path] = member
    paths = _find_paths(parts)
    return _Book(
        {name: sheets[path] for name, path in paths.items() if path in sheets},
        (("date1904", "1"),) if any(_DATE_1904.search(part) for part in parts.values()) else (),
    )


def _find_paths(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Each sheet's name → the path of its member."""
    workbook = next((path for path in parts if path.endswith("workbook.xml")), "")
    relations = join(dirname(workbook), "_rels", "workbook.xml.rels")
    try:
        targets = {
            relation.get("Id"): normpath(join("/", dirname(workbook), relation.get("Target", ""))).lstrip("/")
            for relation in ElementTree.fromstring(parts.get(relations, b"<none/>"))  # noqa: S314
        }
        sheets = [
            (sheet.get("name", ""), next((v for k, v in sheet.attrib.items() if k.endswith("}id")), ""))
            for sheet in ElementTree.fromstring(parts.get(workbook, b"<none/>")).iter()  # noqa: S314
            if sheet.tag.rpartition("}")[2] == "sheet"
        ]
    except ElementTree.ParseError:
        return {}
    return {name: targets[relation] for name, relation in sheets if relation in targets}


def read_ods(content: bytes) -> tuple[Grid, ...]:
    """An .ods workbook, one grid a sheet.

    Raises:
        Unreadable: it is hostile, damaged, protected by a password, or has no sheet.
    """
    return _read_grids(content, _find_ods_facts)


def _find_ods_facts(content: bytes) -> _Book:
    sheets: Mapping[str, SheetFacts] = {}
    for path, member in read_members(content):
        if path == "META-INF/manifest.xml" and b"encryption-data" in member:
            raise Unreadable("password")
        if path == "content.xml":
            sheets = find_ods_facts(member)
    return _Book(sheets)


def read_xlsb(content: bytes) -> tuple[Grid, ...]:
    """An .xlsb workbook, one grid a worksheet.

    Raises:
        Unreadable: it is hostile, damaged, or has no sheet.
    """
    return _read_grids(content, _check_members)


def _check_members(content: bytes) -> _Book:
    for _ in read_members(content):
        pass
    return _Book({})


def read_xls(content: bytes) -> tuple[Grid, ...]:
    """An .xls workbook of Excel 5 to 2003, one grid a worksheet.

    Raises:
        Unreadable: it is damaged, protected by a password, or has no sheet.
    """
    return _read_grids(content, lambda _: _Book({}))


def _read_grids(content: bytes, find_book: Callable[[bytes], _Book]) -> tuple[Grid, ...]:
    """Read the sheets while another thread unpacks and checks the file; what is hostile wins over what is damaged."""
    from python_calamine import CalamineError, PasswordError

    with ThreadPoolExecutor(1) as thread:
        checked = thread.submit(find_book, content)
        try:
            sheets: list[_Sheet] = list(_read_sheets(content))
        except CalamineError as error:
            checked.result()
            raise Unreadable("password" if isinstance(error, PasswordError) else "damaged") from error
        book = checked.result()
    if not sheets:
        raise Unreadable("no_sheets")
    return tuple(_build_grid(sheet, hidden, book) for sheet, hidden in sheets)


def _read_sheets(content: bytes) -> Iterator[_Sheet]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    workbook = CalamineWorkbook.from_object(io.BytesIO(content))
    for sheet in workbook.sheets_metadata:
        if sheet.typ == SheetTypeEnum.WorkSheet:
            yield workbook.get_sheet_by_name(sheet.name), sheet.visible != SheetVisibleEnum.Visible


def _build_grid(sheet: CalamineSheet, hidden: bool, book: _Book) -> Grid:
    facts = book.sheets.get(sheet.name, _NO_FACTS)
    first_column = sheet.start[1] if sheet.start else 0
    rows, columns = build_columns(sheet.iter_rows(), first_column, sheet.width, facts.has_booleans, facts.errors)
    shown = set(rows.tolist())
    ranges = sheet.merged_cell_ranges
    merged = facts.merged if ranges is None else tuple((a + 1, b, c + 1, d) for (a, b), (c, d) in ranges)
    return Grid(
        "",
        sheet.name,
        rows,
        columns,
        hidden=hidden,
        hidden_rows=tuple(sorted(facts.hidden_rows & shown)),
        merged=merged,
        remarks=(*book.remarks, *_remark("errors", facts.errors), *_remark("uncached", facts.uncached)),
    )


def _remark(key: str, cells: Iterable[Address]) -> list[tuple[str, str]]:
    """How many cells, and where the first of them are."""
    places = sorted(cells)
    if not places:
        return []
    return [(key, str(len(places))), (f"{key}_at", " ".join(map(write_address, places[:MOST_ADDRESSES])))]
