"""What an outsider can work out: the least and the greatest value of a count, given everything that is published.

The outsider knows exact counts, and facts that bind counts together: parts that add up to a whole, a union that is at
most the sum of its parts, a group that lies within another one. Each count is a whole number of people. What he can
conclude about a hidden count is the range of its values over every world that agrees with all of this: two integer
programmes (HiGHS through `scipy.optimize.milp`, one thread, fixed order).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

SECONDS = 20.0
MOST = 100_000


@dataclass(frozen=True)
class Fact:
    """`low` ≤ Σ weight × count ≤ `high`, which the outsider knows to hold.

    Attributes:
        terms: (place of the count, weight) pairs.
    """

    terms: tuple[tuple[int, int], ...]
    low: float
    high: float

    def holds(self, counts: Sequence[int]) -> bool:
        """Whether these counts agree with it."""
        return self.low <= sum(weight * counts[place] for place, weight in self.terms) <= self.high


class UnsolvedError(Exception):
    """The solver gave no proof in time, or no world agrees with what is published."""


@dataclass(frozen=True, eq=False)
class _Programme:
    """The counts that can move together, and what limits them."""

    places: tuple[int, ...]
    at: Mapping[int, int]
    limits: object | None
    lows: NDArray[np.float64]


class Attacker:
    """One who knows some counts and all the facts; what is hidden from him afterwards only widens what he doubts.

    Args:
        counts: a world that agrees with everything: the true one, or any that is found.
        facts: what binds the counts together.
        known: places of the counts that are published.
        floors: place → the least that a hidden count can be, where it is not 0.
    """

    def __init__(
        self, counts: Sequence[int], facts: Sequence[Fact], known: Iterable[int], floors: Mapping[int, int]
    ) -> None:
        self.counts = list(counts)
        self.facts = [fact for fact in facts if fact.terms]
        self.known = set(known)
        self.floors = dict(floors)
        self._seen = [list(self.counts), list(self.counts)]
        self._of: dict[int, list[int]] = {}
        self._programmes: dict[int, _Programme] = {}
        for number, fact in enumerate(self.facts):
            for place, _ in fact.terms:
                self._of.setdefault(place, []).append(number)

    def hide(self, places: Iterable[int], floors: Mapping[int, int]) -> None:
        """Takes counts out of what is known; a count that is named where it is hidden has a floor."""
        self.known -= set(places)
        self.floors.update(floors)
        self._programmes = {}

    def forget_floors(self, places: Iterable[int]) -> None:
        """These counts are no longer named: they may be 0."""
        for place in places:
            self.floors.pop(place, None)
        self._programmes = {}

    def neighbours(self, place: int) -> tuple[set[int], set[int]]:
        """The known counts bound to this one by a fact, and those bound to any hidden count that moves with it."""
        near = {other for number in self._of.get(place, ()) for other, _ in self.facts[number].terms}
        moving = self._programme(place).places
        around = {o for p in moving for number in self._of.get(p, ()) for o, _ in self.facts[number].terms}
        return near & self.known, around & self.known

    def doubts(self, place: int, width: int, reach: int) -> bool:
        """Whether a hidden count can differ by `width` and can be as great as `reach`; no proof in time means no."""
        if place in self.known:
            return False
        if self._is_seen(place, width, reach):
            return True
        try:
            for sign in (-1, 1):
                self._push(place, sign)
                if self._is_seen(place, width, reach):
                    return True
        except UnsolvedError:
            return False
        return False

    def interval(self, place: int) -> tuple[int, int]:
        """The least and the greatest value that a count can have.

        Raises:
            UnsolvedError: no proof in time, or no world agrees with what is published.
        """
        if place in self.known:
            return self.counts[place], self.counts[place]
        return self._push(place, 1), self._push(place, -1)

    def _is_seen(self, place: int, width: int, reach: int) -> bool:
        least, most = self._seen[0][place], self._seen[1][place]
        return most - least >= width and most >= reach

    def _push(self, place: int, sign: int) -> int:
        """The least (sign 1) or the greatest (sign −1) value of a count; the world found is kept as a witness."""
        programme = self._programme(place)
        goal = np.zeros(len(programme.places))
        goal[programme.at[place]] = sign
        world = self._solve(programme, goal)
        for other, value in zip(programme.places, world, strict=True):
            self._seen[0][other] = min(self._seen[0][other], value)
            self._seen[1][other] = max(self._seen[1][other], value)
        return world[programme.at[place]]

    def _solve(self, programme: _Programme, goal: NDArray[np.float64]) -> list[int]:
        from scipy.optimize import Bounds, milp

        found = milp(
            goal,
            integrality=np.ones(len(goal)),
            bounds=Bounds(programme.lows, np.full(len(goal), float(MOST))),
            constraints=programme.limits if programme.limits is not None else (),
            options={"time_limit": SECONDS, "mip_rel_gap": 0.0},
        )
        if found.status != 0 or found.x is None:
            raise UnsolvedError(str(found.message))
        return cast("list[int]", np.rint(found.x).astype(int).tolist())

    def _programme(self, place: int) -> _Programme:
        if place not in self._programmes:
            programme = self._gather(place)
            self._programmes.update(dict.fromkeys(programme.places, programme))
        return self._programmes[place]

    def _gather(self, place: int) -> _Programme:
        """The hidden counts that facts tie to this one, directly or through other hidden ones."""
        places, numbers, waiting = {place}, set[int](), [place]
        while waiting:
            for number in self._of.get(waiting.pop(), ()):
                if number not in numbers:
                    numbers.add(number)
                    fresh = {p for p, _ in self.facts[number].terms} - self.known - places
                    places |= fresh
                    waiting += sorted(fresh)
        ordered = tuple(sorted(places))
        at = {p: i for i, p in enumerate(ordered)}
        lows = np.array([float(self.floors.get(p, 0)) for p in ordered])
        return _Programme(ordered, at, self._limits(at, sorted(numbers)), lows)

    def _limits(self, at: Mapping[int, int], numbers: Sequence[int]) -> object | None:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        if not numbers:
            return None
        rows, columns, weights, lows, highs = [], [], [], [], []
        for row, number in enumerate(numbers):
            fact = self.facts[number]
            given = sum(weight * self.counts[p] for p, weight in fact.terms if p not in at)
            free = [(at[p], weight) for p, weight in fact.terms if p in at]
            rows += [row] * len(free)
            columns += [column for column, _ in free]
            weights += [weight for _, weight in free]
            lows.append(fact.low - given)
            highs.append(fact.high - given)
        matrix = csr_array((weights, (rows, columns)), shape=(len(numbers), len(at)), dtype=float)
        return cast("object", LinearConstraint(matrix, np.array(lows), np.array(highs)))


def attack_counts(
    counts: Sequence[int], facts: Sequence[Fact], known: Iterable[int], floors: Mapping[int, int] | None = None
) -> dict[int, tuple[int, int]]:
    """Every hidden count's least and greatest value, given everything else.

    Args:
        counts: a world that agrees with the facts.
        facts: what binds the counts together.
        known: places of the published counts.
        floors: place → the least that a hidden count can be, where it is not 0.

    Returns:
        Place of a hidden count → (least, greatest); (count, count) where the solver gave no proof in time.

    >>> total = Fact(((0, 1), (1, 1), (2, -1)), 0, 0)
    >>> attack_counts([2, 3, 5], [total], known=[2], floors={0: 1, 1: 1})
    {0: (1, 4), 1: (1, 4)}
    """
    attacker = Attacker(counts, facts, known, floors or {})
    intervals = {}
    for place in range(len(counts)):
        if place not in attacker.known:
            try:
                intervals[place] = attacker.interval(place)
            except UnsolvedError:
                intervals[place] = (counts[place], counts[place])
    return intervals
