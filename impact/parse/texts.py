"""Columns of free text: names of people and things, categories, references."""

from __future__ import annotations

import re

from impact.model import Parsed
from impact.parse.cells import NUMBER, UNKNOWN, Kinds, Outcome, Texts, failed, found, parse_each
from impact.parse.vocabulary import is_unknown

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))
_WHOLE = re.compile(r"(\d+)[.,]0+", re.ASCII)


def clean_spaces(text: str) -> str:
    """The text as typed, each run of spaces and line ends made one space, none at its ends; invisible signs go.

    >>> clean_spaces("  Sac à\\u00a0 main\\n")
    'Sac à main'
    """
    return " ".join(text.translate(_INVISIBLE).split())


def parse_texts(texts: Texts, kinds: Kinds) -> Parsed:
    """Titles, places, categories, references → the text as typed, but for its spaces."""
    return parse_each(texts, kinds, lambda text, _: _cleaned(text, letters=True))


def parse_names(texts: Texts, kinds: Kinds) -> Parsed:
    """Names of people → the text as typed, but for its spaces; initials such as `Na` are a name."""
    return parse_each(texts, kinds, lambda text, _: _cleaned(text, letters=False))


def _cleaned(text: str, *, letters: bool) -> Outcome:
    if is_unknown(text, letters=letters):
        return UNKNOWN
    cleaned = clean_spaces(text)
    return found(cleaned, None if cleaned == text else "spaces cleaned")


def parse_person_numbers(texts: Texts, kinds: Kinds) -> Parsed:
    """Numbers that a register gives to people → text; `12.0` is `12`, zeros in front stay."""

    def parse_one(text: str, kind: int) -> Outcome:
        cleaned = clean_spaces(text)
        if is_unknown(text):
            return UNKNOWN
        if kind == NUMBER and "e" in cleaned:
            return failed("rounded by the spreadsheet")
        number = _WHOLE.sub(r"\1", cleaned) if _WHOLE.fullmatch(cleaned) else cleaned
        rule = "decimals dropped" if number != cleaned else "spaces cleaned"
        return found(number, None if number == text else rule)

    return parse_each(texts, kinds, parse_one)
