"""What is at stake when figures are attacked, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from impact.protect.cells import Cell, Row
from impact.protect.rules import OUT_OF_REACH
from impact.protect.world import World

Spot = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Pattern:
    """What is hidden of a release.

    Attributes:
        small: (table, place) of the rows that a rule hides by itself.
        hidden: those and the rows hidden so that nobody works them out.
        dropped: rows that are left out altogether, since even their names would say too much.
        attacked: how many counts were attacked.
    """

    small: frozenset[Spot]
    hidden: frozenset[Spot]
    dropped: frozenset[Spot]
    attacked: int


def is_small(row: Row, line: int) -> bool:
    """Whether a rule hides a row by itself: some count of people that it shows is below the line.

    Of a share of an attribute, neither those who have it nor those who have not may be below it, so that it is never
    0 % or 100 %. A count of nobody is shown.
    """
    if line == 0 or not row.cells:
        return 0 < row.people < line
    if line >= OUT_OF_REACH:
        return True
    yes, no = row.counts[0], row.counts[1] if len(row.counts) > 1 else 0
    match row.kind:
        case "share" | "own" if len(row.counts) == 3:
            return yes + no > 0 and min(yes, no) < line
        case "part":
            return 0 < yes < line or 0 < no < line
        case _:
            return 0 < yes < line


def guarded(row: Row) -> tuple[Cell, ...]:
    """The counts that must stay in doubt where a row is hidden: those of an attribute, not those of its unknowns."""
    match row.kind:
        case "mean":
            return row.cells[2:]
        case "share" | "own" | "part":
            return row.cells[:2]
        case _:
            return row.cells[:1]


@dataclass(frozen=True, eq=False)
class Stage:
    """What is at stake in one attack.

    Attributes:
        world: the counts and the facts.
        audience: who attacks.
        rows: the rows that would be shown, each with the line of those who attack.
        behind: rows that stand in no table since others show their sum; the small ones are protected too.
        changed: rows to hide whatever they count: they differ too little from what was published before.
        settled: rows that are hidden already, and may not be shown.
        left_out: of those, the ones that are not even named.
        known: places of the counts that past publications show.
        final: nothing more may be hidden.
        attacked: rows that are hidden already and must be in doubt; of the other settled rows, only the small ones.
    """

    world: World
    audience: str
    rows: tuple[Row, ...]
    behind: tuple[Row, ...] = ()
    changed: frozenset[Spot] = frozenset()
    settled: frozenset[Spot] = frozenset()
    left_out: frozenset[Spot] = frozenset()
    known: frozenset[int] = frozenset()
    final: bool = False
    attacked: frozenset[Spot] = frozenset()
