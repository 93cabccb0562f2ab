"""What figures count, on tables made by hand: nulls, margins, money, people who come twice."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from handmade import tables_of

from impact.errors import UsageError
from impact.indicators import CATALOGUE, DIMENSIONS, compute_figures, leave_out, list_records
from impact.model import Figures, Scope, Tables
from impact.words import read_words

FALSE_FRIENDS = ("PI5297", "PI2185", "PI3687", "PI5683", "OI7877", "PI4237")


def figures_of(tables: Tables, *names: str, by: Sequence[str] = (), **options: object) -> Figures:
    return compute_figures(tables, [CATALOGUE[name] for name in names], by, **options)


def value(figures: Figures, indicator: str, part: str = "value", **cell: str) -> float | None:
    found = figures.frame[figures.frame["indicator"] == indicator]
    for name in figures.by:
        found = found[found[name] == cell.get(name, "all")]
    assert len(found) == 1
    number = found[part].iloc[0]
    return None if number != number else number


def test_the_catalogue_is_that_of_the_contract_in_its_order():
    assert list(CATALOGUE)[:4] == ["people_met", "people_accompanied", "accompaniment_rate", "share_women"]
    assert list(CATALOGUE)[-1] == "revenue_per_person"
    assert len(CATALOGUE) == 29


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_figure_dimension_and_code_has_its_words(language):
    words = read_words(language)
    dimensions = {name for names in DIMENSIONS.values() for name in names}
    keys = [f"indicators.{name}.{part}" for name in CATALOGUE for part in ("label", "definition")]
    keys += [f"dimensions.{name}" for name in dimensions]
    keys += [f"indicators.{figure.id}.note" for figure in CATALOGUE.values() if figure.code]
    keys += [f"values.kind.{kind}" for kind in ("workshop", "public_talk", "other", "refund")]
    assert [key for key in keys if not words.has(key)] == []


def test_no_public_code_is_a_false_friend():
    codes = {figure.code for figure in CATALOGUE.values() if figure.code}
    assert codes == {f"IRIS+ PI{number}" for number in (4060, 8330, 2998, 1836, 3180, 1263)}
    assert not any(friend in code for code in codes for friend in FALSE_FRIENDS)
    assert {figure.match for figure in CATALOGUE.values() if figure.code} == {"exact", "close"}


def test_a_person_met_in_two_years_counts_once_in_the_margin():
    tables = tables_of(participants=[{"year": 2020}, {"year": 2021}, {"year": 2021, "person_id": "p2"}])
    figures = figures_of(tables, "people_met", by=["year"])
    assert [value(figures, "people_met", year=year) for year in ("2020", "2021", "all")] == [1, 2, 2]


def test_a_null_is_unspecified_and_counts_in_the_margin():
    tables = tables_of(participants=[{"sector": None}, {"sector": "textile", "person_id": "p2"}])
    figures = figures_of(tables, "people_met", by=["sector"])
    assert figures.frame["sector"].tolist() == ["textile", "unspecified", "all"]
    assert value(figures, "people_met") == 2


def test_a_sector_called_all_is_not_the_margin():
    tables = tables_of(sales=[{"sector": "all"}, {"sector": "unspecified"}, {"sector": None}])
    figures = figures_of(tables, "revenue", by=["sector"])
    assert sorted(figures.frame["sector"]) == sorted(["all", "unspecified", "“all”", "“unspecified”"])
    assert value(figures, "revenue") == 30


def test_a_share_leaves_the_unknown_out_and_says_how_many():
    genders = ["F", "F", "M", None]
    tables = tables_of(participants=[{"person_id": f"p{n}", "gender": g} for n, g in enumerate(genders)])
    figures = figures_of(tables, "share_women")
    parts = ("value", "numerator", "denominator", "missing", "people")
    assert [value(figures, "share_women", part) for part in parts] == [2 / 3, 2, 3, 1, 4]


def test_a_share_of_nobody_known_has_no_data_but_keeps_the_missing():
    figures = figures_of(tables_of(participants=[{}]), "share_women")
    assert figures.frame["status"].tolist() == ["no_data"]
    assert value(figures, "share_women") is None
    assert value(figures, "share_women", "missing") == 1


def test_a_count_is_zero_where_its_table_has_rows_and_has_no_data_where_it_has_none():
    figures = figures_of(tables_of(workshops=[{"kind": "visit"}]), "trainings", "visits", "people_met", "revenue")
    assert figures.frame["value"].tolist()[:2] == [0, 1]
    assert figures.frame["status"].tolist() == ["ok", "ok", "no_data", "no_data"]


def test_every_cell_that_any_table_has_is_there_for_every_figure():
    tables = tables_of(participants=[{"year": 2020}], sales=[{"year": 2021}])
    figures = figures_of(tables, "people_met", "revenue", by=["year"])
    assert figures.frame["year"].tolist() == ["2020", "2021", "all"] * 2
    assert figures.frame["status"].tolist() == ["ok", "no_data", "ok", "no_data", "ok", "ok"]


def test_empty_tables_give_the_whole_without_data():
    figures = compute_figures(tables_of(), list(CATALOGUE.values()), ["sector"])
    assert set(figures.frame["sector"]) == {"all"}
    assert set(figures.frame["status"]) == {"no_data"}


def test_figures_without_the_dimension_are_left_out_and_named():
    tables = tables_of(participants=[{"gender": "F"}], sales=[{}])
    figures = figures_of(tables, "people_met", "revenue", "revenue_per_person", by=["gender"])
    assert set(figures.frame["indicator"]) == {"people_met"}
    assert set(leave_out([CATALOGUE["revenue"], CATALOGUE["revenue_per_person"]], ["gender"])) == {
        "revenue",
        "revenue_per_person",
    }
    assert "genre" in leave_out([CATALOGUE["revenue"]], ["gender"], language="fr")["revenue"]


def test_a_breakdown_that_no_figure_has_gives_an_empty_frame():
    assert len(figures_of(tables_of(sales=[{}]), "revenue", by=["gender"]).frame) == 0


def test_an_unknown_dimension_is_refused_with_the_nearest():
    with pytest.raises(UsageError, match="sector"):
        figures_of(tables_of(), "people_met", by=["sectr"])
    with pytest.raises(UsageError, match="twice"):
        figures_of(tables_of(), "people_met", by=["sector", "sector"])
    with pytest.raises(UsageError, match="gender"):
        figures_of(tables_of(), "people_met", scope=Scope(where=(("gendre", ("F",)),)))


def test_money_adds_up_to_the_cent_and_refunds_are_taken_off():
    amounts = [("sale", "0.10"), ("sale", "0.20"), ("refund", "-0.05"), ("expense", "0.07")]
    tables = tables_of(sales=[{"kind": kind, "amount": Decimal(amount)} for kind, amount in amounts])
    figures = figures_of(tables, "revenue", "expenses", "net_result", "average_sale")
    assert [value(figures, name) for name in ("revenue", "expenses", "net_result")] == [0.25, 0.07, 0.18]
    assert value(figures, "average_sale", "numerator") == 0.3


def test_learner_hours_multiply_and_leave_unknown_hours_out():
    tables = tables_of(
        workshops=[{"hours": 1.5, "attendees": 4}, {"hours": None, "attendees": 3}, {"kind": "visit", "hours": 9.0}]
    )
    figures = figures_of(tables, "learner_hours", "training_hours")
    assert value(figures, "learner_hours") == 6
    assert value(figures, "training_hours") == 1.5
    assert value(figures, "training_hours", "missing") == 1


def test_attendance_counts_workshops_and_trainings_and_people_without_an_id():
    tables = tables_of(
        workshops=[{}, {"kind": "visit"}],
        attendance=[
            {"person_id": "p1"},
            {"person_id": None, "status": "absent"},
            {"person_id": "p1", "workshop_id": "w1"},
        ],
    )
    figures = figures_of(tables, "attendance_rate", by=["kind"])
    assert value(figures, "attendance_rate", "denominator", kind="workshop") == 2
    assert value(figures, "attendance_rate", "people", kind="workshop") == 1
    assert value(figures, "attendance_rate", kind="visit") is None


def test_one_yes_is_enough_for_prior_activity_and_the_latest_answer_counts_six_months_later():
    stays = [
        {"first_contact": date(2019, 5, 1), "year": 2019, "prior_activity": True, "active_6m": True},
        {"first_contact": date(2020, 5, 1), "year": 2020, "prior_activity": False, "active_6m": False},
        {"first_contact": None, "year": 2019, "prior_activity": None, "active_6m": True},
    ]
    tables = tables_of(participants=[{"stage": "accompanied", **stay} for stay in stays])
    figures = figures_of(tables, "share_prior_activity", "share_active_6m")
    assert value(figures, "share_prior_activity") == 1
    assert value(figures, "share_active_6m") == 0


def test_a_record_without_a_first_contact_stands_at_the_end_of_its_year():
    stays = [(date(2020, 5, 1), 2020, True), (None, 2020, False), (date(2019, 1, 1), 2019, True)]
    tables = tables_of(
        participants=[
            {"stage": "accompanied", "first_contact": day, "year": year, "active_6m": active}
            for day, year, active in stays
        ]
    )
    assert value(figures_of(tables, "share_active_6m"), "share_active_6m") == 0


def test_age_is_that_of_the_earliest_accompanied_record_in_the_selection():
    stays = [("met", 2018, 30), ("accompanied", 2020, 32), ("accompanied", 2021, 33)]
    tables = tables_of(
        participants=[{"stage": s, "year": y, "age": a, "first_contact": date(y, 1, 1)} for s, y, a in stays]
    )
    figures = figures_of(tables, "mean_age", by=["year"])
    assert [value(figures, "mean_age", year=year) for year in ("2018", "2020", "2021", "all")] == [None, 32, 33, 32]


def test_a_person_has_one_gender_and_one_age_band_in_a_selection():
    tables = tables_of(
        participants=[
            {"gender": "M", "age": 27, "year": 2021, "first_contact": date(2021, 1, 1)},
            {"gender": "F", "age": 25, "year": 2019, "first_contact": date(2019, 1, 1)},
        ]
    )
    by_gender = figures_of(tables, "people_met", "share_women", by=["gender"])
    assert by_gender.frame["gender"].tolist() == ["F", "all"] * 2
    by_age = figures_of(tables, "people_met", by=["year", "age_band"])
    assert value(by_age, "people_met", year="2021", age_band="26–35") == 1
    assert value(by_age, "people_met", year="all", age_band="18–25") == 1
    assert not ((by_age.frame["year"] == "all") & (by_age.frame["age_band"] == "26–35")).any()


def test_a_person_may_have_several_orientations():
    tables = tables_of(participants=[{"orientation": "partner"}, {"orientation": "training"}])
    figures = figures_of(tables, "people_met", by=["orientation"])
    assert figures.frame["value"].tolist() == [1, 1, 1]


def test_age_bands_stand_in_the_order_of_age():
    ages = [60, 17, 18, 46, 26, 36]
    tables = tables_of(participants=[{"person_id": f"p{age}", "age": age} for age in ages])
    bands = figures_of(tables, "people_met", by=["age_band"]).frame["age_band"].tolist()
    assert bands == ["under 18", "18–25", "26–35", "36–45", "46–55", "56 and over", "all"]
    custom = figures_of(tables, "people_met", by=["age_band"], age_bounds=[26]).frame["age_band"].tolist()
    assert custom == ["under 26", "26 and over", "all"]


@pytest.mark.parametrize(
    ("dimension", "expected"),
    [
        ("month", "2021-08"),
        ("quarter", "2021-Q3"),
        ("calendar_year", "2021"),
        ("fiscal_year", "2020"),
        ("year", "2019"),
    ],
)
def test_a_sale_of_the_last_day_of_the_fiscal_year_belongs_to_it(dimension, expected):
    tables = tables_of(sales=[{"date": date(2021, 8, 31), "year": 2019}])
    figures = figures_of(tables, "revenue", by=[dimension], fiscal_year_start="09-01")
    assert figures.frame[dimension].tolist() == [expected, "all"]


def test_without_a_fiscal_year_the_calendar_counts_and_a_missing_date_is_unspecified():
    tables = tables_of(sales=[{"date": date(2021, 1, 1)}, {"date": None}])
    figures = figures_of(tables, "revenue", by=["fiscal_year"])
    assert figures.frame["fiscal_year"].tolist() == ["2021", "unspecified", "all"]


def test_a_condition_gives_the_same_figure_as_the_cell():
    tables = tables_of(
        participants=[{"person_id": f"p{n}", "gender": g, "age": 20 + n} for n, g in enumerate("FMFF")],
        sales=[{"sector": "textile"}],
    )
    cell = value(figures_of(tables, "people_met", by=["gender"]), "people_met", gender="F")
    where = Scope(where=(("gender", ("F",)),))
    assert value(figures_of(tables, "people_met", scope=where), "people_met") == cell == 3
    young = Scope(where=(("age_band", ("18-25",)), ("gender", ("M", "unspecified"))))
    assert value(figures_of(tables, "people_met", scope=young), "people_met") == 1
    assert set(figures_of(tables, "people_met", "revenue", scope=where).frame["indicator"]) == {"people_met"}


def test_a_scope_limits_projects_sectors_and_years():
    tables = tables_of(
        sales=[{"project": "a", "sector": "s", "year": 2020}, {"project": "b", "sector": "s", "year": 2020}, {}]
    )
    assert value(figures_of(tables, "revenue", scope=Scope(projects=("a",))), "revenue") == 10
    assert value(figures_of(tables, "revenue", scope=Scope(sectors=("s",), years=(2020,))), "revenue") == 20
    assert value(figures_of(tables, "revenue", scope=Scope(years=(1999,))), "revenue") is None


def test_old_column_types_of_pandas_give_the_same_figures():
    tables = tables_of(
        participants=[{"age": 30, "gender": "F", "stage": "accompanied", "active_6m": True}, {"person_id": "p2"}],
        sales=[{"year": 2020, "date": date(2020, 5, 1)}, {"brand": "b"}],
    )
    plain = Tables(*(frame.astype(object).where(frame.notna(), None) for frame in vars(tables).values()))
    expected = compute_figures(tables, list(CATALOGUE.values()), ["month"]).frame
    pd.testing.assert_frame_equal(compute_figures(plain, list(CATALOGUE.values()), ["month"]).frame, expected)


def test_no_table_is_altered():
    tables = tables_of(participants=[{}], workshops=[{}], attendance=[{}], sales=[{}])
    before = [frame.copy(deep=True) for frame in vars(tables).values()]
    compute_figures(tables, list(CATALOGUE.values()), ["year", "project"])
    list_records(tables, CATALOGUE["mean_age"], {})
    for frame, kept in zip(vars(tables).values(), before, strict=True):
        pd.testing.assert_frame_equal(frame, kept)


def test_records_of_a_result_are_signed_and_of_a_ratio_have_a_role():
    tables = tables_of(
        participants=[{"stage": "accompanied"}], sales=[{}, {"kind": "expense"}, {"kind": "refund", "amount": -2}]
    )
    result = list_records(tables, CATALOGUE["net_result"], {"sector": "all"})
    assert result["value"].tolist() == [10, -2, -10]
    per_person = list_records(tables, CATALOGUE["revenue_per_person"], {})
    assert per_person["role"].tolist() == ["numerator", "numerator", "denominator"]
    assert per_person["table"].tolist() == ["sales", "sales", "participants"]


def test_records_of_a_cell_that_a_figure_does_not_have_are_refused():
    with pytest.raises(UsageError, match="gender"):
        list_records(tables_of(), CATALOGUE["revenue"], {"gender": "F"})


def test_importing_the_figures_does_not_import_pandas():
    code = "import sys, impact.indicators; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
