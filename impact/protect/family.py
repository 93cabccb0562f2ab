"""Counts of the same people by the same attributes, and what binds them: unions, parts, differences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain, combinations, product
from typing import NamedTuple

from impact.protect.cells import UNSPECIFIED, Where
from impact.protect.ground import Region, compare_regions, split_regions
from impact.protect.known import Count, Known
from impact.protect.rules import Rules

ENDLESS = float("inf")
MOST_LISTED = 90
"""Values times published regions: beyond it, one question to the solver takes seconds, and there are hundreds."""


class Family(NamedTuple):
    """Counts of one kind of people by the same attributes.

    Attributes:
        everywhere: they are bound wherever counts by some of the attributes are; else where those by all of them are.
    """

    measure: str
    attributes: tuple[str, ...]
    everywhere: bool = True


Term = tuple[Count, int]
Bond = tuple[tuple[Term, ...], float, float]


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
        sought: the regions that somebody may look at.
        regions: these, and where people come back those of open counts.
        published: the regions that rows, shown or not, or open counts are about.
        wide: people come back, and there are too many counts to look between any two regions or at all values but one.
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
        self.measure, self.attributes, everywhere = family
        self.values, self.known, self.loose = values, known, loose
        self.cells = sorted(cells)
        self.counted = cells | known.shown.keys()
        self.everybody = tuple((name, values[name]) for name in self.attributes)
        listed = sorted({cell.region for cell in cells if cell.region})
        around = known.within(family.measure, set().union(*listed)) if everywhere else []
        self.parts = split_regions([*listed, *around])
        self.published = {*listed, *around}
        self.boxes = self._list_boxes(self.attributes)
        returning = any(known.repeats(family.measure, region, loose) for region in listed)
        self.wide = returning and len(self.boxes) * len(listed) > MOST_LISTED
        self.sought = sorted({*listed, *self.parts, *([] if self.wide else compare_regions(listed))})
        several = any(known.repeats(self.measure, region, loose) for region in self.sought)
        self.regions = sorted({*self.sought, *around}) if several else self.sought
        self.exact = {region: not known.repeats(self.measure, region, loose) for region in self.regions}
        self.constant = set(self.attributes) <= rules.constant
        changing = rules.asked - rules.constant
        self.kept = {name: rules.lasting.get(name, frozenset()) for name in changing & set(self.attributes)}
        self.monotone = not self.kept
        self.differences = [
            (region, inner)
            for region, inner in product(listed, repeat=2)
            if self.monotone and not self.exact[region] and set(inner) < set(region)
        ]
        kinds = {tuple(name for name, _ in cell.limits) for cell in cells} - {(), self.attributes}
        self.margins = {names: self._list_boxes(names) for names in sorted(kinds)}
        self.groups = self._list_groups() if self._overlap() else []
        self.cuts = [self.boxes, *self.margins.values(), *self._list_cuts()]
        self.nested = [
            (group, ((name, (value,)),))
            for group in sorted({cell.limits for cell in self.cells if len(cell.limits) == 1})
            for name, values in group
            if len(values) > 1
            for value in values
        ]
        self.unions = [*self.boxes, *chain.from_iterable(self.margins.values()), *self.groups]

    def list_places(self, names: tuple[str, ...]) -> list[tuple[Region, Region]]:
        """Where somebody may look for counts by some of the attributes: a region, and one within it that he leaves out.

        Counts by several of them are looked for where rows show some, and between two such places.
        """
        if len(names) == 1:
            return [*((region, ()) for region in self.sought), *self.differences]
        listed = sorted({cell.region for cell in self.cells if tuple(name for name, _ in cell.limits) == names})
        within = {*listed, *split_regions(listed), *compare_regions(listed)} & set(self.regions)
        return [*((r, ()) for r in sorted(within)), *(pair for pair in self.differences if set(pair) <= set(listed))]

    def _list_boxes(self, names: tuple[str, ...]) -> list[Where]:
        told = product(*(self.values[name] for name in names))
        return [tuple(zip(names, ((value,) for value in values), strict=True)) for values in told]

    def _list_groups(self) -> list[Where]:
        """Several values put together: as rows show them, and all but one value."""
        alone = [name for name, *more in [*self.margins, self.attributes] if not more and not self.wide]
        rest = {
            ((name, tuple(v for v in self.values[name] if v != out)),) for name in alone for out in self.values[name]
        }
        return sorted({limits for _, _, limits, _ in self.cells if any(len(v) > 1 for _, v in limits)} | rest)

    def _list_cuts(self) -> list[list[Where]]:
        """Several values of one attribute put together, and each of the others: everybody has one."""
        alone = [group for group in self.groups if len(group) == 1]
        return [[group, *self._set_apart(group, name, self.values[name])] for group in alone for name, _ in group]

    def _overlap(self) -> bool:
        """Whether somebody may have two values of the attributes."""
        return not all(self.is_parted(region) for region in self.regions)

    def bind(self) -> list[Bond]:
        """Every fact about the counts of the family."""
        people, unions = self.bind_people(), self.bind_unions()
        return [*people, *unions, *self.bind_totals(), *self.bind_cells(), *self.bind_differences()]

    def at(self, region: Region, limits: Where = ()) -> Count:
        """The family's people in a region who have one of some values of each attribute; without any, all of them.

        Where no row counts all of them, the count is the family's own: others need not be weighed with it.
        """
        count = Count(self.measure, region, limits)
        return count if limits or count in self.counted else count._replace(limits=self.everybody)

    def bind_people(self) -> Iterator[Bond]:
        """What open counts say of how many people there are where no row shows it; values are of some of them."""
        for region in self.regions:
            yield ((self.at(region), 1),), *self.known.heads(self.measure, region)
            for limits in [] if self.is_parted(region) else self.unions:
                yield ((self.at(region), 1), (self.at(region, limits), -1)), 0, ENDLESS

    def bind_unions(self) -> Iterator[Bond]:
        """People of a union: those of its parts, each once."""
        for region in self.regions:
            parts = [part for part in self.parts if set(part) <= set(region)]
            if len(parts) > 1:
                yield from self._unite(region, parts)
                if not self.exact[region]:
                    yield from self._compare(region)

    def _unite(self, region: Region, parts: Sequence[Region]) -> Iterator[Bond]:
        """Who has a value in a union has it in one of its parts; no more people have it in several than are in them."""
        signs = [*((part, 1) for part in parts), (region, -1)]
        for limits in [(), *(self.boxes if self.exact[region] else self.unions)]:
            terms = tuple((self.at(place, limits), sign) for place, sign in signs)
            yield terms, 0, 0 if self.exact[region] else ENDLESS
            if limits and not self.exact[region]:
                yield self._less_people(terms), -ENDLESS, 0

    def _less_people(self, terms: Sequence[Term]) -> tuple[Term, ...]:
        """The terms, less those of all the people in the same places."""
        return (*terms, *((self.at(count.region), -sign) for count, sign in terms))

    def _compare(self, region: Region) -> Iterator[Bond]:
        """A union against the other regions within it: the largest one by one, all of them two by two."""
        inside = [other for other in self.regions if set(other) < set(region)]
        largest = [one for one in inside if not any(set(one) < set(other) for other in inside)]
        for one, limits in product(largest, [(), *filter(self._is_kept, self.unions)]):
            yield ((self.at(region, limits), 1), (self.at(one, limits), -1)), 0, ENDLESS
        for one, cut in product(largest if self.monotone else [], self.cuts):
            yield self._exceed(region, one, cut)
        for one in inside:
            rest = tuple(spot for spot in region if spot not in one)
            if one < rest and rest in self.regions:
                yield from self._unite(region, [one, rest])
            if self.monotone and {one, region} <= self.published:
                yield from self._replace(region, one)
        for one, other in combinations(sorted(self.published & set(inside)), 2):
            if set(one) | set(other) == set(region) and set(one) & set(other):
                yield from self._overlay(region, one, other)

    def _overlay(self, region: Region, one: Region, other: Region) -> Iterator[Bond]:
        """Who has a value where two regions lie over one another has it in each of them."""
        both = tuple(spot for spot in one if spot in other)
        for limits in [(), *filter(self._is_kept, self.unions)]:
            terms = tuple((self.at(place, limits), sign) for place, sign in ((one, 1), (other, 1), (region, -1)))
            if both in self.regions:
                yield (*terms, (self.at(both, limits), -1)), 0, ENDLESS
            if limits:
                yield self._less_people(terms), -ENDLESS, 0
        for only, rest in chain.from_iterable((cut, cut[::-1]) for cut in self.cuts if self.monotone and len(cut) == 2):
            yield self._join(region, one, other, only, rest)

    def _join(self, region: Region, one: Region, other: Region, only: Where, rest: Where) -> Bond:
        """Who has nothing but a value in two regions has nothing else in both; who has it in one has it in both."""
        terms = ((self.at(one, rest), 1), (self.at(other, rest), 1), (self.at(region, rest), -1))
        return (*self._less_people(terms), (self.at(region, only), 1)), 0, ENDLESS

    def _exceed(self, region: Region, one: Region, cut: Sequence[Where]) -> Bond:
        """Who has several values in one region has them in a wider one: its values exceed its people by no fewer."""
        values = ((self.at(place, limits), sign) for place, sign in ((region, 1), (one, -1)) for limits in cut)
        return (*values, (self.at(region), -1), (self.at(one), 1)), 0, ENDLESS

    def _replace(self, region: Region, one: Region) -> Iterator[Bond]:
        """Who has one of some values in a region, but not a certain one, has that one nowhere, or is in both."""
        rest = tuple(spot for spot in region if spot not in one)
        both = self.known.most_in_both(self.measure, one, rest)
        for group, value in self.nested:
            here, there = ((self.at(place, group), self.at(place, value)) for place in (one, region))
            yield ((there[0], 1), (there[1], -1), (here[0], -1), (here[1], 1)), -both, ENDLESS

    def _is_kept(self, limits: Where) -> bool:
        """Whether who has one of the values in a region has one in every wider one: an answer stays an answer."""
        return all(
            set(values) <= kept or {*values, UNSPECIFIED} >= set(self.values[name])
            for name, values in limits
            if (kept := self.kept.get(name)) is not None
        )

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
                apart = self._set_apart(group, name, self.values[name])
                yield from self._make_up(region, tuple(pair for pair in group if pair[0] != name), [group, *apart])
                for wider in self.groups:
                    among = dict(wider).get(name, ())
                    if set(values) < set(among) and dict(wider) == {**dict(group), name: among}:
                        yield from self._make_up(region, wider, [group, *self._set_apart(group, name, among)])

    def _set_apart(self, group: Where, name: str, values: Iterable[str]) -> list[Where]:
        others = [value for value in values if value not in dict(group)[name]]
        return [tuple((n, (value,) if n == name else v) for n, v in group) for value in others]

    def _make_up(self, region: Region, limits: Where, parts: Sequence[Where]) -> Iterator[Bond]:
        terms = ((self.at(region, part), 1) for part in parts)
        yield from self._add_up(region, (*terms, (self.at(region, limits), -1)))

    def is_parted(self, region: Region) -> bool:
        """Whether nobody has two values of the attributes."""
        return not self.loose and (self.constant or self.exact[region])

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
        again = ENDLESS if self.loose else self.known.counted_again(self.measure, region, len(terms) - 1)
        yield terms, 0, again
        if self.monotone:
            (whole, _) = terms[-1]
            yield from ((((whole, 1), (part, -1)), 0, ENDLESS) for part, _ in terms[:-1])
