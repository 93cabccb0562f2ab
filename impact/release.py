"""What all the reports of a workspace may show, protected together, and each report's contents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from impact.config import GENERAL, find_pages, find_projects, find_sectors, key_of, nearest_names
from impact.disk import write_whole
from impact.errors import UsageError
from impact.model import Figures, Page, ProtectedFigures, Quality, ReportData
from impact.privacy import read_privacy
from impact.protect import protect_figures, protect_release
from impact.protect.kept import KeptRelease, Shown, keep, read_kept, write_kept
from impact.report.plan import BREAKDOWNS
from impact.snapshots import find_revised, mark_of_frozen, read_frozen
from impact.words import check_language

if TYPE_CHECKING:
    from impact.settings import Settings
    from impact.workspace import Workspace


def find_page(settings: Settings, name: str | None, language: str | None = None, year: int | None = None) -> Page:
    """The general page, or a funder's, in the language asked for and narrowed to a year.

    Raises:
        UsageError: no such funder or language; the sentence names the nearest.
    """
    pages = find_pages(settings)
    general = next(iter(pages))
    wanted = general if name is None or name in GENERAL.values() else name
    if wanted not in pages:
        raise UsageError(
            "There is no funder “{name}” in impact.toml; {nearest}", name=wanted, nearest=nearest_names(wanted, pages)
        )
    page = pages[wanted]
    page = replace(page, language=language or page.language)
    check_language(page.language)
    if wanted == general:
        page = replace(page, id=GENERAL[page.language])
    return page if year is None else _narrowed(page, year, settings)


def _narrowed(page: Page, year: int, settings: Settings) -> Page:
    if page.scope.years and year not in page.scope.years:
        raise UsageError("The report “{name}” has no year {year}.", name=page.id, year=year)
    of_year = {project.id for project in settings.projects if project.year == year}
    targets = tuple(t for t in page.targets if t.year == year or (t.year is None and t.project in of_year))
    return replace(page, scope=replace(page.scope, years=(year,)), targets=targets)


def read_release(workspace: Workspace, page: Page, year: int | None = None) -> ReportData:
    """All that one report says; the release is computed once for all of them."""
    settings = workspace.settings
    release = keep_release(workspace, year)
    key = key_of(page.id)
    own = settings.organisation
    from impact import __version__

    stamp, declared = workspace.stamp, workspace.own_indicators.values()
    projects = [p for p in find_projects(settings).values() if _in_scope(page, p.id, p.sector, p.year)]
    return ReportData(
        page=page,
        organisation=own.words[page.language],
        currency=own.currency,
        projects=tuple(projects),
        sectors=find_sectors(settings),
        figures=restrict(release.pages[key], page),
        quality=measure_quality(workspace, page.audience),
        version=__version__,
        inputs=tuple((file, digest) for file, digest in stamp["inputs"]) if stamp else (),
        narrative=own.narrative or "",
        hidden_by=release.hidden_by.get(key, {}),
        own={own.id: (own.label, own.definition) for own in declared if own.label and own.definition},
        published=find_revised(workspace.root, key, release.pages[key], own.currency),
    )


def _in_scope(page: Page, project: str, sector: str | None, year: int | None) -> bool:
    scope = page.scope
    return all(
        not wanted or value in wanted
        for wanted, value in ((scope.projects, project), (scope.sectors, sector), (scope.years, year))
    )


def restrict(figures: Shown, page: Page) -> Shown:
    """Only the indicators that the funder asked for or was promised, where it asked."""
    if not page.indicators:
        return figures
    wanted = {*page.indicators, *(target.indicator for target in page.targets)}
    return {by: replace(f, frame=f.frame[f.frame["indicator"].isin(wanted)]) for by, f in figures.items()}


def compute_release(workspace: Workspace, year: int | None) -> KeptRelease:
    """Every page's figures, computed and protected together; with a year, those so narrowed beside the whole ones."""
    settings = workspace.settings
    pages = {key_of(i): page for i, page in find_pages(settings).items()}
    asked = {i: p for i, p in pages.items() if year is not None and (not p.scope.years or year in p.scope.years)}
    all_pages = {**pages, **{f"{i}@{year}": _narrowed(p, year, settings) for i, p in asked.items() if year is not None}}
    computed = {i: (p.audience, _compute_page(workspace, p)) for i, p in all_pages.items()}
    projects, frozen = list(find_projects(settings).values()), read_frozen(workspace.root)
    release = protect_release(computed, read_privacy(settings, workspace.tables), frozen, projects)
    suffix = "" if year is None else f"@{year}"
    kept = keep(release)
    return replace(kept, pages=_of_year(kept.pages, suffix), hidden_by=_of_year(kept.hidden_by, suffix))


def protect_query(workspace: Workspace, figures: Figures, audience: str) -> ProtectedFigures:
    """What one query may show, beside all that the reports show today and whatever was published before."""
    rules = read_privacy(workspace.settings, workspace.tables)
    projects = list(find_projects(workspace.settings).values())
    if audience == "internal":
        return protect_figures(figures, audience, rules)
    today = [table for shown in keep_release(workspace, None).pages.values() for table in shown.values()]
    return protect_figures(figures, audience, rules, projects, read_frozen(workspace.root), today)


