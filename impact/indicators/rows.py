"""Clean tables → rows ready to be counted, on whatever engine holds them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import narwhals as nw

from impact.indicators.declaration import TableName
from impact.indicators.dimensions import (
    AGE_BOUNDS,
    ALL,
    DERIVED,
    NUMBERS,
    OF_THE_PERSON,
    UNSPECIFIED,
    age_band,
    fields_of,
)
from impact.model import Scope, Tables

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame, IntoLazyFrame

Rows: TypeAlias = "nw.LazyFrame[IntoLazyFrame]"
ANSWERS = frozenset({"priority_district", "prior_activity", "active_6m"})
IDS = {
    "participants": ("participant_id", "person_id"),
    "workshops": ("workshop_id",),
    "attendance": ("workshop_id", "person_id"),
    "sales": ("sale_id",),
}
OF_ITS_WORKSHOP = ("kind", "title", "place", "sector", "project", "year")
THE_WHOLE = "by_"
ORDER_WIDTH = len("2020-03-12" + "2020")


@dataclass(frozen=True)
class Reading:
    """How rows are read: the start of the fiscal year (`09-01`) and the first age of each band but the youngest."""

    fiscal_year_start: str | None = None
    age_bounds: tuple[int, ...] = AGE_BOUNDS


def open_rows(tables: Tables, table: TableName, dimensions: Iterable[str], scope: Scope, reading: Reading) -> Rows:
    """The rows of a table in scope, with every column that counting and `dimensions` need as text or number.

    Null where nothing is known; yes and no are `true` and `false`; `date` is the day (of people, the first contact).
    Conditions on what belongs to a person are not applied yet: they come after `settle_people`.
    """
    if table == "attendance":
        attendance = read_columns(tables.attendance, ("workshop_id", "person_id", "status"))
        held = read_columns(tables.workshops, ("workshop_id", "date", *OF_ITS_WORKSHOP))
        rows = attendance.join(held, on="workshop_id", how="left")
    else:
        stored = (name for name in fields_of(table) if name not in DERIVED)
        day = "first_contact" if table == "participants" else "date"
        rows = read_columns(getattr(tables, table), (*IDS[table], day, *stored)).rename({day: "date"})
    if table == "participants":
        rows = rows.with_columns(age_band=age_band(nw.col("age"), reading.age_bounds), contact_order=contact_order())
    asked = {*dimensions, *(name for name, _ in scope.where)}
    derived = {name: column for name, column in periods(reading.fiscal_year_start).items() if name in asked}
    rows = rows.with_columns(**derived) if derived else rows
    return keep_rows(rows, [condition for condition in conditions_of(scope) if condition[0] not in OF_THE_PERSON])


def conditions_of(scope: Scope) -> list[tuple[str, tuple[str, ...]]]:
    """All that a scope asks for, as fields and the values that they may have."""
    limits = {"project": scope.projects, "sector": scope.sectors, "year": tuple(map(str, scope.years))}
    return [(name, values) for name, values in limits.items() if values] + list(scope.where)


def read_columns(frame: IntoFrame, names: Iterable[str]) -> Rows:
    """The named columns of a native frame, in the few types that counting needs."""
    rows: Rows = nw.from_native(frame).lazy()
    schema = rows.collect_schema()
    return rows.select(*(typed(name, schema[name]).alias(name) for name in names))


def typed(name: str, dtype: nw.dtypes.DType) -> nw.Expr:
    """One column as text, number or day."""
    column = nw.col(name)
    if name in ("date", "first_contact"):
        return column if dtype in (nw.Date, nw.Datetime) else column.cast(nw.Datetime)
    if name in NUMBERS:
        return column.cast(nw.Float64).fill_nan(None)
    if name == "year":
        whole = column.fill_null(0).cast(nw.Int64).cast(nw.String)
        return nw.when(~column.is_null()).then(whole)
    if name in ANSWERS:
        yes = column if dtype == nw.Boolean else column.cast(nw.Boolean)
        answer = nw.when(yes.fill_null(False)).then(nw.lit("true")).otherwise(nw.lit("false"))
        return nw.when(~column.is_null()).then(answer)
    return column if dtype == nw.String else column.cast(nw.String)


def periods(fiscal_year_start: str | None) -> dict[str, nw.Expr]:
    """Month, quarter, calendar year and fiscal year of `date`, as text."""
    day = nw.col("date")
    calendar, month = day.dt.to_string("%Y"), day.dt.month()
    quarter = nw.lit("1")
    for name, first_month in (("2", 4), ("3", 7), ("4", 10)):
        quarter = nw.when(month >= first_month).then(nw.lit(name)).otherwise(quarter)
    year_before = (day.dt.year().fill_null(1) - 1).cast(nw.Int64).cast(nw.String)
    not_begun = day.dt.to_string("%m-%d") < nw.lit(fiscal_year_start or "01-01")
    fiscal = nw.when(not_begun.fill_null(False)).then(year_before).otherwise(calendar)
    return {
        "month": day.dt.to_string("%Y-%m"),
        "quarter": nw.concat_str([calendar, quarter], separator="-Q"),
        "calendar_year": calendar,
        "fiscal_year": fiscal,
    }


def contact_order() -> nw.Expr:
    """Text that sorts records by first contact, then year; a record without a date stands at its year's end."""
    year = nw.col("year").fill_null("9999")
    end_of_year = nw.concat_str([year, nw.lit("-12-31")])
    day = nw.col("date").dt.to_string("%Y-%m-%d")
    return nw.concat_str([nw.when(~nw.col("date").is_null()).then(day).otherwise(end_of_year), year])


