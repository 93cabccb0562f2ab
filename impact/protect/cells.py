"""Which counts of people a table of figures gives away.

A published row is one or several counts: a share is those who have the attribute, those who have not, and those of
whom it is unknown. The same people have the same cell, whatever page, table or figure shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isnan
from types import MappingProxyType
from typing import NamedTuple

from impact.model import Figures, Scope
from impact.protect.rules import ARRIVED, OUT_OF_REACH, Counting, Rules

ALL, UNSPECIFIED, OTHER = "all", "unspecified", "other"
UNNAMED = "values that are not named"
MET, ACCOMPANIED = "met", "accompanied"
NOT_ACCOMPANIED = "met, not accompanied"
SUM, NOT = "sum of ", "not "
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
        arrived: of what was published before, the numbers of the publications by which its people were there.
    """

    page: str
    audience: str
    figures: Figures
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    arrived: tuple[str, ...] = ()


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


def find_where(
    scope: Scope, selected: Mapping[str, str], members: Mapping[str, tuple[str, ...]] = MappingProxyType({})
) -> Where:
    """What limits the people of a row: the scope and the row's own values.

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
    return tuple((name, tuple(sorted(set(values)))) for name, values in sorted(limits.items()) if values)


def with_condition(where: Where, name: str, values: Iterable[str]) -> Where:
    """The same people, limited to some values of one more attribute."""
    return tuple(sorted((*((n, v) for n, v in where if n != name), (name, tuple(sorted(values))))))


def with_limits(where: Where, limits: Where) -> Where:
    """The same people, limited to those who also satisfy some conditions."""
    kept = dict(where)
    for name, values in limits:
        kept[name] = tuple(sorted(set(kept.get(name, values)) & set(values)))
    return tuple(sorted(kept.items()))


def read_rows(number: int, table: Table, rules: Rules) -> tuple[Row, ...]:
    """The figures of people of one table, each with the counts that it shows. Figures of anything else are left out."""
    by = table.figures.by
    lines = list(_read_lines(table.figures, rules))
    totals = {
        (line.dims, rules.counting(line.indicator).of): _count(line.value)
        for line in lines
        if rules.counting(line.indicator).kind == "count" and not rules.counting(line.indicator).where
    }
    rows = []
    for line in lines:
        counting = rules.counting(line.indicator)
        where = find_where(table.figures.scope, dict(zip(by, line.dims, strict=True)), table.members)
        where = with_limits(where, counting.where)
        people = _count(line.people)
        total = people if counting.where else totals.get((line.dims, counting.of), people)
        shown = list(_show(counting, line, where, total))
        class_ = rules.class_of(line.indicator, [name for name, _ in where])
        if table.arrived:
            shown = [(Cell(c.measure, with_condition(c.where, ARRIVED, table.arrived)), n) for c, n in shown]
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


def _read_lines(figures: Figures, rules: Rules) -> Iterator[_Line]:
    frame = figures.frame.reset_index(drop=True)
    counts_people = frame["indicator"].isin(list(rules.indicators))
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
    untold = line.status == "no_data" or isnan(line.missing)
    missing = total if line.status == "hidden" else None if untold else _count(line.missing)
    match counting.kind:
        case "count":
            yield Cell(counting.of, where), _count(line.value)
        case "per" if not isnan(line.denominator):
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
            if missing is not None:
                yield Cell(counting.of, with_condition(where, field, [UNSPECIFIED])), missing
            yield Cell(f"{SUM}{line.indicator}", where), yes


def _show_share(
    counting: Counting, where: Where, yes: int, known: int, missing: int | None
) -> Iterator[tuple[Cell, int]]:
    field, values = counting.attributes[0], counting.values
    if any(name == field for name, _ in where):
        if missing is not None:
            yield Cell(counting.of, where), known + missing
        return
    yield Cell(counting.of, with_condition(where, field, values)), yes
    yield Cell(counting.of, with_condition(where, field, [f"{NOT}{value}" for value in values])), known - yes
    if missing is not None:
        yield Cell(counting.of, with_condition(where, field, [UNSPECIFIED])), missing


def is_small(row: Row, line: int) -> bool:
    """Whether a rule hides a row by itself: some count of people that it shows is below the line.

    Of a share of an attribute, neither those who have it nor those who have not may be below it, so that it is never
    0 % or 100 %. A count of nobody is shown.
    """
    if line == 0 or not row.cells:
        return 0 < row.people < line
    if line >= OUT_OF_REACH:
        return True
    yes, no = row.counts[0], row.counts[1] if len(row.counts) > 1 else 0
    match row.kind:
        case "share" if len(row.counts) > 1:
            return yes + no > 0 and min(yes, no) < line
        case "part":
            return 0 < yes < line or 0 < no < line
        case _:
            return 0 < yes < line


def guarded(row: Row) -> tuple[Cell, ...]:
    """The counts that must stay in doubt where a row is hidden: those of an attribute, not those of its unknowns."""
    match row.kind:
        case "mean":
            return row.cells[-1:]
        case "share" | "part":
            return row.cells[:2]
        case _:
            return row.cells[:1]
