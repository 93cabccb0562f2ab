"""A new workspace: what is made, what is proposed from names, titles and columns, and what never is."""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path

import openpyxl
import pytest
from associations import courtil, harbour, quai, rives, terres

from impact.config import find_sheet_settings, matches, parse_settings, read_settings
from impact.errors import ImpactError, UsageError
from impact.settings import Settings
from impact.sources.folder import write_path
from impact.start import start_workspace
from impact.workspace import Workspace

DEMO = Path(__file__).resolve().parents[1] / "data" / "raw"
WHO = ["Nom", "Prénom", "Date de naissance", "Pays de naissance", "Date d'entretien", "Orientation"]
TILL = ["Date", "Article", "Quantité", "Prix unitaire", "Total"]


def write_csv(path: Path, *rows: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def people(year: int, *others: int) -> list[list[str]]:
    """Made-up people, one met in each year."""
    made = [("Zzadour", "Ilvina"), ("Quorvane", "Tessil"), ("Brixolde", "Amarou"), ("Pellindre", "Sovane")]
    years = [year, *others] if others else [year] * 4
    return [
        WHO,
        *(
            [last, first, f"0{n + 1}/04/1990", "Mali", f"1{n}/03/{y}", "Accompagnement"]
            for n, ((last, first), y) in enumerate(zip(made, years, strict=False))
        ),
    ]


def sales(year: int) -> list[list[str]]:
    return [TILL, *([f"1{n}/06/{year}", "Trousse", "2", "5,00", "10,00"] for n in range(4))]


def start(root: Path) -> tuple[str, Settings]:
    """The proposed text and what it says."""
    start_workspace(root)
    text = (root / "impact.toml").read_text(encoding="utf-8")
    return text, parse_settings(text.encode())


def open_lines(text: str) -> str:
    """The file with every example and every open question taken as said."""
    return re.sub(r"(?m)^#(?=[^ @])", "", text)


def projects(settings: Settings) -> dict[str, tuple[str | None, int | None]]:
    return {project.id: (project.sector, project.year) for project in settings.projects}


def project_of(settings: Settings, file: str, sheet: str = "") -> str | None:
    return find_sheet_settings(settings, file, sheet).project


def test_a_new_workspace_has_its_folders_and_an_explained_impact_toml(tmp_path: Path) -> None:
    said = start_workspace(tmp_path / "jardin" / "mesure")
    root = tmp_path / "jardin" / "mesure"
    assert (root / "data" / "raw").is_dir()
    assert {p.name for p in (root / "notebooks").iterdir()} == {"rapport.ipynb", "exploration.ipynb", "qualite.ipynb"}
    assert {"data/raw/", "data/processed/", ".impact/"} <= set((root / ".gitignore").read_text().splitlines())
    assert "data/raw" in (root / "README.md").read_text(encoding="utf-8")
    assert "mesure" in said
    assert read_settings(root / "impact.toml").projects == []


def test_every_example_of_the_new_impact_toml_is_accepted_once_uncommented(tmp_path: Path) -> None:
    text, settings = start(tmp_path)
    assert settings.sources == []
    told = tomllib.loads(open_lines(text))
    assert set(told) == set(Settings.model_fields)
    said = parse_settings(open_lines(text).encode())
    assert said.projects[0].id == said.sources[0].project
    assert said.organisation.fiscal_year_start == "09-01"


def test_an_impact_toml_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "impact.toml").write_bytes(b"# mine\r\n")
    (tmp_path / ".gitignore").write_text("*.log\n")
    (tmp_path / "README.txt").write_text("mine")
    write_csv(tmp_path / "data/raw/2023/Caisse couture.csv", *sales(2023))
    said = start_workspace(tmp_path)
    assert (tmp_path / "impact.toml").read_bytes() == b"# mine\r\n"
    assert (tmp_path / ".gitignore").read_text() == "*.log\n"
    assert not (tmp_path / "README.md").exists()
    assert "impact.toml" in said
    assert ".impact/" in said


def test_a_notebook_of_the_association_is_not_joined_by_ours(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "analyse.ipynb").write_text("{}")
    start_workspace(tmp_path)
    assert [p.name for p in (tmp_path / "notebooks").iterdir()] == ["analyse.ipynb"]


def test_a_folder_that_is_a_file_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(UsageError, match=r"a\.txt"):
        start_workspace(tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_text() == "x"


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "x")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(ImpactError, match="Permission denied"):
        start_workspace(tmp_path / "closed")


