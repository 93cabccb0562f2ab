"""The language that headers are written in, and the money that cells count."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from impact.config import read_reference
from impact.parse.fold import fold_category
from impact.sheets import Sheet
from impact.start.write import words

FEWEST = 3


def find_language(sheets: Sequence[Sheet]) -> str:
    """`en` where more headers and titles hold a word of English alone than one of French alone; else `fr`."""
    english, french = _words_of("en"), _words_of("fr")
    own = {"en": english - french, "fr": french - english}
    said: Counter[str] = Counter()
    for sheet in sheets:
        for area, _, _ in sheet.tables:
            for text in {*area.titles, *(level for levels in area.headers.values() for level in levels)}:
                found = set(fold_category(text).split())
                said.update(name for name in own if found & own[name])
    return "en" if said["en"] > said["fr"] else "fr"


def _words_of(language: str) -> set[str]:
    words = read_reference("subjects.toml")["languages"][language]
    assert isinstance(words, list)
    return {fold_category(word) for word in words}


def find_currency(sheets: Sequence[Sheet]) -> tuple[str, str]:
    """(sign, currency) of the only sign of money that stands in cells; ("", "EUR") where none does, or several do."""
    signs = read_reference("subjects.toml")["currencies"]["signs"]
    assert isinstance(signs, dict)
    seen: Counter[str] = Counter()
    for sheet in sheets:
        for column in sheet.grid.columns if sheet.tables else ():
            for text in column.texts:
                seen.update(sign for sign in signs if sign in text and re.search(r"\d", text))
    if len(seen) != 1 or seen.total() < FEWEST:
        return "", "EUR"
    (sign,) = seen
    return sign, str(signs[sign])


def write_manners(sheets: Sequence[Sheet], sign: str, currency: str) -> dict[str, str]:
    """The lines of `[organisation]` that differ from the template's; "" for those that do not."""
    language = 'language = "en"          # ' + words("lines", "language") + "\n"
    money = f'currency = "{currency}"         # ' + words("lines", "currency", sign=sign) + "\n"
    return {
        "language": language if find_language(sheets) == "en" else "",
        "currency": money if currency != "EUR" else "",
    }
