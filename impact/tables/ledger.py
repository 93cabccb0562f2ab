"""What became of every row and what every column was taken for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from impact.clean import MASK, column_letter, head_of
from impact.model import TablePlan
from impact.sheets import Sheet
from impact.tables.assemble import Dataset

LEDGER = "file sheet row status reason table record_id person_id".split()
SOURCES = "file sheet column header table field confidence decided_by record_id".split()
COPY = "same file as: "
LEFT_OUT = "left out by impact.toml"


def write_ledger(sheets: Iterable[Sheet], dataset: Dataset) -> pd.DataFrame:
    """A row a non-empty source row: `kept`, `merged`, `set_aside` or `not_data`, why, and the record it went into."""
    fates = [_fates(sheet) for sheet in sheets]
    ledger = pd.concat(fates, ignore_index=True) if fates else pd.DataFrame(columns=LEDGER[:6])
    records = _records(dataset)
    ledger = ledger.merge(
        records.reindex(columns=["file", "sheet", "row", "record_id", "person_id", "merges"]),
        on=["file", "sheet", "row"],
        how="left",
    )
    merged = ledger["merges"].eq(True) & (ledger["status"] == "kept")
    ledger = ledger.assign(
        status=ledger["status"].where(~merged, "merged"),
        reason=ledger["reason"].where(~merged, "another row about the same person").fillna(""),
    )
    return ledger.reindex(columns=LEDGER)


def _fates(sheet: Sheet) -> pd.DataFrame:
    roles = sheet.layout.roles
    is_data = roles == "data"
    status = np.array(["not_data", "set_aside"], dtype=object)[is_data.astype(int)]
    reason = np.where(is_data, "unrecognised table", roles)
    table = np.full(len(roles), None, dtype=object)
    for area, plan, clean in sheet.tables:
        is_left = status[area.rows] != "kept"
        rows = area.rows[is_left]
        fates = clean.fates[is_left] if clean is not None else None
        status[rows], reason[rows] = _unknown(plan) if fates is None else (fates["status"], fates["reason"])
        table[rows] = plan.table
    numbers = sheet.grid.rows.astype("int64")
    for number, why in (sheet.dropped or {}).items():
        status[numbers == number], reason[numbers == number] = "set_aside", f"impact.toml: {why}"
    if sheet.same_as:
        reason[status == "kept"], status[status == "kept"] = COPY + sheet.same_as, "merged"
    return pd.DataFrame(
        {
            "file": sheet.grid.file,
            "sheet": sheet.grid.sheet,
            "row": numbers,
            "status": status,
            "reason": reason,
            "table": table,
        }
    )


def _unknown(plan: TablePlan) -> tuple[str, str]:
    return ("not_data", LEFT_OUT) if plan.why == "table none" else ("set_aside", plan.why)


def _records(dataset: Dataset) -> pd.DataFrame:
    """For each source row: the first record that it went into, whom it is about, whether it was merged into another."""
    place = ["file", "sheet", "row"]
    people = dataset.mentions[[*place, "participant_id", "person_id"]].rename(columns={"participant_id": "record_id"})
    people = people.assign(merges=~dataset.who.first.to_numpy(dtype=bool))
    sales = dataset.sales[[*place, "sale_id"]].rename(columns={"sale_id": "record_id"}).drop_duplicates(place)
    lines = dataset.lines[dataset.lines["row"] != 0][[*place, "workshop_id"]].rename(
        columns={"workshop_id": "record_id"}
    )
    marks = (
        dataset.presences[[*place, "workshop_id", "person_id"]]
        .rename(columns={"workshop_id": "record_id"})
        .drop_duplicates(place)
    )
    lines = lines.merge(marks[[*place, "person_id"]], on=place, how="left")
    frames = [f for f in (people, sales, lines, marks) if len(f)]
    if not frames:
        return pd.DataFrame(columns=[*place, "record_id", "person_id", "merges"])
    return pd.concat(frames, ignore_index=True).drop_duplicates(place)


def write_sources(sheets: Iterable[Sheet], dataset: Dataset) -> pd.DataFrame:
    """A row a recognised column; a session's column names its activity."""
    across = dataset.lines.loc[dataset.lines["row"] <= 0, ["file", "sheet", "column", "row", "workshop_id"]]
    activity = {(f, s, c, -int(r)): w for f, s, c, r, w in across.itertuples(index=False, name=None)}
    rows = [
        row
        for sheet in sheets
        for area, plan, clean in sheet.tables
        if clean
        for row in _columns(sheet, plan, head_of(area), activity)
    ]
    return pd.DataFrame(rows, columns=SOURCES)


def _columns(
    sheet: Sheet, plan: TablePlan, head: int, activity: Mapping[tuple[str, str, str, int], str]
) -> Iterable[tuple[object, ...]]:
    file, name = sheet.grid.file, sheet.grid.sheet
    for c in plan.columns:
        if c.field:
            yield file, name, column_letter(c.place), c.header, plan.table, c.field, c.confidence, c.decided_by, None
    for session in plan.sessions:
        letter = column_letter(session.place)
        fields = {field for field, _, _ in session.facts}
        header = MASK if "full_name" in fields else " – ".join(text for _, text, _ in session.facts)
        yield (
            file,
            name,
            letter,
            header,
            plan.table,
            "amount" if plan.table == "sales" else "presence",
            0.9,
            "recognised",
            activity.get((file, name, letter, head)),
        )
