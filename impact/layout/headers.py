"""Which rows name the columns."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from impact.layout.matrix import Matrix
from impact.model import Kind

LabelScore = Callable[[str], float]

DEPTH = 60
SAMPLE = 25
MANY = 5_000
SURE = 0.8
ROW = 3.0
NEAR = 2.5
_figures = re.compile(r"[\s\d.,:/+%€$£()\-−–]*\d[\s\d.,:/+%€$£()\-−–hTZ]*")


@dataclass(frozen=True, eq=False)
class Levels:
    """The header rows of a table, as positions from top to bottom, and the names that they give its columns."""

    rows: list[int]
    names: Mapping[int, tuple[str, ...]]


def is_figure(text: str, kind: Kind) -> bool:
    """Whether a cell holds a number, a date or a time rather than words."""
    return kind not in (Kind.TEXT, Kind.ERROR) or _figures.fullmatch(text) is not None


def find_header(matrix: Matrix, start: int, label_score: LabelScore, header_row: int | None) -> int | None:
    """The position of the row that names the columns, from `start` on; None where nothing looks like a table."""
    if header_row is not None:
        found = np.flatnonzero(matrix.numbers == header_row)
        return int(found[0]) if len(found) else None
    stop = min(matrix.height, start + DEPTH)
    scores = {position: _score(matrix, position, stop, label_score) for position in range(start, stop)}
    best = max(scores, key=lambda position: (scores[position], -position), default=None)
    if best is None or scores[best] < ROW:
        return None
    figures = next((p for p in range(start + 1, best) if _is_line_of_figures(matrix, p)), None)
    above = [p for p in range(start, figures or start) if scores[p] >= ROW]
    if above:
        return max(above, key=lambda p: (scores[p], p))
    near = [p for p in range(start, best) if scores[p] >= max(ROW, scores[best] - NEAR)]
    return next((p for p in near if _is_sure(matrix, p, label_score)), best)


def _is_line_of_figures(matrix: Matrix, position: int) -> bool:
    """Whether a row holds at least two figures: no title does."""
    return sum(is_figure(matrix.text(position, c), matrix.kind(position, c)) for c in matrix.places(position)) >= 2


def _is_sure(matrix: Matrix, position: int, label_score: LabelScore) -> bool:
    """Whether most cells of a row, at least two, are names of columns: an earlier header is no title of a later one."""
    known = sum(label_score(text) >= 1 for text in set(matrix.texts(position)))
    return known >= max(2, 0.6 * int(matrix.counts[position]))


def _score(matrix: Matrix, position: int, stop: int, label_score: LabelScore) -> float:
    """How much a row looks like a header: names of columns, words above figures, as wide as what follows."""
    places = matrix.places(position)
    below = range(position + 1, min(matrix.height, position + 1 + SAMPLE))
    width = float(np.percentile(matrix.counts[below.start : below.stop], 75)) if len(below) else 0.0
    labels = [label_score(matrix.text(position, c)) for c in places]
    known = sum(score for score in labels if score >= SURE)
    if (len(places) < 2 and not (matrix.width == 1 or width <= 1)) or (len(places) == 1 and known < 1):
        return 0.0
    figures = [is_figure(matrix.text(position, c), matrix.kind(position, c)) for c in places]
    run = _is_run([matrix.text(position, c) for c, figure in zip(places, figures, strict=True) if figure])
    words = 1.0 if run and not all(figures) else 1 - np.mean(figures)
    if words < 0.6 or max(len(matrix.text(position, c)) for c in places) > 300 or (not len(below) and known < 2):
        return 0.0
    again = 0.0 if _comes_again(matrix, position) else np.mean([_stands_below(matrix, position, c) for c in places])
    contrast = np.mean([_figures_below(matrix, below, c) for c in places])
    wide = min(1.0, len(places) / width) if width else 0.5
    depth = (position - (stop - DEPTH)) / DEPTH if stop > DEPTH else position / DEPTH
    return float(4 * known / max(len(places), width, 1) + 2 * words + 2 * wide + contrast - 3 * again - 0.5 * depth)


def _is_run(texts: list[str]) -> bool:
    """At least three whole numbers, each greater than the one before: years, or numbers of columns."""
    numbers = [int(t) for t in texts if t.isdecimal() and len(t) <= 4]
    return len(numbers) == len(texts) >= 3 and all(a < b for a, b in itertools.pairwise(numbers))


def _comes_again(matrix: Matrix, position: int) -> bool:
    """Whether the whole row stands again below, as a header on every page does."""
    first, *others = matrix.places(position)
    codes = matrix.grid.columns[first].codes
    same = np.flatnonzero(codes[position + 1 :] == codes[position]) + position + 1
    return bool(others) and any(repeats(matrix, int(p), position) for p in same[:SAMPLE])


def _stands_below(matrix: Matrix, position: int, column: int) -> bool:
    """Whether the cell's very value comes again in the rows that follow: names of columns seldom do."""
    codes = matrix.grid.columns[column].codes
    return bool((codes[position + 1 : position + 1 + 4 * SAMPLE] == codes[position]).any())


def _figures_below(matrix: Matrix, below: range, column: int) -> bool:
    rows = [p for p in below if p < matrix.height and matrix.filled[p, column]]
    cells = [is_figure(matrix.text(p, column), matrix.kind(p, column)) for p in rows]
    return bool(cells) and float(np.mean(cells)) >= 0.6


