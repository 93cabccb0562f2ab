"""One written date → its day, month and year, by the first of these forms that fits the whole cell.

Of several days in a row (`du 12 au 14 mars 2020`) it is the first.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from impact.parse.fold import unaccent
from impact.parse.vocabulary import one_of, spellings


class DateParts(NamedTuple):
    """A date as written.

    Attributes:
        day: 1 where the cell has a month only. Of a numeric date, the first number.
        month: of a numeric date, the second number.
        year: its two or four digits, "" where the cell has none.
        rule: what reading the cell takes; None where it already is an ISO date.
        numeric: which number is the day and which is the month, the column must say.
    """

    day: int
    month: int
    year: str
    rule: str | None
    numeric: bool = False


FIRST_OF_RANGE = "first day of a range"
Build = Callable[[dict[str, str]], DateParts | str]

_FAST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)(?: \d\d?:\d\d(?::\d\d)?)?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)([T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?", re.ASCII)
_SEVERAL = re.compile(
    r"\d.*(?: - |–|—| au | et | to | and |&|\+|;|->|→| ou | or | puis ).*\d|\d\d?-\d\d?[/ ][\d ]*[/a-z]"
)
_BETWEEN = re.compile(
    r" - |-|–|—|→|->|/(?=\d+ [a-z])| (?:jusqu')?aux? | a | to | till | until | et | and | & ", re.ASCII
)
_TOGETHER = frozenset(["et", "and", "&"])
_FROM = re.compile(r"^(?:du|de|from|between|entre)(?: le)? (?=[\da-z])")
_DAY_ALONE = re.compile(r"(?:[a-z]{3,9}\.? )?(\d{1,2})(?:er|st|nd|rd|th)?", re.ASCII)
_NAME_FIRST = re.compile(
    r"^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)? ?(?:-|–|to|and) ?(\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$", re.ASCII
)
_LONGEST = 366
_MONTH_ONLY = "first of the month"
_CLOCK = r"\d{1,2}(?: ?(?:h|heures?)(?: ?\d\d)?|\.\d\d|:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[ap]\.?m\.?)?| ?[ap]\.?m\.?)"
_ZONE = r"(?: ?(?:z|utc|gmt|cest|cet|eest|eet|west|wet|bst)?(?: ?[+-]\d{1,2}(?::?\d\d)?)?)"
_TIME = rf"(?:(?: ?t ?|[ ,(]+(?:(?:a|at|vers|de|des|from|-|–) ?)?){_CLOCK}{_ZONE}(?: ?(?:-|–|a|to|/) ?{_CLOCK})?\)?)?"
_DAY = r"(?P<day>\d{1,2})"
_NUMBER_MONTH = r"(?P<month>\d{1,2})"
_YEAR = r"(?P<year>\d{4})"
_ANY_YEAR = r"'?(?P<year>\d{4}|\d\d)"
_SEP = r" ?[-/. ] ?"


def read_date_parts(text: str) -> DateParts | str:
    """The parts of a written date; else why there are none, or `a number` where the cell may be a serial.

    >>> read_date_parts("lundi 1er août 2020")
    DateParts(day=1, month=8, year='2020', rule='month name', numeric=False)
    """
    if match := _FAST.fullmatch(text):
        return DateParts(int(match[1]), int(match[3]), match[4], "day first date", numeric=True)
    if match := _ISO.fullmatch(text):
        return DateParts(int(match[3]), int(match[2]), match[1], "time of day dropped" if match[4] else None)
    plain = unaccent(text).strip(" .,;'")
    return _read_one(plain) or _read_range(plain) or _read_remarked(plain) or _reason(plain)


def _read_one(plain: str) -> DateParts | str | None:
    return _read_forms(plain) or _read_forms(_weekday().sub("", plain, count=1))


def _read_range(plain: str) -> DateParts | None:
    """The first of several days in a row; its month and its year are the last one's where it has none."""
    plain = _NAME_FIRST.sub(r"\2 \1 \4 - \3 \1 \4", _FROM.sub("", plain))
    for between in _BETWEEN.finditer(plain):
        last = _read_one(plain[between.end() :].strip())
        if not isinstance(last, DateParts) or last.rule == _MONTH_ONLY:
            continue
        first = _read_first(plain[: between.start()].strip(), last)
        if first is not None and _may_follow(first, last, together=between[0].strip() in _TOGETHER):
            return first._replace(rule=FIRST_OF_RANGE)
    return None


def _read_first(typed: str, last: DateParts) -> DateParts | None:
    if match := _DAY_ALONE.fullmatch(typed):
        return last._replace(day=int(match[1]))
    first = _read_one(typed)
    if not isinstance(first, DateParts) or first.rule == _MONTH_ONLY:
        return None
    if first.year or not last.year:
        return first
    earlier = int(last.year) - (first.month > last.month)
    return first._replace(year=str(earlier) if len(last.year) == 4 else f"{earlier % 100:02}")


