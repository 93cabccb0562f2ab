"""What was promised beside what was done: the gap, the part achieved, and the status in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from impact.model import Target
from impact.report.facts import Cell, Facts
from impact.words import HIDDEN, NO_DATA

CLOSE = 0.9


@dataclass(frozen=True)
class Result:
    """One target and the figure that answers it; `status` is a key of the catalogue's `targets.status`."""

    target: Target
    cell: Cell
    status: str
    gap: float | None
    ratio: float | None


def measure_target(facts: Facts, target: Target) -> Result:
    """The figure of the target's own sector, project and year, against the target; never a sum of other figures.

    A project's target for a sector or a year that is not the project's has no figure.
    """
    cell = facts.cell(target.indicator, **selection_of(facts, target))
    if cell.value is None:
        return Result(target, cell, "hidden" if cell.status == "hidden" else "unmeasured", None, None)
    gap = round(cell.value - target.value, 9)
    ratio = cell.value / target.value if target.value > 0 else None
    return Result(target, cell, status_of(gap, ratio, target.better), gap, ratio)


def status_of(gap: float, ratio: float | None, better: str) -> str:
    """Where a figure stands; for a ceiling (`better = "lower"`) only kept or passed.

    >>> status_of(6.0, 1.2, "higher"), status_of(-1.0, 0.95, "higher"), status_of(2.0, 1.1, "lower")
    ('exceeded', 'close', 'passed')
    """
    if better == "lower":
        return "kept" if gap <= 0 else "passed"
    if gap >= 0:
        return "exceeded" if gap > 0 else "reached"
    return "close" if ratio is not None and ratio >= CLOSE else "below"


def selection_of(facts: Facts, target: Target) -> dict[str, str]:
    """The dimensions that a target names; a project says its own sector and year by itself."""
    project = next((p for p in facts.report.projects if p.id == target.project), None)
    sector = None if project is not None and project.sector == target.sector else target.sector
    year = None if project is not None and project.year == target.year else target.year
    named = {"project": target.project, "sector": sector, "year": None if year is None else str(year)}
    return {dimension: value for dimension, value in named.items() if value is not None}


def say_selection(facts: Facts, target: Target) -> str:
    """Where and when a target holds: `Artisanat textile, 2020`; the whole report where it names nothing."""
    named = [facts.label(d, v) if d != "year" else v for d, v in selection_of(facts, target).items()]
    return ", ".join(named) or facts.words.text("targets.whole", period=facts.period)


def say_target(facts: Facts, result: Result) -> str:
    """The value promised, with its unit."""
    return facts.words.value(result.target.value, facts.unit(result.target.indicator), facts.report.currency)


def say_gap(facts: Facts, result: Result, say: Callable[[float, str], str] | None = None) -> str:
    """The signed gap, or the symbol of a figure that is not there; `say` is `facts.gap` unless another is given."""
    if result.gap is None:
        return absent(result)
    return (say or facts.gap)(result.gap, result.cell.unit)


def say_ratio(facts: Facts, result: Result) -> str:
    """The part of the target that was achieved, in percent."""
    return absent(result) if result.ratio is None else facts.words.percent(result.ratio)


def say_status(facts: Facts, result: Result) -> str:
    """The status in words."""
    return facts.words.text(f"targets.status.{result.status}")


def absent(result: Result) -> str:
    """The symbol that stands for a gap that cannot be shown."""
    return HIDDEN if result.cell.status == "hidden" else NO_DATA
