"""The words and years in a name or a title: which say what a document is, which name a trade, which tell projects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cache

from impact.config import read_reference
from impact.parse.fold import fold_category, unaccent

Phrase = tuple[str, ...]
SHORTEST = 3
_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?<!\d)(?:19[89]\d|20[0-4]\d)(?!\d)")
_SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-–/_à]\s?((?:20)?\d\d)(?!\d)")
_OF = frozenset("de du des d".split())


@dataclass(frozen=True)
class Word:
    """A word of a text: as it stands, in the spelling that its variants share, and where it is."""

    text: str
    key: str
    start: int
    end: int


def find_words(text: str) -> list[Word]:
    """The words of a text, in order; figures are none.

    >>> [word.key for word in find_words("caisse_Ateliers_2019")]
    ['caisse', 'atelier']
    """
    return [Word(m.group(), fold_category(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]


def find_years(text: str) -> frozenset[int]:
    """The years that a text names; both of a span.

    >>> sorted(find_years("Émargement 2020-21")), sorted(find_years("caisse_2019")), sorted(find_years("n° 12"))
    ([2020, 2021], [2019], [])
    """
    spans = [(int(first), int(first[:2] + last[-2:])) for first, last in _SPAN.findall(text)]
    return frozenset(map(int, _YEAR.findall(text))) | {last for first, last in spans if last == first + 1}


@cache
def _listed(section: str, key: str = "words") -> frozenset[Phrase]:
    texts = read_reference("subjects.toml")[section][key]
    assert isinstance(texts, list)
    return frozenset(tuple(fold_category(text).split()) for text in texts)


def _is(word: Word, section: str, key: str = "words") -> bool:
    return (word.key,) in _listed(section, key)


def is_document(word: Word) -> bool:
    """Whether a word says what a document is, not what it is about."""
    return _is(word, "documents")


def is_loose(word: Word) -> bool:
    """Whether a word tells projects apart only beside the name of a document."""
    return _is(word, "loose")


def is_joining(word: Word) -> bool:
    """Whether a word says nothing by itself."""
    return len(word.key) < SHORTEST or _is(word, "joining")


def is_plain(word: Word) -> bool:
    """Whether a word is one that the program knows, so nobody's name for it."""
    known = is_joining(word) or is_document(word) or is_loose(word) or _is(word, "others")
    return known or (word.key,) in _column_words() or bool(_trade_at([word], 0, frozenset()))


@cache
def _column_words() -> frozenset[Phrase]:
    """Every word that a column's name may hold."""
    sections = read_reference("columns.toml").values()
    texts = [text for section in sections for names in section.values() if isinstance(names, list) for text in names]
    return frozenset((word.key,) for text in texts for word in find_words(text))


def says_money_goes_out(text: str) -> bool:
    """Whether a name says expenses and nothing that comes in.

    >>> says_money_goes_out("Dépenses atelier"), says_money_goes_out("Achats et ventes")
    (True, False)
    """
    words = find_words(text)
    return any(_is(w, "money", "out") for w in words) and not any(_is(w, "money", "in") for w in words)


def says_others(text: str) -> bool:
    """Whether a name says people whom an association does not count among those it meets."""
    return any(_is(word, "others") for word in find_words(text))


def find_sectors(text: str, also: Set[Phrase] = frozenset()) -> list[str]:
    """The trades that a text names, in lower case; of two side by side, the last.

    Args:
        text: a name or a title.
        also: trades that this workspace's own columns name, as `fold_category` writes their words.

    >>> find_sectors("Entretiens couture 2020"), find_sectors("Couture et cuisine"), find_sectors("Réparation de vélos")
    (['couture'], ['couture', 'cuisine'], ['vélos'])
    """
    words = find_words(text)
    found: list[tuple[int, int]] = []
    place = 0
    while place < len(words):
        size = _trade_at(words, place, also)
        if size and found and _follow(words, found[-1][1], place):
            found.pop()
        if size:
            found.append((place, place + size))
        place += size or 1
    return list(dict.fromkeys(text[words[a].start : words[b - 1].end].lower() for a, b in found))


def _trade_at(words: list[Word], place: int, also: Set[Phrase]) -> int:
    """How many words from here on name a trade."""
    known = _listed("sectors") | also
    for size in (4, 3, 2, 1):
        if len(words) >= place + size and tuple(w.key for w in words[place : place + size]) in known:
            return size
    word = words[place]
    endings = [ending for (ending,) in _listed("sectors", "endings")]
    ends = any(word.key.endswith(ending) and len(word.key) > len(ending) + 2 for ending in endings)
    return int(ends and not is_document(word))


def _follow(words: list[Word], end: int, place: int) -> bool:
    """Whether nothing stands between two trades but “de”, nor any sign but a space."""
    return all(unaccent(w.text) in _OF for w in words[end:place])


def choose_spelling(variants: Iterable[str]) -> str:
    """Of a word's spellings, the one with the most accents, then the shortest.

    >>> choose_spelling(["ceramique", "céramiques", "céramique"])
    'céramique'
    """
    return min(variants, key=lambda text: (-sum(not ch.isascii() for ch in text), len(text), text))
