"""Published files are read again as an outsider reads them, and attacked."""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from outsider import find_leaks as find_leaks_as_outsider
from populations import Population, Record, count_figures, draw_population
from sample_report import UNITS, make_quality, make_report
from tiny import write_tiny
from typer.testing import CliRunner

from impact.charts.paper import codes_of_glyphs
from impact.cli import app
from impact.errors import Leak, UsageError
from impact.exports import figures_to_csv, figures_to_json, write_workbook
from impact.model import Page, Project, ProtectedFigures, ReportData, Scope, Words
from impact.protect import Release, Snapshot, protect_release, read_rules, verify_tables
from impact.publish import verify_written
from impact.report import Report
from impact.report.elements import render
from impact.report.plan import BREAKDOWNS
from impact.snapshots import Snapshot as Frozen
from impact.snapshots.frozen import place_of, write_snapshot
from impact.verify import find_unread, verify_folder
from impact.verify.attack import imply, list_tables, rules_of
from impact.verify.markup import Grid, Row
from impact.verify.page import read_page
from impact.verify.personal import EMAIL, NAME, NOBODY, PHONE, People, find_personal, read_people
from impact.verify.picture import spell
from impact.verify.told import Told, parse_figure
from impact.workspace import Workspace

RULES = read_rules(None, {})
PEOPLE_BREAKDOWNS = [b for b in BREAKDOWNS if b.indicators != ("revenue",)]
SCOPES = {"rapport": ("public", Scope()), "fonds": ("funder", Scope(sectors=("textile",)))}
Shown = Mapping[tuple[str, ...], ProtectedFigures]


def person(number: int, project: Project, **traits: str | None) -> Record:
    place = {"project": project.id, "sector": project.sector, "year": str(project.year), "month": "2020-01"}
    return Record(number, {**place, "stage": "accompanied", "gender": "F", "age": "30", **traits})


def make_population() -> Population:
    """Two projects of two sectors and years; small groups in each."""
    one = Project("couture", Words("Couture", "Sewing"), "textile", 2020)
    two = Project("cantine", Words("Cantine", "Canteen"), "catering", 2021)
    records = [
        person(
            n,
            one if n < 24 else two,
            country="FR" if n % 3 else ("ML", "SN", "UA", "BR")[n // 3 % 4],
            priority_district=("true", "false", "false", None)[n % 4],
            active_6m=("true", "false", "true", None)[n % 4],
            prior_activity="true" if n % 8 == 0 else "false",
            orientation=("accompanied", "partner")[n % 3 == 0],
            stage=("accompanied", "met")[n % 5 == 0],
            skill_level="beginner",
            project_type=("brand", "alteration")[n % 2],
        )
        for n in range(42)
    ]
    return Population(tuple(records), (one, two))


def count_page(population: Population, scope: Scope) -> list:
    return [
        count_figures(population, b.by, scope, b.indicators) if b.indicators else count_figures(population, b.by, scope)
        for b in PEOPLE_BREAKDOWNS
    ]


def publish(population: Population, frozen: Sequence[Snapshot] = ()) -> Release:
    pages = {name: (audience, count_page(population, scope)) for name, (audience, scope) in SCOPES.items()}
    return protect_release(pages, RULES, frozen, population.projects)


def make_html(contents: ReportData) -> str:
    report = Report(contents)
    cover, *sections = report.sections
    return str(render("page", report.facts.words, cover=cover, sections=tuple(sections), style=""))


def write_page(population: Population, name: str, shown: Shown, language: str = "fr") -> str:
    audience, scope = SCOPES[name]
    page = Page(name, Words(name, name), language, audience, scope)
    inside = [p for p in population.projects if not scope.sectors or p.sector in scope.sectors]
    sectors = {"textile": Words("Artisanat textile", "Textile craft"), "catering": Words("Culinaire", "Catering")}
    return make_html(ReportData(page, "Les Copeaux", "EUR", tuple(inside), sectors, shown, make_quality(), "0.1.0"))


@pytest.fixture(scope="module")
def population() -> Population:
    return make_population()


@pytest.fixture(scope="module")
def release(population: Population) -> Release:
    return publish(population)


@pytest.fixture(scope="module")
def pages(population: Population, release: Release) -> dict[str, str]:
    """The reports of that population, as they would be written."""
    languages = {"rapport": "fr", "fonds": "en"}
    return {f"{n}.html": write_page(population, n, shown, languages[n]) for n, shown in release.pages.items()}


@pytest.fixture
def folder(tmp_path: Path, pages: dict[str, str]) -> Path:
    for name, text in pages.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "privacy.json").write_text(json.dumps({"rules": RULES.lines, "verdict": "holds"}), encoding="utf-8")
    return tmp_path


