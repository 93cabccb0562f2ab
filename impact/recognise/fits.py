"""Whether a table has what makes it one of people, of activities or of money."""

from __future__ import annotations

from functools import cache

from impact.model import Area
from impact.parse.fold import fold
from impact.recognise.sessions import read_titles
from impact.recognise.settle import NAMES
from impact.recognise.vocabulary import holds_phrase, label_score, read_phrases, score_names, words_of

TRAITS = frozenset("gender birth_date birth_year age country first_contact stage orientation".split())
FIRST = 3
OF_A_LIST = frozenset("first_contact orientation stage gender birth_date country".split())


def fits_table(table: str, fields: set[str], columns: set[str], area: Area, sheet: str) -> bool:
    """Whether what was recognised makes a table.

    Args:
        table: `participants`, `workshops` or `sales`.
        fields: those that its columns, its titles or its settings give.
        columns: those that its columns give.
        area: where it is.
        sheet: its sheet's name.
    """
    if table == "sales":
        return _is_money(fields, columns, area, sheet)
    if table == "workshops":
        return _is_of_activities(fields, columns, area)
    return _is_of_people(columns, area)


def _is_money(fields: set[str], columns: set[str], area: Area, sheet: str) -> bool:
    undated = "date" not in columns
    what = fields & {"date", "product", "quantity", "brand", "range", "channel", "event"}
    money = "amount" in columns or {"quantity", "unit_price"} <= columns
    if not what or not money or _headers_hold("sales", area) or (undated and _headers_hold("undated_sales", area)):
        return False
    groups = (text for levels in area.headers.values() for text in levels[:-1])
    return not undated or not any(_holds("forecasts", text) for text in (sheet, *area.titles, *groups))


def _is_of_activities(fields: set[str], columns: set[str], area: Area) -> bool:
    if fields & set(NAMES):
        listed = bool({"title", "kind"} & columns) and "date" in fields
        return "presence" in columns or listed or area.across == "people" or _is_signed(columns, area)
    said = {"date", "hours", "attendees", "start_time"} & fields
    if "presence" in columns or ("date" not in fields and _headers_hold("undated_workshops", area)):
        return False
    return bool({"title", "kind"} & columns and said) or {"date", "hours"} <= columns


def _is_of_people(columns: set[str], area: Area) -> bool:
    who, traits = columns & {*NAMES, "email", "phone"}, columns & TRAITS
    if any(fold(levels[-1]) == "date" for levels in area.headers.values()):
        traits = traits - {"first_contact"}
    if not who:
        return len(traits) >= 3 and bool(traits & {"gender", "birth_date", "birth_year", "age"})
    named = bool(area.headers) and (bool(traits) or len(who) > 1 or _is_said(area))
    return named and not _headers_hold("participants", area)


def _is_said(area: Area) -> bool:
    """Whether a header names people otherwise than by “Nom”: “Participantes”, “Bénéficiaire”."""
    leaves = [fold(levels[-1]) for _, levels in sorted(area.headers.items())[:FIRST]]
    named = [leaf for leaf in leaves if leaf not in ("nom", "name") and label_score(leaf) >= 1]
    return any(("full_name", "") in score_names(leaf, "participants") for leaf in named)


def _is_signed(columns: set[str], area: Area) -> bool:
    """Names and hardly more under a title that dates them: who was there that day."""
    return bool(read_titles(area.titles)) and not columns & OF_A_LIST


def _headers_hold(key: str, area: Area) -> bool:
    return any(_holds(key, text) for levels in area.headers.values() for text in levels)


@cache
def _holds(key: str, text: str) -> bool:
    """Whether a text holds one of the words by which `[denied]` of columns.toml tells that a table is none of ours."""
    return holds_phrase(words_of(text), read_phrases("denied", key))
