"""The counts that can move together, and what limits them, as a solver takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


class System:
    """All facts as one matrix: a row a fact, a column a count.

    Attributes:
        size: how many places the facts speak of: those from 0 up to it.
    """

    def __init__(self, facts: Sequence[Fact]) -> None:
        from scipy.sparse import csr_array

        terms = [(row, place, weight) for row, fact in enumerate(facts) for place, weight in fact.terms]
        rows, places, weights = zip(*terms, strict=True) if terms else ((), (), ())
        self.size = max(places, default=-1) + 1
        self.matrix = csr_array((weights, (rows, places)), shape=(len(facts), self.size), dtype=float)
        self.lows = np.array([fact.low for fact in facts], dtype=float)
        self.highs = np.array([fact.high for fact in facts], dtype=float)


class Parts:
    """The unknown counts of a system, in sets that facts tie together.

    Args:
        system: the facts.
        known: place → the count, of the others.
    """

    def __init__(self, system: System, known: Mapping[int, int]) -> None:
        from scipy.sparse import block_array
        from scipy.sparse.csgraph import connected_components

        self.system = system
        values, is_free = np.zeros(system.size), np.ones(system.size, dtype=bool)
        places = [place for place in known if place < system.size]
        values[places], is_free[places] = [known[place] for place in places], False
        self.free = np.flatnonzero(is_free)
        self.matrix = system.matrix[:, self.free]
        self.given = system.matrix @ values
        labels = connected_components(block_array([[None, self.matrix], [self.matrix.T, None]]), directed=False)[1]
        self.of_facts, self.of_places = labels[: len(self.given)], labels[len(self.given) :]

    def find_broken(self) -> set[int]:
        """Places of known counts that contradict a fact by themselves."""
        closed = np.diff(self.matrix.indptr) == 0
        broken = closed & ((self.given < self.system.lows) | (self.given > self.system.highs))
        return set(self.system.matrix[np.flatnonzero(broken)].tocoo().coords[1].tolist())

    def make_programme(self, place: int, floors: Mapping[int, int]) -> Programme:
        """The counts that facts tie to this unknown one.

        Args:
            place: of the count.
            floors: place → the least that a count can be, where it is not 0.
        """
        at = np.searchsorted(self.free, place)
        if at == len(self.free) or self.free[at] != place:
            return _gather((place,), None, floors)
        facts = np.flatnonzero(self.of_facts == self.of_places[at])
        columns = np.flatnonzero(self.of_places == self.of_places[at])
        return _gather(tuple(self.free[columns].tolist()), self._limit(facts, columns), floors)

    def _limit(self, facts: NDArray[np.intp], columns: NDArray[np.intp]) -> LinearConstraint | None:
        from scipy.optimize import LinearConstraint

        if not len(facts):
            return None
        given = self.given[facts]
        lows, highs = self.system.lows[facts] - given, self.system.highs[facts] - given
        return LinearConstraint(self.matrix[facts][:, columns], lows, highs)


def _gather(places: tuple[int, ...], limits: LinearConstraint | None, floors: Mapping[int, int]) -> Programme:
    lows = np.array([float(floors.get(place, 0)) for place in places])
    bounds = narrow(lows, np.full(len(lows), float(MOST)), limits)
    return Programme(places, {place: number for number, place in enumerate(places)}, limits, *bounds)
