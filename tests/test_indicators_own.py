"""An association's own figures behave like the built-in ones, and what cannot be is refused in a sentence."""

from __future__ import annotations

from datetime import date

import pytest
from handmade import tables_of

from impact.errors import ConfigError
from impact.indicators import compute_figures, declare_own, list_records
from impact.settings import OwnIndicatorSettings

PEOPLE = [
    {"person_id": "p1", "stage": "accompanied", "age": 19, "orientation": "partner"},
    {"person_id": "p1", "stage": "met", "age": 19, "orientation": "training"},
    {"person_id": "p2", "stage": "accompanied", "age": 30, "orientation": None},
    {"person_id": "p3", "stage": "met", "age": None, "orientation": "training", "priority_district": True},
]


def own(**keys: object):
    return declare_own(OwnIndicatorSettings(**{"id": "mine", "label": "À nous", "table": "participants", **keys}))


def figure(indicator, part: str = "value", **rows: object) -> float | None:
    frame = compute_figures(tables_of(**({"participants": PEOPLE} | rows)), [indicator]).frame
    number = frame[part].iloc[0]
    return None if number != number else number


def test_young_people_accompanied_are_counted_once():
    young = own(count="person_id", where={"stage": "accompanied", "age_band": ["18–25", "26-35"]})
    assert young.unit == "people"
    assert young.attributes == ("stage", "age_band")
    assert figure(young) == 2


def test_rows_are_counted_and_numbers_added_up():
    assert figure(own(count="rows", where={"orientation": "training"})) == 2
    workshops = [{"hours": 1.5, "attendees": 3}, {"hours": None}, {"kind": "visit", "hours": 8.0}]
    hours = own(table="workshops", sum="hours", where={"kind": ["workshop"]})
    assert figure(hours, workshops=workshops) == 1.5
    assert hours.unit == "hours"


def test_a_mean_of_people_takes_each_person_once():
    assert figure(own(mean="age")) == 24.5


def test_a_sum_over_people_takes_every_record():
    assert figure(own(sum="age")) == 19 + 19 + 30


def test_a_share_leaves_the_unknown_out():
    to_partner = own(count="person_id", where={"orientation": "partner"}, of={})
    assert to_partner.unit == "share"
    assert [figure(to_partner, part) for part in ("numerator", "denominator", "missing")] == [1, 2, 1]
    of_accompanied = own(count="person_id", where={"orientation": "partner"}, of={"stage": "accompanied"})
    assert [figure(of_accompanied, part) for part in ("numerator", "denominator", "missing")] == [1, 1, 1]


def test_an_answer_is_known_as_soon_as_one_condition_fails():
    both = own(count="person_id", where={"stage": "met", "orientation": "training"}, of={})
    assert [figure(both, part) for part in ("numerator", "denominator", "missing")] == [2, 3, 0]


def test_yes_no_numbers_and_unspecified_can_be_asked_for():
    assert figure(own(count="person_id", where={"priority_district": True})) == 1
    assert figure(own(count="person_id", where={"age": [19, 30]})) == 2
    assert figure(own(count="person_id", where={"age_band": "unspecified"})) == 1


def test_a_condition_on_a_period_works():
    sold = own(table="sales", sum="amount", where={"calendar_year": 2020})
    assert figure(sold, sales=[{"date": date(2020, 1, 1)}, {}]) == 10
    assert sold.unit == "currency"


def test_many_figures_of_ones_own_are_computed_without_a_warning():
    shares = [own(id=f"share{n}", count="person_id", where={"stage": "met"}, of={}) for n in range(20)]
    means = [own(id=f"mean{n}", table="sales", mean="amount") for n in range(20)]
    found = compute_figures(tables_of(participants=PEOPLE, sales=[{}]), [*shares, *means], ["sector", "year"]).frame
    assert found["indicator"].nunique() == 40


def test_its_records_can_be_listed():
    young = own(count="person_id", where={"age_band": "18–25"})
    records = list_records(tables_of(participants=PEOPLE), young, {})
    assert records["record_id"].tolist() == ["p0"]
    assert set(records["field"]) == {"age_band"}


def test_its_words_are_its_own():
    named = own(count="rows", label={"fr": "À nous", "en": "Ours"}, definition="Tout.")
    assert (named.label.en, named.definition.en) == ("Ours", "Tout.")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"count": "persons"}, r"indicators.mine.count: “persons” does not exist.*person_id"),
        ({"sum": "amont", "table": "sales"}, "indicators.mine.sum.*amount"),
        ({"count": "rows", "where": {"stge": "met"}}, "indicators.mine.where.stge.*stage"),
        ({"count": "rows", "where": {"stage": "acompanied"}}, "indicators.mine.where.stage.*accompanied"),
        ({"count": "rows", "where": {"kind": "visit"}, "of": {"kind": "x"}, "table": "workshops"}, "of.kind.*workshop"),
        ({"count": "person_id", "table": "sales"}, "indicators.mine.count.*rows"),
        ({"count": "rows", "mean": "age"}, "only one"),
        ({}, "only one"),
        ({"sum": "amount", "table": "sales", "of": {}}, "of: a share"),
        ({"count": "rows", "of": {}}, "a share without where is always 100 %"),
        (
            {"count": "rows", "unit": "%", "where": {"stage": "met"}},
            "unit: “%” is the unit of a share: say of what with of",
        ),
        ({"mean": "age", "unit": "share"}, "unit: “share” is the unit of a share"),
        (
            {"count": "rows", "where": {"country": "Malli"}},
            "where.country: “Malli” does not exist; did you mean “Mali”",
        ),
        (
            {"count": "rows", "where": {"month": "octobre"}},
            "where.month: “octobre” is not a period; .* such as 2023-10",
        ),
        ({"count": "rows", "where": {"month": "2023-13"}}, "“2023-13” is not a period"),
        ({"count": "rows", "of": {"quarter": "T5"}, "where": {"stage": "met"}}, "of.quarter: “T5” .* such as 2023-Q4"),
        ({"count": "rows", "where": {"year": "deux mille"}}, "“deux mille” is not a period; write one such as 2023"),
        ({"count": "rows", "where": {"age": float("nan")}}, "“nan” is not a number"),
    ],
)
def test_what_does_not_exist_is_refused_with_the_nearest(keys, said):
    with pytest.raises(ConfigError, match=said):
        own(**keys)
