"""From a record's value back to the cells that it was read in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from impact.config import FIELDS
from impact.sheets import Sheet
from impact.tables.activities import STATUSES
from impact.tables.assemble import Dataset
from impact.tables.places import ROW, choose_cells, find_places, find_session_cells, look_up

LINEAGE = "table record_id person_id field file sheet row column cell_field".split()
CELL = [*ROW, "column", "cell_field"]
NAMES = ("last_name", "full_name", "first_name", "email", "phone", "person_number")
OF_SALES = ("quantity", "unit_price", "product", "brand", "range", "channel", "event", "date")
OF_ACTIVITIES: Mapping[str, tuple[str, ...]] = {
    "kind": ("kind", "title", "date", *FIELDS["workshops"]),
    "hours": ("hours", "start_time"),
    "attendees": ("attendees",),
    "title": ("title",),
    "place": ("place",),
    "date": ("date",),
}


def trace_records(dataset: Dataset, sheets: Iterable[Sheet]) -> pd.DataFrame:
    """A row a cell that a record's value comes from; of a record's field, the first is the one that was believed.

    Columns: `table`, `record_id` (of an attendance that of its activity, with the `person_id`), `field` of the table
    (`person` for what names a participant; of an attendance its status), the cell, and `cell_field`: what its column
    was taken for. A value that no cell says (a default of impact.toml) has no row.
    """
    sheets = list(sheets)
    places = find_places(sheets)
    frames = [
        _of_participants(dataset, places),
        _of_sales(dataset, places),
        _of_activities(dataset, places, find_session_cells(sheets)),
        _of_attendance(dataset, places),
    ]
    filled = [frame for frame in frames if len(frame)]
    cells = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=LINEAGE)
    return cells[cells["column"] != ""].reindex(columns=LINEAGE).reset_index(drop=True)


def _of_participants(dataset: Dataset, places: pd.DataFrame) -> pd.DataFrame:
    origins, ids, mentions = dataset.who.origins, dataset.tables.participants, dataset.mentions
    if not len(mentions):
        return pd.DataFrame(columns=LINEAGE)
    found = look_up(mentions, places)
    said = mentions["stage"].notna() if "stage" in mentions else pd.Series(False, index=mentions.index)
    staged = choose_cells(found, ["stage"]).where(said, choose_cells(found, ["stage", "orientation"]))
    parts = []
    for field, part in origins.groupby("field", sort=False):
        wanted = (*NAMES, *FIELDS["participants"]) if field == "person" else (str(field),)
        cells = (staged if field == "stage" else choose_cells(found, wanted)).loc[part["mention"]]
        place = mentions.loc[part["mention"], ROW]
        parts.append(
            pd.DataFrame(
                {
                    "table": "participants",
                    "record_id": ids["participant_id"].to_numpy()[part["record"]],
                    "person_id": ids["person_id"].to_numpy()[part["record"]],
                    "field": field,
                    **{name: place[name].to_numpy() for name in ROW},
                    **{name: cells[name].to_numpy() for name in ("column", "cell_field")},
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _of_sales(dataset: Dataset, places: pd.DataFrame) -> pd.DataFrame:
    """The amount's cell; the quantity's, or the price's, where the amount was worked out."""
    sales = dataset.sales
    if not len(sales):
        return pd.DataFrame(columns=LINEAGE)
    found = look_up(sales, places, sales["amount_column"])
    base = sales[ROW].assign(table="sales", record_id=sales["sale_id"])
    typed = ~sales["worked_out"].astype(bool)
    amount = choose_cells(found, [*OF_SALES, *FIELDS["sales"]])
    amount = amount.assign(
        column=amount["column"].where(~typed, sales["amount_column"]),
        cell_field=amount["cell_field"].where(~typed, "amount"),
    )
    parts = [base.assign(field="amount", **amount)]
    parts += [base.assign(field=field, **choose_cells(found, [field])) for field in OF_SALES if field in found]
    return pd.concat([part[part["column"] != ""] for part in parts], ignore_index=True)


def _of_activities(dataset: Dataset, places: pd.DataFrame, above: pd.DataFrame) -> pd.DataFrame:
    """For each field of an activity the cell of the first line that says it, an agenda's before a presence list's."""
    lines = dataset.lines
    if not len(lines):
        return pd.DataFrame(columns=LINEAGE)
    cells = pd.concat([_cells_of_rows(lines, places), _cells_of_columns(lines, above)], ignore_index=True)
    rank = (lines["source"] != "agenda").to_numpy() * len(lines) + np.arange(len(lines))
    ranked = cells.assign(
        table="workshops",
        record_id=lines["workshop_id"].loc[cells["line"]].to_numpy(),
        rank=pd.Series(rank, index=lines.index).loc[cells["line"]].to_numpy(),
    )
    return pd.concat([_first_cells(ranked, field, names) for field, names in OF_ACTIVITIES.items()], ignore_index=True)


def _first_cells(cells: pd.DataFrame, field: str, names: tuple[str, ...]) -> pd.DataFrame:
    """One cell an activity: of a kind the plainest, of anything else the first."""
    order = {name: number for number, name in reversed(list(enumerate(names)))}
    found = cells[cells["cell_field"].isin(order)]
    found = found.assign(field=field, plain=found["cell_field"].map(order))
    by = ["plain", "rank"] if field == "kind" else ["rank", "plain"]
    return found.sort_values(by, kind="stable").drop_duplicates("record_id").sort_values("record_id", kind="stable")


def _cells_of_rows(lines: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """A row a filled cell of a line of an agenda or a presence list whose value was understood: `line` and the cell."""
    rows = lines[lines["row"] > 0]
    found = look_up(rows, places)
    parts = []
    for field in (name for name in dict.fromkeys(FIELDS["workshops"]) if name in found):
        understood = rows[field].notna() if field in rows else pd.Series(True, index=rows.index)
        cells = choose_cells(found, [field])[understood]
        parts.append(rows.loc[cells.index, ROW].assign(line=cells.index, **cells).loc[cells["column"] != ""])
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["line", *CELL])


def _cells_of_columns(lines: pd.DataFrame, above: pd.DataFrame) -> pd.DataFrame:
    """A row a cell above a column of marks: `line` and the cell."""
    across = lines.loc[lines["row"] <= 0, ["file", "sheet", "column", "row"]].reset_index(names="line")
    across["head"] = -across.pop("row").astype("int64")
    cells = across.merge(above, on=["file", "sheet", "column", "head"], how="inner")
    return cells.drop(columns=["column", "head"]).rename(columns={"letter": "column", "field": "cell_field"})


def _of_attendance(dataset: Dataset, places: pd.DataFrame) -> pd.DataFrame:
    """The mark of each attendance, in the table's order; where nothing is marked, the name of who was there."""
    presences = dataset.presences
    if not len(presences):
        return pd.DataFrame(columns=LINEAGE)
    ranked = presences.assign(rank=presences["status"].map(STATUSES.index)).sort_values("rank", kind="stable")
    again = ranked.duplicated(["workshop_id", "person"]) & ranked["person"].notna()
    kept = presences[~again.reindex(presences.index)]
    named = choose_cells(look_up(kept, places), ["presence", *NAMES, *FIELDS["workshops"]])
    marked = kept["column"] != ""
    return kept[ROW].assign(
        table="attendance",
        record_id=kept["workshop_id"],
        person_id=kept["person_id"],
        field=kept["status"],
        column=kept["column"].where(marked, named["column"]),
        cell_field=named["cell_field"].where(~marked, "presence"),
    )
