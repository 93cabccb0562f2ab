"""The cells that a figure is made of, read again by another reader, give the figure; and why a row is not in it."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import shutil
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from associations import quai, rives
from python_calamine import CalamineWorkbook
from tiny import NAMES, write_tiny

import impact
from impact.absence import explain_absence, find_place
from impact.cli import app
from impact.errors import UsageError
from impact.indicators import CATALOGUE
from impact.indicators.declaration import CountDistinct, CountRows, Mean, Share
from impact.indicators.dimensions import UNSPECIFIED
from impact.trace import PERSONAL

ROOT = Path(__file__).resolve().parents[1]
CUTS = [["sector", "year"], ["gender"], ["month"], ["country"], ["brand"], ["project"], ["age_band"], ["kind"]]
EACH, WHOLE = 1, 10
COUNTED_ONCE = {"countries", "brands"}


def write_demo(root: Path) -> None:
    shutil.copytree(ROOT / "data" / "raw", root / "data" / "raw")
    shutil.copy(ROOT / "impact.toml", root)


def write_rives(root: Path) -> None:
    rives.build(root / "data" / "raw")
    rives.settings(root)


def write_quai(root: Path) -> None:
    quai.build(root / "data" / "raw")
    quai.settings(root)


@pytest.fixture(scope="module", params=[write_demo, write_rives, write_quai], ids=["demo", "rives", "quai"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> impact.Workspace:
    root = tmp_path_factory.mktemp("explained")
    if request.param is not write_demo:
        (root / "data" / "raw").mkdir(parents=True)
    request.param(root)
    return impact.open(root)


@cache
def read_again(path: Path, sheet: str) -> list[list[object]]:
    """All the cells of a sheet, by a reader that knows nothing of the package."""
    if path.suffix.casefold() in (".csv", ".tsv", ".txt"):
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        except UnicodeError:
            text = raw.decode("cp1252")
        separator = max(";\t,|", key=text.count)
        return list(csv.reader(io.StringIO(text), delimiter=separator))
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def cell_of(root: Path, place: Mapping[str, object], column: str | None = None) -> object:
    files = {unicodedata.normalize("NFC", p.relative_to(root).as_posix()): p for p in root.rglob("*") if p.is_file()}
    rows = read_again(files[str(place["file"])], str(place["sheet"]))
    number = 0
    for letter in column or str(place["column"]):
        number = number * 26 + ord(letter) - 64
    row = rows[int(str(place["row"])) - 1]
    return row[number - 1] if number <= len(row) else ""


def number_in(cell: object) -> float:
    """The one number of a cell, whatever stands around it."""
    if isinstance(cell, int | float):
        return float(cell)
    found = re.search(r"\d[\d.,\s]*", str(cell))
    if found is None:
        return 0.0
    *whole, last = re.split("[.,]", re.sub(r"\s|[.,]+$", "", found.group().strip()))
    return float("".join(whole) + "." + last) if whole and len(last) < 3 else float("".join([*whole, last]))


def hours_in(cell: object) -> float:
    hour, minute = re.match(r"\D*(\d+)(?:\s*[h:]\s*(\d+))?", str(cell)).groups() if str(cell) else (0, 0)
    return int(hour) + int(minute or 0) / 60 if re.search("[h:]", str(cell)) else number_in(cell)


def beside(workspace: impact.Workspace, place: Mapping[str, object], field: str) -> object:
    """The cell of another field in the same row."""
    columns = workspace.sources
    columns = columns[(columns["file"] == place["file"]) & (columns["sheet"] == place["sheet"])]
    return cell_of(workspace.raw, place, str(columns.loc[columns["field"] == field, "column"].iloc[0]))


def again(workspace: impact.Workspace, place: Mapping[str, object], name: str = "") -> float:
    """What one cell says, as a number; of an amount that was worked out, quantity × price."""
    cell = cell_of(workspace.raw, place)
    if place["field"] == "quantity" and name != "units_sold":
        return number_in(cell) * number_in(beside(workspace, place, "unit_price"))
    if place["field"] == "start_time":
        return hours_in(beside(workspace, place, "end_time")) - hours_in(cell)
    if place["field"] == "hours":
        return hours_in(cell)
    return number_in(cell)


def some_figures(workspace: impact.Workspace) -> list[tuple[str, dict[str, str], dict[str, float]]]:
    """A few figures of the whole and of each breakdown, the same at every run."""
    chance, chosen = random.Random(20200), []
    for by in [[], *CUTS]:
        frame = workspace.indicators(by=by)
        rows = [row for row in frame.to_dict("records") if row["status"] == "ok" and row["value"]]
        picked = chance.sample(rows, min(EACH if by else WHOLE, len(rows)))
        chosen += [(row["indicator"], {name: row[name] for name in by if row[name] != "all"}, row) for row in picked]
    return chosen


@pytest.mark.slow
def test_cells_read_again_give_the_figure(built: impact.Workspace) -> None:
    for name, cell, figure in some_figures(built):
        found = built.explain(name, **cell)
        assert found.value == figure["value"]
        cells = found.cells.to_dict("records")
        assert all(str(cell_of(built.raw, c)).strip() for c in cells), f"{name} {cell}: a cell is blank"
        above, below = ([c for c in cells if c["role"] != role] for role in ("denominator", "numerator"))
        check_recount(built, name, figure, above, below)


def check_recount(built, name: str, figure: Mapping[str, float], above: list[dict], below: list[dict]) -> None:
    measure, where = CATALOGUE[name].measure, str(figure)
    if isinstance(measure, Share):
        assert len([c for c in below if c["role"] == "both"]) == figure["numerator"], where
        assert len(below) == figure["denominator"], where
        yes, no = ({str(cell_of(built.raw, c)).casefold().strip() for c in below if c["role"] == role
                    and c["field"] not in PERSONAL} for role in ("both", "denominator"))  # fmt: skip
        assert not yes & no or name == "accompaniment_rate", where
    elif isinstance(measure, CountRows) or (isinstance(measure, CountDistinct) and name not in COUNTED_ONCE):
        assert len(above) == figure["value"] or sum(c["value"] for c in above) == figure["value"], where
    elif name in COUNTED_ONCE:
        assert len({str(cell_of(built.raw, c)) for c in above}) >= figure["value"], where
        assert sum(c["value"] for c in above) == figure["value"], where
    elif name == "mean_age":
        years = [int(re.search(r"(?:19|20)\d\d", str(cell_of(built.raw, c))).group()) for c in above]
        assert len(years) == figure["denominator"], where
        assert all(1900 < year < 2022 for year in years), where
        assert all(c["value"] != c["value"] for c in above), "an age would be told"
    elif name == "learner_hours":
        heads = sum(c["value"] / again(built, c) for c in above if c["value"])
        assert heads == pytest.approx(sum(1 if c["field"] == "presence" or c["field"] in PERSONAL else again(built, c)
                                          for c in above if not c["value"])), where  # fmt: skip
        assert sum(c["value"] for c in above if c["value"] == c["value"]) == pytest.approx(figure["value"]), where
    else:
        total = figure["numerator"] if isinstance(measure, Mean) or figure["denominator"] > 0 else figure["value"]
        typed = [
            (1 if c["value"] > 0 else -1) * abs(again(built, c, name)) if said_by(c, name) else c["value"]
            for c in above
        ]
        assert sum(typed) == pytest.approx(total), where
        assert sum(c["value"] for c in above) == pytest.approx(total), where


def said_by(cell: Mapping[str, object], name: str) -> bool:
    """Whether a cell holds what it adds, rather than carrying what nobody typed (one unit, a default)."""
    return cell["field"] in (("quantity",) if name == "units_sold" else ("quantity", "amount", "hours", "start_time"))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> impact.Workspace:
    return impact.open(write_tiny(tmp_path_factory.mktemp("tiny")))


def cells(workspace: impact.Workspace, name: str, **cell: object) -> list[tuple]:
    found = workspace.explain(name, **cell).cells
    found = found.assign(value=found["value"].astype(object).where(found["value"].notna(), None))
    return [
        (f"{file}!{column}{row}", field, value, role)
        for file, _, row, column, field, value, role in found.itertuples(index=False, name=None)
    ]


def test_a_person_of_two_rows_and_two_projects_is_one_cell(tiny: impact.Workspace) -> None:
    assert [place for place, *_ in cells(tiny, "people_met", gender="F")] == [
        "fil/personnes.csv!A2",
        "fil/personnes.csv!A3",
        "fil/personnes.csv!A4",
        "fil/personnes.csv!A6",
    ]
    assert {(field, value) for _, field, value, _ in cells(tiny, "people_met")} == {("last_name", None)}


def test_a_share_names_the_cells_of_its_denominator_too(tiny: impact.Workspace) -> None:
    assert cells(tiny, "share_women", sector="bois") == [
        ("bois/personnes.csv!C2", "gender", 1.0, "both"),
        ("bois/personnes.csv!C3", "gender", 1.0, "denominator"),
        ("bois/personnes.csv!C4", "gender", 1.0, "denominator"),
    ]


def test_an_amount_worked_out_is_carried_by_its_quantity_and_a_refund_is_negative(tiny: impact.Workspace) -> None:
    assert cells(tiny, "revenue") == [
        ("bois/ventes.csv!E2", "quantity", 80.0, "numerator"),
        ("bois/ventes.csv!E3", "quantity", 120.0, "numerator"),
        ("fil/ventes.csv!G2", "amount", 30.0, "numerator"),
        ("fil/ventes.csv!G3", "amount", 24.0, "numerator"),
        ("fil/ventes.csv!G4", "amount", 30.0, "numerator"),
        ("fil/ventes.csv!G5", "amount", -15.0, "numerator"),
    ]
    assert ("bois/depenses.csv!C2", "amount", -90.5, "numerator") in cells(tiny, "net_result")


def test_a_value_that_no_cell_says_is_carried_by_what_makes_the_record(tiny: impact.Workspace) -> None:
    by_default = cells(tiny, "brands", sector="couture")
    assert by_default[0] == ("fil/ventes.csv!G2", "amount", 1.0, "numerator")
    assert sum(value for *_, value, _ in by_default) == 1
    assert ("bois/depenses.csv!C2", "amount", 1.0, "numerator") not in cells(tiny, "units_sold")


def test_hours_carry_learner_hours_and_those_who_signed_stand_beside_them(tiny: impact.Workspace) -> None:
    assert cells(tiny, "learner_hours") == [
        ("bois/emargement.csv!D2", "start_time", 5.0, "numerator"),
        ("bois/emargement.csv!H2", "presence", 0.0, "numerator"),
        ("bois/emargement.csv!H4", "presence", 0.0, "numerator"),
        ("bois/emargement.csv!D5", "start_time", 2.0, "numerator"),
        ("bois/emargement.csv!H5", "presence", 0.0, "numerator"),
        ("fil/agenda.csv!D2", "hours", 12.0, "numerator"),
        ("fil/agenda.csv!E2", "attendees", 0.0, "numerator"),
        ("fil/agenda.csv!D3", "hours", 35.0, "numerator"),
        ("fil/agenda.csv!E3", "attendees", 0.0, "numerator"),
    ]


def test_a_ratio_has_a_side_of_each(tiny: impact.Workspace) -> None:
    roles = {(place.split("!")[0], role) for place, _, _, role in cells(tiny, "revenue_per_person", sector="bois")}
    assert roles == {("bois/ventes.csv", "numerator"), ("bois/personnes.csv", "denominator")}


def test_the_json_is_that_of_the_contract_and_names_nobody(tiny: impact.Workspace) -> None:
    found = json.loads(tiny.explain("mean_age", sector="couture", year=2022).to_json())
    assert list(found) == ["indicator", "sector", "year", "value", "cells"]
    assert (found["sector"], found["year"], found["value"]) == ("couture", 2022, 22.0)
    assert found["cells"][0] == {
        "file": "fil/personnes.csv", "sheet": "", "row": 2, "column": "D", "field": "birth_date", "value": None,
        "role": "both",
    }  # fmt: skip
    assert json.loads(tiny.explain("revenue").to_json())["year"] == "all"
    whole = " ".join(tiny.explain(name).to_json() for name in ("people_met", "mean_age", "attendance_rate"))
    assert not [name for name in NAMES if name in whole]


VERDICTS = [
    ("people_met", {}, "fil/personnes.csv!2", "counted", None),
    ("people_met", {}, "fil/personnes.csv!7", "merged", "fil/personnes.csv!2"),
    ("people_met", {}, "bois/personnes.csv!2", "again", "fil/personnes.csv!2"),
    ("people_met", {"sector": "bois"}, "fil/personnes.csv!2", "elsewhere", None),
    ("people_met", {"year": 2023}, "fil/personnes.csv!3", "elsewhere", None),
    ("people_accompanied", {}, "fil/personnes.csv!3", "filtered", None),
    ("mean_age", {}, "fil/personnes.csv!3", "filtered", None),
    ("countries", {}, "fil/personnes.csv!6", "unknown", None),
    ("people_met", {}, "fil/ventes.csv!2", "other_table", None),
    ("people_met", {}, "bois/emargement.csv!4", "other_table", None),
    ("people_met", {}, "fil/personnes.csv!1", "not_data", None),
    ("expenses", {}, "fil/ventes.csv!2", "filtered", None),
    ("workshops", {}, "bois/emargement.csv!3", "merged", "bois/emargement.csv!2"),
    ("attendance_rate", {}, "bois/emargement.csv!3", "counted", None),
    ("attendance_rate", {"sector": "couture"}, "bois/emargement.csv!3", "elsewhere", None),
    ("trainings", {}, "fil/agenda.csv!2", "filtered", None),
    ("revenue_per_person", {}, "fil/personnes.csv!3", "filtered", None),
]


@pytest.mark.parametrize(("name", "cell", "row", "why", "other"), VERDICTS)
def test_a_row_is_told_why_it_is_not_in_a_figure(tiny, name, cell, row, why, other) -> None:
    found = explain_absence(tiny, name, cell, row)
    assert (found.why, None if found.other is None else str(found.other)) == (why, other)
    said = json.loads(found.to_json("fr"))
    assert said["counted"] == (why == "counted")
    assert row in said["sentence"]
    assert found.sentence("en") != said["sentence"]
    assert not [name for name in NAMES if name in found.to_json("en")]


OWN = """
[[indicators]]
id = "recettes_boutique"
label = "Recettes de la boutique"
table = "sales"
sum = "amount"
where = { kind = "sale", channel = "boutique", quarter = "2023-Q1" }

