"""A file whose columns are no longer those of last time's: `check` says which."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import impact

BEFORE = (
    "Nom;Prénom;Sexe;Téléphone;Date d'accueil\nAubert;Lise;F;0612000001;02/01/2020\nBrun;Noé;M;0612000002;03/01/2020\n"
)
PROBLEMS = list[dict[str, object]]


def find_doubts(folder: Path, now: str, name: str = "2021/suivi.csv") -> PROBLEMS:
    """What is said of a file, beside last year's."""
    for place, text in (("2020/suivi.csv", BEFORE), (name, now)):
        path = folder / "data" / "raw" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    files = json.loads(impact.open(folder).check().to_json())["files"]
    (sheet,) = next(file["sheets"] for file in files if file["file"] == name)
    problems: PROBLEMS = sheet["problems"]
    return [p for p in problems if "the file before" in str(p["reason"])]


def renamed(**names: str) -> str:
    header, rest = BEFORE.replace("2020", "2021").split("\n", 1)
    for old, new in names.items():
        header = header.replace(old, new)
    return f"{header}\n{rest}"


def test_the_same_columns_are_no_drift(tmp_path: Path) -> None:
    assert find_doubts(tmp_path, renamed()) == []


def test_a_column_that_is_gone_is_said_with_the_file_that_had_it(tmp_path: Path) -> None:
    now = "Nom;Prénom;Sexe;Date d'accueil\nAubert;Lise;F;02/01/2021\n"
    (doubt,) = find_doubts(tmp_path, now)
    assert (doubt["reason"], doubt["field"], doubt["row"]) == ("a column of the file before is not here", "phone", 1)
    assert doubt["value"] == "Téléphone (2020/suivi.csv)"


def test_a_name_that_is_known_too_is_said_and_read(tmp_path: Path) -> None:
    (doubt,) = find_doubts(tmp_path, renamed(Téléphone="Portable"))
    assert doubt["reason"] == "a column has another name than in the file before"
    assert (doubt["column"], doubt["value"]) == ("D", "Téléphone (2020/suivi.csv) → Portable")


def test_a_name_that_is_not_known_is_proposed_for_the_column_that_is_gone(tmp_path: Path) -> None:
    (doubt,) = find_doubts(tmp_path, renamed(**{"Date d'accueil": "Xq"}))
    assert (doubt["field"], doubt["column"], doubt["value"]) == (
        "first_contact",
        "E",
        "Date d'accueil (2020/suivi.csv); Xq?",
    )


def test_two_columns_that_changed_places_are_said(tmp_path: Path) -> None:
    (doubt,) = find_doubts(tmp_path, "Prénom;Nom;Sexe;Téléphone;Date d'accueil\nLise;Aubert;F;0612000001;02/01/2021\n")
    assert doubt["reason"] == "columns stand in another order than in the file before"
    assert doubt["value"] == "Prénom, Nom (2020/suivi.csv)"


def test_names_under_one_another_s_header_are_said(tmp_path: Path) -> None:
    (doubt,) = find_doubts(tmp_path, renamed().replace("Aubert;Lise", "Lise;Aubert").replace("Brun;Noé", "Noé;Brun"))
    assert (doubt["reason"], doubt["value"]) == (
        "columns hold what the other held in the file before",
        "Nom ⇄ Prénom (2020/suivi.csv)",
    )


@pytest.mark.parametrize("name", ["2021/autre.csv", "suivi.csv"])
def test_files_of_other_names_are_not_compared(tmp_path: Path, name: str) -> None:
    assert find_doubts(tmp_path, renamed(Téléphone="Portable"), name) == []


def test_a_table_of_other_columns_is_not_compared(tmp_path: Path) -> None:
    assert find_doubts(tmp_path, "Date;Article;Montant\n02/01/2021;Bol;10,00\n") == []
