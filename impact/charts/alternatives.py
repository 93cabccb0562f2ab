"""The sentence that says what a chart shows to who does not see it."""

from __future__ import annotations

from collections.abc import Sequence

from impact.charts.values import Bar, Series
from impact.words import Wording


def describe_bars(bars: Sequence[Bar], words: Wording, subject: str) -> str:
    """The longest and the shortest bar in a sentence; all of them where there are few, or where one is hidden."""
    drawn = [bar for bar in bars if bar.value is not None]
    if len(bars) <= 5 or len(drawn) < len(bars):
        return describe_steps(bars, words, subject)
    ranked = sorted(drawn, key=lambda bar: -(bar.value or 0))
    ends = {
        "first": ranked[0].label,
        "first_value": ranked[0].spoken,
        "last": ranked[-1].label,
        "last_value": ranked[-1].spoken,
    }
    return words.text("charts.alternative.bars", subject=subject, count=len(bars), **ends)


def describe_steps(bars: Sequence[Bar], words: Wording, subject: str) -> str:
    """Every bar in a sentence, in the order drawn."""
    parts = [words.text("charts.alternative.part", label=bar.label, value=bar.spoken) for bar in bars]
    return words.text("charts.alternative.all", subject=subject, parts="; ".join(parts))


def describe_lines(series: Sequence[Series], words: Wording, subject: str) -> str:
    """The first, last and highest value of every line in a sentence."""
    parts = []
    for line in series:
        drawn = [point for point in line.points if point.value is not None]
        if not drawn:
            parts.append(words.text("charts.alternative.no_line", label=line.label))
            continue
        top = max(drawn, key=lambda point: point.value or 0)
        ends = {
            "first": drawn[0].spoken,
            "first_year": drawn[0].label,
            "last": drawn[-1].spoken,
            "last_year": drawn[-1].label,
        }
        key = "charts.alternative.line" if len(drawn) > 1 else "charts.alternative.one_point"
        parts.append(words.text(key, label=line.label, top=top.spoken, top_year=top.label, **ends))
    return words.text("charts.alternative.all", subject=subject, parts="; ".join(parts))
