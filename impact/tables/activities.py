"""Agendas and presence lists into activities and attendance: one activity is one row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.parse import PARSERS
from impact.parse.fold import fold

COLUMNS = "workshop_id date kind title hours sector project year place attendees".split()
TAUGHT = ("workshop", "training", "visit", "collective_meeting", "individual_interview")
STATUSES = ("present", "excused", "absent")


@dataclass(frozen=True, eq=False)
class Activities:
    """The tables `workshops` and `attendance`, and which activity each source line is about.

    Attributes:
        workshops: the contract's table.
        attendance: the contract's table with `person` (a cluster's number or null) in place of `person_id`, and `line`.
        activity_of: one a line of `lines`: its `workshop_id`.
    """

    workshops: pd.DataFrame
    attendance: pd.DataFrame
    activity_of: pd.Series


def gather_activities(lines: pd.DataFrame, presences: pd.DataFrame) -> Activities:
    """One activity an agenda row, a session of a grid, or a group of presence rows.

    Args:
        lines: a row an agenda row, a session's column or a presence row, in file order: `source` (`agenda`, `session`,
            `presence`), `sheet_key`, and the fields of workshops with `project`, `sector`, `year`.
        presences: a row a recorded presence: `line` (its place in `lines`), `person` (null where not known), `status`.
    """
    rows = _complete(lines)
    key = _key(rows)
    key = _join_agenda(rows, key)
    codes = pd.Series(pd.factorize(key)[0], index=rows.index)
    believed = rows.assign(activity=codes).sort_values("source", key=lambda s: s != "agenda", kind="stable")
    merged = believed.groupby("activity")[[c for c in rows.columns if c not in ("source", "sheet_key")]].first()
    ids = pd.Series([f"w{n:05d}" for n in range(1, len(merged) + 1)], index=merged.index)
    attendance = _attendance(presences.assign(workshop_id=presences["line"].map(codes).map(ids)))
    present = attendance[attendance["status"] == "present"].groupby("workshop_id").size()
    named = ids.map(attendance.groupby("workshop_id").size()).notna()
    counted = ids.map(present).astype("Int64").where(~named, ids.map(present).fillna(0).astype("Int64"))
    workshops = merged.assign(workshop_id=ids, attendees=counted.fillna(merged["attendees"]), kind=_kind(merged))
    return Activities(workshops.reset_index(drop=True), attendance, codes.map(ids))


def _complete(lines: pd.DataFrame) -> pd.DataFrame:
    fields = ("date", "title", "kind", "hours", "start_time", "end_time", "place", "attendees")
    rows = lines.reindex(columns=[*lines.columns, *(f for f in fields if f not in lines.columns)])
    span = [_hours_between(a, b) for a, b in zip(rows["start_time"], rows["end_time"], strict=True)]
    hours = rows["hours"].astype("Float64").fillna(pd.Series(span, index=rows.index, dtype="Float64"))
    return rows.assign(
        hours=hours,
        attendees=rows["attendees"].astype("Int64"),
        date=pd.to_datetime(rows["date"]).astype("datetime64[s]"),
    )


def _hours_between(start: object, end: object) -> float | None:
    if start is None or end is None or start != start or end != end:
        return None
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute  # type: ignore[attr-defined]
    return minutes / 60 if minutes > 0 else None


def _texts(values: pd.Series) -> pd.Series:
    """Folded, "" where null."""
    folded = [fold(v) if isinstance(v, str) else "" for v in values]
    return pd.Series(folded, index=values.index, dtype=object)


def _home(rows: pd.DataFrame) -> pd.Series:
    return (
        rows["project"].where(rows["project"].notna(), "\0" + rows["sector"].astype("string").fillna("")).astype(object)
    )


def _key(rows: pd.DataFrame) -> pd.Series:
    """What makes two lines one activity: date, title, start time and project or sector; an agenda's row is its own.

    Two columns of one grid under the same heading are two sessions.
    """
    day = rows["date"].dt.strftime("%Y-%m-%d").fillna("")
    title, start = (
        _texts(rows["title"]),
        rows["start_time"].astype(object).where(rows["start_time"].notna(), "").astype(str),
    )
    key: pd.Series = day + "\0" + title + "\0" + start + "\0" + _home(rows)
    nowhere = (day == "") & (title == "")
    key = key.where(~nowhere, key + "\0" + rows["sheet_key"])
    session = rows["source"] == "session"
    again = (rows["sheet_key"] + "\0" + key)[session].to_frame("k").groupby("k").cumcount().astype(str)
    key = key.where(~session, key + "\0" + again.reindex(rows.index).fillna("0"))
    key = key.where(rows["source"] != "presence", key + "\0" + "0")
    own = "agenda\0" + rows.index.astype(str)
    return key.where(rows["source"] != "agenda", pd.Series(own, index=rows.index))


def _join_agenda(rows: pd.DataFrame, key: pd.Series) -> pd.Series:
    """A session with the date, title and project of an agenda's row is that activity."""
    common = rows["date"].dt.strftime("%Y-%m-%d").fillna("") + "\0" + _texts(rows["title"]) + "\0" + _home(rows)
    complete = rows["date"].notna() & rows["title"].notna()
    agenda = complete & (rows["source"] == "agenda")
    place = dict(zip(reversed(common[agenda].tolist()), reversed(key[agenda].tolist()), strict=True))
    joined = common.map(place)
    return key.where(~(complete & joined.notna() & ~agenda), joined)


def _attendance(presences: pd.DataFrame) -> pd.DataFrame:
    """One row a person and activity, the best of what was recorded; nameless presences each stay."""
    ranked = presences.assign(rank=presences["status"].map(STATUSES.index))
    first = ranked.sort_values("rank", kind="stable").duplicated(["workshop_id", "person"]) & ranked["person"].notna()
    kept = ranked[~first.reindex(ranked.index)]
    return kept[["workshop_id", "person", "status", "line"]].reset_index(drop=True)


def _kind(merged: pd.DataFrame) -> pd.Series:
    """The kind that was typed; else the one that the title speaks of; else a workshop where people signed, or other.

    A session's title names what it teaches (“Vente en ligne”), so that only its first word may say what it is.
    """
    titles = [t if isinstance(t, str) else "" for t in merged["title"]]
    signed = merged["otherwise"] == "workshop"
    asked = [(title.split() or [""])[0] if s else title for title, s in zip(titles, signed, strict=True)]
    spoken = pd.Series(
        PARSERS["kind"](np.array(asked, dtype=object), np.zeros(len(asked), np.uint8)).values, index=merged.index
    )
    spoken = spoken.where(~spoken.isin(["other"]) & ~(signed & ~spoken.isin(TAUGHT)), None)
    return merged["kind"].where(merged["kind"].notna(), spoken).fillna(merged["otherwise"]).astype(object)
