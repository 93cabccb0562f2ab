"""The sessions across a presence grid, and the marks below them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from impact.clean.typed import MASK, PERSONAL, PROBLEMS, column_letter, fill_defaults, parse_days, take
from impact.config import SheetSettings
from impact.model import Area, Grid, Project, SessionPlan, TablePlan
from impact.parse import PARSERS, parse_presences

FIELDS = ("date", "product", "title", "kind", "hours", "start_time", "end_time", "place", "full_name")


def read_sessions(
    plan: TablePlan, titles: Sequence[str], settings: SheetSettings, projects: Mapping[str, Project]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A row a column of marks: its `column` and what its header cells say; and the cells that could not be read."""
    years = find_years(titles, settings, projects)
    columns: dict[str, pd.Series] = {}
    problems: list[dict[str, object]] = []
    for field in FIELDS:
        facts = [next((f for f in s.facts if f[0] == field), None) for s in plan.sessions]
        if not any(facts):
            continue
        texts = np.array([f[1] if f else "" for f in facts], dtype=object)
        kinds = np.array([f[2] if f else 0 for f in facts], dtype=np.uint8)
        parsed = parse_days(texts, kinds, years) if field == "date" else PARSERS[field](texts, kinds)
        columns[field] = take(field, parsed.values, np.arange(len(facts)))
        problems += [
            _problem(s, field, f, why)
            for s, f, why in zip(plan.sessions, facts, parsed.failures, strict=True)
            if f and why
        ]
    sessions = pd.DataFrame({"column": [column_letter(s.place) for s in plan.sessions], **columns})
    return fill_defaults(
        sessions, "workshops", {f: v for f, v in settings.defaults.items() if f in FIELDS}
    ), pd.DataFrame(problems, columns=PROBLEMS)


def find_years(titles: Sequence[str], settings: SheetSettings, projects: Mapping[str, Project]) -> tuple[int, ...]:
    """The year, or the two that follow, of days that are written without one: by title, project or source."""
    project = projects.get(settings.project or "")
    edges = [int(edge[:4]) for edge in (project.start, project.end) if edge] if project else []
    said = sorted({int(y) for title in titles for y in re.findall(r"\b(?:19|20)\d{2}\b", title)})
    for years in (said, sorted(set(edges)), [settings.year or 0], [project.year or 0] if project else []):
        if 1 <= len(years) <= 2 and all(years) and years[-1] - years[0] <= 1:
            return tuple(years)
    return ()


def _problem(session: SessionPlan, field: str, fact: tuple[str, str, int], reason: object) -> dict[str, object]:
    value = MASK if field in PERSONAL else fact[1]
    return {"row": 0, "column": column_letter(session.place), "field": field, "reason": reason, "value": value}


def read_marks(grid: Grid, area: Area, plan: TablePlan) -> pd.DataFrame:
    """A row a mark that says something: `row`, `column` (letter), `status`; blanks and unknown marks are none."""
    parts = []
    for session in plan.sessions if plan.table == "workshops" else ():
        column = grid.columns[session.place]
        parsed = parse_presences(column.texts, column.kinds)
        status = np.array([*parsed.values, None], dtype=object)[column.codes[area.rows]]
        parts.append(
            pd.DataFrame(
                {"row": grid.rows[area.rows].astype("int64"), "column": column_letter(session.place), "status": status}
            )
        )
    marks = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["row", "column", "status"])
    return marks[marks["status"].notna()].reset_index(drop=True)