def say_findings(text: str) -> list[str]:
    """What a page alone says against itself, without the attack."""
    return [sentence.format(**facts) for sentence, facts in read_page("rapport.html", text).findings]


def tamper(folder: Path, name: str, old: str, new: str) -> list[str]:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return verify_folder(folder)


# ---- what a page tells -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit", "language", "expected"),
    [
        ("36", "people", "fr", Told("ok", "people", 36)),
        ("1\u202f576,50", "currency", "fr", Told("ok", "currency", 1576.5)),
        ("−1,576.50", "currency", "en", Told("ok", "currency", -1576.5)),
        ("40,4 (révisé)", "years", "fr", Told("ok", "years", 40.4)),
        ("5\u00a0sur\u00a09 (56\u00a0%)", "share", "fr", Told("ok", "share", 0.56, 5, 9)),
        ("92% (33\u00a0of\u00a036) (revised)", "share", "en", Told("ok", "share", 0.92, 33, 36)),
        ("[c]", "people", "fr", Told("hidden", "people")),
        ("—", "people", "fr", Told("no_data", "people")),
    ],
)
def test_a_cell_tells_what_its_reader_understands(text: str, unit: str, language: str, expected: Told) -> None:
    assert parse_figure(text, unit, language) == expected


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_figure_of_a_report_is_read_again_as_it_is(language: str) -> None:
    contents = make_report(language)
    found = read_page("a.html", make_html(contents))
    assert found.audience == "funder"
    assert found.cuts >= {("sector", "year"), ("project",), ("year",), ("country",), ("gender",)}
    compared = 0
    for by, figures in contents.figures.items():
        for row in figures.frame.to_dict("records"):
            cell = frozenset((name, row[name]) for name in by if row[name] != "all")
            told = found.figures.get((row["indicator"], cell))
            if told is not None and told.status != "no_data":
                compared += 1
                assert told.status == row["status"]
                assert (told.value is None) == (row["status"] == "hidden")
                if told.value is not None:
                    assert told.value == pytest.approx(row["value"], abs=0.06)
                    assert told.numerator == (row["numerator"] if row["numerator"] == row["numerator"] else None)
    assert compared > 100


def test_a_page_says_who_reads_it_what_it_looks_at_and_its_projects(pages: dict[str, str]) -> None:
    found = read_page("fonds.html", pages["fonds.html"])
    assert (found.audience, found.scope) == ("funder", Scope(sectors=("textile",)))
    assert [(p.id, p.sector, p.year) for p in found.projects] == [("couture", "textile", 2020)]
    assert found.labels["sector"] == {"Textile craft": "textile"}
    assert len(read_page("rapport.html", pages["rapport.html"]).projects) == 2


def test_a_reader_works_out_whose_answer_is_not_known() -> None:
    women, met = ("share_women", frozenset()), ("people_met", frozenset())
    figures = {women: Told("ok", "share", 0.5, 15, 30), met: Told("ok", "people", 36)}
    assert imply(women, figures[women], figures, RULES).missing == 6


def test_a_reader_works_out_what_a_mean_is_about() -> None:
    mean, all_of_them = ("mean_age", frozenset()), ("people_accompanied", frozenset())
    figures = {mean: Told("ok", "years", 40.0), all_of_them: Told("ok", "people", 9)}
    told = imply(mean, figures[mean], figures, RULES)
    assert (told.numerator, told.denominator) == (360, 9)


# ---- what is published holds -------------------------------------------------------------------------------------


def test_reports_that_were_protected_together_hold(folder: Path) -> None:
    assert verify_folder(folder) == []


def test_another_attacker_finds_nothing_in_the_pages_as_they_are_read_again(
    population: Population, pages: dict[str, str]
) -> None:
    read = {name: list_tables(read_page(name, text), RULES) for name, text in pages.items()}
    again = Release({name: {t.by: t for t in tables} for name, tables in read.items()}, publish(population).certificate)
    assert sum("hidden" in set(t.frame["status"]) for tables in read.values() for t in tables) > 3
    for audience in ("public", "funder"):
        assert find_leaks_as_outsider(population, again, RULES, audience) == []


def test_companion_files_are_attacked_with_the_reports(folder: Path, release: Release) -> None:
    shown = release.pages["rapport"]
    write_workbook(folder / "rapport.xlsx", list(shown.values()), "Les Copeaux", "fr")
    (folder / "pays.csv").write_text(figures_to_csv(shown["country",], excel_fr=True), encoding="utf-8")
    (folder / "ages.json").write_text(figures_to_json(shown["age_band",]), encoding="utf-8")
    assert verify_folder(folder) == []


