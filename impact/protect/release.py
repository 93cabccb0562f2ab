"""From figures to what may be shown of them: every page of a release, protected together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

import pandas as pd

from impact.model import Figures, Project, ProtectedFigures
from impact.protect.cells import Row, Table, read_rows
from impact.protect.hide import hide_rows
from impact.protect.merge import merge_small
from impact.protect.reading import READ_BY, Shelf, Snapshot, fill_shelf, set_stage
from impact.protect.rules import Rules
from impact.protect.stage import Pattern, Spot

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
        returning: some people are in several projects: the counts of those do not add up.
        guiding: the answer (field, value) that makes somebody accompanied, where nothing else does.
    """

    rules: Mapping[str, Mapping[str, int]]
    cells: int
    hidden: Mapping[str, int]
    merged: Mapping[str, int]
    attacks: tuple[Attack, ...]
    verdict: str = "holds"
    returning: bool = False
    guiding: tuple[str, str] | None = None


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
    frozen: Sequence[Snapshot] = (),
    projects: Sequence[Project] = (),
    settled: Snapshot = (),
) -> Release:
    """Hides what would reveal somebody, over all pages together and over what was published before.

    The public reads the public pages alone, a funder every page. A page for `internal` readers shows all.

    Args:
        pages: page id → its audience, and its tables: every breakdown that the page shows.
        rules: classes and lines.
        frozen: what was published before, as it was shown, the oldest first.
        projects: the workspace's; a project's people are in its sector and year.
        settled: what is shown of the same people beside these pages, and stays as it is.

    Raises:
        Leak: a hidden count could be worked out, and nothing more can be hidden.
    """
    tables = [
        _merge(Table(page, audience, figures), rules)
        for page, (audience, page_figures) in sorted(pages.items())
        for figures in sorted(page_figures, key=lambda figures: figures.by)
    ]
    shelf = fill_shelf(tables, frozen, rules, projects, settled=settled)
    audiences = [who for who in READ_BY if any(table.audience == who for table in shelf.tables)]
    stages = {who: set_stage(shelf, who, rules) for who in audiences}
    release = _make_release(tables, shelf, hide_rows(stages), rules)
    returning = any(stage.world.returning for stage in stages.values())
    return replace(release, certificate=replace(release.certificate, returning=returning))


def _merge(table: Table, rules: Rules) -> Table:
    return merge_small(table, read_rows(0, table, rules), rules)


def protect_figures(
    figures: Figures,
    audience: str,
    rules: Rules,
    projects: Sequence[Project] = (),
    frozen: Sequence[Snapshot] = (),
    settled: Snapshot = (),
) -> ProtectedFigures:
    """What one query may show; an `internal` reader sees all.

    Raises:
        Leak: a hidden count could be worked out, and nothing more can be hidden.
    """
    release = protect_release({"query": (audience, [figures])}, rules, frozen, projects, settled)
    return release.pages["query"][figures.by]


def _make_release(tables: Sequence[Table], shelf: Shelf, patterns: Mapping[str, Pattern], rules: Rules) -> Release:
    hidden = frozenset[Spot]().union(*(pattern.hidden for pattern in patterns.values()))
    dropped = frozenset[Spot]().union(*(pattern.dropped for pattern in patterns.values()))
    pages: dict[str, dict[tuple[str, ...], ProtectedFigures]] = {}
    reasons: dict[str, Counter[str]] = {}
    for table, found in zip(tables, shelf.rows, strict=False):
        rows = [row for row in found if row.place >= 0]
        places = {row.place: row for row in rows if (row.table, row.place) in hidden}
        places |= {row.place: row for row in _find_tied(rows, places)}
        out = {row.place for row in rows if (row.table, row.place) in dropped}
        out |= _find_unnamed(rows, out)
        figures = table.figures
        frame = _blank(figures.frame, set(places), out)
        if table.audience in READ_BY:
            frame[NUMBERS] = frame[NUMBERS].mask(frame["status"].eq("no_data"))
        protected = ProtectedFigures(figures.by, figures.scope, table.audience, frame)
        pages.setdefault(table.page, {})[figures.by] = protected
        counter = reasons.setdefault(table.page, Counter())
        counter.update(row.class_ for row in places.values())
        counter.update(merged=sum(map(len, table.members.values())))
    hidden_by = {page: dict(+counter) for page, counter in reasons.items()}
    return Release(pages, _certify(shelf, patterns, hidden_by, rules), hidden_by)


def _certify(
    shelf: Shelf, patterns: Mapping[str, Pattern], hidden_by: Mapping[str, Mapping[str, int]], rules: Rules
) -> Certificate:
    today = shelf.tables[: shelf.today]
    return Certificate(
        {class_: dict(lines) for class_, lines in rules.lines.items()},
        sum(row.line > 0 and row.place >= 0 for rows in shelf.rows[: shelf.today] for row in rows),
        {page: sum(n for rule, n in counts.items() if rule != "merged") for page, counts in hidden_by.items()},
        {page: counts.get("merged", 0) for page, counts in hidden_by.items()},
        tuple(
            Attack(who, len({t.page for t in today if t.audience in READ_BY[who]}), pattern.attacked, 0)
            for who, pattern in patterns.items()
        ),
        guiding=rules.guiding,
    )


def _find_unnamed(rows: Sequence[Row], out: Set[int]) -> set[int]:
    """Lists of values of people who are left out."""
    kept = {row.dims for row in rows if row.cells and row.place not in out}
    gone = {row.dims for row in rows if row.place in out} - kept
    return {row.place for row in rows if row.dims in gone}


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
