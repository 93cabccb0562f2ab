"""Telephone numbers, addresses, postcodes, departments, registers' numbers and free text."""

from __future__ import annotations

import numpy as np
import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.model import Kind, Parsed
from impact.parse import (
    parse_departments,
    parse_emails,
    parse_names,
    parse_person_numbers,
    parse_phones,
    parse_postcodes,
    parse_texts,
)


def column(parser, *texts: str, kind: Kind = Kind.TEXT, **options) -> Parsed:
    return parser(np.array(texts, dtype=object), np.full(len(texts), kind, np.uint8), **options)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("+33639981234", None),
        ("0639981234", "international number"),
        ("06.39.98.12.34", "international number"),
        ("06 39 98 12 34", "international number"),
        ("06-39-98-12-34", "international number"),
        ("06/39/98/12/34", "international number"),
        ("06\u00a039\u00a098\u00a012\u00a034", "international number"),
        ("+33 6 39 98 12 34", "international number"),
        ("+33 (0)6 39 98 12 34", "international number"),
        ("0033639981234", "international number"),
        ("33639981234", "international number"),
        ("Tél. : 06 39 98 12 34", "international number"),
        ("639981234", "lost zero restored"),
        ("6 39 98 12 34", "lost zero restored"),
        ("06 39 98 12 34 (voisine)", "number in a text"),
        ("06 39 98 12 34 / 01 99 00 12 34", "first of several numbers"),
        ("06 39 98 12 34 ou 01 99 00 12 34", "first of several numbers"),
        ("0639981234/0199001234", "first of several numbers"),
        ("123, 06 39 98 12 34 ; 01 99 00 12 34", "first of several numbers"),
    ],
)
def test_a_phone_number_is_read_in_every_usual_form(text, rule):
    parsed = column(parse_phones, text)
    assert (parsed.values[0], parsed.failures[0], parsed.rules[0]) == ("+33639981234", None, rule)


def test_a_number_cell_gets_its_zero_back():
    parsed = column(parse_phones, "639981234", "33639981234", kind=Kind.NUMBER)
    assert parsed.values.tolist() == ["+33639981234"] * 2
    assert parsed.rules[0] == "lost zero restored"


@pytest.mark.parametrize("text", ["06 39 98 12 34 07 39 98 12 34", "0639981234 0739981234", "0639981234;0739981234"])
def test_of_two_numbers_the_first_is_taken_and_said(text):
    parsed = column(parse_phones, text)
    assert (parsed.values[0], parsed.rules[0]) == ("+33639981234", "first of several numbers")


def test_no_number_and_no_address_are_unknown_not_wrong():
    for parsed in (column(parse_phones, "aucun", "pas de téléphone"), column(parse_emails, "aucune", "pas de mail")):
        assert parsed.rules.tolist() == ["unknown"] * 2


def test_foreign_numbers_keep_their_country():
    assert column(parse_phones, "+32 470 12 34 56").values[0] == "+32470123456"
    assert column(parse_phones, "0470 12 34 56", region="BE").values[0] == "+32470123456"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("7,17E+13", "rounded by the spreadsheet"),
        ("6.39E+8", "rounded by the spreadsheet"),
        ("0000000000", "not a phone number"),
        ("06 00 00 00 00", "not a phone number"),
        ("12345", "not a phone number"),
        ("06 12 34 56 7", "not a phone number"),
        ("+33 6 39", "not a phone number"),
        ("12/03/2020", "not a phone number"),
    ],
)
def test_what_is_no_phone_number_says_why(text, reason):
    assert column(parse_phones, text).failures[0] == reason


@settings(deadline=None)
@given(st.from_regex(r"0[67]39[0-9]{6}", fullmatch=True), st.sampled_from([" ", ".", ""]))
def test_mobile_numbers_are_what_the_library_says(digits, separator):
    text = separator.join(digits[place : place + 2] for place in range(0, 10, 2))
    number = phonenumbers.format_number(phonenumbers.parse(text, "FR"), phonenumbers.PhoneNumberFormat.E164)
    assert column(parse_phones, text).values[0] in (number, None)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("aya@courriel.example", None),
        (" Aya@Courriel.Example", "address in lower case"),
        ("mailto:aya@courriel.example", "address in lower case"),
        ("aya@courriel.example.", "address in lower case"),
        ("Aya <aya@courriel.example>", "address in a text"),
        ("aya@courriel.example ; autre@exemple.org", "first of several addresses"),
    ],
)
def test_an_address_is_read_in_every_usual_form(text, rule):
    parsed = column(parse_emails, text)
    assert (parsed.values[0], parsed.failures[0], parsed.rules[0]) == ("aya@courriel.example", None, rule)


