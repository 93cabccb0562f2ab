"""People who do not exist, and a naive count of them: a second opinion on every table that protection is tried on."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

import pandas as pd

from impact.model import Figures, Project, Scope, Words

SECTORS = ("catering", "textile", "language")
YEARS = (2019, 2020, 2021)
COLUMNS = ["value", "numerator", "denominator", "missing", "unit", "status", "people"]
NEUTRAL = ("sector", "year", "project", "month")
PEOPLE = (
    "people_met",
    "people_accompanied",
    "accompaniment_rate",
    "share_women",
    "mean_age",
    "countries",
    "share_prior_activity",
    "share_priority_district",
    "share_active_6m",
)


@dataclass(frozen=True)
class Record:
    """One person in one project; `None` is unknown."""

    person: int
    traits: dict[str, str | None] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str | None:
        return self.traits.get(name)


@dataclass(frozen=True)
class Population:
    """Who took part in what."""

    records: tuple[Record, ...]
    projects: tuple[Project, ...]


def draw_population(seed: int, least: int = 5, most: int = 60, returning: float = 0.0) -> Population:
    """Between `least` and `most` people in one to six projects; a few come back to another project."""
    dice = random.Random(seed)
    projects = tuple(
        Project(f"p{n}", Words(f"p{n}", f"p{n}"), dice.choice(SECTORS), dice.choice(YEARS))
        for n in range(dice.randint(1, 6))
    )
    size = dice.randint(least, most)
    skew = dice.choice((0.2, 0.5, 0.8))
    records = []
    for person in range(size):
        constant = _draw_person(dice, skew)
        joined = dice.sample(projects, 1 + (len(projects) > 1 and dice.random() < returning))
        records += [Record(person, {**constant, **_draw_participation(dice, project)}) for project in joined]
    return Population(tuple(records), projects)


def part(population: Population, seed: int, joiners: int) -> tuple[Population, Population]:
    """The same people before some of them joined, and now: their records say when they arrived."""
    people = sorted({record.person for record in population.records})
    late = set(random.Random(seed).sample(people, min(joiners, len(people) - 1)))
    records = tuple(
        Record(r.person, {**r.traits, "arrived": "now" if r.person in late else "before"}) for r in population.records
    )
    before = tuple(record for record in records if record["arrived"] == "before")
    return replace(population, records=before), replace(population, records=records)


def _draw_person(dice: random.Random, skew: float) -> dict[str, str | None]:
    countries = ["FR", "ML", "SN", "UA", "AF", "CM", "BR", "TN"]
    return {
        "gender": dice.choices(["F", "M", "X", None], [0.8, 0.15, 0.02, 0.03])[0],
        "country": dice.choices([*countries, None], [skew**n for n in range(8)] + [0.05])[0],
        "priority_district": dice.choices(["true", "false", None], [0.3, 0.6, 0.1])[0],
        "age": dice.choices([str(dice.randint(17, 64)), None], [0.9, 0.1])[0],
    }


def _draw_participation(dice: random.Random, project: Project) -> dict[str, str | None]:
    return {
        "project": project.id,
        "sector": project.sector,
        "year": str(project.year),
        "month": f"{project.year}-{dice.randint(1, 12):02}",
        "stage": dice.choice(["met", "accompanied"]),
        "orientation": dice.choices(["accompanied", "partner", "training", "resource", None], [4, 2, 1, 1, 1])[0],
        "project_type": dice.choice(["alteration", "brand", None]),
        "skill_level": dice.choice(["beginner", "confirmed", "professional"]),
        "prior_activity": dice.choices(["true", "false", None], [0.3, 0.6, 0.1])[0],
        "active_6m": dice.choices(["true", "false", None], [0.5, 0.4, 0.1])[0],
    }


def in_scope(record: Record, scope: Scope) -> bool:
    """Whether a record belongs to what a page looks at."""
    return (
        (not scope.projects or record["project"] in scope.projects)
        and (not scope.sectors or record["sector"] in scope.sectors)
        and (not scope.years or record["year"] in map(str, scope.years))
        and all(record[name] in values for name, values in scope.where)
    )


def value_of(record: Record, dimension: str) -> str:
    """What a record says of a dimension."""
    if dimension == "age_band":
        age = record["age"]
        bands = ((17, "0-17"), (25, "18-25"), (35, "26-35"), (45, "36-45"), (55, "46-55"), (200, "56+"))
        return "unspecified" if age is None else next(name for top, name in bands if int(age) <= top)
    return record[dimension] or "unspecified"


def count_figures(
    population: Population, by: Sequence[str], scope: Scope | None = None, indicators: Iterable[str] = PEOPLE
) -> Figures:
    """Every figure of every selection, counted one person at a time."""
    scope = scope or Scope()
    chosen = [record for record in population.records if in_scope(record, scope)]
    values = [["all", *sorted({value_of(record, name) for record in chosen})] for name in by]
    rows = []
    for dims in product(*values):
        limits = dict(zip(by, dims, strict=True))
        cell = [r for r in chosen if all(v in ("all", value_of(r, name)) for name, v in limits.items())]
        if cell or set(dims) <= {"all"}:
            rows += [(indicator, *dims, *_measure(indicator, cell)) for indicator in indicators]
    return Figures(tuple(by), scope, pd.DataFrame(rows, columns=["indicator", *by, *COLUMNS]))


Measured = tuple[float | None, float | None, float | None, float | None, str, str, float]


def _measure(indicator: str, records: Sequence[Record]) -> Measured:
    met = {record.person for record in records}
    accompanied = {record.person for record in records if record["stage"] == "accompanied"}
    guided = [record for record in records if record["stage"] == "accompanied"]
    match indicator:
        case "people_met":
            return len(met), None, None, None, "people", "ok", len(met)
        case "people_accompanied":
            return len(accompanied), None, None, None, "people", "ok", len(accompanied)
        case "countries":
            known = {record["country"] for record in records} - {None}
            return len(known), None, None, None, "countries", "ok", len(met)
        case "accompaniment_rate":
            return _share(len(accompanied), len(met), 0, len(met))
        case "share_women":
            return _ask(records, "gender", lambda answers: "F" in answers)
        case "share_priority_district":
            return _ask(records, "priority_district", lambda answers: "true" in answers)
        case "share_prior_activity":
            return _ask(guided, "prior_activity", lambda answers: "true" in answers)
        case "share_active_6m":
            return _ask(guided, "active_6m", lambda answers: answers[-1] == "true")
        case _:
            ages = {record.person: int(age) for record in guided if (age := record["age"]) is not None}
            value, *rest = _share(sum(ages.values()), len(ages), len(accompanied) - len(ages), len(accompanied))
            return (value, *rest)


def _ask(records: Sequence[Record], trait: str, says_yes: Callable[[list[str]], bool]) -> Measured:
    answers: dict[int, list[str]] = {}
    for record in records:
        if (answer := record[trait]) is not None:
            answers.setdefault(record.person, []).append(answer)
    people = len({record.person for record in records})
    yes = sum(says_yes(given) for given in answers.values())
    return _share(yes, len(answers), people - len(answers), people)


def _share(part: int, whole: int, missing: int, people: int) -> Measured:
    if not whole:
        return None, None, None, None, "share", "no_data", people
    return part / whole, part, whole, missing, "share", "ok", people


def draw_scopes(population: Population, seed: int, pages: int) -> Iterator[Scope]:
    """What a few funders look at: everything, a sector, some years, some projects."""
    dice = random.Random(seed)
    ids = [project.id for project in population.projects]
    sectors = sorted({project.sector for project in population.projects if project.sector})
    years = sorted({project.year for project in population.projects if project.year})
    for _ in range(pages):
        kind = dice.choice(["all", "projects", "sectors", "years", "both"])
        yield Scope(
            projects=tuple(dice.sample(ids, dice.randint(1, len(ids)))) if kind == "projects" else (),
            sectors=tuple(dice.sample(sectors, dice.randint(1, len(sectors)))) if kind in ("sectors", "both") else (),
            years=tuple(dice.sample(years, dice.randint(1, len(years)))) if kind in ("years", "both") else (),
        )
