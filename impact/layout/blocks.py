"""One block a session, stacked in a sheet: a title line with the date, then the names, without a header."""

from __future__ import annotations

import re

import numpy as np

from impact.layout.headers import is_figure
from impact.layout.matrix import LabelScore, Matrix
from impact.layout.rows import find_roles
from impact.model import Area, Layout

WIDEST = 4
_day = re.compile(
    r"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|(?:1er|\d{1,2})\s+[^\W\d]{3,9}\.?\s+\d{4})(?!\w)",
    re.IGNORECASE,
)


def find_blocks(matrix: Matrix, label_score: LabelScore) -> Layout | None:
    """The blocks of a sheet on which at least two lone dated lines each stand over lines of words; else None."""
    if matrix.width > WIDEST * 2 or matrix.height > 5_000:
        return None
    titles = [p for p in np.flatnonzero(matrix.counts <= 2).tolist() if _is_dated_title(matrix, p)]
    if len(titles) < 2:
        return None
    blocks = list(zip(titles, [*titles[1:], matrix.height], strict=True))
    if not all(_holds_names(matrix, start + 1, end, label_score) for start, end in blocks):
        return None
    roles = np.full(matrix.height, "title", dtype=object)
    return Layout(tuple(_block(matrix, start, end, roles) for start, end in blocks), roles)


def _is_dated_title(matrix: Matrix, position: int) -> bool:
    text = " ".join(matrix.texts(position))
    found = _day.search(text)
    return found is not None and sum(ch.isalpha() for ch in text.replace(found.group(), "")) >= 3


def _holds_names(matrix: Matrix, start: int, end: int, label_score: LabelScore) -> bool:
    """At least one line, of few cells, that begins with words and is no header."""
    lines = range(start, end)
    if not lines or matrix.counts[start:end].max() > WIDEST:
        return False
    first = [(p, matrix.places(p)[0]) for p in lines]
    words = [
        not is_figure(matrix.text(p, c), matrix.kind(p, c)) and len(matrix.text(p, c).split()) <= 5 for p, c in first
    ]
    header = sum(label_score(t) >= 1 for t in matrix.texts(start)) >= max(1, len(matrix.texts(start)) / 2)
    return float(np.mean(words)) >= 0.8 and not header


def _block(matrix: Matrix, start: int, end: int, roles: np.ndarray) -> Area:
    body = np.arange(start + 1, end)
    roles[body] = find_roles(matrix, body, start)
    return Area(
        header_rows=(int(matrix.numbers[start]),),
        headers={},
        rows=body[roles[body] == "data"],
        totals=body[roles[body] == "total"],
        titles=tuple(matrix.texts(start)),
        across="names",
    )
