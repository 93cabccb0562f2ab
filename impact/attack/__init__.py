"""What an outsider can work out: the least and the greatest value of a count, given everything that is published.

The outsider knows exact counts, and facts that bind counts together: parts that add up to a whole, a union that is at
most the sum of its parts, a group that lies within another one. Each count is a whole number of people. What he can
conclude about a hidden count is the range of its values over every world that agrees with all of this: two integer
programmes (HiGHS through `scipy.optimize.milp`, one thread, fixed order).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from impact.attack.attacker import Attacker
from impact.attack.facts import Fact, NoWorldError, Target, UnsolvedError

__all__ = ["Attacker", "Fact", "NoWorldError", "Target", "UnsolvedError", "attack_counts"]


def attack_counts(
    size: int, facts: Sequence[Fact], known: Mapping[int, int], floors: Mapping[int, int] | None = None
) -> dict[int, tuple[int, int]]:
    """Every hidden count's least and greatest value, given everything else.

    Args:
        size: how many counts there are.
        facts: what binds them together.
        known: place → the count that is published.
        floors: place → the least that a hidden count can be, where it is not 0.

    Returns:
        Place of a hidden count → (least, greatest).

    Raises:
        UnsolvedError: no proof in time, or no world agrees with what is published.

    >>> total = Fact(((0, 1), (1, 1), (2, -1)), 0, 0)
    >>> attack_counts(3, [total], known={2: 5}, floors={0: 1, 1: 1})
    {0: (1, 4), 1: (1, 4)}
    """
    attacker = Attacker(known, facts, floors or {})
    return {place: attacker.interval(place) for place in range(size) if place not in known}
