"""Counts of the same people by the same attributes, and what binds them: unions, parts, differences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, combinations, product
from typing import NamedTuple

from impact.protect.cells import ACCOMPANIED, MET, Where
from impact.protect.ground import Ground, Region, compare_regions, split_regions
from impact.protect.rules import ARRIVED, OUT_OF_REACH, Rules

ENDLESS = float("inf")


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


class Family(NamedTuple):
    """Counts of one kind of people by the same attributes."""

    measure: str
    attributes: tuple[str, ...]


Term = tuple[Count, int]
Bond = tuple[tuple[Term, ...], float, float]


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
        tops = [OUT_OF_REACH if units is None else sum(units)]
        tops += [self.heads(MET, region)[1]] if measure in (ACCOMPANIED,) else []
        bottoms = [max(units or [0])]
        for other in self._counted.get(measure, ()):
            people = self.shown[Count(measure, other, ())]
            outside = self._units(measure, tuple(spot for spot in other if spot not in region))
            if set(region) < set(other):
                tops.append(people)
                bottoms.append(people - sum(outside) if outside is not None else 0)
            elif set(other) < set(region):
                bottoms.append(people)
        return max(bottoms), min(tops)

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

    @cached_property
    def returning(self) -> bool:
        """Whether somebody is in several spots of the ground."""
        heads = [count for count in self.shown if not count.limits]
        return self.ground.returning or any(
            sum(self._unit(count.measure, spot) or 0 for spot in count.region) > self.shown[count] for count in heads
        )

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
    def _counted(self) -> Mapping[str, list[Region]]:
        counted = defaultdict[str, list[Region]](list)
        for count in self.shown:
            if not count.limits:
                counted[count.measure].append(count.region)
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


class Binder:
    """What binds the counts of one family.

    Args:
        family: of which people, by which attributes.
        values: attribute → every value that somebody may have.
        cells: the counts of the family that rows show, by some or all of its attributes.
        known: open counts.
        rules: which attributes a person keeps.
        loose: people have several values at once, or different ones in different tables.

    Attributes:
        regions: those that somebody may look at.
        differences: a region and another one within it, of which nobody sees whether some people are in both.
    """

    def __init__(
        self,
        family: Family,
        values: Mapping[str, tuple[str, ...]],
        cells: Set[Count],
        known: Known,
        rules: Rules,
        loose: bool,
    ) -> None:
        self.measure, self.attributes = family
        self.values, self.known, self.loose = values, known, loose
        self.cells = sorted(cells)
        listed = sorted({cell.region for cell in cells if cell.region})
        self.parts = split_regions([*listed, *known.within(family.measure, set().union(*listed))])
        self.regions = sorted({*listed, *self.parts, *compare_regions(listed)})
        self.exact = {region: not known.repeats(self.measure, region, loose) for region in self.regions}
        self.constant = set(self.attributes) <= rules.constant
        self.monotone = all(name in rules.constant or name not in rules.asked for name in self.attributes)
        self.differences = [
            (region, inner)
            for region, inner in product(listed, repeat=2)
            if self.monotone and not self.exact[region] and set(inner) < set(region)
        ]
        self.boxes = self._list_boxes(self.attributes)
        kinds = {tuple(name for name, _ in cell.limits) for cell in cells} - {(), self.attributes}
        self.margins = {names: self._list_boxes(names) for names in sorted(kinds)}
        self.groups = sorted({c.limits for c in cells if any(len(v) > 1 for _, v in c.limits)} if self._overlap() else {})
        self.unions = [*self.boxes, *chain.from_iterable(self.margins.values()), *self.groups]

    def _list_boxes(self, names: tuple[str, ...]) -> list[Where]:
        combinations = product(*(self.values[name] for name in names))
        return [tuple(zip(names, ((value,) for value in combination), strict=True)) for combination in combinations]

    def _overlap(self) -> bool:
        """Whether somebody may have two values of the attributes."""
        return not all(self.is_parted(region) for region in self.regions)

    def bind(self) -> list[Bond]:
        """Every fact about the counts of the family."""
        return [*self.bind_unions(), *self.bind_totals(), *self.bind_cells(), *self.bind_differences()]

    def at(self, region: Region, limits: Where) -> Count:
        """The family's people in a region who have one of some values of each attribute."""
        return Count(self.measure, region, limits)

    def bind_unions(self) -> Iterator[Bond]:
        """People of a union: those of its parts, each once."""
        for region in self.regions:
            parts = [part for part in self.parts if set(part) <= set(region)]
            if len(parts) > 1:
                yield from self._unite(region, parts)
                if not self.exact[region]:
                    yield from self._compare(region)

    def _unite(self, region: Region, parts: Sequence[Region]) -> Iterator[Bond]:
        surplus = sum(self.known.heads(self.measure, part)[1] for part in parts)
        surplus -= self.known.heads(self.measure, region)[0]
        for limits in self.boxes if self.exact[region] else self.unions:
            whole = self.at(region, limits)
            terms = (*((self.at(part, limits), 1) for part in parts), (whole, -1))
            yield terms, 0, 0 if self.exact[region] else surplus
            if self.monotone and not self.exact[region]:
                yield from ((((whole, 1), (self.at(part, limits), -1)), 0, ENDLESS) for part in parts)

    def _compare(self, region: Region) -> Iterator[Bond]:
        """A union against the other regions within it, one by one and two by two."""
        inside = [other for other in self.regions if set(other) < set(region)]
        for one in inside:
            rest = tuple(spot for spot in region if spot not in one)
            if self.monotone:
                for limits in self.unions:
                    yield ((self.at(region, limits), 1), (self.at(one, limits), -1)), 0, ENDLESS
            if one < rest and rest in self.regions:
                yield from self._unite(region, [one, rest])

    def bind_totals(self) -> Iterator[Bond]:
        """The values of an attribute make up everybody."""
        if not self.attributes:
            return
        for region in self.regions:
            yield from self._make_up(region, (), self.boxes)
            if not self.is_parted(region):
                for boxes in self.margins.values():
                    yield from self._make_up(region, (), boxes)
                for group in self.groups:
                    yield from self._complete(region, group)

    def _complete(self, region: Region, group: Where) -> Iterator[Bond]:
        """Several values put together, and each of the others."""
        for name, values in group:
            if len(values) > 1:
                others = [value for value in self.values[name] if value not in values]
                apart = [tuple((n, (value,) if n == name else v) for n, v in group) for value in others]
                yield from self._make_up(region, tuple(pair for pair in group if pair[0] != name), [group, *apart])

    def _make_up(self, region: Region, limits: Where, parts: Sequence[Where]) -> Iterator[Bond]:
        terms = tuple((self.at(region, part), 1) for part in parts)
        if limits or self.at(region, limits) in self.cells:
            yield from self._add_up(region, (*terms, (self.at(region, limits), -1)))
        else:
            least, most = self.known.heads(self.measure, region)
            yield terms, least, most + (0 if self.is_parted(region) else self._surplus(region))

    def is_parted(self, region: Region) -> bool:
        """Whether nobody has two values of the attributes."""
        return not self.loose and (self.constant or self.exact[region])

    def _surplus(self, region: Region) -> float:
        surplus = None if self.loose else self.known.surplus(self.measure, region)
        return ENDLESS if surplus is None else surplus

    def bind_cells(self) -> Iterator[Bond]:
        """What rows show by fewer attributes, or of several values at once."""
        wider = [*chain.from_iterable(self.margins.values()), *self.groups]
        for cell in sorted({*self.cells, *(self.at(region, limits) for region in self.regions for limits in wider)}):
            wanted = dict(cell.limits)
            boxes = [box for box in self.boxes if all(v[0] in wanted.get(name, v) for name, v in box)]
            if cell.limits and cell.region and boxes != [cell.limits]:
                terms = (*((self.at(cell.region, box), 1) for box in boxes), (cell, -1))
                yield from self._add_up(cell.region, terms)

    def bind_differences(self) -> Iterator[Bond]:
        """Those who are in one region and not in another one within it: one count less the other."""
        for (region, inner), limits in product(self.differences, self.unions):
            whole = self.at(region, limits)
            yield ((whole, 1), (self.at(inner, limits), -1), (whole._replace(outside=inner), -1)), 0, 0

    def _add_up(self, region: Region, terms: tuple[Term, ...]) -> Iterator[Bond]:
        if self.is_parted(region):
            yield terms, 0, 0
            return
        yield terms, 0, self._surplus(region)
        if self.monotone:
            (whole, _) = terms[-1]
            yield from ((((whole, 1), (part, -1)), 0, ENDLESS) for part, _ in terms[:-1])
