"""Pairs of mentions, field by field: how far they agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from impact.people.compare import (
    LONG,
    Level,
    Levels,
    NameComparer,
    Rows,
    compare_births,
    compare_equal,
    compare_values,
)
from impact.people.mentions import Known
from impact.people.names import Codes
from impact.people.numberings import follow_one_another


@dataclass(frozen=True, eq=False)
class Agreement:
    """How far each pair of mentions agrees, one entry a pair; levels are `Level`s, those of `birth` are `Birth`s.

    Attributes:
        left, right: the mentions, left < right.
        turned: the names agree only when one of them is read in the other order.
        own_email: the address is the same and holds the first name of one of the two.
    """

    left: Rows
    right: Rows
    last: Levels
    first: Levels
    turned: NDArray[np.bool_]
    birth: Levels
    phone: Levels
    email: Levels
    number: Levels
    place: Levels
    country: Levels
    gender: Levels
    own_email: NDArray[np.bool_]


def compare_mentions(known: Known, left: Rows, right: Rows) -> Agreement:
    """Compares pairs; those whose first and last names both differ are left out unless a phone or a number agrees.

    Two first names that are almost the same but of a woman and of a man are two names (`Louis`, `Louise`).
    """
    left, right, last, first, turned = _compare_names(known, left, right)
    email = compare_values(known.email.texts, known.email.codes, left, right)
    gender = compare_equal(known.gender.codes, left, right)
    first[(gender == Level.DIFFERENT) & (first > Level.DIFFERENT) & (first < Level.SAME)] = Level.DIFFERENT
    return Agreement(
        left=left,
        right=right,
        last=last,
        first=first,
        turned=turned,
        birth=compare_births(known.births, left, right),
        phone=compare_values(known.phone.texts, known.phone.codes, left, right),
        email=email,
        number=_compare_numbers(known, left, right),
        place=_compare_places(known, left, right),
        country=compare_equal(known.country.codes, left, right),
        gender=gender,
        own_email=_is_own_email(known, left, right, email),
    )


def _compare_names(known: Known, left: Rows, right: Rows) -> tuple[Rows, Rows, Levels, Levels, NDArray[np.bool_]]:
    names = known.names
    last_names, first_names = NameComparer(names, known.last.people), NameComparer(names, known.first.people)
    last = last_names.compare(names.last[left], names.last[right])
    first = first_names.compare(names.first[left], names.first[right])
    last = _with_maiden_names(last, last_names, known, left, right)
    turned = _find_turned(names.last, names.first, left, right, last, first)
    if turned.any():
        a, b = left[turned], right[turned]
        last[turned] = last_names.compare(names.last[a], names.first[b])
        first[turned] = first_names.compare(names.first[a], names.last[b])
    same_words = (names.whole[left] == names.whole[right]) & (names.whole[left] >= 0)
    turned = turned | (same_words & ((last < Level.SAME) | (first < Level.SAME)))
    last[same_words], first[same_words] = Level.SAME, Level.SAME
    plausible = (last != Level.DIFFERENT) | (first != Level.DIFFERENT)
    for codes in (known.phone.codes, known.number.codes):
        plausible |= (codes[left] == codes[right]) & (codes[left] >= 0)
    return left[plausible], right[plausible], last[plausible], first[plausible], turned[plausible]


def _with_maiden_names(last: Levels, comparer: NameComparer, known: Known, left: Rows, right: Rows) -> Levels:
    """The better level where one of the two has a second last name."""
    names, best = known.names, last.copy()
    for one, two in ((names.other, names.last), (names.last, names.other), (names.other, names.other)):
        rows = np.flatnonzero((one[left] >= 0) & (two[right] >= 0))
        best[rows] = np.maximum(best[rows], comparer.compare(one[left[rows]], two[right[rows]]))
    return best


def _find_turned(
    last: Codes, first: Codes, left: Rows, right: Rows, last_level: Levels, first_level: Levels
) -> NDArray[np.bool_]:
    poor = (last_level < Level.PART) & (first_level < Level.PART) & (last_level > 0) & (first_level > 0)
    crossed = (last[left] == first[right]) | (first[left] == last[right])
    return np.asarray(poor & crossed, dtype=np.bool_)


def _compare_numbers(known: Known, left: Rows, right: Rows) -> Levels:
    """Numbers of one scope are the same, a typing error apart or different; those that only count rows tell nothing.

    Where numbers follow one another, the next one is somebody else's.
    """
    numbers = known.number.texts
    errors = 2 if len(numbers) and min(map(len, numbers)) > LONG else 1
    levels = compare_values(numbers, known.number.codes, left, right, errors)
    levels[(levels == Level.TYPO) & follow_one_another(numbers)] = Level.DIFFERENT
    told = (known.scope[left] == known.scope[right]) & ~(known.counted[left] & known.counted[right])
    return np.where(told, levels, Level.MISSING).astype(np.int8)


def _compare_places(known: Known, left: Rows, right: Rows) -> Levels:
    """By the postcode, else by the city."""
    by_postcode = compare_values(known.postcode.texts, known.postcode.codes, left, right)
    by_city = compare_values(known.city.texts, known.city.codes, left, right)
    return np.where(by_postcode == Level.MISSING, by_city, by_postcode).astype(np.int8)


def _is_own_email(known: Known, left: Rows, right: Rows, email: Levels) -> NDArray[np.bool_]:
    own, names = np.zeros(len(left), dtype=bool), known.names
    for pair in np.flatnonzero(email == Level.SAME).tolist():
        local = known.email.texts[known.email.codes[left[pair]]].partition("@")[0]
        firsts = [names.texts[code] for code in (names.first[left[pair]], names.first[right[pair]]) if code >= 0]
        own[pair] = any(len(first) >= 3 and first in local for first in firsts)
    return own
