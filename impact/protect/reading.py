"""What one audience reads: the rows of all tables, and the world that they can be reasoned about in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from impact.model import Figures, Project, ProtectedFigures
from impact.protect.cells import ALL, OTHER, UNNAMED, UNSPECIFIED, Cell, Row, Table, is_small, read_rows
from impact.protect.family import Family
from impact.protect.ground import Ground, find_ground
from impact.protect.hide import find_contradicted
from impact.protect.merge import find_absent
from impact.protect.rules import ARRIVED, Rules
from impact.protect.stage import Spot, Stage
from impact.protect.world import World, build_world

Snapshot = Sequence[ProtectedFigures]
READ_BY = {"public": ("public",), "funder": ("public", "funder")}


def find_names(tables: Sequence[Table], snapshots: Sequence[Snapshot], rules: Rules) -> dict[str, set[str]]:
    """Attribute → every value that some table, some condition or the definition of some figure names."""
    names: dict[str, set[str]] = {}
    frames = [(table.figures.by, table.figures.scope, table.figures.frame) for table in tables]
    frames += [(figures.by, figures.scope, figures.frame) for shown in snapshots for figures in shown]
    for by, scope, frame in frames:
        for name in rules.attributes(by):
            names.setdefault(name, set()).update(frame[name].astype(str))
        for name, values in scope.where:
            names.setdefault(name, set()).update(values)
    for counting in rules.indicators.values():
        asked = [(name, counting.values) for name in counting.attributes[:1] if counting.kind == "share"]
        for name, values in (*counting.where, *asked):
            names.setdefault(name, set()).update(values)
    return {name: values - {ALL, OTHER, UNSPECIFIED} for name, values in names.items()}


def suppose_members(table: Table, names: Mapping[str, Set[str]]) -> Table:
    """The table where “other” stands for every value that it does not name."""
    listed = {name: set(table.figures.frame[name].astype(str)) for name in table.figures.by if name in names}
    others = {name: (*sorted(names[name] - values), UNNAMED) for name, values in listed.items() if OTHER in values}
    return replace(table, members=others)


def read_table(number: int, table: Table, rules: Rules, names: Mapping[str, Set[str]]) -> list[Row]:
    """The figures of people of a table, and nobody's: the values that it would name if anybody had them.

    A hidden count is supposed to be somebody.
    """
    blank = table.figures.frame["status"].eq("hidden").tolist()
    rows = [_suppose(row) if blank[row.place] else row for row in read_rows(number, table, rules)]
    return [*rows, *find_absent(table, rows, names, rules)]


def _suppose(row: Row) -> Row:
    return replace(row, counts=(1,) * len(row.cells), people=max(row.people, 1))


def find_blanks(number: int, table: Table) -> set[Spot]:
    """The hidden rows of a table."""
    blank = table.figures.frame["status"].eq("hidden").tolist()
    return {(number, place) for place, is_blank in enumerate(blank) if is_blank}


@dataclass(frozen=True, eq=False)
class Shelf:
    """All the tables there are, of today and of before.

    Attributes:
        tables: today's, then those that were published before, and those of today that are settled.
        rows: the figures of people of each.
        today: how many are of today.
        apart: tables of before whose people cannot all be among today's: counts were corrected since.
        ground: where people are counted.
    """

    tables: tuple[Table, ...]
    rows: tuple[tuple[Row, ...], ...]
    today: int
    apart: frozenset[int]
    ground: Ground


def fill_shelf(
    tables: Sequence[Table],
    snapshots: Sequence[Snapshot],
    rules: Rules,
    projects: Sequence[Project],
    returning: bool = False,
    settled: Snapshot = (),
) -> Shelf:
    """Puts today's tables beside those of every snapshot, the oldest first, and beside what today shows already.

    Today's people are supposed to be those of a snapshot and others who came later, as long as no count contradicts it.
    """
    names = find_names(tables, [*snapshots, settled], rules)
    joined: list[int] = []
    shelf = _arrange(tables, snapshots, settled, joined, names, rules, projects, returning)
    contradicted = _find_loose(shelf, rules) if snapshots else set()
    for number in reversed(range(len(snapshots))):
        attempt = _arrange(tables, snapshots, settled, [number, *joined], names, rules, projects, returning)
        if _find_loose(attempt, rules) <= contradicted:
            shelf, joined = attempt, [number, *joined]
    return shelf


def _arrange(
    tables: Sequence[Table],
    snapshots: Sequence[Snapshot],
    settled: Snapshot,
    joined: Sequence[int],
    names: Mapping[str, Set[str]],
    rules: Rules,
    projects: Sequence[Project],
    returning: bool,
) -> Shelf:
    """A shelf where some snapshots are joined with today's tables; of the others only what is the same is known."""
    times = [f"{number:04}" for number in joined]
    stock, apart = [suppose_members(table, names) for table in tables], set[int]()
    for number, shown in [*enumerate(snapshots), (None, settled)]:
        arrived = tuple(time for time in times if time <= f"{number:04}") if number in joined else ()
        for figures in shown:
            if figures.audience != "internal":
                apart |= {len(stock)} if number is not None and number not in joined else set()
                table = Table("", figures.audience, Figures(figures.by, figures.scope, figures.frame), arrived=arrived)
                stock.append(suppose_members(table, names))
    rows = [tuple(read_table(n, table, rules, names)) for n, table in enumerate(stock)]
    counted = [row for n, found in enumerate(rows) if n not in apart for row in found]
    ground = find_ground(stock, counted, projects, rules)
    return Shelf(tuple(stock), tuple(rows), len(tables), frozenset(apart), replace(ground, returning=returning))