@pytest.mark.parametrize("seed", [3, 11])
def test_pages_of_hidden_populations_hold(tmp_path: Path, seed: int) -> None:
    population = draw_population(seed)
    pages = {"rapport": ("public", count_page(population, Scope()))}
    release = protect_release(pages, RULES, projects=population.projects)
    (tmp_path / "rapport.html").write_text(write_page(population, "rapport", release.pages["rapport"]), "utf-8")
    assert verify_folder(tmp_path) == []


# ---- what does not hold is found -----------------------------------------------------------------------------------


def hidden_count(population: Population, release: Release) -> tuple[str, int]:
    """A country that the general report hides, and its people."""
    frame = release.pages["rapport"]["country",].frame
    names = set(frame["country"]) - {"all", "other", "unspecified"}
    truth = count_figures(population, ("country",), None, ["people_met"]).frame.set_index("country")["value"]
    small = next(name for name in truth.index if name not in names and name not in ("all", "unspecified"))
    return small, int(truth[small])


def test_a_csv_that_shows_what_a_report_hides_is_found(folder: Path, population: Population) -> None:
    naive = count_figures(population, ("country",), None, ["people_met"]).frame.drop(columns="people")
    shown = ProtectedFigures(("country",), Scope(), "funder", naive)
    (folder / "pays.csv").write_text(figures_to_csv(shown), encoding="utf-8")
    assert any("below its line" in sentence for sentence in verify_folder(folder))


def test_a_workbook_that_shows_what_a_report_hides_is_found(folder: Path, population: Population) -> None:
    naive = count_figures(population, ("country",), None, ["people_met"]).frame.drop(columns="people")
    shown = ProtectedFigures(("country",), Scope(), "public", naive)
    write_workbook(folder / "pays.xlsx", [shown], "Les Copeaux", "en")
    found = verify_folder(folder)
    assert any("country UA" in sentence and "below its line" in sentence for sentence in found)


def test_a_figure_that_one_table_hides_and_another_shows_is_found(folder: Path) -> None:
    text = (folder / "rapport.html").read_text(encoding="utf-8")
    rows = re.findall(r"<tr data-about=\"indicator=share_[^\"]*\">.*?</tr>", text)
    row = next(row for row in rows if "[c]" in row)
    found = tamper(folder, "rapport.html", row, row.replace("[c]", "40\u00a0% (12\u00a0sur\u00a030)", 1))
    assert found


def test_an_attack_reads_what_is_shown_and_not_what_was_meant(folder: Path) -> None:
    text = (folder / "rapport.html").read_text(encoding="utf-8")
    for row in re.findall(r"<tr data-about=\"indicator=share_priority_district[^\"]*\">.*?</tr>", text):
        text = text.replace(row, row.replace("[c]", "3\u00a0sur\u00a09 (33\u00a0%)"))
    (folder / "rapport.html").write_text(text, encoding="utf-8")
    assert any("below its line" in sentence for sentence in verify_folder(folder))


def test_a_page_that_was_changed_since_is_found(folder: Path) -> None:
    digest = sha256((folder / "rapport.html").read_bytes()).hexdigest()
    (folder / "privacy.json").write_text(json.dumps({"verdict": "holds", "files": {"rapport.html": digest}}), "utf-8")
    assert verify_folder(folder) == []
    found = tamper(folder, "rapport.html", "Les Copeaux", "Les Copeaux !")
    assert found == ["rapport.html is not the file that was verified when it was written."]


@pytest.mark.parametrize(
    ("added", "found"),
    [
        ("<script>1</script>", "script"),
        ('<p onclick="x()">a</p>', "script"),
        ('<a href="javascript:x()">a</a>', "script"),
        ('<img src="https://example.org/a.png" alt="">', "outside"),
        ('<p style="background: url(https://example.org/a)">a</p>', "outside"),
        ("<style>@import 'a.css';</style>", "outside"),
        ('<link rel="stylesheet" href="a.css">', "outside"),
        ("<!-- 3 personnes -->", "comment"),
    ],
)
def test_a_page_runs_nothing_fetches_nothing_and_whispers_nothing(
    pages: dict[str, str], added: str, found: str
) -> None:
    page = pages["rapport.html"].replace("</main>", f"{added}</main>")
    assert [sentence for sentence in say_findings(page) if found in sentence]


def test_a_link_that_a_reader_may_follow_is_no_request(pages: dict[str, str]) -> None:
    assert say_findings(pages["rapport.html"].replace("</main>", '<a href="https://example.org">a</a></main>')) == []


def find_picture(text: str) -> tuple[str, str]:
    """A picture of people by skill or project type: its alternative text and its address."""
    found = re.search(r'<img src="(data:[^"]+)" alt="([^"]*\d[^"]*)"', text)
    assert found
    return found[2], found[1]


