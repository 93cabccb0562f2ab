"""What everybody sees of a release: the counts that are always shown, and what they say of the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, combinations
from typing import NamedTuple

from impact.protect.cells import ACCOMPANIED, MET, Where
from impact.protect.ground import Ground, Region
from impact.protect.presence import Presence, may_be_apart
from impact.protect.rules import ARRIVED, OUT_OF_REACH


class Count(NamedTuple):
    """A number of people: of which kind, where they are counted, and what limits them (attribute → values).

    Attributes:
        outside: those who are counted there too are left out.
    """

    measure: str
    region: Region
    limits: Where
    outside: Region = ()

    @property
    def kind(self) -> tuple[str, tuple[str, ...]]:
        """Its measure and the attributes that limit it."""
        return self.measure, tuple(name for name, _ in self.limits)


@dataclass(frozen=True, eq=False)
class Known:
    """What everybody sees.

    Attributes:
        shown: counts that are always shown.
        ground: where people are counted.
    """

    shown: Mapping[Count, int]
    ground: Ground
    _heads: dict[tuple[str, Region], tuple[int, int]] = field(default_factory=dict)
    _again: dict[tuple[str, Region, int], float] = field(default_factory=dict)

    def heads(self, measure: str, region: Region) -> tuple[int, int]:
        """The least and the most people that there can be in a region."""
        if (measure, region) not in self._heads:
            self._heads[measure, region] = self._find_heads(measure, region)
        return self._heads[measure, region]

    def _find_heads(self, measure: str, region: Region) -> tuple[int, int]:
        if (shown := self.shown.get(Count(measure, region, ()))) is not None:
            return shown, shown
        units = self._units(measure, region)
        if units is not None and not self.repeats(measure, region):
            return sum(units), sum(units)
        tops: list[float] = [OUT_OF_REACH if units is None else sum(units)]
        tops += [self.heads(MET, region)[1]] if measure in (ACCOMPANIED,) else []
        bottoms: list[float] = [max(units or [0])]
        for other, people in self._counted.get(measure, {}).items():
            outside = self._units(measure, tuple(spot for spot in other if spot not in region))
            if set(region) < set(other):
                tops.append(people)
                bottoms.append(people - sum(outside) if outside is not None else 0)
            elif set(other) < set(region):
                bottoms.append(people)
        presence = self._presence(measure, region)
        tops.append(presence.find_most(lambda life: not life.isdisjoint(region)))
        bottoms.append(-presence.find_most(lambda life: -(not life.isdisjoint(region))))
        return int(max(bottoms)), int(min(tops))

    def repeats(self, measure: str, region: Region, unsure: bool = False) -> bool:
        """Whether some people of a region are in several of its spots; where open counts do not tell, `unsure` says."""
        if len(region) < 2:
            return False
        for kind in dict.fromkeys((measure, MET)):
            for whole in self._wholes(kind, region):
                surplus = self.surplus(kind, whole)
                if surplus == 0:
                    return False
                if surplus is not None and whole == region:
                    return True
        return unsure or self.returning

    def surplus(self, measure: str, region: Region) -> int | None:
        """How many more the spots of a region count one by one than together; None where nothing says it."""
        total, units = self.shown.get(Count(measure, region, ())), self._units(measure, region)
        return None if total is None or units is None else sum(units) - total

    def counted_again(self, measure: str, region: Region, times: int) -> float:
        """How often people of a region are counted again at most, where each may be counted some times, once a spot."""
        if (measure, region, times) not in self._again:
            presence = self._presence(measure, region)
            again = presence.find_most(lambda life: max(min(len(life.intersection(region)), times) - 1, 0))
            surplus = self.surplus(measure, region)
            self._again[measure, region, times] = again if surplus is None else min(surplus, again)
        return self._again[measure, region, times]

    def most_in_both(self, measure: str, one: Region, other: Region) -> float:
        """How many people may be in two regions at once."""
        presence = self._presence(measure, one, other)
        return presence.find_most(lambda life: not (life.isdisjoint(one) or life.isdisjoint(other)))

    def _presence(self, measure: str, *around: Region) -> Presence:
        return Presence(self._counted.get(measure, {}), *around)

    @cached_property
    def returning(self) -> bool:
        """Whether somebody is in several spots of the ground."""
        return self.ground.returning or any(not may_be_apart(people) for people in self._counted.values())

    def ceiling(self, count: Count) -> int:
        """The most people that open counts leave for a count."""
        fewer = chain.from_iterable(combinations(count.limits, size) for size in range(len(count.limits)))
        tops = [self.shown.get(count._replace(limits=limits)) for limits in fewer]
        if count.limits:
            left_out = self.heads(count.measure, count.outside)[0] if count.outside else 0
            tops.append(self.heads(count.measure, count.region)[1] - left_out)
        return min((top for top in tops if top is not None), default=OUT_OF_REACH)

    def is_empty(self, measure: str, spot: int) -> bool:
        """Whether there is certainly nobody in a spot."""
        return self.heads(measure, (spot,))[1] == 0

    def within(self, measure: str, spots: Set[int]) -> list[Region]:
        """The regions among some spots whose people are counted openly."""
        return [region for region in self._counted.get(measure, ()) if set(region) <= spots]

    def _wholes(self, measure: str, region: Region) -> list[Region]:
        """The regions around a region that are counted openly, the nearest first."""
        around = [w for w in self._counted.get(measure, ()) if set(region) <= set(w)]
        return sorted(around, key=lambda whole: (len(whole), whole))

    @cached_property
    def _counted(self) -> Mapping[str, Mapping[Region, int]]:
        """The people of each region that are counted openly, by measure."""
        counted = defaultdict[str, dict[Region, int]](dict)
        for count, people in self.shown.items():
            if count.region and not count.limits:
                counted[count.measure][count.region] = people
        return counted

    def _units(self, measure: str, region: Region) -> list[int] | None:
        """The people of each spot; None where some are not counted."""
        units = [self._unit(measure, spot) for spot in region]
        return [unit for unit in units if unit is not None] if None not in units else None

    def _unit(self, measure: str, spot: int) -> int | None:
        """The people of one spot: those who were there by its time, less those who were there before."""
        spots = self.ground.spots
        place = {name: value for name, value in spots[spot].items() if name != ARRIVED}
        same = [n for n, other in enumerate(spots) if place.items() <= other.items()]
        by_then = tuple(n for n in same if spots[n].get(ARRIVED, "") <= spots[spot].get(ARRIVED, ""))
        before = tuple(n for n in by_then if n != spot)
        now = self.shown.get(Count(measure, by_then, ()))
        then = self.shown.get(Count(measure, before, ())) if before else 0
        return now - then if now is not None and then is not None and now >= then else None
