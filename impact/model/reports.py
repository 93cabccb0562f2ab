"""What a report is about and what it may say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from impact.model.figures import ProtectedFigures, Scope

if TYPE_CHECKING:
    import pandas as pd

Place = tuple[tuple[str, ...], str, tuple[str, ...]]
Numbers = tuple[float, float | None, float | None]


@dataclass(frozen=True)
class Words:
    """A name in the languages it was given in."""

    fr: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.en if language == "en" else self.fr


@dataclass(frozen=True)
class Target:
    """What was promised: a value for an indicator, in a sector or project and a year, or over the whole."""

    indicator: str
    value: float
    sector: str | None = None
    project: str | None = None
    year: int | None = None
    better: str = "higher"


@dataclass(frozen=True)
class Project:
    """One edition of a programme; all that belongs to it counts in its sector and reporting year."""

    id: str
    name: Words
    sector: str | None
    year: int | None
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True)
class Page:
    """One report: who reads it, in which language, and what it looks at."""

    id: str
    name: Words
    language: str
    audience: str
    scope: Scope
    targets: tuple[Target, ...] = ()
    indicators: tuple[str, ...] = ()


def _nothing_broken() -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns=["sentence", "cells"])


@dataclass(frozen=True, eq=False)
class Quality:
    """What reading did, in counts that reveal nobody.

    Attributes:
        sheets: a row a sheet: `file`, `sheet`, `table` (null where unknown) and its rows: `seen`, `kept`, `merged`,
            `set_aside`, `not_data`.
        missing: a row a field: `table`, `field`, `known`, `unknown` (null where the readers may not know it).
        reasons: a row a reason for which rows were set aside: `reason`, `rows`.
        changed: a row a rule: `rule`, `cells` (null where the readers may not know it).
        broken: a row a consistency rule that does not hold: `sentence` (in both languages), `cells` (by sector and
            year) where it does not; no figure stands in it.
    """

    sheets: pd.DataFrame
    missing: pd.DataFrame
    reasons: pd.DataFrame
    changed: pd.DataFrame
    broken: pd.DataFrame = field(default_factory=_nothing_broken)


@dataclass(frozen=True, eq=False)
class ReportData:
    """All that a report may say; nothing in it is personal and every figure is protected.

    Attributes:
        page: who reads it and what it looks at.
        organisation: the association's name.
        currency: ISO 4217, the unit of money figures.
        projects: those in scope.
        sectors: canonical sector → its name.
        figures: dimensions → figures cut by them; the dimensions are those of `report.plan.BREAKDOWNS`.
        quality: what reading did, over the whole workspace.
        version: of the program.
        inputs: (file, sha256) of every source.
        narrative: Markdown of the association's own text for block 9, or "".
        hidden_by: rule → how many figures it hid.
        own: the association's own figures: id → (label, definition).
        published: (dimensions, indicator, their values) → value, numerator and denominator in the last report that was
            kept, for the figures that do not read the same now.
    """

    page: Page
    organisation: str
    currency: str
    projects: tuple[Project, ...]
    sectors: Mapping[str, Words]
    figures: Mapping[tuple[str, ...], ProtectedFigures]
    quality: Quality
    version: str
    inputs: tuple[tuple[str, str], ...] = ()
    narrative: str = ""
    hidden_by: Mapping[str, int] = field(default_factory=dict)
    own: Mapping[str, tuple[Words, Words]] = field(default_factory=dict)
    published: Mapping[Place, Numbers] = field(default_factory=dict)