def test_an_alternative_text_that_says_more_than_its_table_is_found(pages: dict[str, str]) -> None:
    alternative, _ = find_picture(pages["rapport.html"])
    page = pages["rapport.html"].replace(alternative, f"{alternative} Mali : 97 personnes.", 1)
    assert say_findings(page) == ["rapport.html: a picture says a number that its table does not show."]


def redraw(page: str, added: str) -> list[str]:
    """What is found where something is added to a picture of the page."""
    _, address = find_picture(page)
    svg = base64.b64decode(address.partition(",")[2]).decode().replace("</svg>", f"{added}</svg>")
    again = "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
    return say_findings(page.replace(address, again, 1))


@pytest.mark.parametrize("added", ["<text>97</text>", "<title>97</title>", "<desc>97</desc>"])
def test_a_picture_that_writes_more_than_its_table_is_found(pages: dict[str, str], added: str) -> None:
    assert redraw(pages["rapport.html"], "") == []
    assert any("says a number" in sentence for sentence in redraw(pages["rapport.html"], added))


def test_a_number_that_a_picture_spells_in_shapes_is_read(pages: dict[str, str]) -> None:
    svg = base64.b64decode(find_picture(pages["rapport.html"])[1].partition(",")[2]).decode()
    bold = re.search(r'xlink:href="#(DejaVuSans-Bold-)([0-9a-f]+)"', svg)
    assert bold
    shift = 0 if 0x30 <= int(bold[2], 16) <= 0x39 else 29
    spelt = "".join(f'<use xlink:href="#{bold[1]}{ord(digit) - shift:x}"/>' for digit in "977")
    found = redraw(pages["rapport.html"], f'<g id="text_99">{spelt}</g>')
    assert found == ["rapport.html: a picture says a number that its table does not show."]


def test_bars_that_their_table_does_not_show_are_found(pages: dict[str, str]) -> None:
    bar = '<path d="M0 0L9 0z" style="fill: #12436d"/>'
    assert any("draws more values" in sentence for sentence in redraw(pages["rapport.html"], bar * 2))


def test_a_script_inside_a_picture_is_found(pages: dict[str, str]) -> None:
    assert any("script" in sentence for sentence in redraw(pages["rapport.html"], "<script>1</script>"))


def test_an_internal_page_among_published_files_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(make_html(make_report("fr", "internal")), encoding="utf-8")
    assert verify_folder(tmp_path, "fr") == ["a.html est à usage interne, et se trouve parmi des fichiers publiés."]


def test_a_page_that_is_not_ours_is_not_vouched_for(folder: Path) -> None:
    (folder / "autre.html").write_text("<html><body><h1>a</h1><p>3 personnes</p></body></html>", encoding="utf-8")
    assert verify_folder(folder) == ["autre.html is not a report of this program: its figures were not attacked."]


def test_a_workbook_with_a_hidden_sheet_is_found(folder: Path, release: Release) -> None:
    write_workbook(folder / "a.xlsx", list(release.pages["rapport"].values()), "Les Copeaux", "fr")
    book = openpyxl.load_workbook(folder / "a.xlsx")
    book.worksheets[-1].sheet_state = "hidden"
    book.save(folder / "a.xlsx")
    assert verify_folder(folder) == ["a.xlsx has hidden sheets, rows or columns: readers can show them."]


def test_a_file_that_cannot_be_read_is_said(folder: Path) -> None:
    (folder / "a.xlsx").write_bytes(b"PK\x03\x04 broken")
    (folder / "b.csv").write_text("nom,prix\na,1\n", encoding="utf-8")
    assert sorted(verify_folder(folder)) == [
        "a.xlsx cannot be read: it was not attacked.",
        "b.csv holds no figures of this program: it was not attacked.",
    ]


def test_a_folder_with_nothing_to_verify_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no report"):
        verify_folder(tmp_path)
    with pytest.raises(UsageError):
        verify_folder(tmp_path / "absent")


# ---- lines, certificate, command -----------------------------------------------------------------------------------


def test_a_certificate_raises_the_lines_and_never_lowers_them() -> None:
    raised = rules_of({"rules": {"personal": {"funder": 8, "public": 1}}, "own": {"mine": {"attributes": ["gender"]}}})
    assert (raised.line("personal", "funder"), raised.line("personal", "public")) == (8, 5)
    assert raised.indicators["mine"].attributes == ("gender",)
    assert rules_of({}).lines == RULES.lines


def test_a_certificate_that_does_not_hold_is_said(folder: Path) -> None:
    (folder / "privacy.json").write_text('{"verdict": "leaks"}', encoding="utf-8")
    assert verify_folder(folder) == ["privacy.json does not say that the reports hold."]


