"""The figures of a report, found by what they are about and said in its language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

import pandas as pd

from impact.indicators import CATALOGUE
from impact.model import ProtectedFigures, ReportData
from impact.words import HIDDEN, NO_DATA, Wording, capitalised, read_words

ALL, UNSPECIFIED, OTHER = "all", "unspecified", "other"
LAST = (OTHER, UNSPECIFIED)
NATURAL_ORDER: Mapping[str, tuple[str, ...]] = {
    "gender": ("F", "M", "X"),
    "skill_level": ("beginner", "intermediate", "confirmed", "professional"),
}


@dataclass(frozen=True)
class Cell:
    """One protected figure; `status` says why a value is absent (`hidden`, `no_data`).

    `published` is the figure that an earlier report showed, where this one does not read the same.
    """

    indicator: str
    unit: str
    status: str = "no_data"
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    missing: float | None = None
    published: Cell | None = None


@dataclass(frozen=True, eq=False)
class Facts:
    """What a report may say, with the words to say it.

    Attributes:
        report: the protected figures and all that goes with them.
    """

    report: ReportData

    @cached_property
    def words(self) -> Wording:
        """The wording of the page's language."""
        return read_words(self.report.page.language)

    @cached_property
    def cells(self) -> Mapping[tuple[str, ...], Cell]:
        """(dimensions…, "|", indicator, values…) → figure."""
        found: dict[tuple[str, ...], Cell] = {}
        for by, figures in self.report.figures.items():
            found.update(read_cells(by, figures, self.report.currency))
        for (by, indicator, values), (value, numerator, denominator) in self.report.published.items():
            key = (*by, "|", indicator, *values)
            if key in found:
                published = replace(found[key], value=value, numerator=numerator, denominator=denominator)
                found[key] = replace(found[key], published=published)
        return found

    def cell(self, indicator: str, **where: str) -> Cell:
        """The figure of an indicator where each named dimension has the value given; `all` drops a dimension's limit.

        A figure that was not computed is one without data.
        """
        by = tuple(where)
        return self.cells.get((*by, "|", indicator, *where.values()), Cell(indicator, self.unit(indicator)))

    @cached_property
    def units(self) -> Mapping[str, str]:
        """Indicator → unit, in the order of the figures."""
        units: dict[str, str] = {}
        for figures in self.report.figures.values():
            named = figures.frame.drop_duplicates("indicator").set_index("indicator")["unit"]
            units.update({str(key): kind_of(str(unit), self.report.currency) for key, unit in named.items()})
        return units

    def unit(self, indicator: str) -> str:
        """The unit of an indicator; "" for an association's own of which no figure was computed."""
        built_in = CATALOGUE.get(indicator)
        return self.units.get(indicator) or (built_in.unit if built_in else "")

    def shown(self, indicators: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the indicators that the page asks for (all, where it asks for none in particular)."""
        wanted = self.report.page.indicators
        return tuple(i for i in indicators if i in self.units and (not wanted or i in wanted))

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator of the page, the association's own included."""
        return self.shown(tuple(self.units))

    def values(self, dimension: str) -> tuple[str, ...]:
        """The values that a dimension takes, in their natural order, "other" and "unspecified" last."""
        figures = self.report.figures.get((dimension,))
        if figures is None:
            return ()
        found = {str(value) for value in figures.frame[dimension].unique()} - {ALL}
        order = NATURAL_ORDER.get(dimension, ())
        others = sorted(found - set(order) - set(LAST), key=youngest_first if dimension == "age_band" else str)
        rank = {value: place for place, value in enumerate((*order, *others, *LAST))}
        return tuple(sorted(found, key=rank.__getitem__))

    def telling_values(self, indicator: str, dimension: str) -> tuple[str, ...]:
        """The values of a dimension for which an indicator is not zero: a hidden figure is among them."""
        cells = [(value, self.cell(indicator, **{dimension: value})) for value in self.values(dimension)]
        return tuple(value for value, cell in cells if cell.status == "hidden" or cell.value)

    @cached_property
    def years(self) -> tuple[str, ...]:
        """The years that have figures, oldest first."""
        return self.values("year")

    @cached_property
    def known_years(self) -> tuple[str, ...]:
        """The years that have figures, without the rows whose year is not known."""
        return tuple(year for year in self.years if year not in LAST)

    @cached_property
    def sectors(self) -> tuple[str, ...]:
        """The sectors that have figures, in the order of their names."""
        return tuple(sorted(self.values("sector"), key=lambda s: (s in LAST, self.label("sector", s))))

    @cached_property
    def period(self) -> str:
        """The years of the report: `2020`, `2019–2021`, `2018, 2020`."""
        years = [int(year) for year in self.known_years]
        if not years:
            return NO_DATA
        if len(years) > 1 and years == list(range(years[0], years[-1] + 1)):
            return f"{years[0]}–{years[-1]}"
        return self.words.list_of(map(str, years))

    @cached_property
    def field(self) -> str:
        """What the figures are about, for the line under a chart: who, which sectors, when."""
        sectors = self.words.list_of(self.label("sector", s) for s in self.sectors if s not in LAST)
        parts = (self.report.organisation, sectors, self.period)
        return self.words.typeset(" · ".join(part for part in parts if part))

    def label(self, dimension: str, value: str) -> str:
        """What a reader calls a value of a dimension."""
        words = self.words
        if value in (ALL, UNSPECIFIED, OTHER):
            return words.text(f"values.{value}")
        if dimension == "sector" and value in self.report.sectors:
            return words.name(self.report.sectors[value])
        if dimension == "project":
            names = {project.id: project.name for project in self.report.projects}
            return words.name(names[value]) if value in names else capitalised(value)
        if dimension == "country":
            return words.country(value)
        if dimension == "age_band":
            return words.label("values.age_band", age_key(value), value).format(*ages_of(value))
        return words.label(f"values.{dimension}", value)

    def name(self, indicator: str) -> str:
        """What a reader calls an indicator."""
        if indicator in self.report.own:
            return self.words.name(self.report.own[indicator][0])
        return self.words.label(f"indicators.{indicator}", "label", indicator.replace("_", " "))

    def definition(self, indicator: str) -> str:
        """What an indicator counts, out of what."""
        if indicator in self.report.own:
            return self.words.name(self.report.own[indicator][1])
        return self.words.label(f"indicators.{indicator}", "definition", NO_DATA)

    def header(self, indicator: str) -> str:
        """An indicator's name with its unit, as the head of a row whose cells are bare numbers."""
        unit = self.words.unit(self.unit(indicator), self.report.currency)
        name = self.name(indicator)
        return (
            name if self.unit(indicator) == "activities" or unit.casefold() in name.casefold() else f"{name} ({unit})"
        )

    def bare(self, cell: Cell) -> str:
        """A figure for a table whose header says the unit; a share comes with its fraction."""
        return (
            self.absent(cell) or self.fraction(cell) or self.words.bare(amount(cell), cell.unit, self.report.currency)
        )

    def told(self, cell: Cell) -> str:
        """A figure for a table, which says where it differs from what an earlier report said."""
        return self.mark(cell, self.bare(cell))

    def mark(self, cell: Cell, text: str) -> str:
        """The text of a figure, marked where an earlier report said otherwise."""
        return text if cell.published is None else f"{text} ({self.words.text('report.revised')})"

    def bare_target(self, value: float, indicator: str) -> str:
        """A value that was promised, for a table whose header says the unit."""
        unit = self.unit(indicator)
        return self.words.percent(value) if unit == "share" else self.words.bare(value, unit, self.report.currency)

    def short(self, cell: Cell) -> str:
        """A figure on a chart: money with its sign, anything else as in a table."""
        return self.say(cell) if cell.unit == "currency" else self.bare(cell)

    def say(self, cell: Cell) -> str:
        """A figure for a sentence, unit included; a share comes with its fraction."""
        value = self.absent(cell) or self.fraction(cell)
        return value or self.words.value(amount(cell), cell.unit, self.report.currency)

    def absent(self, cell: Cell) -> str:
        """The symbol of a figure that is not there, else ""."""
        return HIDDEN if cell.status == "hidden" else NO_DATA if cell.value is None else ""

    def fraction(self, cell: Cell) -> str:
        """A share with its fraction, "" for a figure that is not a share."""
        if cell.unit != "share":
            return ""
        if cell.numerator is None or not cell.denominator:
            return self.words.percent(amount(cell))
        return self.words.fraction(cell.numerator, cell.denominator)

    def gap(self, difference: float, unit: str) -> str:
        """The signed difference of two figures: points for shares, else the figures' own unit."""
        if unit == "share":
            return self.words.points(difference)
        return self.words.bare(difference, unit, self.report.currency, sign=True)

    def say_gap(self, difference: float, unit: str) -> str:
        """The signed difference of two figures outside a table: money with its sign."""
        money = unit == "currency"
        return self.words.money(difference, self.report.currency, sign=True) if money else self.gap(difference, unit)


def ages_of(band: str) -> tuple[str, ...]:
    """The ages that a band's name holds.

    >>> ages_of("18–25")
    ('18', '25')
    """
    return tuple(re.findall(r"\d+", band))


def age_key(band: str) -> str:
    """Which wording a band's name takes: `under`, `between` or `over`."""
    return "under" if band.startswith("under") else "between" if len(ages_of(band)) == 2 else "over"


def youngest_first(band: str) -> tuple[int, int, str]:
    """What age bands are sorted by; a band without an age comes last."""
    ages = ages_of(band)
    return (int(ages[0]) if ages else 999, 0 if band.startswith("under") else 1, band)


def amount(cell: Cell) -> float:
    """The value of a figure that has one."""
    return cast(float, cell.value)


def kind_of(unit: str, currency: str) -> str:
    """A figure's unit as the catalogue of words knows it: `currency` whatever the currency is."""
    return "currency" if unit == currency else unit


def read_cells(by: tuple[str, ...], figures: ProtectedFigures, currency: str) -> dict[tuple[str, ...], Cell]:
    """A breakdown's frame as cells, by (dimensions…, "|", indicator, values…)."""
    keys = ["indicator", *by]
    columns = ["unit", "status", "value", "numerator", "denominator", "missing"]
    frame = figures.frame[[*keys, *columns]]
    cells: dict[tuple[str, ...], Cell] = {}
    for row in zip(*(frame[column] for column in frame), strict=True):
        place, (unit, status, *numbers) = row[: len(keys)], row[len(keys) :]
        value, numerator, denominator, missing = (None if pd.isna(number) else float(number) for number in numbers)
        key = (*by, "|", *(str(part) for part in place))
        cells[key] = Cell(
            str(place[0]), kind_of(str(unit), currency), str(status), value, numerator, denominator, missing
        )
    return cells
