"""What is left of some pages' people when those of other pages are taken away: groups that nobody shows by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations, product
from typing import NamedTuple

from impact.protect.cells import ALL, MET, Cell, Ground, Row, Where, without
from impact.protect.rules import Rules

GAP = "what is left of"
GAP_OF_OTHERS = (GAP, ("others",))
MOST_GROUPS = 64
Kind = tuple[str, Where]


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


class _Split(NamedTuple):
    """People who are in one of the parts each; `new` is the part, or the whole, that nobody shows."""

    whole: Where
    parts: tuple[Where, ...]
    new: Where


def find_gaps(
    rows: Sequence[Row], truth: Mapping[Cell, int], rules: Rules, ground: Ground, unknown: Set[Cell] = frozenset()
) -> list[Gap]:
    """Every group that a reader of several pages gets by taking one page's people away from another's.

    Where everybody is in a project, differences of differences too, and of sums; else one or two pages from a third.
    Counts in `unknown` may be anything.
    """
    pages = sorted({split_cell(cell, rules)[1] for row in rows if set(row.dims) <= {ALL} for cell in row.cells})
    kinds: dict[Kind, dict[Where, int]] = defaultdict(dict)
    for cell, count in truth.items():
        kind, page = split_cell(cell, rules)
        kinds[kind][page] = count
    heads = kinds.get((MET, ()), {})
    doubtful = set(unknown)
    gaps: list[Gap] = []
    for split in _split_projects(pages, ground, heads) if ground.whole else _split_pages(pages):
        found = list(_fill(kinds, split, doubtful))
        gaps += found
        for gap in found:
            doubtful |= {gap.cell} if any(cell in doubtful for cell, _ in gap.terms) else set()
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


def _split_projects(pages: Sequence[Where], ground: Ground, heads: Mapping[Where, int]) -> Iterator[_Split]:
    """What follows from those of the pages by taking one from another, or adding two, again and again."""
    everything = frozenset(ground.projects)
    labels = {frozenset(dict(page).get("project", everything)) & everything: page for page in pages}
    labels.pop(frozenset(), None)
    apart = _is_nobody_twice(labels, heads)
    done: set[tuple[frozenset[str], ...]] = set()
    while waiting := [pair for pair in product(sorted(labels, key=sorted), repeat=2) if pair not in done]:
        done |= set(waiting)
        for one, other in waiting:
            new = one - other if other < one else one | other
            is_split = other < one or (apart and one.isdisjoint(other) and new not in labels)
            if is_split and (new in labels or len(labels) < MOST_GROUPS):
                label = labels.setdefault(new, _join((GAP_OF_OTHERS,), (("project", tuple(sorted(new))),)))
                if other < one:
                    yield _Split(labels[one], (labels[other], label), label)
                else:
                    yield _Split(label, (labels[one], labels[other]), label)


def _is_nobody_twice(labels: Mapping[frozenset[str], Where], heads: Mapping[Where, int]) -> bool:
    """Whether the people of every page are as many as those of its projects together."""
    projects = frozenset[str]().union(*labels)
    only = heads.get((), 0) if len(projects) == 1 else -1
    alone = {name: heads.get((("project", (name,)),), only) for name in projects}
    return all(sum(alone[name] for name in names) == heads.get(page, 0) for names, page in labels.items())


def _split_pages(pages: Sequence[Where]) -> Iterator[_Split]:
    for outer in pages:
        within = [page for page in pages if page != outer and is_within(page, outer)]
        apart = [pair for pair in combinations(within, 2) if _are_apart(*pair)]
        for taken in [*((page,) for page in within), *apart]:
            left = _join(outer, ((GAP, tuple(map(str, taken))),))
            yield _Split(outer, (*taken, left), left)


def _are_apart(one: Where, other: Where) -> bool:
    limits = dict(one)
    return any(name in limits and not set(limits[name]) & set(values) for name, values in other)


def _fill(kinds: Mapping[Kind, Mapping[Where, int]], split: _Split, unknown: Set[Cell]) -> Iterator[Gap]:
    """The counts of the new group of a split, for every kind of people that the others are counted by."""
    heads = kinds.get((MET, ()), {})
    signs = {where: 1 if where == split.whole else -1 for where in (split.whole, *split.parts)}
    signs = {where: sign * -signs[split.new] for where, sign in signs.items() if where != split.new}
    plain = without(split.new, [GAP])
    same = heads.get(plain, -1) == sum(sign * heads.get(where, 0) for where, sign in signs.items())
    if not same and plain == split.new:
        return
    cut = {where: {(measure, _names(a)) for (measure, a), at in kinds.items() if where in at} for where in signs}
    for (measure, attributes), at in kinds.items():
        sums = any(len(values) > 1 for _, values in attributes)
        known = all(where in at if sums else (measure, _names(attributes)) in found for where, found in cut.items())
        if known and any(where in at for where in signs) and (split.whole == split.new or split.whole in at):
            count = sum(sign * at.get(where, 0) for where, sign in signs.items())
            new = plain if same and plain in at else split.new
            rest = Cell(measure, _join(new, attributes))
            shown = {where: sign for where, sign in signs.items() if where in at}
            terms = [(Cell(measure, _join(where, attributes)), sign) for where, sign in shown.items()]
            in_doubt = rest in unknown or any(cell in unknown for cell, _ in terms)
            if in_doubt or (count >= 0 and at.get(new, count) == count):
                yield Gap(rest, max(count, 0), (*terms, (rest, -1)))


def _names(where: Where) -> tuple[str, ...]:
    return tuple(name for name, _ in where)


def _join(one: Where, other: Where) -> Where:
    return tuple(sorted((*one, *other)))
