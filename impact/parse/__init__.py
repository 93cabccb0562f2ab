"""Columns of cells in, what they mean out: a parser for every field that a column can be taken for.

A parser takes the distinct texts of a column and what the spreadsheet says of each, and gives as many values, reasons
of failure and rules (`Parsed`). It never raises on a text, never bends what it does not understand, and says nothing
of a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Protocol

from impact.model import Parsed
from impact.parse.amounts import parse_amounts, parse_counts, parse_quantities, parse_unit_prices
from impact.parse.cells import Kinds, Texts
from impact.parse.choices import (
    is_refund_text,
    parse_activity_kinds,
    parse_genders,
    parse_orientations,
    parse_presences,
    parse_priority_district,
    parse_sale_kinds,
    parse_skill_levels,
    parse_stages,
    parse_yes_no,
)
from impact.parse.contacts import (
    find_department,
    find_emails,
    find_phones,
    parse_departments,
    parse_emails,
    parse_phones,
    parse_postcodes,
)
from impact.parse.countries import name_countries, parse_countries
from impact.parse.dates import parse_dates
from impact.parse.fold import fold, fold_category
from impact.parse.texts import parse_names, parse_person_numbers, parse_texts
from impact.parse.times import parse_hours, parse_times
from impact.parse.vocabulary import is_unknown
from impact.parse.years import parse_ages, parse_years


class Parser(Protocol):
    """Understands a column: its distinct texts and their kinds → one value, failure and rule each."""

    def __call__(self, texts: Texts, kinds: Kinds, /) -> Parsed:
        """One value, failure and rule a text."""


PARSERS: Mapping[str, Parser] = MappingProxyType(
    {
        "last_name": parse_names,
        "first_name": parse_names,
        "full_name": parse_names,
        "gender": parse_genders,
        "birth_date": partial(parse_dates, birth=True),
        "birth_year": parse_years,
        "age": parse_ages,
        "country": parse_countries,
        "email": parse_emails,
        "phone": parse_phones,
        "person_number": parse_person_numbers,
        "postcode": parse_postcodes,
        "city": parse_texts,
        "priority_district": parse_priority_district,
        "first_contact": parse_dates,
        "stage": parse_stages,
        "orientation": parse_orientations,
        "skill_level": parse_skill_levels,
        "project_type": parse_texts,
        "prior_activity": parse_yes_no,
        "active_6m": parse_yes_no,
        "date": parse_dates,
        "title": parse_texts,
        "kind": parse_activity_kinds,
        "hours": parse_hours,
        "start_time": parse_times,
        "end_time": partial(parse_times, end=True),
        "place": parse_texts,
        "attendees": parse_counts,
        "presence": parse_presences,
        "product": parse_texts,
        "brand": parse_texts,
        "range": parse_texts,
        "channel": parse_texts,
        "event": parse_texts,
        "quantity": parse_quantities,
        "unit_price": parse_unit_prices,
        "amount": parse_amounts,
        "sale_kind": parse_sale_kinds,
        "payment": parse_texts,
        "reference": parse_texts,
        "sector": parse_texts,
        "project": parse_texts,
        "year": partial(parse_years, birth=False),
        "note": parse_texts,
    }
)
"""Field → its parser. `kind` is an activity's; the field `kind` of sales is here `sale_kind`."""

__all__ = [
    "PARSERS",
    "Parser",
    "find_department",
    "find_emails",
    "find_phones",
    "fold",
    "fold_category",
    "is_refund_text",
    "is_unknown",
    "name_countries",
    "parse_activity_kinds",
    "parse_ages",
    "parse_amounts",
    "parse_countries",
    "parse_counts",
    "parse_dates",
    "parse_departments",
    "parse_emails",
    "parse_genders",
    "parse_hours",
    "parse_names",
    "parse_orientations",
    "parse_person_numbers",
    "parse_phones",
    "parse_postcodes",
    "parse_presences",
    "parse_priority_district",
    "parse_quantities",
    "parse_sale_kinds",
    "parse_skill_levels",
    "parse_stages",
    "parse_texts",
    "parse_times",
    "parse_unit_prices",
    "parse_years",
    "parse_yes_no",
]
