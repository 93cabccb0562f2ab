"""A chart is protected values drawn as SVG, and the sentence that says the same to who does not see it.

Drawing loads matplotlib, so the sheet to draw on is imported when the first chart is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from impact.charts.alternatives import describe_bars, describe_lines, describe_steps
from impact.charts.palette import FLOOR, INK, MARGIN, MUTED, ON_COLOUR, OUTLINE, PALETTE, PANEL, PLOT, TRACK, WIDTH
from impact.charts.values import Bar, Drawing, Series
from impact.words import Wording

if TYPE_CHECKING:
    from impact.charts.paper import Paper

__all__ = ["Bar", "Drawing", "Series", "draw_bars", "draw_bullets", "draw_funnel", "draw_lines", "draw_stack"]


def draw_bars(bars: Sequence[Bar], words: Wording, subject: str) -> Drawing:
    """Horizontal bars from zero, in the order given, each with its label and value above it.

    Args:
        bars: what to draw; a bar without a value has its label and symbol only.
        words: the language of the alternative text.
        subject: what is counted, the beginning of the alternative text.
    """
    drawn = [bar.value for bar in bars if bar.value is not None]
    low, high = min([0.0, *drawn]), max([0.0, *drawn])
    scale = (WIDTH - 2 * MARGIN) / ((high - low) or 1)
    with open_rows(bars) as sheet:
        for top, bar in sheet.rows(bars):
            if bar.value is not None:
                sheet.box(MARGIN, top, WIDTH - 2 * MARGIN, TRACK)
                left = MARGIN + (min(bar.value, 0) - low) * scale
                sheet.box(left, top, abs(bar.value) * scale, OUTLINE if bar.plain else PALETTE[0])
        return sheet.drawing(describe_bars(bars, words, subject))


def draw_funnel(bars: Sequence[Bar], words: Wording, subject: str) -> Drawing:
    """Centred bars, one a step of a path, each narrower than the one before it where people leave."""
    widest = max([bar.value for bar in bars if bar.value is not None], default=0) or 1
    with open_rows(bars) as sheet:
        for place, (top, bar) in enumerate(sheet.rows(bars)):
            width = (WIDTH - 2 * MARGIN) * (bar.value or 0) / widest
            sheet.box((WIDTH - width) / 2, top, width, PALETTE[place % len(PALETTE)])
        return sheet.drawing(describe_steps(bars, words, subject))


def draw_bullets(bars: Sequence[Bar], words: Wording, subject: str) -> Drawing:
    """One bar a target, as a part of that target; a tick marks the target itself."""
    ratios = [bar.value / bar.target if bar.value is not None and bar.target else 0.0 for bar in bars]
    scale = (WIDTH - 2 * MARGIN) / max([1.25, *ratios])
    with open_rows(bars) as sheet:
        for ratio, (top, bar) in zip(ratios, sheet.rows(bars), strict=True):
            sheet.box(MARGIN, top, WIDTH - 2 * MARGIN, TRACK)
            sheet.box(MARGIN, top, max(ratio, 0) * scale, PALETTE[0])
            if bar.target:
                sheet.tick(MARGIN + scale, top)
        return sheet.drawing(describe_steps(bars, words, subject))


def draw_stack(bars: Sequence[Bar], words: Wording, subject: str) -> Drawing:
    """One bar cut into the parts of a whole, its key below it in the same order; every part has a value."""
    total = sum(bar.value or 0 for bar in bars) or 1
    widths = [(WIDTH - 2 * MARGIN) * (bar.value or 0) / total for bar in bars]
    lefts = accumulate(widths[:-1], initial=MARGIN)
    with open_stack(bars) as sheet:
        keys = sheet.legend(50, bars)
        for place, (bar, left, width, key) in enumerate(zip(bars, lefts, widths, keys, strict=True)):
            colour = PALETTE[place % len(PALETTE)]
            sheet.box(left, 2, max(width - 2, 0), colour, 36)
            sheet.box(MARGIN, key, 14, colour, 14)
            if width > 48:
                share = words.percent((bar.value or 0) / total)
                sheet.text(left + width / 2 - 1, 20, share, ON_COLOUR[place % len(PALETTE)], anchor="center")
        return sheet.drawing(describe_steps(bars, words, subject))


def draw_lines(series: Sequence[Series], words: Wording, subject: str) -> Drawing:
    """One small line chart a series, one above the other, all on the same scale that starts at zero."""
    values = [point.value for line in series for point in line.points if point.value is not None]
    low, high = min([0.0, *values]), max([0.0, *values])
    scale = PLOT / ((high - low) or 1)
    with open_paper(PANEL * len(series)) as sheet:
        for place, line in enumerate(series):
            zero = PANEL * place + FLOOR + low * scale
            step = (WIDTH - 110) / max(len(line.points) - 1, 1)
            spots = [(55 + step * at, zero - (point.value or 0) * scale) for at, point in enumerate(line.points)]
            sheet.line([(MARGIN, zero), (WIDTH - MARGIN, zero)], TRACK, 1.2)
            drawn = [spot for spot, point in zip(spots, line.points, strict=True) if point.value is not None]
            sheet.line(drawn, PALETTE[0], dots=True)
            sheet.text(MARGIN, PANEL * place + 10, line.label, INK, bold=True)
            for (x, y), point in zip(spots, line.points, strict=True):
                sheet.text(x, y - 13, point.shown, MUTED if point.value is None else INK, anchor="center")
                sheet.text(x, PANEL * place + FLOOR + 13, point.label, MUTED, anchor="center", size=11)
        return sheet.drawing(describe_lines(series, words, subject))


def open_rows(bars: Sequence[Bar]) -> Paper:
    """A blank sheet that is high enough for one row a bar."""
    from impact.charts.paper import Paper, height_of

    return Paper(height_of(bars))


def open_stack(bars: Sequence[Bar]) -> Paper:
    """A blank sheet that is high enough for a stack and its key."""
    from impact.charts.paper import Paper, height_of_legend

    return Paper(50 + height_of_legend(bars))


def open_paper(height: float) -> Paper:
    """A blank sheet; matplotlib is loaded here."""
    from impact.charts.paper import Paper

    return Paper(height)
