"""Two mentions side by side: for every pair and field, how far they agree."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from impact.people.names import PARTICLES, Codes, Names

Levels = NDArray[np.int8]
Rows = NDArray[np.int64]
SIMILAR_NAMES = 0.88
RARE = 2
A_GENERATION = 10
LONG = 7  # letters of a name in which two typing errors are still one name
WORKERS, MANY = 2, 10_000


class Level(IntEnum):
    """How far two values of a field agree, from unknown to the same."""

    MISSING = 0
    DIFFERENT = 1
    SIMILAR = 2
    PART = 3
    TYPO = 4
    SAME = 5


class Birth(IntEnum):
    """How far two births agree; CONTRADICTS is what never merges."""

    MISSING = 0
    CONTRADICTS = 1
    NEAR_YEAR = 2
    SAME_YEAR = 3
    ONE_DIGIT = 4
    SWAPPED = 5
    SAME = 6


@dataclass(frozen=True, eq=False)
class Births:
    """When people were born: the parts known of every mention, 0 where unknown."""

    year: NDArray[np.int32]
    month: NDArray[np.int32]
    day: NDArray[np.int32]


def parse_births(mentions: pd.DataFrame) -> Births:
    """The year, month and day of `birth_date`, else the year of `birth_year`; what is unknown is 0."""
    unknown = pd.Series(pd.NaT, index=mentions.index, dtype="datetime64[ns]")
    dates = pd.to_datetime(mentions["birth_date"]) if "birth_date" in mentions else unknown
    years = pd.to_numeric(mentions["birth_year"]) if "birth_year" in mentions else pd.Series(0, index=mentions.index)
    typed = np.nan_to_num(years.to_numpy(dtype=np.float64, na_value=np.nan))
    return Births(
        year=np.where(dates.notna(), dates.dt.year.fillna(0), typed).astype(np.int32),
        month=dates.dt.month.fillna(0).to_numpy().astype(np.int32),
        day=dates.dt.day.fillna(0).to_numpy().astype(np.int32),
    )


def compare_births(births: Births, left: Rows, right: Rows) -> Levels:
    """A `Birth` level a pair: a date against a year is compared by its year.

    The first of January is often typed for an unknown day: ten years apart, it is a parent and a child.
    """
    years = np.abs(births.year[left] - births.year[right])
    known = (births.year[left] > 0) & (births.year[right] > 0)
    dates = known & (births.day[left] > 0) & (births.day[right] > 0)
    levels = np.select([~known, years == 0, years == 1], [Birth.MISSING, Birth.SAME_YEAR, Birth.NEAR_YEAR], 1)
    new_year = (
        (births.day[left] == 1) & (births.month[left] == 1) & (births.day[right] == 1) & (births.month[right] == 1)
    )
    same_day = births.day[left] == births.day[right]
    same_month = births.month[left] == births.month[right]
    swapped = (births.day[left] == births.month[right]) & (births.month[left] == births.day[right]) & (years == 0)
    digits = _digits_apart(births, left, right)
    slip = (digits == 1) & ~(new_year & (years >= A_GENERATION))
    by_date = np.select(
        [same_day & same_month & (years == 0), swapped, slip], [Birth.SAME, Birth.SWAPPED, Birth.ONE_DIGIT], 1
    )
    return np.where(dates, by_date, levels).astype(np.int8)


def _digits_apart(births: Births, left: Rows, right: Rows) -> NDArray[np.int64]:
    apart = np.zeros(len(left), dtype=np.int64)
    for part, length in ((births.year, 4), (births.month, 2), (births.day, 2)):
        for place in range(length):
            apart += part[left] // 10**place % 10 != part[right] // 10**place % 10
    return apart


def compare_values(texts: NDArray[np.object_], codes: Codes, left: Rows, right: Rows, errors: int = 1) -> Levels:
    """A level a pair of phones, addresses, numbers or postcodes: the same, typing errors apart, different, unknown."""
    a, b = codes[left], codes[right]
    levels = np.select([(a < 0) | (b < 0), a == b], [Level.MISSING, Level.SAME], Level.DIFFERENT).astype(np.int8)
    apart = np.flatnonzero(levels == Level.DIFFERENT)
    if len(apart):
        distance = process.cpdist(
            texts[a[apart]],
            texts[b[apart]],
            scorer=OSA.distance,
            score_cutoff=errors,
            dtype=np.uint8,
            workers=WORKERS if len(apart) > MANY else 1,
        )
        levels[apart[distance <= errors]] = Level.TYPO
    return levels


def compare_equal(codes: Codes, left: Rows, right: Rows) -> Levels:
    """A level a pair: the same, different or unknown."""
    a, b = codes[left], codes[right]
    return np.select([(a < 0) | (b < 0), a == b], [Level.MISSING, Level.SAME], Level.DIFFERENT).astype(np.int8)


class NameComparer:
    """Compares names by their places in `Names`; every distinct pair of names is looked at once."""

    def __init__(self, names: Names, counts: NDArray[np.int64]) -> None:
        """`counts`: how many people have each distinct name; a typing error makes a rare name."""
        self._names = names
        self._counts = counts
        self._lengths = np.fromiter((len(text) for text in names.texts), dtype=np.int64, count=len(names.texts))
        self._several = np.array([len(words) > 1 or len(words[0]) == 1 for words in names.words], dtype=bool)

    def compare(self, a: Codes, b: Codes) -> Levels:
        """A level a pair of names; PART is a short form, or one of two names; TYPO another spelling too."""
        levels = np.where((a < 0) | (b < 0), Level.MISSING, Level.SAME).astype(np.int8)
        apart = np.flatnonzero((levels == Level.SAME) & (a != b))
        if len(apart) == 0:
            return levels
        low, high = np.minimum(a[apart], b[apart]).astype(np.int64), np.maximum(a[apart], b[apart]).astype(np.int64)
        pair_of, pairs = pd.factorize(low * len(self._names.texts) + high)
        levels[apart] = self._compare_distinct(*np.divmod(pairs, len(self._names.texts)))[pair_of]
        return levels

    def _compare_distinct(self, a: Rows, b: Rows) -> Levels:
        texts = self._names.texts
        similarity = process.cpdist(
            texts[a],
            texts[b],
            scorer=JaroWinkler.similarity,
            score_cutoff=0.8,
            dtype=np.float32,
            workers=WORKERS if len(a) > MANY else 1,
        )
        levels = np.where(similarity >= SIMILAR_NAMES, Level.SIMILAR, Level.DIFFERENT).astype(np.int8)
        sounds = self._names.sounds
        alike = (sounds[a] == sounds[b]) & (np.minimum(self._lengths[a], self._lengths[b]) >= 3)
        levels[self._is_typo(a, b, similarity) | alike] = Level.TYPO
        levels[self._is_other_compound(a, b)] = Level.DIFFERENT
        levels[self._is_part(a, b, levels)] = Level.PART
        levels[self._names.cores[a] == self._names.cores[b]] = Level.SAME
        return levels

    def _is_typo(self, a: Rows, b: Rows, similarity: NDArray[np.float32]) -> NDArray[np.bool_]:
        """One typing error (two in a long name), where one spelling is rare: two common names are two names."""
        shorter = np.minimum(self._lengths[a], self._lengths[b])
        rarer, commoner = np.minimum(self._counts[a], self._counts[b]), np.maximum(self._counts[a], self._counts[b])
        plausible = (shorter >= 3) & (similarity > 0) & ((rarer <= RARE) | (rarer * 50 <= commoner))
        close = np.flatnonzero(plausible)
        distance = process.cpdist(
            self._names.texts[a[close]],
            self._names.texts[b[close]],
            scorer=OSA.distance,
            score_cutoff=2,
            dtype=np.uint8,
        )
        typo = np.zeros(len(a), dtype=bool)
        typo[close] = (distance <= 1) | ((distance <= 2) & (shorter[close] >= LONG))
        return typo

    def _is_other_compound(self, a: Rows, b: Rows) -> NDArray[np.bool_]:
        """Two names with words in common and one that is no spelling of the other's: `jean marie` and `jean marc`."""
        words, other = self._names.words, np.zeros(len(a), dtype=bool)
        for place in np.flatnonzero(self._several[a] & self._several[b]).tolist():
            one, two = words[int(a[place])], words[int(b[place])]
            if len(one) == len(two) > 1 and any(x == y for x, y in zip(one, two, strict=True)):
                apart = [
                    OSA.distance(x, y) > (1 if min(len(x), len(y)) < LONG else 2) for x, y in zip(one, two, strict=True)
                ]
                other[place] = any(apart) and not _share_words(one, two)
        return other

    def _is_part(self, a: Rows, b: Rows, levels: Levels) -> NDArray[np.bool_]:
        texts, words = self._names.texts, self._names.words
        part = np.zeros(len(a), dtype=bool)
        for place in np.flatnonzero(levels != Level.TYPO).tolist():
            one, two = int(a[place]), int(b[place])
            short, long = (texts[one], texts[two]) if len(texts[one]) < len(texts[two]) else (texts[two], texts[one])
            part[place] = (len(short) >= 3 and long.startswith(short)) or (
                bool(self._several[one] or self._several[two]) and _share_words(words[one], words[two])
            )
        return part


def _share_words(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Whether one name is some of the other's words, or its initials: `j luc` and `jean luc`."""
    if len(one) == len(two) and all(a.startswith(b) or b.startswith(a) for a, b in zip(one, two, strict=True)):
        return True
    short, long = ({word for word in words if word not in PARTICLES and len(word) > 2} for words in (one, two))
    return bool(short and long) and (short <= long or long <= short)
