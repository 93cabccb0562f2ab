"""The protection's rules, as impact.toml may raise them, and how its own figures count people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from impact.indicators.own import values_of
from impact.protect import Counting, Rules, read_rules
from impact.protect.cells import ACCOMPANIED, MET, UNSPECIFIED, Where
from impact.protect.rules import ANSWER

if TYPE_CHECKING:
    from impact.settings import Condition, OwnIndicatorSettings, Settings

# Fields of which a table shows each value apart: conditions on them are the same people as in those tables.
PLACES = ("project", "sector", "year")
SHOWN_APART = (
    *PLACES,
    *("gender", "country", "department", "priority_district", "age_band"),
    *("orientation", "project_type", "skill_level", "prior_activity", "active_6m"),
)


def read_privacy(settings: Settings) -> Rules:
    """Classes, lines and countings of a workspace."""
    own = {
        figure.id: count_own(figure)
        for figure in settings.indicators
        if figure.count == "person_id" or figure.table == "participants"
    }
    return read_rules(settings.privacy.threshold, settings.privacy.classes, own)


def count_own(figure: OwnIndicatorSettings) -> Counting:
    """How an own figure counts people: as those of a table where its conditions allow it, else by itself.

    A count of people from one country is the row of that country; a share of one field asks about that field.
    """
    within = {**figure.where, **(figure.of or {})} if figure.of is None else figure.of
    fields = tuple(dict.fromkeys([*figure.where, *(figure.of or {})]))
    is_plain = figure.table == "participants" and figure.sum is None and set(fields) - {"stage"} <= set(SHOWN_APART)
    stage = {values_of(figure.id, "stage", within["stage"], figure.table) if "stage" in within else ()}
    if not is_plain or not stage <= {(), (ACCOMPANIED,)} or "stage" in (figure.where if figure.of else {}):
        return _count_apart(figure, fields)
    measure, where = (ACCOMPANIED if stage != {()} else MET), _limits(figure, within)
    if figure.mean:
        return Counting("mean", measure, (figure.mean, *fields), where=where)
    if figure.of is None:
        return Counting("count", measure, fields, where=where)
    ((name, values), *more) = _limits(figure, figure.where) or ((ANSWER, ()),)
    if more or name in (ANSWER, *PLACES) or name in figure.of or UNSPECIFIED in values:
        return _count_apart(figure, fields)
    return Counting("share", measure, (name, *fields), values, where=where)


def _count_apart(figure: OwnIndicatorSettings, fields: tuple[str, ...]) -> Counting:
    if figure.of is not None:
        return Counting("share", figure.id, (ANSWER, *fields), ("yes",))
    return Counting("mean" if figure.mean else "count", figure.id, (*filter(None, [figure.mean]), *fields))


def _limits(figure: OwnIndicatorSettings, conditions: Mapping[str, Condition]) -> Where:
    return tuple(
        (name, tuple(sorted(values_of(figure.id, name, condition, figure.table))))
        for name, condition in sorted(conditions.items())
        if name != "stage"
    )
