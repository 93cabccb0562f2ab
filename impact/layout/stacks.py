"""Presence grids one below another on a sheet, each with its own dates."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from impact.layout.days import is_day
from impact.layout.headers import is_title_line
from impact.layout.marks import find_presence_grid
from impact.layout.matrix import LabelScore, Matrix
from impact.model import Area, Kind, Layout, Session


def find_presence_grids(matrix: Matrix, label_score: LabelScore) -> Layout | None:
    """The presence grid that a sheet is, or those one below another; None where it is none."""
    whole = find_presence_grid(matrix, label_score)
    if whole is None or whole.areas[0].across != "sessions":
        return whole
    starts = [0, *_find_starts(matrix, whole.areas[0])]
    parts = [_cut(matrix, start, end) for start, end in zip(starts, [*starts[1:], matrix.height], strict=True)]
    found = [find_presence_grid(part, label_score) for part in parts] if len(parts) > 1 else []
    if not found or any(layout is None for layout in found):
        return whole
    layouts = [layout for layout in found if layout is not None]
    areas = [
        _placed(_titled(part, layout.areas[0]), start)
        for part, layout, start in zip(parts, layouts, starts, strict=True)
    ]
    return Layout(tuple(areas), np.concatenate([layout.roles for layout in layouts]))


def _find_starts(matrix: Matrix, area: Area) -> list[int]:
    """Where further grids start, their titles included: above rows of days in the columns of marks."""
    columns = [s.column for s in area.sessions]
    starts = []
    for position in area.rows.tolist():
        cells = [c for c in columns if matrix.filled[position, c]]
        days = [c for c in cells if is_day(matrix.text(position, c), matrix.kind(position, c))]
        if len(days) >= 2 and len(days) >= 0.8 * len(cells):
            starts.append(_first_line(matrix, position))
    return starts


def _first_line(matrix: Matrix, position: int) -> int:
    """The first of the rows without a gap above a row of days; the lone titles, where there is no gap."""
    first = position
    while first > 0 and matrix.numbers[first - 1] == matrix.numbers[first] - 1:
        first -= 1
    if position - first <= 5:
        return first
    lone = position
    while is_title_line(matrix, lone - 1):
        lone -= 1
    return lone


def _cut(matrix: Matrix, start: int, end: int) -> Matrix:
    grid = matrix.grid
    columns = tuple(replace(column, codes=column.codes[start:end]) for column in grid.columns)
    return Matrix(replace(grid, rows=grid.rows[start:end], columns=columns))


def _titled(part: Matrix, area: Area) -> Area:
    """The grid, whose last title says what its sessions are."""
    first = int(np.flatnonzero(part.numbers == area.header_rows[0])[0])
    if first == 0 or not is_title_line(part, first - 1):
        return area
    title = ("", " ".join(part.texts(first - 1)), Kind.TEXT)
    sessions = tuple(Session(s.column, (*s.facts, title)) for s in area.sessions)
    heads = (int(part.numbers[first - 1]), *area.header_rows)
    return replace(area, sessions=sessions, header_rows=heads)


def _placed(area: Area, start: int) -> Area:
    return replace(area, rows=area.rows + start, totals=area.totals + start)
