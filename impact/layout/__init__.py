"""Where the tables are on a sheet, and what each of its rows is.

A sheet is walked from top to bottom: titles, header rows, data, totals and notes, then perhaps another table.
Nothing is told by position alone; whether a text is a column's name is asked of `is_label`, since meaning is not
this room's business.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from impact.layout.blocks import find_blocks
from impact.layout.headers import find_header, find_next_header, header_levels
from impact.layout.marks import find_presence_grid
from impact.layout.matrix import Matrix
from impact.layout.rows import find_roles, is_text_only
from impact.model import Area, Grid, Layout

LabelScore = Callable[[str], float]


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
    if header_row is None and not listed:
        found = find_presence_grid(matrix, label_score) or find_blocks(matrix, label_score)
        if found:
            return found
    areas = _walk(matrix, label_score, header_row, roles)
    return Layout(tuple(areas), roles)


def _walk(matrix: Matrix, label_score: LabelScore, header_row: int | None, roles: np.ndarray) -> list[Area]:
    """Tables one below another; fills `roles`, which this room has just made."""
    areas: list[Area] = []
    start = 0
    while start < matrix.height:
        header = find_header(matrix, start, label_score, header_row)
        header_row = None
        if header is None:
            break
        end = find_next_header(matrix, header, label_score)
        levels = header_levels(matrix, start, header)
        first = min(levels.rows)
        roles[start:first] = "title"
        roles[levels.rows] = "header"
        body = np.arange(levels.rows[-1] + 1, end)
        roles[body] = find_roles(matrix, body, header)
        if is_text_only(matrix, body[roles[body] == "data"], levels.names):
            roles[start:end] = "text"
        else:
            areas.append(
                Area(
                    header_rows=tuple(int(n) for n in matrix.numbers[levels.rows]),
                    headers=levels.names,
                    rows=body[roles[body] == "data"],
                    totals=body[roles[body] == "total"],
                    titles=tuple(t for p in range(start, first) for t in matrix.texts(p)),
                )
            )
        start = end
    return areas
