"""From figures to what may be shown of them: every page of a release, protected together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from impact.model import Figures, Project, ProtectedFigures
from impact.protect.cells import ALL, OTHER, UNNAMED, UNSPECIFIED, Ground, Row, Table, find_ground, read_rows
from impact.protect.hide import hide_rows
from impact.protect.merge import find_absent, find_names, is_named, merge_small
from impact.protect.rules import Rules
from impact.protect.stage import Pattern, Spot, Stage, is_small
from impact.protect.world import World, build_world

NUMBERS = ["value", "numerator", "denominator", "missing"]


@dataclass(frozen=True)
class Attack:
    """One attack, on all that an audience can read together.

    Attributes:
        audience: who was played.
        pages: how many pages they read.
        counts: how many counts they tried to work out.
        found: how many they could.
    """

    audience: str
    pages: int
    counts: int
    found: int


@dataclass(frozen=True)
class Certificate:
    """What was done to protect a release; it says nothing of which blank hides a small count.

    Attributes:
        rules: class → audience → the line below which a count is hidden.
        cells: figures of people that would be shown.
        hidden: of those, how many are hidden, by page.
        merged: values of attributes that stand together as “other”, by page.
        attacks: what was tried.
        verdict: `holds`; a release that does not hold is not made.
    """

    rules: Mapping[str, Mapping[str, int]]
    cells: int
    hidden: Mapping[str, int]
    merged: Mapping[str, int]
    attacks: tuple[Attack, ...]
    verdict: str = "holds"


@dataclass(frozen=True, eq=False)
class Release:
    """All pages, protected together.

    Attributes:
        pages: page id → dimensions → figures that may be shown.
        certificate: what was done, to stand beside the reports.
        hidden_by: page id → rule (`personal`, `sensitive`, `never`: the class of what is hidden; `merged`) → figures.
    """

    pages: Mapping[str, Mapping[tuple[str, ...], ProtectedFigures]]
    certificate: Certificate
    hidden_by: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def protect_release(
    pages: Mapping[str, tuple[str, Sequence[Figures]]],
    rules: Rules,
    frozen: Sequence[ProtectedFigures] = (),
    projects: Sequence[Project] = (),
) -> Release:
    """Hides what would reveal somebody, over all pages together and over what was published before.

    The public pages come first, against those who read them alone; then the funders' pages, against a funder who has
    read every page; what he makes it necessary to hide from the public is hidden, and all is done again. A page for
    `internal` readers shows all.

    Args:
        pages: page id → its audience, and its tables: every breakdown that the page shows.
        rules: classes and lines.
        frozen: what was published before, as it was shown.
        projects: the workspace's; a project's people are in its sector and year.

    Raises:
        Leak: a hidden count could be worked out, and nothing more can be hidden.
    """
    shelf = _prepare(pages, rules, frozen, projects)
    stages = _set_stages(shelf, rules)
    while True:
        patterns = _protect_audiences(shelf, stages, rules)
        public, funder = patterns.get("public"), patterns.get("funder")
        if public is None or funder is None:
            return _make_release(shelf, patterns, rules)
        more = {spot for spot in funder.hidden - public.hidden if shelf.shown[spot[0]].audience == "public"}
        if not more:
            return _make_release(shelf, patterns, rules)
        stages |= {"public": replace(stages["public"], changed=stages["public"].changed | more)}


def _protect_audiences(shelf: _Shelf, stages: Mapping[str, Stage], rules: Rules) -> dict[str, Pattern]:
    """The public's pages first; then the funders', with what is hidden from the public already hidden."""
    patterns: dict[str, Pattern] = {}
    for audience, stage in stages.items():
        settled = frozenset[Spot]().union(*(pattern.hidden for pattern in patterns.values()))
        left_out = frozenset[Spot]().union(*(pattern.dropped for pattern in patterns.values()))
        patterns[audience] = hide_rows(replace(stage, settled=settled, left_out=left_out), rules, shelf.dimensions)
    return patterns


def protect_figures(
    figures: Figures, audience: str, rules: Rules, projects: Sequence[Project] = ()
) -> ProtectedFigures:
    """What one query may show; an `internal` reader sees all.

    Raises:
        Leak: a hidden count could be worked out, and nothing more can be hidden.
    """
    release = protect_release({"query": (audience, [figures])}, rules, projects=projects)
    return release.pages["query"][figures.by]


def _read_by(audience: str) -> tuple[str, ...]:
    return ("public",) if audience == "public" else ("public", "funder")


@dataclass(frozen=True, eq=False)
class _Shelf:
    """Tables and rows of a release. Table `n` as computed is number `n + len(shown)`; past tables come after those.

    Attributes:
        shown: the tables, small values put together.
        rows: their figures of people, by table.
        computed: the figures of people as computed, by table.
        past: what was published before: its audience and its figures of people, by table.
        dimensions: of every table, in the order of the numbers.
        ground: the projects that people are counted in.
    """

    shown: tuple[Table, ...]
    rows: tuple[tuple[Row, ...], ...]
    computed: tuple[tuple[Row, ...], ...]
    past: tuple[tuple[str, tuple[Row, ...]], ...]
    dimensions: tuple[tuple[str, ...], ...]
    ground: Ground


def _prepare(
    pages: Mapping[str, tuple[str, Sequence[Figures]]],
    rules: Rules,
    frozen: Sequence[ProtectedFigures],
    projects: Sequence[Project],
) -> _Shelf:
    tables = [
        Table(page, audience, figures)
        for page, (audience, page_figures) in sorted(pages.items())
        for figures in sorted(page_figures, key=lambda figures: figures.by)
    ]
    size, ground, names = len(tables), find_ground(tables, projects), find_names(tables, rules)
    computed = [read_rows(size + n, table, rules, ground) for n, table in enumerate(tables)]
    shown = [merge_small(table, found, rules, names) for table, found in zip(tables, computed, strict=True)]
    rows = [list(read_rows(n, table, rules, ground)) for n, table in enumerate(shown)]
    for n, table in enumerate(shown):
        absent = find_absent(table, computed[n], names, rules)
        rows[n] += [replace(row, table=n) for row in absent if is_named(table, row)]
        computed[n] = (*computed[n], *(row for row in absent if not is_named(table, row)))
    past = [_recall(figures, computed, tables) for figures in frozen if figures.audience != "internal"]
    past_rows = tuple((table.audience, read_rows(2 * size + n, table, rules, ground)) for n, table in enumerate(past))
    dimensions = [table.figures.by for table in (*tables, *tables, *past)]
    return _Shelf(tuple(shown), tuple(map(tuple, rows)), tuple(computed), past_rows, tuple(dimensions), ground)


def _recall(frozen: ProtectedFigures, computed: Sequence[Sequence[Row]], tables: Sequence[Table]) -> Table:
    """What was shown before, as a table; its “other” stands for the values that it does not name."""
    members = {}
    for name in frozen.by:
        named = set(frozen.frame[name].astype(str))
        if OTHER in named:
            today = {
                row.dims[table.figures.by.index(name)]
                for rows, table in zip(computed, tables, strict=True)
                if name in table.figures.by
                for row in rows
            }
            members[name] = tuple(sorted(today - named - {ALL, UNSPECIFIED}))
    seen = frozen.frame[frozen.frame["status"] != "hidden"]
    return Table("", frozen.audience, Figures(frozen.by, frozen.scope, seen), members)


def _set_stages(shelf: _Shelf, rules: Rules) -> dict[str, Stage]:
    """What each audience that has pages of its own sees together, before anything is hidden."""
    tables = {
        audience: [n for n, table in enumerate(shelf.shown) if table.audience in _read_by(audience)]
        for audience in ("public", "funder")
        if any(table.audience == audience for table in shelf.shown)
    }
    return {audience: _set_stage(shelf, audience, numbers, rules) for audience, numbers in tables.items()}


def _set_stage(shelf: _Shelf, audience: str, tables: Sequence[int], rules: Rules) -> Stage:
    rows = [_as_read_by(audience, row, rules) for n in tables for row in shelf.rows[n]]
    merged = [n for n in tables if shelf.shown[n].members]
    computed = [_as_read_by(audience, row, rules) for n in merged for row in shelf.computed[n]]
    past = [row for who, found in shelf.past if who in _read_by(audience) for row in found]
    world = build_world(shelf.dimensions, [*rows, *computed, *past], rules, shelf.ground)
    return Stage(
        world,
        audience,
        tuple(rows),
        behind=tuple(row for row in computed if not is_named(shelf.shown[row.table - len(shelf.shown)], row)),
        changed=_find_changed(rows, past),
        known=_find_known(world, past),
    )


def _as_read_by(audience: str, row: Row, rules: Rules) -> Row:
    return replace(row, line=rules.line(row.class_, audience) if row.line else 0)


def _find_known(world: World, past: Sequence[Row]) -> frozenset[int]:
    """Counts that were published before and are still the same."""
    return frozenset(
        world.place[cell]
        for row in past
        for cell, count in zip(row.cells, row.counts, strict=True)
        if world.counts[world.place[cell]] == count
    )


def _find_changed(rows: Sequence[Row], past: Sequence[Row]) -> frozenset[Spot]:
    """Rows that few people make different from what was published before: the difference would tell of those few."""
    before = {(row.indicator, row.cells): row.counts for row in past}
    changed = set()
    for row in rows:
        counts = before.get((row.indicator, row.cells))
        if counts is not None and counts != row.counts:
            steps = tuple(abs(now - then) for now, then in zip(row.counts, counts, strict=True))
            if is_small(replace(row, counts=steps), row.line):
                changed.add((row.table, row.place))
    return frozenset(changed)


def _make_release(shelf: _Shelf, patterns: Mapping[str, Pattern], rules: Rules) -> Release:
    hidden = frozenset[Spot]().union(*(pattern.hidden for pattern in patterns.values()))
    dropped = frozenset[Spot]().union(*(pattern.dropped for pattern in patterns.values()))
    pages: dict[str, dict[tuple[str, ...], ProtectedFigures]] = {}
    reasons: dict[str, Counter[str]] = {}
    for table, found in zip(shelf.shown, shelf.rows, strict=True):
        rows = [row for row in found if row.place >= 0]
        places = {row.place: row for row in rows if (row.table, row.place) in hidden}
        places |= {row.place: row for row in _find_tied(rows, places)}
        out = {row.place for row in rows if (row.table, row.place) in dropped}
        figures = table.figures
        protected = ProtectedFigures(figures.by, figures.scope, table.audience, _blank(figures.frame, set(places), out))
        pages.setdefault(table.page, {})[figures.by] = protected
        counter = reasons.setdefault(table.page, Counter())
        counter.update(row.class_ for row in places.values())
        counter.update(merged=sum(value != UNNAMED for values in table.members.values() for value in values))
    hidden_by = {page: dict(+counter) for page, counter in reasons.items()}
    return Release(pages, _certify(shelf, patterns, hidden_by, rules), hidden_by)


def _certify(
    shelf: _Shelf, patterns: Mapping[str, Pattern], hidden_by: Mapping[str, Mapping[str, int]], rules: Rules
) -> Certificate:
    return Certificate(
        {class_: dict(lines) for class_, lines in rules.lines.items()},
        sum(row.line > 0 and row.place >= 0 for rows in shelf.rows for row in rows),
        {page: sum(n for rule, n in counts.items() if rule != "merged") for page, counts in hidden_by.items()},
        {page: counts.get("merged", 0) for page, counts in hidden_by.items()},
        tuple(
            Attack(who, len({t.page for t in shelf.shown if t.audience in _read_by(who)}), pattern.attacked, 0)
            for who, pattern in patterns.items()
        ),
    )


def _find_tied(rows: Sequence[Row], hidden: Mapping[int, Row]) -> list[Row]:
    """Lists of values, which are hidden with the number of people behind them."""
    blank = {row.dims for row in hidden.values() if row.kind == "count"}
    return [row for row in rows if row.kind == "list" and row.line and (row.people < row.line or row.dims in blank)]


def _blank(figures: pd.DataFrame, hidden: set[int], dropped: set[int]) -> pd.DataFrame:
    frame = figures.reset_index(drop=True).drop(columns="people", errors="ignore")
    blank = frame.index.isin(sorted(hidden)) | ((frame["status"] == "ok") & frame["value"].isna())
    if blank.any():
        frame[NUMBERS] = frame[NUMBERS].mask(pd.Series(blank, index=frame.index))
        frame["status"] = frame["status"].mask(blank, "hidden")
    return frame[~frame.index.isin(sorted(dropped))].reset_index(drop=True) if dropped else frame
