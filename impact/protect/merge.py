"""Small values of an attribute, put together as “other” before anything is hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

import pandas as pd

from impact.model import Figures
from impact.protect.cells import ALL, OTHER, UNNAMED, UNSPECIFIED, Cell, Dims, Row, Table, with_condition
from impact.protect.rules import OUT_OF_REACH, Rules

NUMBERS = ["value", "numerator", "denominator", "missing", "people"]


def merge_small(table: Table, rows: Sequence[Row], rules: Rules) -> Table:
    """The table with the small values of each attribute in one row, `other`, where there are several of them.

    “Other” takes in the next smallest value until it clears the line. Values that share people are not put together:
    the number of people in both is not the sum.

    Args:
        table: as computed.
        rows: its figures of people.
        rules: classes and lines.
    """
    members = {
        name: found
        for at, name in enumerate(table.figures.by)
        if name not in rules.neutral and (found := _find_small(at, rows, len(table.figures.by)))
    }
    if not members:
        return table
    return replace(
        table, figures=replace(table.figures, frame=_put_together(table.figures, members, rules)), members=members
    )


def find_absent(table: Table, rows: Sequence[Row], names: Mapping[str, Set[str]], rules: Rules) -> list[Row]:
    """Nobody's rows: the values that a line of counts of people does not name, and one for those that no table names.

    Where “other” stands in the line, or where all its values are left out, a reader cannot tell that nobody is there.

    Args:
        table: as it is shown.
        rows: its figures of people.
        names: attribute → every value that some table names.
        rules: classes and lines.
    """
    listed = {row.dims for row in rows}
    told = {
        (row.indicator, at, _margin(row.dims, at))
        for row in rows
        for at, value in enumerate(row.dims)
        if value not in (ALL, UNSPECIFIED)
    }
    absent: list[Row] = []
    for whole in (row for row in rows if row.cells):
        for at, name in enumerate(table.figures.by):
            if name in names and (whole.indicator, at, whole.dims) in told:
                for value, values in _list_values(name, table, names[name]).items():
                    part = (*whole.dims[:at], value, *whole.dims[at + 1 :])
                    if part not in listed:
                        absent.append(_make_absent(whole, part, name, values, table.audience, rules))
    return [replace(row, place=-1 - number) for number, row in enumerate(absent)]


def _list_values(name: str, table: Table, names: Set[str]) -> dict[str, tuple[str, ...]]:
    """What may stand in a table for an attribute → the values that it stands for."""
    within = table.members.get(name, ())
    values: dict[str, tuple[str, ...]] = {
        value: (value,) for value in sorted({*names, UNSPECIFIED, UNNAMED} - set(within))
    }
    return {**values, **({OTHER: tuple(within)} if within else {})}


def _margin(dims: Dims, at: int) -> Dims:
    return (*dims[:at], ALL, *dims[at + 1 :])


def _make_absent(whole: Row, dims: Dims, name: str, values: Sequence[str], audience: str, rules: Rules) -> Row:
    cells = tuple(Cell(cell.measure, with_condition(cell.where, name, values)) for cell in whole.cells)
    class_ = rules.class_of(whole.indicator, [*(key for key, _ in whole.cells[0].where), name])
    line = rules.line(class_, audience)
    return replace(whole, dims=dims, cells=cells, counts=(0,) * len(cells), class_=class_, line=line, people=0)


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


def _count_missing(rows: pd.DataFrame, keys: Sequence[str], together: pd.DataFrame, rules: Rules) -> pd.Series:
    """Whose answer is unknown: also everybody of the values for which nobody's is known."""
    asked = [name for name in together["indicator"].unique() if rules.counting(name).kind in ("share", "mean")]
    unknown = rows["missing"].mask(rows["status"].eq("no_data") & rows["indicator"].isin(asked), rows["people"])
    counted = rows.assign(missing=unknown).groupby(list(keys), sort=False)["missing"].sum(min_count=1)
    return together[list(keys)].merge(counted.reset_index(), on=list(keys), how="left")["missing"]


def _add_up(rows: pd.DataFrame, keys: Sequence[str], rules: Rules) -> pd.DataFrame:
    """One row a figure and selection; a figure that does not add up loses its value, and is hidden later."""
    shown = rows[rows["status"] == "ok"]
    groups = shown.groupby(list(keys), sort=False)
    sums = groups[NUMBERS].sum(min_count=1).reset_index()
    sums["order"] = groups["order"].max().to_numpy()
    first = groups[["unit", "status"]].first().reset_index()
    together = sums.merge(first, on=list(keys), how="left")
    together["missing"] = _count_missing(rows, keys, together, rules)
    ratio = together["numerator"] / together["denominator"]
    together["value"] = ratio.where(together["denominator"].notna(), together["value"])
    adds_up = together["indicator"].map(lambda name: rules.counting(name).kind != "list").astype(bool)
    together[["value", "numerator", "denominator"]] = together[["value", "numerator", "denominator"]].where(adds_up)
    return together
