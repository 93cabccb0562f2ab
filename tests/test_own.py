"""An association's own figures, as a coordinator writes them, from the spreadsheet to the report; periods; targets."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from sample_report import make_report
from tiny import write_tiny

import impact
from impact.cli import app
from impact.errors import ConfigError, UsageError
from impact.messages import translate
from impact.model import Target
from impact.privacy import read_privacy
from impact.release import find_page
from impact.report import Report
from impact.report.facts import Facts
from impact.report.targets import measure_target, say_gap, say_selection, say_status
from impact.show.account import say_unmet
from impact.workspace import Workspace

OWN = """
[[indicators]]
id = "jeunes_accompagnees"
label = { fr = "Jeunes accompagnées", en = "Young people accompanied" }
definition = { fr = "Personnes accompagnées, moins de 26 ans au premier contact.", en = "Accompanied, under 26." }
table = "participants"
count = "person_id"
where = { stage = "accompanied", age_band = ["under 18", "18–25"] }

[[indicators]]
id = "part_orientee_partenaire"
label = { fr = "Part orientée vers un partenaire", en = "Share directed to a partner" }
table = "participants"
count = "person_id"
where = { orientation = "partner" }
of = {}

[[indicators]]
id = "recettes_marche"
label = { fr = "Recettes des marchés", en = "Market revenue" }
table = "sales"
sum = "amount"
where = { kind = ["sale", "refund"], channel = "marché" }

[[indicators]]
id = "duree_seance"
label = { fr = "Durée moyenne d'une séance", en = "Mean length of a session" }
table = "workshops"
mean = "hours"
where = { kind = ["workshop", "training"] }

[[indicators]]
id = "presences_atelier"
label = { fr = "Présences en atelier", en = "Workshop attendances" }
unit = "présences"
table = "attendance"
count = "rows"
where = { kind = "workshop", status = "present" }
"""
FUNDER = """
[[funders]]
id = "jeunesse"
name = "Fonds jeunesse"
indicators = ["jeunes_accompagnees", "duree_seance"]

[[funders.targets]]
indicator = "jeunes_accompagnees"
value = 4