def _find_loose(shelf: Shelf, rules: Rules) -> set[Family]:
    return find_contradicted(_stage(shelf, "funder", rules, frozenset()))


def set_stage(shelf: Shelf, audience: str, rules: Rules) -> Stage:
    """What an audience reads of a shelf, and may reason.

    That one answer alone makes people accompanied is given up where counts contradict it: it was not always so.
    """
    stage = _stage(shelf, audience, rules, frozenset())
    loose = find_contradicted(stage)
    if loose and rules.guiding:
        unguided = replace(rules, guiding=None)
        if find_contradicted(_stage(shelf, audience, unguided, frozenset())) < loose:
            return set_stage(shelf, audience, unguided)
    return _stage(shelf, audience, rules, frozenset(loose)) if loose else stage


def _stage(shelf: Shelf, audience: str, rules: Rules, loose: Set[Family]) -> Stage:
    read = [n for n, table in enumerate(shelf.tables) if table.audience in READ_BY[audience]]
    rows = [_as_read_by(audience, row, rules) for n in read if n not in shelf.apart for row in shelf.rows[n]]
    world = build_world(rows, shelf.ground, rules, loose)
    today = [row for row in rows if row.table < shelf.today]
    past = [row for n in read if n >= shelf.today for row in shelf.rows[n]]
    blanks = set[Spot]().union(*(find_blanks(n, shelf.tables[n]) for n in read))
    return Stage(
        world,
        audience,
        tuple(rows),
        tuple(table.figures.by for table in shelf.tables),
        rules.neutral,
        changed=_find_changed(today, past, blanks),
        settled=frozenset(blanks),
        own=frozenset(n for n in read if shelf.tables[n].audience == audience),
        past=frozenset(n for n in read if n >= shelf.today),
        given=_find_same(world, today, [row for row in past if row.table in shelf.apart], blanks),
    )


def _as_read_by(audience: str, row: Row, rules: Rules) -> Row:
    return replace(row, line=rules.line(row.class_, audience) if row.line else 0)


def _find_changed(today: Sequence[Row], past: Sequence[Row], blanks: Set[Spot]) -> frozenset[Spot]:
    """Rows that few people make different from what was published before: the difference would tell of those few."""
    before = {(row.indicator, _undated(row)): row.counts for row in past if (row.table, row.place) not in blanks}
    changed = set()
    for row in today:
        counts = before.get((row.indicator, row.cells))
        if counts is not None and counts != row.counts:
            steps = tuple(abs(now - then) for now, then in zip(row.counts, counts, strict=True))
            if is_small(replace(row, counts=steps), row.line):
                changed.add((row.table, row.place))
    return frozenset(changed)


def _find_same(world: World, today: Sequence[Row], past: Sequence[Row], blanks: Set[Spot]) -> dict[int, int]:
    """Counts that were published before and are still the same."""
    shown = [row for row in past if (row.table, row.place) not in blanks]
    before = {pair for row in shown for pair in zip(_undated(row), row.counts, strict=True)}
    counts = {pair for row in today for pair in zip(row.cells, row.counts, strict=True)}
    return {world.place[cell]: count for cell, count in before & counts}


def _undated(row: Row) -> tuple[Cell, ...]:
    return tuple(Cell(cell.measure, tuple(p for p in cell.where if p[0] != ARRIVED)) for cell in row.cells)