def find_next_header(matrix: Matrix, header: int, label_score: LabelScore) -> int:
    """Where the next table starts, its titles included; the grid's height where this one is the last.

    A row that repeats this table's own header does not start another.
    """
    known = _label_counts(matrix, label_score)
    candidates = np.flatnonzero((known >= 2) & (known >= 0.6 * matrix.counts))
    for position in candidates[candidates > header + 1].tolist():
        titled = _first_title(matrix, position, header)
        if titled < position or (not repeats(matrix, position, header) and _follows_a_gap(matrix, position)):
            return titled
    return _find_other_header(matrix, header)


def _find_other_header(matrix: Matrix, header: int) -> int:
    """After a gap, words where the table has figures, over figures again: another header, its title included."""
    after = np.flatnonzero(np.diff(matrix.numbers) > 1) + 1
    for first in after[after > header + 1].tolist():
        lone = first
        while lone < min(first + 3, matrix.height - 1) and matrix.counts[lone] == 1:
            lone += 1
        if lone + 1 < matrix.height and _heads_figures(matrix, header, lone):
            return int(first)
    return matrix.height


def _heads_figures(matrix: Matrix, header: int, position: int) -> bool:
    places = matrix.places(position)
    words = [c for c in places if not is_figure(matrix.text(position, c), matrix.kind(position, c))]
    if len(places) < 2 or len(words) < len(places) or matrix.numbers[position + 1] != matrix.numbers[position] + 1:
        return False
    above, below = range(max(header + 1, position - SAMPLE), position), range(position + 1, position + 3)
    return any(_figures_below(matrix, above, c) and _figures_below(matrix, below, c) for c in words)


def _follows_a_gap(matrix: Matrix, position: int) -> bool:
    return bool(matrix.numbers[position] > matrix.numbers[position - 1] + 1)


def _first_title(matrix: Matrix, position: int, header: int) -> int:
    """The first of the lone texts that stand after a gap just above a header; the header itself if there are none."""
    first = position
    while first - 1 > header and matrix.counts[first - 1] == 1 and not _is_figure_at(matrix, first - 1):
        first -= 1
    return first if first < position and _follows_a_gap(matrix, first) else position


def _is_figure_at(matrix: Matrix, position: int) -> bool:
    place = matrix.places(position)[0]
    return is_figure(matrix.text(position, place), matrix.kind(position, place))


def repeats(matrix: Matrix, position: int, header: int) -> bool:
    """Whether a row says again what the header row says."""
    places = matrix.places(header)
    same = [matrix.text(position, c) == matrix.text(header, c) for c in places]
    return float(np.mean(same)) >= 0.8


def _label_counts(matrix: Matrix, label_score: LabelScore) -> NDArray[np.int64]:
    """How many cells of each row are names of columns."""
    total = np.zeros(matrix.height, dtype=np.int64)
    for column in matrix.grid.columns:
        if len(column.texts) <= MANY:
            sure = np.array([len(t) <= 80 and label_score(t) >= 1.0 for t in column.texts], dtype=bool)
            total += np.append(sure, False)[column.codes]
    return total


def header_levels(matrix: Matrix, start: int, header: int) -> Levels:
    """The header row with the groups above it and the sub-headings below it."""
    rows = [header]
    while rows[0] > start and _is_group(matrix, rows[0] - 1, header):
        rows.insert(0, rows[0] - 1)
    if header + 1 < matrix.height and _is_sub_heading(matrix, header + 1, header):
        rows.append(header + 1)
    named = sorted({c for row in rows for c in matrix.places(row)})
    filled = [_filled_right(matrix, row, rows[-1]) for row in rows[:-1]]
    last = {c: matrix.text(rows[-1], c) for c in matrix.places(rows[-1])}
    names = {c: tuple(dict.fromkeys(t for level in (*filled, last) if (t := level.get(c)))) for c in named}
    return Levels(rows, {c: levels for c, levels in names.items() if levels})


def _is_group(matrix: Matrix, position: int, header: int) -> bool:
    """A row just above the header, of words, at least two, fewer than the header's and none below a title's width."""
    if matrix.numbers[position] != matrix.numbers[position + 1] - 1:
        return False
    places = matrix.places(position)
    words = all(not is_figure(matrix.text(position, c), matrix.kind(position, c)) for c in places)
    merged = any((matrix.merged_right(position, c) or c) > c for c in places)
    enough = len(places) >= 2 or (merged and places[0] > 0)
    return enough and words and len(places) < max(3, matrix.counts[header])


def _is_sub_heading(matrix: Matrix, position: int, header: int) -> bool:
    """A row just below the header, of words, which fills what merged cells of the header leave blank."""
    if matrix.numbers[position] != matrix.numbers[header] + 1:
        return False
    named = set(matrix.places(header))
    places = [c for c in matrix.places(position) if matrix.text(position, c) != matrix.text(header, c)]
    spans = {c for top in named for c in range(top, (matrix.merged_right(header, top) or top) + 1)}
    spans -= {top for top in named if (matrix.merged_right(header, top) or top) == top}
    words = all(not is_figure(matrix.text(position, c), matrix.kind(position, c)) for c in places)
    return bool(spans) and words and spans <= set(places) and len(set(places) - spans) <= len(spans)


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
    """The columns of each table, where blank columns part tables that have names of columns in common; else []."""
    used = [c for c in range(matrix.width) if c in names or (len(rows) and matrix.filled[rows, c].any())]
    groups: list[list[int]] = []
    for column in used:
        if groups and groups[-1][-1] == column - 1:
            groups[-1].append(column)
        else:
            groups.append([column])
    labels = [{names[c][-1] for c in group if c in names} for group in groups]
    alike = len(groups) > 1 and all(len(labels[0] & other) >= max(2, len(other) / 2) for other in labels[1:])
    return [tuple(group) for group in groups] if alike else []
