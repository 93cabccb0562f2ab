"""The counts that can move together, and what limits them, as a solver takes them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from impact.attack.facts import Fact
from impact.attack.narrow import narrow

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

MOST = 100_000


@dataclass(frozen=True, eq=False)
class Programme:
    """Counts and the facts between them.

    Attributes:
        places: of the counts, in order.
        at: place → its number among them.
        limits: the facts, in the counts' order; None where there are none.
        lows, highs: bounds of each count.
    """

    places: tuple[int, ...]
    at: Mapping[int, int]
    limits: LinearConstraint | None
    lows: NDArray[np.float64]
    highs: NDArray[np.float64]


def make_programme(
    places: Collection[int], facts: Sequence[Fact], known: Mapping[int, int], floors: Mapping[int, int]
) -> Programme:
    """The programme of some counts.

    Args:
        places: of the counts that may move.
        facts: those that speak of them.
        known: place → the count, of the others.
        floors: place → the least that a count can be, where it is not 0.
    """
    ordered = tuple(sorted(places))
    at = {place: number for number, place in enumerate(ordered)}
    lows = np.array([float(floors.get(place, 0)) for place in ordered])
    limits = _limit(at, facts, known) if facts else None
    return Programme(ordered, at, limits, *narrow(lows, np.full(len(lows), float(MOST)), limits))


def _limit(at: Mapping[int, int], facts: Sequence[Fact], known: Mapping[int, int]) -> LinearConstraint:
    from scipy.optimize import LinearConstraint
    from scipy.sparse import csr_array

    rows, columns, weights, lows, highs = [], [], [], [], []
    for row, fact in enumerate(facts):
        given = sum(weight * known[p] for p, weight in fact.terms if p not in at)
        free = [(at[p], weight) for p, weight in fact.terms if p in at]
        rows += [row] * len(free)
        columns += [column for column, _ in free]
        weights += [weight for _, weight in free]
        lows.append(fact.low - given)
        highs.append(fact.high - given)
    matrix = csr_array((weights, (rows, columns)), shape=(len(facts), len(at)), dtype=float)
    return LinearConstraint(matrix, np.array(lows), np.array(highs))
