"""What the header cells above a column of marks say: a date, a title, a kind, a duration."""

from __future__ import annotations

import re

import numpy as np

from impact.model import Area, Kind, SessionPlan
from impact.parse import PARSERS
from impact.parse.fold import fold
from impact.recognise.vocabulary import NONE, SURE, score_names

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
    labelled = [(field, text, kind) for label, text, kind in facts if (field := _field_of(label))]
    others = [fact for label, text, kind in facts if not _field_of(label) for fact in _by_value(text, kind)]
    if any(field == "kind" for field, _, _ in labelled):
        others = [("title" if field == "kind" else field, text, kind) for field, text, kind in others]
    return (*labelled, *_day_under_month(facts), *others)


def _day_under_month(facts: tuple[tuple[str, str, Kind], ...]) -> list[tuple[str, str, Kind]]:
    """The date that a bare number and the month above it make."""
    days = [text for label, text, _ in facts if not label and re.fullmatch(r"[1-9]|[12]\d|3[01]", text)]
    months = [text for _, text, _ in facts if text[:1].isalpha() and _calendar.fullmatch(fold(text))]
    return [("date", f"{days[0]} {months[0]}", Kind.TEXT)] if days and months else []


def _field_of(label: str, least: float = 0.0) -> str:
    named = score_names(label, "workshops").items() if label else ()
    scores = {m: s for m, s in named if m != NONE and m[0] in _SAID and s >= least}
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
        found += [("kind", title, Kind.TEXT)] if _is_kind(title) else []
        found += [("title", title, Kind.TEXT)] if not _is_kind(title) or len(title.split()) > 1 else []
    return found


def _is_kind(text: str) -> bool:
    parsed = PARSERS["kind"](np.array([text], dtype=object), np.zeros(1, dtype=np.uint8))
    return len(text.split()) <= 3 and parsed.values[0] not in (None, "other")


_dated_otherwise = re.compile(r"(?i)mis\w* à jour|maj\b|édit|imprim|extra|export|arrêté|updated|printed|as of|généré")
_full_day = re.compile(
    r"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|(?:1er|\d{1,2})\s+[^\W\d]{3,9}\.?\s+\d{4})(?!\w)",
    re.IGNORECASE,
)


_labelled = re.compile(r"([^\W\d][^:]{1,40}?)\s*:\s*(\S.*)")
_clock = re.compile(r"(?i)(?:\b(?:à|a|at|dès|from|vers)\s*$)")


def read_titles(titles: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """What the titles above a table say: its one date, if they hold just one, and beside it the title and the hours.

    >>> read_titles(("Atelier prix – 12/03/2020 – 2h30",))
    (('date', '12/03/2020'), ('title', 'Atelier prix'), ('hours', '2h30'))
    """
    said, free = _read_labels([t for t in titles if not _dated_otherwise.search(t)])
    days = [(text, day) for text in [*said.get("date", ()), *free] for day in _full_day.finditer(text)]
    if len({day.group() for _, day in days}) != 1:
        return ()
    text, day = days[0]
    title, hours = _read_rest(f"{text[: day.start()]} {text[day.end() :]}")
    found = {"date": day.group(), "title": title, "hours": hours, **{f: t[0] for f, t in said.items() if f != "date"}}
    return tuple((field, text) for field, text in found.items() if text)


def _read_labels(titles: list[str]) -> tuple[dict[str, list[str]], list[str]]:
    """Titles that say what they are (`Durée : 2 h`), by field; and the others."""
    said: dict[str, list[str]] = {}
    free = []
    for text in titles:
        label = _labelled.fullmatch(text)
        field = _field_of(label[1], SURE) if label else ""
        if label and field and not (field == "title" and _full_day.search(label[2])):
            said.setdefault(field, []).append(label[2])
            said |= {"kind": [label[1]]} if field == "title" and _is_kind(label[1]) else {}
        else:
            free.append(text)
    return said, free


def _read_rest(text: str) -> tuple[str, str]:
    """A title and hours, from what stands beside a date; an hour of the clock is no number of hours."""
    hours = _hours.search(text)
    if hours and (_clock.search(text[: hours.start()]) or re.fullmatch(r"(?:9|\d\d)\s?[h:]\s?\d*", hours.group())):
        hours = None
    rest = f"{text[: hours.start()]} {text[hours.end() :]}" if hours else text
    rest = re.sub(r"\(\s*\)|\s(?=[-–—,]\s*$)", " ", re.sub(r"\s+", " ", rest)).strip(" :-–—,().")
    title = re.sub(r"(?i)\s*\b(?:du|le|on)$", "", rest).strip(" :-–—,().")
    return title, hours.group() if hours else ""
