"""Labels, numbers, money, dates and percentages in French and in English."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from impact.errors import UsageError
from impact.model import Words
from impact.words import Wording, find_languages, read_words, round_half_up

NO_BREAK, NARROW, MINUS = "\u00a0", "\u202f", "\u2212"


@pytest.fixture(scope="module")
def fr() -> Wording:
    return read_words("fr")


@pytest.fixture(scope="module")
def en() -> Wording:
    return read_words("en")


def test_every_language_has_the_same_keys(fr: Wording) -> None:
    assert find_languages() == ("en", "fr")
    for language in find_languages():
        assert read_words(language).texts.keys() == fr.texts.keys()


def test_every_language_fills_in_the_same_names(fr: Wording, en: Wording) -> None:
    def names(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    different = [key for key in fr.texts if names(fr.texts[key]) != names(en.texts[key])]
    assert different == []


def test_no_text_is_empty(fr: Wording, en: Wording) -> None:
    assert [key for words in (fr, en) for key, text in words.texts.items() if not text.strip()] == []


def test_a_language_that_does_not_exist_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"“xx”.*en, fr"):
        read_words("xx")


@pytest.mark.parametrize(
    ("value", "decimals", "shown_fr", "shown_en"),
    [
        (1576, 0, f"1{NARROW}576", "1,576"),
        (1234567.5, 1, f"1{NARROW}234{NARROW}567,5", "1,234,567.5"),
        (-3.2, 1, f"{MINUS}3,2", f"{MINUS}3.2"),
        (2.5, 0, "3", "3"),
        (-2.5, 0, f"{MINUS}3", f"{MINUS}3"),
        (1.005, 2, "1,01", "1.01"),
        (0, 0, "0", "0"),
        (-0.2, 0, "0", "0"),
    ],
)
def test_numbers_are_grouped_and_rounded_half_up(
    fr: Wording, en: Wording, value: float, decimals: int, shown_fr: str, shown_en: str
) -> None:
    assert fr.number(value, decimals) == shown_fr
    assert en.number(value, decimals) == shown_en


def test_a_sign_is_written_where_asked_for_but_never_before_zero(fr: Wording) -> None:
    assert [fr.number(value, sign=True) for value in (6, -6, 0)] == ["+6", f"{MINUS}6", "0"]


def test_money_carries_its_sign_and_its_decimals(fr: Wording, en: Wording) -> None:
    assert fr.money(1576, "EUR") == f"1{NARROW}576,00{NO_BREAK}€"
    assert en.money(1576, "EUR") == "€1,576.00"
    assert fr.money(-0.5, "EUR") == f"{MINUS}0,50{NO_BREAK}€"
    assert "." not in en.money(1500, "XOF")


def test_a_percentage_comes_with_its_fraction(fr: Wording, en: Wording) -> None:
    assert fr.fraction(33, 36) == f"92{NO_BREAK}% (33{NO_BREAK}sur{NO_BREAK}36)"
    assert en.fraction(33, 36) == f"92% (33{NO_BREAK}of{NO_BREAK}36)"


def test_below_ten_the_fraction_leads(fr: Wording) -> None:
    assert fr.fraction(5, 9) == f"5{NO_BREAK}sur{NO_BREAK}9 (56{NO_BREAK}%)"
    assert fr.fraction(5, 10).startswith("50")


def test_a_share_short_of_the_whole_is_not_rounded_to_it(fr: Wording) -> None:
    assert fr.percent(0.997) == f"99,7{NO_BREAK}%"
    assert fr.percent(0.003) == f"0,3{NO_BREAK}%"
    assert [fr.percent(share) for share in (0, 1)] == [f"0{NO_BREAK}%", f"100{NO_BREAK}%"]


def test_the_gap_of_two_shares_is_in_points(fr: Wording, en: Wording) -> None:
    assert fr.points(0.1167) == f"+11,7{NO_BREAK}points"
    assert en.points(-0.02) == f"{MINUS}2.0 points"


def test_a_value_in_a_sentence_has_its_unit_in_the_right_number(fr: Wording, en: Wording) -> None:
    assert [fr.value(n, "people", "EUR") for n in (0, 1, 2)] == ["0 personne", "1 personne", "2 personnes"]
    assert [en.value(n, "people", "EUR") for n in (0, 1, 2)] == ["0 people", "1 person", "2 people"]
    assert fr.value(40.44, "years", "EUR") == "40,4 ans"
    assert fr.value(12, "kilos de tissu", "EUR") == "12 kilos de tissu"


def test_days_are_written_out(fr: Wording, en: Wording) -> None:
    assert fr.date("2021-02-01") == "1er février 2021"
    assert fr.date("2021-02-28") == "28 février 2021"
    assert en.date("2021-02-28") == "February 28, 2021"


def test_french_takes_unbreakable_spaces_and_english_takes_none(fr: Wording, en: Wording) -> None:
    typed = "Vrai ? « oui » : 5 % ; non !"
    assert fr.typeset(typed) == (
        f"Vrai{NARROW}? «{NO_BREAK}oui{NO_BREAK}»{NO_BREAK}: 5{NO_BREAK}%{NARROW}; non{NARROW}!"
    )
    assert en.typeset("Really ? Yes : 5% ; no !") == "Really? Yes: 5%; no!"


def test_no_french_text_has_a_breakable_space_before_a_double_sign(fr: Wording) -> None:
    shown = [fr.typeset(text) for key, text in fr.texts.items() if key.split(".")[0] not in ("errors", "said")]
    assert [text for text in shown if re.search(r"\w [:;!?%€»](\s|$)", text)] == []


def test_countries_have_their_names_and_an_unknown_code_stays(fr: Wording, en: Wording) -> None:
    assert (fr.country("SN"), en.country("CI"), fr.country("ZZZ")) == ("Sénégal", "Côte d’Ivoire", "ZZZ")


def test_a_rule_named_in_english_is_said_in_the_language(fr: Wording, en: Wording) -> None:
    assert fr.sentence("decimal comma") == "Virgule décimale"
    assert en.sentence("decimal comma") == "Decimal comma"
    assert fr.sentence("a rule of tomorrow") == "A rule of tomorrow"


def test_a_label_falls_back_on_the_name_itself(fr: Wording) -> None:
    assert fr.label("values.gender", "F") == "Femmes"
    assert fr.label("values.range", "wax") == "Wax"
    assert fr.name(Words("Été", "Summer")) == "Été"


def test_halves_go_away_from_zero() -> None:
    assert [str(round_half_up(value, 1)) for value in (0.25, -0.25, 0.05)] == ["0.3", "-0.3", "0.1"]
