"""Bounds of counts that follow from one fact at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

ROUNDS = 12
CLOSE = 1e-6
Numbers = NDArray[np.float64]


def narrow(lows: Numbers, highs: Numbers, limits: LinearConstraint | None) -> tuple[Numbers, Numbers]:
    """The same bounds, as close as each fact by itself brings them to one another, again and again.

    Where no world agrees with the facts, some lower bound may come to lie above its upper one: the bounds are then
    given back as they were, and the solver says so.
    """
    if limits is None:
        return lows, highs
    matrix = limits.A.tocoo()
    rows, columns, weights = matrix.coords[0], matrix.coords[1], matrix.data
    least, most = lows.copy(), highs.copy()
    for _ in range(ROUNDS):
        smallest = np.where(weights > 0, weights * least[columns], weights * most[columns])
        largest = np.where(weights > 0, weights * most[columns], weights * least[columns])
        room_up = limits.ub[rows] - (np.bincount(rows, smallest, len(limits.ub))[rows] - smallest)
        room_down = limits.lb[rows] - (np.bincount(rows, largest, len(limits.lb))[rows] - largest)
        above = np.where(weights > 0, room_up, room_down) / weights
        below = np.where(weights > 0, room_down, room_up) / weights
        before = least.sum() - most.sum()
        np.minimum.at(most, columns, np.floor(above + CLOSE))
        np.maximum.at(least, columns, np.ceil(below - CLOSE))
        if least.sum() - most.sum() == before:
            break
    return (least, most) if (least <= most).all() else (lows, highs)
