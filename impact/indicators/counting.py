"""Marked rows → counts in every cell, each union counted from what its parts hold, never added up from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import narwhals as nw

from impact.indicators.declaration import Indicator, TableName, is_known
from impact.indicators.marks import mark_columns, per_of, pick_of, undated_values
from impact.indicators.rows import IDS, Rows, keys_of, name_cells, spread_rows

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Tally:
    """Marked rows on their way to counts; once condensed, one row a cell, or a cell and thing counted.

    Attributes:
        rows: the cell's name in each dimension, `per`, and the marks.
        per: the column whose distinct values count; none where rows are added up.
        summed, greatest, least: the marks of several rows that become one so.
        dated: figures whose value stands behind the order of its record.
    """

    rows: Rows
    per: str | None
    summed: tuple[str, ...] = ()
    greatest: tuple[str, ...] = ()
    least: tuple[str, ...] = ()
    dated: tuple[str, ...] = ()

    @property
    def counts(self) -> tuple[str, ...]:
        """What is added up in each cell."""
        values = (f"{name} {part}" for name in self.dated for part in ("known", "value"))
        marks = (name for name in (*self.summed, *self.greatest) if not name.endswith(" dated"))
        return (*marks, *values)


def tally_rows(rows: Rows, table: TableName, indicators: Sequence[Indicator]) -> list[Tally]:
    """One tally of the rows, one of each thing counted, and one of the people behind what counts other things."""
    by_per: dict[str, list[Indicator]] = {"rows": []}
    for indicator in indicators:
        by_per.setdefault(per_of(indicator), []).append(indicator)
    added = tuple(name for indicator in by_per["rows"] for name in mark_columns(indicator))
    tallies = [Tally(rows, None, summed=(f"{table} rows", *added))]
    tallies += [tally_of(rows, per, counted) for per, counted in by_per.items() if per != "rows"]
    of_others = [indicator for indicator in indicators if per_of(indicator) != "person_id"]
    if of_others and "person_id" in IDS[table]:
        names = {f"{indicator.id} people": nw.col(f"{indicator.id} population") for indicator in of_others}
        tallies.append(Tally(rows.with_columns(**names), "person_id", greatest=tuple(names)))
    return tallies


def tally_of(rows: Rows, per: str, indicators: Sequence[Indicator]) -> Tally:
    """The tally of one thing counted: the answer of each is `any` of its rows', the earliest or the latest."""
    names = {name: indicator for indicator in indicators for name in mark_columns(indicator)}
    least = tuple(name for name, figure in names.items() if name.endswith(" dated") and pick_of(figure) == "first")
    greatest = tuple(name for name in names if name not in least)
    dated = tuple(figure.id for name, figure in names.items() if name.endswith(" dated"))
    return Tally(rows, per, greatest=greatest, least=least, dated=dated)


def condense(tally: Tally, keys: Sequence[str]) -> Tally:
    """The same tally with one row a cell, or a cell and thing counted."""
    reducers = []
    reducers += [nw.col(*tally.summed).sum()] if tally.summed else []
    reducers += [nw.col(*tally.greatest).max()] if tally.greatest else []
    reducers += [nw.col(*tally.least).min()] if tally.least else []
    if tally.per is None:
        return replace(tally, rows=tally.rows.group_by(*keys).agg(*reducers))
    known = tally.rows.filter(is_known(tally.per))
    return replace(tally, rows=known.group_by(*keys, tally.per).agg(*reducers))


def spread_tally(tally: Tally, by: Sequence[str]) -> Tally:
    """The same tally, computed by its engine and held in memory, its cells named, in every margin too."""
    return replace(tally, rows=spread_rows(name_cells(tally.rows.collect("pandas").lazy(), by), by))


def count_cells(tally: Tally, by: Sequence[str]) -> pd.DataFrame:
    """What a tally counts: a row a cell.

    Columns: the cell; `rows` of the table; of each figure `population` (all that is asked about), `known` (where there
    is an answer), `value` (the sum of the answers) or `people` (distinct persons behind the population).
    """
    counted = condense(tally, keys_of(by)).rows
    if tally.dated:
        counted = counted.with_columns(**undated_values(tally.dated))
    if tally.per is not None:
        counted = counted.group_by(*keys_of(by)).agg(nw.col(*tally.counts).sum())
    frame: pd.DataFrame = counted.collect("pandas").to_native()
    return frame
