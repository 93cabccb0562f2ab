"""All the counts of a release, and every fact that binds them: what an outsider may reason with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from impact.attack import Fact
from impact.protect.cells import (
    ACCOMPANIED,
    ALL,
    MET,
    NOT_ACCOMPANIED,
    Cell,
    Dims,
    Ground,
    Row,
    Where,
    with_condition,
)
from impact.protect.gaps import Kind, find_gaps, is_within, split_cell
from impact.protect.rules import Rules

ENDLESS = float("inf")


@dataclass(frozen=True, eq=False)
class Doubt:
    """What one who has only the published tables cannot be sure of.

    Attributes:
        unknown: places of the counts that he does not know.
        loose: cells of people who may be in several of the values of an attribute, since they are in several projects.
        fickle: of those, the ones whose answer in one project may not be their answer over several.
    """

    unknown: Set[int] = frozenset()
    loose: Set[Cell] = frozenset()
    fickle: Set[Cell] = frozenset()


@dataclass(frozen=True, eq=False)
class World:
    """What is true, and what binds it.

    Attributes:
        cells: every count that the facts speak of, in a fixed order.
        place: cell → its place.
        counts: the true number of people in each.
        facts: those that hold.
        gaps: places of the counts that nobody shows: what is left of one page's people without another page's.
    """

    cells: tuple[Cell, ...]
    place: Mapping[Cell, int]
    counts: tuple[int, ...]
    facts: tuple[Fact, ...]
    gaps: tuple[int, ...]


def build_world(
    dimensions: Sequence[Sequence[str]], rows: Sequence[Row], rules: Rules, ground: Ground, doubt: Doubt | None = None
) -> World:
    """The counts of all these rows, and the facts of every kind that hold between them.

    A fact that is not true of the data is left out, and one that is true is given to the outsider even where he could
    only suppose it (that nobody has two orientations): he is never weaker than a reader can be.

    Args:
        dimensions: of each table that the rows belong to.
        rows: every figure of people, shown or not.
        rules: which dimensions are attributes of people.
        ground: the projects that people are counted in.
        doubt: what the outsider himself cannot be sure of; nothing unless given.
    """
    truth = count_cells(rows)
    gaps = find_gaps(rows, truth, rules, ground)
    nameless = {gap.cell: gap.count for gap in gaps if gap.cell not in truth}
    truth |= nameless
    cells = tuple(sorted(truth))
    place = {cell: number for number, cell in enumerate(cells)}
    counts = tuple(truth[cell] for cell in cells)
    found = [
        *bind_rows(dimensions, rows, place, counts, rules, doubt or Doubt()),
        *(Fact(tuple((place[cell], weight) for cell, weight in gap.terms), 0, 0) for gap in gaps),
    ]
    facts = tuple(dict.fromkeys(fact for fact in found if fact.holds(counts)))
    return World(cells, place, counts, facts, tuple(place[cell] for cell in nameless))


def count_cells(rows: Iterable[Row]) -> dict[Cell, int]:
    """How many people are in each cell; where two rows differ, the first is right."""
    truth: dict[Cell, int] = {}
    for row in rows:
        for cell, count in zip(row.cells, row.counts, strict=True):
            truth.setdefault(cell, count)
    return truth


def bind_rows(
    dimensions: Sequence[Sequence[str]],
    rows: Sequence[Row],
    place: Mapping[Cell, int],
    counts: Sequence[int],
    rules: Rules,
    doubt: Doubt,
) -> Iterator[Fact]:
    """What binds the cells of these rows together, as far as their tables say."""
    cells = sorted(place, key=place.__getitem__)
    yield from _bind_answers(rows, place)
    yield from _bind_lines(rows, dimensions, place, counts, rules, doubt)
    yield from _bind_members(cells, place, rules)
    yield from _bind_nested(cells, place, rules, doubt)


def _bind_answers(rows: Sequence[Row], place: Mapping[Cell, int]) -> Iterator[Fact]:
    """Yes, no and unknown make up all the people asked; accompanied and not accompanied all the people met."""
    for row in rows:
        if row.kind == "share" and len(row.cells) == 3:
            parts: tuple[Cell, ...] = row.cells
        elif row.kind == "mean":
            parts = row.cells[:2]
        else:
            continue
        whole = Cell(parts[0].measure, _common(parts))
        if whole in place:
            yield Fact((*((place[part], 1) for part in parts), (place[whole], -1)), 0, 0)
    for cell, at in place.items():
        met, accompanied = Cell(MET, cell.where), Cell(ACCOMPANIED, cell.where)
        if cell.measure == NOT_ACCOMPANIED and met in place and accompanied in place:
            yield Fact(((at, 1), (place[accompanied], 1), (place[met], -1)), 0, 0)
        if cell.measure == ACCOMPANIED and met in place:
            yield Fact(((place[met], 1), (at, -1)), 0, ENDLESS)


def _common(cells: Sequence[Cell]) -> Where:
    shared = set(cells[0].where).intersection(*(cell.where for cell in cells[1:]))
    return tuple(sorted(shared))


def find_lines(rows: Sequence[Row]) -> dict[tuple[int, str, int, Dims], list[Row]]:
    """Rows of one table and figure that differ by one dimension only, by (table, figure, dimension, margin's dims)."""
    lines = defaultdict(list)
    for row in rows:
        for at, value in enumerate(row.dims):
            if value != ALL and row.cells:
                margin = (*row.dims[:at], ALL, *row.dims[at + 1 :])
                lines[(row.table, row.indicator, at, margin)].append(row)
    return dict(lines)


def _bind_lines(
    rows: Sequence[Row],
    dimensions: Sequence[Sequence[str]],
    place: Mapping[Cell, int],
    counts: Sequence[int],
    rules: Rules,
    doubt: Doubt,
) -> Iterator[Fact]:
    """Parts and their whole: values of an attribute add up; sectors, years, projects at least cover the whole."""
    margins = {(row.table, row.indicator, row.dims): row for row in rows}
    for (table, indicator, at, dims), parts in find_lines(rows).items():
        margin = margins.get((table, indicator, dims))
        if margin is None:
            continue
        exact = dimensions[table][at] not in rules.neutral
        for number, whole in enumerate(margin.cells):
            if any(len(part.cells) != len(margin.cells) for part in parts):
                continue
            children = [place[part.cells[number]] for part in parts]
            terms = (*((child, 1) for child in children), (place[whole], -1))
            adds_up = sum(counts[child] for child in children) == counts[place[whole]]
            adds_up |= not doubt.unknown.isdisjoint([*children, place[whole]])
            adds_up &= all(part.cells[number] not in doubt.loose for part in parts)
            yield Fact(terms, 0, 0 if exact and adds_up else ENDLESS)
            if whole not in doubt.fickle:
                yield from (Fact(((place[whole], 1), (child, -1)), 0, ENDLESS) for child in children)


def _bind_members(cells: Sequence[Cell], place: Mapping[Cell, int], rules: Rules) -> Iterator[Fact]:
    """“Other” is the sum of the values that it stands for; several projects have at most the people of each."""
    for cell in cells:
        for name, values in cell.where:
            members = [Cell(cell.measure, with_condition(cell.where, name, [value])) for value in values]
            if len(values) > 1 and all(member in place for member in members):
                terms = (*((place[member], 1) for member in members), (place[cell], -1))
                yield Fact(terms, 0, 0 if rules.attributes([name]) else ENDLESS)


def _bind_nested(cells: Sequence[Cell], place: Mapping[Cell, int], rules: Rules, doubt: Doubt) -> Iterator[Fact]:
    """A selection that lies within another one has no more people of any kind than it."""
    groups: dict[Kind, list[Cell]] = defaultdict(list)
    for cell in cells:
        groups[split_cell(cell, rules)[0]].append(cell)
    for group in groups.values():
        wheres = [split_cell(cell, rules)[1] for cell in group]
        for inner, outer in _find_covers(wheres):
            if group[outer] not in doubt.fickle:
                yield Fact(((place[group[outer]], 1), (place[group[inner]], -1)), 0, ENDLESS)


def _find_covers(wheres: Sequence[Where]) -> list[tuple[int, int]]:
    """(inner, outer) pairs with no selection of the list between the two."""
    inside = np.array([[a != b and is_within(a, b) for b in wheres] for a in wheres], dtype=int).reshape(
        len(wheres), len(wheres)
    )
    direct = (inside > 0) & (inside @ inside == 0)
    return [(int(inner), int(outer)) for inner, outer in np.argwhere(direct)]
