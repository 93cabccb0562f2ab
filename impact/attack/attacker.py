"""One who looks for every world that agrees with what is published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import cast

import numpy as np
from numpy.typing import NDArray

from impact.attack.facts import Fact, NoWorldError, Target, UnsolvedError
from impact.attack.programme import MOST, Parts, Programme, System

SECONDS = 600.0
NODES = 10_000
CLOSE = 1e-6
SURVEYS = 6
INFEASIBLE = 2


class Attacker:
    """One who knows some counts and all the facts; what is hidden from him afterwards only widens what he doubts.

    Args:
        known: place → the count that is published.
        facts: what binds the counts together.
        floors: place → the least that a hidden count can be, where it is not 0.
    """

    def __init__(self, known: Mapping[int, int], facts: Sequence[Fact], floors: Mapping[int, int]) -> None:
        self.system = System([fact for fact in facts if fact.terms])
        self.known = dict(known)
        self.floors = dict(floors)
        self._least: dict[int, int] = {}
        self._most: dict[int, int] = {}
        self._parts: Parts | None = None
        self._programmes: dict[int, Programme] = {}
        self._ends: dict[tuple[int, int], int] = {}

    def hide(self, places: Iterable[int], floors: Mapping[int, int]) -> None:
        """Takes counts out of what is known; `floors` is what is now known of hidden ones."""
        for place in places:
            self.known.pop(place, None)
        self.floors = dict(floors)
        self._parts = None
        self._programmes = {}
        self._ends = {}

    def doubts(self, target: Target) -> bool:
        """Whether a hidden count is in enough doubt.

        Raises:
            UnsolvedError: no proof in time, or no world agrees with what is published.
        """
        if target.place in self.known:
            return False
        if self._is_seen(target):
            return True
        least, most = self.bound(target.place)
        if most - least >= target.width and most >= target.reach and least < target.enough:
            most = self._end(target.place, -1)
            if self._is_seen(target):
                return True
            least = self._end(target.place, 1)
        return self._is_seen(target) or (target.may_be_none and most == 0) or least >= target.enough

    def surpasses(self, other: Attacker, place: int) -> bool:
        """Whether this one knows more of a count than another one who knows less altogether."""
        least, most = self.interval(place)
        if other._least.get(place, least) < least or other._most.get(place, most) > most:
            return True
        return (least, most) != other.bound(place) and (least, most) != other.interval(place)

    def is_lasting(self, target: Target) -> bool:
        """Whether hiding more can never put a count in less than enough doubt."""
        if target.place in self.known or self._is_seen(target):
            return True
        return target.may_be_none and self.bound(target.place)[1] == 0

    def survey(self, targets: Iterable[Target]) -> None:
        """Looks for worlds that put many counts in doubt at once; finds nothing that `doubts` would not."""
        waiting = {target for target in targets if target.place not in self.known and not self._is_seen(target)}
        for _ in range(SURVEYS):
            groups: dict[tuple[int, ...], list[int]] = {}
            for target in sorted(waiting):
                groups.setdefault(self._programme(target.place).places, []).append(target.place)
            for places in groups.values():
                if len(places) > 1:
                    for sign in (-1, 1):
                        with suppress(UnsolvedError):
                            self._push(places, sign)
            left = {target for target in waiting if not self._is_seen(target)}
            if len(left) > len(waiting) // 2:
                return
            waiting = left

    def find_cheapest(
        self, target: Target, prices: Mapping[int, int], floors: Mapping[int, int]
    ) -> tuple[int, ...] | None:
        """The known counts to hide, so that a count is in enough doubt, at the least price for each person moved.

        Args:
            target: the count.
            prices: place of a known count that may be hidden → what moving it by one person costs.
            floors: place of such a count → the least that it can be once hidden.

        Returns:
            Places to hide, perhaps only some of those needed; None where hiding all of them would not help.

        Raises:
            UnsolvedError: no proof in time.
        """
        fixed = {place: count for place, count in self.known.items() if place not in prices}
        programme = Parts(self.system, fixed).make_programme(target.place, {**floors, **self.floors})
        for low, high in self._ways_out(target):
            world = self._move(programme, target.place, (low, high), prices)
            if world is not None:
                self._remember(programme.places, world)
                pairs = zip(programme.places, world, strict=True)
                return tuple(place for place, value in pairs if self.known.get(place, value) != value)
        return None

    def _ways_out(self, target: Target) -> Iterator[tuple[int, int]]:
        """Bounds within which a world is missing: enough at one end, else a first step at either."""
        least, most = self.interval(target.place)
        yield max(target.reach, least + target.width), MOST
        if most >= target.reach:
            yield 0, most - target.width
        yield most + 1, MOST
        yield 0, least - 1

    def interval(self, place: int) -> tuple[int, int]:
        """The least and the greatest value that a count can have.

        Raises:
            UnsolvedError: no proof in time, or no world agrees with what is published.
        """
        return self._end(place, 1), self._end(place, -1)

    def _end(self, place: int, sign: int) -> int:
        """The least (sign 1) or the greatest (sign −1) value that a hidden count can have."""
        if (place, sign) not in self._ends:
            ends, seen = self.bound(place), (self._least if sign > 0 else self._most).get(place)
            end = ends[sign < 0]
            self._ends[place, sign] = end if end in (seen, ends[sign > 0]) else sign * self._push([place], sign)
        return self._ends[place, sign]

    def bound(self, place: int) -> tuple[int, int]:
        """Bounds that a count cannot leave: what each fact says by itself, again and again."""
        if place in self.known:
            return self.known[place], self.known[place]
        programme = self._programme(place)
        at = programme.at[place]
        return int(programme.lows[at]), int(programme.highs[at])

    def _is_seen(self, target: Target) -> bool:
        least, most = self._least.get(target.place, MOST), self._most.get(target.place, -1)
        return most - least >= target.width and most >= target.reach

    def find_contradictions(self) -> set[int]:
        """Places of counts that no world gives to what is published."""
        found = self._split().find_broken()
        waiting = set(range(self.system.size)) - self.known.keys()
        while waiting:
            places = self._programme(min(waiting)).places
            waiting -= set(places)
            try:
                self._push(places[:1], 1)
            except NoWorldError:
                found |= set(places)
        return found

    def _push(self, places: Sequence[int], sign: int) -> int:
        """The least (sign 1) or the greatest (sign −1) sum of counts, times the sign; the world found is a witness."""
        programme = self._programme(places[0])
        goal = np.zeros(len(programme.places))
        goal[[programme.at[place] for place in places]] = sign
        world = self._solve(goal, programme.lows, programme.highs, programme.limits)
        self._remember(programme.places, world)
        return sign * sum(world[programme.at[place]] for place in places)

    def _remember(self, places: Sequence[int], world: Sequence[int]) -> None:
        for place, value in zip(places, world, strict=True):
            self._least[place] = min(self._least.get(place, value), value)
            self._most[place] = max(self._most.get(place, value), value)

    def _move(
        self, programme: Programme, place: int, bounds: tuple[int, int], prices: Mapping[int, int]
    ) -> list[int] | None:
        """The world nearest to the true one in which a count lies within bounds; None where there is none."""
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array, eye_array, hstack

        size = len(programme.places)
        priced = [i for i, p in enumerate(programme.places) if p in self.known and p in prices]
        truth = np.array([float(self.known[programme.places[i]]) for i in priced])
        pick = csr_array((np.ones(len(priced)), (range(len(priced)), priced)), shape=(len(priced), size))
        steps = eye_array(len(priced))
        limits = [LinearConstraint(hstack([pick, -steps, steps]), truth, truth)] if priced else []
        if programme.limits is not None:
            none = csr_array((programme.limits.A.shape[0], 2 * len(priced)))
            limits.append(
                LinearConstraint(hstack([programme.limits.A, none]), programme.limits.lb, programme.limits.ub)
            )
        cost = np.array([float(prices[programme.places[i]]) for i in priced])
        lows = np.concatenate([programme.lows, np.zeros(2 * len(priced))])
        highs = np.concatenate([programme.highs, np.full(2 * len(priced), float(MOST))])
        at = programme.at[place]
        lows[at], highs[at] = max(lows[at], bounds[0]), min(highs[at], bounds[1])
        if lows[at] > highs[at]:
            return None
        goal = np.concatenate([np.zeros(size), cost, cost])
        try:
            return self._solve(goal, lows, highs, limits)[:size]
        except NoWorldError:
            return None

    def _solve(
        self, goal: NDArray[np.float64], lows: NDArray[np.float64], highs: NDArray[np.float64], limits: object
    ) -> list[int]:
        from scipy.optimize import Bounds, milp

        for whole in (False, True):
            found = milp(
                goal,
                integrality=np.full(len(goal), int(whole)),
                bounds=Bounds(lows, highs),
                constraints=limits if limits is not None else (),
                options={"time_limit": SECONDS, "node_limit": NODES, "mip_rel_gap": 0.0},
            )
            if found.status == INFEASIBLE:
                raise NoWorldError(str(found.message))
            if found.status != 0 or found.x is None:
                raise UnsolvedError(str(found.message))
            if np.abs(found.x - np.rint(found.x)).max(initial=0) < CLOSE:
                break
        return cast("list[int]", np.rint(found.x).astype(int).tolist())

    def _programme(self, place: int) -> Programme:
        if place not in self._programmes:
            programme = self._split().make_programme(place, self.floors)
            self._programmes.update(dict.fromkeys(programme.places, programme))
        return self._programmes[place]

    def _split(self) -> Parts:
        self._parts = self._parts or Parts(self.system, self.known)
        return self._parts
