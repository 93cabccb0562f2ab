"""Blocks 4, 5 and 8: participation, the people reached, and what became of them."""

from __future__ import annotations

from markupsafe import Markup

from impact.report.blocks.parts import join, make_section, paragraph, render_charts, render_tables, show_parts
from impact.report.elements import Section, Table
from impact.report.facts import ALL, LAST, Facts
from impact.report.pictures import chart_of_path, chart_of_shares, chart_of_years
from impact.report.plan import OUTCOMES, PEOPLE, PROFILE
from impact.report.tables import table_by_sector_and_year, table_by_year
from impact.words import HIDDEN


def show_participation(facts: Facts) -> Section:
    """People met and accompanied by sector and year; the whole is a union, never a sum."""
    words = facts.words
    charts = tuple(chart_of_years(facts, i, f"{i}-years") for i in facts.shown(("people_met", "people_accompanied")))
    tables = tuple(
        table_by_sector_and_year(
            facts, f"{i}-by-sector", words.text("tables.by_sector_and_year", measure=facts.name(i)), i
        )
        for i in facts.shown(PEOPLE)
    )
    note = paragraph(words.text("participation.note"), "note")
    shown = render_tables(facts, *tables)
    return make_section(facts, "participation", 4, render_charts(charts, words), shown, note if shown else Markup(""))


def show_people(facts: Facts) -> Section:
    """Unique people beside participations, then who they are."""
    words = facts.words
    profile = table_by_year(facts, "profile", words.text("people.profile"), PROFILE)
    shares = tuple(
        chart_of_shares(facts, "people_met", "gender", "people-gender") for _ in facts.shown(("people_met",))
    )
    parts = join(
        render_charts(shares, words),
        show_parts(facts, "people_met", "age_band", "country"),
        show_parts(facts, "people_accompanied", "project_type", "skill_level"),
    )
    tables = render_tables(facts, unduplicated(facts), profile)
    return make_section(facts, "people", 5, tables, missing_people(facts), parts)


def unduplicated(facts: Facts) -> Table | None:
    """Different people beside their participations: the same people counted in each sector and each year."""
    words, whole = facts.words, facts.cell("people_met")
    if whole.status == "no_data" or not facts.shown(("people_met",)):
        return None
    cells = [facts.cell("people_met", sector=sector, year=year) for sector in facts.sectors for year in facts.years]
    hidden = any(cell.status == "hidden" for cell in cells)
    participations = HIDDEN if hidden else words.number(sum(cell.value or 0 for cell in cells))
    rows = (
        (words.text("people.unique"), facts.bare(whole)),
        (words.text("people.participations"), participations),
    )
    columns = (words.text("columns.measure"), words.unit("people", facts.report.currency))
    return Table("unduplicated", words.text("people.unduplicated"), columns, rows)


def missing_people(facts: Facts) -> Markup:
    """How many people each figure of the profile leaves out, because the answer is not known."""
    words = facts.words
    cells = [(facts.name(indicator), facts.cell(indicator)) for indicator in facts.shown(PROFILE)]
    parts = [
        words.text("people.missing_part", label=name, count=words.number(cell.missing))
        for name, cell in cells
        if cell.missing
    ]
    return paragraph(words.text("people.missing", parts=" ; ".join(parts)), "note") if parts else Markup("")


def show_outcomes(facts: Facts) -> Section:
    """Where people were directed, and whether they were active six months later."""
    words = facts.words
    outcomes = facts.shown(OUTCOMES)
    table = table_by_year(facts, "outcomes", words.text("outcomes.caption"), outcomes)
    path = chart_of_path(facts, "path") if facts.shown(("people_met",)) else None
    orientation = chart_of_shares(facts, "people_met", "orientation", "people-orientation")
    shown = join(render_charts((path, orientation), words), render_tables(facts, table))
    caution = paragraph(words.text("outcomes.contribution"), "lead")
    return make_section(facts, "outcomes", 8, *((caution, shown) if shown else ()))


def list_countries(facts: Facts) -> str:
    """The names of the countries, without their counts."""
    return facts.words.list_of(
        sorted(facts.label("country", c) for c in facts.values("country") if c not in (*LAST, ALL))
    )
