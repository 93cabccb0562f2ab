"""What is asked for by value: a sector or a product that no row has is refused, and the nearest named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import narwhals as nw

from impact.errors import UsageError
from impact.indicators.dimensions import ALL, DERIVED, DIMENSIONS, UNSPECIFIED, fields_of
from impact.indicators.meant import closed_list, find_meant, nearest_values
from impact.indicators.rows import OF_ITS_WORKSHOP, Reading, Rows, open_rows, read_columns
from impact.model import Scope

if TYPE_CHECKING:
    from impact.indicators.declaration import TableName
    from impact.model import Tables

Conditions = tuple[tuple[str, tuple[str, ...]], ...]
SHAPES: Mapping[str, str] = {
    "year": r"\d{4}",
    "calendar_year": r"\d{4}",
    "fiscal_year": r"\d{4}",
    "quarter": r"\d{4}-Q[1-4]",
    "month": r"\d{4}-(0[1-9]|1[0-2])",
    "country": r"[A-Z]{2}",
}


def settle_values(tables: Tables, asked: Iterable[tuple[str, Sequence[str]]], reading: Reading) -> Conditions:
    """Each condition with its values as the rows have them, however they were written.

    Raises:
        UsageError: no row of any table has such a value, and it is no period that could stand there; the sentence
            names the nearest. Or two tables understand it as two values.
    """
    return tuple((name, tuple(_settled(tables, name, value, reading) for value in values)) for name, values in asked)


def _settled(tables: Tables, name: str, value: str, reading: Reading) -> str:
    if value in (ALL, UNSPECIFIED) or re.fullmatch(SHAPES.get(name, "(?!)"), value):
        return value
    known = {table: values_known(tables, name, table, reading) for table in DIMENSIONS if name in fields_of(table)}
    meant = {find_meant(value, name, table, values) for table, values in known.items()} - {None}
    if len(meant) > 1:
        values = ", ".join(f"“{each}”" for each in sorted(map(str, meant)))
        raise UsageError(
            "{field} “{value}” can mean {values}: write one of them.", field=name, value=value, values=values
        )
    if not meant:
        nearest = nearest_values(value, name, set().union(*known.values()))
        raise UsageError("No row has {field} “{value}”; {nearest}", field=name, value=value, nearest=nearest)
    return str(meant.pop())


def values_known(tables: Tables, name: str, table: TableName, reading: Reading) -> set[str]:
    """Every value that a field of a table has in some row, or may have by its closed list."""
    held = "workshops" if table == "attendance" and name in OF_ITS_WORKSHOP else table
    derived = name in DERIVED
    rows = open_rows(tables, table, (name,), Scope(), reading) if derived else _column(tables, held, name)
    values = rows.select(nw.col(name).cast(nw.String)).unique().collect("pandas").to_native()[name]
    return {*values.dropna().tolist(), *closed_list(name, table)}


def values_anywhere(tables: Tables, name: str) -> set[str]:
    """Every value that some row of any table has in a field of all of them."""
    return set().union(*(values_known(tables, name, table, Reading()) for table in DIMENSIONS))


def _column(tables: Tables, table: str, name: str) -> Rows:
    return read_columns(getattr(tables, table), (name,))
