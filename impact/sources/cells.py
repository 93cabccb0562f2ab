"""Rows of cells → columns that hold each distinct value once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from itertools import count, islice, zip_longest

import numpy as np
from numpy.typing import NDArray

from impact.model import Column, Kind
from impact.sources.problems import Unreadable

CELLS_AT_ONCE = 8_192
"""Cells read before they are factorised: few enough to stay in the processor's cache."""
WIDE = 256
"""Columns from which on a sheet is likely to be mostly blank."""
LAST_COLUMN = 16_384
"""How many columns a sheet may have."""


class Truth(Enum):
    """A boolean that is no number: Python holds True and 1 for the same key."""

    TRUE = True
    FALSE = False


Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | Truth


def write_number(number: float) -> str:
    """A number in its shortest form, at the 15 digits that a spreadsheet shows.

    >>> [write_number(n) for n in (12.0, 9.9, -35.0, 0.1 + 0.2, 1e20, 1.5e-7)]
    ['12', '9.9', '-35', '0.3', '100000000000000000000', '0.00000015']
    """
    text = f"{number:.15g}"
    if text == "-0":
        return "0"
    return f"{Decimal(text):f}" if "e" in text else text


def write_date(day: dt.date) -> str:
    """A day as `2020-03-12`, with its time, to the nearest second, only when that is not midnight.

    >>> write_date(dt.datetime(2020, 3, 12, 10, 12, 32, 999_000))
    '2020-03-12T10:12:33'
    """
    if not isinstance(day, dt.datetime):
        return day.isoformat()
    if day.microsecond >= 500_000 and day < dt.datetime.max.replace(microsecond=0):
        day += dt.timedelta(seconds=1)
    moment = day.replace(microsecond=0)
    return moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat()


