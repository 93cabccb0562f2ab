"""Which rows name the columns."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from impact.layout.matrix import LabelScore, Matrix
from impact.layout.runs import is_run
from impact.model import Kind

DEPTH = 60
SAMPLE = 25
MANY = 5_000
SURE = 0.8
ROW = 3.0
NEAR = 2.5
_address = re.compile(r"\S+@\S+\.\w+")
_figures = re.compile(r"[\s\d.,:/+%€$£()\-−–]*\d[\s\d.,:/+%€$£()\-−–hTZ]*")


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
    block = next((p for p in range(start, best) if scores[p] >= ROW and _heads_block(matrix, p, best)), None)
    if block is not None:
        return block
    best += _named_again(matrix, best)
    near = [p for p in range(start, best) if scores[p] >= max(ROW, scores[best] - NEAR)]
    return next((p for p in near if _is_sure(matrix, p, label_score)), best)


def _named_again(matrix: Matrix, position: int) -> bool:
    """Whether below a row of days or years stands another of words, over figures, that names the same columns."""
    if position + 2 >= matrix.height or matrix.numbers[position + 1] != matrix.numbers[position] + 1:
        return False
    cells = {p: matrix.places(p) for p in (position, position + 1)}
    figures = [c for c in cells[position] if is_figure(matrix.text(position, c), matrix.kind(position, c))]
    words = not any(is_figure(matrix.text(position + 1, c), matrix.kind(position + 1, c)) for c in cells[position + 1])
    below = range(position + 2, min(matrix.height, position + 2 + SAMPLE))
    over = [c for c in figures if c in cells[position + 1] and _figures_below(matrix, below, c)]
    return is_run(matrix, position, figures) and words and len(over) == len(figures)


def _heads_block(matrix: Matrix, position: int, end: int) -> bool:
    """Whether under a row of three cells or more stand at least two that fill its columns, and then a gap."""
    places = matrix.places(position)
    last = position
    while last + 1 < end and matrix.numbers[last + 1] == matrix.numbers[last] + 1:
        last += 1
    whole = float(matrix.filled[position : last + 1][:, places].mean()) >= 0.8
    return len(places) >= 3 and last - position >= 2 and last + 1 <= end and whole and _follows_a_gap(matrix, last + 1)


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
    alone = matrix.height == 1 and len(places) >= 3
    if (len(places) < 2 and not (matrix.width == 1 or width <= 1)) or (len(places) == 1 and known < 1):
        return 0.0
    figures = [is_figure(matrix.text(position, c), matrix.kind(position, c)) for c in places]
    run = is_run(matrix, position, [c for c, figure in zip(places, figures, strict=True) if figure])
    corner = places[0] > 0 and bool(matrix.filled[below.start : below.stop, : places[0]].any())
    words = 1.0 if run and (corner or not all(figures)) else 1 - np.mean(figures)
    if (
        words < 0.6
        or max(len(matrix.text(position, c)) for c in places) > 300
        or not (len(below) or known >= 2 or run or alone)
        or any(_address.fullmatch(matrix.text(position, c)) for c in places)
    ):
        return 0.0
    over = {c: not f and _figures_below(matrix, below, c) for c, f in zip(places, figures, strict=True)}
    repeated = [not over[c] and _stands_below(matrix, position, c) for c in places]
    again = 0.0 if _comes_again(matrix, position) else float(np.mean(repeated))
    contrast = float(np.mean(list(over.values())))
    wide = min(1.0, len(places) / width) if width else 0.5
    depth = (position - (stop - DEPTH)) / DEPTH if stop > DEPTH else position / DEPTH
    alike = not known and not contrast and (any(repeated) or _fills_as_above(matrix, position, places))
    within = 2.0 if alike else 0.0
    sure = 4 * known / max(len(places), width, 1) + run
    return float(sure + 2 * words + 2 * wide + contrast - 3 * again - 0.5 * depth - within)


def _fills_as_above(matrix: Matrix, position: int, places: list[int]) -> bool:
    """Whether the row just above fills the same columns: a line among others, where nothing else tells it apart."""
    joined = position > 0 and matrix.numbers[position] == matrix.numbers[position - 1] + 1
    shared = len(set(matrix.places(position - 1)) & set(places)) / len(places)
    return bool(joined) and shared >= 0.8


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

    A row that repeats this table's own header does not start another, unless a title of its own stands above it.
    """
    known = _label_counts(matrix, label_score)
    candidates = np.flatnonzero(((known >= 2) & (known >= 0.6 * matrix.counts)) | _same_cells(matrix, header))
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
        if lone + 2 < matrix.height and (_heads_figures(matrix, header, lone) or _stands_aside(matrix, header, lone)):
            return int(first)
    return matrix.height


