"""All the counts of a release, and every fact that binds them: what an outsider may reason with.

A fact follows from what everybody can see (which projects there are, open head counts, names of values), never from
what is hidden: one who protects figures and one who attacks the published files reason alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import NamedTuple

from impact.attack import Fact
from impact.protect.cells import (
    ACCOMPANIED,
    MET,
    NOT,
    NOT_ACCOMPANIED,
    SUM,
    UNNAMED,
    UNSPECIFIED,
    Cell,
    Row,
    guarded,
)
from impact.protect.family import Binder, Bond, Family, Term
from impact.protect.ground import TABLE, Ground
from impact.protect.known import Count, Known
from impact.protect.rules import Rules

MOST_ANSWERS = 2
MANY = 400


class Hunted(NamedTuple):
    """A count that somebody may look for, whether or not a row shows it.

    Attributes:
        place: of the count.
        line: below how many people it must stay in doubt.
        answers: where it is an answer of a share, places of the other ones: that nobody gave it is news too.
    """

    place: int
    line: int
    answers: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class World:
    """What binds the counts of a release.

    Attributes:
        ground: where people are counted: their regions are of its spots.
        counts: every count that the facts speak of, in a fixed order.
        place: what a row shows → its place among the counts.
        facts: what the outsider knows of them.
        families: place → the family that it belongs to.
        ceilings: place → the most people that the open counts leave for it.
        hunted: what must not be worked out.
        returning: somebody is in several spots of the ground.
    """

    ground: Ground
    counts: tuple[Count, ...]
    place: Mapping[Cell, int]
    facts: tuple[Fact, ...]
    families: Mapping[int, Family]
    ceilings: tuple[int, ...]
    hunted: tuple[Hunted, ...]
    returning: bool


def build_world(rows: Sequence[Row], ground: Ground, rules: Rules, loose: Set[Family] = frozenset()) -> World:
    """The counts of all these rows, and the facts that bind them.

    Args:
        rows: every figure of people, shown or not.
        ground: where people are counted.
        rules: classes and lines.
        loose: families in which people have several values of an attribute at once.
    """
    builder = _Builder(rows, ground, rules)
    empty = builder.find_empty()
    if empty:
        builder = _Builder(rows, ground.without(empty), rules)
    return builder.build(loose)


class _Builder:
    def __init__(self, rows: Sequence[Row], ground: Ground, rules: Rules) -> None:
        self.rules, self.ground = rules, ground
        cells = {cell for row in rows for cell in row.cells}
        self.values = _find_values(cells, rules)
        self.tables = {cell.measure: rules.counting(row.indicator).among for row in rows for cell in row.cells}
        self.of = {cell: self._locate(cell) for cell in cells}
        shown = {self.of[c]: n for row in rows if not row.line for c, n in zip(row.cells, row.counts, strict=True)}
        self.known = Known(shown, ground)
        guards = {(self.of[c], row.line) for row in rows if row.line and row.kind != "mean" for c in guarded(row)}
        self.lines = {count.kind: line for count, line in sorted(guards)}
        self.asked = {self.of[c].kind for row in rows if row.kind == "share" for c in guarded(row)}
        closed = {self.of[cell].kind for row in rows if row.line for cell in row.cells}
        self.closed = {(measure, names) for measure, names in closed if measure != NOT_ACCOMPANIED}

    def find_empty(self) -> set[int]:
        """The spots where everybody sees that there is nobody."""
        measures = {count.measure for count in self.of.values() if not count.measure.startswith(SUM)}
        measures -= {NOT_ACCOMPANIED}
        return {
            number
            for number, spot in enumerate(self.ground.spots)
            if all(self.known.is_empty(m, number) for m in measures if self.tables[m] == spot[TABLE])
        }

    def build(self, loose: Set[Family]) -> World:
        """The world in which some families are loose."""
        families = self._find_families()
        found: list[Bond] = []
        hunted: set[Count] = set()
        for family in families:
            binder = self._binder(family, family in loose)
            found += binder.bind()
            hunted.update(self._hunt(binder))
        counts = {*self.of.values(), *hunted, *(count for terms, *_ in found for count, _ in terms)}
        found += [*_bind_measures(counts), *self._bind_answer(counts)]
        return self._number(sorted(counts), found, hunted, families)

    def _bind_answer(self, counts: Iterable[Count]) -> Iterator[Bond]:
        """Where one answer alone makes people accompanied, those who gave it are they, and everybody sees how many."""
        if self.rules.guiding:
            name, value = self.rules.guiding
            for count in counts:
                if count.measure == MET and count.limits == ((name, (value,)),) and not count.outside:
                    yield ((count, 1),), *self.known.heads(ACCOMPANIED, count.region)

    def _binder(self, family: Family, loose: bool) -> Binder:
        cells = self._list_cells(family.measure, family.attributes)
        if not family.everywhere:
            there = {cell.region for cell in cells if _names(cell) == set(family.attributes)}
            cells = {cell for cell in cells if cell.region in there}
        bound = {c for c in cells if c.limits or c not in self.known.shown}
        return Binder(family, self.values, bound, self.known, self.rules, loose)

    def _number(
        self, counts: Sequence[Count], found: Iterable[Bond], hunted: Set[Count], families: Sequence[Family]
    ) -> World:
        at = {count: number for number, count in enumerate(counts)}
        facts = {Fact(_number_terms(terms, at), low, high) for terms, low, high in found}
        owners = {
            at[count]: family
            for family in families
            for count in counts
            if count.measure == family.measure and count.limits and _names(count) <= set(family.attributes)
        }
        return World(
            self.ground,
            tuple(counts),
            {cell: at[count] for cell, count in self.of.items()},
            tuple(sorted(facts, key=lambda fact: (fact.terms, fact.low, fact.high))),
            owners,
            tuple(self.known.ceiling(count) for count in counts),
            tuple(Hunted(at[c], self.lines[c.kind], tuple(at[o] for o in self._answers(c))) for c in sorted(hunted)),
            self.known.returning,
        )

    def _answers(self, count: Count) -> list[Count]:
        """The other answers of the same people, where a count is an answer of a share."""
        if count.kind not in self.asked:
            return []
        asked = {name: set(self.values[name]) - {UNSPECIFIED, UNNAMED} for name in _names(count) & self.rules.asked}
        return [
            count._replace(limits=tuple((n, (value,)) if n == name else (n, v) for n, v in count.limits))
            for name, own in count.limits
            for value in sorted(asked.get(name, set()) - set(own))
            if len(asked[name]) <= MOST_ANSWERS
        ]

    def _locate(self, cell: Cell) -> Count:
        names = self.rules.attributes(name for name, _ in cell.where)
        place = ((TABLE, (self.tables[cell.measure],)), *(pair for pair in cell.where if pair[0] not in names))
        limits = tuple((name, self._read(name, values)) for name, values in cell.where if name in names)
        return Count(cell.measure, self.ground.region(place), limits)

    def _read(self, name: str, values: tuple[str, ...]) -> tuple[str, ...]:
        if values and values[0].startswith(NOT):
            return tuple(sorted(set(self.values[name]) - {value.removeprefix(NOT) for value in values} - {UNSPECIFIED}))
        return values

    def _find_families(self) -> list[Family]:
        """The largest sets of attributes that rows which are not open are cut by, for each measure.

        Sets that would make too many counts are bound only where rows are cut by all of them, smaller ones beside them.
        """
        families: list[Family] = []
        for measure, names in sorted(self.closed, key=lambda kind: (-len(kind[1]), kind)):
            if not any(f.everywhere and f.measure == measure and set(names) <= set(f.attributes) for f in families):
                boxes = prod(len(self.values[name]) for name in names)
                regions = {cell.region for cell in self._list_cells(measure, names)}
                families.append(Family(measure, names, len(names) < 2 or boxes * len(regions) <= MANY))
        return sorted(families)

    def _list_cells(self, measure: str, names: tuple[str, ...]) -> set[Count]:
        return {c for c in self.of.values() if c.measure == measure and _names(c) <= set(names)}

    def _hunt(self, binder: Binder) -> Iterator[Count]:
        for measure, names in sorted(self.lines):
            if measure == binder.measure and names and set(names) <= set(binder.attributes):
                said = list(product(*(self._list_told(name) for name in names)))
                for (region, outside), values in product(binder.list_places(names), said):
                    yield Count(measure, region, tuple(zip(names, ((v,) for v in values), strict=True)), outside)

    def _list_told(self, name: str) -> list[str]:
        """The values of an attribute that say something of somebody: where none has a name, they do not."""
        told = [value for value in self.values[name] if value != UNSPECIFIED]
        return told if told != [UNNAMED] else []


def _find_values(cells: Iterable[Cell], rules: Rules) -> dict[str, tuple[str, ...]]:
    """Attribute → every value that somebody may have."""
    found: dict[str, set[str]] = {}
    negated: set[tuple[str, tuple[str, ...]]] = set()
    for cell in cells:
        for name in rules.attributes(name for name, _ in cell.where):
            values = dict(cell.where)[name]
            plain = {value for value in values if not value.startswith(NOT)}
            found.setdefault(name, {UNSPECIFIED}).update(plain)
            found[name] |= {value.removeprefix(NOT) for value in values}
            negated |= {(name, values)} if values and values[0].startswith(NOT) else set()
    for name, values in sorted(negated):
        if not found[name] - {value.removeprefix(NOT) for value in values} - {UNSPECIFIED}:
            found[name].add(values[0])
    return {name: tuple(sorted(values)) for name, values in found.items()}


def _number_terms(terms: Iterable[Term], at: Mapping[Count, int]) -> tuple[tuple[int, int], ...]:
    weights = Counter[int]()
    for count, weight in terms:
        weights[at[count]] += weight
    return tuple(sorted((place, weight) for place, weight in weights.items() if weight))


def _names(count: Count) -> Set[str]:
    return {name for name, _ in count.limits}


def _bind_measures(counts: Iterable[Count]) -> Iterator[Bond]:
    """Those accompanied are some of those met, and the others of them are not accompanied."""
    known = {count for count in counts if not count.outside}
    for count in known:
        met, accompanied = count._replace(measure=MET), count._replace(measure=ACCOMPANIED)
        if count.measure == NOT_ACCOMPANIED and met in known and accompanied in known:
            yield ((count, 1), (accompanied, 1), (met, -1)), 0, 0
        if count.measure == ACCOMPANIED and met in known:
            yield ((met, 1), (count, -1)), 0, float("inf")
