"""Amounts, quantities, head counts and durations."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from babel.numbers import format_currency, format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

import impact
from impact.model import Kind, Parsed
from impact.parse import parse_amounts, parse_counts, parse_hours, parse_quantities, parse_unit_prices

CENTS = st.decimals(-(10**7), 10**7, places=2)
AMBIGUOUS = "ambiguous: thousands or decimals"


def column(parser, *texts: str, kind: Kind = Kind.TEXT, **options) -> Parsed:
    return parser(np.array(texts, dtype=object), np.full(len(texts), kind, np.uint8), **options)


@pytest.mark.parametrize(
    ("text", "amount", "rule"),
    [
        ("1576.00", "1576", None),
        ("-35", "-35", None),
        ("1 576,00 €", "1576", "currency sign"),
        ("1\u00a0576,00\u00a0€", "1576", "currency sign"),
        ("1\u202f576,00\u202f€", "1576", "currency sign"),
        ("1\u2009576,00", "1576", "decimal comma"),
        ("1.576,00", "1576", "decimal comma"),
        ("€1,576.00", "1576", "currency sign"),
        ("1,576.00", "1576", "thousands separator"),
        ("1 200.50", "1200.50", "thousands separator"),
        ("1'200.50", "1200.50", "thousands separator"),
        ("1’200.50", "1200.50", "thousands separator"),
        ("1 576", "1576", "thousands separator"),
        ("1.234.567", "1234567", "thousands separator"),
        ("1 234 567,89", "1234567.89", "decimal comma"),
        ("(35,00)", "-35", "negative in brackets"),
        ("(35,00 €)", "-35", "currency sign"),
        ("-35,00", "-35", "decimal comma"),
        ("- 35,00 €", "-35", "currency sign"),
        ("35,00-", "-35", "decimal comma"),
        ("−35", "-35", "number format"),
        ("+35", "35", "number format"),
        ("35€", "35", "currency sign"),
        ("35,00 EUR", "35", "currency sign"),
        ("35 euros", "35", "currency sign"),
        ("35 € TTC", "35", "currency sign"),
        ("35€50", "35.50", "currency sign"),
        ("12 € / pièce", "12", "currency sign"),
        ("1,5 k€", "1500", "currency sign"),
        ("CHF 35.-", "35", "currency sign"),
        ("$35", "35", "currency sign"),
        ("£35.50", "35.50", "currency sign"),
        ("35.–", "35", "number format"),
        (",50", "0.50", "decimal comma"),
        ("0.125", "0.125", "number format"),
        ("environ 30 €", "30", "approximate number"),
        ("gratuit", "0", "free of charge"),
        ("Offert", "0", "free of charge"),
        ("12,34567", "12.3457", "rounded to four decimals"),
    ],
)
def test_an_amount_is_read_in_every_usual_form(text, amount, rule):
    parsed = column(parse_amounts, text)
    assert (parsed.values[0], parsed.failures[0], parsed.rules[0]) == (Decimal(amount), None, rule)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("12,5 %", "a share, not an amount"),
        ("1.576", AMBIGUOUS),
        ("1,576", AMBIGUOUS),
        ("1 57", "not an amount"),
        ("1.57.6", "not an amount"),
        ("12,50 € x 2", "not an amount"),
        ("12 / 15 €", "not an amount"),
        ("7,17E+13", "not an amount"),
        ("prix libre", "not an amount"),
        ("12/03/2020", "not an amount"),
        ("99999999999", "too large"),
        ("--5", "not an amount"),
    ],
)
def test_what_is_no_amount_says_why(text, reason):
    parsed = column(parse_amounts, text)
    assert (parsed.values[0], parsed.failures[0], parsed.rules[0]) == (None, reason, None)


@pytest.mark.parametrize(
    ("others", "meaning"),
    [
        (["12,50"], "1576"),
        (["2.345,00"], "1576"),
        (["12.50"], "1.576"),
        (["3,200.00"], "1.576"),
        (["0.125"], "1.576"),
        (["1.234.567"], "1576"),
        (["950"], None),
        (["1 576"], None),
        (["12,50", "12.50"], None),
        (["2.340"], None),
    ],
)
def test_a_lone_point_is_settled_by_the_rest_of_the_column_or_not_at_all(others, meaning):
    parsed = column(parse_amounts, "1.576", *others)
    assert parsed.values[0] == (None if meaning is None else Decimal(meaning))
    assert parsed.failures[0] == (AMBIGUOUS if meaning is None else None)


def test_a_native_number_is_never_ambiguous():
    parsed = column(parse_amounts, "1.576", "9.9", "-35", "0.30000000000000004", kind=Kind.NUMBER)
    assert parsed.values.tolist() == [Decimal("1.576"), Decimal("9.9"), Decimal(-35), Decimal("0.3")]
    assert not any(parsed.rules)
    mixed = parse_amounts(np.array(["1.576", "12,50"], dtype=object), np.array([Kind.NUMBER, Kind.TEXT], np.uint8))
    assert mixed.values.tolist() == [Decimal("1.576"), Decimal("12.50")]


def test_a_date_in_a_column_of_amounts_is_refused():
    assert column(parse_amounts, "2020-05-12", kind=Kind.DATE).failures[0] == "a date, not an amount"
    assert column(parse_amounts, "nan", "1e+300", kind=Kind.NUMBER).failures.tolist() == ["not an amount", "too large"]


def test_another_currency_is_refused_where_one_is_asked_for():
    parsed = column(parse_amounts, "$35", "35 €", "35", "35 francs", currency="EUR")
    assert parsed.failures.tolist() == ["in another currency", None, None, "in another currency"]
    assert column(parse_amounts, "35 $", currency="CAD").values[0] == 35


@pytest.mark.parametrize(("settings", "amounts"), [("", [3500]), ('[organisation]\ncurrency = "USD"\n', [2000])])
def test_dollars_are_never_added_to_euros(tmp_path, settings, amounts):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "impact.toml").write_text(settings)
    (tmp_path / "data" / "raw" / "ventes.csv").write_text(
        "Date;Produit;Montant\n12/03/2020;sac;35 €\n12/03/2020;sac;$20\n"
    )
    workspace = impact.open(tmp_path)
    assert [int(amount * 100) for amount in workspace.sales["amount"]] == amounts
    assert workspace.ledger["status"].tolist().count("set_aside") == 1


def test_a_unit_price_has_its_own_limit():
    assert column(parse_unit_prices, "100000000").failures[0] == "too large"


@settings(deadline=None)
@given(CENTS, st.sampled_from(["fr", "en", "fr_CH", "de", "en_GB"]))
def test_an_amount_written_in_a_language_comes_back(amount, locale):
    texts = [format_decimal(amount, locale=locale, format="#,##0.00"), format_currency(amount, "EUR", locale=locale)]
    assert column(parse_amounts, *texts).values.tolist() == [amount, amount]


@settings(deadline=None)
@given(st.decimals(-(10**9), 10**9, places=4))
def test_a_parsed_amount_written_again_is_itself(amount):
    again = column(parse_amounts, str(amount), "0.25")
    assert again.values[0] == amount or again.failures[0] == AMBIGUOUS


@pytest.mark.parametrize(
    ("text", "quantity", "rule"),
    [
        ("24", "24", None),
        ("-1", "-1", None),
        ("2,5 kg", "2.5", "unit dropped"),
        ("x3", "3", "unit dropped"),
        ("3x", "3", "unit dropped"),
        ("× 3", "3", "unit dropped"),
        ("3 pièces", "3", "unit dropped"),
        ("500g", "500", "unit dropped"),
        ("10,575", "10.575", "decimal comma"),
    ],
)
def test_a_quantity_is_read_without_its_unit(text, quantity, rule):
    parsed = column(parse_quantities, text)
    assert (parsed.values[0], parsed.failures[0], parsed.rules[0]) == (Decimal(quantity), None, rule)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("12 %", "a share, not a quantity"),
        ("1.576", AMBIGUOUS),
        ("10-12", "a range, not a number"),
        ("une douzaine", "not a quantity"),
        ("3 mars", "not a quantity"),
    ],
)
def test_what_is_no_quantity_says_why(text, reason):
    assert column(parse_quantities, text).failures[0] == reason


@pytest.mark.parametrize(
    ("text", "count", "rule"),
    [
        ("12", 12, None),
        ("0", 0, None),
        ("12 personnes", 12, "unit dropped"),
        ("12 pers.", 12, "unit dropped"),
        ("12 participant·e·s", 12, "unit dropped"),
        ("environ 30", 30, "approximate number"),
        ("~30", 30, "approximate number"),
        ("1 200", 1200, "thousands separator"),
    ],
)
def test_heads_are_counted(text, count, rule):
    parsed = column(parse_counts, text)
    assert (parsed.values[0], parsed.failures[0], parsed.rules[0]) == (count, None, rule)
    assert type(parsed.values[0]) is int


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("12,5", "not a whole number"),
        ("-3", "not a whole number"),
        ("10-12", "a range, not a number"),
        ("une dizaine", "not a whole number"),
        ("0673363927", "too large"),
    ],
)
def test_what_counts_no_heads_says_why(text, reason):
    assert column(parse_counts, text).failures[0] == reason


@pytest.mark.parametrize(
    ("text", "hours", "rule"),
    [
        ("2.5", 2.5, None),
        ("2,5", 2.5, "decimal comma"),
        ("2h30", 2.5, "hours and minutes"),
        ("2h30min", 2.5, "hours and minutes"),
        ("2 h 30", 2.5, "hours and minutes"),
        ("1 h 30 min", 1.5, "hours and minutes"),
        ("2:30", 2.5, "hours and minutes"),
        ("2:30:00", 2.5, "hours and minutes"),
        ("1h et demie", 1.5, "hours and minutes"),
        ("2 h", 2.0, "unit dropped"),
        ("7h", 7.0, "unit dropped"),
        ("1,5 h", 1.5, "unit dropped"),
        ("3 heures", 3.0, "unit dropped"),
        ("2 hours", 2.0, "unit dropped"),
        ("90 min", 1.5, "minutes"),
        ("45'", 0.75, "minutes"),
        ("14:00–16:30", 2.5, "range of times"),
        ("14h-16h30", 2.5, "range of times"),
        ("de 14h à 16h30", 2.5, "range of times"),
        ("9h-12h / 13h-17h", 7.0, "range of times"),
        ("22h-1h", 3.0, "range of times"),
        ("2 pm - 4 pm", 2.0, "range of times"),
        ("from 2 to 4 pm", 2.0, "range of times"),
        ("environ 2h", 2.0, "approximate number"),
        ("9h-12h 14h-17h", 6.0, "range of times"),
        ("1h½", 1.5, "hours and minutes"),
        ("une heure et demie", 1.5, "hours and minutes"),
        ("3/4 h", 0.75, "hours and minutes"),
        ("trois quarts d'heure", 0.75, "hours and minutes"),
        ("une demi-heure", 0.5, "hours and minutes"),
        ("deux heures", 2.0, "unit dropped"),
    ],
)
def test_a_duration_is_read_in_hours(text, hours, rule):
    parsed = column(parse_hours, text)
    assert (parsed.values[0], parsed.failures[0], parsed.rules[0]) == (hours, None, rule)


@pytest.mark.parametrize(
    ("text", "kind", "hours"),
    [
        ("7", Kind.NUMBER, 7.0),
        ("02:30:00", Kind.TIME, 2.5),
        ("26:30:00", Kind.DURATION, 26.5),
        ("1899-12-30T02:30:00", Kind.DATE, 2.5),
        ("1900-01-01T02:30:00", Kind.DATE, 26.5),
    ],
)
def test_a_spreadsheet_s_own_duration_is_read_in_hours(text, kind, hours):
    assert column(parse_hours, text, kind=kind).values[0] == hours


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-2", "not a duration"),
        ("-1:00:00", "not a duration"),
        ("745", "not a duration"),
        ("2h75", "not a duration"),
        ("2-3h", "a range, not a number"),
        ("2h30 - 3h", "a range, not a number"),
        ("la matinée", "not a duration"),
        ("1 jour", "days, not hours"),
        ("2 journées", "days, not hours"),
    ],
)
def test_what_is_no_duration_in_hours_says_why(text, reason):
    assert column(parse_hours, text).failures[0] == reason


@settings(deadline=None)
@given(st.integers(0, 743), st.integers(0, 59))
def test_hours_and_minutes_come_back(hours, minutes):
    texts = [f"{hours}h{minutes:02d}", f"{hours} h {minutes:02d} min", f"{hours}:{minutes:02d}"]
    assert column(parse_hours, *texts).values.tolist() == pytest.approx([hours + minutes / 60] * 3)
