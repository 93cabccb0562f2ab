"""Figures of activities: what was held, for how long, with how many people."""

from __future__ import annotations

import narwhals as nw

from impact.indicators.declaration import CountRows, Indicator, Share, Sum

HOURS_DECIMALS = 6
KINDS = {
    "workshops": "workshop",
    "trainings": "training",
    "commercial_events": "commercial_event",
    "individual_interviews": "individual_interview",
    "collective_meetings": "collective_meeting",
    "visits": "visit",
    "social_events": "social_event",
    "public_talks": "public_talk",
    "governance_meetings": "governance",
}
learning = nw.col("kind").is_in(["workshop", "training"])


def count_of_kind(name: str, kind: str) -> Indicator:
    """How many activities of one kind were held."""
    where = nw.col("kind") == nw.lit(kind)
    return Indicator(name, unit="activities", table="workshops", measure=CountRows(), where=where, field="kind")


workshops_and_trainings = Indicator(
    "workshops_and_trainings",
    unit="activities",
    table="workshops",
    measure=CountRows(),
    where=learning,
    field="kind",
)
training_hours = Indicator(
    "training_hours",
    unit="hours",
    table="workshops",
    measure=Sum(nw.col("hours"), HOURS_DECIMALS),
    where=learning,
    field="hours",
)
learner_hours = Indicator(
    "learner_hours",
    unit="hours",
    table="workshops",
    measure=Sum(nw.col("hours") * nw.col("attendees"), HOURS_DECIMALS),
    where=learning,
    field="hours",
    beside=("attendees",),
    code="IRIS+ PI1836",
    match="close",
)
attendance_rate = Indicator(
    "attendance_rate",
    unit="share",
    table="attendance",
    measure=Share(per="rows"),
    where=nw.col("status") == nw.lit("present"),
    of=learning,
    field="status",
)

ACTIVITIES = (
    *(count_of_kind(name, kind) for name, kind in KINDS.items()),
    workshops_and_trainings,
    training_hours,
    learner_hours,
    attendance_rate,
)
