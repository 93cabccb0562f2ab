"""Which chart answers which question: protected figures in, a chart with its title, its reading and its table out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from impact.charts import Bar, Drawing, Series, draw_bars, draw_bullets, draw_funnel, draw_lines, draw_stack
from impact.report.elements import Chart, Table
from impact.report.facts import ALL, LAST, OTHER, UNSPECIFIED, Cell, Facts, amount
from impact.report.tables import about_figure, table_by_sector_and_year, table_by_value
from impact.report.targets import Result, say_selection, say_status, say_target

MOST_BARS = 12
TITLE_WORDS = 10
IN_ORDER = frozenset({"age_band", "skill_level", "year"})


def chart_of_parts(facts: Facts, indicator: str, dimension: str, key: str) -> Chart | None:
    """An indicator cut by a dimension: sorted bars, or in the dimension's own order where it has one.

    What is not specified is said below the chart and stands in its table, not among the bars.
    """
    values = facts.telling_values(indicator, dimension)
    named = tuple(value for value in values if value != UNSPECIFIED)
    if len([value for value in named if value != OTHER]) < 2:
        return None
    bars = [bar_of(facts, facts.cell(indicator, **{dimension: v}), dimension, v) for v in named]
    order = range(len(named)) if dimension in IN_ORDER else ranked(bars)
    ordered = [bars[place] for place in order]
    listed = (*(named[place] for place in order), *values[len(named) :])
    table = table_by_value(facts, key, indicator, dimension, listed)
    subject = table.caption
    drawing = draw_bars(ordered[:MOST_BARS], facts.words, subject)
    chart = frame(facts, drawing, table, subject, finding_of_bars(facts, bars), reading_of(facts, ordered))
    whole = chart if len(ordered) <= MOST_BARS else say_partial(facts, chart, len(ordered))
    return with_unspecified(facts, whole, facts.cell(indicator, **{dimension: UNSPECIFIED}))


def say_partial(facts: Facts, chart: Chart, count: int) -> Chart:
    """The chart, saying that it shows the first bars only."""
    said = facts.words.text("charts.partial", drawn=facts.words.number(MOST_BARS), count=facts.words.number(count))
    return replace(chart, field=f"{chart.field} · {said}", partial=True)


def with_unspecified(facts: Facts, chart: Chart, cell: Cell) -> Chart:
    """The chart, saying how much of it has no value in the dimension that it shows."""
    if cell.status == "no_data" or cell.value == 0:
        return chart
    said = facts.words.text("charts.unspecified", value=facts.say(cell))
    return replace(chart, field=f"{chart.field} · {said}")


def chart_of_shares(facts: Facts, indicator: str, dimension: str, key: str) -> Chart | None:
    """The parts of a whole as one bar cut in parts; sorted bars where they are no such parts, or more than six.

    People with several values, such as two orientations, are in several parts: these have no total to be a share of.
    """
    values = [v for v in facts.telling_values(indicator, dimension) if v != UNSPECIFIED]
    cells = [facts.cell(indicator, **{dimension: v}) for v in values]
    whole, unspecified = (facts.cell(indicator, **{dimension: value}) for value in (ALL, UNSPECIFIED))
    if not 2 <= len(cells) <= 6 or not are_parts(whole, (*cells, unspecified)):
        return chart_of_parts(facts, indicator, dimension, key)
    known = amount(whole) - (unspecified.value or 0)
    parts = zip(values, map(amount, cells), strict=True)
    bars = [Bar(facts.label(dimension, value), part, facts.words.fraction(part, known)) for value, part in parts]
    table = table_by_value(facts, key, indicator, dimension, facts.telling_values(indicator, dimension))
    drawing = draw_stack(bars, facts.words, table.caption)
    top = max(bars, key=lambda bar: bar.value or 0)
    finding = entitle(facts, "charts.finding.part", top.label, value=top.shown)
    chart = frame(facts, drawing, table, table.caption, finding, reading_of(facts, bars))
    return with_unspecified(facts, chart, unspecified)


def are_parts(whole: Cell, cells: Sequence[Cell]) -> bool:
    """Whether figures, none of them hidden, make up the whole: nobody is in two of them."""
    hidden = any(cell.status == "hidden" for cell in (whole, *cells))
    return not hidden and sum(cell.value or 0 for cell in cells) == whole.value


def chart_of_years(facts: Facts, indicator: str, key: str) -> Chart | None:
    """An indicator over the years, one line a sector; sorted bars by sector where there is one year."""
    if len(facts.known_years) < 2:
        return chart_of_parts(facts, indicator, "sector", key)
    table = table_by_sector_and_year(
        facts, key, facts.words.text("tables.by_sector_and_year", measure=facts.name(indicator)), indicator
    )
    if table is None:
        return None
    sectors = tuple(s for s in facts.sectors if s not in LAST) or (ALL,)
    series = [line for line in (line_of(facts, indicator, sector) for sector in sectors[:6]) if has_points(line)]
    if not series:
        return None
    drawing = draw_lines(series, facts.words, table.caption)
    reading = next(point for line in series for point in line.points if point.value is not None)
    where = next(line.label for line in series if reading in line.points)
    said = facts.words.text("charts.reading.year", label=where, year=reading.label, value=reading.spoken)
    return frame(facts, drawing, table, table.caption, finding_of_years(facts, indicator), said)


def chart_of_path(facts: Facts, key: str) -> Chart | None:
    """The path of people: met, accompanied, still active six months later."""
    words = facts.words
    met, accompanied = facts.cell("people_met"), facts.cell("people_accompanied")
    active = facts.cell("share_active_6m")
    if not met.value or accompanied.value is None:
        return None
    steps = [
        Bar(words.text("path.met"), met.value, words.number(met.value)),
        Bar(words.text("path.accompanied"), accompanied.value, words.fraction(accompanied.value, met.value)),
    ]
    if active.status != "no_data":
        steps.append(Bar(words.text("path.active"), active.numerator, facts.bare(active)))
    rows = tuple(
        (step.label, words.number(step.value) if step.value is not None else step.shown, step.shown) for step in steps
    )
    columns = (words.text("columns.step"), words.unit("people", ""), words.text("columns.out_of"))
    table = Table(key, words.text("path.caption"), columns, rows)
    finding = words.text("path.finding", met=steps[0].shown, accompanied=words.number(accompanied.value))
    return frame(
        facts, draw_funnel(steps, words, table.caption), table, table.caption, finding, reading_of(facts, steps[1:])
    )


def chart_of_kinds(facts: Facts, indicators: tuple[str, ...], key: str) -> Chart | None:
    """Indicators of the same unit side by side, the highest first; null where fewer than two say any."""
    cells = [facts.cell(indicator) for indicator in indicators]
    told = [cell for cell in cells if cell.status == "hidden" or cell.value]
    if len(told) < 2:
        return None
    words = facts.words
    bars = [bar_named(facts, facts.name(cell.indicator), cell) for cell in told]
    ordered = [(bars[place], told[place]) for place in ranked(bars)]
    drawn = [bar for bar, _ in ordered]
    caption = words.text("workshops.kinds", period=facts.period)
    columns = (words.text("columns.indicator"), words.unit(told[0].unit, facts.report.currency))
    rows = tuple((bar.label, facts.told(cell)) for bar, cell in ordered)
    topics = tuple(about_figure(facts, cell.indicator) for _, cell in ordered)
    table = Table(key, caption, columns, rows, about_rows=topics, about_columns=("",))
    finding = finding_of_bars(facts, bars)
    return frame(facts, draw_bars(drawn, words, caption), table, caption, finding, reading_of(facts, drawn))


def chart_of_targets(facts: Facts, results: Sequence[Result], table: Table) -> Chart | None:
    """Each target's bar against its tick."""
    measured = [result for result in results if result.ratio is not None]
    if not measured:
        return None
    words = facts.words
    bars = [bar_of_target(facts, result) for result in results]
    met = sum(result.status in ("reached", "exceeded", "kept") for result in measured)
    finding = words.text("targets.finding", met=words.number(met), count=words.number(len(results)))
    subject = words.text("targets.chart")
    reading = reading_of(facts, [bar for bar in bars if bar.value is not None])
    return frame(facts, draw_bullets(bars, words, subject), table, subject, finding, reading)


