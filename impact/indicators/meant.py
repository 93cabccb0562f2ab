"""What a person means by a value: as the rows have it, however it is spelt, or in the words of spreadsheets."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping

from impact.config import nearest_names
from impact.indicators.declaration import TableName
from impact.indicators.dimensions import ALL, NUMBERS, UNSPECIFIED, age_bands

CLOSED_LISTS: Mapping[str, tuple[str, ...]] = {
    "stage": ("met", "accompanied"),
    "orientation": ("accompanied", "partner", "training", "resource", "other"),
    "gender": ("F", "M", "X"),
    "skill_level": ("beginner", "intermediate", "confirmed", "professional"),
    "status": ("present", "absent", "excused"),
    "age_band": age_bands(),
    "priority_district": ("true", "false"),
    "prior_activity": ("true", "false"),
    "active_6m": ("true", "false"),
}
KINDS_OF_SALES = ("sale", "refund", "expense")
KINDS_OF_ACTIVITIES = (
    *("workshop", "training", "commercial_event", "individual_interview", "collective_meeting", "visit"),
    *("social_event", "self_organisation", "public_talk", "governance", "production", "other"),
)
READ_AS = {"status": "presence", ("sales", "kind"): "sale_kind"}
GUESSED = ("unknown word for an activity", "nearest spelling")


def closed_list(field: str, table: TableName) -> tuple[str, ...]:
    """All that a field can say; nothing where it is free."""
    if field == "kind":
        return KINDS_OF_SALES if table == "sales" else KINDS_OF_ACTIVITIES
    return CLOSED_LISTS.get(field, ())


def find_meant(value: str, field: str, table: TableName, known: Collection[str] = ()) -> str | None:
    """The value of a field that a person means; None where it is none that is known.

    Args:
        value: what the person wrote: a value as the tables have it, or the words of a spreadsheet (`Femme`, `oui`,
            `Mali`, `18-25`), whatever the case, accents, hyphens and plurals.
        field: a column of `table`, its own or derived.
        table: where it stands.
        known: values that rows have, beside those of a closed list.

    >>> find_meant("Femmes", "gender", "participants"), find_meant("marchés", "channel", "sales", ["marché"])
    ('F', 'marché')
    """
    from impact.parse import fold_category, is_unknown

    closed = closed_list(field, table)
    values = {*closed, *known}
    if value in values or value in (ALL, UNSPECIFIED):
        return value
    if field in NUMBERS:
        return _number(value)
    folded = fold_category(value)
    alike = sorted(each for each in values if folded and fold_category(each) == folded)
    if alike:
        return alike[0]
    if value and is_unknown(value, letters=False):
        return UNSPECIFIED
    if field == "age_band":
        return next((band for band in sorted(values) if re.findall(r"\d+", band) == re.findall(r"\d+", value)), None)
    return _read(value, field, table) if closed or field == "country" else None


def nearest_values(value: str, field: str, known: Collection[str]) -> str:
    """“did you mean …”, of the values that a field has; of a country that is none, of the names of all."""
    from impact.parse import name_countries

    return nearest_names(value, name_countries() if field == "country" else known)


def _number(value: str) -> str | None:
    try:
        number = float(value.replace(",", "."))
    except ValueError:
        return None
    return str(number) if math.isfinite(number) else None


def _read(value: str, field: str, table: TableName) -> str | None:
    """What the cell of a spreadsheet with that text would be read as."""
    import numpy as np

    from impact.model import Kind
    from impact.parse import PARSERS

    parser = PARSERS[READ_AS.get((table, field)) or READ_AS.get(field, field)]
    parsed = parser(np.array([value], dtype=object), np.array([Kind.TEXT], dtype=np.uint8))
    found = parsed.values[0]
    if found is None or parsed.rules[0] in GUESSED:
        return None
    return str(found).lower() if isinstance(found, bool) else str(found)
