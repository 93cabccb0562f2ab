"""What was read of a file as Arrow IPC: what the child process answers, and what is kept from run to run."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from impact.model import Column, Grid
from impact.sources.cells import as_objects, blank_column

_CELLS = pa.struct(
    [
        ("codes", pa.large_list(pa.int32())),
        ("texts", pa.large_list(pa.large_string())),
        ("kinds", pa.large_list(pa.uint8())),
    ]
)
_SCHEMA = pa.schema(
    [
        ("sheet", pa.large_string()),
        ("hidden", pa.bool_()),
        ("rows", pa.large_list(pa.int32())),
        ("hidden_rows", pa.large_list(pa.int32())),
        ("merged", pa.large_list(pa.int32())),
        ("remarks", pa.large_list(pa.large_string())),
        ("columns", pa.large_list(_CELLS)),
    ]
)
_PROBLEM = b"problem"

SIZE = struct.Struct("<Q")
"""How the length of a request or of an answer is written between parent and child."""


@dataclass(frozen=True, eq=False)
class Reading:
    """What a file's bytes hold, whatever the file is called.

    Attributes:
        grids: its sheets; their `file` is "".
        problem: the key of what keeps it from being read, else None.
    """

    grids: tuple[Grid, ...] = ()
    problem: str | None = None


def write_reading(reading: Reading) -> bytes:
    """A reading as bytes, a row a sheet; a blank column takes no room.

    >>> read_reading(write_reading(Reading(problem="password"))).problem
    'password'
    """
    grids = reading.grids
    merged = [np.array(grid.merged, np.int32).reshape(-1) for grid in grids]
    remarks = [as_objects([text for pair in grid.remarks for text in pair]) for grid in grids]
    arrays = [
        pa.array([grid.sheet for grid in grids], pa.large_string()),
        pa.array([grid.hidden for grid in grids], pa.bool_()),
        _lists([grid.rows for grid in grids], pa.int32()),
        _lists([np.array(grid.hidden_rows, np.int32) for grid in grids], pa.int32()),
        _lists(merged, pa.int32()),
        _lists(remarks, pa.large_string()),
        pa.LargeListArray.from_arrays(
            _offsets([len(grid.columns) for grid in grids]), _cells([c for grid in grids for c in grid.columns])
        ),
    ]
    schema = _SCHEMA.with_metadata({_PROBLEM: (reading.problem or "").encode()})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as stream:
        stream.write_batch(pa.record_batch(arrays, schema=schema))
    return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]


def _offsets(lengths: Sequence[int]) -> pa.Array:
    return pa.array(np.cumsum([0, *lengths], dtype=np.int64))


def _lists(parts: Sequence[NDArray[np.generic]], kind: pa.DataType) -> pa.LargeListArray:
    values = np.concatenate(parts) if parts else np.empty(0, object)
    return pa.LargeListArray.from_arrays(_offsets([len(part) for part in parts]), pa.array(values, kind))


def _cells(columns: Sequence[Column]) -> pa.StructArray:
    arrays = [
        _lists([column.codes if len(column.texts) else column.codes[:0] for column in columns], pa.int32()),
        _lists([column.texts for column in columns], pa.large_string()),
        _lists([column.kinds for column in columns], pa.uint8()),
    ]
    return pa.StructArray.from_arrays(arrays, fields=list(_CELLS))


def read_reading(content: bytes) -> Reading:
    """The reading that was written as these bytes.

    Raises:
        ValueError: they are no reading.
    """
    with pa.ipc.open_stream(content) as stream:
        if not stream.schema.equals(_SCHEMA):
            raise ValueError("not a reading")
        problem = stream.schema.metadata[_PROBLEM].decode()
        sheets = stream.read_next_batch()
    grids = tuple(
        Grid(
            file="",
            sheet=sheets["sheet"][i].as_py(),
            rows=(rows := _numbers(sheets["rows"], i)),
            columns=_columns(sheets["columns"][i].values, len(rows)),
            hidden=sheets["hidden"][i].as_py(),
            hidden_rows=tuple(sheets["hidden_rows"][i].as_py()),
            merged=tuple((a, b, c, d) for a, b, c, d in _numbers(sheets["merged"], i).reshape(-1, 4).tolist()),
            remarks=_pairs(sheets["remarks"][i].as_py()),
        )
        for i in range(sheets.num_rows)
    )
    return Reading(grids, problem or None)


def _pairs(texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple(zip(texts[::2], texts[1::2], strict=True))


def _numbers(lists: pa.LargeListArray, place: int) -> NDArray[np.int32]:
    return lists[place].values.to_numpy()  # type: ignore[no-any-return]


def _columns(cells: pa.StructArray, rows: int) -> tuple[Column, ...]:
    codes, texts, kinds = cells.flatten()
    blank = blank_column(rows)
    return tuple(
        Column(codes[i].values.to_numpy(), as_objects(texts[i].values.to_pylist()), kinds[i].values.to_numpy())
        if len(texts[i].values)
        else blank
        for i in range(len(cells))
    )