def _may_follow(first: DateParts, last: DateParts, together: bool) -> bool:
    """Whether two days are the ends of one range: in order, within a year; of `12 et 13 mars`, one after the other."""
    try:
        begin, end = (
            dt.date(int(year) + 2000 * (len(year) == 2), parts.month, parts.day)
            for parts, year in ((first, first.year or "2000"), (last, last.year or first.year or "2000"))
        )
    except ValueError:
        return False
    return 0 <= (end - begin).days <= (1 if together else _LONGEST)


def _read_remarked(plain: str) -> DateParts | str | None:
    """A date, then a part of the day, a place or a remark without a date (`12 mars 2020 (matin)`)."""
    bare = _remark().sub("", plain).strip(" .,;-")
    parts = _read_one(bare) if bare != plain else None
    return parts._replace(rule="date in a text") if isinstance(parts, DateParts) and parts.year else None


def _read_forms(plain: str) -> DateParts | str | None:
    for form, build in _forms():
        if match := form.fullmatch(plain):
            return build({name: part or "" for name, part in match.groupdict().items()})
    return None


def _reason(plain: str) -> str:
    if re.fullmatch(r"\d{4,5}(?:[.,]\d+)?", plain):
        return "a number"
    return "several dates in one cell" if _SEVERAL.search(plain) and len(plain) < 60 else "not a date"


@cache
def _weekday() -> re.Pattern[str]:
    days = one_of(spellings("weekdays"))
    return re.compile(
        rf"^(?:date ?:? ?)?(?:ne\(?e?\)? |nee |born )?(?:(?:le|the|on|du) )?(?:(?:{days})\b[.,]* ?)?(?:(?:le|the) )?"
    )


@cache
def _remark() -> re.Pattern[str]:
    parts = one_of(spellings("day_parts"))
    return re.compile(
        rf"[ ,;-]*(?:\((?:[^()\d]*|\d+ ?ans[^()\d]*)\)| (?:{parts})| (?:a|au|aux|en|in|at) [a-z][a-z' -]*)$"
    )


@cache
def _forms() -> tuple[tuple[re.Pattern[str], Build], ...]:
    name = rf"(?P<name>{one_of(spellings('months'))})\.?"
    ordinal = r"(?: ?er|e|eme|nd|rd|st|th)?"
    forms: tuple[tuple[str, Build], ...] = (
        (rf"{_YEAR}[-/. ]{_NUMBER_MONTH}[-/. ]{_DAY}{_TIME}", _year_first),
        (rf"{_DAY}{_SEP}{_NUMBER_MONTH}{_SEP}{_ANY_YEAR}{_TIME}", _numeric),
        (rf"{_DAY}{ordinal}[ .,/-]*(?:of |de )?{name}(?:[ .,/-]*{_ANY_YEAR})?{_TIME}", _named),
        (rf"{name} ?{_DAY}{ordinal}(?:[ ,]+{_YEAR}|, ?{_ANY_YEAR.replace('year', 'short')}){_TIME}", _named),
        (rf"{_YEAR}[ /-]{name}[ /-]{_DAY}", _named),
        (rf"{name}[ ,./-]*(?:de )?{_YEAR}|{name.replace('name', 'also')}[/'-]+ ?(?P<short>\d\d)", _month),
        (rf"{name} ?{_DAY}", lambda _: "ambiguous: a day or a year"),
        (rf"{_NUMBER_MONTH}[-/. ]{_YEAR}|(?P<before>\d{{4}})[-/.](?P<second>\d{{1,2}})", _month),
        (rf"(?P<digits>\d{{8}})(?:t\d{{4,6}}{_ZONE})?", _compact),
        (rf"{_DAY}[-/.]{_NUMBER_MONTH}[/.]?", _numeric),
    )
    return tuple((re.compile(form, re.ASCII), build) for form, build in forms)


def _year_first(part: dict[str, str]) -> DateParts:
    return DateParts(int(part["day"]), int(part["month"]), part["year"], "year first date")


def _numeric(part: dict[str, str]) -> DateParts:
    return DateParts(int(part["day"]), int(part["month"]), part.get("year", ""), "day first date", numeric=True)


def _named(part: dict[str, str]) -> DateParts:
    month = int(spellings("months")[part["name"]])
    return DateParts(int(part["day"]), month, part["year"] or part.get("short", ""), "month name")


def _month(part: dict[str, str]) -> DateParts:
    name = part.get("name") or part.get("also")
    month = int(spellings("months")[name]) if name else int(part["month"] or part["second"])
    return DateParts(1, month, part["year"] or part.get("short") or part["before"], _MONTH_ONLY)


def _compact(part: dict[str, str]) -> DateParts:
    digits = part["digits"]
    if "1900" <= digits[:4] <= "2100" and int(digits[4:6]) <= 12:
        return DateParts(int(digits[6:]), int(digits[4:6]), digits[:4], "compact date")
    return DateParts(int(digits[:2]), int(digits[2:4]), digits[4:], "compact date")
