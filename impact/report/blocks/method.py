"""Blocks 11 to 14 and the annex: how figures are made, their limits, what is hidden, words, every table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from markupsafe import Markup

from impact.indicators import CATALOGUE
from impact.report.blocks.parts import fold, join, make_section, paragraph, render_tables
from impact.report.elements import Section, Table, about, render, slug
from impact.report.facts import ALL, Facts
from impact.report.tables import about_figure, has_something, table_by_year
from impact.words import NO_DATA

LIMITS = ("typed", "unknown", "small", "effect", "matching", "year", "checks")
TERMS = ("met", "accompanied", "participation", "learner_hour", "point", "margin", "result", "stamp")


def show_method(facts: Facts) -> Section:
    """Each figure's definition, unit and public code."""
    words = facts.words
    names = ("indicator", "definition", "unit", "code")
    rows = tuple(row_of_definition(facts, indicator) for indicator in facts.indicators)
    columns = tuple(words.text(f"columns.{name}") for name in names)
    table = Table("definitions", words.text("method.caption"), columns, rows, frozenset({1, 2, 3}))
    intro, codes = paragraph(words.text("method.intro")), paragraph(words.text("method.codes"), "note")
    years = [paragraph(text) for text in (words.text("method.year"), *say_straddling(facts))]
    return make_section(facts, "method", 11, intro, *years, render_tables(facts, table if rows else None), codes)


def say_straddling(facts: Facts) -> Iterator[str]:
    """A sentence for each project that lasts beyond its reporting year: the calendar would divide it otherwise."""
    for project in facts.report.projects:
        first, last = project.start or project.end, project.end or project.start
        if first is None or last is None or project.year is None:
            continue
        others = [str(year) for year in range(int(first[:4]), int(last[:4]) + 1) if year != project.year]
        if others:
            yield facts.words.text(
                "method.straddles",
                project=facts.words.name(project.name),
                start=facts.words.date(first),
                end=facts.words.date(last),
                year=project.year,
                others=facts.words.list_of(others),
            )


def row_of_definition(facts: Facts, indicator: str) -> tuple[str, ...]:
    """A figure's row of the method."""
    unit = facts.words.unit(facts.unit(indicator), facts.report.currency)
    return facts.name(indicator), facts.definition(indicator), unit, say_code(facts, indicator)


def say_code(facts: Facts, indicator: str) -> str:
    """The public code that a figure answers to, and how well."""
    declared = CATALOGUE.get(indicator)
    if declared is None or declared.code is None:
        return NO_DATA
    said = (
        facts.words.label("method", declared.match or "", ""),
        facts.words.label(f"indicators.{indicator}", "note", ""),
    )
    return f"{declared.code} ({', '.join(part for part in said if part)})"


def show_limits(facts: Facts) -> Section:
    """What the figures do not say."""
    items = [facts.words.text(f"limits.{name}") for name in LIMITS]
    return make_section(facts, "limits", 12, render("list", facts.words, items=items))


def show_privacy(facts: Facts) -> Section:
    """What was hidden, and by which rule."""
    words, audience = facts.words, facts.report.page.audience
    said = [words.text("privacy.intro"), words.text(f"privacy.{audience}")]
    hidden = sum(int((figures.frame["status"] == "hidden").sum()) for figures in facts.report.figures.values())
    if audience != "internal":
        counted = words.text("privacy.counted", figures=words.plural("counts.figures", hidden))
        said += [words.text("privacy.complementary"), counted if hidden else words.text("privacy.none")]
    rules = tuple((words.label("privacy.rules", rule), words.number(n)) for rule, n in facts.report.hidden_by.items())
    columns = (words.text("columns.rule"), words.text("columns.cells"))
    table = Table("hidden", words.text("privacy.by_rule"), columns, rows=rules)
    parts = [paragraph(text) for text in said]
    return make_section(facts, "privacy", 13, *parts, render_tables(facts, table if rules else None))


def show_glossary(facts: Facts) -> Section:
    """The words of the report that need one."""
    words = facts.words
    terms = [(words.text(f"glossary.terms.{name}"), words.text(f"glossary.meanings.{name}")) for name in TERMS]
    return make_section(
        facts, "glossary", 14, render("terms", words, terms=sorted(terms, key=lambda term: slug(term[0])))
    )


def show_annex(facts: Facts) -> Section:
    """Every figure by year, for all and for each sector; by project; and the stamp of the run."""
    words = facts.words
    tables = [table_by_year(facts, "annex-all", words.text("annex.whole"), facts.indicators)]
    for number, sector in enumerate(facts.sectors if len(facts.sectors) > 1 else (), start=1):
        caption = words.text("annex.sector", sector=facts.label("sector", sector))
        tables.append(table_by_year(facts, f"annex-{number}", caption, facts.indicators, sector=sector))
    tables.append(table_by_project(facts))
    folded = [fold(facts, table) for table in tables]
    revised = paragraph(words.text("annex.revised"), "note") if facts.report.published else Markup("")
    return make_section(facts, "annex", 0, paragraph(words.text("annex.intro")), revised, *folded, stamp(facts))


def table_by_project(facts: Facts) -> Table | None:
    """A row an indicator, a column a project; null where fewer than two projects have figures."""
    projects = tuple(p for p in facts.values("project") if p != ALL)
    if len(projects) < 2:
        return None
    rows = {}
    for indicator in facts.indicators:
        cells = [facts.cell(indicator, project=project) for project in projects]
        if any(map(has_something, cells)):
            rows[about_figure(facts, indicator)] = (facts.header(indicator), *map(facts.told, cells))
    columns = (facts.words.text("columns.indicator"), *(facts.label("project", project) for project in projects))
    if not rows:
        return None
    caption, places = facts.words.text("annex.projects"), tuple(about(project=project) for project in projects)
    told = tuple(rows.values())
    return Table("annex-projects", caption, columns, told, about_rows=tuple(rows), about_columns=places)


def stamp(facts: Facts) -> Markup:
    """The version, one digest of all sources, and the digest of each; names of files in internal reports only."""
    words, inputs = facts.words, facts.report.inputs
    digest = hashlib.sha256("\n".join(sorted(sha for _, sha in inputs)).encode()).hexdigest()
    text = words.text("annex.stamp_text", version=facts.report.version, files=words.number(len(inputs)), digest=digest)
    internal = facts.report.page.audience == "internal"
    ordered = sorted(inputs) if internal else [("", sha) for sha in sorted(sha for _, sha in inputs)]
    rows = tuple(
        (name or words.text("annex.source_number", number=words.number(number)), sha)
        for number, (name, sha) in enumerate(ordered, start=1)
    )
    columns = (words.text("columns.input"), words.text("columns.hash"))
    table = Table("inputs", words.text("annex.inputs"), columns, rows, frozenset({1}))
    note = Markup("") if internal else paragraph(words.text("annex.no_names"), "note")
    heading = Markup("<h3>{}</h3>").format(words.text("annex.stamp"))
    return join(heading, paragraph(text, "stamp"), fold(facts, table if rows else None), note)
