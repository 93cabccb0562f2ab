"""Clean tables to disk and back: the same rows give the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from impact.errors import ImpactError
from impact.exports.internal import WRITTEN
from impact.exports.schemas import CLOSED_LISTS, FOREIGN_KEYS, PRIMARY_KEYS
from impact.words import read_words

if TYPE_CHECKING:
    import pandas as pd


def write_parquet(rows: pd.DataFrame, schema: pa.Schema, path: Path) -> None:
    """Writes rows with exactly the columns and types of `schema`, in its order; other columns are refused.

    The bytes depend on the rows and on the version of pyarrow alone: no clock, no pandas metadata.

    Raises:
        ImpactError: a column is missing or too many, cannot be of its type, or is null where it must not be.
    """
    import pyarrow.parquet as pq

    if set(rows.columns) != set(schema.names):
        odd = ", ".join(sorted(map(str, set(rows.columns) ^ set(schema.names))))
        raise ImpactError(
            "{file} cannot be written: its columns differ from the contract's: {odd}.", file=path.name, odd=odd
        )
    columns = [arrow_column(rows[field.name], field, path.name) for field in schema]
    table = pa.Table.from_arrays(columns, schema=schema)
    pq.write_table(table, path, compression="zstd", version="2.6", store_schema=False)


def arrow_column(values: pd.Series, field: pa.Field, file: str) -> pa.Array:
    """One column in the type of its field; decimals are rounded to their places, never a float on the way out."""
    if not values.notna().any():
        array = pa.nulls(len(values), field.type)
        if len(values) and not field.nullable:
            raise _empty_values(file, field, len(values))
        return array
    try:
        if pa.types.is_decimal(field.type) and values.dtype.kind in "iuf":
            array = pa.array(values, pa.float64(), from_pandas=True).cast(field.type)
        else:
            array = (
                pa.array(values, from_pandas=True)
                if values.dtype.kind != "O"
                else pa.array(values, field.type, from_pandas=True)
            )
            array = array if array.type == field.type else array.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise ImpactError(
            "{file} cannot be written: column {column} is not {type}.", file=file, column=field.name, type=field.type
        ) from error
    if array.null_count and not field.nullable:
        raise _empty_values(file, field, array.null_count)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _empty_values(file: str, field: pa.Field, count: int) -> ImpactError:
    sentence = "{file} cannot be written: column {column} has {count} empty values."
    return ImpactError(sentence, file=file, column=field.name, count=count)


def read_parquet(path: Path) -> pd.DataFrame:
    """Reads a table back: `string`, `Int64`, `Float64`, `boolean`, exact decimals, days as `datetime64[s]`."""
    import pyarrow.parquet as pq

    return nullable_rows(pq.read_table(path))


def nullable_rows(table: pa.Table) -> pd.DataFrame:
    """A table of Arrow as pandas, in types that know null from zero, from no and from nothing."""
    import pandas as pd

    nullable = {pa.string(): pd.StringDtype(), pa.int64(): pd.Int64Dtype(), pa.float64(): pd.Float64Dtype()}
    nullable[pa.bool_()] = pd.BooleanDtype()

    def pandas_type(kind: pa.DataType) -> pd.api.extensions.ExtensionDtype | None:
        return pd.ArrowDtype(kind) if pa.types.is_decimal(kind) else nullable.get(kind)

    days = [
        pa.field(field.name, pa.timestamp("s")) if pa.types.is_date(field.type) else field for field in table.schema
    ]
    rows: pd.DataFrame = table.cast(pa.schema(days)).to_pandas(types_mapper=pandas_type)
    return rows


UNITS: Mapping[str, str] = {"hours": "h", "age": "years", "attendees": "people", "quantity": "units"}
MONEY = ("amount", "unit_price")


def write_datapackage(
    folder: Path, name: str, language: str = "fr", sources: Iterable[str] = (), currency: str = "EUR"
) -> None:
    """Describes the tables of `folder` that are there, as a Frictionless data package.

    Args:
        folder: of the tables.
        name: whose tables they are.
        language: of the fields' titles.
        sources: the files that they were read from.
        currency: the unit of amounts, ISO 4217.

    Source: https://datapackage.org/standard/data-package/ (each resource with its Table Schema and hash).
    """
    found = [table for table in WRITTEN if (folder / f"{table}.parquet").exists()]
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "impact",
        "title": name,
        "sources": [{"title": source} for source in sources],
        "resources": [describe_table(folder / f"{table}.parquet", language, currency) for table in found],
    }
    if not package["sources"]:
        del package["sources"]
    text = json.dumps(package, ensure_ascii=False, indent=2, allow_nan=False)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def describe_table(path: Path, language: str, currency: str) -> Mapping[str, object]:
    """One resource of the package: a file, its hash, its columns; an empty text is a value, an absent number is not."""
    table, content = path.stem, path.read_bytes()
    fields = [describe_column(table, field, language, currency) for field in WRITTEN[table]]
    columns: dict[str, object] = {"fields": fields, "missingValues": ["nan"]}
    if table in PRIMARY_KEYS:
        columns["primaryKey"] = list(PRIMARY_KEYS[table])
    if table in FOREIGN_KEYS:
        key, other = FOREIGN_KEYS[table]
        columns["foreignKeys"] = [{"fields": [key], "reference": {"resource": other, "fields": [key]}}]
    return {
        "name": table,
        "path": path.name,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": columns,
    }


def describe_column(table: str, field: pa.Field, language: str, currency: str) -> Mapping[str, object]:
    """One field of a Table Schema: name, title, type, unit, and what its values must be."""
    frictionless = {pa.int64(): "integer", pa.float64(): "number", pa.bool_(): "boolean", pa.date32(): "date"}
    kind = "number" if pa.types.is_decimal(field.type) else frictionless.get(field.type, "string")
    constraints: dict[str, object] = {} if field.nullable else {"required": True}
    if (table, field.name) in CLOSED_LISTS:
        constraints["enum"] = list(CLOSED_LISTS[table, field.name])
    title = read_words(language).label("fields", field.name)
    described: dict[str, object] = {"name": field.name, "title": title, "type": kind}
    if unit := currency if field.name in MONEY else UNITS.get(field.name):
        described["unit"] = unit
    return {**described, "constraints": constraints} if constraints else described
