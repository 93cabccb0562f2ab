"""Figures are declarations; one computation serves them all.

`people`, `activities` and `sales` declare what is counted, where, out of what; `compute` counts it in every cell of a
cube; `records` lists the rows that a figure is made of; `own` turns an association's own settings into declarations.
"""

from collections.abc import Mapping
from types import MappingProxyType

from impact.indicators.activities import ACTIVITIES
from impact.indicators.asked import values_anywhere
from impact.indicators.compute import compute_figures
from impact.indicators.declaration import Indicator
from impact.indicators.dimensions import DIMENSIONS, leave_out
from impact.indicators.own import declare_all, declare_own, find_unmet
from impact.indicators.people import PEOPLE
from impact.indicators.records import list_records
from impact.indicators.sales import SALES

CATALOGUE: Mapping[str, Indicator] = MappingProxyType(
    {indicator.id: indicator for indicator in (*PEOPLE, *ACTIVITIES, *SALES)}
)

__all__ = [
    "CATALOGUE",
    "DIMENSIONS",
    "Indicator",
    "compute_figures",
    "declare_all",
    "declare_own",
    "find_unmet",
    "leave_out",
    "list_records",
    "values_anywhere",
]
