"""One block a session, stacked in a sheet: a title line with the date, then the names."""

from __future__ import annotations

from collections.abc import Callable

from impact.layout.matrix import Matrix
from impact.model import Layout

LabelScore = Callable[[str], float]


def find_blocks(matrix: Matrix, label_score: LabelScore) -> Layout | None:
    return None
