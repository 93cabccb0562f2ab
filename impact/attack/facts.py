"""What an outsider knows, and what he must not find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

OUT_OF_REACH = 1_000_000


@dataclass(frozen=True)
class Fact:
    """`low` ≤ Σ weight × count ≤ `high`, which the outsider knows to hold.

    Attributes:
        terms: (place of the count, weight) pairs.
    """

    terms: tuple[tuple[int, int], ...]
    low: float
    high: float

    def holds(self, counts: Mapping[int, int]) -> bool:
        """Whether these counts agree with it."""
        return self.low <= sum(weight * counts[place] for place, weight in self.terms) <= self.high


@dataclass(frozen=True, order=True)
class Target:
    """A count that must stay in doubt: it may differ by `width`, and be as great as `reach`.

    Attributes:
        place: of the count.
        width, reach: what is enough doubt.
        enough: it need not be in doubt where it is certainly as great as this.
        may_be_none: nor where there is certainly nobody.
    """

    place: int
    width: int
    reach: int
    enough: int = OUT_OF_REACH
    may_be_none: bool = False


class UnsolvedError(Exception):
    """The solver gave no proof in time, or no world agrees with what is published."""


class NoWorldError(UnsolvedError):
    """No world agrees with what is published."""
