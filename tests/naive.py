"""A second opinion: every built-in figure in plain Python, row by row, sharing nothing with the program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal

Row = Mapping[str, object]
Rows = list[Row]
Answer = tuple[float | None, float | None, float | None, float | None]
"""Value, numerator, denominator and how many are unknown; nothing where there is no data or nothing to know."""

FISCAL_START = (9, 1)
BANDS = ((17, "under 18"), (25, "18–25"), (35, "26–35"), (45, "36–45"), (55, "46–55"), (999, "56 and over"))
OF_THE_PERSON = ("gender", "age_band", "country", "priority_district")
KINDS = {
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


def text(value: object) -> str:
    return "unspecified" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def band(age: object) -> str | None:
    return None if age is None else next(name for oldest, name in BANDS if age <= oldest)


def period(day: date | None, dimension: str) -> str | None:
    if day is None:
        return None
    match dimension:
        case "month":
            return f"{day.year}-{day.month:02}"
        case "quarter":
            return f"{day.year}-Q{1 + (day.month - 1) // 3}"
        case "fiscal_year":
            return str(day.year if (day.month, day.day) >= FISCAL_START else day.year - 1)
        case _:
            return str(day.year)


def place(row: Row, dimension: str) -> str:
    if dimension in ("month", "quarter", "calendar_year", "fiscal_year"):
        return text(period(row["first_contact"] if "first_contact" in row else row["date"], dimension))
    return text(row[dimension])


def when(row: Row) -> tuple[str, str]:
    year = "9999" if row["year"] is None else str(row["year"])
    return (f"{year}-12-31" if row["first_contact"] is None else str(row["first_contact"]), year)


def in_cell(rows: Iterable[Row], cell: Mapping[str, str]) -> Rows:
    return [row for row in rows if all(value == "all" or place(row, name) == value for name, value in cell.items())]


def own(rows: Rows, attribute: str) -> object:
    """The value of a person's attribute: that of her earliest record where it is known."""
    known = [(when(row), text(value), value) for row in rows if (value := row[attribute]) is not None]
    return min(known, key=lambda found: found[:2])[2] if known else None


def people_in(participants: Rows, cell: Mapping[str, str]) -> dict[object, Rows]:
    """Person → her records of the cell, each with the person's own attributes."""
    elsewhere = {name: value for name, value in cell.items() if name not in OF_THE_PERSON}
    selected = in_cell(({**row, "age_band": band(row["age"])} for row in participants), elsewhere)
    people: dict[object, Rows] = {}
    for row in selected:
        people.setdefault(row["person_id"], []).append(row)
    settled = {
        who: [{**row, **{name: own(rows, name) for name in OF_THE_PERSON}} for row in rows]
        for who, rows in people.items()
    }
    hers = {name: value for name, value in cell.items() if name in OF_THE_PERSON}
    return {who: rows for who, rows in settled.items() if in_cell(rows, hers)}


def share(answers: Iterable[object]) -> Answer:
    given = list(answers)
    known = [answer for answer in given if answer is not None]
    unknown = len(given) - len(known)
    return (sum(known) / len(known), sum(known), len(known), unknown) if known else (None, None, None, unknown)


def people_figures(participants: Rows, cell: Mapping[str, str]) -> dict[str, Answer]:
    people = people_in(participants, cell)
    accompanied = {
        who: found for who, rows in people.items() if (found := [r for r in rows if r["stage"] == "accompanied"])
    }

    def any_yes(rows: Rows, field: str) -> object:
        answers = [row[field] for row in rows if row[field] is not None]
        return any(answers) if answers else None

    def at(choose: Callable[..., object], rows: Rows, field: str) -> object:
        known = [(when(row), row[field]) for row in rows if row[field] is not None]
        return choose(known)[1] if known else None

    first = [rows[0] for rows in people.values()]
    count = (lambda n: (float(n), None, None, None)) if people else (lambda n: (None, None, None, None))
    return {
        "people_met": count(len(people)),
        "people_accompanied": count(len(accompanied)),
        "accompaniment_rate": share(who in accompanied for who in people),
        "share_women": share(None if row["gender"] is None else row["gender"] == "F" for row in first),
        "mean_age": share(at(min, rows, "age") for rows in accompanied.values()),
        "countries": count(len({row["country"] for row in first} - {None})),
        "share_prior_activity": share(any_yes(rows, "prior_activity") for rows in accompanied.values()),
        "share_priority_district": share(row["priority_district"] for row in first),
        "share_active_6m": share(at(max, rows, "active_6m") for rows in accompanied.values()),
    }


def activity_figures(workshops: Rows, attendance: Rows, cell: Mapping[str, str]) -> dict[str, Answer]:
    held = in_cell(workshops, cell)
    learning = [row for row in held if row["kind"] in ("workshop", "training")]
    statuses = {row["workshop_id"]: [] for row in learning}
    for row in attendance:
        if row["workshop_id"] in statuses:
            statuses[row["workshop_id"]].append(row["status"])
    figures: dict[str, float] = {name: sum(row["kind"] == kind for row in held) for name, kind in KINDS.items()}
    figures["workshops_and_trainings"] = len(learning)
    figures["training_hours"] = sum(row["hours"] or 0 for row in learning)
    figures["learner_hours"] = sum((row["hours"] or 0) * (row["attendees"] or 0) for row in learning)
    unknown = {
        "training_hours": sum(row["hours"] is None for row in learning),
        "learner_hours": sum(row["hours"] is None or row["attendees"] is None for row in learning),
    }
    answers: dict[str, Answer] = {
        name: (float(n) if held else None, None, None, unknown.get(name)) for name, n in figures.items()
    }
    return {**answers, "attendance_rate": share(s == "present" for found in statuses.values() for s in found)}


def sales_figures(sales: Rows, cell: Mapping[str, str]) -> dict[str, Answer]:
    rows = in_cell(sales, cell)

    def total(kinds: tuple[str, ...], field: str = "amount") -> Decimal:
        return sum((row[field] for row in rows if row["kind"] in kinds), Decimal(0))

    sold = [row for row in rows if row["kind"] == "sale"]
    revenue, expenses = total(("sale", "refund")), total(("expense",))
    figures = {
        "revenue": revenue,
        "expenses": expenses,
        "net_result": revenue - expenses,
        "units_sold": total(("sale", "refund"), "quantity"),
        "brands": len({row["brand"] for row in sold} - {None}),
    }
    sums = {"revenue": 0, "expenses": 0, "units_sold": 0}
    answers: dict[str, Answer] = {
        name: (float(n) if rows else None, None, None, sums.get(name)) for name, n in figures.items()
    }
    amount = float(total(("sale",)))
    average: Answer = (amount / len(sold), amount, float(len(sold)), 0) if sold else (None, None, None, 0)
    return {**answers, "average_sale": average}


def per_person(revenue: Answer, accompanied: Answer) -> Answer:
    if revenue[0] is None or not accompanied[0]:
        return (None, None, None, None)
    return (revenue[0] / accompanied[0], revenue[0], accompanied[0], None)