[[funders.targets]]
indicator = "recettes_marche"
project = "fil-2022"
value = 30
"""
FIGURES = {
    "jeunes_accompagnees": {"bois": 1, "couture": 2, "all": 3},
    "part_orientee_partenaire": {"bois": 1 / 3, "couture": 0.5, "all": 3 / 6},
    "recettes_marche": {"bois": 0, "couture": 39, "all": 39},
    "duree_seance": {"bois": 2.25, "couture": 5, "all": 3.625},
    "presences_atelier": {"bois": 3, "all": 3},
}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> impact.Workspace:
    return impact.open(write_tiny(tmp_path_factory.mktemp("own"), OWN + FUNDER))


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    with pytest.raises(SystemExit) as ended:
        app(list(map(str, arguments)))
    assert ended.value.code in (0, None)
    return capsys.readouterr().out


def values(workspace: impact.Workspace, name: str, by: str, **asked: object) -> dict[str, float]:
    figures = workspace.indicators(by=[by], **asked)
    figures = figures[(figures["indicator"] == name) & (figures["status"] == "ok")]
    return dict(zip(figures[by], figures["value"], strict=True))


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_of_ones_own_has_its_cells_and_its_margin(tiny: impact.Workspace, name: str) -> None:
    assert values(tiny, name, "sector") == pytest.approx(FIGURES[name])


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_of_ones_own_is_explained_by_its_cells(tiny: impact.Workspace, name: str) -> None:
    for sector, value in FIGURES[name].items():
        found = tiny.explain(name, sector=sector)
        above = found.cells[found.cells["role"] != "denominator"]
        below = found.cells[found.cells["role"] != "numerator"]
        assert found.value == pytest.approx(value)
        assert float(above["value"].sum()) / (len(below) or 1) == pytest.approx(value)


def test_a_person_with_two_answers_counts_once_and_for_the_one_that_satisfies(tiny: impact.Workspace) -> None:
    cells = tiny.explain("part_orientee_partenaire").cells
    assert cells["role"].value_counts().to_dict() == {"both": 3, "denominator": 3}
    assert set(cells["field"]) == {"orientation"}


def test_figures_of_ones_own_stand_beside_the_others_on_the_command_line(tiny: impact.Workspace, capsys) -> None:
    found = json.loads(run(capsys, "indicators", tiny.root, "--by", "sector", "--format", "json"))["rows"]
    mine = {row["sector"]: row["value"] for row in found if row["indicator"] == "recettes_marche"}
    assert mine == FIGURES["recettes_marche"]
    table = run(capsys, "indicators", tiny.root)
    assert "Présences en atelier" in table
    assert "3 présences" in table.replace("\u00a0", " ")
    listed = run(capsys, "indicators", tiny.root, "--list")
    assert "Personnes accompagnées, moins de 26 ans au premier contact." in listed


@pytest.mark.slow
def test_rows_that_are_counted_have_one_word_everywhere(tmp_path: Path, capsys) -> None:
    counted = '[[indicators]]\nid = "fiches"\nlabel = "Fiches"\ntable = "participants"\ncount = "rows"\n'
    page = '[[funders]]\nid = "f"\nname = "F"\nindicators = ["fiches"]\naudience = "internal"\n'
    root = write_tiny(tmp_path, counted + page)
    assert "8 lignes" in run(capsys, "indicators", root).replace("\u00a0", " ")
    assert "| Fiches | lignes |" in run(capsys, "indicators", root, "--list")
    assert "Fiches (lignes)" in impact.open(root).report("f").annex().html
    run(capsys, "indicators", root, "--format", "xlsx", "--out", tmp_path / "figures.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "figures.xlsx")["lignes"]
    assert [cell.value for cell in sheet[1]] == ["Indicateur", "Valeur (lignes)", "Statut"]


def test_figures_of_ones_own_are_in_the_workbook_with_their_names(
    tiny: impact.Workspace, tmp_path: Path, capsys
) -> None:
    run(capsys, "indicators", tiny.root, "--format", "xlsx", "--out", tmp_path / "figures.xlsx")
    book = openpyxl.load_workbook(tmp_path / "figures.xlsx")
    said = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {"Jeunes accompagnées", "Durée moyenne d'une séance"} <= {text.replace("’", "'") for text in said}


@pytest.mark.slow
def test_a_figure_of_ones_own_about_people_is_protected_by_what_it_looks_at(tiny: impact.Workspace) -> None:
    assert set(read_privacy(tiny.settings, tiny.tables).indicators["jeunes_accompagnees"].attributes) == {
        "stage",
        "age_band",
    }
    for audience, shown in (("internal", 3), ("funder", 1), ("public", 0)):
        figures = tiny.indicators(by=["sector"], audience=audience)
        mine = figures[figures["indicator"] == "jeunes_accompagnees"]
        assert (mine["status"] == "ok").sum() <= shown
        assert audience != "internal" or len(mine) == shown
    sold = tiny.indicators(by=["sector"], audience="public")
    assert set(sold.loc[sold["indicator"] == "recettes_marche", "status"]) == {"ok"}


@pytest.mark.slow
def test_a_report_names_and_defines_a_figure_of_ones_own(tiny: impact.Workspace) -> None:
    french, english = (tiny.report("jeunesse", lang=language) for language in ("fr", "en"))
    assert "Personnes accompagnées, moins de 26 ans" in french.method().html
    assert "Young people accompanied" in english.method().html
    assert "Mean length of a session" in english.brief().html
    assert "recettes_marche" not in french.targets().html
    assert "Recettes des marchés" in french.targets().html
    assert "Recettes des marchés" not in french.annex().html


def test_a_promise_about_a_figure_that_the_page_does_not_list_is_answered(tiny: impact.Workspace) -> None:
    report = tiny.report("jeunesse")
    result = measure_target(report.facts, report.facts.report.page.targets[1])
    assert (result.cell.value, result.status, say_selection(report.facts, result.target)) == (39, "exceeded", "Au fil")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("stage = ", "stge = "), r"indicators\.jeunes_accompagnees\.where\.stge: “stge” does not exist; .*stage"),
        (('accompanied"', 'acompanied"'), "acompanied.*did you mean “accompanied”"),
        (('sum = "amount"', 'sum = "amont"'), "did you mean “amount”"),
        (('table = "sales"', 'table = "ventes"'), r"indicators n° 3\.table: “ventes” does not exist; known: .*sales"),
        (('id = "duree_seance"', 'id = "revenue"'), "two figures have the id “revenue”; choose another"),
        (('id = "duree_seance"', 'id = "durée séance"'), "letters, digits and hyphens, without dots or spaces"),
        (('id = "duree_seance"', 'id = "duree.seance"'), "without dots or spaces"),
        (('stage = "accompanied"', "stage = []"), "give at least one value"),
        (('stage = "accompanied"', 'age = ">25"'), "“>25” is not a number"),
        (('stage = "accompanied"', 'project = "fil-202"'), "“fil-202” does not exist; did you mean “fil-2022”"),
        (('mean = "hours"', 'mean = "hours"\nsum = "hours"'), "give one of count, sum or mean, and only one"),
        (('[[indicators]]\nid = "d', '[indicators]\nid = "d'), "not valid TOML"),
        (
            (
                'indicator = "recettes_marche"\nproject = "fil-2022"\nvalue = 30',
                'indicator = "share_women"\nvalue = 80',
            ),
            "0.8 for 80 %",
        ),
        (
            ("value = 4", "value = nan"),
            r"funders n° 1\.targets n° 1\.value: a number, neither nan nor inf, was expected",
        ),
        (("value = 4", "value = -inf"), "neither nan nor inf"),
        (
            ('indicator = "recettes_marche"\nproject = "fil-2022"', 'indicator = "jeunes_accompagnees"'),
            r"funders\.jeunesse\.targets: “jeunes_accompagnees” has two targets for one place; keep one",
        ),
        (
            ('label = { fr = "Jeunes accompagnées", en = "Young people accompanied" }', 'label = " "'),
            "label: .*not empty",
        ),
        (('en = "Market revenue"', 'en = " "'), r"indicators n° 3\.label: a text that is not empty was expected"),
        (('indicators = ["jeunes', 'indicators = ["jeune'), "did you mean “jeunes_accompagnees”"),
    ],
)
def test_a_field_or_a_value_that_does_not_exist_is_refused_before_anything_is_read(tmp_path, change, said) -> None:
    workspace = Workspace(write_tiny(tmp_path, (OWN + FUNDER).replace(*change)))
    with pytest.raises(ConfigError, match=said):
        workspace.build()
    assert not (tmp_path / "data" / "processed").exists()


@pytest.mark.slow
def test_conditions_may_be_written_as_in_the_spreadsheets(tiny: impact.Workspace, tmp_path: Path) -> None:
    written = OWN.replace(
        '"accompanied", age_band = ["under 18", "18–25"]', '"accompagnée", age_band = ["moins de 18 ans", "18-25"]'
    )
    written = written.replace('"partner"', '"Partenaire"').replace(
        '["sale", "refund"], channel = "marché"', '["Vente", "Remboursement"], channel = "Marchés"'
    )
    written = written.replace('"workshop", status = "present"', '"Atelier", status = "Présente"')
    assert written.count('"Vente"') == written.count('"Présente"') == 1
    workspace = impact.open(write_tiny(tmp_path, written))
    for name, expected in FIGURES.items():
        assert values(workspace, name, "sector") == pytest.approx(expected)
    assert workspace.check().facts["unmet"] == []


@pytest.mark.slow
def test_a_condition_that_no_row_meets_is_said_with_the_nearest(tmp_path: Path, capsys) -> None:
    root = write_tiny(tmp_path, OWN.replace("marché", "marchand"))
    said = "« recettes_marche » : aucune ligne n’a channel « marchand » ; vouliez-vous dire “marché” ?"
    assert said in run(capsys, "check", root).replace("\u202f", " ")
    with pytest.raises(SystemExit):
        app(["indicators", str(root)])
    assert said in capsys.readouterr().err.replace("\u202f", " ")


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ('country = "Japon"', "aucune ligne n’a country « Japon » ; connus : FR, ML, PE"),
        ("age = 200", "aucune ligne n’a age « 200 » ; vouliez-vous dire “42” ?"),
        ("year = 2031", "aucune ligne n’a year « 2031 » ; vouliez-vous dire “2023”"),
    ],
)
def test_a_country_an_age_or_a_year_that_no_row_has_is_named_and_fails_strictly(
    tmp_path: Path, condition, said
) -> None:
    account = Workspace(write_tiny(tmp_path, OWN.replace('stage = "accompanied"', condition))).check()
    assert [line for line in say_unmet(account.facts, "fr") if said in line.replace("\u202f", " ")]
    assert (account.exit_status(strict=False), account.exit_status(strict=True)) == (0, 1)


def test_names_that_are_not_all_listed_say_how_many_there_are(tiny: impact.Workspace) -> None:
    with pytest.raises(UsageError) as refused:
        tiny.explain("zzzz")
    assert str(refused.value).endswith(" … and 4 more")
    assert translate(refused.value, "fr").endswith(" … et 4 autres")


PERIODS = {
    "calendar_year": {"2022": 54, "2023": 215, "all": 269},
    "fiscal_year": {"2022": 69, "2023": 200, "all": 269},
    "quarter": {"2022-Q4": 54, "2023-Q1": 15, "2023-Q3": 80, "2023-Q4": 120, "all": 269},
    "month": {"2022-11": 54, "2023-02": 15, "2023-09": 80, "2023-10": 120, "all": 269},
}


@pytest.mark.parametrize("period", PERIODS)
def test_figures_are_cut_by_period(tiny: impact.Workspace, capsys, period: str) -> None:
    found = json.loads(run(capsys, "indicators", tiny.root, "--by", period, "--format", "json"))["rows"]
    sold = {str(row[period]): row["value"] for row in found if row["indicator"] == "revenue"}
    assert {name: value for name, value in sold.items() if value or name in PERIODS[period]} == PERIODS[period]
    for name, value in PERIODS[period].items():
        assert tiny.explain("revenue", **{period: name}).value == value


def test_a_project_counts_in_its_year_and_the_calendar_divides_it(tiny: impact.Workspace) -> None:
    both = tiny.indicators(by=["year", "calendar_year"])
    sold = both[both["indicator"] == "revenue"].set_index(["year", "calendar_year"])["value"]
    assert (sold["2022", "all"], sold["2022", "2022"], sold["2022", "2023"]) == (69, 54, 15)
    assert (sold["all", "2023"], sold["2023", "2023"], sold["all", "all"]) == (215, 200, 269)


@pytest.mark.slow
def test_a_fiscal_year_gives_the_year_where_no_project_does(tmp_path: Path) -> None:
    write_tiny(tmp_path)
    (tmp_path / "impact.toml").write_text('[organisation]\nfiscal_year_start = "09-01"\n', encoding="utf-8")
    assert values(impact.open(tmp_path), "revenue", "year") == PERIODS["fiscal_year"]
    (tmp_path / "impact.toml").write_text("", encoding="utf-8")
    assert values(impact.open(tmp_path), "revenue", "year") == PERIODS["calendar_year"]
    assert values(impact.open(tmp_path), "revenue", "fiscal_year") == PERIODS["calendar_year"]


def test_where_keeps_rows_and_takes_several_values(tiny: impact.Workspace, capsys) -> None:
    asked = ["--where", "channel=marché", "--where", "channel=boutique", "--where", "fiscal_year=2022"]
    found = json.loads(run(capsys, "indicators", tiny.root, *asked, "--format", "json"))["rows"]
    assert {row["indicator"]: row["value"] for row in found}["revenue"] == 69
    assert "people_met" not in {row["indicator"] for row in found}


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ({"secteur": ["bois"]}, "There is no field “secteur”; did you mean “sector”"),
        ({"sector": ["bios"]}, "No row has sector “bios”; did you mean “bois”"),
        ({"channel": ["marcher"]}, "No row has channel “marcher”; did you mean “marché”"),
        ({"hours": ["deux"]}, "No row has hours “deux”; known: 2.0"),
        ({"kind": ["vente"]}, "kind “vente” can mean “commercial_event”, “sale”: write one of them"),
        ({"gender": [""]}, "No row has gender “”; known: F, M, X"),
        ({"kind": ["workshp"]}, "did you mean “workshop”"),
        ({"quarter": ["2022-4"]}, "No row has quarter “2022-4”; did you mean “2022-Q4”"),
    ],
)
def test_a_condition_that_nothing_can_meet_is_refused_with_the_nearest(tiny, where, said) -> None:
    with pytest.raises(UsageError, match=said):
        tiny.indicators(where=where)


@pytest.mark.parametrize(
    ("where", "same"),
    [
        ({"sector": ["Bois "]}, {"sector": ["bois"]}),
        ({"channel": ["MARCHES"]}, {"channel": ["marché"]}),
        ({"gender": ["Femme"], "stage": ["accompagnée"]}, {"gender": ["F"], "stage": ["accompanied"]}),
        ({"country": ["Mali", "péruvienne"]}, {"country": ["ML", "PE"]}),
        ({"age_band": ["moins de 18 ans", "18 à 25 ans"]}, {"age_band": ["under 18", "18–25"]}),
        ({"kind": ["Atelier"]}, {"kind": ["workshop"]}),
        ({"hours": ["2,5"]}, {"hours": ["2.5"]}),
        ({"orientation": ["non renseigné"]}, {"orientation": ["unspecified"]}),
    ],
)
def test_a_value_may_be_written_as_in_the_spreadsheets(tiny, where, same) -> None:
    written, canonical = (tiny.indicators(where=asked, all_rows=True) for asked in (where, same))
    assert len(written)
    pd.testing.assert_frame_equal(written, canonical)


def test_what_is_explained_may_be_named_as_in_the_spreadsheets(tiny) -> None:
    found, same = (
        tiny.explain("people_met", sector="BOIS", gender="Femme"),
        tiny.explain("people_met", sector="bois", gender="F"),
    )
    assert (found.value, found.cell) == (same.value, same.cell)
    assert found.value == 1


def test_a_value_that_could_stand_there_is_no_mistake(tiny: impact.Workspace) -> None:
    assert not len(tiny.indicators(where={"year": ["2031"]}))
    assert len(tiny.indicators(where={"gender": ["X"]}, all_rows=True))


def facts_with(*targets: Target, language: str = "fr") -> Facts:
    full = make_report(language)
    return Facts(replace(full, page=replace(full.page, targets=targets)))


@pytest.mark.parametrize(
    ("target", "value", "status", "selection"),
    [
        (Target("people_met", 90), 101, "exceeded", "ensemble, 2021–2022"),
        (Target("people_met", 38, sector="bois", year=2021), 38, "reached", "Travail du bois, 2021"),
        (Target("people_met", 90, sector="bois"), 84, "close", "Travail du bois"),
        (Target("people_met", 90, year=2022), 68, "below", "2022"),
        (Target("people_met", 50, project="bois-2022"), 52, "exceeded", "Bois, deuxième année"),
        (Target("people_met", 50, "bois", "bois-2022", 2022), 52, "exceeded", "Bois, deuxième année"),
        (Target("people_met", 50, project="bois-2022", year=2021), None, "unmeasured", "Bois, deuxième année, 2021"),
        (Target("people_met", 9, "bois", "cuir-2022"), None, "unmeasured", "Atelier cuir, Travail du bois"),
        (Target("expenses", 6000, better="lower"), 5320.85, "kept", "ensemble, 2021–2022"),
        (Target("expenses", 5000, better="lower"), 5320.85, "passed", "ensemble, 2021–2022"),
        (Target("share_priority_district", 0.5), None, "hidden", "ensemble, 2021–2022"),
        (Target("public_talks", 1), None, "unmeasured", "ensemble, 2021–2022"),
    ],
)  # fmt: skip
def test_a_target_is_answered_by_the_figure_of_its_own_place(target, value, status, selection) -> None:
    facts = facts_with(target)
    result = measure_target(facts, target)
    assert (result.cell.value, result.status, say_selection(facts, target)) == (value, status, selection)
    assert say_status(facts, result)
    if value is None:
        assert say_gap(facts, result) in ("—", "[c]")


def test_the_whole_is_not_the_sum_of_the_years() -> None:
    facts = facts_with()
    years = [measure_target(facts, Target("people_met", 1, year=year)).cell.value for year in (2021, 2022)]
    assert measure_target(facts, Target("people_met", 1)).cell.value == 101 != sum(years) == 38 + 68


def test_the_method_says_which_project_the_calendar_would_divide_otherwise() -> None:
    french, english = (
        Report(facts_with(language=lang).report).method().html.replace("\u00a0", " ") for lang in ("fr", "en")
    )
    assert french.count("par année civile, une part") == 1
    assert "« Bois, deuxième année » a duré du 1er mars 2022 au 28 février 2023 et compte tout entier en 2022" in french
    assert "part of its figures would go to 2023" in english


def test_a_target_without_a_figure_is_a_dash_and_never_zero_percent() -> None:
    shown = Report(facts_with(Target("public_talks", 4)).report).targets().html
    assert "—" in shown
    assert "0\u00a0%" not in shown


def test_the_gap_of_a_share_is_in_points() -> None:
    facts = facts_with(Target("share_women", 0.5))
    result = measure_target(facts, facts.report.page.targets[0])
    assert say_gap(facts, result).replace("\u00a0", " ") == "+9,2 points"


def test_a_report_of_one_year_keeps_the_promises_of_that_year_and_of_its_projects(tiny: impact.Workspace) -> None:
    assert [t.project for t in find_page(tiny.settings, "jeunesse", year=2022).targets] == ["fil-2022"]
    assert find_page(tiny.settings, "jeunesse", year=2023).targets == ()


@pytest.mark.slow
def test_a_sector_is_one_however_impact_toml_writes_it(tmp_path: Path) -> None:
    asked = '[[funders]]\nid = "f"\nname = "F"\nsectors = ["COUTURES"]\naudience = "internal"\n'
    target = '[[funders.targets]]\nindicator = "people_met"\nsector = "Couture"\nvalue = 4\n'
    report = impact.open(write_tiny(tmp_path, asked + target)).report("f")
    assert report.facts.cell("people_met", sector="couture").value == 5
    assert measure_target(report.facts, report.facts.report.page.targets[0]).cell.value == 5


@pytest.mark.slow
def test_the_association_has_a_name_in_each_language(tmp_path: Path) -> None:
    write_tiny(tmp_path)
    path = tmp_path / "impact.toml"
    named = path.read_text(encoding="utf-8").replace('"La Navette"', '{ fr = "La Navette", en = "The Shuttle" }')
    path.write_text(named, encoding="utf-8")
    workspace = impact.open(tmp_path)
    names = [workspace.report(lang=language).facts.report.organisation for language in ("fr", "en")]
    assert names == ["La Navette", "The Shuttle"]


def test_rows_are_not_protected_as_if_they_were_people(tmp_path: Path) -> None:
    both = '[[indicators]]\nid = "{0}"\nlabel = "L"\ntable = "participants"\ncount = "{0}"\n'
    own = both.format("rows") + both.format("person_id").replace('id = "person_id"', 'id = "people"')
    tiny = impact.open(write_tiny(tmp_path, own))
    rules = read_privacy(tiny.settings, tiny.tables)
    assert (rules.counting("rows").of, rules.counting("people").of) == ("rows", "met")