def test_spreadsheets_outside_data_raw_are_said_and_no_proposal_takes_their_place(tmp_path: Path) -> None:
    write_csv(tmp_path / "2023" / "Caisse couture 2023.csv", *sales(2023))
    said = start_workspace(tmp_path)
    assert "(1)" in said
    assert not (tmp_path / "impact.toml").exists()
    (tmp_path / "2023").rename(tmp_path / "data" / "raw" / "2023")
    assert projects(start(tmp_path)[1]) == {"couture-2023": ("couture", 2023)}


def test_trades_and_years_in_names_make_projects(tmp_path: Path) -> None:
    raw = tmp_path / "data" / "raw"
    write_csv(raw / "Participantes couture 2022.csv", *people(2022))
    write_csv(raw / "caisse_COUTURE_2022.csv", *sales(2022))
    write_csv(raw / "Ventes céramique 2023.csv", *sales(2023))
    _, settings = start(tmp_path)
    assert projects(settings) == {"couture-2022": ("couture", 2022), "ceramique-2023": ("céramique", 2023)}
    assert settings.sectors == {"couture": "Couture", "céramique": "Céramique"}
    assert [source.path for source in settings.sources] == ["*couture*", "Ventes céramique 2023.csv"]


def test_a_glob_never_takes_a_file_that_is_not_meant(tmp_path: Path) -> None:
    raw = tmp_path / "data" / "raw"
    write_csv(raw / "Participantes couture 2022.csv", *people(2022))
    write_csv(raw / "Caisse couture 2022.csv", *sales(2022))
    write_csv(
        raw / "Agenda couture.csv",
        ["Date", "Intitulé", "Secteur"],
        *([f"0{n}/02/2021", "Point", "vélo"] for n in range(1, 5)),
    )
    _, settings = start(tmp_path)
    assert not any(matches(source.path, "Agenda couture.csv") for source in settings.sources)
    assert project_of(settings, "Caisse couture 2022.csv") == "couture-2022"


def test_a_register_of_several_years_is_given_no_year(tmp_path: Path) -> None:
    write_csv(tmp_path / "data/raw/Export 2024/Suivi menuiserie.csv", *people(2020, 2021, 2022, 2024))
    _, settings = start(tmp_path)
    assert projects(settings) == {"menuiserie": ("menuiserie", None)}


def test_an_edition_that_ends_in_the_next_year_keeps_its_folder_s_year(tmp_path: Path) -> None:
    write_csv(tmp_path / "data/raw/2020/Suivi menuiserie.csv", *people(2020, 2020, 2020, 2021))
    text, settings = start(tmp_path)
    assert projects(settings) == {"menuiserie-2020": ("menuiserie", 2020)}
    assert "2020 (3), 2021 (1)" in text


def test_a_folder_that_bears_a_name_is_a_project(tmp_path: Path) -> None:
    raw = tmp_path / "data" / "raw"
    write_csv(raw / "Au fil de l'eau" / "2023" / "Suivi.csv", *people(2023))
    write_csv(raw / "Au fil de l'eau" / "2023" / "Caisse.csv", *sales(2023))
    write_csv(raw / "compta" / "Ventes.csv", *sales(2022))
    text, settings = start(tmp_path)
    assert projects(settings) == {"au-fil-de-l-eau-2023": (None, 2023)}
    assert [source.path for source in settings.sources] == ["Au fil de l'eau/2023/*"]
    assert '#path = "compta/Ventes.csv"' in text


def test_a_word_that_files_share_is_a_project_whose_sector_is_left_to_say(tmp_path: Path) -> None:
    raw = tmp_path / "data" / "raw"
    write_csv(raw / "Zorbaline membres 2022.csv", *people(2022))
    write_csv(raw / "caisse_zorbaline_2022.csv", *sales(2022))
    text, settings = start(tmp_path)
    assert projects(settings) == {"zorbaline-2022": (None, 2022)}
    assert re.search(r"(?m)^#sector = .*Zorbaline", text)


def test_a_word_that_one_file_alone_would_follow_is_no_project(tmp_path: Path) -> None:
    raw = tmp_path / "data" / "raw"
    write_csv(raw / "Zorbaline membres 2022.csv", *people(2022))
    write_csv(raw / "Mirlitane zorbaline 2022.csv", *sales(2022))
    write_csv(raw / "Mirlitane ventes 2023.csv", *sales(2023))
    write_csv(raw / "Mirlitane achats 2024.csv", *sales(2024))
    _, settings = start(tmp_path)
    assert {name.rpartition("-")[0] for name in projects(settings)} == {"zorbaline", "mirlitane"}
    write_csv(tmp_path / "b/data/raw/Zorbaline membres.csv", *people(2022))
    assert start(tmp_path / "b")[1].projects == []


