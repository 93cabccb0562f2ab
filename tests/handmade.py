"""Clean tables from rows of plain Python: what is not said is null, or the most common answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import pyarrow as pa

from impact.exports.schemas import SCHEMAS
from impact.exports.tables import nullable_rows
from impact.model import Tables

Row = Mapping[str, object]
USUAL: Mapping[str, Row] = {
    "participants": {"person_id": "p1", "stage": "met"},
    "workshops": {"kind": "workshop"},
    "attendance": {"workshop_id": "w0", "status": "present"},
    "sales": {"kind": "sale", "quantity": Decimal(1), "amount": Decimal(10)},
}
ID = {"participants": "participant_id", "workshops": "workshop_id", "sales": "sale_id"}


def complete_rows(table: str, rows: Iterable[Row]) -> list[Row]:
    """Rows with every column of the contract, and an id each."""
    empty = dict.fromkeys(SCHEMAS[table].names)
    numbered = ({ID[table]: f"{table[0]}{number}"} if table in ID else {} for number in range(10**6))
    return [{**empty, **USUAL[table], **given, **row} for given, row in zip(numbered, rows, strict=False)]


def tables_of(**rows: Iterable[Row]) -> Tables:
    """The four tables, in pandas."""
    names = ("participants", "workshops", "attendance", "sales")
    arrow = (pa.Table.from_pylist(complete_rows(name, rows.get(name, ())), schema=SCHEMAS[name]) for name in names)
    return Tables(*map(nullable_rows, arrow))
