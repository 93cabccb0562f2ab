"""A grid as rows and columns of texts, without copying it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from impact.model import Grid, Kind

LabelScore = Callable[[str], float]
"""How surely a text names a column, from 0 to 1."""


class Matrix:
    """Which cells of a grid are filled, and what a few of them say.

    Positions are places in `grid.rows`; numbers are those that the spreadsheet shows.
    """

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.numbers = grid.rows
        self.height = len(grid.rows)
        self.width = len(grid.columns)

    @cached_property
    def filled(self) -> NDArray[np.bool_]:
        """Rows × columns: whether a cell holds more than spaces."""
        filled = np.zeros((self.height, self.width), dtype=bool)
        for place, column in enumerate(self.grid.columns):
            blank = np.array([not text.strip() for text in column.texts], dtype=bool)
            filled[:, place] = (column.codes >= 0) & ~np.append(blank, True)[column.codes]
        return filled

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Filled cells of each row."""
        return np.asarray(self.filled.sum(axis=1), dtype=np.int64)

    def text(self, position: int, column: int) -> str:
        """The cell's text without the spaces around it; "" where blank."""
        code = self.grid.columns[column].codes[position]
        return str(self.grid.columns[column].texts[code]).strip() if code >= 0 else ""

    def kind(self, position: int, column: int) -> Kind:
        """What the spreadsheet says that the cell is; TEXT where blank."""
        code = self.grid.columns[column].codes[position]
        return Kind(self.grid.columns[column].kinds[code]) if code >= 0 else Kind.TEXT

    def texts(self, position: int) -> list[str]:
        """The filled cells of a row, from left to right."""
        return [self.text(position, int(c)) for c in np.flatnonzero(self.filled[position])]

    def places(self, position: int) -> list[int]:
        """The columns that a row fills."""
        return [int(c) for c in np.flatnonzero(self.filled[position])]

    def merged_right(self, position: int, column: int) -> int | None:
        """The last column of the merged range that starts at a cell, if one does."""
        number = int(self.numbers[position])
        for top, left, bottom, right in self.grid.merged:
            if top <= number <= bottom and left == column:
                return right
        return None
