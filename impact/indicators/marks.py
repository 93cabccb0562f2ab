"""What a row means to a figure: does it count, is its answer known, what is it worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw

from impact.indicators.declaration import (
    CountDistinct,
    Indicator,
    Mean,
    Pick,
    Share,
    Sum,
    TableName,
    is_known,
)
from impact.indicators.rows import IDS, ORDER_WIDTH, Rows

OFFSET = 1000


@dataclass(frozen=True, eq=False)
class Marks:
    """What a row means to a figure.

    Attributes:
        population: it is one of those that are asked about.
        known: its answer is known; None where there is nothing to know.
        value: what it adds; None where it counts for one.
    """

    population: nw.Expr
    known: nw.Expr | None = None
    value: nw.Expr | None = None


def marks_of(indicator: Indicator) -> Marks:
    """The marks that a figure puts on each row of its table."""
    every_row = is_known(IDS[indicator.table][0])
    where = every_row if indicator.where is None else indicator.where
    match indicator.measure:
        case CountDistinct(key):
            return Marks(where if key in IDS[indicator.table] else where & is_known(key))
        case Sum(value):
            return Marks(where, where & ~value.is_null(), value.fill_null(0.0))
        case Mean(column):
            return Marks(where, where & is_known(column), nw.col(column).fill_null(0.0))
        case Share():
            of = every_row if indicator.of is None else indicator.of
            return Marks(of, of if indicator.known is None else of & indicator.known, flag(where))
        case _:
            return Marks(where)


def per_of(indicator: Indicator) -> str:
    """What is counted: `rows`, or the column whose distinct values are."""
    match indicator.measure:
        case CountDistinct(key):
            return key
        case Mean(_, per) | Share(per, _):
            return per
        case _:
            return "rows"


def pick_of(indicator: Indicator) -> Pick:
    """Which of a person's answers is hers."""
    match indicator.measure:
        case Mean(_, "person_id"):
            return "first"
        case Share("person_id", pick):
            return pick
        case _:
            return "any"


def flag(mask: nw.Expr) -> nw.Expr:
    """1 where it holds, 0 where it does not or where nothing is known."""
    return mask.fill_null(False).cast(nw.Float64)


def dated_value(known: nw.Expr, value: nw.Expr) -> nw.Expr:
    """A known value behind the order of its record, as text of one width: the least is the earliest."""
    worth = (value + OFFSET).cast(nw.Int64).cast(nw.String)
    return nw.when(known.fill_null(False)).then(nw.concat_str([nw.col("contact_order"), worth]))


def undated_values(names: Sequence[str]) -> dict[str, nw.Expr]:
    """The known values of figures, without the order of their records."""
    columns = {}
    for name in names:
        dated = nw.col(f"{name} dated")
        columns[f"{name} known"] = flag(~dated.is_null())
        columns[f"{name} value"] = dated.str.slice(ORDER_WIDTH).fill_null(str(OFFSET)).cast(nw.Float64) - OFFSET
    return columns


def mark_columns(indicator: Indicator) -> dict[str, nw.Expr]:
    """The columns that a figure needs on each row."""
    marks, name = marks_of(indicator), indicator.id
    population = {f"{name} population": flag(marks.population)}
    if marks.known is None or marks.value is None:
        return population
    if pick_of(indicator) != "any":
        return {**population, f"{name} dated": dated_value(marks.known, marks.value)}
    known = flag(marks.known)
    return {**population, f"{name} known": known, f"{name} value": known * marks.value}


def mark_rows(rows: Rows, table: TableName, indicators: Sequence[Indicator]) -> Rows:
    """Rows with what each figure needs of them."""
    columns = {name: column for indicator in indicators for name, column in mark_columns(indicator).items()}
    return rows.with_columns(**{f"{table} rows": nw.lit(1.0)}, **columns)
