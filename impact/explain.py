"""The source cells that a figure is made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from impact.config import nearest_names
from impact.errors import UsageError
from impact.indicators import DIMENSIONS
from impact.indicators.records import list_records

if TYPE_CHECKING:
    from impact.workspace import Workspace

CELLS = ["file", "sheet", "row", "column", "field", "value", "role"]
PERSONAL = frozenset(["person", "last_name", "first_name", "full_name", "birth_date", "birth_year", "age"])
TRACED_AS: Mapping[str, str] = {
    "person_id": "person",
    "age": "birth_date",
    "department": "postcode",
    "unit_price": "amount",
}


@dataclass(frozen=True, eq=False)
class Explanation:
    """A figure and the cells that it is made of: a row a cell in `cells`, with the columns of the contract."""

    indicator: str
    cell: Mapping[str, str | int]
    value: float | None
    cells: pd.DataFrame

    def to_json(self) -> str:
        """The contract's JSON."""
        rows = self.cells.astype(object).where(self.cells.notna(), None).to_dict("records")
        head = {
            "indicator": self.indicator,
            "sector": self.cell.get("sector", "all"),
            "year": self.cell.get("year", "all"),
        }
        others = {k: v for k, v in self.cell.items() if k not in head}
        return json.dumps({**head, **others, "value": self.value, "cells": rows}, ensure_ascii=False, indent=1)

    def summary(self) -> pd.DataFrame:
        """A row a file, sheet, column and role: how many cells, from which row to which, and what they add up to."""
        groups = self.cells.groupby(["role", "file", "sheet", "column", "field"], sort=False, dropna=False)
        return groups.agg(
            cells=("row", "size"), first_row=("row", "min"), last_row=("row", "max"), sum=("value", _total)
        ).reset_index()

    def _repr_html_(self) -> str:
        return str(self.summary().to_html(index=False, na_rep="", border=0))


def _total(values: pd.Series) -> float | None:
    numbers = pd.to_numeric(values, errors="coerce")
    return float(numbers.sum()) if numbers.notna().any() else None


def explain_figure(workspace: Workspace, indicator: str, cell: Mapping[str, str | int]) -> Explanation:
    """Finds the records behind a figure, then the cells behind the records.

    Raises:
        UsageError: no such indicator or dimension; the sentence names the nearest.
    """
    known = workspace.indicators_known
    if indicator not in known:
        raise UsageError(
            "There is no indicator “{name}”; {nearest}", name=indicator, nearest=nearest_names(indicator, known)
        )
    dimensions = {name for names in DIMENSIONS.values() for name in names}
    for name in cell:
        if name not in dimensions:
            raise UsageError(
                "There is no dimension “{name}”; {nearest}", name=name, nearest=nearest_names(name, dimensions)
            )
    selected = {name: value for name, value in cell.items() if value != "all"}
    records = list_records(
        workspace.tables,
        known[indicator],
        selected,
        fiscal_year_start=workspace.settings.organisation.fiscal_year_start,
    )
    return Explanation(
        indicator,
        cell,
        _value(workspace, indicator, selected),
        trace_cells(records, workspace.read_table("lineage"), workspace.sources),
    )


def _value(workspace: Workspace, indicator: str, cell: Mapping[str, str | int]) -> float | None:
    frame = workspace.figures(list(cell)).frame
    found = frame[(frame["indicator"] == indicator)]
    for name, value in cell.items():
        found = found[found[name] == str(value)]
    values = found["value"].dropna()
    return float(values.iloc[0]) if len(values) else None


def trace_cells(records: pd.DataFrame, lineage: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """A row a source cell of the records; personal values are null."""
    wanted = records.assign(traced=records["field"].replace(TRACED_AS))
    if "person_id" not in wanted:
        wanted = wanted.assign(person_id=None)
    exact = lineage.rename(columns={"field": "traced"})
    people = wanted["table"] == "attendance"
    joined = [
        wanted[~people]
        .drop(columns="person_id")
        .merge(exact.drop(columns="person_id"), on=["table", "record_id", "traced"], how="inner"),
        wanted[people].merge(exact, on=["table", "record_id", "person_id", "traced"], how="inner"),
        _beside(wanted[~people], lineage, sources),
    ]
    cells = pd.concat([j for j in joined if len(j)] or [pd.DataFrame(columns=[*CELLS])], ignore_index=True)
    value = cells["value"].astype(object).where(~cells["field"].isin(PERSONAL), None)
    return (
        cells.assign(value=value)
        .reindex(columns=CELLS)
        .drop_duplicates(["file", "sheet", "row", "column", "field", "role"])
    )


def _beside(wanted: pd.DataFrame, lineage: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Fields whose own cell is not traced: the cell of that field on the record's row."""
    traced = set(map(tuple, lineage[["table", "field"]].drop_duplicates().to_numpy()))
    others = wanted[[key not in traced for key in zip(wanted["table"], wanted["traced"], strict=True)]]
    if not len(others):
        return others
    rows = lineage[["table", "record_id", "file", "sheet", "row"]].drop_duplicates(["table", "record_id"])
    columns = sources[["file", "sheet", "field", "column"]].drop_duplicates(["file", "sheet", "field"])
    placed = others.merge(rows, on=["table", "record_id"], how="inner")
    return placed.merge(columns.rename(columns={"field": "traced"}), on=["file", "sheet", "traced"], how="left").assign(
        column=lambda found: found["column"].fillna("")
    )
