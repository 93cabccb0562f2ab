"""Workbooks: cells, rows, hidden and merged ones, errors, formulas without a result."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from impact.model import Grid, Kind
from impact.sources import FORMATS
from impact.sources.sniff import find_format

FILES = Path(__file__).parent / "files"
SHEET = "xl/worksheets/sheet1.xml"


def read(content: bytes) -> tuple[Grid, ...]:
    return FORMATS[find_format(content)](content)


def rows(grid: Grid) -> dict[int, list[str]]:
    lines = zip(*(column.cells().tolist() for column in grid.columns), strict=True)
    return {int(number): list(line) for number, line in zip(grid.rows, lines, strict=True)}


def kind(grid: Grid, row: int, column: int) -> Kind:
    cells = grid.columns[column]
    return Kind(int(cells.kinds[cells.codes[grid.rows.tolist().index(row)]]))


def write(fill: Callable[[xlsxwriter.Workbook], object], **options: object) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, options)
    fill(book)
    book.close()
    return out.getvalue()


def patch(content: bytes, old: str, new: str, path: str = SHEET) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = source.read(name)
            if name == path:
                changed = re.sub(old.encode(), new.encode(), member)
                assert changed != member
                member = changed
            target.writestr(name, member)
    return out.getvalue()


def small(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("S")
    for i in range(3):
        sheet.write_row(i, 0, [f"a{i}", i])


@pytest.mark.parametrize("name", ["ateliers.xlsx", "ateliers.ods", "ateliers.xls"])
def test_the_same_workbook_saved_in_three_formats_reads_alike(name: str) -> None:
    suivi, hidden, empty, far = read((FILES / name).read_bytes())
    assert rows(suivi)[4][:3] == ["2020-03-12", "Couture", "2.5"]
    assert rows(suivi)[6][0] == "2020-03-14T10:12:33"
    assert rows(suivi)[9][:2] == ["14:05:00", "30:00:00"]
    assert [kind(suivi, 9, 0), kind(suivi, 9, 1), kind(suivi, 4, 0)] == [Kind.TIME, Kind.DURATION, Kind.DATE]
    assert 7 not in rows(suivi)
    assert suivi.merged == ((1, 0, 1, 3),)
    assert (hidden.sheet, hidden.hidden, suivi.hidden) == ("Cachée", True, False)
    assert (empty.rows.tolist(), empty.columns) == ([], ())
    assert rows(far) == {5: ["", "", "a", "", ""], 9: ["", "", "", "", "12"]}


@pytest.mark.parametrize("name", ["ateliers.xlsx", "ateliers.ods", "ateliers.xls"])
def test_hidden_rows_and_errors_are_told(name: str) -> None:
    suivi = read((FILES / name).read_bytes())[0]
    assert suivi.hidden_rows == (5,)
    assert rows(suivi)[8][:2] == ["#DIV/0!", "#N/A"]
    assert kind(suivi, 8, 0) == Kind.ERROR
    assert dict(suivi.remarks) == {"errors": "2", "errors_at": "A8 B8"}


def test_numbers_are_written_in_their_shortest_form() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for i, number in enumerate((12, 9.9, -35.0, 0.1 + 0.2, 12345678901234, 1e15, 1e-5, -0.0)):
            sheet.write_number(i, 0, number)

    (grid,) = read(write(fill))
    expected = ["12", "9.9", "-35", "0.3", "12345678901234", "1000000000000000", "0.00001", "0"]
    assert grid.columns[0].cells().tolist() == expected
    assert set(grid.columns[0].kinds.tolist()) == {Kind.NUMBER}


def test_true_one_and_the_text_one_stay_apart() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for i, value in enumerate((True, 1, "1", 1.0, False, 0, "TRUE")):
            sheet.write(i, 0, value)

    (grid,) = read(write(fill, strings_to_numbers=False))
    column = grid.columns[0]
    assert column.cells().tolist() == ["TRUE", "1", "1", "1", "FALSE", "0", "TRUE"]
    kinds = [Kind(int(column.kinds[code])) for code in column.codes]
    assert kinds == [Kind.BOOL, Kind.NUMBER, Kind.TEXT, Kind.NUMBER, Kind.BOOL, Kind.NUMBER, Kind.TEXT]


def test_each_distinct_value_stands_once() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for i, value in enumerate(("a", 0.3, 0.1 + 0.2, "a", 0.3)):
            sheet.write(i, 0, value)

    (grid,) = read(write(fill))
    assert grid.columns[0].texts.tolist() == ["a", "0.3"]
    assert grid.columns[0].codes.tolist() == [0, 1, 1, 0, 1]


def test_a_date_in_a_workbook_that_counts_from_1904_is_the_date_shown() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write_datetime(
            0, 0, dt.datetime(2020, 3, 12), book.add_format({"num_format": "dd/mm/yyyy"})
        )

    (grid,) = read(write(fill, date_1904=True))
    assert rows(grid) == {1: ["2020-03-12"]}
    assert ("date1904", "1") in grid.remarks


def test_a_second_that_floating_point_cuts_short_is_made_whole() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write_number(0, 0, 43902.99999999, book.add_format({"num_format": "dd/mm/yyyy hh:mm"}))

    (grid,) = read(write(fill))
    assert rows(grid) == {1: ["2020-03-13"]}


def test_formulas_without_a_result_are_told_with_their_addresses() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["a", 1])
    sheet["C1"], sheet["AB2"] = "=B1*2", "=SUM(B1:C1)"
    out = io.BytesIO()
    book.save(out)
    (grid,) = read(out.getvalue())
    assert dict(grid.remarks) == {"uncached": "2", "uncached_at": "C1 AB2"}


def test_a_formula_whose_result_is_an_empty_text_has_a_result() -> None:
    content = patch(write(small), "</sheetData>", '<row r="5"><c r="A5" t="str"><f>""</f><v></v></c></row></sheetData>')
    (grid,) = read(content)
    assert grid.remarks == ()
    assert grid.rows.tolist() == [1, 2, 3]


def test_a_sheet_of_errors_alone_has_rows() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write_formula(2, 1, "=NA()", None, "#N/A")

    (grid,) = read(write(fill))
    assert rows(grid) == {3: ["", "#N/A"]}


def test_a_hidden_sheet_is_read_and_flagged_and_a_chart_is_no_sheet() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        for name in ("Vu", "Caché", "Très caché"):
            book.add_worksheet(name).write(0, 0, name)
        book.get_worksheet_by_name("Caché").hide()
        book.get_worksheet_by_name("Très caché").very_hidden()
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Vu!$A$1"})
        book.add_chartsheet("Graphique").set_chart(chart)

    grids = read(write(fill))
    assert [(grid.sheet, grid.hidden) for grid in grids] == [("Vu", False), ("Caché", True), ("Très caché", True)]
    assert all(rows(grid) == {1: [grid.sheet]} for grid in grids)


def test_rows_that_a_filter_hides_are_read_and_listed() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        small(book)
        book.get_worksheet_by_name("S").set_row(1, None, None, {"hidden": True})
        book.get_worksheet_by_name("S").set_row(20, None, None, {"hidden": True})

    (grid,) = read(write(fill))
    assert grid.hidden_rows == (2,)
    assert grid.rows.tolist() == [1, 2, 3]


def test_a_merged_value_stands_in_its_first_cell_alone() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().merge_range("B2:C3", "fusion")

    (grid,) = read(write(fill))
    assert rows(grid) == {2: ["", "fusion", ""]} or rows(grid) == {2: ["", "fusion"]}
    assert grid.merged == ((2, 1, 3, 2),)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</sheetData>", '<row r="1048576"><c r="A1048576" s="0"/><c r="XFD1048576" s="0"/></row></sheetData>'),
        ('<dimension ref="[^"]*"/>', '<dimension ref="A1:XFD1048576"/>'),
    ],
)
def test_styles_and_dimensions_to_the_edge_cost_nothing(old: str, new: str) -> None:
    (grid,) = read(patch(write(small), old, new))
    assert (grid.rows.tolist(), len(grid.columns)) == ([1, 2, 3], 2)


def test_a_cell_in_the_last_row_or_column_keeps_its_place() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        small(book)
        book.get_worksheet_by_name("S").write(0, 16383, "loin")

    (grid,) = read(write(fill))
    assert len(grid.columns) == 16384
    assert rows(grid)[1][-1] == "loin"


def test_cells_at_opposite_corners_are_read_at_their_places() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        small(book)
        sheet = book.get_worksheet_by_name("S")
        sheet.write_formula(1048575, 16383, "=NA()", None, "#N/A")
        sheet.write(1048575, 300, 12)
        sheet.write(500_000, 5, " ")

    (grid,) = read(write(fill))
    assert grid.rows.tolist() == [1, 2, 3, 1048576]
    assert len(grid.columns) == 16384
    assert [grid.columns[i].cells().tolist() for i in (0, 1, 300, 16383)] == [
        ["a0", "a1", "a2", ""],
        ["0", "1", "2", ""],
        ["", "", "", "12"],
        ["", "", "", "#N/A"],
    ]
    assert dict(grid.remarks)["errors_at"] == "XFD1048576"


def test_the_real_format_counts_and_not_the_name() -> None:
    assert find_format((FILES / "ateliers.ods").read_bytes()) == "ods"
    assert find_format((FILES / "ateliers_html.xls").read_bytes()) == "html"
    assert find_format((FILES / "ateliers.xls").read_bytes()) == "xls"


def test_the_cells_that_a_chart_of_an_xls_keeps_are_those_of_a_hidden_sheet() -> None:
    bound = b"\x85\x00\x0c\x00L\r\x00\x00"
    content = (FILES / "ateliers.xls").read_bytes()
    assert content.count(bound) == 1
    chart = content.replace(bound + b"\x00\x00", bound + b"\x00\x02")
    found = {grid.sheet: (grid.hidden, len(grid.rows)) for grid in read(chart)}
    assert found["Loin"] == (True, 2)
    assert found["Suivi"] == (False, 8)


def test_an_xls_that_names_its_stream_in_capitals_is_read() -> None:
    content = (FILES / "ateliers.xls").read_bytes()
    name, capitals = ("Workbook".encode("utf-16-le"), "WORKBOOK".encode("utf-16-le"))
    assert name in content
    assert [grid.sheet for grid in read(content.replace(name, capitals))] == ["Suivi", "Cachée", "Vide", "Loin"]


def test_a_macro_sheet_and_a_sheet_without_its_part_do_not_keep_the_others_from_being_read() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        for name in ("Vu", "Macro", "Perdu"):
            book.add_worksheet(name).write(0, 0, name)

    relations = "xl/_rels/workbook.xml.rels"
    macro = patch(write(fill), r'/worksheet"( Target="worksheets/sheet2)', r'/xlMacrosheet"\1', relations)
    lost = patch(macro, '<Relationship Id="rId3"[^>]*>', "", relations)
    (grid,) = read(lost)
    assert (grid.sheet, rows(grid)) == ("Vu", {1: ["Vu"]})


def test_an_ods_without_its_format_or_with_a_line_a_cell_is_read() -> None:
    content = (FILES / "ateliers.ods").read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            if name != "mimetype":
                target.writestr(name, source.read(name).replace(b"<table:table-cell", b"\n   <table:table-cell"))
    assert [rows(grid) for grid in read(out.getvalue())] == [rows(grid) for grid in read(content)]


def test_columns_that_a_person_hides_are_read_and_told() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b", "c", "d"])
        sheet.set_column(1, 2, None, None, {"hidden": True})
        sheet.set_column(9, 9, None, None, {"hidden": True})

    (grid,) = read(write(fill))
    assert rows(grid) == {1: ["a", "b", "c", "d"]}
    assert dict(grid.remarks) == {"hidden_columns": "2", "hidden_columns_at": "B C"}


@pytest.mark.parametrize("name", ["caisse.xlsx", "caisse.ods", "caisse.xls"])
def test_a_cash_book_saved_in_three_formats_reads_alike(name: str) -> None:
    caisse, notes = read((FILES / name).read_bytes())
    date, label, amount, discount, length, reference, _ = (column.cells().tolist() for column in caisse.columns)
    assert caisse.rows.tolist() == [1, 3, 4, 5, 6, 7, 8]
    assert date[2:5] == ["2020-03-12", "2020-03-13", "2020-03-14"]
    assert label[2:] == ["Pochette\nbrodée", "Sac à main", "Œuvre – 3 €", "Total", ""]
    assert amount[2:] == ["35", "-72.5", "1576", "1538.5", "#DIV/0!"]
    assert discount[2:5] == ["0.1", "0", "0.255"]
    assert length[2:5] == ["02:30:00", "26:00:00", "00:45:00"]
    assert reference[2:5] == ["001", 'A"b;c', "é"]
    assert (caisse.hidden_rows, caisse.merged, notes.hidden) == ((5,), ((1, 0, 1, 5),), True)
    assert dict(caisse.remarks) == {
        "errors": "1",
        "errors_at": "C8",
        "hidden_columns": "2",
        "hidden_columns_at": "D E",
    }


def test_a_duration_below_none_in_an_ods_is_a_duration() -> None:
    content = patch((FILES / "caisse.ods").read_bytes(), "PT26H00M00S", "-PT26H00M00.5S", "content.xml")
    grid = read(content)[0]
    assert (rows(grid)[5][4], kind(grid, 5, 4)) == ("-26:00:00", Kind.DURATION)