def frame(facts: Facts, drawing: Drawing, table: Table, measure: str, finding: str, reading: str) -> Chart:
    """The chart with the lines that stand around every drawing."""
    source = facts.words.text("charts.source", organisation=facts.report.organisation, version=facts.report.version)
    return Chart(finding, measure, reading, facts.field, source, drawing, replace(table, key=f"{table.key}-data"))


def bar_of(facts: Facts, cell: Cell, dimension: str, value: str) -> Bar:
    """A figure as a bar."""
    return replace(bar_named(facts, facts.label(dimension, value), cell), plain=value in LAST)


def bar_named(facts: Facts, label: str, cell: Cell) -> Bar:
    """A figure as a bar of a given name."""
    return Bar(label, cell.value, facts.short(cell), facts.say(cell))


def bar_of_target(facts: Facts, result: Result) -> Bar:
    """A target as a bullet, its label saying what, where and when."""
    label = f"{facts.name(result.target.indicator)}, {say_selection(facts, result.target)}"
    short = facts.absent(result.cell) or facts.bare_target(result.cell.value or 0, result.target.indicator)
    parts = {"target": say_target(facts, result), "status": say_status(facts, result)}
    shown = facts.words.text("targets.bar", value=short, **parts)
    said = facts.words.text("targets.bar_said", value=facts.mark(result.cell, short), **parts)
    return Bar(label, result.cell.value, shown, said, result.target.value)


