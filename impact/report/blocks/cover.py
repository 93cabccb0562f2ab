"""What stands above the first block."""

from __future__ import annotations

from impact.report.elements import COVER, Section, render
from impact.report.facts import Facts


def show_cover(facts: Facts) -> Section:
    """The title, the reader, the period; an internal report says on its face that it must not leave."""
    words, report = facts.words, facts.report
    name = words.name(report.page.name)
    lines = [words.text("report.made_for", name=name)] if name else []
    lines.append(words.text("report.period", period=facts.period))
    warning = words.text("report.internal") if report.page.audience == "internal" else ""
    footer = words.text("report.footer", version=report.version, files=words.number(len(report.inputs)))
    html = render("cover", words, organisation=report.organisation, lines=lines, warning=warning)
    title = f"{words.text('report.title')} – {report.organisation}"
    return Section(COVER, footer, title, html, words.language)
