"""What stands above the first block."""

from __future__ import annotations

from urllib.parse import urlencode

from impact.model import Page
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
    about = about_page(report.page)
    html = render("cover", words, organisation=report.organisation, lines=lines, warning=warning, about=about)
    title = f"{words.text('report.title')} – {report.organisation}"
    return Section(COVER, footer, title, html, words.language)


def about_page(page: Page) -> str:
    """Who reads a page and what it looks at, for a program that reads it again."""
    limits = {"project": page.scope.projects, "sector": page.scope.sectors, "year": page.scope.years}
    return urlencode({"audience": page.audience, **limits}, doseq=True)
