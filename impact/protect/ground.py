"""Where and when people are counted: the smallest selections that pages and tables are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import product

from impact.model import Project
from impact.protect.cells import UNSPECIFIED, Cell, Row, Table, Where
from impact.protect.rules import ARRIVED, Rules

ELSEWHERE, NOW = "elsewhere", "now"
BASE = ("project", "sector", "year")
TABLE = "table"
Region = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Ground:
    """Spots that no selection splits: a project, or a sector's year, and whatever else tables are cut by.

    Those who are counted in another table than the participants' have spots of their own.

    Attributes:
        spots: each as what it is in: dimension → value; under `table`, whose people they are.
        returning: somebody is known to be in several of them.
    """

    spots: tuple[Mapping[str, str], ...]
    returning: bool = False
    _regions: dict[Where, Region] = field(default_factory=dict)

    def region(self, where: Where) -> Region:
        """The spots that lie within a selection of a table, of places and of times, by number."""
        if where not in self._regions:
            self._regions[where] = tuple(
                number
                for number, spot in enumerate(self.spots)
                if all(spot.get(name, ELSEWHERE) in values for name, values in where)
            )
        return self._regions[where]

    def without(self, empty: Set[int]) -> Ground:
        """The same ground, without some spots."""
        return Ground(tuple(spot for number, spot in enumerate(self.spots) if number not in empty), self.returning)


def find_ground(tables: Sequence[Table], rows: Sequence[Row], projects: Sequence[Project], rules: Rules) -> Ground:
    """The spots of these tables.

    Args:
        tables: every table, at the number that its rows give.
        rows: their figures of people.
        projects: the workspace's; a project's people are in its sector and year.
        rules: which dimensions are places and times.
    """
    wheres = defaultdict[str, set[tuple[int, Where]]](set)
    for row in rows:
        if row.cells and row.people:
            wheres[rules.counting(row.indicator).among].add((row.table, _place(row.cells[0], rules)))
    spots = (
        {TABLE: people, **spot}
        for people, counted in sorted(wheres.items())
        for spot in _list_spots(tables, counted, projects)
    )
    return Ground(tuple(spots))


def _list_spots(
    tables: Sequence[Table], wheres: Set[tuple[int, Where]], projects: Sequence[Project]
) -> list[Mapping[str, str]]:
    listed: dict[str, set[str]] = defaultdict(set)
    for _, where in wheres:
        for name, limit in where:
            listed[name] |= set(limit)
    for name, values in listed.items():
        if name == ARRIVED:
            values.add(NOW)
        elif not any(name in t.figures.by and name not in _limits(t) for t in tables):
            values.add(ELSEWHERE)
    places = _find_places(tables, wheres, listed, projects)
    more = sorted(name for name in listed if name not in BASE)
    return [
        {**place, **dict(zip(more, values, strict=True))}
        for place in places
        for values in product(*(sorted(listed[name]) for name in more))
    ]


def _place(cell: Cell, rules: Rules) -> Where:
    return tuple((name, values) for name, values in cell.where if name in rules.neutral)


def _limits(table: Table) -> Mapping[str, object]:
    scope = table.figures.scope
    limits = {"project": scope.projects, "sector": scope.sectors, "year": scope.years, **dict(scope.where)}
    return {name: values for name, values in limits.items() if values}


def _find_places(
    tables: Sequence[Table],
    wheres: Iterable[tuple[int, Where]],
    listed: Mapping[str, set[str]],
    projects: Sequence[Project],
) -> list[Mapping[str, str]]:
    """The projects, where everybody is in one; else, beside them, each sector's year."""
    declared = {
        p.id: {"project": p.id, "sector": p.sector or UNSPECIFIED, "year": str(p.year or UNSPECIFIED)} for p in projects
    }
    named = {
        (number, value) for number, where in wheres for name, values in where if name == "project" for value in values
    }
    peopled = {value for number, value in named if "project" in tables[number].figures.by}
    cut = {table.figures.scope for table in tables if "project" in table.figures.by}
    if peopled and peopled <= declared.keys() and all(table.figures.scope in cut for table in tables):
        return [declared[name] for name in sorted(peopled)]
    both = {
        (dict(where)["sector"], dict(where)["year"])
        for number, where in wheres
        if {"sector", "year"} <= dict(where).keys() and {"sector", "year"} <= set(tables[number].figures.by)
    }
    pairs = {(s, y) for sectors, years in both for s in sectors for y in years} or set(
        product(listed.get("sector", {ELSEWHERE}), listed.get("year", {ELSEWHERE}))
    )
    strangers = (listed.get("project", {ELSEWHERE}) - declared.keys()) or {ELSEWHERE}
    known = [declared[name] for name in sorted(declared.keys() & listed.get("project", set()))]
    others = [{"project": stranger, "sector": s, "year": y} for s, y in sorted(pairs) for stranger in sorted(strangers)]
    return [*known, *others]


def split_regions(regions: Sequence[Region]) -> list[Region]:
    """The largest parts that none of these regions splits.

    >>> split_regions([(0, 1, 2), (2, 3)])
    [(0, 1), (2,), (3,)]
    """
    signatures = defaultdict[tuple[bool, ...], list[int]](list)
    within = [set(region) for region in regions]
    for spot in sorted(set().union(*within)):
        signatures[tuple(spot in region for region in within)].append(spot)
    return sorted(map(tuple, signatures.values()))


def compare_regions(regions: Sequence[Region]) -> set[Region]:
    """What two regions have in common, and what one has and the other has not.

    >>> sorted(compare_regions([(0, 1, 2), (2, 3)]))
    [(0, 1), (2,), (3,)]
    """
    found = set[Region]()
    for one, other in product(regions, repeat=2):
        both = set(one) & set(other)
        found |= {tuple(spot for spot in one if spot in both), tuple(spot for spot in one if spot not in both)}
    return found - {()} - set(regions)
