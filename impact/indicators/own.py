"""An association's own figures: `[[indicators]]` of impact.toml into declarations like any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import narwhals as nw

from impact.config import nearest_names
from impact.errors import ConfigError
from impact.indicators.declaration import (
    CountDistinct,
    CountRows,
    Indicator,
    Mean,
    Measure,
    Share,
    Sum,
    TableName,
    is_known,
)
from impact.indicators.dimensions import NUMBERS, UNSPECIFIED, age_bands, fields_of, spelt
from impact.settings import words_of

if TYPE_CHECKING:
    from impact.settings import Condition, OwnIndicatorSettings, Scalar

COUNTABLE: Mapping[TableName, tuple[str, ...]] = {
    "participants": ("person_id", "rows"),
    "workshops": ("rows",),
    "attendance": ("person_id", "rows"),
    "sales": ("rows",),
}
UNITS = {"person_id": "people", "rows": "rows", "amount": "currency", "hours": "hours", "age": "years"}
CLOSED_LISTS: Mapping[str, tuple[str, ...]] = {
    "stage": ("met", "accompanied"),
    "orientation": ("accompanied", "partner", "training", "resource", "other"),
    "gender": ("F", "M", "X"),
    "skill_level": ("beginner", "intermediate", "confirmed", "professional"),
    "status": ("present", "absent", "excused"),
    "age_band": age_bands(),
    "priority_district": ("true", "false"),
    "prior_activity": ("true", "false"),
    "active_6m": ("true", "false"),
}
KINDS_OF_SALES = ("sale", "refund", "expense")
KINDS_OF_ACTIVITIES = (
    *("workshop", "training", "commercial_event", "individual_interview", "collective_meeting", "visit"),
    *("social_event", "self_organisation", "public_talk", "governance", "production", "other"),
)
SUM_DECIMALS = 6


def declare_own(settings: OwnIndicatorSettings) -> Indicator:
    """One `[[indicators]]` entry as a figure.

    `count`, `sum` or `mean` says what is measured; with `of`, the figure is the share of those that satisfy `of` who
    also satisfy `where`: `count` alone goes with it. A mean over `participants` counts each person once, at her
    earliest record. A row of which a condition's field is null does not satisfy it; of a share, it is `missing`.

    Raises:
        ConfigError: a field, a value or a measure that does not exist; the sentence names the key and what is near.
    """
    place, table = f"indicators.{settings.id}", settings.table
    measured = {name: getattr(settings, name) for name in ("count", "sum", "mean") if getattr(settings, name)}
    if len(measured) != 1:
        raise ConfigError("impact.toml, {place}: give one of count, sum or mean, and only one.", place=place)
    if settings.of is not None and settings.count is None:
        raise ConfigError("impact.toml, {place}.of: a share goes with count, not with sum or mean.", place=place)
    ((how, column),) = measured.items()
    check_column(f"{place}.{how}", column, COUNTABLE[table] if how == "count" else summable(table))
    where = satisfy(f"{place}.where", settings.where, table)
    is_share = settings.of is not None
    unit = "share" if is_share else UNITS.get(column, column)
    return Indicator(
        settings.id,
        unit=settings.unit or unit,
        table=table,
        measure=measure_of(how, column, table, is_share),
        where=where,
        of=satisfy(f"{place}.of", settings.of or {}, table),
        known=is_answered(settings.where, table) if is_share else None,
        field=column if column not in ("person_id", "rows") else next(iter(settings.where), column),
        attributes=tuple(dict.fromkeys([*settings.where, *(settings.of or {})])),
        sdg=(),
        label=words_of(settings.label, settings.id),
        definition=words_of(settings.definition or settings.label, settings.id),
    )


def summable(table: TableName) -> tuple[str, ...]:
    """The columns of a table that can be added up."""
    return tuple(name for name in fields_of(table) if name in NUMBERS)


def measure_of(how: str, column: str, table: TableName, is_share: bool) -> Measure:
    """What `count`, `sum` and `mean` mean on a table."""
    if how == "mean":
        return Mean(column, per="person_id" if table == "participants" else "rows")
    if how == "sum":
        return Sum(nw.col(column), SUM_DECIMALS)
    if is_share:
        return Share(per="person_id" if column == "person_id" else "rows")
    return CountDistinct(column) if column == "person_id" else CountRows()


def satisfy(place: str, conditions: Mapping[str, Condition], table: TableName) -> nw.Expr | None:
    """The rows where every field has one of its values; None where there is no condition."""
    masks = []
    for field, condition in conditions.items():
        check_column(f"{place}.{field}", field, fields_of(table))
        masks.append(condition_on(field, values_of(f"{place}.{field}", field, condition, table)))
    return nw.all_horizontal(*masks, ignore_nulls=True) if masks else None


def is_answered(conditions: Mapping[str, Condition], table: TableName) -> nw.Expr | None:
    """The rows where the conditions can be answered: every field is known, or one is known not to satisfy its own."""
    if not conditions:
        return None
    known = nw.all_horizontal(*(is_known(field) for field in conditions), ignore_nulls=True)
    refused = [
        is_known(field) & ~condition_on(field, values_of(field, field, condition, table))
        for field, condition in conditions.items()
    ]
    unspecified = [
        condition_on(field, (UNSPECIFIED,))
        for field, condition in conditions.items()
        if UNSPECIFIED in values_of(field, field, condition, table)
    ]
    return nw.any_horizontal(known, *refused, *unspecified, ignore_nulls=True)


def condition_on(field: str, values: Iterable[str]) -> nw.Expr:
    """The rows where a field has one of some values; `unspecified` stands for null."""
    return nw.col(field).cast(nw.String).fill_null(UNSPECIFIED).is_in(list(values))


def values_of(place: str, field: str, condition: Condition, table: TableName) -> tuple[str, ...]:
    """The values of a condition as the rows have them; a value that a closed list lacks is refused."""
    given: list[Scalar] = condition if isinstance(condition, list) else [condition]
    values = tuple(spelt(field, str(value).lower() if isinstance(value, bool) else str(value)) for value in given)
    closed = closed_list(field, table)
    for value in values if closed else ():
        check_column(place, value, (*closed, UNSPECIFIED))
    return values


def closed_list(field: str, table: TableName) -> tuple[str, ...]:
    """All that a field can say; nothing where it is free."""
    if field == "kind":
        return KINDS_OF_SALES if table == "sales" else KINDS_OF_ACTIVITIES
    return CLOSED_LISTS.get(field, ())


def check_column(place: str, name: str, known: Iterable[str]) -> None:
    """Refuses a name that does not exist, and says the nearest ones."""
    names = tuple(known)
    if name not in names:
        nearest = nearest_names(name, names)
        raise ConfigError(
            "impact.toml, {place}: “{name}” does not exist; {nearest}.", place=place, name=name, nearest=nearest
        )
