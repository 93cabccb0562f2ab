"""What is at stake when figures are attacked, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from impact.protect.cells import Row
from impact.protect.world import World

Spot = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Pattern:
    """What is hidden of a release.

    Attributes:
        hidden: (table, place) of the rows that are hidden.
        dropped: rows that are left out altogether, since even their names would say too much.
        attacked: how many counts were attacked.
    """

    hidden: frozenset[Spot]
    dropped: frozenset[Spot]
    attacked: int


@dataclass(frozen=True, eq=False)
class Stage:
    """What is at stake in one attack.

    Attributes:
        world: the counts and the facts.
        audience: who attacks.
        rows: the rows of every table that they read, each with their line.
        dimensions: table → the dimensions that it is cut by.
        neutral: dimensions that say nothing of a person.
        changed: rows to hide whatever they count: they differ too little from what was published before.
        settled: rows that are hidden already, and may not be shown.
        own: tables for this audience: their hidden rows must be in doubt; of the others', only what is below a line.
        past: tables that were published before: nothing of them can be hidden any more.
        given: place → count, of what is known besides the rows.
    """

    world: World
    audience: str
    rows: tuple[Row, ...]
    dimensions: tuple[tuple[str, ...], ...]
    neutral: frozenset[str]
    changed: frozenset[Spot] = frozenset()
    settled: frozenset[Spot] = frozenset()
    own: frozenset[int] = frozenset()
    past: frozenset[int] = frozenset()
    given: Mapping[int, int] = field(default_factory=dict)
