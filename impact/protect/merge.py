"""Small values of an attribute, put together as “other” before anything is hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from impact.model import Figures
from impact.protect.cells import ALL, OTHER, UNNAMED, UNSPECIFIED, Cell, Row, Table
from impact.protect.rules import OUT_OF_REACH, Rules

NUMBERS = ["value", "numerator", "denominator", "missing", "people"]


def merge_small(table: Table, rows: Sequence[Row], rules: Rules) -> Table:
    """The table with the small values of each attribute in one row, `other`, where there are several of them.

    “Other” takes in the next smallest value until it clears the line. Values that share people are not put together:
    the number of people in both is not the sum.
    """
    members = {
        name: found
        for at, name in enumerate(table.figures.by)
        if name not in rules.neutral and (found := _find_small(at, rows, len(table.figures.by)))
    }
    if not members:
        return table
    figures = replace(table.figures, frame=_put_together(table.figures, members, rules))
    return replace(table, figures=figures, members={name: (*values, UNNAMED) for name, values in members.items()})


def find_unnamed(table: Table, rows: Sequence[Row]) -> tuple[Row, ...]:
    """Nobody's rows: the values that “other” may stand for as far as a reader knows, beside those it stands for."""
    found: dict[tuple[str, tuple[str, ...]], Row] = {}
    for at, name in enumerate(table.figures.by):
        for row in rows:
            value = row.dims[at]
            if value in table.members.get(name, ()):
                dims = (*row.dims[:at], UNNAMED, *row.dims[at + 1 :])
                cells = tuple(_rename(cell, name, value) for cell in row.cells)
                nobody = replace(row, place=-1, dims=dims, cells=cells, counts=(0,) * len(cells), line=0, people=0)
                found.setdefault((row.indicator, dims), nobody)
    return tuple(found.values())


def _rename(cell: Cell, name: str, value: str) -> Cell:
    where = tuple(
        (key, tuple(UNNAMED if v == value and key == name else v for v in values)) for key, values in cell.where
    )
    return Cell(cell.measure, where)


def _find_small(at: int, rows: Sequence[Row], dimensions: int) -> tuple[str, ...]:
    """The values to put together of one dimension, by the count of people of its margin line."""
    for indicator in dict.fromkeys(row.indicator for row in rows if row.kind == "count"):
        line = [row for row in rows if row.indicator == indicator and _is_margin(row.dims, at)]
        whole = [row.counts[0] for row in line if row.dims[at] == ALL]
        parts = {row.dims[at]: row.counts[0] for row in line if row.dims[at] != ALL}
        limit = max((row.line for row in line), default=0)
        if dimensions and parts and whole == [sum(parts.values())] and 0 < limit < OUT_OF_REACH:
            return _gather({name: n for name, n in parts.items() if name != UNSPECIFIED and n}, limit)
    return ()


def _is_margin(dims: Sequence[str], at: int) -> bool:
    return all(value == ALL for place, value in enumerate(dims) if place != at)


def _gather(parts: Mapping[str, int], limit: int) -> tuple[str, ...]:
    ordered = sorted(parts, key=lambda name: (parts[name], name))
    small = [name for name in ordered if parts[name] < limit]
    if len(small) < 2:
        return ()
    for name in ordered[len(small) :]:
        if sum(parts[member] for member in small) >= limit:
            break
        small.append(name)
    return tuple(sorted(small))


def _put_together(figures: Figures, members: Mapping[str, Sequence[str]], rules: Rules) -> pd.DataFrame:
    frame = figures.frame.reset_index(drop=True)
    by = list(figures.by)
    merged = pd.Series(False, index=frame.index)
    renamed = frame.copy()
    for name, values in members.items():
        within = frame[name].isin(list(values))
        renamed[name] = frame[name].mask(within, OTHER)
        merged |= within
    together = _add_up(renamed[merged].assign(order=renamed.index[merged]), ["indicator", *by], rules)
    stacked = pd.concat([frame[~merged].assign(order=frame.index[~merged]), together])
    return stacked.sort_values("order", kind="stable")[frame.columns].reset_index(drop=True)


def _add_up(rows: pd.DataFrame, keys: Sequence[str], rules: Rules) -> pd.DataFrame:
    """One row a figure and selection; a figure that does not add up loses its value, and is hidden later."""
    shown = rows[rows["status"] == "ok"]
    groups = shown.groupby(list(keys), sort=False)
    sums = groups[NUMBERS].sum(min_count=1).reset_index()
    sums["order"] = groups["order"].max().to_numpy()
    first = groups[["unit", "status"]].first().reset_index()
    together = sums.merge(first, on=list(keys), how="left")
    ratio = together["numerator"] / together["denominator"]
    together["value"] = ratio.where(together["denominator"].notna(), together["value"])
    adds_up = together["indicator"].map(lambda name: rules.counting(name).kind != "list").astype(bool)
    together[["value", "numerator", "denominator"]] = together[["value", "numerator", "denominator"]].where(adds_up)
    return together
