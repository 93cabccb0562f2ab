"""A grid and its plan into typed records, with the fate of every row, every change and every doubt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.clean.belong import place_records
from impact.clean.checks import check_totals
from impact.clean.marks import find_years, read_marks, read_sessions
from impact.clean.money import amount_differs, settle_sales, split_amounts
from impact.clean.typed import (
    CHANGES,
    MASK,
    PERSONAL,
    PROBLEMS,
    TypedColumn,
    column_letter,
    fill_defaults,
    parse_field,
)
from impact.config import SheetSettings
from impact.model import Area, ColumnPlan, Grid, Project, TablePlan

__all__ = ["MASK", "PERSONAL", "CleanTable", "Context", "clean_table", "column_letter", "head_of"]

DATE_OF: Mapping[str, str] = {"participants": "first_contact", "workshops": "date", "sales": "date"}
OUTSIDE = "dated outside the project"
UNUSED = {("sales", "reference"), ("sales", "note"), ("workshops", "note")}
WHO = "last_name first_name full_name email phone birth_date birth_year age gender country".split()
ACTIVITY = ("title", "kind", "date", "hours", "attendees", *WHO)
NO_AMOUNTS = pd.DataFrame(columns=["column", "cents", "kept", "set_aside"])
EMPTY, HEADING = "numbered but empty", "heading"
_REASONS: Mapping[str, str] = {
    "sales": "no amount",
    "participants": EMPTY,
    "workshops": "neither date, title nor name",
    "grid": "marks without a name",
}


@dataclass(frozen=True)
class Context:
    """What the workspace says beyond the sheet."""

    projects: Mapping[str, Project]
    fiscal_year_start: str | None = None


@dataclass(frozen=True, eq=False)
class CleanTable:
    """One table, typed.

    Attributes:
        file, sheet: where it stands.
        plan: what its columns mean.
        records: a row a record: `row` (its number), the table's fields, `project`, `sector`, `year`; of sales also
            `amount_column` (letter) and `worked_out`; money in cents, quantities in thousandths, prices in
            ten-thousandths.
        sessions: of a presence grid, a row a column of marks: `column` (letter), what its header says, and `head`.
        marks: of a presence grid, a row a mark: `row`, `column`, `status`.
        fates: a row a data row: `row`, `status` (`kept`, `set_aside` or `not_data`), `reason`.
        changes, problems: a row a cell.
        amounts: a row an amount column: `column`, `cents` (Σ of its data cells as parsed), `kept`, `set_aside`.
    """

    file: str
    sheet: str
    plan: TablePlan
    records: pd.DataFrame
    sessions: pd.DataFrame
    marks: pd.DataFrame
    fates: pd.DataFrame
    changes: pd.DataFrame
    problems: pd.DataFrame
    amounts: pd.DataFrame


def clean_table(grid: Grid, area: Area, plan: TablePlan, settings: SheetSettings, context: Context) -> CleanTable:
    """The records of one table whose meaning is known."""
    assert plan.table is not None
    columns = (*plan.columns, *_amounts_by_period(plan))
    used = [c for c in columns if c.field and (plan.table, c.field) not in UNUSED]
    titles = (*area.titles, grid.sheet, *_headers(area))
    years = find_years(titles, settings, context.projects)
    typed = {c: parse_field(grid, c, area.rows, plan.table, settings, years) for c in used}
    defaults = {**dict(plan.said), **settings.defaults}
    sessions, session_problems = read_sessions(plan, titles, settings, context.projects)
    sessions = sessions.assign(head=head_of(area))
    records, amounts = _records(grid, area, typed), NO_AMOUNTS
    if plan.table == "sales":
        records, amounts = _sales(records, typed, sessions, defaults)
    else:
        records = fill_defaults(records, plan.table, defaults)
    records = place_records(records, DATE_OF[plan.table], settings, context.projects, context.fiscal_year_start)
    marks = read_marks(grid, area, plan)
    fates = _fates(plan, records, grid.rows[area.rows], _count_filled(grid, area))
    found = [t.problems for t in typed.values()] + [
        session_problems,
        check_totals(grid, area, plan, records),
        _differences(records),
    ]
    found.append(_outside(records, DATE_OF[plan.table], plan, context.projects))
    return CleanTable(
        grid.file,
        grid.sheet,
        plan,
        records[records["row"].isin(fates.loc[fates["status"] == "kept", "row"])].reset_index(drop=True),
        place_records(sessions, "date", settings, context.projects, context.fiscal_year_start),
        marks,
        fates,
        _joined([t.changes for t in typed.values()], CHANGES),
        _problems_of_data(_joined(found, PROBLEMS), fates).assign(file=grid.file, sheet=grid.sheet),
        amounts,
    )


def head_of(area: Area) -> int:
    """The number of a table's last header row, which tells it from others of its sheet; 0 where it has none."""
    return area.header_rows[-1] if area.header_rows else 0


def _problems_of_data(problems: pd.DataFrame, fates: pd.DataFrame) -> pd.DataFrame:
    """The doubts about rows that are data."""
    return problems[~problems["row"].isin(fates.loc[fates["status"] == "not_data", "row"])]