def line_of(facts: Facts, indicator: str, sector: str) -> Series:
    """A sector's figures over the years as a line."""
    cells = [(year, facts.cell(indicator, sector=sector, year=year)) for year in facts.known_years]
    return Series(facts.label("sector", sector), tuple(bar_named(facts, year, cell) for year, cell in cells))


def has_points(line: Series) -> bool:
    """Whether a line has anything to draw."""
    return any(point.value is not None for point in line.points)


def ranked(bars: Sequence[Bar]) -> list[int]:
    """Places from the longest bar to the shortest; hidden ones follow by name, remainders come last."""
    return sorted(
        range(len(bars)),
        key=lambda at: (bars[at].plain, bars[at].value is None, -(bars[at].value or 0), bars[at].label),
    )


def finding_of_bars(facts: Facts, bars: Sequence[Bar]) -> str:
    """The longest bar in a few words; where one is hidden or equals it, nothing is said of ranks."""
    named = [bar for bar in bars if not bar.plain]
    drawn = [bar for bar in named if bar.value is not None]
    if not drawn:
        return facts.words.text("charts.finding.all_hidden")
    top = max(drawn, key=lambda bar: bar.value or 0)
    alone = sum(bar.value == top.value for bar in drawn) == 1
    key = "top" if alone and len(drawn) == len(named) else "one"
    return entitle(facts, f"charts.finding.{key}", top.label, value=top.spoken)


def finding_of_years(facts: Facts, indicator: str) -> str:
    """The first and last year of all sectors together, in a few words."""
    cells = [(year, facts.cell(indicator, year=year)) for year in facts.known_years]
    drawn = [(year, cell) for year, cell in cells if cell.value is not None]
    if len(drawn) < 2:
        return entitle(facts, "charts.finding.period", facts.name(indicator), period=facts.period)
    (first_year, first), (last_year, last) = drawn[0], drawn[-1]
    ends = {"first": facts.bare(first), "last": facts.say(last), "first_year": first_year, "last_year": last_year}
    return facts.words.text("charts.finding.years", **ends)


def reading_of(facts: Facts, bars: Sequence[Bar]) -> str:
    """How to read one bar: the first that has a value."""
    bar = next((bar for bar in bars if bar.value is not None), None)
    if bar is None:
        return facts.words.text("charts.finding.all_hidden")
    return facts.words.text("charts.reading.bar", label=bar.label, value=bar.spoken)


def entitle(facts: Facts, key: str, label: str, **values: str) -> str:
    """A title of at most ten words: its label is cut where it must be."""
    room = max(TITLE_WORDS - len(facts.words.text(key, label="", **values).split()), 1)
    words = label.split()
    kept = label if len(words) <= room else " ".join(words[:room]) + "…"
    return facts.words.text(key, label=kept, **values)
