"""What every parser of a column keeps to, whatever the field."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.model import Kind, Parsed
from impact.parse import PARSERS, parse_departments

PEOPLE = (
    "last_name first_name full_name gender birth_date birth_year age country email phone person_number postcode city"
)
PARTICIPATION = "priority_district first_contact stage orientation skill_level project_type prior_activity active_6m"
ACTIVITIES = "date title kind hours start_time end_time place attendees presence"
SALES = "date product brand range channel event quantity unit_price amount kind payment reference"
FIELDS = f"{PEOPLE} {PARTICIPATION} {ACTIVITIES} {SALES} sector project year note".split()
FREE = {"city", "title", "place", "product", "brand", "range", "channel", "event", "payment", "reference", "note"}
FREE |= {"last_name", "first_name", "full_name", "project", "sector", "project_type"}
ALL = [*PARSERS.items(), ("department", parse_departments)]
SCRAPS = st.sampled_from(
    [*"0123456789 /-:,.€%()hxeEXk'+", "\u00a0", "\u202f", "mars ", "20", " et ", "NA", "n.c.", "²", "٣", "ß"]
)
TEXTS = st.one_of(st.text(max_size=30), st.lists(SCRAPS, max_size=12).map("".join))


def column(parser, texts, kinds) -> Parsed:
    return parser(np.array(texts, dtype=object), np.array(kinds, np.uint8))


def test_every_field_of_the_contract_has_a_parser():
    assert set(PARSERS) == {*FIELDS, "sale_kind"}


@settings(deadline=None)
@given(st.lists(st.tuples(TEXTS, st.sampled_from([Kind.TEXT, Kind.TEXT, Kind.ERROR])), max_size=8, unique=True))
def test_no_text_makes_a_parser_raise_or_contradict_itself(cells):
    texts, kinds = [text for text, _ in cells], [kind for _, kind in cells]
    for _, parser in ALL:
        parsed = column(parser, texts, kinds)
        assert len(parsed.values) == len(parsed.failures) == len(parsed.rules) == len(texts)
        for value, failure, rule in zip(parsed.values, parsed.failures, parsed.rules, strict=True):
            assert failure is None or (value is None and rule is None)


@settings(deadline=None)
@given(st.floats() | st.integers(-(10**16), 10**16), st.dates(), st.times(), st.integers(-(10**6), 10**6))
def test_no_native_cell_makes_a_parser_raise(number, date, time, hour):
    cells = [
        (repr(number).removesuffix(".0"), Kind.NUMBER),
        (date.isoformat(), Kind.DATE),
        (f"{date.isoformat()}T{time.isoformat('seconds')}", Kind.DATE),
        (time.isoformat("seconds"), Kind.TIME),
        (f"{hour}:30:00", Kind.DURATION),
        ("TRUE", Kind.BOOL),
        ("#N/A", Kind.ERROR),
    ]
    for _, parser in ALL:
        for text, kind in cells:
            column(parser, [text], [kind])
        column(parser, *zip(*cells, strict=True))


@pytest.mark.parametrize(("field", "parser"), ALL)
def test_errors_blanks_and_empty_columns_are_unknown_without_a_failure(field, parser):
    parsed = column(parser, ["#REF!", "  ", "?", "n.c."], [Kind.ERROR, Kind.TEXT, Kind.TEXT, Kind.TEXT])
    letters_may_be_a_name = field in ("last_name", "first_name", "full_name")
    assert parsed.values.tolist() == [None, None, None, "n.c." if letters_may_be_a_name else None]
    assert not any(parsed.failures)
    assert parsed.rules.tolist()[:3] == ["unknown", None, "unknown"]
    assert len(column(parser, [], []).values) == 0


@pytest.mark.parametrize(("field", "parser"), [cell for cell in ALL if cell[0] not in FREE])
def test_a_reason_and_a_rule_never_repeat_the_cell(field, parser):
    texts = ["Zyqwv", "Zyqwv 31/02/2020", "zyqwv@", "9999999999999999999"]
    parsed = column(parser, texts, [Kind.TEXT] * 4)
    said = " ".join(filter(None, [*parsed.failures, *parsed.rules])).lower()
    assert "zyqwv" not in said and "99" not in said and "2020" not in said


@pytest.mark.parametrize(("field", "parser"), ALL)
def test_a_parser_leaves_its_arguments_alone(field, parser):
    texts, kinds = np.array([" a ", "12", "-"], dtype=object), np.zeros(3, np.uint8)
    parser(texts, kinds)
    assert texts.tolist() == [" a ", "12", "-"] and not kinds.any()


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=6, unique=True), st.sampled_from([cell for cell in ALL if cell[0] not in ("kind",)]))
def test_a_parsed_text_parses_to_itself(texts, cell):
    field, parser = cell
    parsed = column(parser, texts, [Kind.TEXT] * len(texts))
    reserved = {"NA", "NC", "NR"} if field == "country" else set()
    values = sorted({value for value in parsed.values if isinstance(value, str)} - reserved)
    again = column(parser, values, [Kind.TEXT] * len(values))
    assert again.values.tolist() == values
