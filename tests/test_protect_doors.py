"""Protection through the front door: queries, own figures, and a person who joins between two publications."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tiny import write_tiny
from typer.testing import CliRunner

from impact.cli import app
from impact.release import keep_release
from impact.workspace import Workspace

pytestmark = pytest.mark.slow

HEADER = "Nom;Prénom;Genre;Date de naissance;Pays;Date d'entretien;Orientation"
COUNTRIES = ["France"] * 14 + ["Mali"] * 7 + ["Ukraine"] * 5 + ["Brésil"] * 2
SETTINGS = """
[[projects]]
id = "couture"
name = "Couture"
sector = "textile"
year = 2020

[[sources]]
path = "*"
project = "couture"
defaults = { stage = "accompanied" }

[[indicators]]
id = "from_ukraine"
label = "Venues d'Ukraine"
table = "participants"
count = "person_id"
where = { country = "UA" }

[[indicators]]
id = "from_brazil"
label = "Venues du Brésil"
table = "participants"
count = "person_id"
where = { country = "BR" }

[[indicators]]
id = "share_from_mali"
label = "Part du Mali"
table = "participants"
count = "person_id"
where = { country = "ML" }
of = { stage = "accompanied" }
"""
Row = dict[str, str | float | None]


def person(number: int, country: str) -> str:
    name, first = f"Nom{chr(65 + number % 26)}{chr(65 + number // 26)}", ("Alma", "Bora", "Dina")[number % 3]
    orientation = ("accompagné", "partenaire")[number % 2]
    return f"{name};{first};F;{1 + number % 28:02}/03/{1960 + number};{country};05/10/2020;{orientation}"


def write_people(root: Path, countries: list[str]) -> None:
    folder = root / "data" / "raw"
    folder.mkdir(parents=True, exist_ok=True)
    lines = [HEADER, *(person(number, country) for number, country in enumerate(countries))]
    (folder / "suivi.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("doors")
    write_people(root, COUNTRIES)
    (root / "impact.toml").write_text(SETTINGS, encoding="utf-8")
    return root


def ask(root: Path, audience: str, *more: str) -> dict[tuple[str, str], Row]:
    """(indicator, country) → its row."""
    arguments = ["indicators", str(root), "--audience", audience, "--format", "json", *more]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    return {(str(row["indicator"]), row.get("country", "all")): row for row in json.loads(done.stdout)["rows"]}


def shown(rows: dict[tuple[str, str], Row]) -> dict[str, float]:
    """Country → the people met who are shown."""
    return {c: row["value"] for (i, c), row in rows.items() if i == "people_met" and row["status"] == "ok"}


def test_a_condition_on_an_attribute_is_an_attribute(workspace: Path) -> None:
    few = ask(workspace, "funder", "--where", "country=BR")
    assert few["people_met", "all"]["status"] == "hidden"
    crossed = ask(workspace, "public", "--where", "orientation=partner", "--by", "country")
    assert all(value >= 11 for country, value in shown(crossed).items() if country != "all")


def test_an_own_figure_is_protected_as_the_row_that_shows_the_same_people(workspace: Path) -> None:
    rows = ask(workspace, "funder", "--by", "country")
    assert rows["from_brazil", "all"]["status"] == "hidden"
    hidden = {c for (i, c), row in rows.items() if i == "people_met" and row["status"] == "hidden"}
    for country, figure in (("UA", "from_ukraine"), ("ML", "share_from_mali")):
        if country in hidden:
            assert rows[figure, "all"]["status"] == "hidden"


def report(root: Path) -> dict[str, float]:
    """Country → the people whom the public report shows."""
    frame = keep_release(Workspace(root), None).pages["rapport"]["country",].frame
    told = frame[frame["indicator"].eq("people_met") & frame["status"].eq("ok")]
    return told.set_index("country")["value"].to_dict()


def test_a_query_shows_nothing_that_the_reports_hide(workspace: Path) -> None:
    assert shown(ask(workspace, "public", "--by", "country")).items() <= report(workspace).items()


def test_nobody_learns_where_the_one_who_joined_comes_from(workspace: Path) -> None:
    before = report(workspace)
    assert CliRunner().invoke(app, ["freeze", "envoi", str(workspace)]).exit_code == 0
    write_people(workspace, [*COUNTRIES, "France"])
    for after in shown(ask(workspace, "public", "--by", "country")), report(workspace):
        assert before["all"] + 1 == after["all"]
        assert all(after[country] == before[country] for country in before.keys() & after.keys() - {"all"})
        assert len(before.keys() - after.keys()) > 1


ANSWERS = "Nom;Prénom;Date de contact;Secteur;Étape;Orientation;Âge;Activité avant\n"


def test_an_own_figure_that_is_left_out_is_not_taken_for_nobodys(tmp_path: Path) -> None:
    told = [("couture", "08/09/2024", "non"), ("cuisine", "16/07/2024", ""), ("cuisine", "17/02/2024", "non")]
    told += [("jardinage", "13/07/2023", "non"), ("jardinage", "01/07/2023", ""), ("jardinage", "09/04/2023", "non")]
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    lines = (f"Nom{'ABCDEF'[n]};Alma;{day};{s};Accompagnée;;30;{a}" for n, (s, day, a) in enumerate(told))
    (raw / "suivi.csv").write_text(ANSWERS + "\n".join(lines) + "\n", encoding="utf-8")
    where = 'where = { stage = "accompanied", prior_activity = "non" }'
    own = f'[[indicators]]\nid = "sans"\nlabel = "Sans"\ntable = "participants"\ncount = "person_id"\n{where}\n'
    (tmp_path / "impact.toml").write_text(own, encoding="utf-8")
    run_whole("report", tmp_path)


def test_a_page_for_the_association_itself_is_written_beside_those_that_may_leave(tmp_path: Path) -> None:
    board = '[[funders]]\nid = "bureau"\naudience = "internal"\n[sectors]\nbois = "Métiers du bois mélangé"\n'
    reports = write_tiny(tmp_path, board) / "data" / "processed" / "reports"
    run_whole("report", tmp_path)
    assert {path.name for path in reports.glob("*.html")} == {"bureau.html", "rapport.html"}
    run_whole("verify", reports)
    (reports / "privacy.json").unlink()
    assert CliRunner().invoke(app, ["verify", str(reports)]).exit_code == 1


def run_whole(command: str, folder: Path) -> None:
    done = CliRunner().invoke(app, [command, str(folder)])
    assert done.exit_code == 0, done.output
