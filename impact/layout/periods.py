"""Crosstabs: a line a product, a column a month or a year; or a line a month, a column a product."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from impact.layout.days import is_month
from impact.layout.headers import is_figure
from impact.layout.matrix import LabelScore, Matrix
from impact.model import Area, Kind, Session
from impact.parse.fold import fold

FEWEST = 3
_month_number = re.compile(r"(?:0?[1-9]|1[0-2]) (?:19|20)\d{2}|(?:19|20)\d{2} (?:0?[1-9]|1[0-2])")
_total = re.compile(r"(?:sous |grand )?tota(?:l|ux)\b|ensemble\b|cumul")
_year = re.compile(r"(?:19|20)\d{2}")


def find_periods(matrix: Matrix, area: Area, label_score: LabelScore) -> Area:
    """The area with its columns of periods, at least three over figures; as it was where it has none.

    Or with its columns of figures beside a first column of months, where most are no names of columns.
    """
    periods = [c for c, levels in area.headers.items() if _is_period(levels[-1]) and _holds_figures(matrix, area, c)]
    if len(periods) < FEWEST or len(periods) < 0.5 * (len(area.headers) - 1):
        return _periods_down(matrix, area, label_score)
    sessions = tuple(Session(c, (("date", area.headers[c][-1], Kind.TEXT),)) for c in periods)
    names = {c: levels for c, levels in area.headers.items() if c not in periods}
    return replace(area, headers=names, sessions=sessions, across="periods")


def _periods_down(matrix: Matrix, area: Area, label_score: LabelScore) -> Area:
    texts = [matrix.text(p, min(area.headers, default=0)) for p in area.rows[:50].tolist()]
    if len(texts) < FEWEST or len(set(texts)) < len(texts) or not all(map(_is_month, texts)):
        return area
    first, *others = sorted(area.headers)
    totals = [c for c in others if _total.match(fold(area.headers[c][-1]))]
    figures = [c for c in others if c not in totals and _holds_figures(matrix, area, c)]
    known = sum(label_score(area.headers[c][-1]) >= 0.6 for c in figures)
    if len(figures) < 2 or len(figures) + len(totals) < len(others) or known > len(figures) / 2:
        return area
    sessions = tuple(Session(c, (("product", area.headers[c][-1], Kind.TEXT),)) for c in figures)
    return replace(area, headers={c: area.headers[c] for c in (first, *totals)}, sessions=sessions, across="periods")


def _is_period(text: str) -> bool:
    return _is_month(text) or _year.fullmatch(text) is not None


def _is_month(text: str) -> bool:
    return is_month(text) or _month_number.fullmatch(fold(text)) is not None


def _holds_figures(matrix: Matrix, area: Area, column: int) -> bool:
    cells = [p for p in area.rows[:50].tolist() if fold(matrix.text(p, column))]
    figures = [is_figure(matrix.text(p, column), matrix.kind(p, column)) for p in cells]
    return not cells or float(np.mean(figures)) >= 0.8
