"""Sheets that repeat others of their workbook: a summary is no second sale."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from impact.clean import CleanTable
from impact.parse.fold import fold
from impact.sheets import Sheet

SUMMARY = "summary of other sheets"
MEASURES = ("amount", "hours", "attendees")
_summary = re.compile(
    r"\b(?:recap\w*|resume|synthese|bilan|totaux|total|stats?|statistiques?|tableau de bord|cumul|summary|totals|"
    r"overview|dashboard|previsionnel|budget|forecast)\b"
)


def set_summaries_aside(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The same sheets, where an undated table that only repeats others of its file is set aside.

    It repeats them if its sheet's name says so, or if its figures add up to theirs.
    """
    by_file: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        by_file.setdefault(sheet.grid.file, []).append(sheet)
    return [_without_summaries(sheet, [s for s in by_file[sheet.grid.file] if s is not sheet]) for sheet in sheets]


def _without_summaries(sheet: Sheet, others: Sequence[Sheet]) -> Sheet:
    tables = tuple(
        (area, replace(plan, table=None, why=SUMMARY), None)
        if clean is not None and _repeats(clean, sheet, others)
        else (area, plan, clean)
        for area, plan, clean in sheet.tables
    )
    return replace(sheet, tables=tables)


def _repeats(clean: CleanTable, sheet: Sheet, others: Sequence[Sheet]) -> bool:
    table = clean.plan.table
    if table == "participants" or clean.plan.sessions or sheet.settings.table or _is_dated(clean):
        return False
    rest = [c for s in others for _, _, c in s.tables if c is not None and c.plan.table == table and _is_dated(c)]
    return bool(rest) and (_summary.search(fold(sheet.grid.sheet)) is not None or _adds_up(clean, rest))


def _is_dated(clean: CleanTable) -> bool:
    return "date" in clean.records and bool(clean.records["date"].notna().any())


def _adds_up(clean: CleanTable, rest: Sequence[CleanTable]) -> bool:
    """Whether some measure's sum, not zero, is that of the other tables together."""
    sums = [(_sum(clean, m), sum(_sum(other, m) for other in rest)) for m in MEASURES]
    return any(own and abs(own - others) < 0.005 for own, others in sums)


def _sum(clean: CleanTable, measure: str) -> float:
    if measure not in clean.records:
        return 0.0
    return float(pd.to_numeric(clean.records[measure]).fillna(0).sum())
