"""Figures that name columns: years, numbers, days or times of the day in their order."""

from __future__ import annotations

import itertools
import re

from impact.layout.matrix import Matrix
from impact.model import Kind

FEWEST = 3
SAMPLE = 10
_season = re.compile(r"((?:19|20)\d{2})\s?[-/–]\s?(?:\d{2}|\d{4})")
_iso = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?")
_day = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
_time = re.compile(r"(\d{1,2})\s?[h:]\s?(\d{2})?(?::\d{2})?(?:\s?(?:-|–|à|to)\s?\d{1,2}\s?[h:]\s?(?:\d{2})?)?")


def is_run(matrix: Matrix, position: int, places: list[int]) -> bool:
    """Whether at least three figures of a row are of one sort and each greater than the one before.

    Days and times name columns only where these do not hold days and times too.
    """
    marks = [_mark(matrix.text(position, c), matrix.kind(position, c)) for c in places]
    if len(marks) < FEWEST or len({sort for sort, _ in marks}) > 1 or not marks[0][0]:
        return False
    falls = sum(a >= b for (_, a), (_, b) in itertools.pairwise(marks))
    rising = falls <= (marks[0][0] == "time")
    return rising and (
        marks[0][0] in ("number", "season") or not any(_same_below(matrix, position, c, marks[0][0]) for c in places)
    )


def _mark(text: str, kind: Kind) -> tuple[str, tuple[int, ...]]:
    """What sort a figure is (`number`, `day`, `time`; "" for none) and its place in the order of that sort."""
    if text.isdecimal() and len(text) <= 4:
        return "number", (int(text),)
    if season := _season.fullmatch(text):
        return "season", (int(season[1]),)
    if kind == Kind.DATE or _iso.fullmatch(text):
        return "day", tuple(int(part) for part in re.findall(r"\d+", text)[:3])
    if day := _day.fullmatch(text):
        return "day", (int(day[3]), int(day[2]), int(day[1]))
    if time := _time.fullmatch(text):
        return "time", (int(time[1]), int(time[2] or 0))
    return "", ()


def _same_below(matrix: Matrix, position: int, place: int, sort: str) -> bool:
    rows = range(position + 1, min(matrix.height, position + 1 + SAMPLE))
    return any(_mark(matrix.text(p, place), matrix.kind(p, place))[0] == sort for p in rows if matrix.filled[p, place])
