"""From a record's value back to the cell that it was read in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from impact.tables.assemble import Dataset

LINEAGE = "table record_id person_id field file sheet row column".split()
CELLS: Mapping[str, tuple[str, ...]] = {
    "person": ("last_name", "full_name", "first_name", "email", "phone", "person_number"),
    "stage": ("stage", "orientation"),
    "birth_date": ("birth_date",),
}


def trace_records(dataset: Dataset, sources: pd.DataFrame) -> pd.DataFrame:
    """A row a cell that a record's value comes from; `column` is "" where no cell says it, but `impact.toml`."""
    letters = {
        (f, s, field): c
        for f, s, c, field in sources[["file", "sheet", "column", "field"]]
        .iloc[::-1]
        .itertuples(index=False, name=None)
    }
    frames = [
        _of_participants(dataset, letters),
        _of_sales(dataset, letters),
        _of_activities(dataset, letters),
        _of_attendance(dataset, letters),
    ]
    filled = [f for f in frames if len(f)]
    return (pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()).reindex(columns=LINEAGE)


def _letters(rows: pd.DataFrame, fields: Iterable[str], letters: Mapping[tuple[str, str, str], str]) -> pd.Series:
    """For each row the column of the first of `fields` that its sheet has."""
    codes, places = pd.factorize(rows["file"] + "\0" + rows["sheet"])
    sheets = [tuple(place.split("\0")) for place in places]
    found = [next((letters[f, s, field] for field in fields if (f, s, field) in letters), "") for f, s in sheets]
    return pd.Series(np.array(found, dtype=object)[codes], index=rows.index, dtype=object)


def _of_participants(dataset: Dataset, letters: Mapping[tuple[str, str, str], str]) -> pd.DataFrame:
    origins = dataset.who.origins
    ids = dataset.tables.participants
    place = dataset.mentions.loc[origins["mention"], ["file", "sheet", "row"]].reset_index(drop=True)
    traced = place.assign(
        table="participants",
        record_id=ids["participant_id"].to_numpy()[origins["record"]],
        person_id=ids["person_id"].to_numpy()[origins["record"]],
        field=origins["field"].to_numpy(),
    )
    parts = [
        part.assign(column=_letters(part, CELLS.get(str(field), (str(field),)), letters))
        for field, part in traced.groupby("field", sort=False)
    ]
    return pd.concat(parts, ignore_index=True) if parts else traced


def _of_sales(dataset: Dataset, letters: Mapping[tuple[str, str, str], str]) -> pd.DataFrame:
    """The amount's cell; the quantity's where the amount was worked out."""
    sales = dataset.sales
    if not len(sales):
        return pd.DataFrame()
    quantity = _letters(sales, ("quantity",), letters)
    base = pd.DataFrame(
        {
            "table": "sales",
            "record_id": sales["sale_id"],
            "file": sales["file"],
            "sheet": sales["sheet"],
            "row": sales["row"],
        }
    )
    amount = base.assign(
        field="amount", column=sales["amount_column"].where(~sales["worked_out"].astype(bool), quantity)
    )
    return pd.concat([amount, base.assign(field="quantity", column=quantity)[quantity != ""]], ignore_index=True)


def _of_activities(dataset: Dataset, letters: Mapping[tuple[str, str, str], str]) -> pd.DataFrame:
    """The first line of each activity, field by field."""
    lines = dataset.lines
    if not len(lines):
        return pd.DataFrame()
    base = pd.DataFrame(
        {
            "table": "workshops",
            "record_id": lines["workshop_id"],
            "file": lines["file"],
            "sheet": lines["sheet"],
            "row": lines["row"],
        }
    )
    parts = []
    for field, cells in {
        "kind": ("kind", "title", "date"),
        "hours": ("hours", "start_time"),
        "attendees": ("attendees", "presence", "last_name", "full_name"),
    }.items():
        letter = lines["column"].where(lines["column"] != "", _letters(base, cells, letters))
        parts.append(base.assign(field=field, column=letter))
    return pd.concat(parts, ignore_index=True)


def _of_attendance(dataset: Dataset, letters: Mapping[tuple[str, str, str], str]) -> pd.DataFrame:
    presences = dataset.presences
    if not len(presences):
        return pd.DataFrame()
    letter = presences["column"].where(
        presences["column"] != "", _letters(presences, ("presence", "last_name", "full_name"), letters)
    )
    return pd.DataFrame(
        {
            "table": "attendance",
            "record_id": presences["workshop_id"],
            "person_id": presences["person_id"],
            "field": "status",
            "file": presences["file"],
            "sheet": presences["sheet"],
            "row": presences["row"],
            "column": letter,
        }
    )
