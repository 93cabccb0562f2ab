"""Web pages and XML of Excel 2003 saved as spreadsheets."""

from __future__ import annotations

from pathlib import Path

import pytest

from impact.model import Grid, Kind
from impact.sources import FORMATS
from impact.sources.problems import Unreadable
from impact.sources.sniff import find_format

FILES = Path(__file__).parent / "files"


def read(content: bytes) -> tuple[Grid, ...]:
    return FORMATS[find_format(content)](content)


def rows(grid: Grid) -> dict[int, list[str]]:
    lines = zip(*(column.cells().tolist() for column in grid.columns), strict=True)
    return {int(number): list(line) for number, line in zip(grid.rows, lines, strict=True)}


def test_a_web_page_of_a_real_program_is_read_as_its_table() -> None:
    (grid,) = read((FILES / "ateliers_html.xls").read_bytes())
    assert rows(grid)[3] == ["Date", "Atelier", "Heures", "Payé"]
    assert rows(grid)[4] == ["2020-03-12", "Couture", "2.5", "1"]


def test_spans_keep_the_cells_below_and_beside_in_their_columns() -> None:
    page = "<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d<tr><td>e<td>f<td>g</table>"
    (grid,) = read(page.encode())
    assert rows(grid) == {1: ["a", "b", ""], 2: ["", "c", "d"], 3: ["e", "f", "g"]}
    assert grid.merged == ((1, 0, 2, 0), (1, 1, 1, 2))


def test_two_tables_stand_one_below_the_other_with_a_blank_row_between() -> None:
    (grid,) = read(b"<html><p>x</p><table><tr><td>a</table><table><tr><td>b<tr style='display: none'><td>c</table>")
    assert rows(grid) == {1: ["a"], 3: ["b"], 4: ["c"]}
    assert grid.hidden_rows == (4,)


def test_entities_breaks_and_scripts_are_what_a_browser_shows() -> None:
    page = "<table><tr><td>Zo&eacute; &amp;\n  fils<br>2&nbsp;rue<script>x</script></table>"
    (grid,) = read(page.encode())
    assert rows(grid) == {1: ["Zoé & fils\n2\xa0rue"]}


def test_a_span_larger_than_html_allows_costs_no_memory() -> None:
    (grid,) = read(b"<table><tr><td colspan=999999999 rowspan=999999999>a</table>")
    assert rows(grid) == {1: ["a"]}


def test_a_page_without_a_table_is_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        read(b"<!DOCTYPE html><html><body>Bonjour</body></html>")
    assert caught.value.key == "markup"


XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel">{}</Workbook>"""
SHEET = """<Worksheet ss:Name="Ventes"><Table>
<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">Titre</Data></Cell>
<Cell><Data ss:Type="String">c</Data></Cell></Row>
<Row ss:Index="4" ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="Number">12.0</Data></Cell>
<Cell><Data ss:Type="DateTime">2020-03-12T00:00:00.000</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell>
<Cell><Data ss:Type="Error">#N/A</Data></Cell></Row></Table>
<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible>
</WorksheetOptions></Worksheet>"""


def test_an_xml_spreadsheet_of_2003_is_read_with_its_kinds() -> None:
    (grid,) = read(XML.format(SHEET).encode())
    assert rows(grid) == {1: ["Titre", "", "c", "", ""], 4: ["", "12", "2020-03-12", "TRUE", "#N/A"]}
    kinds = [Kind(int(column.kinds[column.codes[1]])) for column in grid.columns[1:]]
    assert kinds == [Kind.NUMBER, Kind.DATE, Kind.BOOL, Kind.ERROR]
    assert (grid.sheet, grid.hidden, grid.hidden_rows, grid.merged) == ("Ventes", True, (4,), ((1, 0, 1, 1),))


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("", "no_sheets"),
        ('<Worksheet><Table><Row ss:Index="99999999"/></Table></Worksheet>', "damaged"),
        ("<", "damaged"),
    ],
)
def test_a_broken_xml_spreadsheet_is_refused(body: str, key: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(XML.format(body).encode())
    assert caught.value.key == key


def test_an_xml_spreadsheet_that_declares_entities_is_refused() -> None:
    bomb = XML.format(SHEET).replace("<?mso", '<!DOCTYPE x [<!ENTITY a "b">]><?mso')
    with pytest.raises(Unreadable) as caught:
        read(bomb.encode())
    assert caught.value.key == "entities"


def test_hidden_columns_and_the_control_characters_that_excel_leaves_do_not_keep_an_xml_spreadsheet_unread() -> None:
    columns = '<Table><Column/><Column ss:Index="2" ss:Hidden="1" ss:Span="1"/>'
    content = XML.format(SHEET.replace("<Table>", columns).replace("Titre", "Ti\x07tre")).encode()
    (grid,) = read(content)
    assert rows(grid)[1] == ["Titre", "", "c", "", ""]
    assert dict(grid.remarks) == {"errors": "1", "errors_at": "E4", "hidden_columns": "2", "hidden_columns_at": "B C"}


@pytest.mark.parametrize("content", [b"ID;PWXL;N;E\r\nC;Y1;X1;K12\r\n", b'TABLE\r\n0,1\r\n"EXCEL"\r\n'])
def test_exchange_files_of_old_programs_say_what_they_are(content: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        read(content)
    assert caught.value.key == "exchange"
