"""What the header cells above a column of marks say: a date, a title, a kind, a duration."""

from __future__ import annotations

import re

import numpy as np

from impact.model import Area, Kind, SessionPlan
from impact.parse import PARSERS
from impact.parse.fold import fold
from impact.recognise.vocabulary import NONE, score_names

_day = re.compile(
    r"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}\s?[/.-]\s?\d{1,2}(?:\s?[/.-]\s?\d{2,4})?|(?:1er|\d{1,2})[\s-]+[^\W\d]{3,9}\.?(?:[\s-]+\d{2,4})?)(?!\w)",
    re.IGNORECASE,
)
_hours = re.compile(
    r"\b(?:de )?\d{1,2}\s?[h:]\s?\d{0,2}\s?(?:[-–]|à)\s?\d{1,2}\s?[h:]\s?\d{0,2}(?!\w)"
    r"|\b\d+(?:[.,]\d+)?\s?(?:h|heures?|hours?|hrs?|min)\s?(?:\d{2})?(?!\w)",
    re.IGNORECASE,
)


_calendar = re.compile(
    r"(?:(?:lun(?:di)?|mar(?:di|s)?|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?|mon(?:day)?|"
    r"tue(?:sday)?|"
    r"wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|jan\w*|fev\w*|feb\w*|avr\w*|apr\w*|mai|may|juin|june?|"
    r"juil\w*|july?|aout|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*|"
    r"march|du|le|l|m|j|v|s|d|\d{1,4}|t[1-4]|semestre|trimestre)\b ?)+"
)


def plan_sessions(area: Area) -> tuple[SessionPlan, ...]:
    """Each session's facts by field; what stands across people is their name."""
    if area.across == "people":
        return tuple(SessionPlan(s.column, (("full_name", s.facts[0][1], Kind.TEXT),)) for s in area.sessions)
    return tuple(SessionPlan(s.column, _facts(s.facts)) for s in area.sessions)


def _facts(facts: tuple[tuple[str, str, Kind], ...]) -> tuple[tuple[str, str, Kind], ...]:
    found: list[tuple[str, str, Kind]] = _day_under_month(facts)
    for label, text, kind in facts:
        field = _field_of(label)
        found += [(field, text, kind)] if field else _by_value(text, kind)
    return tuple(found)


def _day_under_month(facts: tuple[tuple[str, str, Kind], ...]) -> list[tuple[str, str, Kind]]:
    """The date that a bare number and the month above it make."""
    days = [text for label, text, _ in facts if not label and re.fullmatch(r"[1-9]|[12]\d|3[01]", text)]
    months = [text for _, text, _ in facts if text[:1].isalpha() and _calendar.fullmatch(fold(text))]
    return [("date", f"{days[0]} {months[0]}", Kind.TEXT)] if days and months else []


def _field_of(label: str) -> str:
    scores = {m: s for m, s in score_names(label, "workshops").items() if m != NONE and m[0] in _SAID} if label else {}
    return max(scores, key=lambda m: scores[m])[0] if scores else ""


_SAID = ("date", "title", "kind", "hours", "start_time", "end_time", "place")


def _by_value(text: str, kind: Kind) -> list[tuple[str, str, Kind]]:
    """What an unlabelled header cell says, its date taken out of its title."""
    if kind == Kind.DATE:
        return [("date", text, kind)]
    found: list[tuple[str, str, Kind]] = []
    rest = text
    if day := _day.search(text):
        found.append(("date", day.group(), Kind.TEXT))
        rest = f"{text[: day.start()]} {text[day.end() :]}"
    if hours := _hours.search(rest):
        found.append(("hours", hours.group(), Kind.TEXT))
        rest = f"{rest[: hours.start()]} {rest[hours.end() :]}"
    title = re.sub(r"\s+", " ", re.sub(r"\(\s*\)", " ", rest)).strip(" \n:-–—,")
    if title and not _calendar.fullmatch(fold(title)):
        found.append(("kind" if _is_kind(title) else "title", title, Kind.TEXT))
    return found


def _is_kind(text: str) -> bool:
    parsed = PARSERS["kind"](np.array([text], dtype=object), np.zeros(1, dtype=np.uint8))
    return len(text.split()) <= 3 and parsed.values[0] not in (None, "other")


_dated_otherwise = re.compile(r"(?i)mis\w* à jour|maj\b|édit|imprim|extra|export|arrêté|updated|printed|as of|généré")
_full_day = re.compile(
    r"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|(?:1er|\d{1,2})\s+[^\W\d]{3,9}\.?\s+\d{4})(?!\w)",
    re.IGNORECASE,
)


def read_titles(titles: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """What the titles above a table say: its one date, if they hold just one, and beside it the title.

    >>> read_titles(("Atelier prix – 12/03/2020",))
    (('date', '12/03/2020'), ('title', 'Atelier prix'))
    """
    speaking = [t for t in titles if not _dated_otherwise.search(t)]
    days = [(text, day) for text in speaking for day in _full_day.finditer(text)]
    if len({day.group() for _, day in days}) != 1:
        return ()
    text, day = days[0]
    rest = re.sub(r"\s+", " ", f"{text[: day.start()]} {text[day.end() :]}").strip(" :-–—,().")
    title = re.sub(r"(?i)\s*\b(?:du|le|on)$", "", rest).strip(" :-–—,().")
    return (("date", day.group()), *((("title", title),) if title else ()))
