"""The records that a figure is made of, one row each, from which it can be counted again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw

from impact.errors import UsageError
from impact.indicators.asked import settle_values
from impact.indicators.declaration import Difference, Indicator, Mean, Ratio, Share
from impact.indicators.dimensions import ALL, OF_THE_PERSON, leave_out
from impact.indicators.marks import dated_value, flag, marks_of, per_of, pick_of
from impact.indicators.rows import IDS, Reading, Rows, open_rows, place_rows, settle_rows
from impact.model import Scope, Tables

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["table", "record_id", "person_id", "status", "field", "value", "role", "counted"]


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
    attendance the workshop, with the `person_id` and the `status`); the `field` that makes it count; the `value` that
    it adds, signed, to its `role` (`numerator`, `denominator` where it adds nothing to the numerator, or `both`); and
    what is `counted` once however many rows it has (a person, a brand; else the record). Of a person with several
    records the one that decides is listed: values add up to the figure. A brand or a country adds one at its first
    record and nothing at the others. A record whose answer is not known is not listed.

    Raises:
        UsageError: the figure has no such dimension, or no row such a value.
    """
    import pandas as pd

    scope = scope or Scope()
    reading = Reading(fiscal_year_start, age_bounds) if age_bounds else Reading(fiscal_year_start)
    values = check_cell(tables, indicator, cell, scope, reading)
    frames = [records_of(tables, part, values, scope, reading) for part in parts_of(indicator)]
    return pd.concat(frames, ignore_index=True)


def check_cell(
    tables: Tables, indicator: Indicator, cell: Mapping[str, str | int], scope: Scope, reading: Reading
) -> dict[str, str]:
    """The dimensions of a cell that are not whole, each with its value as the rows have it.

    Raises:
        UsageError: the figure has no such dimension, or no row such a value.
    """
    asked = [(name, (str(value),)) for name, value in cell.items() if value != ALL]
    lacking = leave_out([indicator], [name for name, _ in asked], [name for name, _ in scope.where])
    if lacking:
        missing = lacking[indicator.id]
        raise UsageError("“{name}” cannot be cut by: {dimensions}.", name=indicator.id, dimensions=missing)
    return {name: value for name, (value,) in settle_values(tables, asked, reading)}


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
    indicator = part.indicator
    rows = placed_rows(tables, indicator, tuple(cell), scope, reading)
    for name, value in cell.items():
        rows = rows.filter(nw.col(f"by_{name}") == nw.lit(value))
    records = answered_records(rows, indicator)
    entered = records.assign(value=records["worth"] * part.sign, role=part.role or roles_of(records, indicator))
    counts_for_one = part.role == "denominator" or isinstance(indicator.measure, Share)
    return (entered.assign(value=1.0) if counts_for_one else entered).reindex(columns=COLUMNS)


def placed_rows(tables: Tables, indicator: Indicator, by: tuple[str, ...], scope: Scope, reading: Reading) -> Rows:
    """The rows of a figure's table with the cell that each falls in; `own_` columns hold what a record itself says."""
    rows = open_rows(tables, indicator.table, (*by, *indicator.attributes), scope, reading)
    if indicator.table != "participants":
        return place_rows(rows, by)
    typed = {f"own_{name}": nw.col(name) for name in OF_THE_PERSON}
    return settle_rows(rows.with_columns(**typed), by, scope, spread=False)


def answered_records(rows: Rows, indicator: Indicator) -> pd.DataFrame:
    """The records whose answer is known; of a person with several, the one that decides."""
    marks = marks_of(indicator)
    known = marks.population if marks.known is None else marks.known
    worth = nw.lit(1.0) if marks.value is None else marks.value
    columns = {"known": flag(known), "worth": worth}
    if pick_of(indicator) != "any":
        columns["dated"] = dated_value(known, worth)
    found = rows.with_columns(**columns).filter(nw.col("known") > 0).collect("pandas").to_native()
    return named_records(decisive_records(found, indicator), indicator)


def decisive_records(found: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """One record a person counted; of what else counts once, every record, the first of each alone with a worth."""
    per = per_of(indicator)
    if per == "rows":
        return found
    ordered = believed_first(found[found[per].notna()], indicator)
    if "person_id" in IDS[indicator.table]:
        ordered = ordered[~ordered.duplicated(["person_id"])]
    return ordered if per == "person_id" else ordered.assign(worth=(~ordered.duplicated([per])).astype("float64"))


def believed_first(found: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """The records in the order in which they decide: by date where that says it; else a yes first, then the earliest.

    A record that itself says what holds of its person comes before those that say nothing or something else.
    """
    record, pick = IDS[indicator.table][0], pick_of(indicator)
    if pick != "any":
        return found.sort_values(["dated", record], ascending=[pick == "first", True], kind="stable")
    ordered = found.assign(no=-found["worth"])
    by = ["no"]
    if indicator.field in OF_THE_PERSON and f"own_{indicator.field}" in found:
        said = (found[f"own_{indicator.field}"] == found[indicator.field]).fillna(False)
        ordered, by = ordered.assign(unsaid=~said.astype(bool)), [*by, "unsaid"]
    if "contact_order" in found:
        by = [*by, "contact_order"]
    return ordered.sort_values([*by, record], kind="stable")


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
