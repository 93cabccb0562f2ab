"""What readers of a file call figures, dimensions and their values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from impact.words import Wording

if TYPE_CHECKING:
    from impact.indicators import Indicator

EVERYWHERE = ("all", "unspecified", "other")


def label_of(indicator: Indicator, words: Wording) -> str:
    """What a reader calls a figure."""
    return words.name(indicator.label) if indicator.label else words.text(f"indicators.{indicator.id}.label")


def definition_of(indicator: Indicator, words: Wording) -> str:
    """What a figure counts, out of what."""
    own = indicator.definition
    return words.name(own) if own else words.text(f"indicators.{indicator.id}.definition")


def code_of(indicator: Indicator, words: Wording) -> str:
    """The code of a public catalogue, how well it fits and why; "" where there is none."""
    if indicator.code is None or indicator.match is None:
        return ""
    match, note = words.text(f"workbook.{indicator.match}"), words.text(f"indicators.{indicator.id}.note")
    return f"{indicator.code} ({match}, {note})"


def value_label(dimension: str, value: str, words: Wording, names: Mapping[str, Mapping[str, str]]) -> str:
    """What a reader calls a dimension's value; `names` gives those of the workspace (sectors, projects).

    >>> from impact.words import read_words
    >>> value_label("age_band", "18–25", read_words("fr"), {})
    '18 à 25 ans'
    """
    if value in names.get(dimension, {}):
        return names[dimension][value]
    if value in EVERYWHERE:
        return words.text(f"values.{value}")
    if dimension == "country":
        return words.country(value)
    if dimension == "age_band":
        ages = re.findall(r"\d+", value)
        form = "between" if len(ages) == 2 else "under" if value.startswith("under") else "over"
        return words.label("values.age_band", form, value).format(*ages)
    return words.label(f"values.{dimension}", value, value)
