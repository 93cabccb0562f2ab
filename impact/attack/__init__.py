"""What an outsider can work out: the least and the greatest value of a count, given everything that is published.

The outsider knows exact counts, and facts that bind counts together: parts that add up to a whole, a union that is at
most the sum of its parts, a group that lies within another one. Each count is a whole number of people. What he can
conclude about a hidden count is the range of its values over every world that agrees with all of this: two integer
programmes (HiGHS through `scipy.optimize.milp`, one thread, fixed order).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from impact.attack.attacker import Attacker
from impact.attack.complete import complete_world
from impact.attack.facts import Fact, NoWorldError, Target, UnsolvedError

__all__ = ["Attacker", "Fact", "NoWorldError", "Target", "UnsolvedError", "attack_counts", "complete_world"]


def attack_counts(
    counts: Sequence[int], facts: Sequence[Fact], known: Iterable[int], floors: Mapping[int, int] | None = None
) -> dict[int, tuple[int, int]]:
    """Every hidden count's least and greatest value, given everything else.

    Args:
        counts: a world that agrees with the facts.
        facts: what binds the counts together.
        known: places of the published counts.
        floors: place → the least that a hidden count can be, where it is not 0.

    Returns:
        Place of a hidden count → (least, greatest); (count, count) where the solver gave no proof in time.

    >>> total = Fact(((0, 1), (1, 1), (2, -1)), 0, 0)
    >>> attack_counts([2, 3, 5], [total], known=[2], floors={0: 1, 1: 1})
    {0: (1, 4), 1: (1, 4)}
    """
    attacker = Attacker(counts, facts, known, floors or {})
    intervals = {}
    for place in range(len(counts)):
        if place not in attacker.known:
            try:
                intervals[place] = attacker.interval(place)
            except UnsolvedError:
                intervals[place] = (counts[place], counts[place])
    return intervals
