"""What is asked for by value: a sector or a product that no row has is refused, and the nearest named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import narwhals as nw

from impact.config import nearest_names
from impact.errors import UsageError
from impact.indicators.dimensions import ALL, DERIVED, DIMENSIONS, NUMBERS, UNSPECIFIED, fields_of, spelt
from impact.indicators.own import closed_list
from impact.indicators.rows import OF_ITS_WORKSHOP, Reading, Rows, open_rows, read_columns
from impact.model import Scope

if TYPE_CHECKING:
    from impact.indicators.declaration import TableName
    from impact.model import Tables

SHAPES: Mapping[str, str] = {
    "year": r"\d{4}",
    "calendar_year": r"\d{4}",
    "fiscal_year": r"\d{4}",
    "quarter": r"\d{4}-Q[1-4]",
    "month": r"\d{4}-(0[1-9]|1[0-2])",
    "country": r"[A-Z]{2}",
}


def check_values(tables: Tables, asked: Iterable[tuple[str, Sequence[str]]], reading: Reading) -> None:
    """Refuses a value that no row of any table has and that could not stand there: a period, a number always could.

    Raises:
        UsageError: there is no such value; the sentence names the nearest.
    """
    for name, values in asked:
        doubtful = [value for value in values if value not in (ALL, UNSPECIFIED) and not could_be(name, value)]
        if doubtful and (of_tables := [table for table in DIMENSIONS if name in fields_of(table)]):
            known = values_known(tables, name, of_tables, reading)
            for value in doubtful:
                if spelt(name, value) not in known:
                    raise UsageError(
                        "No row has {field} “{value}”; {nearest}",
                        field=name,
                        value=value,
                        nearest=nearest_names(value, known),
                    )


def could_be(name: str, value: str) -> bool:
    """Whether a value is one that a field can take, were it in no row today."""
    if name in NUMBERS:
        return re.fullmatch(r"-?\d+(\.\d+)?", value) is not None
    return name in SHAPES and re.fullmatch(SHAPES[name], value) is not None


def values_known(tables: Tables, name: str, of_tables: Iterable[TableName], reading: Reading) -> set[str]:
    """Every value that a field has in some row, or may have by its closed list."""
    found: set[str] = set()
    for table in of_tables:
        held = "workshops" if table == "attendance" and name in OF_ITS_WORKSHOP else table
        derived = name in DERIVED
        rows = open_rows(tables, table, (name,), Scope(), reading) if derived else _column(tables, held, name)
        values = rows.select(nw.col(name).cast(nw.String)).unique().collect("pandas").to_native()[name]
        found |= {*values.dropna().tolist(), *closed_list(name, table)}
    return found


def _column(tables: Tables, table: str, name: str) -> Rows:
    return read_columns(getattr(tables, table), (name,))
