"""Workbooks (xlsx, xlsm, xlsb, xls, ods): what their sheets hold, as the file's last calculation left it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from posixpath import basename, dirname, join, normpath
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np

from impact.model import Column, Grid, Kind
from impact.sources.archive import Member, pack, read_members, write_archive
from impact.sources.cells import as_objects, build_columns
from impact.sources.gaps import Gaps, close_gaps, find_gaps
from impact.sources.ods_xml import find_ods_facts
from impact.sources.problems import Unreadable
from impact.sources.remarks import Remarks, remark
from impact.sources.repair import repair_ods, repair_xlsb, repair_xlsx
from impact.sources.sheet_xml import SheetFacts, find_sheet_facts
from impact.sources.xls_records import find_xls_facts
from impact.sources.xlsb_records import find_sheets, find_xlsb_facts, write_whole_numbers_as_others

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_Sheet = tuple["CalamineSheet", bool]
_NO_FACTS = SheetFacts()
_NO_MERGED = b"<mergeCells></mergeCells>"
"""Ends calamine's search for merged cells where it begins: it would else parse each sheet a second time."""
_CELLS = re.compile(r"(?<!vbaproject)\.(?:xml|rels|bin)$|^mimetype$", re.IGNORECASE)
_DURATION = re.compile(r"(-?)PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_SINCE_1904 = (("date1904", "1"),)
_DATE_1904 = re.compile(rb"<(?:\w+:)?workbookPr\b[^<>]*\sdate1904=[\"'](?:1|true)[\"']")


@dataclass(frozen=True)
class _Book:
    """What a workbook says beside its cells: sheet's name → facts, remarks on the whole, sheet's name → closed gaps."""

    sheets: Mapping[str, SheetFacts]
    remarks: Remarks = ()
    gaps: Mapping[str, Gaps] = field(default_factory=dict)


def read_xlsx(content: bytes) -> tuple[Grid, ...]:
    """An .xlsx or .xlsm workbook, one grid a worksheet.

    Raises:
        Unreadable: it is hostile, damaged, or has no sheet.
    """
    members = _check_members(content)
    sheets = [member for member in members if _is_plain_sheet(member)]
    gaps = {sheet.path: found for sheet in sheets if (found := find_gaps(sheet.content))}
    closed = [pack(m.path, close_gaps(m.content, gaps[m.path])) if m.path in gaps else m for m in members]
    starts = {sheet.path: _NO_MERGED for sheet in sheets}
    return _read_zipped(closed, lambda: _find_xlsx_facts(members, gaps), starts, repair_xlsx)


def _is_plain_sheet(member: Member) -> bool:
    return "worksheets/" in member.path and member.path.endswith(".xml") and member.content.startswith(b"<")


def _find_xlsx_facts(members: Iterable[Member], gaps: Mapping[str, Gaps]) -> _Book:
    by_path = {member.path: member for member in members}
    parts = {path: by_path[path].content for path in by_path if basename(path) in ("workbook.xml", "workbook.xml.rels")}
    paths = {name: path for name, path in _find_paths(parts).items() if path in by_path}
    return _Book(
        {name: find_sheet_facts(by_path[path].content) for name, path in paths.items()},
        _SINCE_1904 if any(_DATE_1904.search(part) for part in parts.values()) else (),
        {name: gaps[path] for name, path in paths.items() if path in gaps},
    )


def _find_paths(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Each sheet's name → the path of its member."""
    workbook = next((path for path in parts if path.endswith("workbook.xml")), "")
    targets = _find_targets(parts, workbook)
    try:
        sheets = [
            (sheet.get("name", ""), next((v for k, v in sheet.attrib.items() if k.endswith("}id")), ""))
            for sheet in ElementTree.fromstring(parts.get(workbook, b"<none/>")).iter()  # noqa: S314
            if sheet.tag.rpartition("}")[2] == "sheet"
        ]
    except ElementTree.ParseError:
        return {}
    return {name: targets[relation] for name, relation in sheets if relation in targets}


def _find_targets(parts: Mapping[str, bytes], workbook: str) -> dict[str, str]:
    """Each relation of a workbook part → the path of the member that it leads to."""
    relations = join(dirname(workbook), "_rels", f"{basename(workbook)}.rels")
    try:
        return {
            relation.get("Id", ""): normpath(join("/", dirname(workbook), relation.get("Target", ""))).lstrip("/")
            for relation in ElementTree.fromstring(parts.get(relations, b"<none/>"))  # noqa: S314
        }
    except ElementTree.ParseError:
        return {}


def read_ods(content: bytes) -> tuple[Grid, ...]:
    """An .ods workbook, one grid a sheet.

    Raises:
        Unreadable: it is hostile, damaged, protected by a password, or has no sheet.
    """
    members = _check_members(content)
    contents = {member.path: member.content for member in members}
    if b"encryption-data" in contents.get("META-INF/manifest.xml", b""):
        raise Unreadable("password")
    grids = _read_zipped(members, lambda: _Book(find_ods_facts(contents.get("content.xml", b""))), {}, repair_ods)
    return tuple(replace(grid, columns=tuple(map(_with_durations, grid.columns))) for grid in grids)


def _with_durations(column: Column) -> Column:
    """Durations of 24 hours and more, or below none, which calamine gives as it finds them (`PT30H00M00S`)."""
    found = [_DURATION.fullmatch(text) for text in column.texts]
    if not any(found):
        return column
    texts = [
        "{}{}:{}:{}".format(*match.groups()) if match else text for match, text in zip(found, column.texts, strict=True)
    ]
    return replace(
        column,
        texts=as_objects(texts),
        kinds=np.where([match is not None for match in found], np.uint8(Kind.DURATION), column.kinds),
    )


def read_xlsb(content: bytes) -> tuple[Grid, ...]:
    """An .xlsb workbook, one grid a worksheet.

    Raises:
        Unreadable: it is hostile, damaged, or has no sheet.
    """
    members = _check_members(content)
    mended = [pack(m.path, write_whole_numbers_as_others(m.content)) if _is_binary_sheet(m) else m for m in members]
    return _read_zipped(mended, lambda: _find_xlsb_facts(members), {}, repair_xlsb)


def _is_binary_sheet(member: Member) -> bool:
    return "worksheets/sheet" in member.path and member.path.endswith(".bin")


def _find_xlsb_facts(members: Iterable[Member]) -> _Book:
    by_path = {member.path: member.content for member in members}
    workbook = next((path for path in by_path if basename(path) == "workbook.bin"), "")
    sheets, is_1904 = find_sheets(by_path.get(workbook, b""))
    targets = _find_targets(by_path, workbook)
    parts = {sheet.name: by_path.get(targets.get(sheet.relation, ""), b"") for sheet in sheets}
    return _Book({name: find_xlsb_facts(part) for name, part in parts.items()}, _SINCE_1904 if is_1904 else ())


def read_xls(content: bytes) -> tuple[Grid, ...]:
    """An .xls workbook of Excel 5 to 2003, one grid a worksheet.

    Raises:
        Unreadable: it is damaged, protected by a password, or has no sheet.
    """
    facts, is_1904 = find_xls_facts(content)
    return _build_grids(_read_sheets(content, _find_copies), _Book(facts, _SINCE_1904 if is_1904 else ()))


def _check_members(content: bytes) -> list[Member]:
    """The members that hold cells; pictures, macros and the like are checked and left out."""
    return [member for member in read_members(content) if _CELLS.search(member.path)]


def _read_zipped(
    members: Sequence[Member],
    find_book: Callable[[], _Book],
    starts: Mapping[str, bytes],
    repair: Callable[[Sequence[Member]], Sequence[Member]],
) -> tuple[Grid, ...]:
    """Read an archive made of these members: what is parsed is what was checked; facts come from another thread."""
    with ThreadPoolExecutor(1) as thread:
        book = thread.submit(find_book)
        try:
            sheets = _read_sheets(write_archive(members, starts))
        except Unreadable as problem:
            repaired = repair(members) if problem.key == "damaged" else members
            if [m.content for m in repaired] == [m.content for m in members]:
                raise
            sheets = _read_sheets(write_archive(repaired, starts))
        return _build_grids(sheets, book.result())


def _read_sheets(
    content: bytes, find_others: Callable[[CalamineWorkbook], list[_Sheet]] = lambda _: []
) -> list[_Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_object(io.BytesIO(content))
        sheets = [
            (workbook.get_sheet_by_name(sheet.name), sheet.visible != SheetVisibleEnum.Visible)
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        ]
        return sheets + find_others(workbook)
    except PasswordError as error:
        raise Unreadable("password") from error
    except CalamineError as error:
        raise Unreadable("damaged") from error


def _find_copies(workbook: CalamineWorkbook) -> list[_Sheet]:
    """The cells that the charts of an .xls keep to draw themselves, as hidden sheets: nobody sees them as rows."""
    from python_calamine import SheetTypeEnum

    charts = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.ChartSheet]
    return [(copy, True) for name in charts if (copy := workbook.get_sheet_by_name(name)).width]


def _build_grids(sheets: Sequence[_Sheet], book: _Book) -> tuple[Grid, ...]:
    if not sheets:
        raise Unreadable("no_sheets")
    return tuple(_build_grid(sheet, hidden, book) for sheet, hidden in sheets)


def _build_grid(sheet: CalamineSheet, hidden: bool, book: _Book) -> Grid:
    facts = book.sheets.get(sheet.name, _NO_FACTS)
    first_column = sheet.start[1] if sheet.start else 0
    gaps = book.gaps.get(sheet.name)
    errors = {gaps.close(cell): error for cell, error in facts.errors.items()} if gaps else facts.errors
    rows, columns = build_columns(sheet.iter_rows(), first_column, sheet.width, facts.has_booleans, errors)
    if gaps:
        rows, columns = gaps.reopen(rows, columns)
    shown = set(rows.tolist())
    ranges = ((a + 1, b, c + 1, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ())
    return Grid(
        "",
        sheet.name,
        rows,
        columns,
        hidden=hidden,
        hidden_rows=tuple(sorted(facts.hidden_rows & shown)),
        merged=tuple(dict.fromkeys((*facts.merged, *ranges))),
        remarks=(*book.remarks, *remark(facts, columns)),
    )
