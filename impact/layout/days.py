"""Which cells of a header are days, and which are figures that only look like some."""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from impact.model import Kind
from impact.parse import parse_dates
from impact.parse.fold import fold
from impact.parse.vocabulary import one_of, spellings

_decimal = re.compile(r"\d+[.,]\d|\d+[.,]\d{3,}|\d[.,]\d+|\d{3,}[.,]\d+")
_short_day = re.compile(r"\b\d{1,2}(?:/\d{1,2}|[.-]\d{1,2}(?=[.-]\d)|[.-](?:0\d|1[0-2]))(?:[/.-]\d{2,4})?\b")


def is_day(text: str, kind: Kind) -> bool:
    """Whether a cell holds a date with its day."""
    if kind == Kind.NUMBER:
        return False
    parsed = parse_dates(np.array([text], dtype=object), np.array([kind], dtype=np.uint8), year=2000)
    return parsed.values[0] is not None and parsed.rules[0] != "first of the month"


def is_month(text: str) -> bool:
    """Whether a text is a month's name, with or without a year; a name that is also a day of the week is none.

    >>> is_month("Octobre 2022"), is_month("févr. 20"), is_month("Octavie"), is_month("Mar")
    (True, True, False, False)
    """
    return _month().fullmatch(fold(text)) is not None


@cache
def _month() -> re.Pattern[str]:
    names = one_of(spellings("months").keys() - spellings("weekdays").keys())
    return re.compile(rf"(?:{names})(?: (?:\d{{2}}|\d{{4}}))?")


def is_day_under_month(facts: tuple[tuple[str, str, Kind], ...]) -> bool:
    """Whether a bare number of a day stands under a month."""
    days = [text for label, text, _ in facts if not label and re.fullmatch(r"[1-9]|[12]\d|3[01]", text)]
    return bool(days) and any(is_month(text) for _, text, _ in facts)


def _is_season(text: str) -> bool:
    """Whether a text is a year and the next (`2009-10`, `2023/2024`), which is no month."""
    years = re.fullmatch(r"(\d{4})\s?[-/–]\s?(?:\d{2})?(\d{2})", text)
    return years is not None and (int(years[1]) + 1) % 100 == int(years[2])


def is_date(text: str, kind: Kind) -> bool:
    """Whether a header cell holds a date; a bare number does not, and a day and month do (`12/03`, `12 mars`)."""
    if kind == Kind.NUMBER or _decimal.fullmatch(text) or _is_season(text):
        return False
    for line in [text, *text.splitlines()]:
        parsed = parse_dates(np.array([line], dtype=object), np.array([kind], dtype=np.uint8), year=2000)
        if parsed.failures[0] is None and parsed.values[0] is not None:
            return True
    return _short_day.search(text) is not None
