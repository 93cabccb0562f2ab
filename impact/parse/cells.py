"""From a function that understands one cell to one that understands a column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from impact.model import Kind, Parsed
from impact.parse.vocabulary import is_unknown, vocabulary

Texts = NDArray[np.object_]
Kinds = NDArray[np.uint8]
Outcome = tuple[object, str | None, str | None]
"""What one cell says: its value, why it could not be understood, the rule that changed it."""
ParseOne = Callable[[str, int], Outcome]

BLANK: Outcome = (None, None, None)
UNKNOWN: Outcome = (None, None, "unknown")
NUMBER, TEXT, ERROR = int(Kind.NUMBER), int(Kind.TEXT), int(Kind.ERROR)


def found(value: object, rule: str | None = None) -> Outcome:
    """A value, and the rule by which the cell was changed into it (None: it already was the value)."""
    return value, None, rule


def failed(reason: str) -> Outcome:
    """Why a cell could not be understood; never its text."""
    return None, reason, None


def parse_each(texts: Texts, kinds: Kinds, parse_one: ParseOne) -> Parsed:
    """Every distinct text of a column through `parse_one`.

    A blank text is None without a word. A cell that `parse_one` does not understand and that says that nothing is
    known (`-`, `néant`, `#N/A`), or that holds an error, is None by the rule `unknown`.
    """
    cells = zip(texts.tolist(), kinds.tolist(), strict=True)
    return as_parsed((_parse_cell(text, kind, parse_one) for text, kind in cells), len(texts))


def _parse_cell(text: str, kind: int, parse_one: ParseOne) -> Outcome:
    if kind == ERROR:
        return UNKNOWN
    if not text or text.isspace():
        return BLANK
    outcome = parse_one(text, kind)
    if outcome[1] is not None and kind == TEXT and is_unknown(text):
        return UNKNOWN
    return outcome


def as_parsed(outcomes: Iterable[Outcome], count: int) -> Parsed:
    """The outcomes of a column's texts, side by side."""
    parsed = _nothing_found(count)
    for place, outcome in enumerate(outcomes):
        parsed.values[place], parsed.failures[place], parsed.rules[place] = outcome
    return parsed


def all_found(values: Sequence[object]) -> Parsed:
    """A column whose cells all were their values."""
    parsed = _nothing_found(len(values))
    parsed.values[:] = values
    return parsed


def _nothing_found(count: int) -> Parsed:
    return Parsed(*(np.full(count, None, dtype=object) for _ in range(3)))


def parse_words(texts: Texts, kinds: Kinds, field: str, noun: str) -> Parsed:
    """A column of words that values.toml knows → their values; rule `word for <noun>`, reason `not <noun>`."""
    words = vocabulary(field)

    def parse_one(text: str, _kind: int) -> Outcome:
        value = words.find(text)
        if value is None:
            return failed(f"not {noun}")
        return found(value, None if text == value else f"word for {noun}")

    return parse_each(texts, kinds, parse_one)
