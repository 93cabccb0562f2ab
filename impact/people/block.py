"""Which mentions are worth comparing: those that share a value, or parts of two."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.people.compare import Rows
from impact.people.mentions import Known

ALL_PAIRS = 800
SINGLE_FIELDS = 20_000
BLOCK, NEXT = 300, 6

Keys = NDArray[np.int64]


def find_candidates(known: Known) -> tuple[Rows, Rows]:
    """Pairs of mentions to compare, each once, left < right.

    All pairs of a small set; those that share one field up to 20,000 mentions; above, parts of two fields.
    """
    n = known.size
    if n <= ALL_PAIRS:
        left, right = np.triu_indices(n, 1)
        return left.astype(np.int64), right.astype(np.int64)
    fields = (known.birth, known.phone, known.email, known.postcode)
    detail = np.lexsort([*(field.codes for field in fields), known.names.first, known.names.last])
    alike = np.empty(n, dtype=np.int64)
    alike[detail] = np.arange(n)
    pairs = np.sort(np.concatenate([_pairs_within(key, alike) for key in _keys(known)]))
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    return pairs // n, pairs % n


def _pairs_within(key: Keys, alike: Keys) -> NDArray[np.int64]:
    """Every pair of mentions with the same key, as left × n + right.

    A key of more than `BLOCK` mentions tells little: each is then paired with the `NEXT` most `alike` alone, so that a
    person of a thousand rows is still found.
    """
    n = len(key)
    order = np.flatnonzero(key >= 0)
    order = order[np.lexsort((alike[order], key[order]))]
    sizes = np.bincount(pd.factorize(key[order])[0])
    size_of = np.repeat(sizes, sizes)
    order, size_of = order[size_of > 1], size_of[size_of > 1]
    ordered, reach = key[order], np.where(size_of <= BLOCK, size_of, NEXT)
    found = [np.empty(0, dtype=np.int64)]
    for step in range(1, int(reach.max(initial=0))):
        start = np.flatnonzero((ordered[:-step] == ordered[step:]) & (reach[:-step] > step))
        a, b = order[start], order[start + step]
        found.append(np.minimum(a, b) * n + np.maximum(a, b))
    return np.concatenate(found)


def _keys(known: Known) -> Iterator[Keys]:
    births, names = known.births, known.names
    last, first = names.last.astype(np.int64), names.first.astype(np.int64)
    day = _day_in_any_order(known)
    year = births.year.astype(np.int64)
    postcode = known.postcode.codes.astype(np.int64)
    last3, first3, last1, first1 = (
        _starts(known, codes, k) for codes, k in ((last, 3), (first, 3), (last, 1), (first, 1))
    )
    yield from (codes.astype(np.int64) for codes in (known.phone.codes, known.email.codes, known.number.codes))
    yield names.whole
    yield _both(day, last3)
    yield _both(day, first3)
    yield _both(last, _both(first3, postcode))
    yield _both(first, _both(last3, postcode))
    yield _both(_both(last, first3), year)
    yield _both(_both(first, last3), year)
    yield _both(_both(last, first1), day % 10_000)
    if known.size <= SINGLE_FIELDS:
        yield from (last, first, day, postcode, _both(postcode, first1), _both(postcode, last1))
        yield from (
            _both(last, first1),
            _both(first, last1),
            _both(last, year),
            _both(first, year),
            names.other.astype(np.int64),
        )


def _day_in_any_order(known: Known) -> Keys:
    """Birth dates as numbers, the same whether day and month are swapped or not."""
    births = known.births
    low, high = np.minimum(births.day, births.month), np.maximum(births.day, births.month)
    return np.where(births.day > 0, births.year * 10_000 + low * 100 + high, -1).astype(np.int64)


def _starts(known: Known, codes: Keys, length: int) -> Keys:
    starts = pd.factorize(np.array([*(text[:length] for text in known.names.texts), ""], dtype=object))[0]
    return np.where(codes >= 0, starts[codes], -1)


def _both(one: Keys, two: Keys) -> Keys:
    base = int(two.max(initial=0)) + 1
    joined = np.where((one >= 0) & (two >= 0), one * base + two, -1)
    return pd.factorize(np.where(joined >= 0, joined, -1))[0] if base > 2**20 else joined
