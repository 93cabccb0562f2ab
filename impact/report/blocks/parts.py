"""What every block is put together with."""

from __future__ import annotations

from markupsafe import Markup

from impact.report.elements import Chart, Section, Table, paragraph, render_charts, render_table, slug, subtitle
from impact.report.facts import LAST, Facts
from impact.report.pictures import chart_of_parts
from impact.report.tables import table_by_value

__all__ = ["join", "make_section", "paragraph", "render_charts", "render_tables", "show_parts", "subtitle"]


def make_section(facts: Facts, key: str, number: int, *parts: Markup) -> Section:
    """A block: its title from the catalogue, its parts in order; one with nothing to say says so."""
    words = facts.words
    title = words.text(f"blocks.{key}")
    html = join(*parts) or paragraph(words.text("report.nothing"), "nothing")
    return Section(slug(title), str(number) if number else "", title, html, words.language)


def render_tables(facts: Facts, *tables: Table | None) -> Markup:
    """Tables one below the other; those with nothing to show are left out."""
    return join(*(render_table(table, facts.words) for table in tables if table is not None))


def fold(facts: Facts, table: Table | None) -> Markup:
    """A long table behind its caption."""
    if table is None:
        return Markup("")
    summary = facts.words.text("tables.fold", caption=table.caption)
    return Markup("<details><summary>{}</summary>{}</details>").format(summary, render_table(table, facts.words))


def show_parts(facts: Facts, first: tuple[Chart | None, ...], *cuts: tuple[str, str]) -> Markup:
    """Charts, then each (indicator, dimension) as a chart where there is something to compare, else as a table."""
    shown = [(indicator, dimension) for indicator, dimension in cuts if facts.shown((indicator,))]
    charts = [chart_of_parts(facts, indicator, dimension, f"{indicator}-{dimension}") for indicator, dimension in shown]
    alone = [cut for cut, chart in zip(shown, charts, strict=True) if chart is None]
    tables = [show_few(facts, indicator, dimension) for indicator, dimension in alone]
    return join(render_charts((*first, *charts), facts.words), *tables)


def show_few(facts: Facts, indicator: str, dimension: str) -> Markup:
    """A dimension that has too few values for a chart, as a table; nothing where it has none that is known."""
    values = facts.telling_values(indicator, dimension)
    if not set(values) - set(LAST):
        return Markup("")
    return render_tables(facts, table_by_value(facts, f"{indicator}-{dimension}", indicator, dimension, values))


def join(*parts: Markup) -> Markup:
    """Parts of a page, one after the other."""
    return Markup("\n").join(part for part in parts if part)
