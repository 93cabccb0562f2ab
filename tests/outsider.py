"""A second attacker, written without a look at the first: he counts people by the whole of what they did.

His unknowns are the numbers of people of each life: the projects somebody was in, and what was said of her in each.
Whatever is published is a sum of these. He supposes that nobody was in more than a few projects. Where he has an
older release too, those who came to a project since are in a place of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, product

import numpy as np
from populations import NEUTRAL, Population, Record, in_scope, value_of
from scipy.optimize import Bounds, LinearConstraint, milp

from impact.model import ProtectedFigures, Scope
from impact.protect import Release, Rules

SHARES = {"share_prior_activity": "prior_activity", "share_priority_district": "priority_district"}
SHARES |= {"share_active_6m": "active_6m"}
CATEGORIES = ("country", "age_band", "orientation")
CONSTANT = ("country", "priority_district")
GUIDED = ("prior_activity", "active_6m")
LATEST = ("active_6m",)
ANSWERS = ("true", "false", "unspecified")
WIDTH = 2
MOST_PROJECTS = 3
HEADS = ("people_met", "people_accompanied")
BEFORE = (("arrived", ("before",)),)

Life = tuple[tuple[str, str], ...]
Lives = frozenset[Life]


@dataclass
class Puzzle:
    """One attribute: what is published of it, and what should not be found."""

    trait: str
    truth: dict[Life, int]
    sums: list[tuple[Lives, float, float]] = field(default_factory=list)
    secrets: list[tuple[str, Lives, Lives, int, int]] = field(default_factory=list)
    silent: set[str] = field(default_factory=set)

    def count(self, lives: Lives) -> int:
        return sum(self.truth[life] for life in lives)

    @property
    def returning(self) -> bool:
        return any(len(life) > 1 for life in self.truth)

    def select(self, projects: frozenset[str], says: Callable[[Sequence[str]], bool] = bool) -> Lives:
        """The lives in some projects of which something is true that was said there."""
        return frozenset(life for life in self.truth if says([value for name, value in life if name in projects]))

    def publish(self, lives: Lives, least: float, most: float) -> None:
        self.sums.append((lives, least, most))

    def keep(
        self,
        name: str,
        lives: Lives,
        projects: frozenset[str],
        line: int,
        outside: frozenset[str] = frozenset(),
        sure: Lives | None = None,
    ) -> None:
        """Nobody may find out how many these are, of all who may have said something in these projects.

        Of some it may be in doubt whether they are counted: `sure` are those who certainly are.
        """
        asked = self.select(projects - self.silent) - (self.select(self.silent) if self.trait in CONSTANT else set())
        people = self.count(asked - self.select(outside))
        name = " ".join([str(sorted(projects)), name, *([f"not in {sorted(outside)}"] if outside else [])])
        self.secrets.append((name, lives if sure is None else sure, lives, people, line))


def find_leaks(
    population: Population, release: Release, rules: Rules, audience: str, frozen: Sequence[ProtectedFigures] = ()
) -> list[str]:
    """Every protected count that this attacker narrows down too far, in words.

    What some page shows him is no secret where another one hides it. Where there is an older release, of those whose
    records say that they arrived before, nor is what he knew by that and by the open counts of today.
    """
    read = {"public": ("public",), "funder": ("public", "funder")}[audience]
    tables = [t for page in release.pages.values() for t in page.values() if t.audience in read]
    old = [replace(t, scope=replace(t.scope, where=BEFORE)) for t in frozen if t.audience in read]
    heads = [replace(t, frame=t.frame[t.frame["indicator"].isin(HEADS)]) for t in tables if set(t.by) <= set(NEUTRAL)]
    full = "" if old else audience
    puzzles = _pose(population, [*old, *tables], rules, audience, full)
    known = dict(_pose(population, [*old, *heads], rules, audience, full)) if old else {}
    return [f"{name}: {leak}" for name, puzzle in puzzles for leak in _solve(puzzle, known.get(name))]


def _pose(
    population: Population, tables: Sequence[ProtectedFigures], rules: Rules, audience: str, full: str
) -> Iterator[tuple[str, Puzzle]]:
    """What may be asked of each attribute: of small counts, and of all hidden ones in pages for the `full` audience."""
    for name, trait in SHARES.items():
        puzzle = _start(population, tables, trait)
        rows = [
            (projects, row, table.audience == full)
            for table in tables
            if set(table.by) <= set(NEUTRAL)
            for projects, row in _rows(population, table, name)
        ]
        told = {projects for projects, row, _ in rows if row["status"] == "ok"}
        rows = [(p, row, every) for p, row, every in rows if row["status"] != "hidden" or p not in told]
        puzzle.silent = {p for projects, row, _ in rows if row["status"] == "no_data" for p in projects}
        line = rules.line(rules.class_of(name, ()), audience)
        seen = [_take_share(puzzle, projects, row, line, every) for projects, row, every in rows]
        if trait in CONSTANT or not puzzle.returning:
            _take_differences(puzzle, list(dict(seen).items()), line)
        yield name, puzzle
    for trait in CATEGORIES:
        puzzle, line = _start(population, tables, trait), rules.line(rules.classes[trait], audience)
        cut = [table for table in tables if table.by == (trait,)]
        scopes = [_take_table(puzzle, population, t, line, every=t.audience == full) for t in cut]
        _take_differences(puzzle, scopes, line)
        _take_projects(puzzle, line)
        yield trait, puzzle


def _start(population: Population, tables: Sequence[ProtectedFigures], trait: str) -> Puzzle:
    """The lives that there may be, and how many people were in each project, sector and year: that is always shown."""
    records = [r for r in population.records if trait not in GUIDED or r["stage"] == "accompanied"]
    usual = {"unspecified"} if trait in CATEGORIES else set(ANSWERS)
    values = sorted({value_of(record, trait) for record in records} | usual)
    lived: dict[int, dict[str, str]] = {}
    for record in records:
        lived.setdefault(record.person, {})[_name_place(record)] = value_of(record, trait)
    truth = dict.fromkeys(_list_lives(population, trait, values, most=max(map(len, lived.values()), default=1)), 0)
    for life in lived.values():
        truth[tuple(sorted(life.items()))] += 1
    puzzle = Puzzle(trait, truth)
    for table in tables:
        if set(table.by) <= set(NEUTRAL):
            indicator = "people_accompanied" if trait in GUIDED else "people_met"
            for projects, row in _rows(population, table, indicator):
                if row["status"] == "ok":
                    puzzle.publish(puzzle.select(projects), row["value"], row["value"])
    return puzzle


def _list_lives(population: Population, trait: str, values: Sequence[str], most: int) -> Iterator[Life]:
    places = _list_places(population)
    for size in range(1, min(MOST_PROJECTS if most > 1 else 1, len(population.projects)) + 1):
        for names in combinations(sorted(places), size):
            if len({places[name]["project"] for name in names}) == size:
                said = [(value,) * size for value in values] if trait in CONSTANT else product(values, repeat=size)
                yield from (tuple(zip(names, answers, strict=True)) for answers in said)


def _list_places(population: Population) -> dict[str, Record]:
    """The projects, each as often as there are times when people came to it."""
    times = sorted({str(record["arrived"] or "") for record in population.records})
    records = [
        Record(0, {"project": project.id, "sector": project.sector, "year": str(project.year), "arrived": time})
        for project in population.projects
        for time in times
    ]
    return {_name_place(record): record for record in records}


def _name_place(record: Record) -> str:
    return " ".join(filter(None, (record["project"], record["arrived"])))


def _rows(
    population: Population, table: ProtectedFigures, indicator: str
) -> Iterator[tuple[frozenset[str], Mapping[str, object]]]:
    for row in table.frame[table.frame["indicator"] == indicator].to_dict("records"):
        limits = {name: row[name] for name in table.by if row[name] != "all"}
        yield _projects(population, table.scope, limits), row


def _projects(population: Population, scope: Scope, limits: Mapping[str, str]) -> frozenset[str]:
    return frozenset(
        name
        for name, record in _list_places(population).items()
        if in_scope(record, scope) and all(record[name] == value for name, value in limits.items())
    )


Seen = tuple[frozenset[str], dict[str, Lives]]


def _take_share(puzzle: Puzzle, projects: frozenset[str], row: Mapping[str, object], line: int, every: bool) -> Seen:
    """Who says yes once does; of the latest answer nobody sees which one that is, where there are several."""
    ever = {value: puzzle.select(projects, lambda said, value=value: value in said) for value in ANSWERS}
    answered = ever["true"] | ever["false"]
    yes, no = ever["true"], answered - ever["true"]
    if row["status"] == "no_data":
        puzzle.publish(answered, 0, 0)
    elif row["status"] == "ok":
        puzzle.publish(answered, row["denominator"], row["denominator"])
        puzzle.publish(puzzle.select(projects) - answered, row["missing"], row["missing"])
        sure = yes - ever["false"] if puzzle.trait in LATEST else yes
        puzzle.publish(sure, 0, row["numerator"])
        puzzle.publish(yes, row["numerator"], np.inf if sure != yes else row["numerator"])
        assert min(row["numerator"], row["denominator"] - row["numerator"]) >= line, "a small share is shown"
    elif every or min(puzzle.count(yes), puzzle.count(no)) < line:
        latest = puzzle.trait in LATEST
        puzzle.keep("yes", yes, projects, line, sure=yes - ever["false"] if latest else None)
        puzzle.keep("no", ever["false"] if latest else no, projects, line, sure=no)
    return projects, {"yes": yes, "no": no}


def _take_table(puzzle: Puzzle, population: Population, table: ProtectedFigures, line: int, every: bool) -> Seen:
    projects = _projects(population, table.scope, {})
    values = sorted({value for life in puzzle.truth for _, value in life})
    lives = {value: puzzle.select(projects, lambda said, value=value: value in said) for value in values}
    rows = {row[puzzle.trait]: row for row in table.frame.to_dict("records") if row["indicator"] == "people_met"}
    for value, row in rows.items():
        if value not in ("all", "other"):
            if row["status"] == "ok":
                puzzle.publish(lives[value], row["value"], row["value"])
                assert not 0 < row["value"] < line, "a small count is shown"
            else:
                puzzle.publish(lives[value], 1, np.inf)
                if every or 0 < puzzle.count(lives[value]) < line:
                    puzzle.keep(value, lives[value], projects, line)
    if "other" in rows and rows["other"]["status"] == "ok":
        unnamed = frozenset[Life]().union(*(lives[value] for value in values if value not in rows))
        puzzle.publish(unnamed, rows["other"]["value"], rows["other"]["value"])
    for value in sorted({*values} - rows.keys() - {"unspecified"}):
        if 0 < puzzle.count(lives[value]) < line:
            puzzle.keep(f"{value}, not named", lives[value], projects, line)
    return projects, lives


def _take_differences(puzzle: Puzzle, scopes: Sequence[Seen], line: int) -> None:
    for (outer, whole), (inner, part) in product(scopes, scopes):
        if inner < outer:
            for value in whole.keys() - {"unspecified"}:
                left = whole[value] - part[value]
                if 0 < puzzle.count(left) < line:
                    puzzle.keep(value, left, outer, line, inner)


def _take_projects(puzzle: Puzzle, line: int) -> None:
    for project, value in sorted({said for life in puzzle.truth for said in life if said[1] != "unspecified"}):
        lives = puzzle.select(frozenset([project]), lambda said, value=value: value in said)
        if 0 < puzzle.count(lives) < line:
            puzzle.keep(f"{value}, on no page", lives, frozenset([project]), line)


def _solve(puzzle: Puzzle, known: Puzzle | None = None) -> Iterator[str]:
    """The secrets that are out, unless they were by what was known before."""
    at = {life: place for place, life in enumerate(puzzle.truth)}
    limits = _limit(puzzle, at)
    secrets = list(dict.fromkeys(puzzle.secrets))
    truth = np.array(list(puzzle.truth.values()))
    sure = _as_rows([lives for _, lives, _, _, _ in secrets], at)
    goals = _as_rows([lives for _, _, lives, _, _ in secrets], at)
    least, most = sure @ truth, goals @ truth
    widths = np.array([min(WIDTH, people) for *_, people, _ in secrets])
    lines = np.array([min(line, people) for *_, people, line in secrets])

    def look(goal: np.ndarray) -> None:
        nonlocal least, most
        world = _find_world(goal, limits)
        least, most = np.minimum(least, np.rint(sure @ world)), np.maximum(most, np.rint(goals @ world))

    def is_open(number: int) -> bool:
        return (most[number] - least[number] < widths[number]) | (most[number] < lines[number])

    def is_old(number: int, known: Puzzle) -> bool:
        before = _limit(known, at)
        top, bottom = _find_world(-goals[number], before), _find_world(sure[number], before)
        return bool(goals[number] @ top < most[number] + 1 and sure[number] @ bottom > least[number] - 1)

    for number, (name, _, lives, people, line) in enumerate(secrets):
        for goal in (-goals[number], sure[number]):
            if is_open(number):
                look(goal)
        if is_open(number) and not (known and is_old(number, known)):
            ends = f"{least[number]:g} and {most[number]:g}"
            fault = "too narrow" if most[number] - least[number] < widths[number] else "line not reached"
            yield f"{name} of {people}, line {line}: between {ends}, truly {puzzle.count(lives)}: {fault}"


def _limit(puzzle: Puzzle, at: Mapping[Life, int]) -> LinearConstraint:
    sums = list(dict.fromkeys(puzzle.sums))
    return LinearConstraint(
        _as_rows([lives for lives, _, _ in sums], at), [low for _, low, _ in sums], [high for _, _, high in sums]
    )


def _find_world(goal: np.ndarray, limits: LinearConstraint) -> np.ndarray:
    found = milp(goal, integrality=np.ones(len(goal)), bounds=Bounds(0, np.inf), constraints=limits)
    assert found.status == 0, found.message
    return np.rint(found.x)


def _as_rows(sets: Sequence[Lives], at: Mapping[Life, int]) -> np.ndarray:
    rows = np.zeros((len(sets), len(at)))
    for number, lives in enumerate(sets):
        rows[number, [at[life] for life in lives]] = 1
    return rows
