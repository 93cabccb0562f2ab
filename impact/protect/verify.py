"""Published tables, attacked again by one who has nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from impact.attack import Fact, UnsolvedError, complete_world
from impact.model import Figures, Project, ProtectedFigures
from impact.protect.cells import (
    ALL,
    MET,
    OTHER,
    UNNAMED,
    UNSPECIFIED,
    Cell,
    Ground,
    Row,
    Table,
    find_ground,
    read_rows,
    with_condition,
)
from impact.protect.gaps import GAP, find_gaps, split_cell
from impact.protect.hide import find_exposed
from impact.protect.merge import find_absent, find_names
from impact.protect.rules import Rules, read_rules
from impact.protect.stage import Spot, Stage, is_small
from impact.protect.world import Doubt, bind_rows, build_world, count_cells


def verify_tables(
    published: Sequence[ProtectedFigures], rules: Rules | None = None, projects: Sequence[Project] = ()
) -> list[str]:
    """What the published tables give away, in sentences; none where they hold.

    The public is played with the public tables alone, a funder with all of them.

    Args:
        published: the tables as they were written and read again; `hidden` and `no_data` stand in `status`.
        rules: classes and lines; those of the package unless given.
        projects: the workspace's; a project's people are in its sector and year.

    >>> verify_tables([])
    []
    """
    rules = rules or read_rules(None, {})
    found: list[str] = []
    for audience, read in (("public", ("public",)), ("funder", ("public", "funder"))):
        tables = [figures for figures in published if figures.audience in read]
        if any(figures.audience == audience for figures in tables):
            found += _attack(tables, audience, rules, projects)
    return found


@dataclass(frozen=True, eq=False)
class _Pile:
    """All that one audience reads.

    Attributes:
        rows: the figures of people, with the line of those who read.
        behind: rows that “other” may stand for.
        hidden: spots of the hidden rows.
        ground: the projects that people are counted in.
        dimensions: of each table.
    """

    rows: tuple[Row, ...]
    behind: tuple[Row, ...]
    hidden: frozenset[Spot]
    ground: Ground
    dimensions: tuple[tuple[str, ...], ...]


def _attack(
    published: Sequence[ProtectedFigures], audience: str, rules: Rules, projects: Sequence[Project]
) -> Iterator[str]:
    pile = _pile_up(published, audience, rules, projects)
    shown = [row for row in pile.rows if (row.table, row.place) not in pile.hidden]
    for row in shown:
        if published[row.table].audience == audience and is_small(row, row.line):
            yield f"{_name_row(row, pile)} is shown to {audience} readers below its line ({row.line})."
    try:
        doubt = _find_doubt(pile, rules)
        rows, behind = _suppose(pile, rules, doubt)
        world = build_world(pile.dimensions, [*rows, *behind], rules, pile.ground, doubt)
        own = frozenset(spot for spot in pile.hidden if published[spot[0]].audience == audience)
        merged = tuple(row for row in behind if UNNAMED not in row.dims)
        stage = Stage(
            world,
            audience,
            rows,
            behind=merged,
            settled=pile.hidden,
            final=True,
            attacked=own,
        )
        for cell in find_exposed(stage, rules, pile.dimensions):
            yield f"{_name_cell(cell)} can be worked out by {audience} readers."
    except UnsolvedError:
        yield f"The tables that {audience} readers see could not be attacked in time: they count as a leak."


def _pile_up(published: Sequence[ProtectedFigures], audience: str, rules: Rules, projects: Sequence[Project]) -> _Pile:
    plain = [Table("", figures.audience, Figures(figures.by, figures.scope, figures.frame)) for figures in published]
    ground = find_ground(plain, projects)
    names = find_names(plain, rules)
    rows: list[Row] = []
    hidden: set[Spot] = set()
    for number, table in enumerate(plain):
        listed = {name: set(table.figures.frame[name].astype(str)) for name in table.figures.by}
        members = {
            name: (*sorted(names[name] - values), UNNAMED)
            for name, values in listed.items()
            if OTHER in values and name in names
        }
        found = read_rows(number, replace(table, members=members), rules, ground)
        rows += [replace(row, line=rules.line(row.class_, audience) if row.line else 0) for row in found]
        blank = table.figures.frame["status"].eq("hidden").tolist()
        hidden |= {(number, place) for place, is_blank in enumerate(blank) if is_blank}
    dimensions = tuple(figures.by for figures in published)
    behind = [member for row in rows for member in _find_members(row, dimensions[row.table])]
    for number, table in enumerate(plain):
        left_out = [row for row in rows if row.table == number and _is_bare(row, table)]
        absent = find_absent(table, left_out, names, rules)
        behind += [replace(row, table=-1, line=rules.line(row.class_, audience)) for row in absent]
    return _Pile(tuple(rows), tuple(behind), frozenset(hidden), ground, dimensions)


def _is_bare(row: Row, table: Table) -> bool:
    """Whether a row is the margin of one attribute whose values are all left out."""
    return row.dims == (ALL,) and set(table.figures.frame[table.figures.by[0]]) <= {ALL, UNSPECIFIED}


def _find_members(row: Row, by: Sequence[str]) -> Iterator[Row]:
    """The values that a row of “other” may stand for, each as a row that nobody shows."""
    for at, name in enumerate(by):
        if row.dims[at] == OTHER and row.cells:
            for value in dict(row.cells[0].where).get(name, ()):
                cells = tuple(Cell(cell.measure, with_condition(cell.where, name, [value])) for cell in row.cells)
                dims = (*row.dims[:at], value, *row.dims[at + 1 :])
                yield replace(row, table=-1, place=-1, dims=dims, cells=cells, counts=(0,) * len(cells))


def _suppose(pile: _Pile, rules: Rules, doubt: Doubt) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The same rows, with counts for the hidden ones that agree with the others."""
    everything = [*pile.rows, *pile.behind]
    shown = [row for row in pile.rows if (row.table, row.place) not in pile.hidden]
    known = count_cells(shown)
    asked = count_cells(everything)
    gaps = find_gaps(everything, {**asked, **known}, rules, pile.ground, asked.keys() - known.keys())
    cells = sorted({**asked, **{gap.cell: 0 for gap in gaps}})
    place = {cell: number for number, cell in enumerate(cells)}
    unknown = frozenset(place[cell] for cell in cells if cell not in known)
    counts = [known.get(cell, 0) for cell in cells]
    found = [
        *bind_rows(pile.dimensions, everything, place, counts, rules, replace(doubt, unknown=unknown)),
        *(Fact(tuple((place[cell], weight) for cell, weight in gap.terms), 0, 0) for gap in gaps),
    ]
    facts = [fact for fact in found if fact.holds(counts) or any(p in unknown for p, _ in fact.terms)]
    named = [row for row in pile.rows if (row.table, row.place) in pile.hidden and len(row.cells) == 1]
    floors = {place[row.cells[0]]: 1 for row in named if place[row.cells[0]] in unknown}
    world = complete_world(counts, unknown, facts, floors)

    def with_counts(rows: Sequence[Row]) -> tuple[Row, ...]:
        return tuple(replace(row, counts=tuple(world[place[cell]] for cell in row.cells)) for row in rows)

    return with_counts(pile.rows), with_counts(pile.behind)


