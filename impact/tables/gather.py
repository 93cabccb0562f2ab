"""The clean tables of all sheets, stacked, in file order."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from impact.clean import CleanTable
from impact.config import PERSON_FIELDS

PEOPLE = PERSON_FIELDS
_between_names = re.compile(r"[,;/\n]| et | and |&")


def stack_records(cleans: Iterable[CleanTable], table: str) -> pd.DataFrame:
    """A row a record of a table, with `file`, `sheet` and `row`."""
    frames = [
        c.records.assign(file=c.file, sheet=c.sheet)
        for c in cleans
        if c.plan.table == table and not c.plan.presences and len(c.records)
    ]
    return (
        pd.concat(frames, ignore_index=True)
        if frames
        else pd.DataFrame(columns=["file", "sheet", "row", "project", "sector", "year"])
    )


def stack_lines(cleans: Iterable[CleanTable]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Agendas and presence lists.

    Returns:
        lines: a row an agenda row, a presence row or a session of a grid: `source`, `sheet_key`, `otherwise` (its kind
            where nothing says it), `file`, `sheet`, `row` (0 for a column), `column` ("" for a row), the fields.
        presences: a row a name's presence at a line: `line`, `status`, `file`, `sheet`, `row`, `column`, `named_at`
            (the column that names the person, "" where the row does), the people's fields.
    """
    lines: list[pd.DataFrame] = []
    presences: list[pd.DataFrame] = []
    size = 0
    for clean in cleans:
        if clean.plan.table == "workshops":
            found, marks = _lines_of(clean, size)
            lines.append(found.assign(file=clean.file, sheet=clean.sheet, sheet_key=f"{clean.file}#{clean.sheet}"))
            presences.append(marks.assign(file=clean.file, sheet=clean.sheet))
            size += len(found)
    return _stacked(
        lines, ["source", "sheet_key", "otherwise", "file", "sheet", "row", "column", "project", "sector", "year"]
    ), _stacked(presences, ["line", "status", "file", "sheet", "row", "column", "named_at"])


def _stacked(frames: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    filled = [f for f in frames if len(f)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=columns)


def _lines_of(clean: CleanTable, offset: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    if "full_name" in clean.sessions:
        return _people_across(clean, offset)
    if clean.plan.sessions:
        return _sessions_across(clean, offset)
    records = clean.records.assign(
        source="presence" if clean.plan.presences else "agenda",
        otherwise="workshop" if clean.plan.presences else "other",
        column="",
    )
    lines = records.drop(columns=[c for c in (*PEOPLE, "presence", "note", "position") if c in records])
    return lines, _named(records, offset) if clean.plan.presences else pd.DataFrame()


def _named(records: pd.DataFrame, offset: int) -> pd.DataFrame:
    """Presence rows that name somebody; present unless they say otherwise."""
    who = records[[c for c in ("last_name", "first_name", "full_name") if c in records]].notna().any(axis=1)
    said = records["presence"] if "presence" in records else pd.Series("present", index=records.index)
    people = records[[c for c in PEOPLE if c in records] + ["project", "sector", "row"]]
    presences = people.assign(line=records.index + offset, status=said, column="", named_at="")
    return _one_a_name(presences[who & presences["status"].notna()])


def _one_a_name(presences: pd.DataFrame) -> pd.DataFrame:
    """Cells that list several whole names (“Lise Aubert, Noé Brun et Ana Cadot”) are as many presences."""
    if "full_name" not in presences or not len(presences):
        return presences
    parts = presences["full_name"].map(_whole_names)
    several = presences.assign(full_name=parts).explode("full_name", ignore_index=True)
    number = several.groupby("line").cumcount()
    return several.assign(named_at=number.astype(str).where(several["line"].duplicated(keep=False), ""))


def _whole_names(cell: object) -> list[object]:
    parts = [part.strip() for part in _between_names.split(cell) if part.strip()] if isinstance(cell, str) else []
    return list(parts) if len(parts) > 1 and all(len(part.split()) >= 2 for part in parts) else [cell]


def _sessions_across(clean: CleanTable, offset: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    lines = clean.sessions.assign(source="session", otherwise="workshop", row=-clean.sessions["head"])
    place = dict(zip(lines["column"], range(offset, offset + len(lines)), strict=True))
    people = clean.records[[c for c in PEOPLE if c in clean.records] + ["project", "sector", "row"]]
    marks = clean.marks.merge(people, on="row", how="inner")
    return lines, marks.assign(line=marks["column"].map(place), named_at="")


def _people_across(clean: CleanTable, offset: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    records = clean.records.reset_index(drop=True)
    lines = records.assign(source="presence", otherwise="workshop", column="").drop(columns=["position"])
    places = pd.DataFrame(
        {
            "row": records["row"],
            "line": records.index + offset,
            "project": records["project"],
            "sector": records["sector"],
        }
    )
    names = clean.sessions[["column", "full_name"]]
    marks = clean.marks.merge(places, on="row", how="inner").merge(names, on="column", how="left")
    return lines, marks.assign(named_at=marks["column"])