def write_duration(length: dt.timedelta) -> str:
    """Hours, minutes and seconds; the hours may exceed 24.

    >>> write_duration(dt.timedelta(days=1, hours=6, minutes=5))
    '30:05:00'
    """
    seconds = round(length.total_seconds())
    minutes, second = divmod(abs(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{'-' if seconds < 0 else ''}{hour:02d}:{minute:02d}:{second:02d}"


def write_time(time: dt.time) -> str:
    """A time of day as `14:05:00`, to the nearest second."""
    return write_duration(
        dt.timedelta(hours=time.hour, minutes=time.minute, seconds=time.second, microseconds=time.microsecond)
    )


WRITERS: Mapping[type, tuple[Kind, Callable[..., str]]] = {
    str: (Kind.TEXT, str),
    float: (Kind.NUMBER, write_number),
    int: (Kind.NUMBER, str),
    Truth: (Kind.BOOL, lambda truth: truth.name),
    dt.date: (Kind.DATE, write_date),
    dt.datetime: (Kind.DATE, write_date),
    dt.time: (Kind.TIME, write_time),
    dt.timedelta: (Kind.DURATION, write_duration),
}


_NOT_FINITE = frozenset({"nan", "inf", "-inf"})
"""What programs write where they divided by zero; spreadsheets show an error there."""


class _Values:
    """The distinct values of one column, numbered in order of appearance, and the numbers of its cells."""

    def __init__(self) -> None:
        self.number_of: defaultdict[Cell, int] = defaultdict(count().__next__)
        self.parts: list[NDArray[np.int32]] = []
        self.rows = 0

    def skip_to(self, row: int) -> None:
        self.parts.append(np.full(row - self.rows, -1, np.int32))
        self.rows = row

    def add(self, row: int, cells: Sequence[Cell], typed: bool) -> None:
        if row > self.rows:
            self.skip_to(row)
        if typed and bool in set(map(type, cells)):
            cells = [Truth(cell) if isinstance(cell, bool) else cell for cell in cells]
        self.parts.append(np.fromiter(map(self.number_of.__getitem__, cells), np.int32, len(cells)))
        self.rows += len(cells)

    def column(self, rows: int, errors: Mapping[int, str]) -> Column:
        self.skip_to(rows)
        codes = np.concatenate(self.parts)
        if errors:
            codes[list(errors)] = np.arange(len(errors), dtype=np.int32) + len(self.number_of)
        return _distinct(codes, list(self.number_of), list(errors.values()))


def _distinct(codes: NDArray[np.int32], values: Sequence[Cell], errors: Sequence[str]) -> Column:
    """A column whose cells name `values`, then `errors`; what is written alike is one, what is blank is none."""
    texts, kinds = _write_all(values)
    texts += errors
    kinds += [Kind.ERROR] * len(errors)
    blank = [not text or text.isspace() for text in texts]
    if not any(blank) and not errors and not any(kinds):
        return Column(codes, as_objects(texts), np.zeros(len(texts), np.uint8))
    cells = [None if gone else pair for gone, pair in zip(blank, zip(texts, kinds, strict=True), strict=True)]
    place: dict[tuple[str, int] | None, int] = {None: -1}
    for pair in cells:
        place.setdefault(pair, len(place) - 1)
    recode = np.fromiter((place[pair] for pair in [*cells, None]), np.int32, len(cells) + 1)
    kept = list(place)[1:]
    return Column(
        recode[codes],
        as_objects([pair[0] for pair in kept if pair]),
        np.array([pair[1] for pair in kept if pair], np.uint8),
    )


def _write_all(values: Sequence[Cell]) -> tuple[list[str], list[int]]:
    if set(map(type, values)) == {str}:
        return list(values), [Kind.TEXT] * len(values)  # type: ignore[arg-type]
    written = [WRITERS[type(value)] for value in values]
    texts = [write(value) for (_, write), value in zip(written, values, strict=True)]
    kinds = [int(kind) for kind, _ in written]
    if not _NOT_FINITE.isdisjoint(texts):
        for place, (text, kind) in enumerate(zip(texts, kinds, strict=True)):
            if kind == Kind.NUMBER and text in _NOT_FINITE:
                texts[place], kinds[place] = "#NUM!", Kind.ERROR
    return texts, kinds


def as_objects(texts: Sequence[str]) -> NDArray[np.object_]:
    """Texts as an array of Python strings."""
    return np.array(texts, dtype=object)


def _chunks(rows: Iterable[Sequence[Cell]], width: int) -> Iterator[list[Sequence[Cell]]]:
    source = iter(rows)
    while chunk := list(islice(source, max(64, CELLS_AT_ONCE // max(1, width)))):
        yield chunk


def build_columns(
    rows: Iterable[Sequence[Cell]],
    first_column: int = 0,
    width: int = 8,
    typed: bool = True,
    errors: Mapping[tuple[int, int], str] | None = None,
) -> tuple[NDArray[np.int32], tuple[Column, ...]]:
    """Factorise the cells of a sheet and leave its blank rows and trailing blank columns out.

    Args:
        rows: every row from the first of the sheet on, blank ones included; their lengths may differ.
        first_column: the 0-based column of each row's first cell.
        width: about how many cells a row has.
        typed: some cell may be something else than text.
        errors: (0-based row, 0-based column) → the error that stands there, whatever `rows` holds.

    Raises:
        Unreadable: there are more columns than a spreadsheet has.

    Returns:
        The 1-based numbers of the rows that are not blank, and one column a spreadsheet column from A on.

    >>> numbers, (first, second) = build_columns([["a", 12.0], [], ["a", True]])
    >>> numbers.tolist(), first.codes.tolist(), second.cells().tolist()
    ([1, 3], [0, 0], ['12', 'TRUE'])
    >>> build_columns([[float("nan")]])[1][0].cells().tolist()
    ['#NUM!']
    """
    errors = errors or {}
    failed = np.array(sorted(row for row, _ in errors), np.int64)
    columns: defaultdict[int, _Values] = defaultdict(_Values)
    numbers: list[NDArray[np.int32]] = []
    seen = read = 0
    for chunk in _chunks(rows, width):
        has_errors = bool(np.diff(np.searchsorted(failed, (seen, seen + len(chunk))))[0])
        if has_errors or not _is_blank(chunk):
            for place, cells in enumerate(zip_longest(*chunk, fillvalue=""), first_column):
                if place < WIDE or cells.count("") < len(cells):
                    columns[place].add(read, cells, typed)
            if max(columns, default=0) >= LAST_COLUMN:
                raise Unreadable("too_wide")
            numbers.append(np.arange(seen + 1, seen + len(chunk) + 1, dtype=np.int32))
            read += len(chunk)
        seen += len(chunk)
    found = np.concatenate(numbers) if numbers else np.empty(0, np.int32)
    by_column: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for (row, place), error in errors.items():
        if row < seen:
            by_column[place][int(np.searchsorted(found, row + 1))] = error
    places = sorted(columns.keys() | by_column.keys())
    built = {place: columns[place].column(read, by_column[place]) for place in places}
    return _without_blanks({place: column for place, column in built.items() if len(column.texts)}, found)


def _is_blank(chunk: Sequence[Sequence[Cell]]) -> bool:
    """Whether no cell of these rows holds anything; the first row nearly always says that one does."""
    return all(row.count("") == len(row) for row in chunk)


def _without_blanks(
    columns: Mapping[int, Column], rows: NDArray[np.int32]
) -> tuple[NDArray[np.int32], tuple[Column, ...]]:
    filled = np.zeros(len(rows), bool)
    for column in columns.values():
        filled |= column.codes >= 0
    kept = {place: Column(c.codes[filled], c.texts, c.kinds) for place, c in columns.items()}
    blank = blank_column(int(filled.sum()))
    return rows[filled], tuple(kept.get(place, blank) for place in range(max(kept, default=-1) + 1))


def blank_column(rows: int) -> Column:
    """A column of blank cells."""
    return Column(np.full(rows, -1, np.int32), np.empty(0, object), np.empty(0, np.uint8))
