"""What is left of some pages' people when those of other pages are taken away: groups that nobody shows by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from impact.protect.cells import ALL, MET, Cell, Ground, Row, Where, without
from impact.protect.rules import Rules

GAP = "what is left of"
GAP_OF_OTHERS = (GAP, ("others",))
MOST_GROUPS = 40
Kind = tuple[str, Where]
Taking = tuple[Where, tuple[Where, ...], Where]


@dataclass(frozen=True)
class Gap:
    """A count that follows from others by subtraction.

    Attributes:
        cell: the group.
        count: how many people are in it.
        terms: the sum, over (cell, weight), that is 0.
    """

    cell: Cell
    count: int
    terms: tuple[tuple[Cell, int], ...]


def find_gaps(rows: Sequence[Row], truth: Mapping[Cell, int], rules: Rules, ground: Ground) -> list[Gap]:
    """Every group that a reader of several pages gets by taking one page's people away from another's.

    Where everybody is in a project, differences of differences too; else one or two pages away from a third.
    """
    pages = sorted({split_cell(cell, rules)[1] for row in rows if set(row.dims) <= {ALL} for cell in row.cells})
    kinds: dict[Kind, dict[Where, int]] = defaultdict(dict)
    for cell, count in truth.items():
        kind, page = split_cell(cell, rules)
        kinds[kind][page] = count
    groups = _subtract_projects(pages, ground) if ground.whole else _subtract_pages(pages)
    gaps: list[Gap] = []
    for outer, taken, left in groups:
        found = list(_subtract(kinds, outer, taken, left))
        gaps += found
        for gap in found:
            kind, where = split_cell(gap.cell, rules)
            kinds[kind][where] = gap.count
    return gaps


def split_cell(cell: Cell, rules: Rules) -> tuple[Kind, Where]:
    """What a cell counts, and the selection that it counts it in."""
    names = [name for name in rules.attributes(name for name, _ in cell.where) if name != GAP]
    return (cell.measure, tuple(pair for pair in cell.where if pair[0] in names)), without(cell.where, names)


def is_within(inner: Where, outer: Where) -> bool:
    """Whether every row of the first selection is one of the second.

    >>> is_within((("sector", ("textile",)), ("year", ("2020",))), (("year", ("2019", "2020")),))
    True
    """
    limits = dict(inner)
    return all(name in limits and set(limits[name]) <= set(values) for name, values in outer)


def _subtract_projects(pages: Sequence[Where], ground: Ground) -> Iterator[Taking]:
    """Sets of projects that follow from those of the pages by taking one away from another, again and again."""
    everything = frozenset(ground.projects)
    labels = {frozenset(dict(page).get("project", everything)) & everything: page for page in pages}
    labels.pop(frozenset(), None)
    done: set[tuple[frozenset[str], ...]] = set()
    while waiting := [pair for pair in product(sorted(labels, key=sorted), repeat=2) if pair not in done]:
        done |= set(waiting)
        for outer, inner in waiting:
            left = outer - inner
            if inner < outer and (left in labels or len(labels) < MOST_GROUPS):
                labels.setdefault(left, _join((GAP_OF_OTHERS,), (("project", tuple(sorted(left))),)))
                yield labels[outer], (labels[inner],), labels[left]


def _subtract_pages(pages: Sequence[Where]) -> Iterator[Taking]:
    for outer in pages:
        within = [page for page in pages if page != outer and is_within(page, outer)]
        apart = [pair for pair in combinations(within, 2) if _are_apart(*pair)]
        for taken in [*((page,) for page in within), *apart]:
            yield outer, taken, _join(outer, ((GAP, tuple(map(str, taken))),))


def _are_apart(one: Where, other: Where) -> bool:
    limits = dict(one)
    return any(name in limits and not set(limits[name]) & set(values) for name, values in other)


def _subtract(
    kinds: Mapping[Kind, Mapping[Where, int]], outer: Where, taken: Sequence[Where], left: Where
) -> Iterator[Gap]:
    cut = [(page, {(measure, _names(where)) for (measure, where), at in kinds.items() if page in at}) for page in taken]
    plain = without(left, [GAP])
    people = kinds.get((MET, ()), {})
    same = people.get(plain, -1) == people.get(outer, 0) - sum(people.get(page, 0) for page in taken)
    for (measure, attributes), at in kinds.items():
        sums = any(len(values) > 1 for _, values in attributes)
        known = all(page in at if sums else (measure, _names(attributes)) in found for page, found in cut)
        if outer in at and known:
            count = at[outer] - sum(at.get(page, 0) for page in taken)
            where = plain if same and plain in at else left
            if count >= 0 and at.get(where, count) == count:
                rest = Cell(measure, _join(where, attributes))
                parts = [(Cell(measure, _join(page, attributes)), -1) for page in taken if page in at]
                yield Gap(rest, count, ((Cell(measure, _join(outer, attributes)), 1), *parts, (rest, -1)))


def _names(where: Where) -> tuple[str, ...]:
    return tuple(name for name, _ in where)


def _join(one: Where, other: Where) -> Where:
    return tuple(sorted((*one, *other)))
