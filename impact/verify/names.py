"""Words that name what a report hides, with a number beside them: in its running text, or in the name of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from unicodedata import normalize

from impact.verify.told import Told, Where
from impact.words import read_words

BESIDE = r"(?<!\w){name}\s*[:=(,–—-]\s*\d{{1,3}}(?!\d)"
IN_FILE_NAMES = r"(?<![a-z0-9])({name}[-_. ]+\d{{1,3}}|\d{{1,3}}[-_. ]+{name})(?![a-z0-9])"


def find_hidden_names(
    figures: Mapping[tuple[str, Where], Told], labels: Mapping[str, Mapping[str, str]], language: str
) -> frozenset[str]:
    """What readers call the values that a report hides, and the countries that it cuts people by and does not name.

    Args:
        figures: those of the report.
        labels: dimension → what readers call a value → the value.
        language: of the report.
    """
    shown = {pair for (_, where), told in figures.items() if told.status == "ok" for pair in where}
    hidden = {pair for (_, where), told in figures.items() if told.status == "hidden" for pair in where} - shown
    names = {label for name, values in labels.items() for label, value in values.items() if (name, value) in hidden}
    if "country" in labels:
        countries = read_words(language).locale.territories.items()
        names |= {label for code, label in countries if len(code) == 2 and ("country", code) not in shown}
    return frozenset(names)


def find_told(text: str, names: frozenset[str]) -> Iterator[str]:
    """The names that have a number beside them in a text.

    >>> list(find_told("Venues du Mali : 3 personnes.", frozenset(["Mali", "Pérou"])))
    ['Mali']
    """
    yield from (name for name in sorted(names) if re.search(BESIDE.format(name=re.escape(name)), text))


def find_told_by_file(file: str, names: frozenset[str]) -> Iterator[str]:
    """The names that have a number beside them in the name of a file.

    >>> list(find_told_by_file("envoi/Perou-3.csv", frozenset(["Mali", "Pérou"])))
    ['Pérou']
    """
    plain = {name: re.escape(_plain(name)) for name in sorted(names)}
    yield from (name for name, same in plain.items() if re.search(IN_FILE_NAMES.format(name=same), _plain(file)))


def _plain(text: str) -> str:
    """A text without accents, in lower case, its spaces as hyphens."""
    return normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace(" ", "-")
