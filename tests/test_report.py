"""The report: its blocks, its page, its privacy, and the notebook that makes it."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup, Tag
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from sample_report import UNITS, make_empty_report, make_report, make_small_report, protect, row_of

from impact.errors import ImpactError, UsageError
from impact.indicators import CATALOGUE, DIMENSIONS
from impact.model import ReportData, Target, Words
from impact.report import Report
from impact.report.exporter import ImpactExporter
from impact.report.notebook import explain_failure, find_notebook, find_parameters, run_notebook, run_notebooks
from impact.report.page import export_html
from impact.report.plan import BREAKDOWNS
from impact.report.targets import status_of

HERE = Path(__file__).parent
ROOT = HERE.parent
BLOCKS_FR = (
    "En bref", "Qui nous sommes, périmètre, période", "Objectifs et résultats",
    "Participation par secteur et par année", "Personnes touchées", "Ateliers et activités",
    "Ventes et ressources propres", "Ce que les personnes deviennent", "Difficultés et enseignements",
    "Qualité des données", "Méthode", "Limites", "Confidentialité", "Glossaire", "Annexe : tous les tableaux",
)  # fmt: skip


def make_node(contents: ReportData) -> NotebookNode:
    """A notebook that has shown every block, and printed other things."""
    noise = nbformat.v4.new_output("stream", name="stdout", text="<b>printed</b>")
    drawn = nbformat.v4.new_output("display_data", {"text/html": "<script>alert(1)</script>"})
    shown = [
        nbformat.v4.new_output("display_data", section._repr_mimebundle_()) for section in Report(contents).sections
    ]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("secret()", outputs=[noise, drawn, *shown])])


def make_page(contents: ReportData) -> str:
    return export_html(make_node(contents))


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """A page of each kind, by name."""
    return {
        "fr": make_page(make_report("fr")),
        "en": make_page(make_report("en")),
        "internal": make_page(make_report("fr", "internal")),
        "small": make_page(make_small_report("fr")),
    }


@pytest.fixture(scope="module")
def soups(pages: dict[str, str]) -> dict[str, BeautifulSoup]:
    return {name: BeautifulSoup(page, "html.parser") for name, page in pages.items()}


def tags(soup: BeautifulSoup | Tag, *names: str) -> Iterator[Tag]:
    return (tag for tag in soup.find_all(list(names)) if isinstance(tag, Tag))


def words_of(soup: BeautifulSoup) -> str:
    """What a reader sees or hears."""
    style = soup.find("style")
    shown = soup.get_text(" ").replace(style.get_text() if style else "", "")
    return shown + " ".join(str(image["alt"]) for image in tags(soup, "img"))


def block(soup: BeautifulSoup, anchor: str) -> Tag:
    found = soup.find("section", attrs={"aria-labelledby": anchor})
    assert isinstance(found, Tag)
    return found


# ---- the page ----------------------------------------------------------------------------------------------------


def test_the_blocks_stand_in_the_order_that_a_funder_reads(soups: dict[str, BeautifulSoup]) -> None:
    headings = [re.sub(r"^\d+ ", "", h.get_text().strip()) for h in tags(soups["fr"], "h2")][1:]
    assert [heading.replace("\u00a0", " ") for heading in headings] == list(BLOCKS_FR)


def test_the_contents_list_is_that_of_the_blocks(soups: dict[str, BeautifulSoup]) -> None:
    for soup in soups.values():
        nav = next(tags(soup, "nav"))
        links = [str(link["href"]).removeprefix("#") for link in tags(nav, "a")]
        assert links == [str(section["aria-labelledby"]) for section in tags(soup, "section")]


def test_ids_are_ascii_slugs_and_stand_once(soups: dict[str, BeautifulSoup]) -> None:
    for soup in soups.values():
        ids = [str(tag["id"]) for tag in soup.find_all(id=True)]
        assert len(ids) == len(set(ids))
        assert [name for name in ids if not re.fullmatch(r"[a-z0-9_-]+", name)] == []


def test_headings_start_with_one_h1_and_skip_no_level(soups: dict[str, BeautifulSoup]) -> None:
    for soup in soups.values():
        levels = [int(heading.name[1]) for heading in tags(soup, "h1", "h2", "h3", "h4")]
        assert levels.count(1) == 1
        assert all(below - above <= 1 for above, below in pairwise([0, *levels]))


def test_a_page_has_its_language_its_landmarks_and_a_skip_link(soups: dict[str, BeautifulSoup]) -> None:
    for name, soup in soups.items():
        assert next(tags(soup, "html"))["lang"] == ("en" if name == "en" else "fr")
        assert [len(list(tags(soup, landmark))) for landmark in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
        assert next(tags(soup, "a"))["href"] == "#main"


def test_a_page_fetches_nothing_and_runs_nothing(pages: dict[str, str]) -> None:
    for page in pages.values():
        bare = re.sub(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+", "", page)
        assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:" in page
        assert re.findall(r"<script|<link|<iframe|@import|url\(|javascript:| on\w+=", bare) == []
        assert "http://" not in re.sub(r"<a [^>]*>", "", bare)
        assert "https://" not in bare


def test_tables_have_a_caption_and_scoped_headers(soups: dict[str, BeautifulSoup]) -> None:
    for soup in soups.values():
        for table in tags(soup, "table"):
            assert table.caption is not None
            assert table.caption.get_text().strip()
            assert {str(th.get("scope")) for th in tags(table, "th")} == {"col", "row"}
            columns = len(list(tags(next(tags(table, "thead")), "th")))
            assert {len(list(tags(row, "th", "td"))) for row in tags(table, "tr")} == {columns}


def test_a_picture_says_at_least_one_value_of_its_table(soups: dict[str, BeautifulSoup]) -> None:
    for figure in [figure for soup in soups.values() for figure in tags(soup, "figure")]:
        alternative = str(next(tags(figure, "img"))["alt"])
        cells = {td.get_text() for td in tags(figure, "td")} - {"[c]", "—"}
        assert any(cell in alternative for cell in cells)
        assert alternative != next(tags(figure, "h3")).get_text()


def test_a_chart_has_a_short_title_and_says_how_to_read_it(soups: dict[str, BeautifulSoup]) -> None:
    figures = list(tags(soups["fr"], "figure"))
    assert len(figures) >= 12
    for figure in figures:
        title = next(tags(figure, "h3")).get_text()
        assert 1 <= len(title.split()) <= 10, title
        assert [label in figure.get_text() for label in ("Lecture", "Champ", "Source")] == [True] * 3


def test_french_pages_write_numbers_and_signs_as_french_does(soups: dict[str, BeautifulSoup]) -> None:
    text = words_of(soups["fr"])
    assert re.findall(r"\d,\d{3}\b", text) == []
    assert re.findall(r"\d\.\d+ ?%", text) == []
    assert re.findall(r"\w [:;!?%€»](?=\s)", text) == []
    assert "5\u202f465,60\u00a0€" in text


def test_english_pages_write_numbers_and_signs_as_english_does(soups: dict[str, BeautifulSoup]) -> None:
    text = words_of(soups["en"])
    assert re.findall(r"\d,\d{1,2}\b", text) == []
    assert re.findall(r"\d\s%", text) == []
    assert re.findall(r"[\u202f\u00a0][:;!?]", text) == []
    assert "€5,465.60" in text


def test_no_page_is_in_two_languages(soups: dict[str, BeautifulSoup]) -> None:
    assert re.findall(r"\b(?:Target|Gap|people met|hidden|Contents|Not a date)\b", words_of(soups["fr"])) == []
    assert re.findall(r"\b(?:Objectif|Écart|masqué|Sommaire|personnes)\b", words_of(soups["en"])) == []


def test_pages_are_light(pages: dict[str, str]) -> None:
    assert len(pages["fr"].encode()) < 600_000
    assert "<img" not in pages["small"]
    assert len(pages["small"].encode()) < 60_000


@pytest.mark.slow
def test_the_same_figures_make_the_same_bytes_anywhere(pages: dict[str, str]) -> None:
    code = (
        "import hashlib, test_report as t; print(hashlib.sha256(t.make_page(t.make_report('fr')).encode()).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8"}
    run = subprocess.run([sys.executable, "-c", code], cwd=HERE, env=environment, capture_output=True, text=True)
    assert run.stdout.strip() == hashlib.sha256(pages["fr"].encode()).hexdigest(), run.stderr


# ---- what the blocks say -----------------------------------------------------------------------------------------


def test_targets_have_their_gap_and_their_status_in_words(soups: dict[str, BeautifulSoup]) -> None:
    rows = [
        [cell.get_text() for cell in tags(row, "th", "td")] for row in tags(soups["fr"].select_one("#targets"), "tr")
    ]
    said = {row[0]: [cell.replace("\u00a0", " ").replace("\u202f", " ") for cell in row[1:]] for row in rows[1:]}
    assert said["Personnes rencontrées"] == ["Travail du bois, 2022", "45", "52", "+7", "116 %", "dépassé"]
    assert said["Part des femmes (%)"][1:] == ["60 %", "59 % (58 sur 98)", "−0,8 points", "99 %", "presque atteint"]
    assert said["Personnes accompagnées"][3:] == ["0", "100 %", "atteint"]
    assert said["Part en activité six mois après (%)"][2:] == ["[c]", "[c]", "[c]", "masqué"]
    assert said["Visites"] == ["2023", "5", "—", "—", "—", "sans chiffre"]
    assert said["Dépenses (€)"][3:] == ["+320,85", "106 %", "plafond dépassé"]


@pytest.mark.parametrize(
    ("gap", "ratio", "better", "status"),
    [
        (0.0, 1.0, "higher", "reached"),
        (-0.1, 0.9, "higher", "close"),
        (-2.0, 0.5, "higher", "below"),
        (3.0, None, "higher", "exceeded"),
        (0.0, 1.0, "lower", "kept"),
        (-5.0, 0.2, "lower", "kept"),
    ],
)
def test_a_status_follows_the_gap(gap: float, ratio: float | None, better: str, status: str) -> None:
    assert status_of(gap, ratio, better) == status


def test_a_key_figure_has_its_target_and_the_year_before_with_both_years_named(soups: dict[str, BeautifulSoup]) -> None:
    tiles = {
        next(tags(tile, "p")).get_text(): tile.get_text(" ") for tile in tags(soups["fr"].select_one(".tiles"), "li")
    }
    assert 3 <= len(tiles) <= 6
    met = tiles["Personnes rencontrées"].replace("\u00a0", " ").replace("\u202f", " ")
    assert "101" in met
    assert "Objectif Travail du bois, 2022 : 52 pour 45 personnes (dépassé)" in met
    assert "2022 : 68 ; 2021 : 38 (évolution : +30)" in met


def test_a_figure_without_a_target_shows_a_dash(soups: dict[str, BeautifulSoup]) -> None:
    tile = soups["small"].select_one(".tiles li")
    assert tile is not None
    assert "Objectif\u00a0: —" in tile.get_text()


def test_unique_people_stand_beside_participations(soups: dict[str, BeautifulSoup]) -> None:
    table = soups["fr"].select_one("#unduplicated")
    assert table is not None
    assert [td.get_text() for td in tags(table, "td")] == ["101", "107"]


def test_a_block_with_nothing_to_say_says_so_and_stays(soups: dict[str, BeautifulSoup]) -> None:
    for anchor in ("objectifs-et-resultats", "ateliers-et-activites", "difficultes-et-enseignements"):
        assert "Non renseigné" in block(soups["small"], anchor).get_text()


def test_a_report_on_nothing_still_has_every_block() -> None:
    soup = BeautifulSoup(make_page(make_empty_report("fr")), "html.parser")
    assert len(list(tags(soup, "section"))) == len(BLOCKS_FR)
    assert words_of(soup).count("Non renseigné") >= 6
    assert "Pour" not in next(tags(soup, "header")).get_text()


def test_a_chart_of_many_values_says_that_it_draws_the_first_only() -> None:
    contents = make_report("fr")
    rows = [row_of("revenue", 100 + place, event=f"Marché {place}") for place in range(20)]
    events = protect(("event",), [*rows, row_of("revenue", 2190, event="all")], "funder")
    shown = Report(replace(contents, figures={**contents.figures, ("event",): events})).sales().html
    assert "12 valeurs dessinées sur 20" in shown
    assert "Marché 0<" in shown


@pytest.mark.parametrize("unspecified", [None, 2, "hidden"])
def test_people_with_several_orientations_are_no_parts_of_a_sum(unspecified: float | str | None) -> None:
    contents = make_report("fr")
    parts = {"accompanied": 30, "partner": 11, "training": 8, "resource": 13, "unspecified": unspecified, "all": 40}
    rows = [row_of("people_met", shown, orientation=value) for value, shown in parts.items()]
    figures = {**contents.figures, ("orientation",): protect(("orientation",), rows, "funder")}
    shown = Report(replace(contents, figures=figures)).outcomes().html
    assert "en tête avec 30 personnes" in shown
    assert "62" not in re.sub(r"<svg.*?</svg>|data:[^\"]*", "", shown, flags=re.S)


def test_parts_that_make_up_the_whole_are_shares_of_those_whose_value_is_known() -> None:
    shown = Report(make_report("fr")).people().html
    assert "59\u00a0% (58\u00a0sur\u00a098)" in shown
    assert "31\u00a0% (31\u00a0sur\u00a0101)" in Report(make_report("fr")).outcomes().html


def test_the_own_text_is_escaped_and_its_headings_go_below_the_block(soups: dict[str, BeautifulSoup]) -> None:
    own = block(soups["fr"], "difficultes-et-enseignements")
    assert [h.get_text() for h in tags(own, "h3")] == ["Ce qui a freiné"]
    assert list(tags(own, "b", "img")) == []
    assert "<b>dur</b>" in own.get_text()


def test_names_are_escaped(pages: dict[str, str]) -> None:
    assert "Fondation &lt;Imaginaire&gt; &amp; Cie" in pages["fr"]
    assert "<déco>" not in pages["fr"]


def test_every_figure_shown_is_defined(soups: dict[str, BeautifulSoup]) -> None:
    table = soups["fr"].select_one("#definitions")
    assert table is not None
    rows = [[cell.get_text() for cell in tags(row, "td")] for row in tags(table, "tr")][1:]
    assert len(rows) == len(UNITS)
    assert all(definition.endswith(".") for definition, *_ in rows)
    assert any("IRIS+ PI4060" in code for *_, code in rows)


def test_an_own_figure_brings_its_name_and_definition() -> None:
    contents = make_report("en")
    frame = contents.figures[()].frame.replace({"indicator": {"brands": "looms"}})
    figures = {**contents.figures, (): replace(contents.figures[()], frame=frame)}
    own = {"looms": (Words("Métiers à tisser", "Looms in use"), Words("Ceux qui tournent.", "Those that turn."))}
    shown = Report(replace(contents, figures=figures, own=own)).method()
    assert "Looms in use" in shown.html
    assert "Those that turn." in shown.html


def test_a_page_of_chosen_indicators_shows_no_other() -> None:
    contents = make_report("fr")
    page = replace(contents.page, indicators=("revenue", "people_met"), targets=())
    soup = BeautifulSoup(make_page(replace(contents, page=page)), "html.parser")
    tiles = [next(tags(tile, "p")).get_text() for tile in tags(soup.select_one(".tiles"), "li")]
    assert tiles == ["Chiffre d’affaires", "Personnes rencontrées"]
    assert "Part des femmes" not in words_of(soup)


def test_a_project_target_is_answered_by_its_project() -> None:
    contents = make_report("fr")
    page = replace(contents.page, targets=(Target("people_met", 40, project="bois-2021"),))
    shown = Report(replace(contents, page=page)).targets().html
    assert "Coopérative du bois" in shown
    assert ">38<" in shown


# ---- privacy -----------------------------------------------------------------------------------------------------


def test_a_hidden_figure_is_one_symbol_that_the_privacy_block_explains(soups: dict[str, BeautifulSoup]) -> None:
    assert "[c]" in block(soups["fr"], "confidentialite").get_text()
    for table in tags(soups["fr"], "table"):
        if "[c]" in table.get_text():
            note = table.find_next("p", class_="note")
            assert note is not None
            assert "[c]\u00a0: chiffre masqué" in note.get_text()


def test_charts_do_not_rank_what_is_hidden(soups: dict[str, BeautifulSoup]) -> None:
    table = soups["fr"].select_one("#people_met-country-data")
    assert table is not None
    countries = [th.get_text() for th in tags(next(tags(table, "tbody")), "th")]
    assert countries == ["France", "Sénégal", "Côte d’Ivoire", "Brésil", "Ukraine", "Non précisé", "Ensemble"]
    figure = table.find_parent("figure")
    assert isinstance(figure, Tag)
    assert "en tête" not in next(tags(figure, "h3")).get_text()


def test_a_page_does_not_depend_on_what_it_hides() -> None:
    contents = make_report("fr")
    country = contents.figures["country",]
    shuffled = replace(country, frame=country.frame.iloc[::-1].reset_index(drop=True))
    figures = {**contents.figures, ("country",): shuffled}
    assert Report(replace(contents, figures=figures)).people() == Report(contents).people()


def test_an_internal_page_says_on_its_face_that_it_must_not_leave(soups: dict[str, BeautifulSoup]) -> None:
    header = next(tags(soups["internal"], "header")).get_text()
    assert "ne doit pas sortir" in header
    assert "interne" not in next(tags(soups["fr"], "header")).get_text()


def test_names_of_files_stay_inside(pages: dict[str, str]) -> None:
    assert "2021/suivi.xlsx" in pages["internal"]
    assert "suivi.xlsx" not in pages["fr"]
    assert "a" * 64 in pages["fr"]


def test_pictures_hold_no_text_that_the_page_does_not(pages: dict[str, str]) -> None:
    for data in re.findall(r"base64,([A-Za-z0-9+/=]+)", pages["fr"]):
        assert b"<text" not in base64.b64decode(data)


# ---- the plan, the notebooks, the exporter -----------------------------------------------------------------------


def test_the_plan_asks_only_for_figures_that_exist() -> None:
    for breakdown in BREAKDOWNS:
        for indicator in breakdown.indicators:
            assert set(breakdown.by) <= set(DIMENSIONS[CATALOGUE[indicator].table])
    assert len({breakdown.by for breakdown in BREAKDOWNS}) == len(BREAKDOWNS)


def test_planning_a_report_loads_nothing_heavy() -> None:
    code = "import sys, impact.report; print(*{'matplotlib', 'nbconvert', 'nbclient', 'scipy'} & sys.modules.keys())"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


@pytest.mark.parametrize("name", ["rapport", "exploration", "qualite"])
def test_notebooks_are_thin_and_stored_without_outputs(name: str) -> None:
    node = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    nbformat.validate(node)
    code = [cell for cell in node.cells if cell.cell_type == "code"]
    assert [cell.id for cell in code if cell.outputs or cell.execution_count] == []
    assert max(len(cell.source.splitlines()) for cell in code) <= 5


def test_the_report_notebook_of_the_package_is_that_of_the_demo() -> None:
    own = (ROOT / "notebooks" / "rapport.ipynb").read_bytes()
    assert own == (ROOT / "impact" / "report" / "rapport.ipynb").read_bytes()


def test_the_report_notebook_shows_every_block() -> None:
    node = nbformat.read(ROOT / "impact" / "report" / "rapport.ipynb", as_version=4)
    called = [cell.source for cell in node.cells if cell.source.startswith("report.")]
    assert called[0] == "report.cover()"
    shown = {name for name in vars(Report) if not name.startswith("_") and name != "sections"}
    assert {call.removeprefix("report.").removesuffix("()") for call in called} == shown


def test_a_workspace_without_a_report_notebook_uses_the_packages(tmp_path: Path) -> None:
    assert find_notebook(tmp_path).parent.name == "report"
    own = tmp_path / "notebooks" / "rapport.ipynb"
    own.parent.mkdir()
    own.write_text("{}", encoding="utf-8")
    assert find_notebook(tmp_path) == own


def write_notebook(path: Path, *sources: str) -> Path:
    """A notebook whose first cell is tagged `parameters`."""
    cells = [nbformat.v4.new_code_cell(source, id=f"c{place}") for place, source in enumerate(sources)]
    cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_a_notebook_runs_with_its_parameters_in_this_interpreter(tmp_path: Path, pages: dict[str, str]) -> None:
    load = f"import sys; sys.path.insert(0, {str(HERE)!r})\nfrom sample_report import make_report"
    made = "from impact.report import Report\nreport = Report(make_report(lang))\nprint(sys.executable)"
    show = "for section in report.sections:\n    display(section)"
    notebook = write_notebook(tmp_path / "own.ipynb", 'lang = "fr"', load, made, show)
    before = notebook.read_bytes()
    in_english, in_french = run_notebooks(notebook, [{"lang": "en"}, {}], tmp_path)
    assert export_html(in_english) == pages["en"]
    assert export_html(in_french) == pages["fr"]
    assert sys.executable in str(in_french.cells[2].outputs[0].text)
    assert notebook.read_bytes() == before


def test_a_parameter_that_the_notebook_lacks_is_refused_with_those_it_has(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "own.ipynb", "page = None\nyear = None")
    with pytest.raises(UsageError, match=r"“zone”.*page, year"):
        run_notebook(notebook, {"zone": "nord"}, tmp_path)
    assert find_parameters("page = None\nyear = None\nprint(page)") == ("page", "year")


def test_a_cell_that_fails_stops_with_a_sentence_that_holds_no_value(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "own.ipynb", "page = None", "{}['Awa Diop']")
    with pytest.raises(ImpactError, match=r"own\.ipynb.*KeyError") as stopped:
        run_notebook(notebook, {}, tmp_path)
    assert "Diop" not in str(stopped.value)


def test_an_error_of_the_package_comes_out_of_the_notebook_as_it_was() -> None:
    failure = CellExecutionError("traceback", "UsageError", "There is no funder “x”.")
    found = explain_failure("rapport.ipynb", failure)
    assert isinstance(found, UsageError)
    assert str(found) == "There is no funder “x”."


def test_a_file_that_is_no_notebook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.ipynb").write_text("not JSON", encoding="utf-8")
    with pytest.raises(ImpactError, match=r"own\.ipynb"):
        run_notebook(tmp_path / "own.ipynb", {}, tmp_path)


def test_a_notebook_that_was_not_run_makes_no_page() -> None:
    with pytest.raises(ImpactError, match="run it first"):
        export_html(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("report.cover()")]))


def test_nbconvert_finds_the_exporter_and_makes_the_same_page(pages: dict[str, str]) -> None:
    from nbconvert.exporters import get_exporter

    assert get_exporter("impact") is ImpactExporter
    page, resources = ImpactExporter().from_notebook_node(make_node(make_report("fr")))
    assert page == pages["fr"]
    assert resources["output_extension"] == ".html"
    assert "printed" not in page
    assert "secret()" not in page


def test_one_row_is_said_in_the_singular() -> None:
    full = make_report("fr")
    one = full.quality.sheets.iloc[[0]].assign(seen=1, kept=0, merged=0, set_aside=1, not_data=0)
    page = Report(replace(full, quality=replace(full.quality, sheets=one))).quality().html
    shown = BeautifulSoup(page, "html.parser")
    said = "1 fichier ; 1 ligne : 0 gardée, 0 fusionnée, 1 mise de côté et 0 hors données (titres, totaux, notes)."
    assert re.sub(r"\s", " ", shown.select_one("p.lead").text) == said