def test_written_pages_that_give_something_away_are_not_put_in_place(pages: dict[str, str], tmp_path: Path) -> None:
    class Place:
        language = "en"
        root = tmp_path

    written = {name: text.encode() for name, text in pages.items()}
    verify_written(Place(), written)  # type: ignore[arg-type]
    written["rapport.html"] = written["rapport.html"].replace(b"</main>", b"<script></script></main>")
    with pytest.raises(Leak, match=r"nothing was put in place\. rapport\.html holds a script"):
        verify_written(Place(), written)  # type: ignore[arg-type]


@pytest.mark.slow
def test_the_command_ends_with_1_and_a_sentence_where_something_is_found(folder: Path) -> None:
    held = CliRunner().invoke(app, ["verify", str(folder)])
    assert (held.exit_code, held.stdout) == (0, "")
    (folder / "autre.html").write_text("<p>a</p>", encoding="utf-8")
    found = CliRunner().invoke(app, ["verify", str(folder)])
    assert found.exit_code == 1
    assert found.stdout.startswith("autre.html")


# ---- pairs of releases ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("traits", "still_told"),
    [({"country": "UA", "priority_district": "true", "active_6m": "false"}, 0), ({"country": "UA"}, 4)],
)
def test_when_one_person_joins_two_releases_do_not_tell_of_her(
    population: Population, release: Release, traits: dict[str, str], still_told: int
) -> None:
    newcomer = person(99, population.projects[0], **traits)
    later = replace(population, records=(*population.records, newcomer))
    frozen = [table for shown in release.pages.values() for table in shown.values()]
    again = publish(later, [frozen])
    told = 0
    for name, shown in release.pages.items():
        for by, before in shown.items():
            keys = ["indicator", *by]
            both = before.frame.merge(again.pages[name][by].frame, on=keys, suffixes=("_then", ""))
            both = both[both["status"].eq("ok") & both["status_then"].eq("ok")]
            for row in both.to_dict("records"):
                selected = [dimension for dimension in by if row[dimension] != "all"]
                line = RULES.line(RULES.class_of(row["indicator"], selected), SCOPES[name][0])
                told += bool(line)
                assert all(step == 0 or step >= line for step in find_steps(row))
    assert told >= still_told
    assert (
        verify_tables([t for page in again.pages.values() for t in page.values()], RULES, later.projects, [frozen])
        == []
    )


def find_steps(row: Mapping[str, float]) -> list[float]:
    """By how many people each count of a figure differs between two releases."""
    if pd.isna(row["denominator"]) or pd.isna(row["denominator_then"]):
        return [abs(row["value"] - row["value_then"])]
    no, no_then = row["denominator"] - row["numerator"], row["denominator_then"] - row["numerator_then"]
    return [abs(row["numerator"] - row["numerator_then"]), abs(no - no_then)]


# ---- planted leaks ---------------------------------------------------------------------------------------------------


@pytest.fixture
def whole(folder: Path, release: Release) -> Path:
    """Reports, with a workbook, figures and a picture beside them: all that is published, and nothing too much."""
    shown = release.pages["rapport"]
    write_workbook(folder / "a.xlsx", list(shown.values()), "Les Copeaux", "fr")
    (folder / "a.csv").write_text(figures_to_csv(shown["sector",]), encoding="utf-8")
    (folder / "a.json").write_text(figures_to_json(shown["sector",]), encoding="utf-8")
    _, address = find_picture((folder / "rapport.html").read_text(encoding="utf-8"))
    (folder / "a.svg").write_bytes(base64.b64decode(address.partition(",")[2]))
    return folder


def test_all_that_is_published_together_holds(whole: Path) -> None:
    assert verify_folder(whole) == []
    assert find_unread(whole) == []


