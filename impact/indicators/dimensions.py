"""What figures can be cut by, and which table knows what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import narwhals as nw

from impact.config import nearest_names
from impact.errors import UsageError
from impact.indicators.declaration import Indicator, TableName
from impact.words import read_words

ALL = "all"
UNSPECIFIED = "unspecified"
AGE_BOUNDS = (18, 26, 36, 46, 56)

PLACES = ("sector", "year", "project")
PERIODS = ("month", "quarter", "calendar_year", "fiscal_year")
OF_THE_PERSON = ("gender", "age_band", "country", "priority_district")
OF_THE_PARTICIPATION = ("orientation", "project_type", "skill_level")
OF_SALES = ("brand", "range", "channel", "product", "event")

DIMENSIONS: Mapping[TableName, tuple[str, ...]] = {
    "participants": (*PLACES, *PERIODS, *OF_THE_PERSON, *OF_THE_PARTICIPATION),
    "workshops": (*PLACES, *PERIODS, "kind"),
    "attendance": (*PLACES, *PERIODS, "kind"),
    "sales": (*PLACES, *PERIODS, *OF_SALES),
}
FIELDS: Mapping[TableName, tuple[str, ...]] = {
    "participants": ("stage", "department", "prior_activity", "active_6m", "birth_year", "age"),
    "workshops": ("title", "place", "hours", "attendees"),
    "attendance": ("status", "title", "place"),
    "sales": ("kind", "quantity", "unit_price", "amount"),
}
NUMBERS = frozenset({"age", "birth_year", "hours", "attendees", "quantity", "unit_price", "amount"})
DERIVED = frozenset({"month", "quarter", "calendar_year", "fiscal_year", "age_band"})
ORDERED: Mapping[str, tuple[str, ...]] = {"skill_level": ("beginner", "intermediate", "confirmed", "professional")}


def age_bands(bounds: Sequence[int] = AGE_BOUNDS) -> tuple[str, ...]:
    """Names of the bands that start at `bounds`, the youngest first.

    >>> age_bands((18, 26))
    ('under 18', '18–25', '26 and over')
    """
    between = (f"{low}–{high - 1}" for low, high in pairwise(bounds))
    return (f"under {bounds[0]}", *between, f"{bounds[-1]} and over")


def age_band(age: nw.Expr, bounds: Sequence[int]) -> nw.Expr:
    """The band of each age; null where the age is not known."""
    *younger, oldest = age_bands(bounds)
    band = nw.lit(oldest)
    for bound, name in zip(reversed(bounds), reversed(younger), strict=True):
        band = nw.when(age < bound).then(nw.lit(name)).otherwise(band)
    return nw.when(~age.is_null()).then(band)


def fields_of(table: TableName) -> tuple[str, ...]:
    """Every column of a table, its own or derived, that a condition can name."""
    return (*DIMENSIONS[table], *FIELDS[table])


def leave_out(
    indicators: Iterable[Indicator], by: Sequence[str], where: Iterable[str] = (), language: str | None = None
) -> dict[str, str]:
    """The figures that cannot be cut by `by` nor limited by `where`, each with what it lacks.

    In a language, what it lacks is said in a sentence; else the names of the dimensions and fields.

    Raises:
        UsageError: no table at all has such a dimension or field.

    >>> from impact.indicators import CATALOGUE
    >>> leave_out([CATALOGUE["people_met"], CATALOGUE["revenue"]], ["sector", "gender"])
    {'revenue': 'gender'}
    >>> leave_out([CATALOGUE["revenue"]], ["gender"], language="en")
    {'revenue': '“Revenue” is left out: it cannot be cut by gender.'}
    """
    by, where = tuple(by), tuple(where)
    check_names(
        by, {name for names in DIMENSIONS.values() for name in names}, "There is no dimension “{name}”; {nearest}"
    )
    check_names(
        where, {name for table in DIMENSIONS for name in fields_of(table)}, "There is no field “{name}”; {nearest}"
    )
    lacking = {indicator: missing_names(indicator, by, where) for indicator in indicators}
    return {indicator.id: say_missing(indicator, names, language) for indicator, names in lacking.items() if names}


def missing_names(indicator: Indicator, by: Sequence[str], where: Sequence[str]) -> tuple[str, ...]:
    """The breakdowns and fields that the tables of a figure do not have."""
    tables = [part.table for part in indicator.measured()]
    no_dimension = [name for name in by if any(name not in DIMENSIONS[table] for table in tables)]
    no_field = [name for name in where if any(name not in fields_of(table) for table in tables)]
    return tuple(dict.fromkeys([*no_dimension, *no_field]))


def say_missing(indicator: Indicator, names: Sequence[str], language: str | None) -> str:
    """Why a figure is left out."""
    if language is None:
        return ", ".join(names)
    words = read_words(language)
    label = words.name(indicator.label) if indicator.label else words.text(f"indicators.{indicator.id}.label")
    said = [words.label("dimensions", name, words.label("fields", name)) for name in names]
    lowered = words.list_of(name[:1].lower() + name[1:] for name in said)
    return words.text("figures.left_out", indicator=label, dimensions=lowered)


def check_names(names: Sequence[str], valid: Iterable[str], sentence: str) -> None:
    """Refuses a name that nothing bears, and says the nearest ones; and a name that stands twice."""
    known = set(valid)
    for name in names:
        if name not in known:
            raise UsageError(sentence, name=name, nearest=nearest_names(name, known))
        if names.count(name) > 1:
            raise UsageError("“{name}” is named twice.", name=name)
