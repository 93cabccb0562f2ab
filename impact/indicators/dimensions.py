"""What figures can be cut by, and which table knows what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise

import narwhals as nw

from impact.errors import UsageError
from impact.indicators.declaration import Indicator, TableName

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
WHOLE_NUMBERS = frozenset({"year", "calendar_year", "fiscal_year"})
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


def spelt(name: str, value: str) -> str:
    """A value as the rows have it: `18-25` is the band `18–25`, `12` the number `12.0`."""
    if name == "age_band":
        return value.replace("-", "–")
    return str(float(value)) if name in NUMBERS and value != UNSPECIFIED else value


def leave_out(
    indicators: Iterable[Indicator], by: Sequence[str], where: Iterable[str] = ()
) -> dict[str, tuple[str, ...]]:
    """The figures that cannot be cut by `by` nor limited by `where`, each with the dimensions it lacks.

    Raises:
        UsageError: no table at all has such a dimension or field.

    >>> from impact.indicators import CATALOGUE
    >>> leave_out([CATALOGUE["people_met"], CATALOGUE["revenue"]], ["sector", "gender"])
    {'revenue': ('gender',)}
    """
    by, where = tuple(by), tuple(where)
    check_names(by, {name for names in DIMENSIONS.values() for name in names}, "breakdown")
    check_names(where, {name for table in DIMENSIONS for name in fields_of(table)}, "field")
    lacking = {indicator.id: missing_names(indicator, by, where) for indicator in indicators}
    return {name: missing for name, missing in lacking.items() if missing}


def missing_names(indicator: Indicator, by: Sequence[str], where: Sequence[str]) -> tuple[str, ...]:
    """The breakdowns and fields that the tables of a figure do not have."""
    tables = [part.table for part in indicator.measured()]
    no_dimension = [name for name in by if any(name not in DIMENSIONS[table] for table in tables)]
    no_field = [name for name in where if any(name not in fields_of(table) for table in tables)]
    return tuple(dict.fromkeys([*no_dimension, *no_field]))


def check_names(names: Sequence[str], valid: Iterable[str], what: str) -> None:
    """Refuses a name that nothing bears, and says the nearest ones."""
    valid = sorted(valid)
    for name in names:
        if name not in valid:
            near = get_close_matches(name, valid, n=3, cutoff=0.5) or valid
            raise UsageError(f"unknown {what} “{name}”; the nearest are: {', '.join(near)}")
    if len(set(names)) != len(names):
        raise UsageError(f"a {what} is named twice: {', '.join(names)}")
