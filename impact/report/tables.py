"""The tables of a report: indicators by year, and one indicator by the values of a dimension."""

from __future__ import annotations

from impact.report.elements import Table
from impact.report.facts import ALL, Cell, Facts


def table_by_year(facts: Facts, key: str, caption: str, indicators: tuple[str, ...], **where: str) -> Table | None:
    """A row an indicator, a column a year and one for the whole period; null where no figure has data."""
    years = facts.years
    rows = []
    for indicator in facts.shown(indicators):
        cells = [facts.cell(indicator, **where, year=year) for year in years]
        whole = facts.cell(indicator, **where, year=ALL)
        if any(has_something(cell) for cell in (*cells, whole)):
            rows.append((facts.header(indicator), *map(facts.bare, years_and_whole(cells, whole))))
    columns = (facts.words.text("columns.indicator"), *year_columns(facts))
    return Table(key, caption, columns, tuple(rows)) if rows else None


def table_by_sector_and_year(facts: Facts, key: str, caption: str, indicator: str) -> Table | None:
    """A row a sector and one for all, a column a year and one for the whole period: the union, never a sum."""
    rows = []
    for sector in (*facts.sectors, ALL):
        cells = [facts.cell(indicator, sector=sector, year=year) for year in facts.years]
        whole = facts.cell(indicator, sector=sector, year=ALL)
        if any(has_something(cell) for cell in (*cells, whole)):
            rows.append((facts.label("sector", sector), *map(facts.bare, years_and_whole(cells, whole))))
    if len(rows) == 2:
        rows = rows[:1]
    columns = (facts.words.text("columns.sector"), *year_columns(facts))
    return Table(key, caption, columns, tuple(rows), total=len(rows) > 1) if rows else None


def table_by_value(facts: Facts, key: str, indicator: str, dimension: str, values: tuple[str, ...]) -> Table:
    """A row a value of the dimension, in the order given, and one for all of them."""
    words = facts.words
    whole = facts.cell(indicator, **{dimension: ALL})
    rows = [(facts.label(dimension, v), facts.bare(facts.cell(indicator, **{dimension: v}))) for v in values]
    rows.append((facts.label(dimension, ALL), facts.bare(whole)))
    caption = words.text("tables.by_value", measure=facts.name(indicator), dimension=dimension_name(facts, dimension))
    return Table(key, caption, (words.text(f"columns.{dimension}"), facts.header(indicator)), tuple(rows), total=True)


def dimension_name(facts: Facts, dimension: str) -> str:
    """A dimension's name inside a sentence."""
    return facts.words.text(f"columns.{dimension}").lower()


def has_something(cell: Cell) -> bool:
    """Whether a figure has a value, or one that is hidden."""
    return cell.status != "no_data"


def years_and_whole(cells: list[Cell], whole: Cell) -> tuple[Cell, ...]:
    """The cells of the years, and that of the whole period where it is not the only year's again."""
    return (*cells, whole) if len(cells) != 1 else tuple(cells)


def year_columns(facts: Facts) -> tuple[str, ...]:
    """The headers of the years, and of the whole period where there are several."""
    names = tuple(facts.label("year", year) if not year.isdigit() else year for year in facts.years)
    return names if len(names) == 1 else (*names, facts.words.text("columns.whole_period"))
