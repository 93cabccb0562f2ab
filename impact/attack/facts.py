"""What an outsider knows, and what he must not find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """`low` ≤ Σ weight × count ≤ `high`, which the outsider knows to hold.

    Attributes:
        terms: (place of the count, weight) pairs.
    """

    terms: tuple[tuple[int, int], ...]
    low: float
    high: float

    def holds(self, counts: Sequence[int]) -> bool:
        """Whether these counts agree with it."""
        return self.low <= sum(weight * counts[place] for place, weight in self.terms) <= self.high


@dataclass(frozen=True, order=True)
class Target:
    """A count that must stay in doubt: it may differ by `width`, and be as great as `reach`."""

    place: int
    width: int
    reach: int


class UnsolvedError(Exception):
    """The solver gave no proof in time, or no world agrees with what is published."""


class NoWorldError(UnsolvedError):
    """No world agrees with what is published."""
