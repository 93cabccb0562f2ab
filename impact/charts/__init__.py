"""A chart is protected values drawn as SVG, and the sentence that says the same to who does not see it.

Drawing loads matplotlib, so the sheet to draw on is imported when the first chart is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from impact.charts.alternatives import describe_bars, describe_lines, describe_steps
from impact.charts.palette import INK, MARGIN, MUTED, ON_COLOUR, OUTLINE, PALETTE, ROW, TRACK, WIDTH
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
    with open_paper(ROW * len(bars)) as sheet:
        for top, bar in sheet.rows(bars):
            if bar.value is not None:
                sheet.box(MARGIN, top, WIDTH - 2 * MARGIN, TRACK)
                left = MARGIN + (min(bar.value, 0) - low) * scale
                sheet.box(left, top, abs(bar.value) * scale, OUTLINE if bar.plain else PALETTE[0])
        return sheet.drawing(describe_bars(bars, words, subject))


def draw_funnel(bars: Sequence[Bar], words: Wording, subject: str) -> Drawing:
    """Centred bars, one a step of a path, each narrower than the one before it where people leave."""
    widest = max([bar.value for bar in bars if bar.value is not None], default=0) or 1
    with open_paper(ROW * len(bars)) as sheet:
        for place, (top, bar) in enumerate(sheet.rows(bars)):
            width = (WIDTH - 2 * MARGIN) * (bar.value or 0) / widest
            sheet.box((WIDTH - width) / 2, top, width, PALETTE[place % len(PALETTE)])
        return sheet.drawing(describe_steps(bars, words, subject))


def draw_bullets(bars: Sequence[Bar], words: Wording, subject: str) -> Drawing:
    """One bar a target, as a part of that target; a tick marks the target itself."""
    ratios = [bar.value / bar.target if bar.value is not None and bar.target else 0.0 for bar in bars]
    scale = (WIDTH - 2 * MARGIN) / max([1.25, *ratios])
    with open_paper(ROW * len(bars)) as sheet:
        for ratio, (top, bar) in zip(ratios, sheet.rows(bars), strict=True):
            sheet.box(MARGIN, top, WIDTH - 2 * MARGIN, TRACK)
            sheet.box(MARGIN, top, max(ratio, 0) * scale, PALETTE[0])
            if bar.target:
                sheet.tick(MARGIN + scale, top)
        return sheet.drawing(describe_steps(bars, words, subject))


def draw_stack(bars: Sequence[Bar], words: Wording, subject: str) -> Drawing:
    """One bar cut into the parts of a whole, largest values and symbols in a key below; every part has a value."""
    total = sum(bar.value or 0 for bar in bars) or 1
    widths = [(WIDTH - 2 * MARGIN) * (bar.value or 0) / total for bar in bars]
    lefts = accumulate(widths[:-1], initial=MARGIN)
    with open_paper(58 + 22 * len(bars)) as sheet:
        for place, (bar, left, width) in enumerate(zip(bars, lefts, widths, strict=True)):
            colour, on_colour = PALETTE[place % len(PALETTE)], ON_COLOUR[place % len(PALETTE)]
            sheet.box(left, 6, max(width - 2, 0), colour, 34)
            if width > 44:
                sheet.text(
                    left + width / 2 - 1, 23, words.percent(width / (WIDTH - 2 * MARGIN)), on_colour, anchor="center"
                )
            sheet.box(MARGIN, 56 + 22 * place, 12, colour, 12)
            sheet.text(MARGIN + 20, 62 + 22 * place, bar.label, INK)
            sheet.text(WIDTH - MARGIN, 62 + 22 * place, bar.shown, INK, anchor="right", bold=True)
        return sheet.drawing(describe_steps(bars, words, subject))


def draw_lines(series: Sequence[Series], words: Wording, subject: str) -> Drawing:
    """One small line chart a series, one above the other, all on the same scale that starts at zero."""
    values = [point.value for line in series for point in line.points if point.value is not None]
    low, high = min([0.0, *values]), max([0.0, *values]) or 1
    panel, plot = 100, 46
    with open_paper(panel * len(series) + 2) as sheet:
        for place, line in enumerate(series):
            floor = panel * place + 78
            step = (WIDTH - 100) / max(len(line.points) - 1, 1)
            spots = [(50 + step * at, point) for at, point in enumerate(line.points)]
            zero = floor + low / (high - low) * plot
            sheet.line([(MARGIN, zero), (WIDTH - MARGIN, zero)], TRACK, 1.2)
            path = [(x, zero - p.value / (high - low) * plot) for x, p in spots if p.value is not None]
            sheet.line(path, PALETTE[place % len(PALETTE)], dots=True)
            sheet.text(MARGIN, panel * place + 9, line.label, INK, bold=True)
            for x, point in spots:
                height = (point.value or 0) / (high - low) * plot
                sheet.text(
                    x, zero - height - 12, point.shown, INK if point.value is not None else MUTED, anchor="center"
                )
                sheet.text(x, floor + 12, point.label, MUTED, anchor="center", size=10)
        return sheet.drawing(describe_lines(series, words, subject))


def open_paper(height: float) -> Paper:
    """A blank sheet; matplotlib is loaded here."""
    from impact.charts.paper import Paper

    return Paper(height)
