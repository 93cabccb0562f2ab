"""Blocks 4, 5 and 8: participation, the people reached, and what became of them."""

from __future__ import annotations

from markupsafe import Markup

from impact.report.blocks.parts import join, make_section, paragraph, render_charts, render_tables, show_parts
from impact.report.elements import Section, Table
from impact.report.facts import Facts
from impact.report.pictures import chart_of_path, chart_of_shares, chart_of_years
from impact.report.plan import OUTCOMES, PEOPLE, PROFILE
from impact.report.tables import table_by_sector_and_year, table_by_year
from impact.words import HIDDEN, NO_DATA

DRAWN = ("people_met", "people_accompanied")


def show_participation(facts: Facts) -> Section:
    """People met and accompanied by sector and year; the whole is a union, never a sum."""
    words = facts.words
    shown = [(i, chart_of_years(facts, i, f"{i}-years") if i in DRAWN else None) for i in facts.shown(PEOPLE)]
    charts = render_charts(tuple(chart for _, chart in shown), words)
    tables = render_tables(facts, *(table_of(facts, indicator) for indicator, chart in shown if chart is None))
    note = paragraph(words.text("participation.note"), "note") if charts or tables else Markup("")
    return make_section(facts, "participation", 4, charts, tables, note)


def table_of(facts: Facts, indicator: str) -> Table | None:
    """An indicator by sector and year."""
    caption = facts.words.text("tables.by_sector_and_year", measure=facts.name(indicator))
    return table_by_sector_and_year(facts, f"{indicator}-by-sector", caption, indicator)


def show_people(facts: Facts) -> Section:
    """Unique people beside participations, then who they are."""
    words = facts.words
    profile = table_by_year(facts, "profile", words.text("people.profile"), PROFILE)
    tables = render_tables(facts, unduplicated(facts), profile)
    met = facts.shown(("people_met",))
    gender = tuple(chart_of_shares(facts, indicator, "gender", "people-gender") for indicator in met)
    cuts = (
        ("people_met", "age_band"),
        ("people_met", "country"),
        ("people_accompanied", "project_type"),
        ("people_accompanied", "skill_level"),
    )
    return make_section(facts, "people", 5, tables, missing_people(facts), show_parts(facts, gender, *cuts))


def unduplicated(facts: Facts) -> Table | None:
    """Different people beside their participations: the same people counted in each sector and each year."""
    words, whole = facts.words, facts.cell("people_met")
    if whole.status == "no_data" or not facts.shown(("people_met",)):
        return None
    cells = [facts.cell("people_met", sector=sector, year=year) for sector in facts.sectors for year in facts.years]
    hidden, known = (
        any(cell.status == "hidden" for cell in cells),
        [cell.value for cell in cells if cell.value is not None],
    )
    participations = HIDDEN if hidden else words.number(sum(known)) if known else NO_DATA
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