[[indicators]]
id = "jeunes_partenaire"
label = "Jeunes orientés vers un partenaire"
table = "participants"
count = "person_id"
where = { gender = "F", age_band = "18–25", orientation = "partner" }
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "row", "why", "said"),
    [
        ("recettes_boutique", "fil/ventes.csv!2", "filtered", {"channel": "marché", "quarter": "2022-Q4"}),
        ("recettes_boutique", "fil/ventes.csv!5", "filtered", {"kind": "refund", "channel": "marché"}),
        ("recettes_boutique", "fil/ventes.csv!4", "counted", {}),
        ("jeunes_partenaire", "fil/personnes.csv!3", "filtered", {"age_band": "36–45"}),
        ("jeunes_partenaire", "fil/personnes.csv!6", "unknown", {"age_band": UNSPECIFIED, "orientation": UNSPECIFIED}),
        ("jeunes_partenaire", "bois/personnes.csv!3", "filtered", {"gender": "M", "orientation": "accompanied"}),
    ],
)
def test_only_the_conditions_that_a_row_does_not_meet_are_named(tmp_path, name, row, why, said) -> None:
    found = explain_absence(impact.open(write_tiny(tmp_path, OWN)), name, {}, row)
    assert (found.why, dict(found.said)) == (why, said)
    assert not re.findall("age_band|quarter|channel|kind", found.sentence("fr"))


