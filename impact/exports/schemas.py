"""What the clean tables look like on disk: their columns, types, closed lists and keys."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pyarrow as pa

TYPES: Mapping[str, pa.DataType] = {
    "text": pa.string(),
    "whole": pa.int64(),
    "real": pa.float64(),
    "answer": pa.bool_(),
    "day": pa.date32(),
    "amount": pa.decimal128(12, 2),
    "quantity": pa.decimal128(12, 3),
    "unit_price": pa.decimal128(12, 4),
}


def schema(columns: str) -> pa.Schema:
    """A schema from `name:type` words; a `?` after the type says that the column may be null.

    >>> schema("person_id:text age:whole?").field("age").nullable
    True
    """
    named = (column.split(":") for column in columns.split())
    fields = [pa.field(name, TYPES[kind.rstrip("?")], nullable=kind.endswith("?")) for name, kind in named]
    return pa.schema(fields)


SCHEMAS: Mapping[str, pa.Schema] = MappingProxyType(
    {
        "participants": schema(
            "participant_id:text person_id:text project:text? sector:text? year:whole? first_contact:day? stage:text "
            "orientation:text? gender:text? birth_year:whole? age:whole? country:text? department:text? "
            "priority_district:answer? skill_level:text? project_type:text? prior_activity:answer? active_6m:answer?"
        ),
        "workshops": schema(
            "workshop_id:text date:day? kind:text title:text? hours:real? sector:text? project:text? year:whole? "
            "place:text? attendees:whole?"
        ),
        "attendance": schema("workshop_id:text person_id:text? status:text"),
        "sales": schema(
            "sale_id:text date:day? kind:text product:text? brand:text? range:text? channel:text? event:text? "
            "quantity:quantity unit_price:unit_price? amount:amount sector:text? project:text? year:whole?"
        ),
        "sources": schema(
            "file:text sheet:text column:text header:text table:text field:text confidence:real decided_by:text "
            "record_id:text?"
        ),
        "ledger": schema(
            "file:text sheet:text row:whole status:text reason:text table:text? record_id:text? person_id:text?"
        ),
        "changes": schema("file:text sheet:text cell:text field:text before:text after:text rule:text"),
    }
)

CLOSED_LISTS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("participants", "stage"): ("met", "accompanied"),
    ("participants", "orientation"): ("accompanied", "partner", "training", "resource", "other"),
    ("participants", "gender"): ("F", "M", "X"),
    ("participants", "skill_level"): ("beginner", "intermediate", "confirmed", "professional"),
    ("workshops", "kind"): (
        "workshop",
        "training",
        "commercial_event",
        "individual_interview",
        "collective_meeting",
        "visit",
        "social_event",
        "self_organisation",
        "public_talk",
        "governance",
        "production",
        "other",
    ),
    ("attendance", "status"): ("present", "absent", "excused"),
    ("sales", "kind"): ("sale", "refund", "expense"),
    ("sources", "table"): ("participants", "workshops", "sales"),
    ("sources", "decided_by"): ("config", "recognised"),
    ("ledger", "status"): ("kept", "merged", "set_aside", "not_data"),
}

PRIMARY_KEYS: Mapping[str, tuple[str, ...]] = {
    "participants": ("participant_id",),
    "workshops": ("workshop_id",),
    "sales": ("sale_id",),
    "ledger": ("file", "sheet", "row"),
}

FOREIGN_KEYS: Mapping[str, tuple[str, str]] = {"attendance": ("workshop_id", "workshops")}
