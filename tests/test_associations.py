"""Made-up associations, with the kinds of mess that real ones keep: every figure is known by construction."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from _pytest.mark.structures import ParameterSet
from associations import courtil, harbour, quai, rives, terres
from associations.page import Page, write_pages
from associations.pages import PAGES
from associations.strangers import STRANGERS
from associations.traps import TRAPS
from associations.truth import ALL, Place, Truth, Value, expected_figures

import impact
from impact.words import english_keys

STATUSES = ("kept", "merged", "set_aside", "not_data")
PARTS = ("value", "numerator", "denominator", "missing")
HEADERS = {
    courtil.REGISTER: [7, 8],
    courtil.GRID: [3, 4, 5],
    harbour.DIARY: [6],
    harbour.BUDGET: [3],
    rives.GRID: [3],
    terres.BASE: [4],
    terres.PRESENCE: [4],
    quai.SURVEY: [1, 2, 3],
    quai.CLAY_GRID: [4, 5, 6, 7],
    quai.FRIDAYS: [3, 4],
}


@dataclass(frozen=True)
class Case:
    """An association, built: what went in, and the workspace that came out."""

    root: Path
    truth: Truth
    workspace: impact.Workspace


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[ModuleType], Case]:
    """Builds an association once, when it is first asked for."""

    @cache
    def build(module: ModuleType) -> Case:
        root = tmp_path_factory.mktemp(module.__name__.split(".")[-1])
        (root / "data" / "raw").mkdir(parents=True)
        truth = module.build(root / "data" / "raw")
        module.settings(root)
        return Case(root, truth, impact.open(root))

    return build


@pytest.fixture(params=[courtil, harbour, rives, terres, quai], ids=lambda module: module.__name__.split(".")[-1])
def case(request: pytest.FixtureRequest, built: Callable[[ModuleType], Case]) -> Case:
    return built(request.param)


def _found(rows: list[dict]) -> dict[Place, Value]:
    return {
        (row["indicator"], row["sector"], int(row["year"]) if str(row["year"]).isdigit() else row["year"]): tuple(
            None if row[part] is None or row[part] != row[part] else float(row[part]) for part in PARTS
        )
        for row in rows
        if row["status"] == "ok"
    }


def _differences(found: dict[Place, Value], expected: dict[Place, Value]) -> list[str]:
    """Each figure that is not as it should be; what the truth leaves open (None) is not compared."""
    wrong = [f"{place}: not expected, found {found[place]}" for place in found if place not in expected]
    for place, values in expected.items():
        got = found.get(place)
        if got is None or any(
            e is not None and (g is None or abs(e - g) > 1e-6) for e, g in zip(values, got, strict=True)
        ):
            wrong.append(f"{place}: expected {values}, found {got}")
    return sorted(wrong)


def test_every_figure_is_the_one_that_was_put_in(case: Case) -> None:
    figures = case.workspace.indicators(by=["sector", "year"], audience="internal")
    assert _differences(_found(figures.to_dict("records")), expected_figures(case.truth)) == []


def test_every_row_has_the_fate_that_a_careful_person_gives_it(case: Case) -> None:
    facts = json.loads(case.workspace.check().to_json())
    rows = {(file["file"], sheet["sheet"]): sheet["rows"] for file in facts["files"] for sheet in file["sheets"]}
    expected = {
        place: {status: getattr(fates, status) for status in STATUSES} for place, fates in case.truth.rows.items()
    }
    assert {place: {status: rows[place][status] for status in STATUSES} for place in expected} == expected
    assert all(counts["seen"] == sum(counts[status] for status in STATUSES) for counts in rows.values())


def test_tables_have_their_header_rows_and_as_many_data_rows_as_one_sees(case: Case) -> None:
    facts = json.loads(case.workspace.check().to_json())
    sheets = [(file["file"], sheet) for file in facts["files"] for sheet in file["sheets"]]
    found = {
        file: table["header_rows"]
        for file, sheet in sheets
        for table in sheet["tables"]
        if file in HEADERS and table["table"]
    }
    assert found == {file: rows for file, rows in HEADERS.items() if file in found}
    for file, sheet in sheets:
        known = [table["data_rows"] for table in sheet["tables"] if table["table"]]
        if known:
            seen = sum(sheet["rows"][status] for status in ("kept", "merged", "set_aside"))
            assert sum(known) == seen, (file, sheet["sheet"])


def test_sheets_that_nobody_counts_give_no_record(case: Case) -> None:
    ledger = case.workspace.ledger
    used = ledger.loc[ledger["record_id"].notna(), ["file", "sheet"]].drop_duplicates()
    assert set(used.itertuples(index=False, name=None)) <= set(case.truth.rows)


def test_persons_are_counted_once(case: Case) -> None:
    assert case.workspace.participants["person_id"].nunique() == case.truth.persons


def test_activities_keep_their_hours_their_people_and_their_days(case: Case) -> None:
    workshops, activities = case.workspace.workshops, case.truth.activities
    assert len(workshops) == len(activities)
    assert float(workshops["hours"].sum()) == pytest.approx(sum(a.hours or 0 for a in activities))
    assert int(workshops["attendees"].sum()) == sum(a.attendees or 0 for a in activities)
    assert int(workshops["date"].isna().sum()) == case.truth.undated


def test_revenue_is_the_sum_of_its_explained_cells(case: Case) -> None:
    figures = {
        place: value
        for place, value in expected_figures(case.truth).items()
        if place[0] == "revenue" and ALL in place[1:]
    }
    for (_, sector, year), (revenue, *_) in figures.items():
        asked = {name: value for name, value in (("sector", sector), ("year", year)) if value != "all"}
        cells = case.workspace.explain("revenue", **asked).cells
        assert cells["value"].astype(float).sum() == pytest.approx(revenue), (sector, year)
        assert not cells.duplicated(["file", "sheet", "row", "column"]).any()


def test_explained_cells_of_money_hold_a_value_in_their_file(case: Case) -> None:
    cells = case.workspace.explain("net_result").cells
    raw = case.root / "data" / "raw"
    books = {file: openpyxl.load_workbook(raw / file) for file in set(cells["file"]) if file.endswith(".xlsx")}
    held = [
        books[f][s][f"{c}{r}"].value
        for f, s, r, c in cells[["file", "sheet", "row", "column"]].itertuples(index=False)
        if f in books
    ]
    assert all(value not in (None, "") for value in held)


def test_people_are_counted_by_the_cells_of_explain(case: Case) -> None:
    figures = expected_figures(case.truth)
    for name, sector, year in [place for place in figures if place[0] == "people_met" and place[2] == ALL]:
        asked = {key: value for key, value in (("sector", sector), ("year", year)) if value != "all"}
        explanation = case.workspace.explain(name, **asked)
        assert explanation.value == figures[name, sector, year][0]
        assert explanation.cells["value"].isna().all(), "a name would be told"


def test_the_command_line_says_the_same_in_a_folder_without_settings(built: Callable[[ModuleType], Case]) -> None:
    case = built(terres)
    asked = ["indicators", str(case.root), "--by", "sector,year", "--format", "json"]
    command = [sys.executable, "-c", "from impact.cli import main; main()", *asked]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert _differences(_found(json.loads(done.stdout)["rows"]), expected_figures(case.truth)) == []


def test_a_row_dated_outside_its_project_is_said_and_stays(case: Case) -> None:
    facts = json.loads(case.workspace.check().to_json())
    said = {(file["file"], sheet["sheet"]): sheet["problems"] for file in facts["files"] for sheet in file["sheets"]}
    found = {place: [problem["row"] for problem in said[place]] for place in case.truth.doubts}
    assert found == case.truth.doubts


@pytest.fixture(scope="module")
def pages_read(tmp_path_factory: pytest.TempPathFactory) -> impact.Workspace:
    root = tmp_path_factory.mktemp("pages")
    write_pages(root, [*PAGES, *TRAPS, *STRANGERS])
    return impact.open(root)


def _params(pages: Sequence[Page]) -> list[ParameterSet]:
    marks = {page.name: [pytest.mark.xfail(strict=True, reason=page.xfail)] if page.xfail else [] for page in pages}
    return [pytest.param(page, id=page.name, marks=marks[page.name]) for page in pages]


@pytest.mark.parametrize("page", _params([*PAGES, *TRAPS, *STRANGERS]))
def test_a_page_is_read_as_a_careful_person_reads_it(page: Page, pages_read: impact.Workspace) -> None:
    figures = pages_read.indicators(by=["sector", "year"])
    own = figures.loc[figures["sector"] == page.sector, ["indicator", "year", "value"]]
    found = {f"{name} in {year}": value for name, year, value in own.itertuples(index=False)}
    asked = {name: name if " in " in name else f"{name} in all" for name in page.figures}
    assert {name: found.get(place) for name, place in asked.items()} == pytest.approx(page.figures)
    ledger = pages_read.ledger[lambda rows: (rows["file"] == f"{page.sector}.xlsx") & (rows["sheet"] == "Page")]
    letters = {"kept": "k", "merged": "m", "set_aside": "s", "not_data": "-"}
    assert not page.fates or "".join(ledger.sort_values("row")["status"].map(letters)) == page.fates


def test_no_name_of_a_person_becomes_a_product(pages_read: impact.Workspace) -> None:
    products = {str(product).casefold() for product in pages_read.sales["product"].dropna()}
    assert not products & {"perrot", "quentin", "kervella", "lagarde"}


def _said(workspace: impact.Workspace) -> set[str]:
    """Every reason, rule and doubt that the account of a workspace names."""
    facts = workspace.check().facts
    sheets = [sheet for file in facts["files"] for sheet in file["sheets"]]
    reasons = {problem["reason"] for sheet in sheets for problem in sheet["problems"]}
    counted = {name for sheet in sheets for name in (*sheet["reasons"], *sheet["changes"])}
    return reasons | counted | {pair["why"] for pair in facts["people"]["to_review"]}


def test_everything_that_is_said_of_a_file_has_french_words(case: Case, pages_read: impact.Workspace) -> None:
    heads = {text.partition(": ")[0] for text in _said(case.workspace) | _said(pages_read)} - english_keys().keys()
    assert {head for head in heads if not set(head.split(", ")) <= english_keys().keys()} == set()