def _count_filled(grid: Grid, area: Area) -> NDArray[np.int64]:
    filled = np.zeros(len(area.rows), dtype=np.int64)
    for column in grid.columns:
        filled += column.codes[area.rows] >= 0
    return filled


def _joined(frames: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    filled = [f for f in frames if len(f)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=columns)


def _records(grid: Grid, area: Area, typed: Mapping[ColumnPlan, TypedColumn]) -> pd.DataFrame:
    """A row a data row; of two columns of one field, the first that is filled."""
    numbers = pd.Series(grid.rows[area.rows].astype("int64"))
    fields: dict[str, pd.Series] = {}
    for plan, column in typed.items():
        if plan.field != "amount":
            known = fields.get(plan.field)
            fields[plan.field] = column.values if known is None else known.where(known.notna(), column.values)
    return pd.DataFrame({"row": numbers, "position": np.arange(len(numbers)), **fields})


def _headers(area: Area) -> list[str]:
    return [text for levels in area.headers.values() for text in levels]


def _amounts_by_period(plan: TablePlan) -> tuple[ColumnPlan, ...]:
    """The columns of a crosstab as columns of amounts."""
    sessions = plan.sessions if plan.table == "sales" else ()
    return tuple(ColumnPlan(s.place, s.facts[0][1], "amount", str(s.place)) for s in sessions)


def _sales(
    records: pd.DataFrame,
    typed: Mapping[ColumnPlan, TypedColumn],
    sessions: pd.DataFrame,
    defaults: Mapping[str, object],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Records of money, and the account of each amount column; a crosstab's column says the date or the product."""
    amounts = {column_letter(c.place): (c.says, t.values) for c, t in typed.items() if c.field == "amount"}
    split = split_amounts(records, amounts)
    for field in (f for f in ("date", "product") if f in sessions and f not in records):
        said = dict(zip(sessions["column"], sessions[field], strict=True))
        split = split.assign(**{field: split["amount_column"].map(said).astype(sessions[field].dtype)})
    account = pd.DataFrame(
        {
            "column": list(amounts),
            "cents": [int(values.sum()) for _, values in amounts.values()],
            "kept": [int(split.loc[split["amount_column"] == letter, "amount"].sum()) for letter in amounts],
            "set_aside": 0,
        }
    )
    return settle_sales(fill_defaults(split, "sales", defaults)), account


def _fates(
    plan: TablePlan, records: pd.DataFrame, numbers: NDArray[np.int32], filled: NDArray[np.int64]
) -> pd.DataFrame:
    """What becomes of each data row.

    Args:
        plan: what its columns mean.
        records: those that the rows gave.
        numbers: of the rows.
        filled: how many cells each row fills.
    """
    columns = {p.field for p in plan.columns}
    reason = _REASONS["grid" if plan.sessions and plan.table == "workshops" else plan.table or ""]
    if plan.table == "sales":
        good = records["amount"].notna()
    elif plan.table == "participants":
        good = records[[c for c in records.columns if c in columns - {"person_number", "note"}]].notna().any(axis=1)
    else:
        asked = (
            WHO if plan.sessions and "full_name" not in {f for s in plan.sessions for f, _, _ in s.facts} else ACTIVITY
        )
        good = records[[c for c in records.columns if c in columns & set(asked)]].notna().any(axis=1)
    kept = np.isin(numbers, records.loc[good.to_numpy(dtype=bool), "row"].to_numpy(dtype=np.int64))
    empty = ~kept & (filled <= 1)
    nothing = EMPTY if plan.table == "participants" or plan.sessions else HEADING
    fate = np.select([kept, empty], [0, 1], 2)
    said = {"status": ("kept", "not_data", "set_aside"), "reason": (None, nothing, reason)}
    spread = {name: pd.Series(np.array(each, dtype=object)[fate], dtype=object) for name, each in said.items()}
    return pd.DataFrame({"row": numbers.astype("int64"), **spread})


def _outside(records: pd.DataFrame, date: str, plan: TablePlan, projects: Mapping[str, Project]) -> pd.DataFrame:
    """Rows dated before their project's start or after its end: said, never moved."""
    place = plan.place_of(date)
    if date not in records or place is None:
        return pd.DataFrame(columns=PROBLEMS)
    start, end = (
        pd.Series({i: getattr(p, edge) for i, p in projects.items()}, dtype="datetime64[s]").reindex(records["project"])
        for edge in ("start", "end")
    )
    odd = records[(records[date] < start.to_numpy()) | (records[date] > end.to_numpy())]
    days = odd[date].dt.strftime("%Y-%m-%d")
    return pd.DataFrame(
        {"row": odd["row"], "column": column_letter(place), "field": date, "reason": OUTSIDE, "value": days}
    )


def _differences(records: pd.DataFrame) -> pd.DataFrame:
    """Sales whose typed amount is not quantity × unit price: the amount stays, the difference is said."""
    if "worked_out" not in records:
        return pd.DataFrame(columns=PROBLEMS)
    differing = records[amount_differs(records).to_numpy(dtype=bool)]
    return pd.DataFrame(
        {
            "row": differing["row"],
            "column": differing["amount_column"],
            "field": "amount",
            "reason": "amount is not quantity × unit price",
            "value": (differing["amount"] / 100).map("{:.2f}".format),
        }
    )
