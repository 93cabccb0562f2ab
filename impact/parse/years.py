"""Columns of years and of ages → int."""

from __future__ import annotations

import datetime as dt
import re

from impact.model import Kind, Parsed
from impact.parse.cells import NUMBER, Kinds, Outcome, Texts, failed, found, parse_each
from impact.parse.dates import FIRST_BIRTH_YEAR, FIRST_YEAR, LAST_YEAR, parse_dates
from impact.parse.fold import unaccent

_YEAR = re.compile(r"(?:19|20|21)\d\d", re.ASCII)
_YEAR_IN_TEXT = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)", re.ASCII)
_TWO_YEARS = re.compile(r"((?:19|20)\d\d) ?[-–/] ?((?:19|20)?\d\d)", re.ASCII)
_NUMBER_IN_TEXT = re.compile(r"\d+", re.ASCII)
_AGE = re.compile(r"(?:age ?:? ?)?(\d{1,3})(?:[.,]0+)? ?(?:ans?|a|years?(?: old)?|yrs?|yo|y\.?o\.?)?\.?", re.ASCII)
_AGE_RANGE = re.compile(
    r"(?:de )?\d+ ?(?:ans )?(?:-|–|a|/|to|et) ?\d+ ?(?:ans)?|[<>≤≥+].*\d|.*\d ?\+|(?:plus|moins|over|under)\b.*\d.*"
)
_OLDEST = 120


def parse_years(texts: Texts, kinds: Kinds, *, birth: bool = True, today: dt.date | None = None) -> Parsed:
    """Years from 1900 → int: of births, from 1901 and not to come; else, up to 2100.

    A number is a year, never a date's serial. A date gives its year. Two digits are a birth's latest year that is not
    to come. Of `2020-2021` a project's year is the first; a birth's fails.

    Args:
        texts: the column's distinct texts.
        kinds: what the spreadsheet says of each.
        birth: the years are those of births.
        today: the day that no birth is after; None: the machine's.

    >>> import numpy as np
    >>> parse_years(np.array(["1985", "né en 1975"], dtype=object), np.array([1, 0], np.uint8)).values.tolist()
    [1985, 1975]
    """
    last = (today or dt.date.today()).year if birth else LAST_YEAR
    of_dates = parse_dates(texts, kinds, birth=birth, today=today)
    dates = dict(zip(zip(texts.tolist(), kinds.tolist(), strict=True), of_dates.values.tolist(), strict=True))

    def parse_one(text: str, kind: int) -> Outcome:
        plain = unaccent(text)
        if kind == NUMBER or re.fullmatch(r"\d+(?:[.,]0+)?", plain, re.ASCII):
            return _of_number(float(plain.replace(",", ".")), birth, last, None if text.isdigit() else "number format")
        if isinstance(date := dates.get((text, kind)), dt.date):
            return found(date.year, "year of a date")
        return _of_text(plain, birth, last) if kind == Kind.TEXT else failed("not a year")

    return parse_each(texts, kinds, parse_one)


def _of_number(number: float, birth: bool, last: int, rule: str | None) -> Outcome:
    if not number.is_integer():
        return failed("not a year")
    year = int(number)
    if birth and 0 <= year < 100:
        return found(2000 + year if 2000 + year <= last else FIRST_YEAR + year, "year of two digits")
    first = FIRST_BIRTH_YEAR if birth else FIRST_YEAR
    return found(year, rule) if first <= year <= last else failed("not a year")


def _of_text(plain: str, birth: bool, last: int) -> Outcome:
    if not birth and (two := _TWO_YEARS.fullmatch(plain)) and (int(two[1]) + 1 - int(two[2])) % 100 == 0:
        return found(int(two[1]), "first of two years")
    years = set(_YEAR_IN_TEXT.findall(plain))
    if len(years) != 1 or len(_NUMBER_IN_TEXT.findall(plain)) != 1:
        return failed("not a year")
    return _of_number(float(years.pop()), birth, last, "year in a text")


def parse_ages(texts: Texts, kinds: Kinds) -> Parsed:
    """Ages in completed years, 0–120 → int; a range (`26-35 ans`) fails, and so does a date.

    >>> import numpy as np
    >>> parse_ages(np.array(["45 ans"], dtype=object), np.zeros(1, np.uint8)).values.tolist()
    [45]
    """
    return parse_each(texts, kinds, _parse_one_age)


def _parse_one_age(text: str, kind: int) -> Outcome:
    plain = unaccent(text)
    if kind not in (Kind.NUMBER, Kind.TEXT):
        return failed("not an age")
    match = _AGE.fullmatch(plain)
    if match is None or int(match[1]) > _OLDEST:
        return failed("an age range" if _AGE_RANGE.fullmatch(plain) else "not an age")
    return found(int(match[1]), None if text == match[1] else "unit dropped")
