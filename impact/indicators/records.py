"""The records that a figure is made of, one row each, from which it can be counted again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw

from impact.errors import UsageError
from impact.indicators.declaration import Difference, Indicator, Mean, Ratio, Share
from impact.indicators.dimensions import ALL, leave_out
from impact.indicators.marks import dated_value, flag, marks_of, per_of, pick_of
from impact.indicators.rows import IDS, Reading, Rows, open_rows, place_rows, settle_rows
from impact.model import Scope, Tables

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["table", "record_id", "person_id", "field", "value", "role", "counted"]


@dataclass(frozen=True)
class Part:
    """How a figure's records enter it: with which sign, and in a role of their own where it is part of another."""

    indicator: Indicator
    sign: int = 1
    role: str | None = None


def list_records(
    tables: Tables,
    indicator: Indicator,
    cell: Mapping[str, str | int],
    scope: Scope | None = None,
    *,
    fiscal_year_start: str | None = None,
    age_bounds: tuple[int, ...] = (),
) -> pd.DataFrame:
    """Lists the records behind a figure in one cell; a dimension that is absent or `"all"` is whole.

    One row of the result is one record that counts: its `table`; `record_id` (participant, workshop or sale; of an
    attendance the workshop, with the `person_id`); the `field` that makes it count; the `value` that it adds, signed,
    to its `role` (`numerator`, `denominator` where it adds nothing to the numerator, or `both`); and what is
    `counted` once however many rows it has (a person, a brand; else the record). A record whose answer is not known
    is not listed.

    Raises:
        UsageError: the figure has no such dimension.
    """
    import pandas as pd

    scope = scope or Scope()
    by = tuple(name for name, value in cell.items() if value != ALL)
    lacking = leave_out([indicator], by, [name for name, _ in scope.where])
    if lacking:
        missing = lacking[indicator.id]
        raise UsageError("“{name}” cannot be cut by: {dimensions}.", name=indicator.id, dimensions=missing)
    reading = Reading(fiscal_year_start, age_bounds) if age_bounds else Reading(fiscal_year_start)
    values = {name: str(cell[name]) for name in by}
    frames = [records_of(tables, part, values, scope, reading) for part in parts_of(indicator)]
    return pd.concat(frames, ignore_index=True)


def parts_of(indicator: Indicator) -> tuple[Part, ...]:
    """The figures whose records are those of a figure."""
    match indicator.measure:
        case Difference(left, right):
            return (Part(left), Part(right, sign=-1))
        case Ratio(left, right):
            return (Part(left), Part(right, role="denominator"))
        case _:
            return (Part(indicator),)


def records_of(tables: Tables, part: Part, cell: Mapping[str, str], scope: Scope, reading: Reading) -> pd.DataFrame:
    """The records of one measured figure in one cell."""
    indicator, by = part.indicator, tuple(cell)
    rows = open_rows(tables, indicator.table, (*by, *indicator.attributes), scope, reading)
    rows = settle_rows(rows, by, scope, spread=False) if indicator.table == "participants" else place_rows(rows, by)
    for name, value in cell.items():
        rows = rows.filter(nw.col(f"by_{name}") == nw.lit(value))
    records = answered_records(rows, indicator)
    entered = records.assign(value=records["worth"] * part.sign, role=part.role or roles_of(records, indicator))
    counts_for_one = part.role == "denominator" or isinstance(indicator.measure, Share)
    return (entered.assign(value=1.0) if counts_for_one else entered)[COLUMNS]


def answered_records(rows: Rows, indicator: Indicator) -> pd.DataFrame:
    """The records whose answer is known; of a person with several, the one that is hers."""
    marks = marks_of(indicator)
    known = marks.population if marks.known is None else marks.known
    worth = nw.lit(1.0) if marks.value is None else marks.value
    pick = pick_of(indicator)
    columns = {"known": flag(known), "worth": worth}
    if pick != "any":
        columns["dated"] = dated_value(known, worth)
    found = rows.with_columns(**columns).filter(nw.col("known") > 0).collect("pandas").to_native()
    if pick != "any":
        hers = found.groupby("person_id")["dated"].transform("min" if pick == "first" else "max")
        found = found[found["dated"] == hers]
    return named_records(found, indicator)


def named_records(found: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Records with the names that the outside knows them by."""
    record_id = found[IDS[indicator.table][0]]
    per = per_of(indicator)
    return found.assign(
        table=indicator.table,
        record_id=record_id,
        person_id=found.get("person_id"),
        field=indicator.field,
        counted=record_id if per == "rows" else found[per],
    ).sort_values(["record_id", "counted"], kind="stable")


def roles_of(records: pd.DataFrame, indicator: Indicator) -> pd.Series[str] | str:
    """What each record enters: of a share, both where the answer is yes, else the denominator alone."""
    match indicator.measure:
        case Share():
            return (records["worth"] > 0).map({True: "both", False: "denominator"})
        case Mean():
            return "both"
        case _:
            return "numerator"
