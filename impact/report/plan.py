"""Which figures a report shows: the caller computes and protects exactly these, together, over all pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Breakdown:
    """Figures cut by the same dimensions.

    Attributes:
        by: the dimensions, in the order of the frame's columns.
        indicators: ids of the figures that are cut so; empty means every figure that has these dimensions, the
            association's own included.
    """

    by: tuple[str, ...]
    indicators: tuple[str, ...] = ()


BREAKDOWNS: tuple[Breakdown, ...] = (
    Breakdown(()),
    Breakdown(("sector",)),
    Breakdown(("year",)),
    Breakdown(("sector", "year")),
    Breakdown(("project",)),
    Breakdown(("gender",), ("people_met",)),
    Breakdown(("age_band",), ("people_met",)),
    Breakdown(("country",), ("people_met",)),
    Breakdown(("orientation",), ("people_met",)),
    Breakdown(("project_type",), ("people_accompanied",)),
    Breakdown(("skill_level",), ("people_accompanied",)),
    Breakdown(("brand",), ("revenue",)),
    Breakdown(("range",), ("revenue",)),
    Breakdown(("channel",), ("revenue",)),
    Breakdown(("event",), ("revenue",)),
)

KEY_INDICATORS = (
    "people_met",
    "people_accompanied",
    "share_women",
    "workshops_and_trainings",
    "revenue",
    "net_result",
)

ACTIVITY_KINDS = (
    "workshops",
    "trainings",
    "commercial_events",
    "individual_interviews",
    "collective_meetings",
    "visits",
    "social_events",
    "public_talks",
    "governance_meetings",
)

ACTIVITY_TOTALS = ("workshops_and_trainings", "training_hours", "learner_hours", "attendance_rate")

SALES = ("revenue", "expenses", "net_result", "units_sold", "average_sale", "brands", "revenue_per_person")

PEOPLE = ("people_met", "people_accompanied", "accompaniment_rate")

PROFILE = ("share_women", "mean_age", "countries", "share_prior_activity", "share_priority_district")

OUTCOMES = ("accompaniment_rate", "share_active_6m")
