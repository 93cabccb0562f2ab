"""Blocks 1 to 3: the key figures, who we are, what was promised."""

from __future__ import annotations

from impact.model import Project, Target
from impact.report.blocks.parts import make_section, paragraph, render_charts, render_tables
from impact.report.elements import Section, Table, Tile, about, render
from impact.report.facts import LAST, Cell, Facts, amount
from impact.report.pictures import chart_of_targets
from impact.report.plan import KEY_INDICATORS
from impact.report.targets import Result, measure_target, say_gap, say_ratio, say_selection, say_status, say_target
from impact.words import NO_DATA

MOST_TILES, FEW = 6, 10
LABELLED = frozenset({"people", "activities", "countries", "brands"})


def show_brief(facts: Facts) -> Section:
    """Three to six key figures, each with its target, the gap, and the year before."""
    tiles = tuple(tile_of(facts, indicator) for indicator in key_indicators(facts))
    intro = paragraph(facts.words.text("brief.intro", period=facts.period), "lead")
    return make_section(facts, "brief", 1, *((intro, render("tiles", facts.words, tiles=tiles)) if tiles else ()))


def key_indicators(facts: Facts) -> tuple[str, ...]:
    """The page's own indicators, else those with a target, then the usual ones; those without data are left out."""
    promised = tuple(target.indicator for target in facts.report.page.targets)
    wanted = facts.report.page.indicators or (*promised, *KEY_INDICATORS, *facts.indicators)
    useful = [i for i in dict.fromkeys(wanted) if facts.cell(i).status != "no_data"]
    return tuple(useful[:MOST_TILES])


def tile_of(facts: Facts, indicator: str) -> Tile:
    """One key figure over the whole report; the fraction of a share leads where it is about fewer than ten."""
    cell = facts.cell(indicator)
    targets = [t for t in facts.report.page.targets if t.indicator == indicator]
    promises = tuple(say_promise(facts, target) for target in targets) or (facts.words.text("brief.no_target"),)
    value, *detail = say_big(facts, cell)
    detail += say_revised(facts, cell)
    return Tile(value, facts.name(indicator), (*detail, *promises, say_year_before(facts, indicator)))


def say_big(facts: Facts, cell: Cell) -> tuple[str, ...]:
    """A figure in large, then what it is made of: `92 %`, `33 sur 36`; a count without the unit that its label says."""
    if facts.absent(cell):
        return (facts.absent(cell),)
    if cell.unit == "share" and cell.numerator is not None and cell.denominator:
        parts = {"numerator": facts.words.number(cell.numerator), "denominator": facts.words.number(cell.denominator)}
        both = (facts.words.percent(amount(cell)), facts.words.text("brief.out_of", **parts))
        return both if cell.denominator >= FEW else both[::-1]
    if cell.unit in LABELLED:
        return (facts.bare(cell),)
    return (facts.say(cell),)


def say_revised(facts: Facts, cell: Cell) -> tuple[str, ...]:
    """What an earlier report said, where this figure differs from it."""
    if cell.published is None:
        return ()
    return (facts.words.text("brief.revised", value=facts.say(cell.published)),)


def say_promise(facts: Facts, target: Target) -> str:
    """A target in a line; one that covers the whole report needs not say where and when."""
    result = measure_target(facts, target)
    parts = {
        "target": say_target(facts, result),
        "gap": say_gap(facts, result, facts.say_gap),
        "status": say_status(facts, result),
    }
    if covers_all(facts, target):
        return facts.words.text("brief.target", **parts)
    return facts.words.text(
        "brief.target_of", selection=say_selection(facts, target), value=facts.told(result.cell), **parts
    )


def covers_all(facts: Facts, target: Target) -> bool:
    """Whether a target is about all that the page shows."""
    one_sector = target.sector is None or facts.sectors == (target.sector,)
    one_year = target.year is None or facts.years == (str(target.year),)
    return target.project is None and one_sector and one_year


