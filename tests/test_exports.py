"""What leaves as files: the same bytes for the same rows, numbers that are numbers, and no formula anywhere."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from handmade import tables_of

from impact.errors import ImpactError
from impact.exports import (
    SCHEMAS,
    catalogue_to_markdown,
    figures_to_csv,
    figures_to_json,
    read_parquet,
    write_datapackage,
    write_parquet,
    write_workbook,
)
from impact.indicators import CATALOGUE, compute_figures
from impact.model import Figures, ProtectedFigures, Scope
from impact.report.facts import kind_of
from impact.words import read_words

PEOPLE = [
    {"person_id": f"p{n}", "gender": g, "year": 2020, "sector": "=cmd()", "stage": "accompanied"}
    for n, g in enumerate("FFM")
]
SALES = [{"amount": Decimal("1576.50"), "year": 2020, "sector": "textile", "date": date(2020, 10, 24)}]


@pytest.fixture(scope="module")
def figures() -> Figures:
    names = ("people_met", "share_women", "mean_age", "revenue")
    tables = tables_of(participants=PEOPLE, sales=SALES)
    return compute_figures(tables, [CATALOGUE[name] for name in names], ["sector", "year"])


@pytest.fixture(scope="module")
def hidden(figures: Figures) -> ProtectedFigures:
    """The figures with the share of women hidden."""
    frame = figures.frame.drop(columns="people")
    women = frame["indicator"] == "share_women"
    numbers = {name: frame[name].where(~women) for name in ("value", "numerator", "denominator", "missing")}
    masked = frame.assign(status=frame["status"].where(~women, "hidden"), **numbers)
    return ProtectedFigures(figures.by, Scope(), "funder", masked)


def test_json_is_that_of_the_contract(figures):
    said = json.loads(figures_to_json(figures))
    assert (said["by"], said["audience"]) == (["sector", "year"], "internal")
    women = next(
        row for row in said["rows"] if row["indicator"] == "share_women" and row["sector"] == row["year"] == "all"
    )
    assert list(women) == [
        *("indicator", "sector", "year", "value", "numerator", "denominator", "missing", "unit", "status")
    ]
    assert women["value"] == pytest.approx(2 / 3)
    assert (women["numerator"], women["denominator"], women["missing"]) == (2, 3, 0)
    revenue = next(row for row in said["rows"] if row["indicator"] == "revenue")
    assert (revenue["sector"], revenue["year"], revenue["value"], revenue["unit"]) == ("textile", 2020, 1576.5, "EUR")
    assert (revenue["numerator"], revenue["missing"]) == (None, 0)


def test_json_leaves_out_what_has_no_data_unless_asked(figures):
    said = json.loads(figures_to_json(figures))
    assert "mean_age" not in {row["indicator"] for row in said["rows"]}
    every = json.loads(figures_to_json(figures, all_rows=True))
    assert {row["status"] for row in every["rows"] if row["indicator"] == "mean_age"} == {"no_data"}
    assert "NaN" not in figures_to_json(figures, all_rows=True)


def test_json_of_a_hidden_figure_is_null(hidden):
    said = json.loads(figures_to_json(hidden))
    assert said["audience"] == "funder"
    women = [row for row in said["rows"] if row["status"] == "hidden"]
    assert women
    assert {row[part] for row in women for part in ("value", "numerator", "denominator", "missing")} == {None}


def test_json_of_no_figure_is_still_json(figures):
    empty = Figures(figures.by, figures.scope, figures.frame[:0])
    assert json.loads(figures_to_json(empty)) == {"by": ["sector", "year"], "audience": "internal", "rows": []}


def test_csv_reads_back_to_the_same_numbers(figures):
    rows = list(csv.DictReader(io.StringIO(figures_to_csv(figures))))
    women = next(row for row in rows if row["indicator"] == "share_women" and row["sector"] == "all")
    assert float(women["value"]) == 2 / 3
    assert len(rows) == len(json.loads(figures_to_json(figures))["rows"])


def test_csv_for_french_excel_has_semicolons_decimal_commas_and_a_mark(figures):
    text = figures_to_csv(figures, excel_fr=True)
    assert text.startswith("\ufeffindicator;sector;year;value")
    assert "\r\n" in text
    assert ";1576,5;" in text


def test_a_csv_cell_is_never_a_formula(figures):
    cells = [cell for row in csv.reader(io.StringIO(figures_to_csv(figures))) for cell in row]
    assert "'=cmd()" in cells
    assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in cells)


@pytest.fixture(scope="module")
def workbook(hidden, tmp_path_factory):
    path = tmp_path_factory.mktemp("workbook") / "figures.xlsx"
    names = {"sector": {"textile": "Artisanat textile"}}
    write_workbook(path, hidden, "L’Aiguille", "fr", names=names)
    return path


def test_a_workbook_has_a_cover_contents_notes_and_a_table_a_sheet(workbook):
    book = openpyxl.load_workbook(workbook)
    assert book.sheetnames[:3] == ["Couverture", "Sommaire", "Notes"]
    assert len({name.casefold() for name in book.sheetnames}) == len(book.sheetnames)
    assert all(len(name) <= 31 for name in book.sheetnames)
    cover = [row[0].value for row in book["Couverture"].iter_rows()]
    assert cover[0] == "L’Aiguille"
    assert any("[c]" in line for line in cover)
    contents = [row[0].value for row in book["Sommaire"].iter_rows(min_row=2)]
    assert contents == book.sheetnames[2:]
    tables = [table for name in book.sheetnames[1:] for table in book[name].tables.values()]
    assert all(table.ref.startswith("A1:") for table in tables)
    assert len({table.displayName for table in tables}) == len(book.sheetnames) - 1


def test_a_workbook_has_no_merged_cell_no_empty_row_and_no_formula(workbook):
    book = openpyxl.load_workbook(workbook)
    for sheet in book:
        assert not sheet.merged_cells.ranges
        for row in sheet.iter_rows():
            assert all(cell.value is not None for cell in row)
            assert all(cell.data_type in ("s", "n") for cell in row)
    assert any(cell.value == "=cmd()" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_numbers_of_a_workbook_are_numbers_with_a_format_and_their_unit(workbook):
    book = openpyxl.load_workbook(workbook)
    euros = next(sheet for sheet in book if sheet.title.startswith("€"))
    headers = [cell.value for cell in euros[1]]
    first = dict(zip(headers, euros[2], strict=True))
    assert first["Valeur (€)"].value == 1576.5
    assert first["Valeur (€)"].number_format == "#,##0.00"
    assert first["Secteur"].value == "Artisanat textile"
    assert first["Année de référence"].value == 2020
    assert first["Année de référence"].number_format == "0"


@pytest.mark.parametrize(
    ("unit", "value", "shown", "form"),
    [
        ("units", 1.9375, "1,9", "#,##0.0"),
        ("people", 2.93, "2,9", "#,##0.0"),
        ("people", 3.0, "3", "#,##0"),
        ("rows", 2.04, "2", "#,##0"),
        ("years", 41.857, "41,9", "#,##0.0"),
        ("hours", 39.75, "39,8", "#,##0.0"),
        ("hours", 12.0, "12", "#,##0"),
        ("XOF", 1576.4, "1 576", "#,##0"),
        ("share", 0.917, "92 %", "0%"),
        ("share", 0.997, "99,7 %", "0.0%"),
    ],
)
def test_a_workbook_shows_as_many_decimals_as_a_report(tmp_path, unit, value, shown, form):
    row = {"indicator": "revenue", "value": value, "numerator": value, "denominator": 2.0, "missing": float("nan")}
    frame = pd.DataFrame([{**row, "unit": unit, "status": "ok"}])
    write_workbook(tmp_path / "figures.xlsx", Figures((), Scope(), frame), "", "fr", currency="XOF")
    cell = openpyxl.load_workbook(tmp_path / "figures.xlsx").worksheets[3]["B2"]
    words = read_words("fr")
    said = words.percent(value) if unit == "share" else words.bare(value, kind_of(unit, "XOF"), "XOF")
    assert (said.replace("\u202f", " ").replace("\u00a0", " "), cell.value, cell.number_format) == (shown, value, form)


def test_a_hidden_figure_is_marked_and_nothing_of_it_is_written(workbook):
    book = openpyxl.load_workbook(workbook)
    shares = next(sheet for sheet in book if sheet.title.startswith("%"))
    rows = [[cell.value for cell in row] for row in shares.iter_rows(min_row=2)]
    assert rows
    assert all(row[-2:] == ["[c]", "masqué"] for row in rows)


def test_the_same_figures_give_the_same_workbook(workbook, hidden, tmp_path):
    again = tmp_path / "again.xlsx"
    write_workbook(again, hidden, "L’Aiguille", "fr", names={"sector": {"textile": "Artisanat textile"}})
    assert again.read_bytes() == workbook.read_bytes()
    with zipfile.ZipFile(again) as members:
        assert {member.date_time for member in members.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in members.read("docProps/core.xml")


def test_several_breakdowns_go_into_one_workbook(hidden, tmp_path):
    path = tmp_path / "two.xlsx"
    write_workbook(path, [hidden, hidden], "", "en")
    names = openpyxl.load_workbook(path).sheetnames
    assert len({name.casefold() for name in names}) == len(names)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_catalogue_as_markdown_has_a_row_a_figure(language):
    lines = catalogue_to_markdown(CATALOGUE, language).splitlines()
    assert len(lines) == len(CATALOGUE) + 2
    assert "PI4060" in lines[2]


def test_parquet_has_the_types_of_the_contract_and_the_same_bytes_again(tmp_path):
    tables = tables_of(participants=PEOPLE, sales=SALES, workshops=[{"hours": 1.5}], attendance=[{}])
    for name, rows in vars(tables).items():
        path, again = tmp_path / f"{name}.parquet", tmp_path / "again.parquet"
        write_parquet(rows, SCHEMAS[name], path)
        stored = pq.read_schema(path)
        assert [(field.name, field.type, field.nullable) for field in stored] == [
            (field.name, field.type, field.nullable) for field in SCHEMAS[name]
        ]
        assert stored.metadata is None
        pd.testing.assert_frame_equal(read_parquet(path), rows)
        write_parquet(read_parquet(path), SCHEMAS[name], again)
        assert path.read_bytes() == again.read_bytes()


def test_parquet_takes_floats_and_objects_for_decimals_and_days(tmp_path):
    exact = tables_of(sales=SALES).sales
    loose = exact.assign(
        amount=[1576.5], quantity=[1], unit_price=[None], date=[date(2020, 10, 24)], year=[2020.0], brand=[None]
    )
    write_parquet(exact, SCHEMAS["sales"], tmp_path / "exact.parquet")
    write_parquet(loose, SCHEMAS["sales"], tmp_path / "loose.parquet")
    assert (tmp_path / "exact.parquet").read_bytes() == (tmp_path / "loose.parquet").read_bytes()


def test_a_table_that_is_not_the_contracts_is_refused_without_its_values(tmp_path):
    sales = tables_of(sales=SALES).sales
    with pytest.raises(ImpactError, match="extra"):
        write_parquet(sales.assign(extra=1), SCHEMAS["sales"], tmp_path / "a.parquet")
    with pytest.raises(ImpactError, match="column kind has 1 empty"):
        write_parquet(sales.assign(kind=None), SCHEMAS["sales"], tmp_path / "a.parquet")
    with pytest.raises(ImpactError, match="column year is not int64") as refused:
        write_parquet(sales.assign(year="Marie"), SCHEMAS["sales"], tmp_path / "a.parquet")
    assert "Marie" not in str(refused.value)
    assert not (tmp_path / "a.parquet").exists()


def test_the_data_package_describes_the_files_that_are_there(tmp_path):
    for name, rows in vars(tables_of(participants=PEOPLE, attendance=[{}])).items():
        write_parquet(rows, SCHEMAS[name], tmp_path / f"{name}.parquet")
    write_datapackage(tmp_path, "L’Aiguille", "fr", ["2020/a.xlsx"], "CHF")
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert package["title"] == "L’Aiguille"
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert list(resources) == ["participants", "workshops", "attendance", "sales"]
    content = (tmp_path / "participants.parquet").read_bytes()
    assert resources["participants"]["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    fields = {field["name"]: field for field in resources["participants"]["schema"]["fields"]}
    assert list(fields) == SCHEMAS["participants"].names
    assert fields["gender"]["constraints"]["enum"] == ["F", "M", "X"]
    assert fields["first_contact"]["type"] == "date"
    assert package["sources"] == [{"title": "2020/a.xlsx"}]
    money = {field["name"]: field.get("unit") for field in resources["sales"]["schema"]["fields"]}
    assert (money["amount"], money["quantity"], money["product"]) == ("CHF", "units", None)
    assert resources["attendance"]["schema"]["foreignKeys"][0]["reference"]["resource"] == "workshops"


def test_decimals_have_the_places_of_the_contract():
    assert SCHEMAS["sales"].field("amount").type == pa.decimal128(12, 2)
    assert SCHEMAS["sales"].field("quantity").type == pa.decimal128(12, 3)
    assert SCHEMAS["sales"].field("unit_price").type == pa.decimal128(12, 4)