def _find_doubt(pile: _Pile, rules: Rules) -> Doubt:
    """Where people are in several projects, one may have several answers, and the reader sees that some are."""
    heads = {cell: count for cell, count in count_cells(pile.rows).items() if cell.measure == MET}
    asked = {counting.attributes[0] for counting in rules.indicators.values() if counting.kind == "share"}
    loose, fickle = set(), set()
    for cell in count_cells([*pile.rows, *pile.behind]):
        (_, attributes), page = split_cell(cell, rules)
        names = {name for name, _ in attributes} - rules.constant
        projects = dict(page).get("project", tuple(pile.ground.projects))
        parts = [Cell(MET, (("project", (project,)),)) for project in projects]
        alone = [Cell(MET, ())] if len(pile.ground.projects) == 1 else parts
        several = sum(heads.get(part, 0) for part in alone) != heads.get(Cell(MET, page), 0)
        if names and (several or not pile.ground.whole):
            loose.add(cell)
        if names & asked and (several or (not pile.ground.whole and len(projects) != 1)):
            fickle.add(cell)
    return Doubt(loose=loose, fickle=fickle)


def _name_row(row: Row, pile: _Pile) -> str:
    cut = ", ".join(f"{name} {value}" for name, value in zip(pile.dimensions[row.table], row.dims, strict=True))
    return f"{row.indicator} ({cut or 'overall'})"


def _name_cell(cell: Cell) -> str:
    names = (f"{'without' if name == GAP else name} {' or '.join(values)}" for name, values in cell.where)
    return f"A hidden count of people ({cell.measure}; {', '.join(names) or 'overall'})"
