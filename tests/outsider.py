"""A second attacker, written without a look at the first: he counts people by the whole of what they did.

His unknowns are the numbers of people of each life: the projects somebody was in, and what was said of her in each.
Whatever is published is a sum of these. He supposes that nobody was in more than a few projects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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


def find_leaks(population: Population, release: Release, rules: Rules, audience: str) -> list[str]:
    """Every protected count that this attacker narrows down too far, in words.

    What some page shows him is no secret where another one hides it.
    """
    read = {"public": ("public",), "funder": ("public", "funder")}[audience]
    tables = [t for page in release.pages.values() for t in page.values() if t.audience in read]
    leaks = []
    for name, trait in SHARES.items():
        puzzle = _start(population, tables, trait)
        rows = [
            (projects, row, table.audience == audience)
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
        leaks += [f"{name}: {leak}" for leak in _solve(puzzle)]
    for trait in CATEGORIES:
        puzzle, line = _start(population, tables, trait), rules.line(rules.classes[trait], audience)
        cut = [table for table in tables if table.by == (trait,)]
        scopes = [_take_table(puzzle, population, t, line, every=t.audience == audience) for t in cut]
        _take_differences(puzzle, scopes, line)
        _take_projects(puzzle, line)
        leaks += [f"{trait}: {leak}" for leak in _solve(puzzle)]
    return leaks


def _start(population: Population, tables: Sequence[ProtectedFigures], trait: str) -> Puzzle:
    """The lives that there may be, and how many people were in each project, sector and year: that is always shown."""
    records = [r for r in population.records if trait not in GUIDED or r["stage"] == "accompanied"]
    usual = {"unspecified"} if trait in CATEGORIES else set(ANSWERS)
    values = sorted({value_of(record, trait) for record in records} | usual)
    lived: dict[int, dict[str, str]] = {}
    for record in records:
        lived.setdefault(record.person, {})[str(record["project"])] = value_of(record, trait)
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
    projects = sorted(project.id for project in population.projects)
    for size in range(1, min(MOST_PROJECTS if most > 1 else 1, len(projects)) + 1):
        for names in combinations(projects, size):
            said = [(value,) * size for value in values] if trait in CONSTANT else product(values, repeat=size)
            yield from (tuple(zip(names, answers, strict=True)) for answers in said)


def _rows(
    population: Population, table: ProtectedFigures, indicator: str
) -> Iterator[tuple[frozenset[str], Mapping[str, object]]]:
    for row in table.frame[table.frame["indicator"] == indicator].to_dict("records"):
        limits = {name: row[name] for name in table.by if row[name] != "all"}
        yield _projects(population, table.scope, limits), row


def _projects(population: Population, scope: Scope, limits: Mapping[str, str]) -> frozenset[str]:
    found = set()
    for project in population.projects:
        record = Record(0, {"project": project.id, "sector": project.sector, "year": str(project.year)})
        if in_scope(record, scope) and all(record[name] == value for name, value in limits.items()):
            found.add(project.id)
    return frozenset(found)


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
    for value in values:
        if value not in rows and 0 < puzzle.count(lives[value]) < line:
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


def _solve(puzzle: Puzzle) -> Iterator[str]:
    at = {life: place for place, life in enumerate(puzzle.truth)}
    sums = list(dict.fromkeys(puzzle.sums))
    published = _as_rows([lives for lives, _, _ in sums], at)
    limits = LinearConstraint(published, [low for _, low, _ in sums], [high for _, _, high in sums])
    secrets = list(dict.fromkeys(puzzle.secrets))
    truth = np.array(list(puzzle.truth.values()))
    sure = _as_rows([lives for _, lives, _, _, _ in secrets], at)
    goals = _as_rows([lives for _, _, lives, _, _ in secrets], at)
    least, most = sure @ truth, goals @ truth
    widths = np.array([min(WIDTH, people) for *_, people, _ in secrets])
    lines = np.array([min(line, people) for *_, people, line in secrets])

    def look(goal: np.ndarray) -> None:
        nonlocal least, most
        found = milp(goal, integrality=np.ones(len(at)), bounds=Bounds(0, np.inf), constraints=limits)
        assert found.status == 0, found.message
        world = np.rint(found.x)
        least, most = np.minimum(least, np.rint(sure @ world)), np.maximum(most, np.rint(goals @ world))

    def is_open(number: int) -> bool:
        return (most[number] - least[number] < widths[number]) | (most[number] < lines[number])

    for number, (name, _, lives, people, line) in enumerate(secrets):
        for goal in (-goals[number], sure[number]):
            if is_open(number):
                look(goal)
        if is_open(number):
            ends = f"{least[number]:g} and {most[number]:g}"
            fault = "too narrow" if most[number] - least[number] < widths[number] else "line not reached"
            yield f"{name} of {people}, line {line}: between {ends}, truly {puzzle.count(lives)}: {fault}"


def _as_rows(sets: Sequence[Lives], at: Mapping[Life, int]) -> np.ndarray:
    rows = np.zeros((len(sets), len(at)))
    for number, lives in enumerate(sets):
        rows[number, [at[life] for life in lives]] = 1
    return rows
