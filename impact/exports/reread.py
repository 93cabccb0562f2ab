"""Figures read again from the files that `figures` and `workbook` write: what a reader of those files knows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from impact.exports.figures import BYTE_ORDER_MARK, NUMBERS
from impact.exports.labels import EVERYWHERE, value_label
from impact.exports.unread import has_unread_parts
from impact.indicators import DIMENSIONS
from impact.indicators.dimensions import age_bands
from impact.words import Wording, find_languages, read_words

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

AUDIENCES = ("internal", "funder", "public")
STATUSES = ("ok", "hidden", "no_data")
Labels = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class ReadRow:
    """One figure of a file: its numbers are null where the file shows none."""

    indicator: str
    cell: tuple[tuple[str, str], ...]
    unit: str
    status: str
    numbers: tuple[float | None, ...]


@dataclass(frozen=True)
class ReadFigures:
    """The figures of a file, who may read it ("" where it does not say), and what more there is in the file.

    Attributes:
        has_hidden_parts: sheets, rows or columns that are not shown at once.
        has_unread_parts: anything that is no figure and that this program does not write beside figures.
    """

    by: tuple[str, ...]
    rows: tuple[ReadRow, ...]
    audience: str = ""
    has_hidden_parts: bool = False
    has_unread_parts: bool = False


def read_csv_figures(text: str) -> ReadFigures | None:
    """The figures of a CSV file; null where it is none of ours."""
    plain = text.removeprefix(BYTE_ORDER_MARK)
    french = ";" in plain.split("\n", 1)[0]
    head, *rows = csv.reader(io.StringIO(plain), delimiter=";" if french else ",") if plain.strip() else [[]]
    ours = bool(head) and head[0] == "indicator" and tuple(head[-6:]) == (*NUMBERS, "unit", "status")
    if not ours:
        return None
    by = tuple(head[1:-6])
    return ReadFigures(by, tuple(_row(by, dict(zip(head, row, strict=True)), french) for row in rows if row))


def _row(by: Sequence[str], cells: Mapping[str, str], french: bool) -> ReadRow:
    told = (cells[name].replace(",", ".") if french else cells[name] for name in NUMBERS)
    numbers = tuple(float(text) if text else None for text in told)
    cell = tuple((name, cells[name].removeprefix("'")) for name in by)
    return ReadRow(cells["indicator"], cell, cells["unit"], cells["status"], numbers)


def read_json_figures(text: str) -> ReadFigures | None:
    """The figures of a JSON file; null where it is none of ours."""
    try:
        content = json.loads(text)
        by = tuple(content["by"])
        if content.keys() != {"by", "audience", "rows"} or content["audience"] not in AUDIENCES:
            return None
        if any(row.keys() != {"indicator", *by, *NUMBERS, "unit", "status"} for row in content["rows"]):
            return None
        rows = [
            ReadRow(
                row["indicator"],
                tuple((name, str(row[name])) for name in by),
                row["unit"],
                row["status"],
                tuple(row[name] for name in NUMBERS),
            )
            for row in content["rows"]
        ]
        return ReadFigures(by, tuple(rows), content["audience"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def read_workbook_figures(path: Path, labels: Labels) -> tuple[ReadFigures, ...]:
    """The tables of figures of a workbook of ours, ids and values found again from what readers call them.

    Args:
        path: of the workbook.
        labels: dimension → label → value, beyond those of the catalogue (sectors, projects).

    Raises:
        ValueError: the file is no workbook.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path)
    except (OSError, LookupError, SyntaxError, TypeError, BadZipFile, InvalidFileException) as error:
        raise ValueError(type(error).__name__) from None
    language = book.properties.language if book.properties.language in find_languages() else "fr"
    words = read_words(language)
    ids, audience = _read_ids(book, words), _read_audience(book, words)
    hides = any(_has_hidden_parts(sheet) for sheet in book.worksheets)
    tables = [(sheet, by) for sheet in book.worksheets if (by := _read_dimensions(sheet, words)) is not None]
    unread = has_unread_parts(path, book, words, len(tables))
    return tuple(
        ReadFigures(by, tuple(_read_rows(sheet, by, words, ids, labels)), audience, hides, unread)
        for sheet, by in tables
    )


def _has_hidden_parts(sheet: Worksheet) -> bool:
    parts = (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())
    return sheet.sheet_state != "visible" or any(part.hidden for part in parts)


def _read_audience(book: Workbook, words: Wording) -> str:
    said = {
        words.text("workbook.audience", audience=words.text(f"workbook.{audience}")): audience for audience in AUDIENCES
    }
    lines = [str(row[0]) for row in book.worksheets[0].iter_rows(values_only=True) if row]
    return next((said[line] for line in lines if line in said), "")


def _read_ids(book: Workbook, words: Wording) -> dict[str, str]:
    """Label → id, of the sheet that defines the figures."""
    heads = (words.text("workbook.indicator"), words.text("workbook.id"))
    for sheet in book.worksheets:
        rows = sheet.iter_rows(values_only=True)
        if tuple(next(rows, ())[:2]) == heads:
            return {str(row[0]): str(row[1]) for row in rows}
    return {}


def _read_dimensions(sheet: Worksheet, words: Wording) -> tuple[str, ...] | None:
    """What a sheet cuts figures by; null where it holds none."""
    head = [str(text) for text in next(sheet.iter_rows(values_only=True), ())]
    if not head or head[0] != words.text("workbook.indicator") or head[-1] != words.text("workbook.status"):
        return None
    names = {words.label("dimensions", name): name for known in DIMENSIONS.values() for name in known}
    value = words.text("workbook.value")
    place = next((n for n, text in enumerate(head) if text.startswith(f"{value} (")), None)
    return None if place is None else tuple(names.get(text, text) for text in head[1:place])


def _read_rows(
    sheet: Worksheet, by: Sequence[str], words: Wording, ids: Mapping[str, str], labels: Labels
) -> Iterator[ReadRow]:
    rows = sheet.iter_rows(values_only=True)
    head = [str(text) for text in next(rows)]
    starts = {name: f"{words.text(f'workbook.{name}')} (" for name in NUMBERS}
    places = {name: next((n for n, text in enumerate(head) if text.startswith(starts[name])), None) for name in NUMBERS}
    statuses = {words.text(f"workbook.{status}"): status for status in STATUSES}
    known = {name: {**_labels_of(name, words), **labels.get(name, {})} for name in by}
    units = {text: key.removeprefix("units.") for key, text in words.texts.items() if key.startswith("units.")}
    unit = head[1 + len(by)].removeprefix(starts["value"]).removesuffix(")")
    for row in rows:
        cell = tuple((name, known[name].get(str(told), str(told))) for name, told in zip(by, row[1:], strict=False))
        numbers = tuple(_number(None if place is None else row[place]) for place in places.values())
        indicator = ids.get(str(row[0]), str(row[0]))
        yield ReadRow(indicator, cell, units.get(unit, "currency"), statuses.get(str(row[-1]), "ok"), numbers)


def _number(told: object) -> float | None:
    return float(told) if isinstance(told, int | float) else None


def _labels_of(dimension: str, words: Wording) -> dict[str, str]:
    """Label → value, of the values that the catalogue names."""
    group = f"values.{dimension}."
    match dimension:
        case "age_band":
            values = list(age_bands())
        case "country":
            values = list(words.locale.territories)
        case _:
            values = [key.removeprefix(group) for key in words.texts if key.startswith(group)]
    return {value_label(dimension, value, words, {}): value for value in (*values, *EVERYWHERE)}
