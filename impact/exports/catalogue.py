"""The catalogue of figures as a document: what each one counts, in which unit, out of which table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from impact.exports.labels import code_of, definition_of, label_of
from impact.words import read_words

if TYPE_CHECKING:
    from impact.indicators import Indicator


def catalogue_to_markdown(indicators: Mapping[str, Indicator], language: str, currency: str = "EUR") -> str:
    """A Markdown table, a row a figure: id, label, unit, table, definition, public code."""
    words = read_words(language)
    names = [words.text(f"workbook.{name}") for name in ("id", "indicator", "unit", "table", "definition", "code")]
    rows = [
        (
            f"`{indicator.id}`",
            label_of(indicator, words),
            words.unit(indicator.unit, currency),
            f"`{indicator.table}`",
            definition_of(indicator, words),
            code_of(indicator, words),
        )
        for indicator in indicators.values()
    ]
    return "\n".join(map(markdown_row, [names, ["---"] * len(names), *rows])) + "\n"


def markdown_row(cells: Iterable[str]) -> str:
    """One row of a Markdown table.

    >>> markdown_row(["a", "b|c"])
    '| a | b\\\\|c |'
    """
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
