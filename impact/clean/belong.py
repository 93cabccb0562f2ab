"""Where a row belongs: its project, sector and year."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from impact.config import SheetSettings
from impact.model import Project
from impact.parse.fold import fold


def place_records(
    records: pd.DataFrame,
    date: str,
    settings: SheetSettings,
    projects: Mapping[str, Project],
    fiscal_year_start: str | None,
) -> pd.DataFrame:
    """Gives each record `project`, `sector` and `year`; the source's project decides, cells never change it.

    Without a project: the source's sector and year, else the cell's, else the default; at last the year of the date.
    """
    project = _project(records, settings, projects)
    facts = [(p.sector, p.year) for p in projects.values()]
    known = pd.DataFrame(facts, index=pd.Index(list(projects), dtype=object), columns=["sector", "year"])
    of_project = known.reindex(project).set_axis(records.index)
    sector, year = of_project["sector"].astype(object), of_project["year"].astype("Int64")
    has = project.notna()
    free_sector = _said(records, "sector", settings.sector)
    free_year = _said(records, "year", settings.year).astype("Int64")
    dated = (
        _year_of(records[date], fiscal_year_start)
        if date in records
        else pd.Series(pd.NA, records.index, dtype="Int64")
    )
    return records.assign(
        project=project,
        sector=sector.where(has & sector.notna(), free_sector.where(~has | sector.isna(), None)),
        year=year.where(year.notna(), free_year).where(lambda y: y.notna(), dated),
    )


def _project(records: pd.DataFrame, settings: SheetSettings, projects: Mapping[str, Project]) -> pd.Series:
    if settings.project:
        return pd.Series(settings.project, index=records.index, dtype=object)
    if "project" not in records:
        return pd.Series(None, index=records.index, dtype=object)
    known = {fold(name): p.id for p in projects.values() for name in (p.id, p.name.fr, p.name.en)}
    named: pd.Series = records["project"].map(lambda text: known.get(fold(text)) if isinstance(text, str) else None)
    return named.astype(object)


def _said(records: pd.DataFrame, field: str, source: object) -> pd.Series:
    """What the source says; else what the cells (with their defaults already filled in) say."""
    if source is not None:
        return pd.Series(source, index=records.index, dtype=object)
    return pd.Series(records.get(field), index=records.index, dtype=object)


def _year_of(dates: pd.Series, fiscal_year_start: str | None) -> pd.Series:
    """The year of each date; with a fiscal year that starts on 1 September, that of 2021-08-31 is 2020."""
    years: pd.Series = dates.dt.year.astype("Int64")
    if not fiscal_year_start or fiscal_year_start == "01-01":
        return years
    month, day = map(int, fiscal_year_start.split("-"))
    before = (dates.dt.month < month) | ((dates.dt.month == month) & (dates.dt.day < day))
    return years.sub(before.where(dates.notna(), False).astype("Int64"))
