"""Names as typed → names that can be compared: folded, titles and particles known, last and first told apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.parse.fold import fold

PARTICLES = frozenset(
    "d da das de del della den der des di do dos du el al l la le les n o of san santa "
    "ben bin bint ibn ould oul mint van von zu abd mac mc ter ten y e".split()
)
TITLES = frozenset("mme madame mlle mademoiselle m mr monsieur mrs ms miss dr me".split())
MAIDEN = re.compile(r"[(\[]([^)\]]*)[)\]]|\b(?:n[ée]e|né|epouse|épouse|ép|ep|ex)\b[.:]?\s+([^()\[\]]+)", re.IGNORECASE)
MAIDEN_WORDS = frozenset("nee ne epouse ep ex".split())

SOUNDS = tuple(
    (re.compile(spelling), sound)
    for spelling, sound in (
        ("sch|sh|ch", "$"),
        ("ph", "f"),
        ("dj", "j"),
        ("c(?=[eiy])|ss|z", "s"),
        ("ck|cq|qu|q|c|kh", "k"),
        ("ou|oo|w", "u"),
        ("y", "i"),
        ("h", ""),
        (r"(.)\1+", r"\1"),
    )
)
"""Spellings of one sound, in the order in which they are looked for."""

Codes = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Names:
    """The names of every mention, as places in one list of distinct names.

    Attributes:
        texts: object (str): each distinct name, folded and without spaces (`jeanluc`, `nguessan`).
        words: each distinct name's words (`("jean", "luc")`).
        cores: object (str): the name without its particles (`dasilva` → `silva`).
        sounds: object (str): the name as it is spoken, by French and by transcribed spellings (`youcef`, `youssef`).
        last: a place in `texts` per mention, −1 where unknown.
        first: the same, for the first name.
        other: the same, for a second last name: a maiden name in brackets or after “née”.
        whole: a number per distinct set of words; two mentions with the same full name in any order share it.
            −1 where the last or the first name is unknown.
    """

    texts: NDArray[np.object_]
    words: tuple[tuple[str, ...], ...]
    cores: NDArray[np.object_]
    sounds: NDArray[np.object_]
    last: Codes
    first: Codes
    other: Codes
    whole: NDArray[np.int64]


@dataclass(frozen=True)
class Parts:
    """One full name taken apart; folded, "" where there is nothing."""

    last: str = ""
    first: str = ""
    other: str = ""


def parse_names(mentions: pd.DataFrame) -> Names:
    """Normalises the name columns of `mentions`; a blank or a name without a letter is unknown.

    >>> rows = pd.DataFrame({"last_name": ["N’GUESSAN", "Traoré (née Cissé)", None],
    ...                      "first_name": ["Jean-Luc", "Awa", None], "full_name": [None, None, "Jean Luc NGUESSAN"]})
    >>> names = parse_names(rows)
    >>> [names.texts[place] for place in names.last], names.texts[names.other[1]]
    (['nguessan', 'traore', 'nguessan'], 'cisse')
    """
    last, other = _parse_last(_texts(mentions, "last_name"))
    first, beside = _parse_first(_texts(mentions, "first_name"))
    other = np.where(other == "", beside, other)
    full = np.where(first == "", _texts(mentions, "full_name"), "")
    split = full != ""
    if split.any():
        known_last, known_first = frozenset(_squeeze_all(last)), frozenset(_squeeze_all(first))
        codes, distinct = pd.factorize(full[split])
        parts = [split_full_name(text, known_last - {""}, known_first - {""}) for text in distinct]
        last, first, other = last.copy(), first.copy(), other.copy()
        last[split] = np.array([part.last for part in parts], dtype=object)[codes]
        first[split] = np.array([part.first for part in parts], dtype=object)[codes]
        other[split] = np.array([part.other for part in parts], dtype=object)[codes]
    return _encode(last, first, other)


def split_full_name(text: str, known_last: Set[str], known_first: Set[str]) -> Parts:
    """Takes a full name apart: by its comma, its capitals, the names known elsewhere, its particle, else last first.

    >>> split_full_name("Adjoua da Silva", set(), set())
    Parts(last='da silva', first='adjoua', other='')
    >>> split_full_name("KONÉ Esther", set(), set())
    Parts(last='kone', first='esther', other='')
    """
    main, other = _split_maiden(text)
    if "," in main:
        left, _, right = main.partition(",")
        return Parts(_strip_titles(fold(left)), fold(right), other)
    raw = [word for word in re.split(r"\s+", main.strip()) if fold(word)]
    if len(raw) > 1 and fold(raw[0]) in TITLES:
        raw = raw[1:]
    capital = [len(fold(word)) > 1 and word.upper() == word and word.lower() != word for word in raw]
    if any(capital) and not all(capital):
        return Parts(_join(raw, capital, True), _join(raw, capital, False), other)
    words = fold(" ".join(raw)).split()
    cut, last_leads = _find_cut(words, known_last, known_first)
    left, right = " ".join(words[:cut]), " ".join(words[cut:])
    return Parts(left, right, other) if last_leads else Parts(right, left, other)


def _find_cut(words: list[str], known_last: Set[str], known_first: Set[str]) -> tuple[int, bool]:
    """Where to cut the words, and whether the last name comes first."""
    best, evidence = (1, True), 0
    for cut in range(1, len(words)):
        left, right = "".join(words[:cut]), "".join(words[cut:])
        for last, first, last_leads in ((left, right, True), (right, left, False)):
            found = (last in known_last) + (first in known_first)
            if found > evidence:
                best, evidence = (cut, last_leads), found
    particles = [place for place, word in enumerate(words) if word in PARTICLES and len(word) > 1]
    if evidence or not particles or len(words) < 3:
        return best
    return (particles[0], False) if particles[0] > 0 else (2, True)


def _join(raw: list[str], capital: list[bool], wanted: bool) -> str:
    return fold(" ".join(word for word, is_capital in zip(raw, capital, strict=True) if is_capital == wanted))


def _parse_last(texts: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    codes, distinct = pd.factorize(texts)
    parted = [_split_maiden(text) for text in distinct]
    last = np.array([_strip_titles(fold(main)) for main, _ in parted] or [""], dtype=object)
    other = np.array([maiden for _, maiden in parted] or [""], dtype=object)
    return last[codes], other[codes]


def _split_maiden(text: str) -> tuple[str, str]:
    found = MAIDEN.search(text)
    if found is None:
        return text, ""
    words = [word for word in fold(found.group(1) or found.group(2) or "").split() if word not in MAIDEN_WORDS]
    rest = MAIDEN.sub(" ", text)
    return (rest, " ".join(words)) if fold(rest) else (" ".join(words), "")


def _strip_titles(folded: str) -> str:
    words = folded.split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in TITLES else words)


def _parse_first(texts: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """The first names, and the last names that stand beside them (`Awa (ép. Diop)`, not `Awa (Fatou)`)."""
    codes, distinct = pd.factorize(texts)
    parted = [_split_maiden(text) for text in distinct]
    first = np.array([_strip_titles(fold(main)) for main, _ in parted] or [""], dtype=object)
    said = [MAIDEN_WORDS.isdisjoint(fold(text).split()) for text in distinct]
    other = np.array([("" if no else last) for no, (_, last) in zip(said, parted, strict=True)] or [""], dtype=object)
    return first[codes], other[codes]


def _encode(last: NDArray[np.object_], first: NDArray[np.object_], other: NDArray[np.object_]) -> Names:
    n = len(last)
    spaced_codes, distinct = pd.factorize(np.concatenate([last, first, other]))
    squeezed = np.array([*_squeeze_all(distinct), ""], dtype=object)[:-1]
    filled = squeezed != ""
    code_of, texts = pd.factorize(squeezed[filled])
    place = np.full(len(distinct) + 1, -1, dtype=np.int32)
    place[:-1][filled] = code_of
    words = _longest_words(distinct[filled], code_of, len(texts))
    codes = place[spaced_codes]
    return Names(
        texts=np.asarray(texts, dtype=object),
        words=words,
        cores=np.array([*(_core(of_name) for of_name in words), ""], dtype=object)[:-1],
        sounds=np.array([*map(spell_sounds, texts), ""], dtype=object)[:-1],
        last=codes[:n],
        first=codes[n : 2 * n],
        other=codes[2 * n :],
        whole=_whole_names(codes[:n], codes[n : 2 * n], words),
    )


def _whole_names(last: Codes, first: Codes, words: tuple[tuple[str, ...], ...]) -> NDArray[np.int64]:
    known = (last >= 0) & (first >= 0)
    pair_of, pairs = pd.factorize(last[known].astype(np.int64) * len(words) + first[known])
    of_pair = [" ".join(sorted(words[pair // len(words)] + words[pair % len(words)])) for pair in pairs.tolist()]
    whole = np.full(len(last), -1, dtype=np.int64)
    whole[known] = pd.factorize(np.array([*of_pair, ""], dtype=object))[0][:-1][pair_of]
    return whole


def _longest_words(distinct: Iterable[str], codes: NDArray[np.int64], size: int) -> tuple[tuple[str, ...], ...]:
    words: list[tuple[str, ...]] = [()] * size
    for text, code in zip(distinct, codes, strict=True):
        split = tuple(text.split())
        if len(split) > len(words[code]):
            words[code] = split
    return tuple(words)


def spell_sounds(name: str) -> str:
    """A folded name by its sounds: one letter for what is spelt in several ways, none doubled.

    >>> spell_sounds("youcef") == spell_sounds("youssef"), spell_sounds("sophia") == spell_sounds("sofia")
    (True, True)
    """
    for spelling, sound in SOUNDS:
        name = spelling.sub(sound, name)
    return name


def _core(words: tuple[str, ...]) -> str:
    kept = [word for word in words if word not in PARTICLES]
    return "".join(kept or words)


def _texts(mentions: pd.DataFrame, column: str) -> NDArray[np.object_]:
    if column not in mentions:
        return np.full(len(mentions), "", dtype=object)
    texts = mentions[column].astype(object).to_numpy(dtype=object)
    return np.where(mentions[column].isna().to_numpy(), "", texts)


def _squeeze_all(texts: Iterable[str]) -> list[str]:
    return [text.replace(" ", "") for text in texts]
