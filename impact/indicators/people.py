"""Figures of people: distinct persons, never rows."""

from __future__ import annotations

import narwhals as nw

from impact.indicators.declaration import CountDistinct, Indicator, Mean, Share, is_known, is_yes

accompanied = nw.col("stage") == nw.lit("accompanied")

people_met = Indicator(
    "people_met",
    unit="people",
    table="participants",
    measure=CountDistinct("person_id"),
    field="person_id",
    code="IRIS+ PI4060",
    match="exact",
)
people_accompanied = Indicator(
    "people_accompanied",
    unit="people",
    table="participants",
    measure=CountDistinct("person_id"),
    where=accompanied,
    field="stage",
    code="IRIS+ PI2998",
    match="close",
)
accompaniment_rate = Indicator(
    "accompaniment_rate", unit="share", table="participants", measure=Share(), where=accompanied, field="stage"
)
share_women = Indicator(
    "share_women",
    unit="share",
    table="participants",
    measure=Share(),
    where=nw.col("gender") == nw.lit("F"),
    known=is_known("gender"),
    field="gender",
    code="IRIS+ PI8330",
    match="exact",
    code_of="numerator",
)
mean_age = Indicator(
    "mean_age",
    unit="years",
    table="participants",
    measure=Mean("age", per="person_id"),
    where=accompanied,
    field="age",
)
countries = Indicator(
    "countries", unit="countries", table="participants", measure=CountDistinct("country"), field="country"
)
share_prior_activity = Indicator(
    "share_prior_activity",
    unit="share",
    table="participants",
    measure=Share(),
    where=is_yes("prior_activity"),
    of=accompanied,
    known=is_known("prior_activity"),
    field="prior_activity",
)
share_priority_district = Indicator(
    "share_priority_district",
    unit="share",
    table="participants",
    measure=Share(),
    where=is_yes("priority_district"),
    known=is_known("priority_district"),
    field="priority_district",
)
share_active_6m = Indicator(
    "share_active_6m",
    unit="share",
    table="participants",
    measure=Share(pick="last"),
    where=is_yes("active_6m"),
    of=accompanied,
    known=is_known("active_6m"),
    field="active_6m",
)

PEOPLE = (
    people_met,
    people_accompanied,
    accompaniment_rate,
    share_women,
    mean_age,
    countries,
    share_prior_activity,
    share_priority_district,
    share_active_6m,
)
