"""Who may be where: how many people may be in which places at once, as open counts have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from math import floor

import numpy as np

from impact.protect.ground import Region, split_regions

INFEASIBLE = 2
MOST_PARTS = 8
SLACK = 1e-6
Spots = frozenset[int]


class Presence:
    """Numbers of people by the parts of the ground that they are in: a person is in one part, or in several.

    Args:
        counted: region → how many people are there, as everybody sees.
        around: no one of these regions lies only partly in one of the parts.
    """

    def __init__(self, counted: Mapping[Region, int], *around: Region) -> None:
        parts = split_regions([*counted, *around])
        if len(parts) > MOST_PARTS:
            within = set().union(*around)
            counted = {region: people for region, people in counted.items() if set(region) <= within}
            parts = split_regions([*counted, *around])
        self.counted = counted
        sizes = range(1, len(parts) + 1) if len(parts) <= MOST_PARTS else ()
        self.lives = [Spots().union(*some) for size in sizes for some in combinations(parts, size)]

    def find_most(self, weigh: Callable[[Spots], int]) -> float:
        """The largest sum of what people may weigh, by the spots that each of them may be in."""
        from scipy.optimize import linprog

        if not self.lives or not self.counted:
            return float("inf")
        weights = [-weigh(life) for life in self.lives]
        there = np.array([[not life.isdisjoint(region) for life in self.lives] for region in self.counted], dtype=float)
        found = linprog(weights, A_eq=there, b_eq=list(self.counted.values()), method="highs")
        return floor(SLACK - found.fun) if found.status == 0 else float("inf")


def may_be_apart(counted: Mapping[Region, int]) -> bool:
    """Whether everybody may be in one spot alone, as far as the numbers of people of regions tell.

    >>> may_be_apart({(0, 1): 5, (0,): 3, (1,): 2}), may_be_apart({(0, 1): 5, (0,): 3, (1,): 4})
    (True, False)
    """
    from scipy.optimize import linprog

    spots = sorted(set().union(*counted))
    if not spots:
        return True
    there = np.array([[spot in region for spot in spots] for region in counted], dtype=float)
    found = linprog(np.zeros(len(spots)), A_eq=there, b_eq=list(counted.values()), method="highs")
    return bool(found.status != INFEASIBLE)
