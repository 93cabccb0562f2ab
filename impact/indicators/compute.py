"""The one computation: every figure, every cell, every margin on the union of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

from impact.indicators.asked import settle_values
from impact.indicators.counting import condense, count_cells, spread_tally, tally_rows
from impact.indicators.declaration import (
    CountDistinct,
    CountRows,
    Difference,
    Indicator,
    Mean,
    Ratio,
    Share,
    Sum,
    TableName,
)
from impact.indicators.dimensions import (
    ALL,
    DIMENSIONS,
    ORDERED,
    UNSPECIFIED,
    age_bands,
    fields_of,
    leave_out,
)
from impact.indicators.marks import mark_rows, per_of
from impact.indicators.rows import Reading, cut_rows, keys_of, open_rows, settle_rows
from impact.model import Figures, Scope, Tables

if TYPE_CHECKING:
    import pandas as pd

DECIMALS = 6
NUMBERS = ("value", "numerator", "denominator", "missing", "people")


def compute_figures(
    tables: Tables,
    indicators: Sequence[Indicator],
    by: Sequence[str] = (),
    scope: Scope | None = None,
    *,
    fiscal_year_start: str | None = None,
    age_bounds: Sequence[int] = (),
) -> Figures:
    """Computes figures in every cell of the cube that `by` spans, its margins included.

    One row of the result is one figure in one cell; cells are those where a table that the figures count has a row in
    scope. A margin (`"all"`) is computed on the union of the rows, never added up; a null is the cell `"unspecified"`.
    Figures that lack one of the dimensions are left out: `leave_out` names them.

    Args:
        tables: the clean tables; frames of pandas, DuckDB, Dask or any engine that Narwhals knows.
        indicators: the figures, in the order wanted.
        by: dimensions to cut by; none gives the whole.
        scope: what is looked at; all of it unless given.
        fiscal_year_start: `"09-01"`; the calendar year unless given.
        age_bounds: first age of each band but the youngest; those of the catalogue unless given.

    Raises:
        UsageError: a dimension or a field that no table has, a value that no row has.
    """
    scope = scope or Scope()
    reading = Reading(fiscal_year_start, tuple(age_bounds)) if age_bounds else Reading(fiscal_year_start)
    left_out = leave_out(indicators, by, [name for name, _ in scope.where])
    scope = replace(scope, where=settle_values(tables, scope.where, reading))
    kept = [indicator for indicator in indicators if indicator.id not in left_out]
    counts = sort_cells(count_cube(tables, kept, tuple(by), scope, reading), by, reading)
    return Figures(tuple(by), scope, stack_figures(counts, kept, tuple(by)))


def count_cube(
    tables: Tables, indicators: Sequence[Indicator], by: tuple[str, ...], scope: Scope, reading: Reading
) -> pd.DataFrame:
    """What the tables hold in every cell: a row a cell, columns named by table or figure, and part."""
    import pandas as pd

    keys = keys_of(by)
    fields = {*by, *(name for name, _ in scope.where)}
    measured = {part.id: part for indicator in indicators for part in indicator.measured()}
    frames = [pd.DataFrame([[ALL] * len(keys)], columns=keys, dtype="str")]
    for table in DIMENSIONS:
        of_table = [part for part in measured.values() if part.table == table]
        if of_table and set(by) <= set(DIMENSIONS[table]) and fields <= set(fields_of(table)):
            frames += count_table(tables, table, of_table, by, scope, reading)
    cube = reduce(lambda one, other: one.merge(other, on=keys, how="outer"), frames)
    nothing = pd.DataFrame({"nothing": float("nan")}, index=cube.index)
    return pd.concat([cube.fillna(0.0), nothing], axis=1)


def count_table(
    tables: Tables,
    table: TableName,
    indicators: Sequence[Indicator],
    by: tuple[str, ...],
    scope: Scope,
    reading: Reading,
) -> list[pd.DataFrame]:
    """What one table holds in every cell of the cube."""
    looked_at = (name for indicator in indicators for name in indicator.attributes)
    rows = open_rows(tables, table, (*by, *looked_at), scope, reading)
    if table == "participants":
        settled = settle_rows(rows.collect("pandas").lazy(), by, scope, spread=True)
        tallies = tally_rows(mark_rows(settled, table, indicators), table, indicators)
    else:
        whole = tally_rows(mark_rows(cut_rows(rows, by), table, indicators), table, indicators)
        tallies = [spread_tally(condense(tally, keys_of(by)), by) for tally in whole]
    counted = [count_cells(tally, by) for tally in tallies]
    return [counts.astype({name: "str" if name in keys_of(by) else "float64" for name in counts}) for counts in counted]


def sort_cells(counts: pd.DataFrame, by: Sequence[str], reading: Reading) -> pd.DataFrame:
    """The cells in reading order: values in theirs, then the unknown, then the margin."""
    orders = {**ORDERED, "age_band": age_bands(reading.age_bounds)}

    def place(name: str, value: str) -> tuple[int, int, str]:
        order = orders.get(name, ())
        return ({UNSPECIFIED: 1, ALL: 2}.get(value, 0), order.index(value) if value in order else len(order), value)

    places = [[place(name, value) for value in counts[f"by_{name}"]] for name in by]
    cells = list(zip(*places, strict=True)) if by else [()]
    return counts.iloc[sorted(range(len(cells)), key=cells.__getitem__)]


def stack_figures(counts: pd.DataFrame, indicators: Sequence[Indicator], by: tuple[str, ...]) -> pd.DataFrame:
    """A row a figure, one figure after the other, each in every cell."""
    import pandas as pd

    cells = counts[[f"by_{name}" for name in by]].set_axis(list(by), axis=1)
    frames = [cells.assign(indicator=figure.id, **figure_in_cells(counts, figure)) for figure in indicators]
    units = {indicator.id: indicator.unit for indicator in indicators}
    columns = ["indicator", *by, *NUMBERS[:-1], "unit", "status", "people"]
    if not frames:
        return pd.DataFrame({name: pd.Series(dtype="float64" if name in NUMBERS else "str") for name in columns})
    stacked = pd.concat(frames, ignore_index=True)
    status = (~stacked["value"].isna()).map({True: "ok", False: "no_data"})
    text = dict.fromkeys(("indicator", *by, "unit", "status"), "str")
    return stacked.assign(unit=stacked["indicator"].map(units), status=status)[columns].astype(text)


def figure_in_cells(counts: pd.DataFrame, indicator: Indicator) -> dict[str, pd.Series[float]]:
    """Value, numerator, denominator, missing and people of one figure; the value is null where there is no data."""
    value = numerator = denominator = missing = people = counts["nothing"]
    match indicator.measure:
        case Difference(left, right):
            value = (value_of(counts, left) - value_of(counts, right)).round(DECIMALS)
        case Ratio(left, right):
            numerator, denominator = value_of(counts, left), value_of(counts, right)
            people = people_behind(counts, right)
        case CountRows() | CountDistinct():
            value, people = value_of(counts, indicator), people_behind(counts, indicator)
        case Sum():
            value, people = value_of(counts, indicator), people_behind(counts, indicator)
            missing = unknown(counts, indicator)
        case Mean() | Share():
            numerator, denominator = (
                part_of(counts, indicator, "value").round(DECIMALS),
                part_of(counts, indicator, "known"),
            )
            missing, people = unknown(counts, indicator), people_behind(counts, indicator)
    if isinstance(indicator.measure, Mean | Share | Ratio):
        answered = (denominator > 0) & ~numerator.isna()
        numerator, denominator = numerator.where(answered), denominator.where(answered)
        value = numerator / denominator
    parts = (value, numerator, denominator, missing, people)
    return dict(zip(NUMBERS, parts, strict=True))


def part_of(counts: pd.DataFrame, indicator: Indicator, part: str) -> pd.Series[float]:
    """One count of a figure; null where its table has no row in the cell."""
    return counts[f"{indicator.id} {part}"].where(counts[f"{indicator.table} rows"] > 0)


def value_of(counts: pd.DataFrame, indicator: Indicator) -> pd.Series[float]:
    """A count or a sum."""
    if isinstance(indicator.measure, Sum):
        return part_of(counts, indicator, "value").round(indicator.measure.decimals)
    return part_of(counts, indicator, "population")


def unknown(counts: pd.DataFrame, indicator: Indicator) -> pd.Series[float]:
    """How many rows or people have no answer."""
    return part_of(counts, indicator, "population") - part_of(counts, indicator, "known")


def people_behind(counts: pd.DataFrame, indicator: Indicator) -> pd.Series[float]:
    """How many distinct persons a figure speaks of; null where it speaks of none."""
    if per_of(indicator) == "person_id":
        return part_of(counts, indicator, "population")
    return part_of(counts, indicator, "people") if f"{indicator.id} people" in counts else counts["nothing"]