def _heads_figures(matrix: Matrix, header: int, position: int) -> bool:
    places = matrix.places(position)
    words = [c for c in places if not is_figure(matrix.text(position, c), matrix.kind(position, c))]
    if len(places) < 2 or len(words) < len(places) or matrix.numbers[position + 1] != matrix.numbers[position] + 1:
        return False
    above, below = range(max(header + 1, position - SAMPLE), position), range(position + 1, position + 3)
    return any(_figures_below(matrix, above, c) and _figures_below(matrix, below, c) for c in words)


def _stands_aside(matrix: Matrix, header: int, position: int) -> bool:
    """Whether a row of words and the two under it fill the same columns, one of which the table above does not have."""
    places = matrix.places(position)
    words = not any(is_figure(matrix.text(position, c), matrix.kind(position, c)) for c in places)
    alike = all(matrix.places(position + step) == places for step in (1, 2))
    own = any(not matrix.filled[header:position, c].any() for c in places)
    return len(places) >= 2 and words and alike and own


def _follows_a_gap(matrix: Matrix, position: int) -> bool:
    return bool(matrix.numbers[position] > matrix.numbers[position - 1] + 1)


def _first_title(matrix: Matrix, position: int, header: int) -> int:
    """The first of the lone texts that stand after a gap just above a header; the header itself if there are none."""
    first = max(header + 1, int(_title_runs(matrix)[position - 1]))
    return first if first < position and _follows_a_gap(matrix, first) else position


@lru_cache(maxsize=1)
def _title_runs(matrix: Matrix) -> NDArray[np.int64]:
    """For each row, the first of the title lines that stand unbroken down to it; the next row if it is none."""
    titles = np.zeros(matrix.height, dtype=bool)
    short = np.flatnonzero(matrix.counts <= 2)
    first = matrix.filled[short].argmax(axis=1)
    for place in np.unique(first):
        rows = short[first == place]
        kinds = matrix.grid.columns[place].codes[rows] * 2 + matrix.counts[rows]
        _, one_of_each, again = np.unique(kinds, return_index=True, return_inverse=True)
        titles[rows] = np.array([is_title_line(matrix, int(row)) for row in rows[one_of_each]], dtype=bool)[again]
    return np.maximum.accumulate(np.where(titles, 0, np.arange(1, matrix.height + 1)))


def is_title_line(matrix: Matrix, position: int) -> bool:
    """Whether a row is a lone text, or a label and what it says (`Date :`, `12/03/2024`)."""
    place, *others = matrix.places(position)
    text = matrix.text(position, place)
    words = not is_figure(text, matrix.kind(position, place))
    return words and (not others or (len(others) == 1 and text.endswith(":")))


def _same_cells(matrix: Matrix, header: int) -> NDArray[np.bool_]:
    """The rows that say again all that the header row says."""
    same = np.ones(matrix.height, dtype=bool)
    for place in matrix.places(header):
        codes = matrix.grid.columns[place].codes
        same &= codes == codes[header]
    return same


def repeats(matrix: Matrix, position: int, header: int) -> bool:
    """Whether a row says again what the header row says."""
    places = matrix.places(header)
    same = [matrix.text(position, c) == matrix.text(header, c) for c in places]
    return float(np.mean(same)) >= 0.8


@lru_cache(maxsize=1)
def _label_counts(matrix: Matrix, label_score: LabelScore) -> NDArray[np.int64]:
    """How many cells of each row are names of columns."""
    total = np.zeros(matrix.height, dtype=np.int64)
    for column in matrix.grid.columns:
        if len(column.texts) <= MANY:
            sure = np.array([len(t) <= 80 and label_score(t) >= 1.0 for t in column.texts], dtype=bool)
            total += np.append(sure, False)[column.codes]
    return total
