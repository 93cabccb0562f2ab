"""The protection's rules, as impact.toml may raise them, and how its own figures count people."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from impact.indicators.own import Known, Wanted, find_values, values_of
from impact.protect import Counting, Rules, read_rules
from impact.protect.cells import ACCOMPANIED, MET, UNSPECIFIED, Where
from impact.protect.rules import ANSWER

if TYPE_CHECKING:
    from impact.model import Tables
    from impact.settings import OwnIndicatorSettings, Settings

GUIDING = ("orientation", ACCOMPANIED)
# Fields of which a table shows each value apart: conditions on them are the same people as in those tables.
PLACES = ("project", "sector", "year")
SHOWN_APART = (
    *PLACES,
    *("gender", "country", "department", "priority_district", "age_band"),
    *("orientation", "project_type", "skill_level", "prior_activity", "active_6m"),
)


def read_privacy(settings: Settings, tables: Tables) -> Rules:
    """Classes, lines and countings of a workspace; `tables` say how its rows write what its own figures ask for."""
    known = find_values(settings, tables)
    own = {
        figure.id: count_own(figure, known)
        for figure in settings.indicators
        if figure.count == "person_id" or figure.table == "participants"
    }
    rules = read_rules(settings.privacy.threshold, settings.privacy.classes, own)
    return replace(rules, guiding=GUIDING if _is_stage_told(tables) else None)


def _is_stage_told(tables: Tables) -> bool:
    """Whether people are accompanied where their orientation says so, and nowhere else."""
    name, value = GUIDING
    people = tables.participants
    return bool((people["stage"].eq(ACCOMPANIED) == people[name].eq(value).fillna(False)).all())


def count_own(figure: OwnIndicatorSettings, known: Known) -> Counting:
    """How an own figure counts people: as those of a table where its conditions allow it, else by itself.

    A count of people from one country is the row of that country; a share of one field asks about that field.
    """
    asked = values_of(figure.id, figure.where, figure.table, known)
    within = asked if figure.of is None else values_of(figure.id, figure.of, figure.table, known)
    fields = tuple(dict.fromkeys([*asked, *within]))
    is_of_people = figure.table == "participants" and figure.sum is None and figure.count != "rows"
    is_plain = is_of_people and set(fields) - {"stage"} <= set(SHOWN_APART)
    stage = within.get("stage")
    if not is_plain or stage not in (None, (ACCOMPANIED,)) or (figure.of is not None and "stage" in asked):
        return _count_apart(figure, fields)
    measure, where = ACCOMPANIED if stage else MET, _as_where(within)
    if figure.mean:
        return Counting("mean", measure, (figure.mean, *fields), where=where)
    if figure.of is None:
        return Counting("count", measure, fields, where=where)
    name = next(iter(asked), "")
    if len(asked) != 1 or name in PLACES or name in within or UNSPECIFIED in asked[name]:
        return _count_apart(figure, fields)
    return Counting("share", measure, (name, *within), asked[name], where=where)


def _count_apart(figure: OwnIndicatorSettings, fields: tuple[str, ...]) -> Counting:
    if figure.of is not None:
        return Counting("share", figure.id, (ANSWER, *fields), ("yes",), among=figure.table)
    kind, measured = ("mean", (figure.mean,)) if figure.mean else ("count", ())
    return Counting(kind, figure.id, (*measured, *fields), among=figure.table)


def _as_where(conditions: Wanted) -> Where:
    return tuple((name, tuple(sorted(set(values)))) for name, values in sorted(conditions.items()) if name != "stage")
