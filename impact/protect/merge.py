"""Small values of an attribute, put together as “other” before anything is hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

import pandas as pd

from impact.model import Figures
from impact.protect.cells import ALL, OTHER, UNNAMED, UNSPECIFIED, Cell, Row, Table, with_condition
from impact.protect.rules import OUT_OF_REACH, Rules

NUMBERS = ["value", "numerator", "denominator", "missing", "people"]


def merge_small(table: Table, rows: Sequence[Row], rules: Rules, names: Mapping[str, Set[str]]) -> Table:
    """The table with the small values of each attribute in one row, `other`, where there are several of them.

    “Other” takes in the next smallest value until it clears the line. Values that share people are not put together:
    the number of people in both is not the sum.

    Args:
        table: as computed.
        rows: its figures of people.
        rules: classes and lines.
        names: dimension → the values that any table of the release has: a reader may suppose them within “other”.
    """
    members = {
        name: found
        for at, name in enumerate(table.figures.by)
        if name not in rules.neutral and (found := _find_small(at, rows, len(table.figures.by)))
    }
    if not members:
        return table
    figures = replace(table.figures, frame=_put_together(table.figures, members, rules))
    listed = {name: set(table.figures.frame[name]) for name in members}
    supposed = {name: sorted(names.get(name, set()) - listed[name]) for name in members}
    together = {name: (*values, *supposed[name], UNNAMED) for name, values in members.items()}
    return replace(table, figures=figures, members=together)


def find_names(tables: Sequence[Table], rules: Rules) -> dict[str, set[str]]:
    """Attribute → every value that some table names."""
    names: dict[str, set[str]] = {}
    for table in tables:
        for name in rules.attributes(table.figures.by):
            names.setdefault(name, set()).update(table.figures.frame[name].astype(str))
    return {name: values - {ALL, OTHER, UNSPECIFIED} for name, values in names.items()}


def find_absent(table: Table, rows: Sequence[Row], names: Mapping[str, Set[str]], rules: Rules) -> list[Row]:
    """Nobody's rows: the values that a line of counts of people does not name, and one for those that no table names.

    Where “other” stands in the line, or where the line is left out, a reader cannot tell that nobody is there.

    Args:
        table: as it is shown.
        rows: its figures of people, as computed.
        names: attribute → every value that some table names.
        rules: classes and lines.
    """
    heads = {(row.indicator, row.dims): row for row in rows if row.kind == "count"}
    absent: list[Row] = []
    for (indicator, dims), whole in heads.items():
        for at, name in enumerate(table.figures.by):
            values = sorted({*names[name], UNNAMED}) if name in names and dims[at] == ALL else []
            for value in values:
                part = (*dims[:at], value, *dims[at + 1 :])
                if (indicator, part) not in heads:
                    absent.append(_make_absent(whole, part, name, value, table.audience, rules))
    return [replace(row, place=-1 - number) for number, row in enumerate(absent)]


def _make_absent(whole: Row, dims: tuple[str, ...], name: str, value: str, audience: str, rules: Rules) -> Row:
    cell = Cell(whole.cells[0].measure, with_condition(whole.cells[0].where, name, [value]))
    class_ = rules.class_of(whole.indicator, [key for key, _ in cell.where])
    line = rules.line(class_, audience)
    return replace(whole, dims=dims, cells=(cell,), counts=(0,), class_=class_, line=line, people=0)


def is_named(table: Table, row: Row) -> bool:
    """Whether a row, as computed, stands in the table as it is shown, and not within “other”."""
    dims = zip(table.figures.by, row.dims, strict=True)
    return not any(value in table.members.get(name, ()) for name, value in dims)


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
