"""Types of the tables that stand beside the contract's: what could not be read, and from cell to record."""

from collections.abc import Mapping

import pyarrow as pa

from impact.exports.schemas import SCHEMAS

INTERNAL: Mapping[str, pa.Schema] = {
    "problems": pa.schema(
        [
            ("file", pa.string()),
            ("sheet", pa.string()),
            ("row", pa.int64()),
            ("column", pa.string()),
            ("field", pa.string()),
            ("reason", pa.string()),
            ("value", pa.string()),
        ]
    ),
    "lineage": pa.schema(
        [
            ("table", pa.string()),
            ("record_id", pa.string()),
            ("person_id", pa.string()),
            ("field", pa.string()),
            ("file", pa.string()),
            ("sheet", pa.string()),
            ("row", pa.int64()),
            ("column", pa.string()),
            ("cell_field", pa.string()),
        ]
    ),
}
WRITTEN: Mapping[str, pa.Schema] = {**SCHEMAS, **INTERNAL}
"""Every table of a finished build."""
