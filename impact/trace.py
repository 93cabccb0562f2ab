"""From the records behind a figure to the cells of the spreadsheets that they were read in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

CELL = ["file", "sheet", "row", "column", "field"]
CELLS = [*CELL, "value", "role"]
RECORD = ["table", "record_id"]
ROLES = ("numerator", "both", "denominator")
PERSONAL = frozenset(
    "last_name first_name full_name email phone person_number birth_date birth_year age postcode city note".split()
)
BORN, DAYS = ("birth_date", "birth_year", "age"), ("first_contact", "date")
TRACED_AS: Mapping[str, tuple[str, ...]] = {
    "person_id": ("person",),
    "age": BORN,
    "age_band": BORN,
    "birth_year": BORN,
    "department": ("postcode",),
    **dict.fromkeys(("month", "quarter", "calendar_year", "fiscal_year"), DAYS),
}
MAIN: Mapping[str, tuple[str, ...]] = {"participants": ("person",), "workshops": ("kind",), "sales": ("amount",)}


def trace_cells(records: pd.DataFrame, lineage: pd.DataFrame, beside: Iterable[pd.DataFrame] = ()) -> pd.DataFrame:
    """A row a source cell of the records: what it adds to its role, null where personal; the roles in order.

    A value that no cell says (a default of impact.toml) is carried by the cell that makes its record one: a person's
    name, an activity's kind or title, a sale's amount. Heads that were counted from signatures are one a signature.

    Args:
        records: of `list_records`.
        lineage: of the build.
        beside: the same records by another field, whose cells add nothing by themselves.
    """
    wanted = pd.concat([records.assign(main=True), *(rows.assign(main=False) for rows in beside)], ignore_index=True)
    wanted = wanted.assign(asked=wanted.index)
    marks = lineage[lineage["table"] == "attendance"].rename(columns={"field": "status"})
    present = wanted["table"] == "attendance"
    signed = (wanted["field"] == "attendees") & wanted["record_id"].isin(marks["record_id"])
    joined = [
        _cells_of_fields(wanted[~present & ~signed], lineage[lineage["table"] != "attendance"]),
        _cells_of_marks(wanted[present], marks),
        _cells_of_heads(wanted[signed], marks),
    ]
    return _added_up(pd.concat([cells for cells in joined if len(cells)] or joined[:1], ignore_index=True))


def _cells_of_fields(wanted: pd.DataFrame, lineage: pd.DataFrame) -> pd.DataFrame:
    """The cell of each record's field; else of what stands in for it."""
    asked = wanted[["table", "field", "main"]].drop_duplicates().itertuples(index=False, name=None)
    order = [
        (table, field, main, level, traced)
        for table, field, main in asked
        for level, traced in enumerate((*TRACED_AS.get(field, (field,)), *(MAIN[table] if main else ())))
    ]
    ways = pd.DataFrame(order, columns=["table", "field", "main", "level", "traced"])
    cells = lineage.drop(columns="person_id").rename(columns={"field": "traced"})
    found = wanted.merge(ways, on=["table", "field", "main"]).merge(
        cells.drop_duplicates([*RECORD, "traced"]), on=[*RECORD, "traced"]
    )
    return found.sort_values(["asked", "level"], kind="stable").drop_duplicates("asked")


def _cells_of_marks(wanted: pd.DataFrame, marks: pd.DataFrame) -> pd.DataFrame:
    """The mark of each attendance; the nameless of one activity are told apart by their order."""
    key = ["record_id", "person_id", "status"]
    both = (wanted, marks.drop(columns="table"))
    named = [rows.assign(**{name: rows[name].astype("str").fillna("") for name in key}) for rows in both]
    left, right = (rows.assign(nth=rows.groupby(key).cumcount()) for rows in named)
    return left.merge(right, on=[*key, "nth"])


def _cells_of_heads(wanted: pd.DataFrame, marks: pd.DataFrame) -> pd.DataFrame:
    """The marks of all who were present, each for an equal part of the activity's value."""
    there = marks[marks["status"] == "present"].drop(columns=["table", "person_id", "status"])
    found = wanted.merge(there, on="record_id")
    return found.assign(value=found["value"] / found.groupby("asked")["asked"].transform("size"))


def _added_up(found: pd.DataFrame) -> pd.DataFrame:
    """Each cell once in a role, with all that it adds."""
    named = found.drop(columns="field").rename(columns={"cell_field": "field"})
    value = named["value"].astype("float64").mask(named["field"].isin(PERSONAL))
    groups = named.assign(value=value).groupby([*CELL, "role"], sort=False)
    cells = groups["value"].sum(min_count=1).reset_index()
    places = cells.assign(role=cells["role"].map(ROLES.index), column=cells["column"].str.rjust(3))
    order = places.sort_values(["role", "file", "sheet", "row", "column"], kind="stable").index
    return cells.loc[order, CELLS].reset_index(drop=True)
