"""Rows → counts: what each figure finds in each cell, with the people behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

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
from impact.indicators.dimensions import ALL
from impact.indicators.rows import IDS, ORDER_WIDTH, Rows, keys_of

if TYPE_CHECKING:
    import pandas as pd

OFFSET = 1000
PARTS = ("population", "known", "value")


@dataclass(frozen=True, eq=False)
class Marks:
    """What a row means to a figure: does it count, is its answer known, and what is it worth."""

    population: nw.Expr
    known: nw.Expr
    value: nw.Expr


def marks_of(indicator: Indicator) -> Marks:
    """The marks that a figure puts on each row of its table."""
    every_row = is_known(IDS[indicator.table][0])
    where = every_row if indicator.where is None else indicator.where
    match indicator.measure:
        case CountDistinct(key):
            return Marks(where & is_known(key), where & is_known(key), nw.lit(1.0))
        case Sum(value):
            return Marks(where, where & ~value.is_null(), value.fill_null(0.0))
        case Mean(column):
            return Marks(where, where & is_known(column), nw.col(column).fill_null(0.0))
        case Share():
            of = every_row if indicator.of is None else indicator.of
            known = of if indicator.known is None else of & indicator.known
            return Marks(of, known, flag(where))
        case _:
            return Marks(where, where, nw.lit(1.0))


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
    return nw.when(mask.fill_null(False)).then(nw.lit(1.0)).otherwise(nw.lit(0.0))


def dated_value(marks: Marks) -> nw.Expr:
    """A known value behind the order of its record, as text of one width: the least is the earliest."""
    worth = (marks.value + nw.lit(OFFSET)).cast(nw.Int64).cast(nw.String)
    return nw.when(marks.known.fill_null(False)).then(nw.concat_str([nw.col("contact_order"), worth]))


def mark_columns(indicator: Indicator) -> dict[str, nw.Expr]:
    """The columns that a figure needs on each row."""
    marks, name = marks_of(indicator), indicator.id
    population = {f"{name} population": flag(marks.population)}
    if pick_of(indicator) != "any":
        return {**population, f"{name} dated": dated_value(marks)}
    known = flag(marks.known)
    return {**population, f"{name} known": known, f"{name} value": known * marks.value}


def mark_rows(rows: Rows, table: TableName, indicators: Sequence[Indicator]) -> Rows:
    """Rows with what each figure needs of them."""
    columns = {name: column for indicator in indicators for name, column in mark_columns(indicator).items()}
    return rows.with_columns(**{f"{table} rows": nw.lit(1.0)}, **columns)


@dataclass(frozen=True, eq=False)
class Tally:
    """Marked rows brought down to one row a cell and thing counted: any union of cells can be counted from it.

    Attributes:
        rows: the cell's name in each dimension, `per`, and the marks.
        per: what each row is about: a column whose distinct values count, or none, where rows are added up.
        reducers: how the marks of several rows become one: sums of rows; of one thing, the greatest or the earliest.
        sums: what is added up in each cell.
        dated: figures whose value stands behind the order of its record.
    """

    rows: Rows
    per: str | None
    reducers: tuple[nw.Expr, ...]
    sums: tuple[str, ...]
    dated: tuple[str, ...] = ()


def tally_rows(rows: Rows, table: TableName, indicators: Sequence[Indicator], keys: Sequence[str]) -> list[Tally]:
    """One tally of the rows, one of each thing counted, and one of the people behind the figures."""
    by_per: dict[str, list[Indicator]] = {"rows": []}
    for indicator in indicators:
        by_per.setdefault(per_of(indicator), []).append(indicator)
    added = (f"{table} rows", *sums_of(by_per.pop("rows")))
    tallies = [Tally(rows, None, tuple(nw.col(name).sum() for name in added), added)]
    for per, counted in by_per.items():
        reducers = tuple(reducer for indicator in counted for reducer in reducers_of(indicator))
        dated = tuple(indicator.id for indicator in counted if pick_of(indicator) != "any")
        tallies.append(Tally(rows, per, reducers, sums_of(counted), dated))
    if indicators and "person_id" in IDS[table]:
        names = tuple(f"{indicator.id} people" for indicator in indicators)
        behind = rows.with_columns(**{name: nw.col(name.replace(" people", " population")) for name in names})
        tallies.append(Tally(behind, "person_id", tuple(nw.col(name).max() for name in names), names))
    return [condense(tally, keys) for tally in tallies]


def condense(tally: Tally, keys: Sequence[str]) -> Tally:
    """The same tally with one row a cell, or a cell and thing counted."""
    if tally.per is None:
        return replace(tally, rows=tally.rows.group_by(*keys).agg(*tally.reducers))
    known = tally.rows.filter(is_known(tally.per))
    return replace(tally, rows=known.group_by(*keys, tally.per).agg(*tally.reducers))


def collect_tally(tally: Tally) -> Tally:
    """The same tally, computed by its engine and held in memory."""
    return replace(tally, rows=tally.rows.collect("pandas").lazy())


def count_cells(tally: Tally, by: Sequence[str], cut: Sequence[str]) -> pd.DataFrame:
    """What a tally counts where only the dimensions of `cut` are cut and the others are whole: a row a cell.

    Columns: the cell; `rows` of the table; of each figure `population` (all that is asked about), `known` (where there
    is an answer), `value` (the sum of the answers) or `people` (distinct persons behind the population).
    """
    whole = {f"by_{name}": nw.lit(ALL) for name in by if name not in cut}
    rows = tally.rows.with_columns(**whole) if whole else tally.rows
    counted = condense(replace(tally, rows=rows), keys_of(by))
    if tally.dated:
        unpacked = {name: column for figure in tally.dated for name, column in unpack(figure).items()}
        counted = replace(counted, rows=counted.rows.with_columns(**unpacked))
    cells = counted.rows.group_by(*keys_of(by)).agg(*(nw.col(name).sum() for name in tally.sums))
    frame: pd.DataFrame = cells.collect("pandas").to_native()
    return frame


def sums_of(indicators: Sequence[Indicator]) -> tuple[str, ...]:
    """The columns to add up."""
    return tuple(f"{indicator.id} {part}" for indicator in indicators for part in PARTS)


def reducers_of(indicator: Indicator) -> list[nw.Expr]:
    """How the rows of one person become one."""
    match pick_of(indicator):
        case "first":
            return [nw.col(f"{indicator.id} population").max(), nw.col(f"{indicator.id} dated").min()]
        case "last":
            return [nw.col(f"{indicator.id} population").max(), nw.col(f"{indicator.id} dated").max()]
        case _:
            return [nw.col(f"{indicator.id} {part}").max() for part in PARTS]


def unpack(name: str) -> dict[str, nw.Expr]:
    """The value behind the order of its record."""
    dated = nw.col(f"{name} dated")
    worth = dated.str.slice(ORDER_WIDTH).fill_null(str(OFFSET)).cast(nw.Float64) - nw.lit(OFFSET)
    return {f"{name} known": flag(~dated.is_null()), f"{name} value": worth}
