"""A thousand made-up populations: is any hidden count worked out, and how much is still shown?

    python tests/benchmarks/protection.py [HOW MANY [FIRST SEED]]

5 to 60 people, 1 to 6 projects, one to four funders who look at different parts, and a public page; every other
population has people who come back; every fifth is attacked again after one or two more joined it since its first
release. Three attackers: the one inside, a second one that shares no code with it, and the one who reads the published
tables again. Exit status 1 if any of them succeeds. A count that is left “too narrow” is worked out to within one
person; one whose “line is not reached” is certainly small, by two people or more.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from outsider import find_leaks
from populations import Population, count_figures, draw_population, draw_scopes, part

from impact.model import Figures, Scope
from impact.protect import Release, protect_release, read_rules, verify_tables

RULES = read_rules(None, {})
CUTS = [(), ("sector",), ("year",), ("sector", "year"), ("project",)]
ONE_WAY = {("gender",), ("age_band",), ("country",), ("orientation",)}
PROGRESS = 20
TWICE = 5
OF_THE_ACCOMPANIED = {("project_type",), ("skill_level",)}


def count_page(population: Population, scope: Scope) -> list[Figures]:
    tables = [count_figures(population, by, scope) for by in CUTS]
    tables += [count_figures(population, by, scope, ["people_met"]) for by in sorted(ONE_WAY)]
    return tables + [count_figures(population, by, scope, ["people_accompanied"]) for by in sorted(OF_THE_ACCOMPANIED)]


def draw_pages(population: Population, seed: int) -> dict[str, tuple[str, list[Figures]]]:
    scopes = draw_scopes(population, seed, 1 + seed % 4)
    pages = {f"funder {n}": ("funder", count_page(population, scope)) for n, scope in enumerate(scopes)}
    return {**pages, "report": ("public", count_page(population, Scope()))}


def attack(population: Population, release: Release) -> list[str]:
    published = [table for page in release.pages.values() for table in page.values()]
    leaks = verify_tables(published, RULES, population.projects)
    for audience in ("funder", "public"):
        leaks += find_leaks(population, release, RULES, audience)
    return leaks


def attack_joiners(population: Population, seed: int) -> list[str]:
    before, now = part(population, seed, 1 + seed % 2)
    first = protect_release(draw_pages(before, seed), RULES, projects=now.projects)
    frozen = [table for page in first.pages.values() for table in page.values()]
    second = protect_release(draw_pages(now, seed), RULES, [frozen], now.projects)
    return [leak for audience in ("funder", "public") for leak in find_leaks(now, second, RULES, audience, frozen)]


def count_shown(release: Release) -> Counter[tuple[str, str]]:
    counter: Counter[tuple[str, str]] = Counter()
    for page in release.pages.values():
        for by, table in page.items():
            name = " × ".join(by) or "overall"
            counter.update((name, status) for status in table.frame["status"] if status != "no_data")
    return counter


def main() -> int:
    many, first = map(int, [*sys.argv[1:], "1000", "0"][:2] if len(sys.argv) != 2 else [sys.argv[1], "0"])
    counter: Counter[tuple[str, str]] = Counter()
    seconds, leaks = [], 0
    for seed in range(first, first + many):
        returning = seed % 2 == 1
        population = draw_population(seed, returning=0.15 if returning else 0.0)
        pages = draw_pages(population, seed)
        started = time.process_time()
        release = protect_release(pages, RULES, projects=population.projects)
        seconds.append(time.process_time() - started)
        counter += count_shown(release)
        for leak in attack(population, release) + (attack_joiners(population, seed) if seed % TWICE == 0 else []):
            leaks += 1
            print(f"population {seed}: {leak}", flush=True)
        if (seed + 1) % PROGRESS == 0:
            print(f"… {seed + 1 - first} populations, {leaks} leaks", file=sys.stderr, flush=True)
    print(f"{many} populations, {leaks} leaks; {sum(seconds) / many:.2f} s each, {max(seconds):.2f} s the longest")
    for name in sorted({name for name, _ in counter}):
        ok, hidden = counter[(name, "ok")], counter[(name, "hidden")]
        print(f"  {name:15} {ok / (ok + hidden):6.1%} of {ok + hidden} figures shown")
    return int(leaks > 0)


if __name__ == "__main__":
    sys.exit(main())
