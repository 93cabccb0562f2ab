"""Figures as the sheets of a workbook: what stands in which column, in which unit and format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, TypeAlias

from impact.exports.figures import WHOLE_NUMBERS, place_name, plain_number, rows_of
from impact.exports.labels import code_of, definition_of, label_of, value_label
from impact.model import Figures, ProtectedFigures
from impact.words import HIDDEN, NO_DATA, Wording, decimals_of

if TYPE_CHECKING:
    import pandas as pd

    from impact.indicators import Indicator

Entry: TypeAlias = str | int | float
FRACTIONS = ("numerator", "denominator", "missing")


@dataclass(frozen=True)
class Sheet:
    """One sheet that holds one table from A1 on.

    Attributes:
        title: what the table shows.
        columns: headers, units included.
        rows: numbers are numbers, all else is text.
        formats: of each row, Excel's number format of each entry; none where all is text.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Entry, ...], ...]
    formats: tuple[tuple[str, ...], ...] = ()


def cover_lines(organisation: str, figures: Figures | ProtectedFigures | None, words: Wording) -> list[str]:
    """What a reader must know before the tables, a line a cell."""
    audience = figures.audience if isinstance(figures, ProtectedFigures) else "internal"
    said = words.text("workbook.audience", audience=words.text(f"workbook.{audience}"))
    return [
        organisation or words.text("workbook.cover"),
        said,
        *(words.text(f"workbook.{name}") for name in ("symbols", "shares", "margins", "goals")),
    ]


def notes_sheet(indicators: Iterable[Indicator], words: Wording, currency: str) -> Sheet:
    """The definition of every figure shown."""
    names = ("indicator", "id", "unit", "definition", "code")
    rows = tuple(
        (
            label_of(figure, words),
            figure.id,
            words.unit(figure.unit, currency),
            definition_of(figure, words),
            code_of(figure, words) or NO_DATA,
        )
        for figure in indicators
    )
    return Sheet(words.text("workbook.notes"), tuple(words.text(f"workbook.{name}") for name in names), rows)


def figure_sheets(
    figures: Figures | ProtectedFigures,
    words: Wording,
    currency: str,
    known: Mapping[str, Indicator],
    names: Mapping[str, Mapping[str, str]],
    all_rows: bool,
) -> list[Sheet]:
    """One sheet for each unit, since a header says the unit of its column."""
    frame = rows_of(figures, all_rows, "currency")
    by = " ".join(words.label("dimensions", name) for name in figures.by)
    sheets = []
    for unit, rows in frame.groupby("unit", sort=False):
        title = f"{words.unit('currency' if unit == currency else str(unit), currency)} {by}".strip()
        sheets.append(unit_sheet(title, str(unit), rows, figures.by, words, currency, known, names))
    return sheets


def unit_sheet(
    title: str,
    unit: str,
    frame: pd.DataFrame,
    by: Sequence[str],
    words: Wording,
    currency: str,
    known: Mapping[str, Indicator],
    names: Mapping[str, Mapping[str, str]],
) -> Sheet:
    """The figures of one unit: a row a figure and cell."""
    unit = "currency" if unit == currency else unit
    fractions = [name for name in FRACTIONS if frame[name].notna().any()]
    labels = {name: label_of(known[name], words) if name in known else name for name in frame["indicator"].unique()}
    columns = [frame["indicator"].map(labels).tolist()]
    columns += [[named(name, value, words, names) for value in frame[name].astype(str)] for name in by]
    for name in ("value", *fractions):
        numbers = frame[name].astype("float64").tolist()
        columns.append([entry(value, status) for value, status in zip(numbers, frame["status"], strict=True)])
    columns.append([words.text(f"workbook.{status}") for status in frame["status"]])
    headers = (
        words.text("workbook.indicator"),
        *(words.label("dimensions", name) for name in by),
        *(number_header(name, unit, words, currency) for name in ("value", *fractions)),
        words.text("workbook.status"),
    )
    units = ("", *by, *(unit_of(name, unit) for name in ("value", *fractions)), "")
    rows = tuple(zip(*columns, strict=True))
    formats = tuple(tuple(map(number_format, row, units, repeat(currency))) for row in rows)
    return Sheet(title, headers, rows, formats)


def named(dimension: str, value: str, words: Wording, names: Mapping[str, Mapping[str, str]]) -> Entry:
    """A dimension's value as a reader calls it; a year is a number."""
    place = place_name(dimension, value)
    return place if isinstance(place, int) else value_label(dimension, place, words, names)


def entry(value: float, status: str) -> Entry:
    """A number, or the sign that says why there is none."""
    number = plain_number(value)
    return number if number is not None else HIDDEN if status == "hidden" else NO_DATA


def number_header(name: str, unit: str, words: Wording, currency: str) -> str:
    """A column's name with the unit of its numbers."""
    return f"{words.text(f'workbook.{name}')} ({words.unit(unit_of(name, unit), currency)})"


def unit_of(name: str, unit: str) -> str:
    """The unit of a column of figures in `unit`: what is counted beside the value is a number."""
    counted = name in ("denominator", "missing") or (name == "numerator" and unit == "share")
    return "activities" if counted else unit


def number_format(entry: Entry, unit: str, currency: str) -> str:
    """Excel's number format of an entry, with the decimals that it has in a report; a year is not grouped.

    >>> number_format(1.9375, "units", "EUR"), number_format(0.92, "share", "EUR"), number_format(2020, "year", "EUR")
    ('#,##0.0', '0%', '0')
    """
    if isinstance(entry, str):
        return "General"
    if unit in WHOLE_NUMBERS:
        return "0"
    decimals = decimals_of(entry, unit, currency)
    places = "." + "0" * decimals if decimals else ""
    return f"0{places}%" if unit == "share" else f"#,##0{places}"