def test_a_row_set_aside_and_a_copied_file_are_told(tmp_path: Path) -> None:
    write_tiny(tmp_path)
    raw = tmp_path / "data" / "raw" / "fil"
    with (raw / "ventes.csv").open("a", encoding="utf-8") as file:
        file.write("03/03/2023;Sac;sacs;marché;;;\n")
    shutil.copy(raw / "agenda.csv", raw / "copie.csv")
    workspace = impact.open(tmp_path)
    aside = explain_absence(workspace, "revenue", {}, "fil/ventes.csv!6")
    assert (aside.why, aside.reason) == ("set_aside", "no amount")
    assert "pas de montant" in aside.sentence("fr")
    assert explain_absence(workspace, "workshops", {}, "fil/copie.csv!2").why == "copy"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("fil/personnes.csv", "is not a row"),
        ("fil/personne.csv!2", "did you mean “fil/personnes.csv”"),
        ("fil/personnes.csv!99", "from 1 to 7"),
        ("fil/personnes.csv#Suivi!2", "There is no sheet"),
    ],
)
def test_a_row_that_does_not_exist_is_refused(tiny: impact.Workspace, row: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        explain_absence(tiny, "people_met", {}, row)


def test_a_sheet_is_split_from_its_file_at_the_first_hash_that_follows_one() -> None:
    ledger = pd.DataFrame({"file": ["a#1.xlsx", "a"], "sheet": ["S#2!", "b"], "row": [3, 1]})
    assert str(find_place("a#1.xlsx#S#2!!3", ledger)) == "a#1.xlsx#S#2!!3"
    assert find_place("a#b!1", ledger).file == "a"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    with pytest.raises(SystemExit) as ended:
        app(list(map(str, arguments)))
    assert ended.value.code in (0, None)
    return capsys.readouterr().out


def test_the_command_groups_cells_and_names_nobody(tiny: impact.Workspace, capsys) -> None:
    said = run(capsys, "explain", "share_women", tiny.root, "--sector", "bois", "--year", "2023")
    assert "Part des femmes (Secteur = bois, Année de référence = 2023) = 33" in said
    assert "bois/personnes.csv – compte au dénominateur seulement" in said
    assert "Genre, col. C, lignes 3–4 : 2 cellules" in said.replace("\u00a0", " ")
    people = run(capsys, "explain", "people_met", tiny.root)
    assert "Nom, col. A, lignes 2–6" in people
    assert not [name for name in NAMES if name in people]


def test_a_notebook_shows_the_figure_and_its_cells_grouped_in_the_language_of_the_workspace(tiny) -> None:
    shown = tiny.explain("net_result", project="fil-2022")._repr_html_()
    assert "Résultat (Projet = Au fil) = 69,00" in shown
    assert "<th>Somme</th>" in shown
    assert "<td>fil/ventes.csv</td><td></td><td>Montant</td><td>4</td><td>G</td><td>2–5</td><td>69,00</td>" in shown
    assert not [name for name in NAMES if name in tiny.explain("people_met")._repr_html_()]


def test_a_figure_stands_in_one_cell(tiny: impact.Workspace) -> None:
    with pytest.raises(UsageError, match="“sector” is named twice"):
        app(["explain", "people_met", str(tiny.root), "--where", "sector=bois", "--where", "sector=couture"])


def test_the_command_says_why_a_row_is_not_in_it(tiny: impact.Workspace, capsys) -> None:
    row = "fil/personnes.csv!7"
    said = run(capsys, "explain", "people_met", tiny.root, "--why-not", row).replace("\u00a0", " ")
    assert said.startswith(
        f"La ligne {row} n’est pas comptée une seconde fois : elle parle de la même personne que fil"
    )
    as_json = json.loads(run(capsys, "explain", "people_met", tiny.root, "--why-not", row, "--format", "json"))
    assert (as_json["why"], as_json["counted_by"]) == ("merged", "fil/personnes.csv!2")


@pytest.mark.parametrize(
    ("name", "cell", "said"),
    [
        ("revenu", {}, "did you mean “revenue”"),
        ("revenue", {"secteur": "bois"}, "did you mean “sector”"),
        ("revenue", {"sector": "bios"}, "No row has sector “bios”; did you mean “bois”"),
        ("revenue", {"month": "2022-13"}, "No row has month “2022-13”"),
        ("revenue", {"gender": "F"}, "cannot be cut by: gender"),
    ],
)
def test_what_does_not_exist_is_refused_with_the_nearest(tiny: impact.Workspace, name, cell, said) -> None:
    with pytest.raises(UsageError, match=said):
        tiny.explain(name, **cell)


@pytest.mark.slow
@pytest.mark.parametrize("kept", ["fil/ventes.csv", "fil/personnes.csv", "bois/emargement.csv"])
def test_every_figure_of_a_workspace_of_one_file_can_be_explained(tmp_path: Path, kept: str) -> None:
    write_tiny(tmp_path)
    for path in list((tmp_path / "data" / "raw").rglob("*.csv")):
        if not path.as_posix().endswith(kept):
            path.unlink()
    workspace = impact.open(tmp_path)
    figures = workspace.indicators().set_index("indicator")["value"]
    alike = {(figure.table, type(figure.measure)): name for name, figure in CATALOGUE.items()}
    for name in alike.values():
        found = workspace.explain(name)
        assert found.value == figures.get(name)
        assert len(found.cells) or not found.value
    assert explain_absence(workspace, name, {}, f"{kept}!1").why == "not_data"


def test_a_year_that_has_no_rows_yet_is_no_mistake(tiny: impact.Workspace) -> None:
    found = tiny.explain("revenue", year=2031)
    assert (found.value, len(found.cells)) == (None, 0)