NO_PART = "rapport.html holds parts or attributes that no report of this program has: they were not attacked."
SAYS_MORE = "rapport.html: a picture says a number that its table does not show."
IN_NO_REPORT = "a.svg is in no report of this folder: what it says and draws was not attacked."
BESIDE_UKRAINE = "{file} gives a number beside “Ukraine”, which the reports hide."
GIVES_HIDDEN = "{file} gives a number for a figure that it says is hidden."


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("<main ", '<main aria-label="Ukraine 2" ', NO_PART),
        ("<h2 ", '<h2 title="2" ', NO_PART),
        ("<section ", '<section data-count="2" ', NO_PART),
        ("</head>", '<meta name="description" content="Ukraine 2"></head>', NO_PART),
        ("</main>", "<template>2</template></main>", NO_PART),
        ("</main>", '<p style="display: none">2</p></main>', NO_PART),
        ("</figcaption>", "<p>97 personnes</p></figcaption>", SAYS_MORE),
        ("</summary>", " (97)</summary>", SAYS_MORE),
        (
            "</main>",
            "<p>Ukraine : 2</p></main>",
            "rapport.html gives a number beside “Ukraine”, which the reports hide.",
        ),
        ("[c]</td>", "[c] (2)</td>", GIVES_HIDDEN.format(file="rapport.html")),
        ("[c]</td>", "[c]</td><td>2</td>", NO_PART),
    ],
)
def test_a_count_planted_in_a_page_is_found(whole: Path, old: str, new: str, found: str) -> None:
    assert found in tamper(whole, "rapport.html", old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</svg>", "<text>2</text></svg>"),
        ("</svg>", "<title>2</title></svg>"),
        ("</svg>", "<desc>2</desc></svg>"),
        ("</svg>", '<g aria-label="2"/></svg>'),
        ("M55 48", "M55 47"),
    ],
)
def test_a_picture_that_is_not_the_one_of_a_report_is_not_vouched_for(whole: Path, old: str, new: str) -> None:
    assert IN_NO_REPORT in tamper(whole, "a.svg", old, new)


@pytest.mark.parametrize(
    ("name", "pattern", "new", "found"),
    [
        ("a.csv", r",,,,,share,hidden", ",,2,,,share,hidden", GIVES_HIDDEN.format(file="a.csv")),
        ("a.csv", r"(\w+,\w+),,,,,share,hidden", r"\1,0.4,2,5,,share,ok\n\g<0>", "a.csv hides share_"),
        ("a.csv", r"hidden\n", "hidden,2\n", "a.csv cannot be read"),
        ("a.json", r'null(?=[^\n]*"hidden")', "2", GIVES_HIDDEN.format(file="a.json")),
        ("a.json", r'"hidden"}', '"hidden", "note": "2"}', "a.json holds no figures of this program"),
        ("a.json", r'"by"', '"note": "Ukraine 2", "by"', "a.json holds no figures of this program"),
    ],
)
def test_a_count_planted_among_figures_is_found(whole: Path, name: str, pattern: str, new: str, found: str) -> None:
    planted, count = re.subn(pattern, new, (whole / name).read_text(encoding="utf-8"), count=1)
    assert count
    (whole / name).write_text(planted, encoding="utf-8")
    assert any(sentence.startswith(found) for sentence in verify_folder(whole))


def hide_number(book: openpyxl.Workbook) -> None:
    hidden = next(
        cell for sheet in book.worksheets[3:] for row in sheet.iter_rows() for cell in row if cell.value == "[c]"
    )
    hidden.value = 2


def comment_on(book: openpyxl.Workbook) -> None:
    book.worksheets[3]["A2"].comment = Comment("Ukraine 2", "a")


def name_a_number(book: openpyxl.Workbook) -> None:
    book.defined_names["ukraine"] = DefinedName("ukraine", attr_text="2")


def write_a_formula(book: openpyxl.Workbook) -> None:
    book.worksheets[3]["D2"] = "=1+1"


def say_it_in_a_format(book: openpyxl.Workbook) -> None:
    book.worksheets[3]["D2"].number_format = '"Ukraine 2"'


def say_it_in_a_footer(book: openpyxl.Workbook) -> None:
    book.worksheets[3].oddFooter.center.text = "Ukraine 2"


def say_it_on_the_cover(book: openpyxl.Workbook) -> None:
    book.worksheets[0].append(["Ukraine 2"])


def say_it_beside_the_notes(book: openpyxl.Workbook) -> None:
    book.worksheets[2]["F2"] = "Ukraine 2"


def add_a_sheet(book: openpyxl.Workbook) -> None:
    book.create_sheet("Brouillon").append(["Ukraine", 2])


def describe_it(book: openpyxl.Workbook) -> None:
    book.properties.description = "Ukraine 2"


def entitle_it(book: openpyxl.Workbook) -> None:
    book.properties.title = "Ukraine 2"


MORE = "a.xlsx holds more than its tables of figures: the rest was not attacked."


@pytest.mark.slow
@pytest.mark.parametrize(
    ("plant", "found"),
    [
        (hide_number, GIVES_HIDDEN.format(file="a.xlsx")),
        (comment_on, MORE),
        (name_a_number, MORE),
        (write_a_formula, MORE),
        (say_it_in_a_format, MORE),
        (say_it_in_a_footer, MORE),
        (say_it_on_the_cover, MORE),
        (say_it_beside_the_notes, MORE),
        (add_a_sheet, MORE),
        (describe_it, MORE),
        (entitle_it, MORE),
    ],
)
def test_a_count_planted_in_a_workbook_is_found(
    whole: Path, plant: Callable[[openpyxl.Workbook], None], found: str
) -> None:
    book = openpyxl.load_workbook(whole / "a.xlsx")
    book.save(whole / "a.xlsx")
    assert verify_folder(whole) == []
    plant(book)
    book.save(whole / "a.xlsx")
    assert found in verify_folder(whole)