@pytest.mark.parametrize(
    "text", ["aya@courriel", "aya.courriel.example", "a b@exemple.org", "a..b@exemple.org", "a@b@c.org"]
)
def test_what_is_no_address_is_refused(text):
    assert column(parse_emails, text).failures[0] == "not an e-mail"


@pytest.mark.parametrize(
    ("text", "postcode", "rule"),
    [
        ("75019", "75019", None),
        ("75 019", "75019", "spaces cleaned"),
        ("75019 Paris", "75019", "postcode in a text"),
        ("75019 PARIS CEDEX 19", "75019", "postcode in a text"),
        ("Paris 75019", "75019", "postcode in a text"),
        ("F-75019", "75019", "postcode in a text"),
        ("75019.0", "75019", "number format"),
        ("'75019", "75019", "number format"),
        ("1000", "01000", "lost zero restored"),
        ("SW1A 1AA", "SW1A 1AA", None),
        ("b-1000", "B-1000", "letter case"),
    ],
)
def test_a_postcode_is_read_in_every_usual_form(text, postcode, rule):
    parsed = column(parse_postcodes, text)
    assert (parsed.values[0], parsed.failures[0], parsed.rules[0]) == (postcode, None, rule)


def test_a_number_cell_is_a_postcode():
    parsed = column(parse_postcodes, "75019", "1000", "93", kind=Kind.NUMBER)
    assert parsed.values.tolist() == ["75019", "01000", None]
    assert parsed.rules.tolist() == [None, "lost zero restored", None]


@pytest.mark.parametrize("text", ["Paris", "00000", "93", "12/03/2020 14:25", "0673363927"])
def test_what_is_no_postcode_is_refused(text):
    assert column(parse_postcodes, text).failures[0] == "not a postcode"


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("75019", "75"),
        ("1000", "01"),
        ("20000", "2A"),
        ("20137", "2A"),
        ("20200", "2B"),
        ("20600", "2B"),
        ("97400", "974"),
        ("98800", "988"),
        ("75", "75"),
        ("2a", "2A"),
        ("974", "974"),
        ("1", "01"),
        ("93 - Seine-Saint-Denis", "93"),
        ("Seine-Saint-Denis (93)", "93"),
        ("75019 Paris", "75"),
    ],
)
def test_a_postcode_tells_its_department(text, department):
    assert column(parse_departments, text).values[0] == department


def test_a_foreign_postcode_has_no_department_and_a_false_one_fails():
    foreign = column(parse_departments, "SW1A 1AA")
    assert (foreign.values[0], foreign.failures[0]) == (None, None)
    assert all(column(parse_departments, "99123", "20300", "98000", "20", "Paris").failures)


def test_a_register_s_number_is_text():
    parsed = column(parse_person_numbers, "12.0", "0012", " A-12 ", "12")
    assert parsed.values.tolist() == ["12", "0012", "A-12", "12"]
    assert parsed.rules.tolist() == ["decimals dropped", None, "spaces cleaned", None]
    assert column(parse_person_numbers, "7.17e+16", kind=Kind.NUMBER).failures[0] == "rounded by the spreadsheet"


def test_text_is_kept_as_typed_but_for_its_spaces():
    parsed = column(parse_texts, "  Sac\u00a0à \n main ", "Sac", "n.c.", "-", "#N/A")
    assert parsed.values.tolist() == ["Sac à main", "Sac", None, None, None]
    assert parsed.rules.tolist() == ["spaces cleaned", None, "unknown", "unknown", "unknown"]


def test_initials_may_be_a_name_but_marks_are_not():
    assert column(parse_names, "Na", " KONÉ ", "-", "inconnue").values.tolist() == ["Na", "KONÉ", None, None]
