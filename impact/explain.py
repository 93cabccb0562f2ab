"""The source cells that a figure is made of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from impact.config import find_projects, find_sectors, nearest_names
from impact.errors import UsageError
from impact.exports.labels import label_of, value_label
from impact.indicators import DIMENSIONS, list_records
from impact.indicators.dimensions import ALL
from impact.indicators.records import check_cell
from impact.indicators.rows import Reading
from impact.model import Scope
from impact.tables.places import place_of
from impact.trace import trace_cells
from impact.words import NO_DATA, read_words

if TYPE_CHECKING:
    from impact.indicators import Indicator
    from impact.workspace import Workspace


@dataclass(frozen=True, eq=False)
class Explanation:
    """A figure and the cells that it is made of: a row a cell in `cells`, with the columns of the contract.

    The values of the cells of a role add up to it (of those that are not personal, and so null). `title` names the
    figure, the case and the value for a reader of `language`.
    """

    indicator: str
    cell: Mapping[str, str | int]
    value: float | None
    cells: pd.DataFrame
    title: str
    language: str

    def to_json(self) -> str:
        """The contract's JSON."""
        rows = self.cells.astype(object).where(self.cells.notna(), None).to_dict("records")
        return json.dumps(
            {**head_of(self.indicator, self.cell), "value": self.value, "cells": rows}, ensure_ascii=False, indent=1
        )

    def summary(self) -> pd.DataFrame:
        """A row a role, file, sheet and field: how many `cells`, in which `columns` and `rows`, and their `sum`."""
        groups = self.cells.groupby(["role", "file", "sheet", "field"], sort=False, dropna=False)
        return groups.agg(
            cells=("row", "size"), columns=("column", say_columns), rows=("row", say_rows), sum=("value", _total)
        ).reset_index()

    def _repr_html_(self) -> str:
        from impact.show.explanation import explanation_html

        return explanation_html(self)


def head_of(indicator: str, cell: Mapping[str, str | int]) -> dict[str, str | int]:
    """What the JSON of a figure begins with: its name, and where it stands."""
    year = cell.get("year", ALL)
    typed = int(year) if str(year).isdigit() else year
    return {"indicator": indicator, "sector": ALL, **cell, "year": typed}


def say_rows(rows: Iterable[int]) -> str:
    """Row numbers as a person writes them.

    >>> say_rows([4, 2, 3, 9])
    '2–4, 9'
    """
    return ", ".join(f"{first}–{last}" if last > first else f"{first}" for first, last in runs_of(rows))


def say_columns(letters: Iterable[str]) -> str:
    """Columns as a person writes them.

    >>> say_columns(["AA", "Z", "C"])
    'C, Z–AA'
    """
    places = {place_of(letter): letter for letter in letters}
    pairs = ((places[first], places[last]) for first, last in runs_of(places))
    return ", ".join(first if first == last else f"{first}–{last}" for first, last in pairs)


def runs_of(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers that follow one another, as the first and the last of each run."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _total(values: pd.Series) -> float | None:
    numbers = pd.to_numeric(values, errors="coerce")
    return float(numbers.sum()) if numbers.notna().any() else None


def explain_figure(workspace: Workspace, indicator: str, cell: Mapping[str, str | int]) -> Explanation:
    """Finds the records behind a figure, then the cells behind the records.

    Raises:
        UsageError: no such indicator, dimension or value; the sentence names the nearest.
    """
    declared = find_indicator(workspace, indicator)
    check_dimensions(cell)
    start = workspace.settings.organisation.fiscal_year_start
    selected = check_cell(workspace.tables, declared, cell, Scope(), Reading(start))
    records = list_records(workspace.tables, declared, selected, fiscal_year_start=start)
    beside = [
        records[(records["table"] == part.table) & (records["field"] == part.field)].assign(field=name, value=0.0)
        for part in declared.measured()
        for name in part.beside
    ]
    found, value = {**cell, **selected}, _value(workspace, indicator, selected)
    cells = trace_cells(records, workspace.read_table("lineage"), beside)
    return Explanation(
        indicator, found, value, cells, say_figure(workspace, declared, found, value), workspace.language
    )


def say_figure(workspace: Workspace, indicator: Indicator, cell: Mapping[str, str | int], value: float | None) -> str:
    """A figure for a reader: `Part des femmes (Secteur = Artisanat textile) = 92 %`."""
    words, settings = read_words(workspace.language), workspace.settings
    names = {
        "sector": {name: said[workspace.language] for name, said in find_sectors(settings).items()},
        "project": {name: each.name[workspace.language] for name, each in find_projects(settings).items()},
    }
    said = ", ".join(
        f"{words.label('dimensions', n)} = {value_label(n, str(v), words, names)}" for n, v in cell.items()
    )
    shown = NO_DATA if value is None else words.value(value, indicator.unit, settings.organisation.currency)
    return f"{label_of(indicator, words)}{f' ({said})' if said else ''} = {shown}"


def find_indicator(workspace: Workspace, name: str) -> Indicator:
    """A figure of the catalogue or of the association's own.

    Raises:
        UsageError: there is none; the sentence names the nearest.
    """
    known = workspace.indicators_known
    if name not in known:
        raise UsageError("There is no indicator “{name}”; {nearest}", name=name, nearest=nearest_names(name, known))
    return known[name]


def check_dimensions(names: Iterable[str]) -> None:
    """Refuses a dimension that no figure can be cut by, and says the nearest."""
    dimensions = {name for of_table in DIMENSIONS.values() for name in of_table}
    for name in names:
        if name not in dimensions:
            raise UsageError(
                "There is no dimension “{name}”; {nearest}", name=name, nearest=nearest_names(name, dimensions)
            )


def _value(workspace: Workspace, indicator: str, cell: Mapping[str, str]) -> float | None:
    found = workspace.figures(list(cell), indicators=[indicator]).frame
    for name, value in cell.items():
        found = found[found[name] == value]
    values = found["value"].dropna()
    return float(values.iloc[0]) if len(values) else None
