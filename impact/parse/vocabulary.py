"""The words of `reference/values.toml`: what a cell's words mean, read once, when first asked for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from impact.parse.fold import fold, fold_category, unaccent

_LONGEST_MARK = 60
_DIGIT = re.compile(r"\d")

Sections = Mapping[str, Mapping[str, Mapping[str, list[str]]]]


@cache
def read_reference(name: str) -> Sections:
    """The tables of one TOML file of `impact/reference`."""
    return tomllib.loads(files("impact").joinpath("reference", name).read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Vocabulary:
    """The words for one field's values.

    Attributes:
        whole: a cell's text, folded (or as it stands where it is all signs) → the value.
        within: value and the pattern of the phrases that say it from anywhere in a folded text, in order.
    """

    whole: Mapping[str, str]
    within: tuple[tuple[str, re.Pattern[str]], ...]

    def find(self, text: str) -> str | None:
        """The value that a cell's text says, or None."""
        value = self.whole.get(_key(text))
        if value is not None:
            return value
        folded = fold(text)
        return next((value for value, phrases in self.within if phrases.search(folded)), None)


def _key(text: str) -> str:
    return fold_category(text) or text.strip().replace("\ufe0f", "")


def beginnings(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of the phrases, each at the beginning of a word of a folded text."""
    folded = "|".join(re.escape(_fold_kept(phrase)) for phrase in phrases)
    return re.compile(rf"(?:^|(?<= ))(?:{folded})")


def _fold_kept(phrase: str) -> str:
    return fold(phrase) + " " * phrase.endswith(" ")


@cache
def vocabulary(field: str) -> Vocabulary:
    """The vocabulary of one part of values.toml."""
    part = read_reference("values.toml")[field]
    whole = {_key(value): value for section in part.values() for value in section}
    whole |= {_key(phrase): value for value, phrases in part.get("is", {}).items() for phrase in phrases}
    begins = [(value, re.compile(rf"^{beginnings(said).pattern}")) for value, said in part.get("begins", {}).items()]
    has = [(value, beginnings(said)) for value, said in part.get("has", {}).items()]
    return Vocabulary(whole, (*begins, *has))


@cache
def spellings(part: str) -> Mapping[str, str]:
    """The words of a part of values.toml, in lower case without accents → what they stand for."""
    table = read_reference("values.toml")[part]
    lists = table.get("is", table)
    return {unaccent(word): value for value, words in lists.items() for word in words}


def one_of(words: Iterable[str]) -> str:
    """A pattern's text for any of these words, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def _unknown_marks() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    part = read_reference("values.toml")["unknown"]["is"]
    typed = frozenset(part["marks"])
    marks = frozenset(_squeeze(mark) for mark in typed if "/" not in mark)
    return typed, marks, frozenset(part["letters"])


def says_none(text: str) -> bool:
    """Whether a text says that there is none of what is asked for (`aucun`, `pas de téléphone`)."""
    return vocabulary("nothing").find(text) == "nothing"


def _squeeze(text: str) -> str:
    return fold(text).replace(" ", "")


def is_unknown(text: str, *, letters: bool = True) -> bool:
    """Whether a text says that nothing is known (`-`, `?`, `néant`, `n.c.`).

    Args:
        text: a cell's text.
        letters: initials (`na`, `NC`) say so too; False where they may be somebody's name.

    >>> is_unknown("n.c."), is_unknown("…"), is_unknown("Na", letters=False)
    (True, True, False)
    """
    if len(text) > _LONGEST_MARK or _DIGIT.search(text):
        return False
    typed, marks, initials = _unknown_marks()
    squeezed = _squeeze(text)
    if not squeezed or squeezed in marks or text.strip().lower() in typed:
        return True
    return letters and squeezed in initials
