"""An association's own figures: `[[indicators]]` of impact.toml into declarations like any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import narwhals as nw

from impact.config import nearest_names
from impact.errors import ConfigError
from impact.indicators.declaration import (
    CountDistinct,
    CountRows,
    Indicator,
    Mean,
    Measure,
    Share,
    Sum,
    TableName,
    is_known,
)
from impact.indicators.dimensions import DERIVED, NUMBERS, UNSPECIFIED, age_bands, fields_of, spelt
from impact.settings import words_of

if TYPE_CHECKING:
    from impact.settings import Condition, OwnIndicatorSettings, Scalar

COUNTABLE: Mapping[TableName, tuple[str, ...]] = {
    "participants": ("person_id", "rows"),
    "workshops": ("rows",),
    "attendance": ("person_id", "rows"),
    "sales": ("rows",),
}
UNITS = {"person_id": "people", "rows": "rows", "amount": "currency", "hours": "hours", "age": "years"}
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
KINDS_OF_ACTIVITIES = tuple(
    "workshop training commercial_event individual_interview collective_meeting visit social_event self_organisation "
    "public_talk governance production other".split()
)
SUM_DECIMALS = 6