Value = TypeVar("Value")


def _of_year(by_page: Mapping[str, Value], suffix: str) -> dict[str, Value]:
    """The pages narrowed to a year, under their own names; all of them without a suffix."""
    return {page.removesuffix(suffix): value for page, value in by_page.items() if page.endswith(suffix)}


CUBE = ("sector", "year")


def _compute_page(workspace: Workspace, page: Page) -> list[Figures]:
    """Every breakdown of a page; those by sector and year are faces of one cube."""
    cube = workspace.figures(CUBE, scope=page.scope)
    return [
        _face(cube, breakdown.by)
        if set(breakdown.by) <= set(CUBE) and not breakdown.indicators
        else workspace.figures(breakdown.by, scope=page.scope, indicators=breakdown.indicators)
        for breakdown in BREAKDOWNS
    ]


def _face(cube: Figures, by: tuple[str, ...]) -> Figures:
    """The cells of a cube that are margins in every dimension but `by`."""
    others = [name for name in cube.by if name not in by]
    kept = cube.frame[(cube.frame[others] == "all").all(axis=1)].drop(columns=others)
    return Figures(by, cube.scope, kept.reset_index(drop=True))


def keep_release(workspace: Workspace, year: int | None) -> KeptRelease:
    """The release of the finished build: from what the first report kept of it, else computed and kept."""
    stamp = workspace.stamp
    mark = stamp["fingerprint"][:24] + mark_of_frozen(workspace.root) if stamp and stamp["fingerprint"] else ""
    path = workspace.root / ".impact" / "cache" / f"release-{year or 'all'}-{mark}.json"
    if mark and path.is_file():
        return read_kept(path.read_bytes())
    release = compute_release(workspace, year)
    if mark:
        write_whole(path, write_kept(release))
    return release


def measure_quality(workspace: Workspace, audience: str = "internal") -> Quality:
    """What reading did, in counts; how often an attribute of people is known is hidden from those it is protected from.

    With the number of people, how many answered would give the hidden rest of a table.
    """
    ledger, sources, secret = workspace.ledger, workspace.sources, find_secret(workspace, audience)
    counts = ledger.groupby(["file", "sheet", "status"], sort=False).size().unstack(fill_value=0)
    sheets = counts.reindex(columns=["kept", "merged", "set_aside", "not_data"], fill_value=0)
    table = sources.drop_duplicates(["file", "sheet"]).set_index(["file", "sheet"])["table"]
    sheets = sheets.assign(seen=sheets.sum(axis=1), table=table.reindex(sheets.index)).reset_index()
    aside = ledger.loc[ledger["status"] == "set_aside", "reason"].fillna("").value_counts()
    return Quality(
        sheets[["file", "sheet", "table", "seen", "kept", "merged", "set_aside", "not_data"]],
        _missing(workspace, secret),
        aside.rename_axis("reason").rename("rows").reset_index(),
        _changed(workspace, secret),
        _broken(workspace),
    )


def find_secret(workspace: Workspace, audience: str) -> frozenset[str]:
    """The fields of people of which no small count may be shown to an audience; ages and births tell age bands."""
    rules = read_privacy(workspace.settings, workspace.tables)
    secret = {name for name, class_ in rules.classes.items() if class_ != "never" and rules.line(class_, audience)}
    return frozenset(secret | ({"age", "birth_date", "birth_year"} if "age_band" in secret else set()))


def _changed(workspace: Workspace, secret: Collection[str]) -> pd.DataFrame:
    """A row a rule that rewrote cells, and how many; null where some are of a secret field."""
    changes = workspace.changes
    rules = changes["rule"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    told = (~changes["field"].isin(secret)).groupby(changes["rule"]).all().reindex(rules.index).astype(bool)
    return rules.where(told).rename_axis("rule").rename("cells").reset_index()


def _broken(workspace: Workspace) -> pd.DataFrame:
    """A row a consistency rule that does not hold: its sentence, and in how many cells."""
    from impact.rules import read_rules

    cells = Counter(rule["rule"] for rule in workspace.finished_account()["rules"])
    rows = [(rule.sentence, cells[rule.text]) for rule in read_rules(workspace.settings) if cells[rule.text]]
    return pd.DataFrame(rows, columns=["sentence", "cells"])


def _missing(workspace: Workspace, secret: Collection[str]) -> pd.DataFrame:
    """A row a field, and how often it is known; null for a secret one."""
    fields = {
        "participants": (
            "first_contact",
            "gender",
            "age",
            "country",
            "orientation",
            "priority_district",
            "prior_activity",
            "active_6m",
        ),
        "workshops": ("date", "hours", "attendees"),
        "sales": ("date", "product", "channel"),
    }
    rows = [
        {
            "table": table,
            "field": field,
            "known": None if field in secret else int(frame[field].notna().sum()),
            "unknown": None if field in secret else int(frame[field].isna().sum()),
        }
        for table, names in fields.items()
        for field in names
        for frame in [getattr(workspace, table)]
        if len(frame)
    ]
    return pd.DataFrame(rows, columns=["table", "field", "known", "unknown"])