def test_a_count_in_the_name_of_a_file_is_found(whole: Path) -> None:
    (whole / "a.csv").rename(whole / "ukraine-2.csv")
    assert verify_folder(whole) == [BESIDE_UKRAINE.format(file="ukraine-2.csv")]


@pytest.fixture
def workspace(whole: Path, release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that has frozen what it published; the files lie in its folder `envoi`."""
    root = tmp_path_factory.mktemp("workspace")
    shutil.copytree(whole, root / "envoi")
    numbers = dict.fromkeys(("value", "numerator", "denominator", "missing"), "float64")
    typed = {
        page: {by: replace(figures, frame=figures.frame.astype(numbers)) for by, figures in shown.items()}
        for page, shown in release.pages.items()
    }
    frozen = Frozen("un", 1, "0.1.0", "p", "k", typed, UNITS, {}, {}, (), (), {})
    place_of(root, "un").parent.mkdir(parents=True)
    place_of(root, "un").write_bytes(write_snapshot(frozen))
    return root


def test_what_was_published_before_is_known_to_who_reads_what_is_published_now(workspace: Path) -> None:
    assert CliRunner().invoke(app, ["verify", str(workspace / "envoi")]).output.count("\n") == 1
    snapshot = place_of(workspace, "un")
    hidden, planted = '"catering", "2021", "hidden"]', '"catering", "2021", 0.6364, 7, 11, 3]'
    text = snapshot.read_text(encoding="utf-8")
    assert f'["share_active_6m", {hidden}' in text
    snapshot.write_text(
        text.replace(f'["share_active_6m", {hidden}', f'["share_active_6m", {planted}'), encoding="utf-8"
    )
    found = CliRunner().invoke(app, ["verify", str(workspace / "envoi")])
    assert found.exit_code == 1
    assert found.stdout.startswith("data/published/un.json: share_active_6m (sector catering, year 2021) est montré")


def test_a_file_of_a_kind_that_is_not_attacked_is_said(workspace: Path) -> None:
    (workspace / "envoi" / "lettre.pdf").write_bytes(b"%PDF")
    said = CliRunner().invoke(app, ["verify", str(workspace / "envoi")])
    assert said.exit_code == 0
    assert "lettre.pdf" in said.stderr


# ---- names, addresses and numbers of people ----------------------------------------------------------------------


PLACES = [
    ("</main>", "<p>Merci à {} !</p></main>"),
    ("</title>", " {}</title>"),
    ('alt="', 'alt="{} '),
    ("<h2 ", '<h2 title="{}" '),
    ("</main>", "<!--{}--></main>"),
]


@pytest.mark.parametrize(("old", "new"), PLACES)
def test_an_address_or_a_number_is_found_wherever_it_stands_in_a_page(whole: Path, old: str, new: str) -> None:
    (whole / "privacy.json").unlink()
    found = tamper(whole, "rapport.html", old, new.format("awa.kouyate@exemple.org ou 06 73 36 39 27"))
    assert {EMAIL.format(file="rapport.html"), PHONE.format(file="rapport.html")} <= set(found)


def find_kinds(folder: Path, said: str, people: People = NOBODY) -> list[str]:
    """The kinds of personal values of a page that says something."""
    (folder / "a.html").write_text(f"<main><p>{said}</p></main>", encoding="utf-8")
    return [sentence for sentence, _ in find_personal(folder / "a.html", "a.html", people)]


@pytest.mark.parametrize(
    "number", ["06 73 36 39 27", "0673363927", "06.73.36.39.27", "+33 (0)6 73 36 39 27", "+221 77 123 45 67"]
)
def test_a_number_is_found_however_it_is_written(tmp_path: Path, number: str) -> None:
    assert find_kinds(tmp_path, f"Tél. : {number}.") == [PHONE]


@pytest.mark.parametrize("said", ["2020-01-12 2021-02-13", "0,0673363927", "1 673 363 927", "01-12-2022 14:30"])
def test_a_figure_or_a_day_is_no_telephone_number(tmp_path: Path, said: str) -> None:
    assert find_kinds(tmp_path, said) == []


def test_an_address_is_found_in_each_kind_of_file(whole: Path) -> None:
    address = "awa.kouyate@exemple.org"
    book = openpyxl.load_workbook(whole / "a.xlsx")
    book.worksheets[3]["A2"].comment = Comment(address, "a")
    book.save(whole / "a.xlsx")
    _, picture = find_picture((whole / "rapport.html").read_text(encoding="utf-8"))
    svg = base64.b64decode(picture.partition(",")[2]).replace(b"</svg>", f"<desc>{address}</desc></svg>".encode())
    planted = f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"
    for name, old, new in (
        ("rapport.html", picture, planted),
        ("a.csv", "hidden\n", f"hidden,{address}\n"),
        ("a.json", '"by"', f'"note": "{address}", "by"'),
        ("a.svg", "</svg>", f"<desc>{address}</desc></svg>"),
        ("privacy.json", "{", f'{{"note": "{address}", '),
    ):
        text = (whole / name).read_text(encoding="utf-8")
        (whole / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    said = {EMAIL.format(file=f"{name}") for name in "rapport.html a.xlsx a.csv a.json a.svg privacy.json".split()}
    assert said <= set(verify_folder(whole))


def test_what_the_association_says_of_itself_is_no_finding(whole: Path) -> None:
    own = '[organisation]\nnarrative = "Écrire à bonjour@navette.example ou au 01 44 55 66 77."\n'
    (whole / "impact.toml").write_text(own, encoding="utf-8")
    said = "<p>bonjour@navette.example, +33 1 44 55 66 77</p></main>"
    found = tamper(whole, "rapport.html", "</main>", said)
    assert {EMAIL.format(file="rapport.html"), PHONE.format(file="rapport.html")} <= set(found)
    assert verify_folder(whole, people=read_people(whole)) == []


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that was built, without its reports."""
    root = write_tiny(tmp_path_factory.mktemp("tiny"))
    (root / "data" / "raw" / "fil" / "noms.csv").write_text(
        "Nom et prénom;Genre;Téléphone;Date d'entretien\n"
        "KOUYATÉ Awa;F;06 73 36 39 27;15/10/2022\nBarth Jean-Noël;M;;15/10/2022\n",
        encoding="utf-8",
    )
    Workspace(root).build()
    return root


@pytest.fixture(scope="module")
def known(built: Path) -> People:
    return read_people(built)


@pytest.mark.parametrize(("old", "new"), PLACES)
def test_the_full_name_of_somebody_is_found_wherever_it_stands(whole: Path, known: People, old: str, new: str) -> None:
    (whole / "privacy.json").unlink()
    tamper(whole, "rapport.html", old, new.format("Aline Zorglu"))
    assert NAME.format(file="rapport.html") in verify_folder(whole, people=known)


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("ZORGLU, aline", [NAME]),
        ("Ursuline&nbsp;Gael", [NAME]),
        ("Awa Kouyaté", [NAME]),
        ("Jean Noël Barth", [NAME]),
        ("<b>Zorglu</b> <b>Aline</b>", [NAME]),
        ("<b>Zorglu</b> <b>Berthe</b>", []),
        ("Aline", []),
        ("673363927", [PHONE]),
        ("673363928", []),
    ],
)
def test_who_is_known_is_found_however_it_is_written_and_half_a_name_is_not(
    tmp_path: Path, known: People, said: str, kinds: list[str]
) -> None:
    assert find_kinds(tmp_path, said, known) == kinds


