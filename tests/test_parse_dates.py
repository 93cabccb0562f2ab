"""Dates, times of day and years, as people and machines write them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

import impact
from impact.model import Kind, Parsed
from impact.parse import parse_ages, parse_dates, parse_times, parse_years

TODAY = dt.date(2024, 6, 15)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


def column(parser, *texts: str, kind: Kind = Kind.TEXT, **options) -> Parsed:
    return parser(np.array(texts, dtype=object), np.full(len(texts), kind, np.uint8), **options)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("2020-03-12", None),
        ("2020-03-12T10:12:33", "time of day dropped"),
        ("2020-03-12T10:12:33.120+01:00", "time of day dropped"),
        ("2020-03-12T23:59:59.999-11:00", "time of day dropped"),
        ("2020-03-12T10:12:33Z", "time of day dropped"),
        ("2020-03-12 10:12", "time of day dropped"),
        ("2020/03/12", "year first date"),
        ("2020-3-12", "year first date"),
        ("20200312", "compact date"),
        ("20200312T101233", "compact date"),
        ("12032020", "compact date"),
        ("12/03/2020", "day first date"),
        (" 12/03/2020 ", "day first date"),
        ("12/3/20", "day first date"),
        ("12.3.20", "day first date"),
        ("12.03.2020", "day first date"),
        ("12-03-2020", "day first date"),
        ("12 03 2020", "day first date"),
        ("12 / 03 / 2020", "day first date"),
        ("12\u00a0/\u00a003\u00a0/\u00a02020", "day first date"),
        ("le 12/03/2020", "day first date"),
        ("jeudi 12/03/2020", "day first date"),
        ("jeu. 12/03/2020", "day first date"),
        ("12/03/2020 14:25", "day first date"),
        ("12/03/2020 14:25:33", "day first date"),
        ("12/03/2020 à 14h25", "day first date"),
        ("12/03/2020 de 14h à 16h30", "day first date"),
        ("12/3/20 2:25 PM", "day first date"),
        ("12 mars 2020", "month name"),
        ("12 MARS 2020", "month name"),
        ("12 mars 20", "month name"),
        ("12-mars-2020", "month name"),
        ("12mars2020", "month name"),
        ("jeudi 12 mars 2020", "month name"),
        ("Le jeudi 12 mars 2020 à 9h30", "month name"),
        ("12 March 2020", "month name"),
        ("12 Mar 2020", "month name"),
        ("12th of March, 2020", "month name"),
        ("March 12, 2020", "month name"),
        ("March 12th 2020", "month name"),
        ("Thursday, 12 March 2020", "month name"),
        ("12 mars 2020 10:15", "month name"),
        ("43902", "date serial"),
        ("43902.75", "date serial"),
        ("43902,75", "date serial"),
    ],
)
def test_a_day_is_read_in_every_usual_form(text, rule):
    parsed = column(parse_dates, text)
    assert (parsed.values[0], parsed.failures[0], parsed.rules[0]) == (dt.date(2020, 3, 12), None, rule)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1er août 2020", dt.date(2020, 8, 1)),
        ("1er aout 2020", dt.date(2020, 8, 1)),
        ("10 juil. 2026 10:15", dt.date(2026, 7, 10)),
        ("1 juin 2026 09:59", dt.date(2026, 6, 1)),
        ("18 sept. 2024", dt.date(2024, 9, 18)),
        ("18 sept 2024", dt.date(2024, 9, 18)),
        ("3 janv. 2021", dt.date(2021, 1, 3)),
        ("3 févr. 2021", dt.date(2021, 2, 3)),
        ("3 fev 2021", dt.date(2021, 2, 3)),
        ("3 avr. 2021", dt.date(2021, 4, 3)),
        ("3 mai 2021", dt.date(2021, 5, 3)),
        ("3 déc. 2021", dt.date(2021, 12, 3)),
        ("3 dec 2021", dt.date(2021, 12, 3)),
        ("May 5, 2020", dt.date(2020, 5, 5)),
        ("29/02/2020", dt.date(2020, 2, 29)),
        ("31.12.99", dt.date(1999, 12, 31)),
        ("mar. 3 mars 2020", dt.date(2020, 3, 3)),
    ],
)
def test_months_are_read_by_name_and_abbreviation(text, date):
    assert column(parse_dates, text).values[0] == date


@pytest.mark.parametrize("text", ["mars 2020", "Mars 2020", "march 2020", "03/2020", "2020-03", "mars-20", "mar. 2020"])
def test_a_month_alone_is_its_first_day_and_the_rule_says_so(text):
    parsed = column(parse_dates, text)
    assert (parsed.values[0], parsed.rules[0]) == (dt.date(2020, 3, 1), "first of the month")


@pytest.mark.parametrize(
    "text",
    [
        "30/02/2020",
        "le 30/02/2020",
        "31 avril 2021",
        "2021-02-29",
        "2020-13-01",
        "29/02/1900",
        "00/00/0000",
        "32/01/2020",
    ],
)
def test_a_day_that_does_not_exist_is_refused(text):
    parsed = column(parse_dates, text)
    assert (parsed.values[0], parsed.failures[0], parsed.rules[0]) == (None, "not a date", None)


@pytest.mark.parametrize("text", ["12/03/1899", "12/03/2101", "1789-07-14", "12 mars 3020", "0001-01-01"])
def test_a_year_out_of_reach_is_refused(text):
    assert column(parse_dates, text).failures[0] == "not a date"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2020", "a year without a day"),
        ("mars 20", "ambiguous: a day or a year"),
        ("12 et 19 mars 2020", "several dates in one cell"),
        ("12/03/2020 et 19/03/2020", "several dates in one cell"),
        ("14/03/2020 au 12/03/2020", "several dates in one cell"),
        ("2019-2020", "not a date"),
        ("12 mars 2020 (reporté au 19/03/2020)", "several dates in one cell"),
        ("bientôt", "not a date"),
        ("75019", "not a date"),
        ("12", "not a date"),
        ("1/1/1", "not a date"),
        ("12/03/2014:25", "not a date"),
    ],
)
def test_what_is_no_single_day_says_why(text, reason):
    assert column(parse_dates, text).failures[0] == reason


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("du 12 au 14 mars 2020", "2020-03-12"),
        ("12/03/2020 - 14/03/2020", "2020-03-12"),
        ("12-13/03/2020", "2020-03-12"),
        ("du 12/03 au 14/03/2020", "2020-03-12"),
        ("12 et 13 mars 2020", "2020-03-12"),
        ("March 12-14, 2020", "2020-03-12"),
        ("du samedi 30 mars au lundi 1er avril 2019", "2019-03-30"),
        ("du 28 décembre au 3 janvier 2020", "2019-12-28"),
    ],
)
def test_of_several_days_in_a_row_the_first_is_taken_and_said_but_nobody_is_born_so(text, first):
    parsed = column(parse_dates, text)
    assert (str(parsed.values[0]), parsed.rules[0]) == (first, "first day of a range")
    assert column(parse_dates, text, birth=True).failures[0] == "several dates in one cell"


@pytest.mark.parametrize("text", ["12 mars 1985 (matin)", "12/03/1985 après-midi", "née le 12 mars 1985 à Thiès"])
def test_a_remark_beside_a_date_is_set_aside(text):
    assert str(column(parse_dates, text, birth=True).values[0]) == "1985-03-12"


def test_a_spreadsheet_s_zero_is_nobody_s_birth():
    parsed = column(parse_dates, "01/01/1900", "1900-01-01", birth=True)
    assert parsed.failures.tolist() == ["a birth too long ago"] * 2
    assert column(parse_years, "1900").values[0] is None


def test_days_in_a_row_without_a_year_need_one_too():
    assert column(parse_dates, "du 2 au 4 avril").failures[0] == "a date without a year"
    assert column(parse_dates, "du 2 au 4 avril", year=2021).values[0] == dt.date(2021, 4, 2)


def test_days_without_a_year_take_the_sheet_s_title_s_or_are_said(tmp_path):
    rows = [("Date", "Intitulé", "Durée"), ("12 mars", "Couture", "2h"), ("jeudi 19 mars", "Tricot", "1h30")]
    for folder, title in (("said", "Planning des ateliers 2020"), ("silent", "Planning")):
        (tmp_path / folder / "data" / "raw").mkdir(parents=True)
        lines = [(title,), *rows]
        (tmp_path / folder / "data" / "raw" / "a.csv").write_text("\n".join(";".join(line) for line in lines) + "\n")
    said, silent = impact.open(tmp_path / "said"), impact.open(tmp_path / "silent")
    assert [str(date)[:10] for date in said.workshops["date"]] == ["2020-03-12", "2020-03-19"]
    assert silent.workshops["date"].isna().all()
    assert "date" in set(silent.sources["field"])


def test_a_day_without_a_year_needs_one():
    assert column(parse_dates, "1er août", "18/05").failures.tolist() == ["a date without a year"] * 2
    parsed = column(parse_dates, "1er août", "18/05", year=2021)
    assert parsed.values.tolist() == [dt.date(2021, 8, 1), dt.date(2021, 5, 18)]
    assert set(parsed.rules) == {"year added"}


def test_days_come_first_unless_the_column_proves_the_contrary():
    assert column(parse_dates, "05/09/2024", "06/09/2024").values[0] == dt.date(2024, 9, 5)
    month_first = column(parse_dates, "05/09/2024", "05/23/2024")
    assert month_first.values.tolist() == [dt.date(2024, 5, 9), dt.date(2024, 5, 23)]
    assert month_first.rules[0] == "month first date"
    torn = column(parse_dates, "05/09/2024", "05/23/2024", "23/05/2024")
    assert torn.values.tolist() == [dt.date(2024, 9, 5), None, dt.date(2024, 5, 23)]


def test_iso_dates_are_never_turned_round():
    parsed = column(parse_dates, "2024-09-05", "23/05/2024", "2024-09-17")
    assert parsed.values.tolist() == [dt.date(2024, 9, 5), dt.date(2024, 5, 23), dt.date(2024, 9, 17)]
    assert column(parse_dates, "2024-09-05", "05/23/2024").values[0] == dt.date(2024, 9, 5)


def test_serials_follow_the_workbook_and_years_are_no_serials():
    assert column(parse_dates, "43902", "43902.5", kind=Kind.NUMBER).values.tolist() == [dt.date(2020, 3, 12)] * 2
    assert column(parse_dates, "42440", kind=Kind.NUMBER, date1904=True).values[0] == dt.date(2020, 3, 12)
    assert column(parse_dates, "20200312", kind=Kind.NUMBER).values[0] == dt.date(2020, 3, 12)
    assert column(parse_dates, "1985", kind=Kind.NUMBER).failures[0] == "a year without a day"
    assert column(parse_dates, "12", "-3", "1e+16", kind=Kind.NUMBER).failures.tolist() == ["not a date"] * 3


def test_a_native_date_is_taken_as_it_is():
    parsed = column(parse_dates, "2020-03-12", "2020-03-12T10:12:33", "2020-03-12T00:00:00", kind=Kind.DATE)
    assert set(parsed.values) == {dt.date(2020, 3, 12)}
    assert parsed.rules.tolist() == [None, "time of day dropped", None]
    assert column(parse_dates, "1899-12-31", kind=Kind.DATE).failures[0] == "not a date"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("12/03/85", dt.date(1985, 3, 12)),
        ("12/03/24", dt.date(2024, 3, 12)),
        ("16/06/24", dt.date(1924, 6, 16)),
        ("12/03/25", dt.date(1925, 3, 12)),
        ("12 mars 62", dt.date(1962, 3, 12)),
    ],
)
def test_two_digits_of_a_birth_year_are_never_to_come(text, date):
    assert column(parse_dates, text, birth=True, today=TODAY).values[0] == date


def test_two_digits_of_an_activity_year_are_of_this_century():
    assert [date.year for date in column(parse_dates, "12/03/20", "12/03/35", "12/03/98").values] == [2020, 2035, 1998]


def test_a_birth_to_come_is_refused():
    assert column(parse_dates, "16/06/2024", birth=True, today=TODAY).failures[0] == "a birth date to come"
    native = column(parse_dates, "2024-06-16", "2024-06-15", kind=Kind.DATE, birth=True, today=TODAY)
    assert native.failures.tolist() == ["a birth date to come", None]


FORMS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%Y%m%d", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S"]


@settings(deadline=None)
@given(DAYS, st.sampled_from(FORMS))
def test_a_day_written_in_any_form_comes_back(date, form):
    written = dt.datetime(date.year, date.month, date.day, 9, 5).strftime(form)
    assert column(parse_dates, written).values[0] == date


@settings(deadline=None)
@given(DAYS, st.sampled_from(["fr", "en", "en_GB"]), st.sampled_from(["medium", "long", "full"]))
def test_a_day_written_with_its_month_in_words_comes_back(date, locale, form):
    assert column(parse_dates, format_date(date, form, locale=locale)).values[0] == date


@settings(deadline=None)
@given(st.lists(DAYS, min_size=1, unique=True))
def test_a_parsed_date_written_again_is_itself(dates):
    parsed = column(parse_dates, *(date.isoformat() for date in dates))
    assert parsed.values.tolist() == dates
    assert not any(parsed.rules)


@settings(deadline=None)
@given(DAYS)
def test_a_serial_comes_back_in_both_systems(date):
    for first, system in ((dt.date(1899, 12, 30), False), (dt.date(1904, 1, 1), True)):
        serial = (date - first).days
        if serial > 2101:
            assert column(parse_dates, str(serial), kind=Kind.NUMBER, date1904=system).values[0] == date


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("9h30", "09:30"),
        ("9h", "09:00"),
        ("9 h 30", "09:30"),
        ("14 h 05", "14:05"),
        ("14h30min", "14:30"),
        ("14:00", "14:00"),
        ("14:00:00", "14:00"),
        ("9:05", "09:05"),
        ("14.30", "14:30"),
        ("2 pm", "14:00"),
        ("2:30 PM", "14:30"),
        ("12 am", "00:00"),
        ("12 p.m.", "12:00"),
        ("midi", "12:00"),
        ("minuit", "00:00"),
        ("9", "09:00"),
        ("14h-16h30", "14:00"),
    ],
)
def test_a_time_of_day_is_read_in_every_usual_form(text, clock):
    assert column(parse_times, text).values[0] == dt.time.fromisoformat(clock)


def test_the_end_of_a_range_is_an_end_time():
    parsed = column(parse_times, "14h-16h30", "de 9h à 12h", "from 2 to 4 pm", end=True)
    assert parsed.values.tolist() == [dt.time(16, 30), dt.time(12), dt.time(16)]
    assert set(parsed.rules) == {"end of a range"}


def test_numbers_are_times_only_where_they_are_plain():
    parsed = column(parse_times, "0.5", "9", "14.3", "25", kind=Kind.NUMBER)
    assert parsed.values.tolist() == [dt.time(12), dt.time(9), None, None]
    native = column(parse_times, "14:05:00", kind=Kind.TIME)
    assert (native.values[0], native.rules[0]) == (dt.time(14, 5), None)


@pytest.mark.parametrize("text", ["25:00", "9h75", "13 pm", "le matin", "2020-03-12", "9h30 et demi"])
def test_what_is_no_time_of_day_is_refused(text):
    assert column(parse_times, text).failures[0] == "not a time of day"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("1985", 1985),
        ("1985.0", 1985),
        ("né en 1985", 1985),
        ("12/03/1985", 1985),
        ("mars 1985", 1985),
        ("85", 1985),
        ("24", 2024),
        ("25", 1925),
    ],
)
def test_a_birth_year_is_read(text, year):
    assert column(parse_years, text, today=TODAY).values[0] == year


def test_a_number_in_a_column_of_years_is_no_serial():
    parsed = column(parse_years, "1985", "2025", "43902", kind=Kind.NUMBER, today=TODAY)
    assert parsed.values.tolist() == [1985, None, None]
    assert parsed.rules[0] is None


def test_two_years_are_a_project_s_but_nobody_s_birth():
    assert column(parse_years, "2020-2021", "2020/21", birth=False).values.tolist() == [2020, 2020]
    assert column(parse_years, "1985-1986", today=TODAY).failures[0] == "not a year"
    assert column(parse_years, "2019-2021", birth=False).failures[0] == "not a year"


def test_ages_are_whole_years_and_ranges_are_refused():
    assert column(parse_ages, "45", "45 ans", "45 years old", "45.0").values.tolist() == [45] * 4
    assert column(parse_ages, "26-35 ans", "60+", "plus de 60").failures.tolist() == ["an age range"] * 3
    assert column(parse_ages, "130", "12/03/1985", "jeune").failures.tolist() == ["not an age"] * 3
