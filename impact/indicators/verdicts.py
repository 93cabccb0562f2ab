"""Why records are, or are not, behind a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw

from impact.indicators.declaration import CountDistinct, Indicator, TableName
from impact.indicators.dimensions import UNSPECIFIED
from impact.indicators.marks import flag, marks_of, per_of
from impact.indicators.records import Part, check_cell, parts_of, placed_rows, records_of
from impact.indicators.rows import IDS, Reading
from impact.model import Scope, Tables

if TYPE_CHECKING:
    import pandas as pd

LOOKED_AT: Mapping[TableName, tuple[str, ...]] = {
    "participants": ("stage",),
    "workshops": ("kind",),
    "attendance": ("kind",),
    "sales": ("kind",),
}
VERDICTS = ("counted", "again", "unknown", "filtered", "elsewhere")


@dataclass(frozen=True)
class Verdict:
    """Why a record is, or is not, behind a figure.

    Attributes:
        why: `counted`; `again` (its person, or what it names, is counted by another record); `unknown` (what the
            figure asks is not known of it); `filtered` (it does not meet the figure's conditions); `elsewhere` (it
            belongs to another cell).
        table, record_id, person_id: the record that is counted: itself, or the other one of `again`.
        said: fields that decide and what the record says, `unspecified` for null.
    """

    why: str
    table: TableName
    record_id: str
    person_id: str | None = None
    said: tuple[tuple[str, str], ...] = ()


def judge_records(
    tables: Tables,
    indicator: Indicator,
    cell: Mapping[str, str | int],
    records: Iterable[tuple[str, str, str | None]],
    *,
    fiscal_year_start: str | None = None,
) -> list[Verdict]:
    """One verdict a record and part of the figure that counts its table, the most favourable first.

    Args:
        tables: the clean tables.
        indicator: the figure.
        cell: the dimensions that are not whole, and their values.
        records: table, id (of an attendance its workshop's) and, of an attendance, the person's id.
        fiscal_year_start: `"09-01"`; the calendar year unless given.

    Raises:
        UsageError: the figure has no such dimension, or no row such a value.
    """
    reading = Reading(fiscal_year_start)
    values = check_cell(tables, indicator, cell, Scope(), reading)
    wanted = list(records)
    verdicts = [verdict for part in parts_of(indicator) for verdict in _judged(tables, part, values, reading, wanted)]
    return sorted(verdicts, key=lambda verdict: VERDICTS.index(verdict.why))


def _judged(
    tables: Tables,
    part: Part,
    cell: Mapping[str, str],
    reading: Reading,
    wanted: list[tuple[str, str, str | None]],
) -> list[Verdict]:
    indicator = part.indicator
    ids = [record for table, record, _ in wanted if table == indicator.table]
    if not ids:
        return []
    people = {person for table, _, person in wanted if table == "attendance"}
    marks = marks_of(indicator)
    answered = marks.population if marks.known is None else marks.known
    rows = placed_rows(tables, indicator, tuple(cell), Scope(), reading)
    rows = rows.filter(nw.col(IDS[indicator.table][0]).is_in(ids))
    if indicator.table == "attendance":
        rows = rows.filter(nw.col("person_id").fill_null("").is_in([person or "" for person in people]))
    met = {f"met_{field}": flag(condition) for field, condition in indicator.asked}
    marked = rows.with_columns(asked=flag(marks.population), answered=flag(answered), **met)
    judged = marked.collect("pandas").to_native()
    listed = records_of(tables, part, cell, Scope(), reading)
    return [verdict_on(record, indicator, cell, listed) for record in judged.to_dict("records")]


def verdict_on(
    record: Mapping[str, object], indicator: Indicator, cell: Mapping[str, str], listed: pd.DataFrame
) -> Verdict:
    """The verdict on one placed record, beside those that the figure lists."""
    table, record_id = indicator.table, str(record[IDS[indicator.table][0]])
    person = said_by(record, "person_id") if "person_id" in record else None
    elsewhere = tuple(
        (name, str(record[f"by_{name}"])) for name, value in cell.items() if record[f"by_{name}"] != value
    )
    if elsewhere:
        return Verdict("elsewhere", table, record_id, person, elsewhere)
    per = per_of(indicator)
    unnamed = isinstance(indicator.measure, CountDistinct) and said_by(record, per) == UNSPECIFIED
    if unnamed or (record["asked"] and not record["answered"]):
        field = per if unnamed else indicator.field
        return Verdict("unknown", table, record_id, person, ((field, said_by(record, field)),))
    if not record["asked"]:
        why, said = unmet_by(record, indicator)
        return Verdict(why, table, record_id, person, said)
    mine = listed["record_id"] == record_id
    if table == "attendance" and per == "rows":
        mine &= listed["person_id"].fillna(UNSPECIFIED) == person
    if mine.any():
        return Verdict("counted", table, record_id, person)
    other = listed[listed["counted"] == record[per]].iloc[0]
    return Verdict("again", table, str(other["record_id"]), person)


def unmet_by(record: Mapping[str, object], indicator: Indicator) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Why a record is not asked about, and what it says of the conditions that it refuses or does not answer."""
    fields = [field for field, _ in indicator.asked if not record[f"met_{field}"]] or LOOKED_AT[indicator.table]
    said = tuple((field, said_by(record, field)) for field in fields)
    refused = tuple((field, value) for field, value in said if value != UNSPECIFIED)
    return ("filtered", refused) if refused else ("unknown", said)


def said_by(record: Mapping[str, object], field: str) -> str:
    """What a record says of a field; `unspecified` where it says nothing."""
    import pandas as pd

    value = record.get(field)
    return UNSPECIFIED if value is None or value is pd.NA or value != value else str(value)