@pytest.mark.slow
def test_the_command_names_the_kind_and_the_file_and_never_the_person(whole: Path, built: Path) -> None:
    folder = built / "data" / "processed" / "reports"
    shutil.copytree(whole, folder)
    (folder / "privacy.json").unlink()
    held = CliRunner().invoke(app, ["verify", str(folder)])
    assert (held.exit_code, held.stdout) == (0, "")
    assert "privacy.json" in held.stderr
    page = folder / "rapport.html"
    planted = "<p>Aline Zorglu aline@exemple.org 0673363927</p></main>"
    page.write_text(page.read_text(encoding="utf-8").replace("</main>", planted), encoding="utf-8")
    found = CliRunner().invoke(app, ["verify", str(folder)])
    assert found.exit_code == 1
    assert found.stdout.splitlines() == [
        "rapport.html contient une adresse e-mail.",
        "rapport.html contient un numéro de téléphone.",
        "rapport.html contient les nom et prénom d’une personne que nomme data/raw.",
    ]
    assert not re.search("zorglu|aline|0673363927", found.output, re.IGNORECASE)


def test_names_that_a_picture_spells_in_shapes_are_read_with_their_accents() -> None:
    glyphs = {chr(code): glyph for glyph, code in codes_of_glyphs().items()}
    table = Grid(rows=[Row(texts=["Vélo", "9,00"])])
    assert spell([[glyphs[letter] for letter in "Vélo"], [glyphs[digit] for digit in "97"]], table) == ["Vélo", "97"]
