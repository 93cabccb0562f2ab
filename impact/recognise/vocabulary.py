"""What the words of a header say, by `reference/columns.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from impact.config import read_reference
from impact.parse.fold import fold, fold_category

NONE = ("", "")
SURE, HALF = 1.0, 0.5
LONGEST = 8
Meaning = tuple[str, str]

_camel = re.compile(r"(?<=[a-zà-ÿ]{2})(?=[A-Z][a-zà-ÿ])")
_stop = frozenset(
    "de du des d l la le les un une votre vos quel quelle quels quelles est etes vous avez a au aux en et ou the "
    "of your what is are you which do does did to in on for merci indiquer indiquez veuillez "
    "preciser s il si oui please "
    "pourquoi combien comment where how when why je j ne".split()
)
_asking = frozenset("quel quelle quels quelles votre vos what".split())
"""How a question begins of which the rest is a name of a column: “Quel est votre nom ?”."""


@dataclass(frozen=True)
class Name:
    """A name that a column may have: its words, and the field (and kind) that it means."""

    words: tuple[str, ...]
    meaning: Meaning


@cache
def words_of(text: str) -> tuple[str, ...]:
    """The words of a header, folded; `nomAttribuant` is two."""
    return tuple(fold(_camel.sub(" ", text)).split())


def _content(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(w for w in words if w not in _stop) or words


@cache
def names_of(table: str) -> tuple[Name, ...]:
    """Every name that a column of a table may have."""
    sections = ["sales", "all"] if table == "sales" else [table, "people", "all"]
    reference = read_reference("columns.toml")
    return tuple(
        Name(words_of(text), (field.partition(":")[0], field.partition(":")[2]))
        for section in sections
        for field, texts in reference[section].items()
        if isinstance(texts, list)
        for text in texts
    )


@cache
def _whole_names() -> frozenset[tuple[str, ...]]:
    tables = ("participants", "workshops", "sales")
    return frozenset(n.words for t in tables for n in names_of(t)) | read_phrases("none", "names")


@cache
def label_score(text: str) -> float:
    """How surely a text is the name of a column of any table: 1 for a known name, less for one that holds one.

    >>> label_score("Date de naissance"), label_score("Dupont")
    (1.0, 0.0)
    """
    if len(text) > 200 or not text:
        return 0.0
    if any(words_of(part) in _whole_names() for part in _parts(text)):
        return SURE if len(text) > 2 or fold(text) not in _stop else HALF
    return max(max(score_names(text, table).values(), default=0.0) for table in ("participants", "workshops", "sales"))


def _is_path(text: str) -> bool:
    """Whether a form's software wrote the groups of a question before it: what these say is not asked."""
    return re.search(r"\w[/:]\w", text) is not None and not re.search(r"\s", text)


def _parts(text: str) -> list[str]:
    """The whole text, its last step where it is a path (`contact/phone`), and it without what stands in brackets."""
    parts = [text]
    if _is_path(text):
        parts.append(re.split("[/:]", text)[-1])
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text).strip(" :?*")
    if bare and bare != text:
        parts.append(bare)
    return parts


@cache
def score_names(text: str, table: str) -> Mapping[Meaning, float]:
    """For each meaning in a table, how well a header's text says it; `("", "")` is “none of the fields”."""
    found: dict[Meaning, float] = {}
    for rank, part in enumerate(_parts(text)):
        for meaning, score in _score(words_of(part), table):
            found[meaning] = max(found.get(meaning, 0.0), round(score - 0.01 * rank, 3))
    denied = _denied(text)
    return (
        {**{m: s if s >= SURE > denied else min(s, 0.99 - denied) for m, s in found.items()}, NONE: denied}
        if denied
        else found
    )


def _score(words: tuple[str, ...], table: str) -> Iterator[tuple[Meaning, float]]:
    """1 for a header that is a name, less for one that holds a name among its words: the more of it, the surer."""
    whole, inside = _index(table)
    yield from ((meaning, SURE) for meaning in whole.get(words, ()))
    content = _content(words)
    if words[:1] and words[0] in _asking:
        yield from ((meaning, 0.97) for meaning in whole.get(content, ()))
    for start in range(len(content)):
        for size in range(1, min(LONGEST, len(content) - start) + 1):
            for meaning in inside.get(content[start : start + size], ()):
                yield meaning, 0.6 + 0.36 * size / len(content) + (0.02 if start == 0 else 0.0) + 0.005 * size


@cache
def _index(table: str) -> tuple[Mapping[tuple[str, ...], list[Meaning]], Mapping[tuple[str, ...], list[Meaning]]]:
    """Meanings by whole name, and by the words of a name that carry it."""
    whole: dict[tuple[str, ...], list[Meaning]] = {}
    inside: dict[tuple[str, ...], list[Meaning]] = {}
    alone = read_phrases("none", "alone")
    for name in names_of(table):
        whole.setdefault(name.words, []).append(name.meaning)
        content = _content(name.words)
        if not {name.words, content} & alone and len("".join(content)) > 1:
            inside.setdefault(content, []).append(name.meaning)
    return whole, inside


@cache
def _denied(text: str) -> float:
    """1 where the whole header is a name of nothing we use, 0.6 where it holds a word such as “référent”."""
    said = [words_of(part) for part in _parts(text)]
    if not read_phrases("none", "names").isdisjoint(said[:2]):
        return SURE
    content = said[1] if _is_path(text) else said[0]
    return 0.6 if holds_phrase(content, read_phrases("none", "words")) else 0.0


@cache
def read_phrases(section: str, key: str) -> frozenset[tuple[str, ...]]:
    """What a section of columns.toml lists, as words."""
    phrases = read_reference("columns.toml")[section][key]
    assert isinstance(phrases, list)
    return frozenset(words_of(phrase) for phrase in phrases)


@cache
def read_names(section: str) -> frozenset[str]:
    """The names that a section of columns.toml lists, folded."""
    names = read_reference("columns.toml")[section]["names"]
    assert isinstance(names, list)
    return frozenset(fold(name) for name in names)


@cache
def money_words(side: str) -> frozenset[str]:
    """Words that say that money goes `out`, or comes `in`."""
    words = read_reference("subjects.toml")["money"][side]
    assert isinstance(words, list)
    return frozenset(fold_category(word) for word in words)


def holds_phrase(words: tuple[str, ...], phrases: frozenset[tuple[str, ...]]) -> bool:
    """Whether the words of one of some phrases stand in a row among others."""
    places = range(len(words) + 1)
    return any(words[start:end] in phrases for start, end in combinations(places, 2))