def test_a_column_that_says_the_sector_is_not_overruled(tmp_path: Path) -> None:
    rows = [[*WHO, "Secteur"], *([*row, "vélo"] for row in people(2022)[1:])]
    write_csv(tmp_path / "data/raw/Participants couture 2022.csv", *rows)
    _, settings = start(tmp_path)
    assert settings.projects == []
    assert set(Workspace(tmp_path).compute().tables.participants["sector"]) == {"vélo"}


def test_sheets_that_name_different_trades_belong_to_different_projects(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("Couture", "Vélo"):
        sheet = book.create_sheet(name)
        for row in people(2023):
            sheet.append(row)
    book.remove(book["Sheet"])
    (tmp_path / "data" / "raw").mkdir(parents=True)
    book.save(tmp_path / "data/raw/Participants 2023.xlsx")
    _, settings = start(tmp_path)
    assert project_of(settings, "Participants 2023.xlsx", "Couture") == "couture-2023"
    assert project_of(settings, "Participants 2023.xlsx", "Vélo") == "velo-2023"


def test_a_name_that_says_expenses_makes_them_expenses(tmp_path: Path) -> None:
    rows = [["Date", "Fournisseur / objet", "Montant"], *([f"0{n}/02/2021", "Fil", "12,50"] for n in range(1, 5))]
    write_csv(tmp_path / "data/raw/Achats couture 2021.csv", *rows)
    write_csv(tmp_path / "data/raw/Achats et ventes.csv", *rows)
    _, settings = start(tmp_path)
    assert find_sheet_settings(settings, "Achats couture 2021.csv", "").defaults == {"kind": "expense"}
    assert find_sheet_settings(settings, "Achats et ventes.csv", "").defaults == {}


def test_an_unrecognised_sheet_is_asked_about_by_its_headers_alone(tmp_path: Path) -> None:
    rows = [["Lot de laine", "Hygrométrie (%)", "Teneur b"], *([f"Secret{n}", "12", "4"] for n in range(5))]
    write_csv(tmp_path / "data/raw/Relevés 'd\"été' [a].csv", *rows)
    text, settings = start(tmp_path)
    assert "« Hygrométrie (%) »" in text
    assert "Secret" not in text
    assert settings.sources == []
    settled = parse_settings(open_lines(text).encode())
    assert find_sheet_settings(settled, "Relevés 'd\"été' [a].csv", "").table == "none"


@pytest.mark.parametrize(
    "name",
    [
        'l\'été "chaud" [1]',
        "a#b\\c",
        "тkани",
        "tab\tulé",
        "ligne\nune",
        "100% {vrai} $1",
        "é" * 60,
        "“x” – (2)",
        "@fin",
    ],
)
def test_any_name_of_a_file_is_written_so_that_it_is_found_again(tmp_path: Path, name: str) -> None:
    file = f"couture {name} 2023.csv"
    write_csv(tmp_path / "data" / "raw" / file, *sales(2023))
    write_csv(tmp_path / "data" / "raw" / "divers.csv", *sales(2021))
    text, settings = start(tmp_path)
    assert project_of(settings, write_path(tmp_path / "data/raw" / file, tmp_path / "data/raw")) == "couture-2023"
    assert project_of(settings, "divers.csv") is None
    assert parse_settings(open_lines(text).encode())


def test_no_name_of_a_person_enters_the_proposal(tmp_path: Path) -> None:
    raw = tmp_path / "data" / "raw"
    write_csv(raw / "Participantes couture 2022.csv", *people(2022))
    write_csv(raw / "Zzadour" / "Caisse 2022.csv", *sales(2022))
    write_csv(raw / "Caisse Quorvane.csv", *sales(2022))
    write_csv(raw / "Ventes Quorvane.csv", *sales(2022))
    book = openpyxl.Workbook()
    for name in ("Tessil Quorvane", "Mirobel Drastane", "Notes"):
        sheet = book.create_sheet(name)
        sheet.append(["Atelier animé par Mme Drastane, suivi de Zzadour"])
        sheet.append([])
        sheet.append(["Lot de laine", "Mirobel Drastane", "Brixolde (h)", "06 12 34 56 78", "a@b.fr"])
        for n in range(4):
            sheet.append([f"lot {n}", n, n + 1, n, n])
    book.remove(book["Sheet"])
    book.save(raw / "Fiches.xlsx")
    text, settings = start(tmp_path)
    names = "zzadour quorvane brixolde pellindre ilvina tessil amarou sovane drastane mirobel".split()
    assert [n for n in names if n in text.casefold()] == []
    assert "06 12" not in text
    assert "a@b" not in text
    assert projects(settings) == {"couture-2022": ("couture", 2022)}


def test_the_proposal_is_the_same_each_time_and_the_files_stay_untouched(tmp_path: Path) -> None:
    texts = []
    for root in (tmp_path / "a", tmp_path / "b"):
        (root / "data" / "raw").mkdir(parents=True)
        quai.build(root / "data" / "raw")
        before = {p: p.stat().st_mtime_ns for p in (root / "data" / "raw").rglob("*")}
        texts.append(start(root)[0])
        assert {p: p.stat().st_mtime_ns for p in (root / "data" / "raw").rglob("*")} == before
        assert not (root / ".impact").exists()
    assert texts[0] == texts[1]


@pytest.mark.slow
@pytest.mark.parametrize("association", [courtil, harbour, rives, terres])
def test_the_proposal_for_an_association_is_read_and_overrules_no_cell(association: object, tmp_path: Path) -> None:
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    association.build(raw)  # type: ignore[attr-defined]
    text, settings = start(tmp_path)
    assert parse_settings(open_lines(text).encode())
    built = Workspace(tmp_path).compute()
    assert all(any(matches(source.path, f.file) for f in built.files) for source in settings.sources)
    said = built.sources.query("field == 'sector'")[["file", "sheet"]].drop_duplicates()
    assert [place for place in said.itertuples(index=False, name=None) if project_of(settings, *place)] == []


def test_the_demo_s_own_files_give_its_projects(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "raw").symlink_to(DEMO, target_is_directory=True)
    _, settings = start(tmp_path)
    known = projects(settings)
    assert known["culinaire-2019"] == ("culinaire", 2019)
    assert known["textile-2020"] == ("textile", 2020)
    assert project_of(settings, "2020/Émargement textile 2020-21.xlsx", "Émargement") == "textile-2020"
    assert project_of(settings, "2021/kobo_atelier_2021.xlsx", "atelier_inscription") == "atelier-2021"
    assert project_of(settings, "2021/Présences 2021.xlsx", "Présences") is None


def test_english_headers_and_a_sign_of_money_make_the_language_and_the_currency(tmp_path: Path) -> None:
    raw = tmp_path / "data" / "raw"
    header = ["Date", "Item", "Qty", "Amount"]
    write_csv(raw / "till.csv", header, *(["2022-03-0" + str(n), "Scarf", "1", f"£{n}.00"] for n in range(1, 6)))
    text, settings = start(tmp_path)
    assert (settings.organisation.language, settings.organisation.currency) == ("en", "GBP")
    assert "vu : £" in text
    assert "rien ne date" not in text


def test_a_word_that_only_a_file_s_own_title_says_is_no_project(tmp_path: Path) -> None:
    raw = tmp_path / "data" / "raw"
    write_csv(raw / "Petty cash 2022.csv", ["Petty cash"], *sales(2022))
    write_csv(raw / "Registre 2022.csv", *people(2022))
    assert start(tmp_path)[1].projects == []


def test_files_of_a_folder_that_lack_the_same_are_asked_about_together(tmp_path: Path) -> None:
    for folder, years in (("2019-20", (2019, 2020)), ("2022-23", (2022, 2023))):
        for year in years:
            write_csv(tmp_path / f"data/raw/{folder}/livre {year}.csv", *sales(year))
    text, _ = start(tmp_path)
    assert text.count('#sector = "…"') == 2
    assert {'#path = "2019-20/*"', '#path = "2022-23/*"'} <= set(text.splitlines())


def test_a_season_in_a_sheet_s_name_is_no_telephone_number(tmp_path: Path) -> None:
    write_csv(tmp_path / "data/raw/registre.csv", ["Inscriptions de la saison 2021-2022"], *people(2022))
    text, _ = start(tmp_path)
    assert "« Inscriptions de la saison 2021-2022 »" in text
