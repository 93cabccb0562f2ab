"""An executed notebook as one page that opens offline: only what the package itself made goes in."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from markupsafe import Markup
from nbformat import NotebookNode

from impact.errors import ImpactError
from impact.report.elements import COVER, SECTION_TYPE, Section, render
from impact.words import read_words


def export_html(node: NotebookNode) -> str:
    """The page of an executed report notebook: its cover, its contents list and its blocks, in the notebook's order.

    Whatever else the notebook prints or draws is left out. The language is that of its blocks.

    Raises:
        ImpactError: the notebook shows no block (it was not run, or is no report).
    """
    sections = {section.id: section for section in find_sections(node)}
    cover = sections.pop(COVER, None)
    if cover is None or not sections:
        raise ImpactError("The notebook shows no report: run it first (jupyter nbconvert --execute --to impact …).")
    style = (files("impact") / "report" / "template" / "style.css").read_text(encoding="utf-8")
    words = read_words(cover.language)
    return str(render("page", words, cover=cover, sections=tuple(sections.values()), style=Markup(style)))  # noqa: S704


def find_sections(node: NotebookNode) -> Iterator[Section]:
    """The blocks that a notebook shows, in order."""
    outputs = (output for cell in node.cells for output in cell.get("outputs", []))
    for output in outputs:
        own = output.get("data", {}).get(SECTION_TYPE)
        if own is not None:
            html = Markup(own["html"])  # noqa: S704
            yield Section(own["id"], own["number"], own["title"], html, own["language"])
