"""What impact.toml may say, and what it is told when it says something else."""

from __future__ import annotations

import pytest

from impact.config import find_pages, find_sheet_settings, matches, parse_settings
from impact.errors import ConfigError
from impact.messages import translate

TWO_PROJECTS = b"""
[[projects]]
id = "textile-2024"
sector = "textile"
year = 2024
[[projects]]
id = "cuisine-2024"
"""


def refusal(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        parse_settings(text.encode())
    assert caught.value.exit_status == 2
    return str(caught.value)


def test_an_empty_file_gives_the_defaults() -> None:
    settings = parse_settings(b"")
    assert (settings.organisation.language, settings.organisation.currency) == ("fr", "EUR")
    assert [page.audience for page in find_pages(settings).values()] == ["public"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[organisation]\nnom = "x"', "unknown key “nom”"),
        ('[organisation]\nlanguage = "de"', "organisation.language"),
        ('[[projects]]\nid = "a"\nyear = "2024"', "projects n° 1.year"),
        ('[[sources]]\npath = "*"\nproject = "textil-2024"\n' + TWO_PROJECTS.decode(), "did you mean “textile-2024”?"),
        ('[[sources]]\npath = "*"\ndefaults = { gendre = "F" }', "did you mean “gender”"),
        ('[[sources]]\npath = "*"\ncolumns = { "Nom" = "nom" }', "“nom” does not exist"),
        ('[[funders]]\nid = "a"\n[[funders]]\nid = "a"', "same id"),
        ('[[corrections]]\nfile = "a"\ncell = "C12"\nwas = "1"\nis = "2"', "reason"),
        ('[organisation]\nfiscal_year_start = "9-1"', "fiscal_year_start"),
        ("[organisation", "not valid TOML"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(text: str, told: str) -> None:
    assert told in refusal(text)


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("2020/*", "2020/a.csv", True),
        ("2020/*", "2020/b/a.csv", False),
        ("**/a.csv", "2020/b/a.csv", True),
        ("**/a.csv", "a.csv", True),
        ("2020/ÉTÉ*.xlsx", "2020/e\u0301te\u0301 1.xlsx", True),
        ("a[1].csv", "a[1].csv", True),
        ("*.csv", "2020/a.csv", False),
    ],
)
def test_globs_are_anchored_and_blind_to_case_and_normal_form(pattern: str, path: str, expected: bool) -> None:
    assert matches(pattern, path) is expected


def test_a_later_source_wins_key_by_key() -> None:
    settings = parse_settings(
        TWO_PROJECTS
        + b"""
[[sources]]
path = "**"
project = "textile-2024"
defaults = { brand = "A", channel = "stand" }
[[sources]]
path = "2024/v.xlsx"
sheet = "Stand"
defaults = { brand = "B" }
"""
    )
    said = find_sheet_settings(settings, "2024/v.xlsx", "Stand")
    assert (said.project, dict(said.defaults), said.named) == ("textile-2024", {"brand": "B", "channel": "stand"}, True)
    assert find_sheet_settings(settings, "2024/v.xlsx", "Autre").defaults["brand"] == "A"


@pytest.mark.parametrize(("language", "said"), [("fr", "il n’y en a aucun"), ("en", "there is none")])
def test_where_there_is_no_name_at_all_it_is_said_in_the_language(language: str, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse_settings(b'[[sources]]\npath = "*"\nproject = "fil"\n')
    assert translate(refused.value, language).endswith(said)


@pytest.mark.parametrize("name", ["rapport", "report"])
def test_a_funder_does_not_take_the_place_of_the_general_page(name: str) -> None:
    with pytest.raises(ConfigError, match=name):
        parse_settings(f'[[funders]]\nid = "{name}"\nname = "F"\n'.encode())
