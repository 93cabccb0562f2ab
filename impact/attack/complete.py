"""A world that agrees with what is published, where nobody says what the hidden counts are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from itertools import chain

import numpy as np

from impact.attack.attacker import MOST, SECONDS
from impact.attack.facts import Fact, UnsolvedError


def complete_world(
    counts: Sequence[int], unknown: Set[int], facts: Sequence[Fact], floors: Mapping[int, int]
) -> tuple[int, ...]:
    """Counts for the unknown ones, so that as few people as possible contradict the facts.

    Args:
        counts: what is known; anything for the others.
        unknown: places of the counts to find.
        facts: what binds them, some of which may only be supposed.
        floors: place → the least that an unknown count can be, where it is not 0.

    Raises:
        UnsolvedError: no proof in time.

    >>> complete_world([0, 3, 5], {0}, [Fact(((0, 1), (1, 1), (2, -1)), 0, 0)], {})
    (2, 3, 5)
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array, eye_array, hstack

    at = {place: number for number, place in enumerate(sorted(unknown))}
    bound = [fact for fact in facts if any(place in at for place, _ in fact.terms)]
    if not bound:
        return tuple(floors.get(p, 0) if p in at else count for p, count in enumerate(counts))
    free = list(chain.from_iterable(((n, at[p], w) for p, w in fact.terms if p in at) for n, fact in enumerate(bound)))
    given = np.array([float(sum(w * counts[p] for p, w in fact.terms if p not in at)) for fact in bound])
    rows, columns, weights = zip(*free, strict=True)
    matrix = coo_array((weights, (rows, columns)), shape=(len(bound), len(at)), dtype=float)
    slack = eye_array(len(bound))
    size = len(at) + 2 * len(bound)
    lows = np.zeros(size)
    lows[: len(at)] = [float(floors.get(place, 0)) for place in at]
    found = milp(
        np.repeat([0.0, 1.0], [len(at), 2 * len(bound)]),
        integrality=np.repeat([1, 0], [len(at), 2 * len(bound)]),
        bounds=Bounds(lows, np.full(size, float(MOST))),
        constraints=LinearConstraint(
            hstack([matrix, slack, -slack]).tocsr(),
            np.array([fact.low for fact in bound]) - given,
            np.array([fact.high for fact in bound]) - given,
        ),
        options={"time_limit": SECONDS, "mip_rel_gap": 0.0},
    )
    if found.status != 0 or found.x is None:
        raise UnsolvedError(str(found.message))
    values = np.rint(found.x).astype(int).tolist()
    return tuple(values[at[p]] if p in at else count for p, count in enumerate(counts))
