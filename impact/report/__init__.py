"""A report: protected figures in, blocks out, each shown by one thin cell of a notebook.

`plan` says which figures to compute; `exporter` and `notebook` (loaded by name) turn an executed notebook into a page.
"""

from __future__ import annotations

from functools import cached_property

from impact.model import ReportData
from impact.report.blocks import account, activities, method, opening, people
from impact.report.blocks.cover import show_cover
from impact.report.elements import Section
from impact.report.facts import Facts

__all__ = ["Report"]


class Report:
    """All the blocks of one report, in the order that a funder reads them.

    Args:
        contents: everything that the report may say; its figures are protected.
    """

    def __init__(self, contents: ReportData) -> None:
        self.facts = Facts(contents)

    def __repr__(self) -> str:
        page = self.facts.report.page
        return f"Report({page.id!r}, language={page.language!r}, audience={page.audience!r})"

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The cover and every block."""
        return (
            self.cover(),
            self.brief(),
            self.perimeter(),
            self.targets(),
            self.participation(),
            self.people(),
            self.workshops(),
            self.sales(),
            self.outcomes(),
            self.difficulties(),
            self.quality(),
            self.method(),
            self.limits(),
            self.privacy(),
            self.glossary(),
            self.annex(),
        )

    def cover(self) -> Section:
        """Title, reader, period; on an internal page, that it must not leave."""
        return show_cover(self.facts)

    def brief(self) -> Section:
        """1 Key figures, each with its target, the gap and the year before."""
        return opening.show_brief(self.facts)

    def perimeter(self) -> Section:
        """2 Who we are, perimeter, period."""
        return opening.show_perimeter(self.facts)

    def targets(self) -> Section:
        """3 Targets and results."""
        return opening.show_targets(self.facts)

    def participation(self) -> Section:
        """4 Participation by sector and year."""
        return people.show_participation(self.facts)

    def people(self) -> Section:
        """5 People reached: unique people beside participations."""
        return people.show_people(self.facts)

    def workshops(self) -> Section:
        """6 Workshops: held, hours, learner hours, attendance."""
        return activities.show_workshops(self.facts)

    def sales(self) -> Section:
        """7 Sales and own resources."""
        return activities.show_sales(self.facts)

    def outcomes(self) -> Section:
        """8 What became of people."""
        return people.show_outcomes(self.facts)

    def difficulties(self) -> Section:
        """9 Difficulties and lessons, in the association's own words."""
        return activities.show_difficulties(self.facts)

    def quality(self) -> Section:
        """10 Data quality."""
        return account.show_quality(self.facts)

    def method(self) -> Section:
        """11 Method: each figure's definition."""
        return method.show_method(self.facts)

    def limits(self) -> Section:
        """12 Limits."""
        return method.show_limits(self.facts)

    def privacy(self) -> Section:
        """13 Privacy: what was hidden, and by which rule."""
        return method.show_privacy(self.facts)

    def glossary(self) -> Section:
        """14 Glossary."""
        return method.show_glossary(self.facts)

    def annex(self) -> Section:
        """Every table, and the stamp of the run."""
        return method.show_annex(self.facts)