def say_year_before(facts: Facts, indicator: str) -> str:
    """The last year beside the one before it, both named."""
    if len(facts.known_years) < 2:
        return facts.words.text("brief.no_year_before")
    before_year, year = facts.known_years[-2:]
    before, now = facts.cell(indicator, year=before_year), facts.cell(indicator, year=year)
    parts = {"value": facts.short(now), "before": facts.short(before), "gap": say_difference(facts, now, before)}
    return facts.words.text("brief.year_before", year=year, before_year=before_year, **parts)


def say_difference(facts: Facts, now: Cell, before: Cell) -> str:
    """The signed difference of two figures, or the symbol of the one that is not there."""
    if now.value is None or before.value is None:
        return facts.absent(now) or facts.absent(before)
    return facts.say_gap(now.value - before.value, now.unit)


def show_perimeter(facts: Facts) -> Section:
    """Who we are, what the report covers, and when."""
    words, report = facts.words, facts.report
    sectors = words.list_of(facts.label("sector", s) for s in facts.sectors if s not in LAST)
    terms = [
        (words.text("perimeter.organisation"), report.organisation),
        (words.text("perimeter.reader"), words.name(report.page.name) or words.text("perimeter.everyone")),
        (words.text("perimeter.audience"), words.label("perimeter.audiences", report.page.audience)),
        (words.text("perimeter.period"), facts.period),
        (words.text("perimeter.sectors"), sectors or NO_DATA),
    ]
    rows = tuple(row_of_project(facts, project) for project in report.projects)
    columns = tuple(words.text(f"columns.{name}") for name in ("project", "sector", "year", "start", "end"))
    topics = tuple(about_project(project) for project in report.projects)
    projects = Table(
        "projects",
        words.text("perimeter.projects"),
        columns,
        rows,
        frozenset(range(1, 5)),
        about_rows=topics,
        about_columns=("",) * 4,
    )
    shown = render_tables(facts, projects) if rows else paragraph(words.text("perimeter.no_projects"))
    return make_section(facts, "perimeter", 2, render("terms", words, terms=terms), shown)


def about_project(project: Project) -> str:
    """A project's id, sector and reporting year."""
    known = {"sector": project.sector, "year": project.year}
    return about(project=project.id, **{name: str(value) for name, value in known.items() if value is not None})


def row_of_project(facts: Facts, project: Project) -> tuple[str, ...]:
    """A project's name, sector, reporting year, first and last day."""
    days = tuple(NO_DATA if day is None else facts.words.date(day) for day in (project.start, project.end))
    sector = NO_DATA if project.sector is None else facts.label("sector", project.sector)
    return (facts.words.name(project.name), sector, NO_DATA if project.year is None else str(project.year), *days)


def show_targets(facts: Facts) -> Section:
    """What was promised, what was done, the gap, and the status in words."""
    words = facts.words
    results = [measure_target(facts, target) for target in facts.report.page.targets]
    if not results:
        return make_section(facts, "targets", 3)
    names = ("indicator", "selection", "target", "achieved", "gap", "ratio", "status")
    columns = tuple(words.text(f"columns.{name}") for name in names)
    rows = tuple(row_of_result(facts, result) for result in results)
    table = Table("targets", words.text("targets.caption"), columns, rows, frozenset({1, 6}))
    chart = chart_of_targets(facts, results, table)
    note = paragraph(words.text("targets.overall"), "note")
    return make_section(facts, "targets", 3, render_tables(facts, table), note, render_charts((chart,), words))


def row_of_result(facts: Facts, result: Result) -> tuple[str, ...]:
    """A target's row."""
    achieved, gap = facts.told(result.cell), say_gap(facts, result)
    promised = facts.bare_target(result.target.value, result.target.indicator)
    what = (facts.header(result.target.indicator), say_selection(facts, result.target))
    return (*what, promised, achieved, gap, say_ratio(facts, result), say_status(facts, result))
