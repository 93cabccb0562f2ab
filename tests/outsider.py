"""A second attacker, written without a look at the first: he knows that nobody is in two projects, and nothing else.

His unknowns are the numbers of people of each project and each value of one attribute; whatever is published is a sum
of these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from populations import Population, Record, in_scope, value_of
from scipy.optimize import Bounds, LinearConstraint, milp

from impact.model import ProtectedFigures, Scope
from impact.protect import Release, Rules

SHARES = {"share_prior_activity": "prior_activity", "share_priority_district": "priority_district"}
SHARES |= {"share_active_6m": "active_6m"}
CATEGORIES = ("country", "age_band", "orientation")
WIDTH = 2


@dataclass
class Puzzle:
    """One attribute: what is published of it, and what should not be found."""

    atoms: list[tuple[str, str]]
    truth: dict[tuple[str, str], int]
    sums: list[tuple[frozenset[tuple[str, str]], int]] = field(default_factory=list)
    at_least: list[frozenset[tuple[str, str]]] = field(default_factory=list)
    secrets: list[tuple[str, frozenset[tuple[str, str]], int, int]] = field(default_factory=list)

    def count(self, atoms: frozenset[tuple[str, str]]) -> int:
        return sum(self.truth[atom] for atom in atoms)


def find_leaks(population: Population, release: Release, rules: Rules, audience: str) -> list[str]:
    """Every protected count that this attacker narrows down too far, in words."""
    read = {"public": ("public",), "funder": ("public", "funder")}[audience]
    tables = [t for page in release.pages.values() for t in page.values() if t.audience in read]
    leaks = []
    for name, trait in SHARES.items():
        puzzle = _start(population, trait, guided=name != "share_priority_district")
        for table in tables:
            if any(dimension in CATEGORIES for dimension in table.by):
                continue
            for projects, row in _rows(population, table, name):
                line = rules.line(rules.class_of(name, ()), audience)
                _take_share(puzzle, projects, row, line, every=table.audience == audience)
        leaks += [f"{name}: {leak}" for leak in _solve(puzzle)]
    for trait in CATEGORIES:
        puzzle = _start(population, trait, guided=False)
        scopes = []
        for table in tables:
            if table.by == (trait,):
                line = rules.line(rules.classes[trait], audience)
                scopes.append(_take_table(puzzle, population, table, trait, line, every=table.audience == audience))
        _take_differences(puzzle, scopes, rules.line(rules.classes[trait], audience))
        _take_projects(puzzle, rules.line(rules.classes[trait], audience))
        leaks += [f"{trait}: {leak}" for leak in _solve(puzzle)]
    return leaks


def _start(population: Population, trait: str, guided: bool) -> Puzzle:
    records = [r for r in population.records if not guided or r["stage"] == "accompanied"]
    usual = {"unspecified"} if trait in CATEGORIES else {"true", "false", "unspecified"}
    values = sorted({value_of(r, trait) for r in records} | usual)
    projects = sorted({project.id for project in population.projects})
    truth = dict.fromkeys(product(projects, values), 0)
    for record in records:
        truth[(record["project"], value_of(record, trait))] += 1
    puzzle = Puzzle(list(truth), truth)
    for project in projects:
        whole = frozenset((project, value) for value in values)
        puzzle.sums.append((whole, puzzle.count(whole)))
    return puzzle


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


def _take_share(puzzle: Puzzle, projects: frozenset[str], row: Mapping[str, object], line: int, every: bool) -> None:
    yes, no, unknown = (frozenset(product(projects, [value])) for value in ("true", "false", "unspecified"))
    yes, no = yes & set(puzzle.truth), no & set(puzzle.truth)
    if row["status"] == "ok":
        puzzle.sums += [(yes, int(row["numerator"])), (no, int(row["denominator"] - row["numerator"]))]
        puzzle.sums += [(unknown, int(row["missing"]))]
        assert min(puzzle.count(yes), puzzle.count(no)) >= line, "a small share is shown"
    elif row["status"] == "hidden" and (every or min(puzzle.count(yes), puzzle.count(no)) < line):
        people = puzzle.count(yes | no | unknown)
        puzzle.secrets += [(f"{sorted(projects)} yes", yes, people, line), (f"{sorted(projects)} no", no, people, line)]


Seen = tuple[frozenset[str], dict[str, frozenset[tuple[str, str]]]]


def _take_table(
    puzzle: Puzzle, population: Population, table: ProtectedFigures, trait: str, line: int, every: bool
) -> Seen:
    projects = _projects(population, table.scope, {})
    values = sorted({value for _, value in puzzle.atoms})
    atoms = {value: frozenset(product(projects, [value])) for value in values}
    people = puzzle.count(frozenset().union(*atoms.values()))
    rows = {row[trait]: row for row in table.frame.to_dict("records") if row["indicator"] == "people_met"}
    for value, row in rows.items():
        if value not in ("all", "other"):
            if row["status"] == "ok":
                puzzle.sums.append((atoms[value], int(row["value"])))
                assert not 0 < row["value"] < line, "a small count is shown"
            else:
                puzzle.at_least.append(atoms[value])
                if every or 0 < puzzle.count(atoms[value]) < line:
                    puzzle.secrets.append((f"{sorted(projects)} {value}", atoms[value], people, line))
    if "other" in rows and rows["other"]["status"] == "ok":
        unnamed = frozenset().union(*(atoms[value] for value in values if value not in rows))
        puzzle.sums.append((unnamed, int(rows["other"]["value"])))
    for value in values:
        if value not in rows and 0 < puzzle.count(atoms[value]) < line:
            puzzle.secrets.append((f"{sorted(projects)} {value}, not named", atoms[value], people, line))
    return projects, atoms


def _take_differences(puzzle: Puzzle, scopes: Sequence[Seen], line: int) -> None:
    for (outer, whole), (inner, part) in product(scopes, scopes):
        if inner < outer:
            left = {value: whole[value] - part[value] for value in whole if value != "unspecified"}
            people = puzzle.count(frozenset((p, v) for p, v in puzzle.atoms if p in outer - inner))
            for value, atoms in left.items():
                if 0 < puzzle.count(atoms) < line:
                    puzzle.secrets.append((f"{sorted(outer - inner)} {value}, by difference", atoms, people, line))


def _take_projects(puzzle: Puzzle, line: int) -> None:
    for project, value in puzzle.atoms:
        people = puzzle.count(frozenset(atom for atom in puzzle.atoms if atom[0] == project))
        if value != "unspecified" and 0 < puzzle.truth[(project, value)] < line:
            puzzle.secrets.append((f"{project} {value}, on no page", frozenset([(project, value)]), people, line))


def _solve(puzzle: Puzzle) -> Iterator[str]:
    at = {atom: place for place, atom in enumerate(puzzle.atoms)}
    sums = [*puzzle.sums, *((atoms, None) for atoms in puzzle.at_least)]
    published = _as_rows([atoms for atoms, _ in sums], at)
    lows = [1 if count is None else count for _, count in sums]
    highs = [np.inf if count is None else count for _, count in sums]
    secrets = list(dict.fromkeys(puzzle.secrets))
    goals = _as_rows([atoms for _, atoms, _, _ in secrets], at)
    least = most = goals @ np.array([puzzle.truth[atom] for atom in puzzle.atoms])
    for number, (name, atoms, people, line) in enumerate(secrets):
        for sign in (-1, 1):
            if most[number] - least[number] < min(WIDTH, people) or most[number] < min(line, people):
                found = milp(
                    sign * goals[number],
                    integrality=np.ones(len(at)),
                    bounds=Bounds(0, np.inf),
                    constraints=LinearConstraint(published, lows, highs),
                )
                assert found.status == 0, found.message
                values = np.rint(goals @ np.rint(found.x))
                least, most = np.minimum(least, values), np.maximum(most, values)
        if most[number] - least[number] < min(WIDTH, people) or most[number] < min(line, people):
            ends = f"{least[number]:g} and {most[number]:g}"
            yield f"{name} of {people}, line {line}: between {ends}, truly {puzzle.count(atoms)}"


def _as_rows(sets: Sequence[frozenset[tuple[str, str]]], at: Mapping[tuple[str, str], int]) -> np.ndarray:
    rows = np.zeros((len(sets), len(at)))
    for number, atoms in enumerate(sets):
        rows[number, [at[atom] for atom in atoms]] = 1
    return rows
