"""The rows of a header, and the names that they give the columns: groups above, sub-headings below, sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from impact.layout.days import is_day
from impact.layout.headers import is_figure
from impact.layout.matrix import Matrix
from impact.layout.runs import is_run
from impact.parse.fold import fold

GROUPS = 2


@dataclass(frozen=True, eq=False)
class Levels:
    """The header rows of a table, as positions from top to bottom, and the names that they give its columns."""

    rows: list[int]
    names: Mapping[int, tuple[str, ...]]


def header_levels(matrix: Matrix, start: int, header: int) -> Levels:
    """The header row with the groups above it and the sub-headings below it."""
    rows = [header]
    while rows[0] > start and len(rows) <= GROUPS and _is_group(matrix, rows[0] - 1, header):
        rows.insert(0, rows[0] - 1)
    if header + 1 < matrix.height and _is_sub_heading(matrix, header + 1, header):
        rows.append(header + 1)
    named = sorted({c for row in rows for c in matrix.places(row)})
    filled = [_filled_right(matrix, row, rows[-1]) for row in rows[:-1]]
    last = {c: matrix.text(rows[-1], c) for c in matrix.places(rows[-1])}
    names = {c: tuple(dict.fromkeys(t for level in (*filled, last) if (t := level.get(c)))) for c in named}
    return Levels(rows, {c: levels for c, levels in names.items() if levels})


def _is_group(matrix: Matrix, position: int, header: int) -> bool:
    """A row just above the header, of words or of days or years in their order, at least two, and within its width."""
    if matrix.numbers[position] != matrix.numbers[position + 1] - 1:
        return False
    places = matrix.places(position)
    figures = [c for c in places if is_figure(matrix.text(position, c), matrix.kind(position, c))]
    days = is_run(matrix, position, figures) and all(len(matrix.text(position, c)) >= 4 for c in figures)
    words = not figures or (days and not set(figures) - set(matrix.places(header)))
    merged = any((matrix.merged_right(position, c) or c) > c for c in places)
    enough = len(places) >= 2 or (merged and places[0] > 0)
    narrow = not figures and any(c + 1 in places and _stands_alone(matrix, position, c) for c in places)
    return enough and words and not narrow and len(places) < max(3, matrix.counts[header])


def _stands_alone(matrix: Matrix, position: int, place: int) -> bool:
    """Whether a text is over one column only, and over a name."""
    below = matrix.text(position + 1, place)
    return below not in ("", matrix.text(position, place)) and (matrix.merged_right(position, place) or place) == place


def _is_sub_heading(matrix: Matrix, position: int, header: int) -> bool:
    """A row just below the header, of words, which fills what merged cells of the header leave blank."""
    if matrix.numbers[position] != matrix.numbers[header] + 1:
        return False
    named = set(matrix.places(header))
    places = [c for c in matrix.places(position) if matrix.text(position, c) != matrix.text(header, c)]
    spans = {c for top in named for c in range(top, (matrix.merged_right(header, top) or top) + 1)}
    spans -= {top for top in named if (matrix.merged_right(header, top) or top) == top}
    words = all(not is_figure(matrix.text(position, c), matrix.kind(position, c)) for c in places)
    if not spans:
        return words and len(places) >= 2 and _fills_the_blanks(matrix, places, named)
    return words and spans <= set(places) and len(set(places) - spans) <= len(spans)


def _fills_the_blanks(matrix: Matrix, places: list[int], named: set[int]) -> bool:
    """Whether a row names nothing but a last group's columns, of which the header names the first alone."""
    blank = set(range(matrix.width)) - named
    return places[0] == max(named) and set(places[1:]) == {c for c in blank if c > places[0]}


def _filled_right(matrix: Matrix, position: int, last: int) -> dict[int, str]:
    """A group row's texts, each over the columns that it spans."""
    places = matrix.places(position)
    reach: dict[int, str] = {}
    for place, following in zip(places, [*places[1:], matrix.width], strict=True):
        end = matrix.merged_right(position, place)
        if end is None:
            end = following - 1 if not matrix.grid.merged else place
        reach |= {
            c: matrix.text(position, place) for c in range(place, end + 1) if c in set(matrix.places(last)) | {place}
        }
    return reach


def find_side_by_side(
    matrix: Matrix, names: Mapping[int, tuple[str, ...]], rows: NDArray[np.int64]
) -> list[tuple[int, ...]]:
    """The columns of each table, where blank columns part tables; else [].

    Such tables have names of columns in common, or each its own dates and its own number of rows.
    """
    used = [c for c in range(matrix.width) if c in names or (len(rows) and matrix.filled[rows, c].any())]
    groups: list[list[int]] = []
    for column in used:
        if groups and groups[-1][-1] == column - 1:
            groups[-1].append(column)
        else:
            groups.append([column])
    labels = [{names[c][-1] for c in group if c in names} for group in groups]
    if len(groups) == 1:
        groups = _sides_of(groups[0], names)
        labels = [{names[c][-1] for c in group if c in names} for group in groups]
    alike = len(groups) > 1 and all(len(labels[0] & other) >= max(2, len(other) / 2) for other in labels[1:])
    apart = len(groups) > 1 and _stand_apart(matrix, groups, labels, rows)
    return [tuple(group) for group in groups] if alike or apart else []


def _sides_of(columns: list[int], names: Mapping[int, tuple[str, ...]]) -> list[list[int]]:
    """Columns in two halves where the second begins as the first does and names at least half of the same again."""
    half = len(columns) // 2
    leaves = [fold(names[c][-1]) if c in names else "" for c in columns]
    same = [a == b or a.split()[:1] == b.split()[:1] for a, b in zip(leaves[:half], leaves[half:], strict=False)]
    whole = len(columns) == 2 * half and half >= 2 and all(leaves)
    again = whole and leaves[0] == leaves[half] and sum(same) >= max(2, half / 2)
    return [columns[:half], columns[half:]] if again else [columns]


def _stand_apart(matrix: Matrix, groups: list[list[int]], labels: list[set[str]], rows: NDArray[np.int64]) -> bool:
    """Whether every group of columns names at least three, has a column of dates, and ends at a row of its own."""
    ends = []
    for group, named in zip(groups, labels, strict=True):
        filled = matrix.filled[rows][:, group]
        last = int(np.flatnonzero(filled.any(axis=1)).max(initial=-1)) + 1
        if len(named) < 3 or not last or filled[:last].mean() < 0.8 or not _holds_dates(matrix, group, rows[:last]):
            return False
        ends.append(last)
    return len(set(ends)) == len(ends)


def _holds_dates(matrix: Matrix, group: list[int], rows: NDArray[np.int64]) -> bool:
    return any(
        float(np.mean([is_day(matrix.text(p, c), matrix.kind(p, c)) for p in rows[:20].tolist()])) >= 0.6 for c in group
    )
