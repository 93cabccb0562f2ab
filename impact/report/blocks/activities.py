"""Blocks 6, 7 and 9: workshops, sales, and the association's own words."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markupsafe import Markup

from impact.report.blocks.parts import join, make_section, paragraph, render_charts, render_tables, show_parts
from impact.report.elements import Section
from impact.report.facts import Facts
from impact.report.pictures import chart_of_kinds, chart_of_years
from impact.report.plan import ACTIVITY_KINDS, ACTIVITY_TOTALS, SALES
from impact.report.tables import table_by_year


def show_workshops(facts: Facts) -> Section:
    """What was held, for how long, and who came."""
    words = facts.words
    table = table_by_year(facts, "activities", words.text("workshops.caption"), (*ACTIVITY_KINDS, *ACTIVITY_TOTALS))
    if table is None:
        return make_section(facts, "workshops", 6)
    chart = chart_of_kinds(facts, facts.shown(ACTIVITY_KINDS), "activity-kinds")
    note = paragraph(words.text("workshops.learner_hours"), "note")
    return make_section(facts, "workshops", 6, render_charts((chart,), words), render_tables(facts, table), note)


def show_sales(facts: Facts) -> Section:
    """Revenue, expenses and result; revenue by brand, range, channel and event."""
    words = facts.words
    table = table_by_year(facts, "sales", words.text("sales.caption"), SALES)
    if table is None:
        return make_section(facts, "sales", 7)
    cuts = tuple(("revenue", dimension) for dimension in ("brand", "range", "channel", "event"))
    years = tuple(chart_of_years(facts, indicator, "revenue-years") for indicator in facts.shown(("revenue",)))
    note = paragraph(words.text("sales.note"), "note")
    return make_section(facts, "sales", 7, render_tables(facts, table), note, show_parts(facts, years, *cuts))


def show_difficulties(facts: Facts) -> Section:
    """The association's own text, its headings below the block's."""
    if not facts.report.narrative.strip():
        return make_section(facts, "difficulties", 9)
    reader = MarkdownIt("commonmark", {"html": False}).disable(["html_block", "html_inline"])
    tokens = reader.parse(facts.words.typeset(facts.report.narrative))
    for token in tokens:
        for child in token.children or []:
            child.attrs.pop("title", None)
            if child.type == "image":
                child.type, child.tag = "text", ""
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3"
    html = Markup(reader.renderer.render(tokens, reader.options, {}))  # noqa: S704
    return make_section(facts, "difficulties", 9, join(Markup('<div class="prose">{}</div>').format(html)))
