"""What a published file tells: its figures, as its readers see them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from impact.model import Project, Scope
from impact.words import HIDDEN, NO_DATA

ALL = "all"
NUMBER = re.compile(r"[−-]?\d+(?:[\u00a0\u202f.,]\d+)*")
SHARE = "share"
Where = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Told:
    """One figure as a file shows it; a number that the file does not show is null, and so are all of a hidden one."""

    status: str
    unit: str = ""
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    missing: float | None = None


@dataclass(frozen=True, eq=False)
class Published:
    """One published file.

    Attributes:
        name: of the file.
        audience: who reads it.
        scope: what it looks at.
        figures: (indicator, dimension → value as pairs, `all` left out) → what is told.
        cuts: the sets of dimensions that it cuts figures by.
        projects: those that it names.
        labels: dimension → what readers call a value → the value.
        hidden_names: what its readers call the values that it hides.
        drawings: the pictures in it, which were attacked with it.
        findings: what should not be in such a file, as (sentence, facts).
    """

    name: str
    audience: str = "funder"
    scope: Scope = field(default_factory=Scope)
    figures: Mapping[tuple[str, Where], Told] = field(default_factory=dict)
    cuts: frozenset[tuple[str, ...]] = frozenset()
    projects: tuple[Project, ...] = ()
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    hidden_names: frozenset[str] = frozenset()
    drawings: frozenset[str] = frozenset()
    findings: tuple[tuple[str, Mapping[str, object]], ...] = ()


def find_conflict(
    name: str, first: Told, told: Told, indicator: str, where: Where
) -> Iterator[tuple[str, Mapping[str, object]]]:
    """A figure that is hidden and yet shown, there or in another place of the file."""
    if told.status == "hidden" and {told.value, told.numerator, told.denominator, told.missing} != {None}:
        yield "{file} gives a number for a figure that it says is hidden.", {"file": name}
    if {first.status, told.status} == {"hidden", "ok"}:
        place = ", ".join(f"{key} {value}" for key, value in sorted(where)) or "–"
        sentence = "{file} hides {indicator} ({place}) in one table and shows it in another."
        yield sentence, {"file": name, "indicator": indicator, "place": place}


def parse_figure(text: str, unit: str, language: str) -> Told:
    """What the text of a cell tells.

    >>> parse_figure("92\\xa0% (33\\xa0sur\\xa036)", "share", "fr")
    Told(status='ok', unit='share', value=0.92, numerator=33.0, denominator=36.0, missing=None)
    >>> parse_figure("1,576.50 (revised)", "currency", "en").value
    1576.5
    """
    numbers = [(parse_number(found[0], language), _is_percent(text, found.end())) for found in NUMBER.finditer(text)]
    if HIDDEN in text:
        return Told("hidden", unit, numbers[0][0] if numbers else None)
    if text.strip() == NO_DATA or not numbers:
        return Told("no_data", unit)
    if unit != SHARE:
        return Told("ok", unit, numbers[0][0])
    parts = [number for number, percent in numbers if not percent]
    percents = [number / 100 for number, percent in numbers if percent]
    numerator, denominator = parts if len(parts) == 2 else (None, None)
    return Told("ok", unit, percents[0] if percents else None, numerator, denominator)


def parse_number(text: str, language: str) -> float:
    """A number as a language writes it; not a number where it is none.

    >>> parse_number("−1\\u202f576,50", "fr")
    -1576.5
    """
    plain = re.sub("[\u00a0\u202f]", "", text).replace("−", "-")
    try:
        return float(plain.replace(".", "").replace(",", ".") if language == "fr" else plain.replace(",", ""))
    except ValueError:
        return float("nan")


def where_of(cell: Mapping[str, str]) -> Where:
    """What limits the people of a cell: its dimensions but for those that are not limited."""
    return frozenset((name, value) for name, value in cell.items() if value != ALL)


def _is_percent(text: str, end: int) -> bool:
    return text[end:].lstrip("\u00a0\u202f ").startswith("%")
