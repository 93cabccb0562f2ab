"""An association's own figures: `[[indicators]]` of impact.toml into declarations like any other."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

import narwhals as nw

from impact.config import check_names, nearest_names
from impact.errors import ConfigError
from impact.indicators.asked import SHAPES, values_known
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
from impact.indicators.dimensions import ALL, NUMBERS, UNSPECIFIED, fields_of
from impact.indicators.meant import closed_list, find_meant, nearest_values
from impact.indicators.rows import Reading
from impact.settings import words_of

if TYPE_CHECKING:
    from impact.model import Tables
    from impact.settings import Condition, OwnIndicatorSettings, Settings

Known: TypeAlias = Mapping[tuple[TableName, str], Collection[str]]
Wanted: TypeAlias = Mapping[str, tuple[str, ...]]
NOTHING: Known = MappingProxyType({})
COUNTABLE: Mapping[TableName, tuple[str, ...]] = {
    "participants": ("person_id", "rows"),
    "workshops": ("rows",),
    "attendance": ("person_id", "rows"),
    "sales": ("rows",),
}
UNITS = {
    "person_id": "people",
    "attendees": "people",
    "amount": "currency",
    "unit_price": "currency",
    "quantity": "units",
    "age": "years",
}
UNITS_OF_SHARES = ("share", "%")
SUM_DECIMALS = 6
EXAMPLES = {**dict.fromkeys(("year", "calendar_year", "fiscal_year"), "2023"), "quarter": "2023-Q4", "month": "2023-10"}


def declare_all(settings: Settings, tables: Tables | None = None) -> dict[str, Indicator]:
    """The association's own figures, by id; with the tables, their conditions' values are spelt as the rows have them.

    Raises:
        ConfigError: a field, a value or a measure that does not exist; the sentence names the key and what is near.
    """
    known = NOTHING if tables is None else find_values(settings, tables)
    return {own.id: declare_own(own, known) for own in settings.indicators}


def find_values(settings: Settings, tables: Tables) -> Known:
    """The values that rows have in the fields without a closed list that own figures look at."""
    reading = Reading(settings.organisation.fiscal_year_start)
    asked = {(own.table, field) for own in settings.indicators for field in (*own.where, *(own.of or {}))}
    return {
        (table, field): values_known(tables, field, table, reading)
        for table, field in asked
        if field in fields_of(table) and not closed_list(field, table)
    }


def find_unmet(settings: Settings, tables: Tables) -> Iterator[tuple[str, str, str, str]]:
    """Indicator, field, value and the nearest values, of each condition whose value no row has."""
    known = find_values(settings, tables)
    for own in settings.indicators:
        for field, condition in (*own.where.items(), *(own.of or {}).items()):
            values = known.get((own.table, field), ())
            for value in texts_of(condition) if (own.table, field) in known else ():
                meant = find_meant(value, field, own.table, values)
                if meant not in (*values, ALL, UNSPECIFIED):
                    yield own.id, field, value, nearest_known(value, field, values)


def nearest_known(value: str, field: str, values: Collection[str]) -> str:
    """The nearest of the values that rows have; of numbers, one alone."""
    if field not in NUMBERS or not values:
        return nearest_names(value, values)
    closest = min(map(float, values), key=lambda known: abs(known - float(value.replace(",", "."))))
    return nearest_names(f"{closest:g}", [f"{closest:g}"])


def declare_own(settings: OwnIndicatorSettings, known: Known = NOTHING) -> Indicator:
    """One `[[indicators]]` entry as a figure.

    `count`, `sum` or `mean` says what is measured; with `of`, the figure is the share of those that satisfy `of` who
    also satisfy `where`: `count` alone goes with it. A mean over `participants` counts each person once, at her
    earliest record. A row of which a condition's field is null does not satisfy it; of a share, it is `missing`.

    Args:
        settings: the entry.
        known: values that the rows have, by table and field.

    Raises:
        ConfigError: a field, a value or a measure that does not exist; the sentence names the key and what is near.
    """
    place, table = f"indicators.{settings.id}", settings.table
    measured = {name: getattr(settings, name) for name in ("count", "sum", "mean") if getattr(settings, name)}
    if len(measured) != 1:
        raise ConfigError("impact.toml, {place}: give one of count, sum or mean, and only one.", place=place)
    check_share(place, settings)
    ((how, column),) = measured.items()
    check_names(f"{place}.{how}", [column], COUNTABLE[table] if how == "count" else summable(table))
    is_share = settings.of is not None
    where = values_of(f"{place}.where", settings.where, table, known)
    of = values_of(f"{place}.of", settings.of or {}, table, known)
    return Indicator(
        settings.id,
        unit="share" if is_share else settings.unit or UNITS.get(column, column),
        table=table,
        measure=measure_of(how, column, table, is_share),
        where=satisfy(where),
        of=satisfy(of),
        known=is_answered(where) if is_share else None,
        field=column if column not in ("person_id", "rows") else next(iter(where), column),
        attributes=tuple(dict.fromkeys([*where, *of])),
        asked=tuple((field, condition_on(field, values)) for field, values in (of if is_share else where).items()),
        sdg=(),
        label=words_of(settings.label, settings.id),
        definition=words_of(settings.definition or settings.label, settings.id),
    )


def check_share(place: str, settings: OwnIndicatorSettings) -> None:
    """Refuses what only half says a share: `of` beside a sum or without `where`, the unit of a share without `of`."""
    if settings.of is None and settings.unit in UNITS_OF_SHARES:
        sentence = "impact.toml, {place}.unit: “{name}” is the unit of a share: say of what with of, or write another."
        raise ConfigError(sentence, place=place, name=settings.unit)
    if settings.of is not None and settings.count is None:
        raise ConfigError("impact.toml, {place}.of: a share goes with count, not with sum or mean.", place=place)
    if settings.of is not None and not settings.where:
        raise ConfigError(
            "impact.toml, {place}: a share without where is always 100 %: say in where what counts.", place=place
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


def satisfy(wanted: Wanted) -> nw.Expr | None:
    """The rows where every field has one of its values; None where there is no condition."""
    masks = [condition_on(field, values) for field, values in wanted.items()]
    return nw.all_horizontal(*masks, ignore_nulls=True) if masks else None


def is_answered(wanted: Wanted) -> nw.Expr | None:
    """The rows where the conditions can be answered: every field is known, or one is known not to satisfy its own."""
    if not wanted:
        return None
    known = nw.all_horizontal(*(is_known(field) for field in wanted), ignore_nulls=True)
    refused = [is_known(field) & ~condition_on(field, values) for field, values in wanted.items()]
    unspecified = [condition_on(field, (UNSPECIFIED,)) for field, values in wanted.items() if UNSPECIFIED in values]
    return nw.any_horizontal(known, *refused, *unspecified, ignore_nulls=True)


def condition_on(field: str, values: Iterable[str]) -> nw.Expr:
    """The rows where a field has one of some values; `unspecified` stands for null."""
    return nw.col(field).cast(nw.String).fill_null(UNSPECIFIED).is_in(list(values))


def values_of(place: str, conditions: Mapping[str, Condition], table: TableName, known: Known) -> Wanted:
    """The values that each condition asks for, as the rows have them.

    Raises:
        ConfigError: no such field, or a value that a closed list lacks or that is no number.
    """
    wanted = {}
    for field, condition in conditions.items():
        check_names(f"{place}.{field}", [field], fields_of(table))
        given = texts_of(condition)
        if not given:
            raise ConfigError("impact.toml, {place}: give at least one value.", place=f"{place}.{field}")
        wanted[field] = tuple(value_of(f"{place}.{field}", field, text, table, known) for text in given)
    return wanted


def value_of(place: str, field: str, text: str, table: TableName, known: Known) -> str:
    """One value of a condition; of a field without a closed list, one that no row has stays as it was written."""
    meant = find_meant(text, field, table, known.get((table, field), ()))
    if meant is None:
        check_possible(place, field, text, table)
    return text if meant is None else meant


def check_possible(place: str, field: str, text: str, table: TableName) -> None:
    """Refuses a value that no row could ever have: no number, no period, no country, or none of a closed list."""
    if field in NUMBERS:
        raise ConfigError("impact.toml, {place}: “{name}” is not a number.", place=place, name=text)
    if field in EXAMPLES and not re.fullmatch(SHAPES[field], text):
        sentence = "impact.toml, {place}: “{name}” is not a period; write one such as {example}."
        raise ConfigError(sentence, place=place, name=text, example=EXAMPLES[field])
    if field == "country":
        nearest = nearest_values(text, field, ())
        raise ConfigError(
            "impact.toml, {place}: “{name}” does not exist; {nearest}", place=place, name=text, nearest=nearest
        )
    if closed := closed_list(field, table):
        check_names(place, [text], (*closed, UNSPECIFIED))


def texts_of(condition: Condition) -> tuple[str, ...]:
    """The values of a condition as text."""
    given = condition if isinstance(condition, list) else [condition]
    return tuple(str(value).lower() if isinstance(value, bool) else str(value) for value in given)