def settle_people(rows: Rows, within: Sequence[str]) -> Rows:
    """Gives each person one gender, age band, country and district among the rows `within` a selection.

    It is the value of her earliest record where it is known; of two at once, the first in alphabetical order.
    """
    keys = [*within, "person_id"]
    dated = {name: nw.concat_str([nw.col("contact_order"), nw.col(name)]) for name in OF_THE_PERSON}
    earliest = rows.with_columns(**dated).group_by(*keys).agg(*(nw.col(name).min() for name in OF_THE_PERSON))
    settled = earliest.with_columns(**{name: nw.col(name).str.slice(ORDER_WIDTH) for name in OF_THE_PERSON})
    return rows.drop(*OF_THE_PERSON).join(settled, on=keys, how="left")


def place_rows(rows: Rows, by: Sequence[str]) -> Rows:
    """The cell that each row falls in: a `by_` column a dimension."""
    return name_cells(cut_rows(rows, by), by)


def cut_rows(rows: Rows, by: Sequence[str]) -> Rows:
    """What each row says of each dimension, in a `by_` column."""
    said = {f"by_{name}": nw.col(name) for name in by}
    return rows.with_columns(**(said or {THE_WHOLE: nw.lit(ALL)}))


def name_cells(rows: Rows, by: Sequence[str]) -> Rows:
    """Each `by_` column as the name of a cell."""
    return rows.with_columns(**{f"by_{name}": cell_name(f"by_{name}") for name in by}) if by else rows


def spread_rows(rows: Rows, by: Sequence[str]) -> Rows:
    """The rows once for every margin that they count in: `all` stands for a dimension that is whole."""
    for name in by:
        rows = nw.concat([rows, rows.with_columns(**{f"by_{name}": nw.lit(ALL)})])
    return rows


def settle_rows(rows: Rows, by: Sequence[str], scope: Scope, spread: bool) -> Rows:
    """Participants in their cells, and in the margins too if `spread`: in each, what belongs to a person is settled."""
    elsewhere = [name for name in by if name not in OF_THE_PERSON]
    hers = [name for name in by if name in OF_THE_PERSON]
    placed = place_rows(rows, elsewhere)
    settled = settle_people(spread_rows(placed, elsewhere) if spread else placed, keys_of(elsewhere))
    kept = keep_rows(settled, [condition for condition in conditions_of(scope) if condition[0] in OF_THE_PERSON])
    described = place_rows(kept, hers) if hers else kept
    return spread_rows(described, hers) if spread else described


def keys_of(by: Sequence[str]) -> list[str]:
    """The columns that name a cell; where nothing is cut, one that is the same for all."""
    return [f"by_{name}" for name in by] or [THE_WHOLE]


def keep_rows(rows: Rows, conditions: Iterable[tuple[str, Sequence[str]]]) -> Rows:
    """The rows where each field has one of its values; `unspecified` stands for null."""
    for name, values in conditions:
        text = nw.col(name).cast(nw.String).fill_null(UNSPECIFIED)
        rows = rows.filter(text.is_in(list(values)))
    return rows


def cell_name(name: str) -> nw.Expr:
    """A dimension's value, never to be taken for a margin nor for an unknown."""
    value = nw.col(name)
    for taken in (ALL, UNSPECIFIED):
        value = nw.when(value == nw.lit(taken)).then(nw.lit(f"“{taken}”")).otherwise(value)
    return value.fill_null(UNSPECIFIED)
