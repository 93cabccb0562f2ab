"""The protection's rules, as impact.toml may raise them, and how its own figures count people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.indicators.own import Known, Wanted, find_values, values_of
from impact.protect import Counting, Rules, read_rules
from impact.protect.cells import ACCOMPANIED, MET, UNSPECIFIED, Where
from impact.protect.rules import ANSWER

if TYPE_CHECKING:
    from impact.model import Tables
    from impact.settings import OwnIndicatorSettings, Settings

# Fields of which a table shows each value apart: conditions on them are the same people as in those tables.
PLACES = ("project", "sector", "year")
SHOWN_APART = (
    *PLACES,
    *("gender", "country", "department", "priority_district", "age_band"),
    *("orientation", "project_type", "skill_level", "prior_activity", "active_6m"),
)


def read_privacy(settings: Settings, tables: Tables) -> Rules:
    """Classes, lines and countings of a workspace."""
    known = find_values(settings, tables)
    own = {
        figure.id: count_own(figure, known)
        for figure in settings.indicators
        if figure.count == "person_id" or figure.table == "participants"
    }
    return read_rules(settings.privacy.threshold, settings.privacy.classes, own)


def count_own(figure: OwnIndicatorSettings, known: Known) -> Counting:
    """How an own figure counts people: as those of a table where its conditions allow it, else by itself.

    A count of people from one country is the row of that country; a share of one field asks about that field.
    """
    where, of = (
        values_of(figure.id, conditions, figure.table, known) for conditions in (figure.where, figure.of or {})
    )
    within = {**where, **of} if figure.of is None else of
    fields = tuple(dict.fromkeys([*where, *of]))
    is_plain = figure.table == "participants" and figure.sum is None and set(fields) - {"stage"} <= set(SHOWN_APART)
    stage = within.get("stage", ())
    if not is_plain or stage not in ((), (ACCOMPANIED,)) or "stage" in (where if of else {}):
        return _count_apart(figure, fields)
    measure, limits = (ACCOMPANIED if stage else MET), _limits(within)
    if figure.mean:
        return Counting("mean", measure, (figure.mean, *fields), where=limits)
    if figure.of is None:
        return Counting("count", measure, fields, where=limits)
    ((name, values), *more) = _limits(where) or ((ANSWER, ()),)
    if more or name in (ANSWER, *PLACES) or name in of or UNSPECIFIED in values:
        return _count_apart(figure, fields)
    return Counting("share", measure, (name, *fields), values, where=limits)


def _count_apart(figure: OwnIndicatorSettings, fields: tuple[str, ...]) -> Counting:
    if figure.of is not None:
        return Counting("share", figure.id, (ANSWER, *fields), ("yes",))
    return Counting("mean" if figure.mean else "count", figure.id, (*filter(None, [figure.mean]), *fields))


def _limits(conditions: Wanted) -> Where:
    return tuple((name, tuple(sorted(values))) for name, values in sorted(conditions.items()) if name != "stage")
