"""What was put into the files, and the figures that follow from it: a second, naive implementation of every one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

ALL = "all"
NOWHERE = "unspecified"
Value = tuple[float, float | None, float | None, int | None]
Place = tuple[str, object, object]


@dataclass(frozen=True)
class Contact:
    """One person's participation: where, since when, and what is known of her."""

    who: str
    sector: str | None
    year: int | None
    accompanied: bool = False
    day: date | None = None
    gender: str | None = None
    age: int | None = None
    country: str | None = None
    prior: bool | None = None
    district: bool | None = None
    active: bool | None = None


@dataclass(frozen=True)
class Activity:
    """One activity; `marks` are (present, absent, excused) where people signed."""

    kind: str
    sector: str | None
    year: int | None
    hours: float | None = None
    attendees: int | None = None
    marks: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class Sale:
    """One sale, refund or expense; a refund is negative."""

    kind: str
    cents: int
    sector: str | None
    year: int | None
    quantity: float = 1
    brand: str | None = None


@dataclass(frozen=True)
class Rows:
    """What a careful person counts on a sheet."""

    kept: int = 0
    merged: int = 0
    set_aside: int = 0
    not_data: int = 0


@dataclass
class Truth:
    """All that was put into the files of an association."""

    contacts: list[Contact] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    sales: list[Sale] = field(default_factory=list)
    rows: dict[tuple[str, str], Rows] = field(default_factory=dict)
    persons: int = 0
    undated: int = 0
    doubts: dict[tuple[str, str], list[int]] = field(default_factory=dict)


def expected_figures(truth: Truth) -> dict[Place, Value]:
    """Value, numerator, denominator and missing of each figure with data, by indicator, sector and year."""
    records = [*truth.contacts, *truth.activities, *truth.sales]
    found: dict[Place, Value] = {}
    for sector in {ALL, *(r.sector or NOWHERE for r in records)}:
        for year in {ALL, *(r.year if r.year is not None else NOWHERE for r in records)}:
            contacts, activities, sales = (
                _within(part, sector, year) for part in (truth.contacts, truth.activities, truth.sales)
            )
            figures = {**_of_people(contacts), **_of_activities(activities), **_of_money(sales, contacts)}
            found.update({(name, sector, year): value for name, value in figures.items()})
    return found


def _within(records: Iterable, sector: str, year: object) -> list:
    return [
        r
        for r in records
        if sector in (ALL, r.sector or NOWHERE) and year in (ALL, r.year if r.year is not None else NOWHERE)
    ]


def _share(answers: Iterable[bool | None]) -> Value | None:
    answers = list(answers)
    known = [a for a in answers if a is not None]
    return (sum(known) / len(known), sum(known), len(known), len(answers) - len(known)) if known else None


def _present(figures: Mapping[str, Value | None]) -> dict[str, Value]:
    return {name: value for name, value in figures.items() if value is not None}


def _count(number: float) -> Value:
    return (number, None, None, None)


def _each(contacts: list[Contact], answer: Callable[[list[Contact]], object]) -> list:
    return [answer([c for c in contacts if c.who == who]) for who in dict.fromkeys(c.who for c in contacts)]


def _known(values: Iterable) -> list:
    return [v for v in values if v is not None]


def _of_people(contacts: list[Contact]) -> dict[str, Value]:
    if not contacts:
        return {}
    inside = [c for c in contacts if c.accompanied]
    met, accompanied = len(_each(contacts, len)), len(_each(inside, len))
    latest = (date.min, 0)
    first = _each(inside, lambda cs: min(cs, key=lambda c: c.day or date.max).age)
    ages = _known(first)
    return _present(
        {
            "people_met": _count(met),
            "people_accompanied": _count(accompanied),
            "accompaniment_rate": (accompanied / met, accompanied, met, 0),
            "share_women": _share(_each(contacts, lambda cs: next((c.gender == "F" for c in cs if c.gender), None))),
            "countries": _count(len({c.country for c in contacts if c.country})),
            "share_priority_district": _share(
                _each(contacts, lambda cs: next((c.district for c in cs if c.district is not None), None))
            ),
            "mean_age": (sum(ages) / len(ages), sum(ages), len(ages), len(first) - len(ages)) if ages else None,
            "share_prior_activity": _share(_each(inside, lambda cs: max(_known(c.prior for c in cs), default=None))),
            "share_active_6m": _share(
                _each(
                    inside,
                    lambda cs: max(
                        [(c.day or latest[0], c.year or 0, c.active) for c in cs if c.active is not None],
                        default=(None,),
                    )[-1],
                )
            ),
        }
    )


COUNTED = {
    "workshops": "workshop",
    "trainings": "training",
    "commercial_events": "commercial_event",
    "individual_interviews": "individual_interview",
    "collective_meetings": "collective_meeting",
    "visits": "visit",
    "social_events": "social_event",
    "public_talks": "public_talk",
    "governance_meetings": "governance",
}


def _of_activities(activities: list[Activity]) -> dict[str, Value]:
    if not activities:
        return {}
    learning = [a for a in activities if a.kind in ("workshop", "training")]
    marks = [a.marks for a in learning if a.marks]
    there, recorded = sum(m[0] for m in marks), sum(sum(m) for m in marks)
    return _present(
        {
            **{name: _count(sum(a.kind == kind for a in activities)) for name, kind in COUNTED.items()},
            "workshops_and_trainings": _count(len(learning)),
            "training_hours": _count(sum(a.hours or 0 for a in learning)),
            "learner_hours": _count(sum((a.hours or 0) * (a.attendees or 0) for a in learning)),
            "attendance_rate": (there / recorded, there, recorded, 0) if recorded else None,
        }
    )


def _of_money(sales: list[Sale], contacts: list[Contact]) -> dict[str, Value]:
    if not sales:
        return {}
    sold = [s for s in sales if s.kind == "sale"]
    back_too = [s for s in sales if s.kind != "expense"]
    revenue, spent = sum(s.cents for s in back_too) / 100, sum(s.cents for s in sales if s.kind == "expense") / 100
    gross = sum(s.cents for s in sold) / 100
    accompanied = len({c.who for c in contacts if c.accompanied})
    return _present(
        {
            "revenue": _count(revenue),
            "expenses": _count(spent),
            "net_result": _count(revenue - spent),
            "units_sold": _count(sum(s.quantity for s in back_too)),
            "average_sale": (gross / len(sold), gross, len(sold), 0) if sold else None,
            "brands": _count(len({s.brand for s in sold if s.brand})),
            "revenue_per_person": (revenue / accompanied, revenue, accompanied, None) if accompanied else None,
        }
    )
