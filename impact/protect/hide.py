"""What is hidden: the small counts, then others until nobody can work the small ones out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Set

from impact.attack import Attacker, Target, UnsolvedError
from impact.errors import Leak
from impact.protect.cells import ALL, MET, OTHER, UNSPECIFIED, Dims, guarded, is_small
from impact.protect.family import Family
from impact.protect.known import Count
from impact.protect.rules import OUT_OF_REACH
from impact.protect.stage import Pattern, Spot, Stage

WIDTH = 2
PRICE = 10


def hide_rows(stages: Mapping[str, Stage]) -> dict[str, Pattern]:
    """Hides the small rows, then others in a fixed order, until every hidden count is in enough doubt.

    What one audience makes it necessary to hide is hidden from the others too, and all is done again. Today's blanks
    come first, then those of before: what was published once and has not changed is published again.

    Args:
        stages: audience → what they read.

    Raises:
        Leak: the solver gave no proof in time, even with all that may be hidden hidden.
    """
    hiders = {audience: _Hider(stage) for audience, stage in stages.items()}
    _hide_together(hiders.values(), past=False)
    if any(stage.past for stage in stages.values()):
        _hide_together(hiders.values(), past=True)
    return {audience: hider.pattern() for audience, hider in hiders.items()}


def _hide_together(hiders: Collection[_Hider], past: bool) -> None:
    hidden, dropped, done = set[Spot](), set[Spot](), False
    while not done:
        done = True
        for hider in hiders:
            hider.impose(hidden, dropped)
            hider.run(past)
            done &= hider.hidden <= hidden and hider.dropped <= dropped
            hidden, dropped = hidden | hider.hidden, dropped | hider.dropped


def find_exposed(stage: Stage) -> list[Count]:
    """The counts that the published rows give away, where open counts alone would not.

    Raises:
        UnsolvedError: no proof in time.
    """
    hider = _Hider(stage)
    targets = hider.find_targets()
    hider.attacker.survey(targets)
    found = [target for target in targets if not hider.attacker.doubts(target) and hider.is_certain(target)]
    return [stage.world.counts[place] for place in dict.fromkeys(target.place for target in found)]


def find_contradicted(stage: Stage) -> set[Family]:
    """The families whose counts, all together, contradict what an outsider supposes of them."""
    hider = _Hider(stage)
    attacker = hider.know(spot for spot in hider.rows if spot not in stage.settled)
    families = (stage.world.families.get(place) for place in attacker.find_contradictions())
    return {family for family in families if family}


class _Hider:
    """Hides row after row; each count that is safe once stays so, since hiding more only adds to the doubt."""

    def __init__(self, stage: Stage) -> None:
        self.world, self.stage = stage.world, stage
        self.rows = {(row.table, row.place): row for row in stage.rows if row.cells}
        self.today = {spot: row for spot, row in self.rows.items() if spot[0] not in stage.past}
        self.hideable = {spot for spot, row in self.today.items() if row.line} - stage.settled
        self.printed = {spot for spot in self.hideable if self.rows[spot].place >= 0}
        self.lines = self._find_lines()
        self.beside: dict[tuple[int, Dims], set[Spot]] = defaultdict(set)
        self.showing: dict[int, set[Spot]] = defaultdict(set)
        for spot, row in self.rows.items():
            self.beside[(row.table, row.dims)].add(spot)
            for cell in row.cells:
                self.showing[self.world.place[cell]].add(spot)
        small = {spot for spot in self.printed if is_small(self.rows[spot], self.rows[spot].line)}
        self.hidden = stage.settled | small | self._find_certain() | stage.changed & self.hideable
        self.dropped: set[Spot] = set()
        self.attacker = self.know((spot for spot in self.rows if spot not in self.hidden), self.hidden)
        self.bare = self.know_only_open()
        self.attacked: set[int] = set()
        self.safe: set[Target] = set()
        self.answers = {hunted.place: hunted.answers for hunted in self.world.hunted if hunted.answers}

    def impose(self, hidden: Set[Spot], dropped: Set[Spot]) -> None:
        """Hides, and leaves out, what others have to."""
        self.dropped |= dropped & self.rows.keys()
        self._forget(hidden & self.hideable - self.hidden)

    def run(self, past: bool) -> None:
        """Protects every target, and those that hiding adds, until nothing more has to be hidden."""
        before = -1
        while before < (before := len(self.hidden) + len(self.dropped)):
            waiting = [target for target in self.find_targets(past) if target not in self.safe]
            self.attacker.survey(waiting)
            self.bare.survey(waiting)
            for target in waiting:
                self.attacked.add(target.place)
                self._protect(target)

    def pattern(self) -> Pattern:
        """What is hidden now."""
        return Pattern(frozenset(self.hidden), frozenset(self.dropped), len(self.attacked))

    def find_targets(self, past: bool = True) -> list[Target]:
        """What must stay in doubt: behind hidden rows, those of before or only of today, and between what is shown."""
        own = self.rows if past else self.today
        rows = [own[spot] for spot in self.hidden if spot in own and spot[0] in self.stage.own and own[spot].line]
        named = {
            self._target(self.world.place[cell], row.line if row.kind != "mean" else 0)
            for row in rows
            for cell in guarded(row)
        }
        hunted = {self._target(h.place, h.line, h.line, bool(h.answers)) for h in self.world.hunted}
        return sorted(named | {target for target in hunted if target.place not in self.attacker.known})

    def know_only_open(self) -> Attacker:
        """One who knows nothing but the counts that are always shown, and what was published before."""
        past = [spot for spot in self.stage.settled if spot[0] in self.stage.past]
        return self.know((spot for spot in self.rows if self._is_fixed(spot)), past)

    def _is_fixed(self, spot: Spot) -> bool:
        return spot not in self.stage.settled and (not self.rows[spot].line or spot[0] in self.stage.past)

    def know(self, spots: Iterable[Spot], named: Iterable[Spot] = ()) -> Attacker:
        """One who knows what some rows show, that some hidden ones are of somebody, and every fact."""
        known = dict(self.stage.given)
        for spot in spots:
            row = self.rows[spot]
            known |= {self.world.place[cell]: n for cell, n in zip(row.cells, row.counts, strict=True)}
        return Attacker(known, self.world.facts, self._find_floors(named, known.keys()))

    def _target(self, place: int, line: int, enough: int = OUT_OF_REACH, asked: bool = True) -> Target:
        ceiling = min(self.world.ceilings[place], self.bare.bound(place)[1])
        return Target(place, min(WIDTH, ceiling), min(line, ceiling), enough, not asked)

    def _find_lines(self) -> list[tuple[int, list[Spot]]]:
        """The values of one attribute in one table of today: which of its dimensions it is, and the rows of counts."""
        lines: dict[tuple[int, str, int, Dims], list[Spot]] = defaultdict(list)
        for spot, row in self.today.items():
            for at, value in enumerate(row.dims):
                is_attribute = self.stage.dimensions[row.table][at] not in self.stage.neutral
                if value != ALL and is_attribute and row.line and len(row.cells) == 1:
                    lines[(row.table, row.indicator, at, (*row.dims[:at], ALL, *row.dims[at + 1 :]))].append(spot)
        return [(at, spots) for (_, _, at, _), spots in lines.items()]

    def _find_certain(self) -> set[Spot]:
        """Rows that say that everybody has the same value of an attribute."""
        certain = set()
        for at, spots in self.lines:
            named = [s for s in spots if self.rows[s].dims[at] != UNSPECIFIED and self.rows[s].counts[0]]
            if len(named) == 1:
                certain |= {s for s in named if self.rows[s].dims[at] != OTHER} & self.hideable
        return certain

    def _find_floors(self, spots: Iterable[Spot], known: Set[int]) -> dict[int, int]:
        """A count of people that is named and hidden is at least 1: those of nobody are shown."""
        named = [self.rows[spot] for spot in spots if spot in self.rows]
        return {
            place: 1
            for row in named
            if len(row.cells) == 1 and row.counts[0] and row.line < OUT_OF_REACH
            if (place := self.world.place[row.cells[0]]) not in known
        }

    def _protect(self, target: Target) -> None:
        """Hides more until the target is in enough doubt; or finds that it is open counts which give it away."""
        try:
            while not self.attacker.doubts(target):
                if not self.is_exposed(target.place) or self._is_unasked(target.place):
                    self.safe.add(target)
                    return
                if not self._widen(target):
                    return
            if self.attacker.is_lasting(target) or not self.is_exposed(target.place):
                self.safe.add(target)
        except UnsolvedError as error:
            if not self._hide_kind(target.place):
                raise Leak(
                    "A hidden count could not be proved safe; nothing is published. "
                    "Ask for fewer breakdowns, or raise [privacy] threshold in impact.toml."
                ) from error
            self._protect(target)

    def _widen(self, target: Target) -> bool:
        """Hides something, or leaves it out, that adds to the doubt about a target; false where nothing is left."""
        place = target.place
        if self._drop_line(place) or self._hide_more(target) or self._hide_kind(place):
            return True
        return self.is_certain(target) and self._leave_out_kind(place)

    def is_certain(self, target: Target) -> bool:
        """Whether a count that is not in enough doubt says something of somebody."""
        place = target.place
        if not self.is_exposed(place) or self._is_unasked(place):
            return False
        return target.enough == OUT_OF_REACH or place in self.answers or self.attacker.interval(place)[0] > 0

    def _is_unasked(self, place: int) -> bool:
        """Whether a count is an answer that nobody gave, and nobody gave another one."""
        answers = self.answers.get(place, ())
        return bool(answers) and all(self.attacker.interval(answer)[1] == 0 for answer in (place, *answers))

    def is_exposed(self, place: int) -> bool:
        """Whether a count is less in doubt than open counts alone would leave it."""
        return self.attacker.surpasses(self.bare, place)

    def _hide_more(self, target: Target) -> bool:
        """Hides what it takes, as cheaply as possible; false where nothing helps."""
        prices, floors = {}, {}
        for place, spots in self.showing.items():
            rows = [self.rows[spot] for spot in spots - self.hidden]
            if rows and self._can_hide(place) and any(len(row.cells) > 1 or row.counts[0] for row in rows):
                prices[place] = PRICE + max(row.people for row in rows)
                floors[place] = int(any(len(row.cells) == 1 for row in rows))
        more = self.attacker.find_cheapest(target, prices, floors)
        if more is None:
            return False
        self._forget({spot for place in more for spot in self.showing[place]} & self.printed - self.hidden)
        return True

    def _can_hide(self, place: int) -> bool:
        return place not in self.stage.given and not self.showing[place] - self.printed - self.hidden

    def _hide_kind(self, place: int) -> bool:
        """Hides every row that counts the same people by the same attributes, and leaves out their names."""
        some = {s for s in self._find_alike(place) if len(self.rows[s].cells) > 1 or self.rows[s].counts[0]}
        more = some & self.printed - self.hidden
        self._forget(more)
        lines = [spots for _, spots in self.lines if some & set(spots) and not self._is_dropped(spots)]
        for spots in lines:
            self._drop(spots)
        return bool(more or lines)

    def _leave_out_kind(self, place: int) -> bool:
        """Where rows that count nobody still say where the others are: leaves all of them out, totals last."""
        alike = self._find_alike(place) & self.printed - self.dropped
        self._leave_out({spot for spot in alike if set(self.rows[spot].dims) - {ALL}} or alike)
        return bool(alike)

    def _find_alike(self, place: int) -> set[Spot]:
        kind = self.world.counts[place].kind
        return {s for other, spots in self.showing.items() if self.world.counts[other].kind == kind for s in spots}

    def _forget(self, spots: Set[Spot]) -> None:
        self.hidden |= spots
        cells = {self.world.place[cell] for spot in spots for cell in self.rows[spot].cells}
        gone = {p for p in cells if not self.showing[p] - self.hidden and p not in self.stage.given}
        self.attacker.hide(gone, self._find_floors(self.hidden - self.dropped, self.attacker.known.keys() - gone))

    def _drop_line(self, place: int) -> bool:
        """Where all the values of a line are hidden, their names alone say that somebody is there: leaves them out."""
        for _, spots in self.lines:
            named = {s for s in spots if self.rows[s].counts[0]}
            shows = any(self.world.place[self.rows[s].cells[0]] == place for s in named)
            if shows and named <= self.hidden and not self._is_dropped(spots):
                self._drop(spots)
                return True
        return False

    def _is_dropped(self, spots: Iterable[Spot]) -> bool:
        return {s for s in spots if self.rows[s].counts[0]} <= self.dropped

    def _drop(self, spots: Iterable[Spot]) -> None:
        """Leaves out values of people: their rows, and all that tell of the same people; of those met, every row."""
        kinds = {self._measure(spot) for spot in spots}
        beside = {other for spot in spots for other in self.beside[(spot[0], self.rows[spot].dims)]}
        self._leave_out({other for other in beside if MET in kinds or self._measure(other) in kinds})

    def _measure(self, spot: Spot) -> str:
        return self.rows[spot].cells[0].measure

    def _leave_out(self, spots: Set[Spot]) -> None:
        self.dropped |= spots
        self._forget(spots & self.hideable - self.hidden)
