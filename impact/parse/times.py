"""Columns of times of day → `datetime.time`, and of durations → hours."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from impact.model import Kind, Parsed
from impact.parse.cells import NUMBER, Kinds, Outcome, Texts, failed, found, parse_each
from impact.parse.fold import unaccent
from impact.parse.vocabulary import one_of, spellings

_MAX_HOURS = 24 * 31
_DAY_SECONDS = 86_400
_FIRST_NATIVE_DAY = dt.date(1899, 12, 31)
"""A spreadsheet shows a duration of more than a day as so many days after this one."""

_CLOCK = (
    r"(?P<hour>\d{1,2})(?: ?(?:h|heures?|hrs?)(?: ?(?P<minute>\d{1,2})(?!\d| ?[h:])(?: ?(?:min|mn|m))?)?"
    r"|[:.](?P<minutes>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?)? ?(?P<half>[ap]\.?m\b\.?)?"
)
_TIME = re.compile(_CLOCK, re.ASCII)
_BARE_CLOCK = re.sub(r"\?P<\w+>", "?:", _CLOCK)
_RANGE = re.compile(
    rf"(?:de |from )?(?P<start>{_BARE_CLOCK}) ?(?:-|–|—|/|→|->|>|a|to|till|until|jusqu'a) ?(?P<end>{_BARE_CLOCK})",
    re.ASCII,
)
_CLOCK_SIGN = re.compile(r"h|:|[ap]\.?m")
_BETWEEN_RANGES = re.compile(r"[\s,;/+&–-]|et|and|puis")
_NAMED = {"midi": dt.time(12), "noon": dt.time(12), "minuit": dt.time(0), "midnight": dt.time(0)}

_HOUR = r"(?:h|hrs?|heures?|hours?)\.?"
_MINUTE = r"(?:min|mins|mn|m|minutes?|'|′)\.?"
_PLAIN_HOURS = re.compile(rf"(\d+(?:[.,]\d+)?) ?({_HOUR})?", re.ASCII)
_PART = r"(?P<{}>demie?|half|1/2|1/4|3/4|(?:[13] )?quarts?)"
_FRACTION = re.compile(
    rf"(?P<whole>\d+) ?{_HOUR} ?(?:et |and )?{_PART.format('then')}"
    rf"|(?:(?P<before>\d+) (?!quart)|une? |an? )?(?:and a )?{_PART.format('part')}[ -]?(?:d'|an )?{_HOUR}",
    re.ASCII,
)
_HALF, _QUARTER, _THREE_QUARTERS = 0.5, 0.25, 0.75
_SIGNS = str.maketrans({"½": " 1/2", "¼": " 1/4", "¾": " 3/4", "’": "'"})
_HOURS_MINUTES = re.compile(rf"(\d+) ?{_HOUR} ?(?:et |and )?(\d{{1,2}}) ?(?:{_MINUTE})?", re.ASCII)
_COLON = re.compile(r"(\d{1,3}):(\d\d)(?::(\d\d)(?:\.\d+)?)?", re.ASCII)
_MINUTES = re.compile(rf"(\d+(?:[.,]\d+)?) ?{_MINUTE}", re.ASCII)
_DAYS = re.compile(r".*\d ?(?:j|jours?|journees?|days?|semaines?|weeks?|mois|months?)\b|(?:demi )?journee", re.ASCII)


def parse_times(texts: Texts, kinds: Kinds, *, end: bool = False) -> Parsed:
    """Times of day (`9h30`, `14:00`, `2 pm`, a spreadsheet's own) → `datetime.time`.

    Of a range (`14h-16h30`) the start, or the end where `end` says so. A whole number from 0 to 23 is an hour, a
    number below 1 a fraction of a day; `14.3` fails, as it may be 14:30 or 14:18.

    >>> import numpy as np
    >>> str(parse_times(np.array(["9h30"], dtype=object), np.zeros(1, np.uint8)).values[0])
    '09:30:00'
    """

    def parse_one(text: str, kind: int) -> Outcome:
        if kind == NUMBER:
            return _time_of_number(float(text))
        plain = unaccent(text[11:] if kind == Kind.DATE else text)
        time = _read_time(plain)
        if time is not None:
            return found(time, None if text in (time.isoformat(), time.isoformat("minutes")) else "time of day")
        match = _RANGE.fullmatch(plain)
        ends = _read_ends(match) if match else None
        if ends is None:
            return failed("not a time of day")
        return found(ends[end], "end of a range" if end else "start of a range")

    return parse_each(texts, kinds, parse_one)


def _read_ends(match: re.Match[str]) -> tuple[dt.time, dt.time] | None:
    first, last = match["start"], match["end"]
    if not _CLOCK_SIGN.search(last):
        return None
    if (half := re.search(r"[ap]\.?m\b", last)) and not _CLOCK_SIGN.search(first):
        first = f"{first.strip()} {half[0]}"
    start, end = _read_time(first), _read_time(last)
    return None if start is None or end is None or start == end else (start, end)


def _time_of_number(number: float) -> Outcome:
    if 0 <= number < 1:
        seconds = min(round(number * _DAY_SECONDS), _DAY_SECONDS - 1)
        return found((dt.datetime.min + dt.timedelta(seconds=seconds)).time(), "fraction of a day")
    if number.is_integer() and 1 <= number < 24:
        return found(dt.time(int(number)), "hour")
    return failed("not a time of day")


def _read_time(plain: str) -> dt.time | None:
    if plain in _NAMED:
        return _NAMED[plain]
    match = _TIME.fullmatch(plain)
    if match is None:
        return None
    minutes = match["minute"] or match["minutes"]
    hour, minute, second = int(match["hour"]), int(minutes or 0), int(match["second"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * match["half"].startswith("p")
    return dt.time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def parse_hours(texts: Texts, kinds: Kinds) -> Parsed:
    """Durations (`2h30`, `2,5`, `90 min`, `14:00–16:30`, a spreadsheet's own) → hours as float.

    A number is hours. Two ranges in a cell add up (`9h-12h / 13h-17h`). A duration in days fails, as does one that is
    negative or longer than a month.

    >>> import numpy as np
    >>> parse_hours(np.array(["2h30", "90 min"], dtype=object), np.zeros(2, np.uint8)).values.tolist()
    [2.5, 1.5]
    """
    return parse_each(texts, kinds, _parse_one_duration)


def _parse_one_duration(text: str, kind: int) -> Outcome:
    if kind == NUMBER:
        return _checked(float(text), None)
    if kind == Kind.DATE:
        hours = _hours_since_the_first_day(text)
        return failed("not a duration") if hours is None else _checked(hours, "hours and minutes")
    typed = unaccent(text.translate(_SIGNS))
    exact = _about().sub("", typed)
    plain = _spelled().sub(lambda word: spellings("numbers")[word[0]], exact)
    for read in (_read_hours, _read_range):
        if (hours_and_rule := read(plain)) is not None:
            hours, rule = hours_and_rule
            return _checked(hours, rule if exact == typed else "approximate number")
    if (match := _RANGE.fullmatch(plain)) and _at_night(match):
        return failed("a range, not a number")
    return failed("days, not hours" if _DAYS.match(plain) else "not a duration")


@cache
def _about() -> re.Pattern[str]:
    words = one_of(spellings("about"))
    return re.compile(rf"^(?:{words})\.? ?(?=\d)")


@cache
def _spelled() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{one_of(spellings('numbers'))})(?= (?:h|hrs?|heures?|hours?|min|minutes?|quarts?)\b)")


def _checked(hours: float, rule: str | None) -> Outcome:
    return found(hours, rule) if 0 <= hours <= _MAX_HOURS else failed("not a duration")


def _hours_since_the_first_day(text: str) -> float | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    days = max((moment.date() - _FIRST_NATIVE_DAY).days, 0)
    seconds = (moment - dt.datetime.combine(moment.date(), dt.time())).total_seconds()
    return days * 24 + seconds / 3600 if days <= 31 else None


def _read_hours(plain: str) -> tuple[float, str | None] | None:
    if match := _PLAIN_HOURS.fullmatch(plain):
        rule = "unit dropped" if match[2] else "decimal comma" if "," in plain else None
        return float(match[1].replace(",", ".")), rule
    if match := _FRACTION.fullmatch(plain):
        part = match["then"] or match["part"]
        share = _THREE_QUARTERS if part.startswith("3") else _QUARTER if part[:1] in "q1" and part != "1/2" else _HALF
        return int(match["whole"] or match["before"] or 0) + share, "hours and minutes"
    if match := _HOURS_MINUTES.fullmatch(plain) or _COLON.fullmatch(plain):
        hours, minutes, seconds = (int(part or 0) for part in (*match.groups(), None)[:3])
        return (hours + minutes / 60 + seconds / 3600, "hours and minutes") if minutes < 60 and seconds < 60 else None
    if match := _MINUTES.fullmatch(plain):
        return float(match[1].replace(",", ".")) / 60, "minutes"
    return None


def _read_range(plain: str) -> tuple[float, str | None] | None:
    if _BETWEEN_RANGES.sub("", _RANGE.sub("", plain)):
        return None
    ranges = [None if _at_night(match) else _read_ends(match) for match in _RANGE.finditer(plain)]
    lengths = [_minutes_between(*ends) for ends in ranges if ends is not None]
    if not lengths or len(lengths) < len(ranges):
        return None
    return sum(lengths) / 60, "range of times"


def _at_night(match: re.Match[str]) -> bool:
    """Whether `2-3h` rather says how long it lasts: nothing begins and ends between midnight and six."""
    ends = match["start"].strip(), match["end"].strip()
    return all(re.fullmatch(r"[0-6](?: ?h(?: ?\d\d)?)?", end, re.ASCII) for end in ends)


def _minutes_between(start: dt.time, end: dt.time) -> int:
    return ((end.hour - start.hour) * 60 + end.minute - start.minute) % (24 * 60)
