"""Columns of dates → `datetime.date`, as a French or an English hand, a form or a spreadsheet writes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from impact.model import Kind, Parsed
from impact.parse.cells import Kinds, Outcome, Texts, all_found, failed, found, parse_each
from impact.parse.writtendates import FIRST_OF_RANGE, DateParts, read_date_parts

FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST_BIRTH_YEAR = 1901
"""1900 is what a spreadsheet makes of a zero, and nobody's birth any more."""
_EPOCHS = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
_FIRST_SERIAL = 2101
"""Below it a number is a count, a year or an age rather than a day: serials begin at 1905-10-01."""
_PIVOT = 69
YEARLESS = "a date without a year"


def parse_dates(
    texts: Texts,
    kinds: Kinds,
    *,
    date1904: bool = False,
    year: int | None = None,
    birth: bool = False,
    today: dt.date | None = None,
) -> Parsed:
    """Dates, one a distinct text; the day as it is written, whatever the time or the offset that follows.

    `12/03/2020` is 12 March, unless the column itself proves the contrary: some second number above 12, no first one.
    A month alone (`mars 2020`) is its first day, and the rule says so; so is of several days in a row
    (`du 12 au 14 mars 2020`) the first, but for births. Two digits of a year are 1969–2068; of a birth, the latest
    year that is not to come. Days that do not exist, years before 1900 or after 2100, several dates in one cell,
    births to come and births in 1900 fail; nothing is bent.

    Args:
        texts: the column's distinct texts.
        kinds: what the spreadsheet says of each.
        date1904: the workbook counts its days from 1904.
        year: of the dates without one (`1er août`); None: they fail.
        birth: the dates are births.
        today: the day that no birth is after; None: the machine's.

    >>> import numpy as np
    >>> texts = np.array(["12/03/2020", "mars 2020", "30/02/2020"], dtype=object)
    >>> parsed = parse_dates(texts, np.zeros(3, np.uint8))
    >>> [str(date) for date in parsed.values], parsed.rules[1], parsed.failures[2]
    (['2020-03-12', '2020-03-01', 'None'], 'first of the month', 'not a date')
    """
    if len(kinds) and bool((kinds == Kind.DATE).all()) and not birth:
        native = _parse_native_dates(texts)
        if native is not None:
            return native
    parts = {text: read_date_parts(text) for text in texts[kinds == Kind.TEXT].tolist()}
    month_first = is_month_first(parts.values(), yearless=year is not None)
    latest = (today or dt.date.today()) if birth else None

    def parse_one(text: str, kind: int) -> Outcome:
        if kind == Kind.TEXT:
            return _parse_text(text, parts[text], month_first, date1904, year, latest)
        if kind == Kind.DATE:
            return _parse_iso(text, latest)
        return _parse_serial(text, date1904, latest) if kind == Kind.NUMBER else failed("not a date")

    return parse_each(texts, kinds, parse_one)


def _parse_native_dates(texts: Texts) -> Parsed | None:
    listed = texts.tolist()
    if any(len(text) != 10 for text in listed):
        return None
    dates = list(map(dt.date.fromisoformat, listed))
    return all_found(dates) if min(listed) >= f"{FIRST_YEAR}" and max(dates).year <= LAST_YEAR else None


def is_month_first(parts: Iterable[DateParts | str], *, yearless: bool = False) -> bool:
    """Whether a column of dates proves that it writes the month first: a second number above 12, no first one."""
    proof = False
    for date in parts:
        if isinstance(date, str) or not date.numeric or (not date.year and not yearless):
            continue
        if date.day > 12:
            return False
        proof = proof or 12 < date.month <= 31
    return proof


def _parse_text(
    text: str, parts: DateParts | str, month_first: bool, date1904: bool, year: int | None, latest: dt.date | None
) -> Outcome:
    if isinstance(parts, str):
        return _parse_serial(text.strip(), date1904, latest) if parts == "a number" else failed(parts)
    if latest is not None and parts.rule == FIRST_OF_RANGE:
        return failed("several dates in one cell")
    day, month, rule = parts.day, parts.month, parts.rule
    if parts.numeric and month_first:
        day, month, rule = month, day, "month first date"
    if len(parts.year) == 4:
        return _check(int(parts.year), month, day, latest, rule)
    if parts.year:
        return _check(_find_year(int(parts.year), month, day, latest), month, day, latest, rule)
    return failed(YEARLESS) if year is None else _check(year, month, day, latest, "year added")


def _find_year(number: int, month: int, day: int, latest: dt.date | None) -> int:
    if latest is None:
        return 2000 + number if number < _PIVOT else FIRST_YEAR + number
    to_come = (2000 + number, month, day) > (latest.year, latest.month, latest.day)
    return (FIRST_YEAR if to_come else 2000) + number


def _check(year: int, month: int, day: int, latest: dt.date | None, rule: str | None) -> Outcome:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return failed("not a date")
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return failed("not a date")
    if latest is not None and date > latest:
        return failed("a birth date to come")
    if latest is not None and year < FIRST_BIRTH_YEAR:
        return failed("a birth too long ago")
    return found(date, rule)


def _parse_iso(text: str, latest: dt.date | None) -> Outcome:
    try:
        date = dt.date.fromisoformat(text[:10])
    except ValueError:
        return failed("not a date")
    timed = text[10:].strip("T:0. ") != ""
    return _check(date.year, date.month, date.day, latest, "time of day dropped" if timed else None)


def _parse_serial(text: str, date1904: bool, latest: dt.date | None) -> Outcome:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return failed("not a date")
    if number.is_integer() and 10_000_000 <= number < 100_000_000:
        parts = read_date_parts(str(int(number)))
        return failed(parts) if isinstance(parts, str) else _parse_text(text, parts, False, False, None, latest)
    if FIRST_YEAR <= number <= LAST_YEAR:
        return failed("a year without a day")
    if not _FIRST_SERIAL <= number < 75_000:
        return failed("not a date")
    date = _EPOCHS[date1904] + dt.timedelta(days=int(number))
    return _check(date.year, date.month, date.day, latest, "date serial")
