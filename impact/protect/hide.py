"""What is hidden: the small counts, then others until nobody can work the small ones out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import chain, combinations

from impact.attack import Attacker, Target, UnsolvedError
from impact.errors import Leak
from impact.protect.cells import (
    MET,
    NOT_ACCOMPANIED,
    OTHER,
    UNNAMED,
    UNSPECIFIED,
    Cell,
    Dims,
    with_condition,
    without,
)
from impact.protect.gaps import GAP
from impact.protect.rules import OUT_OF_REACH, Rules
from impact.protect.stage import Pattern, Spot, Stage, guarded, is_small
from impact.protect.world import find_lines

WIDTH = 2
PRICE = 10


def hide_rows(stage: Stage, rules: Rules, dimensions: Sequence[Sequence[str]]) -> Pattern:
    """Hides the small rows, then others in a fixed order, until every hidden count is in enough doubt.

    Args:
        stage: what is published and what is known.
        rules: classes and lines.
        dimensions: table → the dimensions that it is cut by.

    Raises:
        Leak: a count could be worked out, and nothing more can be hidden; or the solver gave no proof in time.
    """
    return _Hider(stage, rules, dimensions).run()


def find_exposed(stage: Stage, rules: Rules, dimensions: Sequence[Sequence[str]]) -> list[Cell]:
    """The counts that the published rows give away, where open counts alone would not.

    Raises:
        UnsolvedError: no proof in time.
    """
    hider = _Hider(stage, rules, dimensions)
    places = range(len(stage.world.cells))
    bare = Attacker(stage.world.counts, stage.world.facts, [p for p in places if hider.is_open(p)], {})
    targets = hider.find_targets(stage.attacked)
    nameless = {target.place for target in targets - hider.find_named(stage.attacked)}
    hider.attacker.survey(targets)
    found = [t.place for t in sorted(targets) if not hider.attacker.doubts(t)]
    told = [p for p in found if p not in nameless or hider.attacker.interval(p)[0]]
    return [stage.world.cells[place] for place in told if hider.attacker.interval(place) != bare.interval(place)]


class _Hider:
    """Hides row after row; each count that is safe once stays so, since hiding more only adds to the doubt."""

    def __init__(self, stage: Stage, rules: Rules, dimensions: Sequence[Sequence[str]]) -> None:
        self.world, self.rules, self.stage = stage.world, rules, stage
        self.rows = {(row.table, row.place): row for row in stage.rows if row.cells}
        open_spots = {spot for spot, row in self.rows.items() if not row.line}
        self.hideable = set() if stage.final else set(self.rows) - open_spots - stage.settled
        self.lines = {
            key: [(row.table, row.place) for row in line]
            for key, line in find_lines(list(self.rows.values())).items()
            if dimensions[key[0]][key[2]] not in rules.neutral and line[0].line and len(line[0].cells) == 1
        }
        self.beside: dict[tuple[int, Dims], set[Spot]] = defaultdict(set)
        for spot, row in self.rows.items():
            self.beside[(row.table, row.dims)].add(spot)
        small = {spot for spot in self.hideable if is_small(self.rows[spot], self.rows[spot].line)}
        self.small = small | self._find_certain() | stage.changed & self.hideable
        self.hidden = set(stage.settled) | self.small
        self.dropped = set(stage.left_out)
        self.showing: dict[int, set[Spot]] = defaultdict(set)
        for spot, row in self.rows.items():
            for cell in row.cells:
                self.showing[self.world.place[cell]].add(spot)
        known = set(stage.known) | {place for place, spots in self.showing.items() if spots - self.hidden}
        self.attacker = Attacker(self.world.counts, self.world.facts, known, self._find_floors(known))
        self.attacked: set[int] = set()

    def run(self) -> Pattern:
        """Protects every target, and those that hiding adds."""
        settled = {s for s in self.stage.settled if s in self.rows and is_small(self.rows[s], self.rows[s].line)}
        waiting = self.find_targets(self.small | settled)
        while waiting:
            self.attacker.survey(waiting)
            for target in sorted(waiting):
                if target.place not in self.stage.known:
                    self.attacked.add(target.place)
                    self._protect(target)
            waiting = {t for t in self.find_named(self.hidden - self.stage.settled) if t.place not in self.attacked}
        return Pattern(frozenset(self.small), frozenset(self.hidden), frozenset(self.dropped), len(self.attacked))

    def _find_certain(self) -> set[Spot]:
        """Rows that say that everybody has the same value of an attribute."""
        certain = set()
        for (_, _, at, _), spots in self.lines.items():
            named = [s for s in spots if self.rows[s].dims[at] != UNSPECIFIED and self.rows[s].counts[0]]
            if len(named) == 1:
                certain |= {s for s in named if self.rows[s].dims[at] != OTHER} & self.hideable
        return certain

    def find_targets(self, spots: Set[Spot]) -> set[Target]:
        """What must stay in doubt: behind these rows, behind those that stand in no table, and between the pages."""
        behind = {
            self._target(cell, row.line)
            for row in self.stage.behind
            if is_small(row, row.line)
            for cell in guarded(row)
        }
        gaps = {self._target(self.world.cells[place], line) for place, line in self._find_small_gaps()}
        return behind | gaps | self.find_named(spots)

    def find_named(self, spots: Iterable[Spot]) -> set[Target]:
        """What must stay in doubt where these rows are hidden, save what rows that nothing may hide say anyhow."""
        rows = [self.rows[spot] for spot in spots if spot in self.rows and self.rows[spot].line]
        targets = {self._target(cell, row.line if row.kind != "mean" else 0) for row in rows for cell in guarded(row)}
        return {target for target in targets if self._can_hide(target.place)}

    def _can_hide(self, place: int) -> bool:
        return place not in self.stage.known and not self.showing[place] - self.hideable - self.hidden

    def _target(self, cell: Cell, line: int) -> Target:
        ceiling = self._find_ceiling(cell)
        return Target(self.world.place[cell], min(WIDTH, ceiling), min(line, ceiling))

    def _find_ceiling(self, cell: Cell) -> int:
        """The most people that the open counts leave for a cell: nobody can doubt beyond that."""
        measure = MET if cell.measure == NOT_ACCOMPANIED else cell.measure
        conditions = self.rules.attributes(name for name, _ in cell.where)
        subsets = chain.from_iterable(combinations(conditions, size) for size in range(1, len(conditions) + 1))
        wider = [Cell(measure, without(cell.where, names)) for names in subsets]
        places = [self.world.place[c] for c in wider if c in self.world.place]
        return min((self.world.counts[p] for p in places if self.is_open(p)), default=OUT_OF_REACH)

    def is_open(self, place: int) -> bool:
        """Whether a row that is always shown gives a count."""
        names = self.rules.attributes(name for name, _ in self.world.cells[place].where)
        return names == (GAP,) or any(not self.rows[spot].line for spot in self.showing[place])

    def _find_small_gaps(self) -> Iterator[tuple[int, int]]:
        """Counts of what is left between pages that are below their line, and the line."""
        for place in self.world.gaps:
            cell = self.world.cells[place]
            if any(values in ((UNSPECIFIED,), (UNNAMED,)) for _, values in cell.where):
                continue
            line = self.rules.line(self.rules.class_of_cell(cell.measure, cell.where), self.stage.audience)
            opposite = self._find_opposite(cell)
            count = self.world.counts[place]
            if opposite is None and (0 < count < line or (line and 0 < count == self._find_ceiling(cell))):
                yield place, line
            if opposite is not None and count + opposite > 0 and min(count, opposite) < line:
                yield place, line

    def _find_opposite(self, cell: Cell) -> int | None:
        """Of those who have an attribute, those who have not, and the other way round; None where it is no share."""
        for name, values in cell.where:
            other = values[0].removeprefix("not ") if values[0].startswith("not ") else f"not {values[0]}"
            place = self.world.place.get(Cell(cell.measure, with_condition(cell.where, name, [other])))
            if place is not None:
                return self.world.counts[place]
        return None

    def _find_floors(self, known: Set[int]) -> dict[int, int]:
        """A count of people that is named and hidden is at least 1: those of nobody are shown."""
        named = [self.rows[spot] for spot in self.hidden - self.dropped if spot in self.rows]
        return {
            place: 1
            for row in named
            if len(row.cells) == 1 and row.counts[0] and row.line < OUT_OF_REACH
            if (place := self.world.place[row.cells[0]]) not in known
        }

    def _protect(self, target: Target) -> None:
        """Hides more until the target is in enough doubt; or finds that it is open counts which give it away."""
        while not self.attacker.doubts(target):
            if self._drop_line(target.place):
                continue
            more = self._find_more(target)
            if more is None:
                return
            for place in more:
                self._hide(place)

    def _find_more(self, target: Target) -> tuple[int, ...] | None:
        prices, floors = {}, {}
        for place, spots in self.showing.items():
            rows = [self.rows[spot] for spot in spots - self.hidden]
            if rows and self._can_hide(place) and any(len(row.cells) > 1 or row.counts[0] for row in rows):
                prices[place] = PRICE + max(row.people for row in rows)
                floors[place] = int(any(len(row.cells) == 1 for row in rows))
        try:
            return self.attacker.find_cheapest(target, prices, floors)
        except UnsolvedError as error:
            raise Leak(
                "A hidden count could not be proved safe in time; nothing is published. "
                "Ask for fewer breakdowns, or raise [privacy] threshold in impact.toml."
            ) from error

    def _hide(self, place: int) -> None:
        """Hides every row that shows this count."""
        self._forget(self.showing[place] & self.hideable - self.hidden)

    def _forget(self, spots: Set[Spot]) -> None:
        self.hidden |= spots
        cells = {self.world.place[cell] for spot in spots for cell in self.rows[spot].cells}
        gone = {p for p in cells if not self.showing[p] - self.hidden and p not in self.stage.known}
        known = self.attacker.known - gone
        self.attacker.hide(gone, self._find_floors(known))

    def _drop_line(self, place: int) -> bool:
        """Where all the values of a line are hidden, their names alone say that somebody is there: leaves them out."""
        for spots in self.lines.values():
            named = [s for s in spots if self.rows[s].counts[0]]
            shows = any(self.world.place[self.rows[s].cells[0]] == place for s in named)
            if shows and set(named) <= self.hidden and not set(named) <= self.dropped:
                gone = {s for spot in spots for s in self.beside[(spot[0], self.rows[spot].dims)]}
                self.dropped |= gone
                self._forget(gone & self.hideable - self.hidden)
                left = self._find_floors(self.attacker.known)
                self.attacker.forget_floors(set(self.attacker.floors) - set(left))
                self.attacker.forget_line({self.world.place[self.rows[s].cells[0]] for s in spots})
                return True
        return False
