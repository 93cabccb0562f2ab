"""Which counts of people a table of figures gives away.

A published row is one or several counts: a share is those who have the attribute, those who have not, and those of
whom it is unknown. The same people have the same cell, whatever page, table or figure shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan
from types import MappingProxyType
from typing import NamedTuple

from impact.model import Figures, Project, Scope
from impact.protect.rules import Counting, Rules

ALL, UNSPECIFIED, OTHER, NOWHERE = "all", "unspecified", "other", "nowhere"
UNNAMED = "values that are not named"
MET, ACCOMPANIED = "met", "accompanied"
NOT_ACCOMPANIED = "met, not accompanied"
Where = tuple[tuple[str, tuple[str, ...]], ...]
Dims = tuple[str, ...]


class Cell(NamedTuple):
    """A set of people: `measure` says which, `where` what limits them (dimension → accepted values, in order)."""

    measure: str
    where: Where


@dataclass(frozen=True)
class Row:
    """One figure of one table, and the counts of people that it shows.

    Attributes:
        table: the place of its table.
        place: its place in the table's frame.
        indicator: what it measures.
        dims: the value of each dimension of the table.
        cells: the counts that it shows, in a fixed order for each kind of figure.
        counts: how many people (of a mean's last cell: the sum) there are in each.
        class_: how protected it is.
        line: below how many people it is hidden from its readers; 0 where it is always shown.
        kind: how it counts people (`Counting.kind`).
        people: how many people are behind it.
    """

    table: int
    place: int
    indicator: str
    dims: Dims
    cells: tuple[Cell, ...]
    counts: tuple[int, ...]
    class_: str
    line: int
    kind: str
    people: int


@dataclass(frozen=True, eq=False)
class Table:
    """One table of one page.

    Attributes:
        page: the page's id.
        audience: who reads it.
        figures: what it would show.
        members: dimension → the values that stand together as “other”.
    """

    page: str
    audience: str
    figures: Figures
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class _Line(NamedTuple):
    """One row of a frame, as its columns have it."""

    place: int
    indicator: str
    dims: Dims
    value: float
    numerator: float
    denominator: float
    missing: float
    people: float
    status: str


@dataclass(frozen=True, eq=False)
class Ground:
    """Where people are counted.

    Attributes:
        projects: those that the workspace declares.
        whole: everybody is in one of these projects: sectors and years are then sets of projects.
    """

    projects: Mapping[str, Project] = field(default_factory=dict)
    whole: bool = False


def find_where(
    scope: Scope,
    selected: Mapping[str, str],
    members: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    ground: Ground | None = None,
) -> Where:
    """What limits the people of a row: the scope, the row's own values, and what its projects imply.

    >>> find_where(Scope(years=(2020, 2019)), {"sector": "textile", "year": "all"})
    (('sector', ('textile',)), ('year', ('2019', '2020')))
    """
    limits = {
        "project": scope.projects,
        "sector": scope.sectors,
        "year": tuple(str(year) for year in scope.years),
        **dict(scope.where),
    }
    limits |= {
        name: members[name] if value == OTHER and name in members else (value,)
        for name, value in selected.items()
        if value != ALL
    }
    limits |= _find_projects(limits, ground or Ground())
    return tuple((name, tuple(sorted(set(values)))) for name, values in sorted(limits.items()) if values)


def _find_projects(limits: Mapping[str, tuple[str, ...]], ground: Ground) -> dict[str, tuple[str, ...]]:
    """The same limits of place and year in one way only: by projects where everybody is in one."""
    matching = tuple(
        name
        for name, project in ground.projects.items()
        if all(
            not limits[limit] or str(UNSPECIFIED if value is None else value) in limits[limit]
            for limit, value in (("project", name), ("sector", project.sector), ("year", project.year))
        )
    )
    if ground.whole:
        everywhere = len(matching) == len(ground.projects)
        return {"project": () if everywhere else matching or (NOWHERE,), "sector": (), "year": ()}
    if not limits["project"] or not set(limits["project"]) <= set(ground.projects):
        return {}
    found = [ground.projects[name] for name in matching]
    sectors = tuple(project.sector for project in found if project.sector is not None)
    years = tuple(str(project.year) for project in found if project.year is not None)
    implied = {"sector": sectors, "year": years}
    return {name: values for name, values in implied.items() if len(values) == len(found)}


def with_condition(where: Where, name: str, values: Iterable[str]) -> Where:
    """The same people, limited to some values of one more attribute."""
    return tuple(sorted((*((n, v) for n, v in where if n != name), (name, tuple(sorted(values))))))


def without(where: Where, names: Iterable[str]) -> Where:
    """The same people, no longer limited by these attributes."""
    left_out = set(names)
    return tuple((name, values) for name, values in where if name not in left_out)


def read_rows(number: int, table: Table, rules: Rules, ground: Ground) -> tuple[Row, ...]:
    """The figures of people of one table, each with the counts that it shows. Figures of anything else are left out."""
    by = table.figures.by
    lines = list(_read_lines(table.figures, rules))
    totals = {
        (line.dims, rules.indicators[line.indicator].of): _count(line.value)
        for line in lines
        if line.indicator in rules.indicators and rules.indicators[line.indicator].kind == "count"
    }
    rows = []
    for line in lines:
        counting = rules.counting(line.indicator)
        where = find_where(table.figures.scope, dict(zip(by, line.dims, strict=True)), table.members, ground)
        total = totals.get((line.dims, counting.of), _count(line.people))
        shown = list(_show(counting, line, where, total))
        class_ = rules.class_of(line.indicator, [name for name, _ in where])
        rows.append(
            Row(
                table=number,
                place=line.place,
                indicator=line.indicator,
                dims=line.dims,
                cells=tuple(cell for cell, _ in shown),
                counts=tuple(count for _, count in shown),
                class_=class_,
                line=rules.line(class_, table.audience) if line.status != "no_data" else 0,
                kind=counting.kind,
                people=total,
            )
        )
    return tuple(rows)


def find_ground(tables: Sequence[Table], projects: Sequence[Project]) -> Ground:
    """The projects, and whether every page counts all its people in one of them."""
    known = {project.id: project for project in projects}
    scopes = {table.figures.scope for table in tables}
    peopled: set[str] = set()
    for table in tables:
        if table.figures.by == ("project",):
            frame = table.figures.frame
            people = frame[frame["indicator"].eq("people_met") & frame["value"].gt(0) & frame["project"].ne(ALL)]
            if set(people["project"]) <= set(known):
                peopled |= set(people["project"])
                scopes.discard(table.figures.scope)
    if scopes or not peopled:
        return Ground(known)
    return Ground({name: known[name] for name in sorted(peopled)}, whole=True)


def _read_lines(figures: Figures, rules: Rules) -> Iterator[_Line]:
    frame = figures.frame.reset_index(drop=True)
    counts_people = frame["indicator"].isin(rules.built_in if "people" in frame else list(rules.indicators))
    if "people" in frame:
        counts_people |= frame["people"].notna() & ~frame["indicator"].isin(rules.free)
    chosen = frame[counts_people]
    names = [chosen[name].astype(str).tolist() for name in figures.by]
    numbers = [
        chosen[name].astype(float).tolist() if name in chosen else [float("nan")] * len(chosen)
        for name in ("value", "numerator", "denominator", "missing", "people")
    ]
    dims = list(zip(*names, strict=True)) if names else [()] * len(chosen)
    places, indicators, status = chosen.index.tolist(), chosen["indicator"].tolist(), chosen["status"].tolist()
    yield from map(_Line, places, indicators, dims, *numbers, status)


def _count(value: float) -> int:
    return 0 if isnan(value) else round(value)


def _show(counting: Counting, line: _Line, where: Where, total: int) -> Iterator[tuple[Cell, int]]:
    """The counts that a row shows, with their numbers of people."""
    yes, known = _count(line.numerator), _count(line.denominator)
    missing = total if isnan(line.denominator) else _count(line.missing)
    match counting.kind:
        case "count":
            yield Cell(counting.of, where), _count(line.value)
        case "per":
            yield Cell(counting.of, where), known
        case "part":
            yield Cell(ACCOMPANIED, where), yes
            yield Cell(NOT_ACCOMPANIED, where), known - yes
            yield Cell(MET, where), known
        case "share":
            yield from _show_share(counting, where, yes, known, missing)
        case "mean":
            field = counting.attributes[0]
            yield Cell(counting.of, with_condition(where, field, ["known"])), known
            yield Cell(counting.of, with_condition(where, field, [UNSPECIFIED])), missing
            yield Cell(f"sum of {line.indicator}", where), yes
        case "own":
            yield from _show_own(line, where, yes, known, missing)


def _show_share(counting: Counting, where: Where, yes: int, known: int, missing: int) -> Iterator[tuple[Cell, int]]:
    field, value = counting.attributes[0], counting.value
    if any(name == field for name, _ in where):
        yield Cell(counting.of, where), known + missing
        return
    yield Cell(counting.of, with_condition(where, field, [value])), yes
    yield Cell(counting.of, with_condition(where, field, [f"not {value}"])), known - yes
    yield Cell(counting.of, with_condition(where, field, [UNSPECIFIED])), missing


def _show_own(line: _Line, where: Where, yes: int, known: int, missing: int) -> Iterator[tuple[Cell, int]]:
    if isnan(line.denominator):
        yield Cell(line.indicator, where), _count(line.value)
        return
    for answer, count in ("yes", yes), ("no", known - yes), (UNSPECIFIED, missing):
        yield Cell(line.indicator, with_condition(where, "answer", [answer])), count
