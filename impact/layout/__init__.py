"""Where the tables are on a sheet, and what each of its rows is.

A sheet is walked from top to bottom: titles, header rows, data, totals and notes, then perhaps another table.
Nothing is told by position alone; whether a text is a column's name is asked of `is_label`, since meaning is not
this room's business.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from impact.layout.blocks import find_blocks
from impact.layout.headers import find_header, find_next_header, is_figure, is_title_line
from impact.layout.levels import find_side_by_side, header_levels
from impact.layout.matrix import LabelScore, Matrix
from impact.layout.periods import find_periods
from impact.layout.rows import find_roles, is_text_only
from impact.layout.stacks import find_presence_grids
from impact.model import Area, Grid, Layout

LONG = 10
FEW = 3
_whole_name = re.compile(r"[A-ZÀ-Þ][\w'’-]+(?: [a-zà-ÿ]{1,3})?(?: [A-ZÀ-Þ][\w'’-]+){1,3}")


def find_tables(grid: Grid, label_score: LabelScore, header_row: int | None = None, listed: bool = False) -> Layout:
    """The tables of a sheet and the role of every row.

    Args:
        grid: the sheet.
        label_score: how surely a text is the name of a column, 0 to 1.
        header_row: the number of the last header row, where a person has said it.
        listed: a person has said that the sheet is a list, whose columns are not sessions.
    """
    matrix = Matrix(grid)
    roles = np.full(len(grid.rows), "text", dtype=object)
    if not len(grid.rows):
        return Layout((), roles)
    if header_row is None and _is_turned(matrix, label_score):
        rows = np.arange(matrix.height)
        return Layout((Area((), {}, rows, rows[:0], across="turned"),), np.full(matrix.height, "data", dtype=object))
    if header_row is None and not listed:
        found = find_presence_grids(matrix, label_score) or find_blocks(matrix, label_score)
        if found:
            return found
    if header_row is None and _is_card(matrix, label_score):
        rows = np.arange(matrix.height)
        return Layout((Area((), {}, rows, rows[:0], across="card"),), np.full(matrix.height, "data", dtype=object))
    areas = _walk(matrix, label_score, header_row, roles)
    return Layout(tuple(areas), roles)


def _is_turned(matrix: Matrix, label_score: LabelScore) -> bool:
    """Whether fields stand one below another, and a record is a column."""
    if matrix.width < 3 or not 3 <= matrix.height <= 60 or not matrix.filled[:, 0].all():
        return False
    first = [matrix.text(p, 0) for p in range(matrix.height)]
    known = [label_score(text) >= 1 for text in first]
    others = [label_score(text) >= 1 for text in matrix.texts(0)[1:]]
    full = float(matrix.filled[:, 1:].mean()) >= 0.7
    return full and len(set(first)) == len(first) and float(np.mean(known)) >= 0.8 and not any(others)


def _is_card(matrix: Matrix, label_score: LabelScore) -> bool:
    """Whether a small sheet has its names of columns one below another: a card, not a table."""
    if matrix.width > 3 or not 3 <= matrix.height <= 60:
        return False
    first = [matrix.texts(p)[0] for p in range(matrix.height)]
    named = sum(label_score(text) >= 1 for text in set(first))
    return named >= 3 and named >= 0.5 * matrix.height and matrix.counts.max() == 2


def _walk(matrix: Matrix, label_score: LabelScore, header_row: int | None, roles: NDArray[np.object_]) -> list[Area]:
    """Tables one below another; fills `roles`, which this room has just made."""
    areas: list[Area] = []
    start = 0
    while start < matrix.height:
        header = find_header(matrix, start, label_score, header_row)
        header_row = None
        if header is None:
            break
        end = find_next_header(matrix, header, label_score)
        areas += _read_table(matrix, start, header, end, label_score, roles)
        start = end
    return areas + _without_header(matrix, start, roles)


def _read_table(
    matrix: Matrix, start: int, header: int, end: int, label_score: LabelScore, roles: NDArray[np.object_]
) -> list[Area]:
    """The table under a header, or those side by side under it; none where it is a text."""
    levels = header_levels(matrix, start, header)
    first = min(levels.rows)
    roles[start:first] = "title"
    roles[levels.rows] = "header"
    body = np.arange(levels.rows[-1] + 1, end)
    roles[body] = find_roles(matrix, body, header)
    rows = body[roles[body] == "data"]
    if is_text_only(matrix, rows, levels.names):
        roles[start:end] = "text"
        return []
    whole = Area(
        header_rows=tuple(int(n) for n in matrix.numbers[levels.rows]),
        headers=levels.names,
        rows=rows,
        totals=body[roles[body] == "total"],
        titles=tuple(t for p in range(start, first) for t in _titles(matrix, p)),
    )
    sides = find_side_by_side(matrix, levels.names, rows)
    parts = [_part(matrix, whole, columns, range(start, first)) for columns in sides]
    return parts or [find_periods(matrix, whole, label_score)]


def _titles(matrix: Matrix, position: int) -> list[str]:
    """The texts of a row above a header; a label and what it says are one."""
    texts = matrix.texts(position)
    return [" ".join(texts)] if len(texts) == 2 and is_title_line(matrix, position) else texts


def _part(matrix: Matrix, whole: Area, columns: tuple[int, ...], above: range) -> Area:
    """One of the tables that stand side by side, with the titles over its own columns, else with all."""
    own = tuple(matrix.text(p, c) for p in above for c in columns if matrix.filled[p, c])
    filled = matrix.filled[whole.rows][:, columns].any(axis=1)
    names = {c: levels for c, levels in whole.headers.items() if c in columns}
    return replace(whole, headers=names, rows=whole.rows[filled], columns=columns, titles=own or whole.titles)


def _without_header(matrix: Matrix, start: int, roles: NDArray[np.object_]) -> list[Area]:
    """Rows of figures or of words that no header names: a table all the same, so that they are not lost unsaid."""
    rest = np.arange(start, matrix.height)
    rows = np.array([p for p in rest.tolist() if matrix.counts[p] >= 2 and _holds_figure(matrix, p)], dtype=np.int64)
    if len(rows) < 2 or (matrix.counts[rows].max() < 3 and len(rows) < LONG):
        rows = rest[:0]
    rows = max(rows, _rows_of_words(matrix, rest), key=len)
    if not len(rows):
        return []
    roles[rows] = "data"
    return [Area(header_rows=(), headers={}, rows=rows, totals=rows[:0])]


def _rows_of_words(matrix: Matrix, rest: NDArray[np.int64]) -> NDArray[np.int64]:
    """Nearly all of some rows, which fill the same columns: at least three, or ten of two, or whole names in one."""
    columns = np.flatnonzero(matrix.filled[rest].mean(axis=0) >= 0.8) if len(rest) else rest
    rows = rest[matrix.filled[rest][:, columns].all(axis=1)] if len(columns) else rest[:0]
    if len(columns) == 1:
        named = [p for p in rows.tolist() if _whole_name.fullmatch(matrix.text(p, int(columns[0])))]
        rows = rows if len(named) == len(rest) else rest[:0]
    return rows if len(rows) >= (LONG if len(columns) == 2 else FEW) else rest[:0]


def _holds_figure(matrix: Matrix, position: int) -> bool:
    return any(is_figure(matrix.text(position, c), matrix.kind(position, c)) for c in matrix.places(position))
