"""The tables of a report: indicators by year, and one indicator by the values of a dimension."""

from __future__ import annotations

from impact.report.elements import Table, about
from impact.report.facts import ALL, Cell, Facts


def table_by_year(facts: Facts, key: str, caption: str, indicators: tuple[str, ...], **where: str) -> Table | None:
    """A row an indicator, a column a year and one for the whole period; null where no figure has data."""
    years = facts.years
    rows, topics = [], []
    for indicator in facts.shown(indicators):
        cells = [facts.cell(indicator, **where, year=year) for year in years]
        whole = facts.cell(indicator, **where, year=ALL)
        if any(has_something(cell) for cell in (*cells, whole)):
            rows.append((facts.header(indicator), *map(facts.told, years_and_whole(cells, whole))))
            topics.append(about_figure(facts, indicator))
    columns = (facts.words.text("columns.indicator"), *year_columns(facts))
    if not rows:
        return None
    told, topic = tuple(rows), about(**where)
    return Table(key, caption, columns, told, about=topic, about_rows=tuple(topics), about_columns=about_years(facts))


def table_by_sector_and_year(facts: Facts, key: str, caption: str, indicator: str) -> Table | None:
    """A row a sector and one for all, a column a year and one for the whole period: the union, never a sum."""
    rows = {}
    for sector in (*facts.sectors, ALL):
        cells = [facts.cell(indicator, sector=sector, year=year) for year in facts.years]
        whole = facts.cell(indicator, sector=sector, year=ALL)
        if any(has_something(cell) for cell in (*cells, whole)):
            rows[sector] = (facts.label("sector", sector), *map(facts.told, years_and_whole(cells, whole)))
    if len(rows) == 2:
        rows.popitem()
    if not rows:
        return None
    return Table(
        key,
        caption,
        (facts.words.text("columns.sector"), *year_columns(facts)),
        tuple(rows.values()),
        total=len(rows) > 1,
        about=about_figure(facts, indicator),
        about_rows=tuple(about(sector=sector) for sector in rows),
        about_columns=about_years(facts),
    )


def table_by_value(facts: Facts, key: str, indicator: str, dimension: str, values: tuple[str, ...]) -> Table:
    """A row a value of the dimension, in the order given, and one for all of them."""
    words = facts.words
    listed = (*values, ALL)
    rows = tuple((facts.label(dimension, v), facts.told(facts.cell(indicator, **{dimension: v}))) for v in listed)
    caption = words.text("tables.by_value", measure=facts.name(indicator), dimension=dimension_name(facts, dimension))
    columns = (words.text(f"columns.{dimension}"), facts.header(indicator))
    topics = tuple(about(**{dimension: value}) for value in listed)
    topic = about_figure(facts, indicator)
    return Table(key, caption, columns, rows, total=True, about=topic, about_rows=topics, about_columns=("",))


def about_figure(facts: Facts, indicator: str) -> str:
    """What the figures of an indicator are about."""
    return about(indicator=indicator, unit=facts.unit(indicator))


def about_years(facts: Facts) -> tuple[str, ...]:
    """What the columns of the years, and of the whole period, are about."""
    return tuple(about(year=year) for year in (facts.years if len(facts.years) == 1 else (*facts.years, ALL)))


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
