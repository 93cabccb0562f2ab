"""Published tables, attacked again by one who has nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from impact.attack import NoWorldError, UnsolvedError
from impact.model import Figures, Project, ProtectedFigures
from impact.protect.cells import Row, Table, is_small
from impact.protect.ground import TABLE, Ground, Region
from impact.protect.hide import find_exposed
from impact.protect.known import Count
from impact.protect.reading import READ_BY, Snapshot, fill_shelf, set_stage
from impact.protect.rules import Rules, read_rules
from impact.protect.stage import Stage


def verify_tables(
    published: Sequence[ProtectedFigures],
    rules: Rules | None = None,
    projects: Sequence[Project] = (),
    frozen: Sequence[Snapshot] = (),
    returning: bool = False,
) -> list[str]:
    """What the published tables give away, in sentences; none where they hold.

    The public is played with the public tables alone, a funder with all of them.

    Args:
        published: the tables as they were written and read again; `hidden` and `no_data` stand in `status`.
        rules: classes and lines; those of the package unless given.
        projects: the workspace's; a project's people are in its sector and year.
        frozen: what was published before, the oldest first.
        returning: some people are known to be in several projects.

    >>> verify_tables([])
    []
    """
    rules = rules or read_rules(None, {})
    tables = [Table("", figures.audience, Figures(figures.by, figures.scope, figures.frame)) for figures in published]
    shelf = fill_shelf(tables, frozen, rules, projects, returning)
    found: list[str] = []
    for audience in READ_BY:
        if any(table.audience == audience for table in tables):
            found += _attack(set_stage(shelf, audience, rules))
    return found


def _attack(stage: Stage) -> Iterator[str]:
    audience, today = stage.audience, stage.own - stage.past
    for row in stage.rows:
        spot = (row.table, row.place)
        if row.place >= 0 and row.table in today and spot not in stage.settled and is_small(row, row.line):
            yield f"{_name_row(row, stage)} is shown to {audience} readers below its line ({row.line})."
    try:
        for count in find_exposed(stage):
            yield f"{_name_count(count, stage.world.ground)} can be worked out by {audience} readers."
    except NoWorldError:
        yield (
            f"The tables that {audience} readers see contradict one another: they were not attacked. "
            "Verify one release at a time."
        )
    except UnsolvedError:
        yield f"The tables that {audience} readers see could not be attacked in time: they count as a leak."


def _name_row(row: Row, stage: Stage) -> str:
    cut = ", ".join(f"{name} {value}" for name, value in zip(stage.dimensions[row.table], row.dims, strict=True))
    return f"{row.indicator} ({cut or 'overall'})"


def _name_count(count: Count, ground: Ground) -> str:
    limits = ", ".join(f"{name} {' or '.join(values)}" for name, values in count.limits)
    everywhere = len(count.region) == len(ground.spots)
    where = "" if everywhere else f"; {_name_region(count.region, ground)}"
    outside = f"; not in {_name_region(count.outside, ground)}" if count.outside else ""
    return f"A hidden count of people ({count.measure}; {limits or 'overall'}{where}{outside})"


def _name_region(region: Region, ground: Ground) -> str:
    names = [[value for name, value in ground.spots[spot].items() if name != TABLE] for spot in region]
    return " + ".join(", ".join(values) or "everywhere" for values in names)
