"""Totals as control totals: checked against what they total."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.clean.typed import PLACES, PROBLEMS, column_letter, take
from impact.model import Area, ColumnPlan, Grid, TablePlan
from impact.parse import PARSERS, parse_presences

SUMMED = ("amount", "quantity", "hours", "attendees")


def check_totals(grid: Grid, area: Area, plan: TablePlan, records: pd.DataFrame) -> pd.DataFrame:
    """A row a total that differs from the sum of its rows, all those above or those since the total before.

    Amounts that were not typed are those that the `records` have worked out.
    """
    found: list[dict[str, object]] = []
    if len(area.totals):
        amounts = sum(column.field == "amount" for column in plan.columns)
        for column in plan.columns:
            if column.field in SUMMED:
                values = _values(grid, column, area.rows)
                if column.field == "amount" and "worked_out" in records and amounts == 1:
                    values = values + _worked_out(grid, area, records)
                found += _differing(grid, area, column.place, column.field, values)
        for session in plan.sessions if plan.table == "workshops" else ():
            cells = grid.columns[session.place]
            present = np.append(parse_presences(cells.texts, cells.kinds).values == "present", False)[
                cells.codes[area.rows]
            ]
            hours = _values(grid, ColumnPlan(session.place, "", "hours"), area.rows)
            differing = [_differing(grid, area, session.place, "presence", v) for v in (present.astype(float), hours)]
            found += differing[0] if all(differing) else []
    return pd.DataFrame(found, columns=PROBLEMS)


def _values(grid: Grid, plan: ColumnPlan, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    column = grid.columns[plan.place]
    values = take(
        plan.field, PARSERS[plan.field](column.texts, column.kinds).values, column.codes[rows].astype(np.int64)
    )
    numbers = np.asarray(values.astype("Float64").fillna(0), dtype=np.float64)
    return numbers / 10.0 ** PLACES.get(plan.field, 0)


def _worked_out(grid: Grid, area: Area, records: pd.DataFrame) -> NDArray[np.float64]:
    worked_out = records[records["worked_out"].to_numpy(dtype=bool)]
    amounts = worked_out.set_index("row")["amount"].astype("Float64")
    return np.asarray(amounts.reindex(grid.rows[area.rows]).fillna(0), dtype=np.float64) / 10.0 ** PLACES["amount"]


def _differing(grid: Grid, area: Area, place: int, field: str, values: NDArray[np.float64]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    since = -1
    for position in area.totals:
        typed = _total(grid, place, int(position), field)
        above, part = area.rows < position, (area.rows < position) & (area.rows > since)
        sums = [round(float(values[rows].sum()), 4) for rows in (above, part)]
        taxed = since >= 0 and not part.any() and position - since > 1
        if typed is not None and not taxed and not any(abs(typed - s) < 0.006 for s in sums):
            reason = f"total is not the sum of its rows: {sums[-1]:g}"
            letter = column_letter(place)
            found.append(
                {
                    "row": int(grid.rows[position]),
                    "column": letter,
                    "field": field,
                    "reason": reason,
                    "value": f"{typed:g}",
                }
            )
        since = int(position)
    return found


def _total(grid: Grid, place: int, position: int, field: str) -> float | None:
    column = grid.columns[place]
    code = column.codes[position]
    if code < 0:
        return None
    parser = PARSERS["amount" if field == "presence" else field]
    value = parser(column.texts[code : code + 1], column.kinds[code : code + 1]).values[0]
    return None if value is None else float(value)
