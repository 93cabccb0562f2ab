"""What an outsider is supposed to know is true: no fact of the model contradicts the people it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from populations import Population, Record, count_figures, draw_population, draw_scopes, value_of

from impact.model import Scope
from impact.protect import read_rules
from impact.protect.cells import ACCOMPANIED, MET, NOT, NOT_ACCOMPANIED, UNNAMED, UNSPECIFIED, Table, read_rows
from impact.protect.ground import Ground
from impact.protect.known import Count, Known
from impact.protect.merge import merge_small
from impact.protect.reading import fill_shelf, set_stage
from impact.protect.world import World

RULES = read_rules(None, {})
CUTS = [(), ("sector",), ("sector", "year"), ("project",)]
OF_PEOPLE = [("gender",), ("age_band",), ("country",), ("orientation",), ("gender", "orientation")]
QUICK = (101, 102, 105)
ANSWERED = ("priority_district", "prior_activity", "active_6m")


@pytest.mark.parametrize("seed", [*QUICK, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(200, 210))])
def test_every_fact_holds_for_the_true_counts(seed: int) -> None:
    population = draw_population(seed, most=20, returning=0.6 if seed % 4 else 0.0)
    for world in build_worlds(population, [Scope(), *draw_scopes(population, seed, 2)]):
        named = find_named(world)
        truth = {place: count_people(population, count, world, named) for place, count in enumerate(world.counts)}
        facts = [fact for fact in world.facts if all(truth[place] is not None for place, _ in fact.terms)]
        false = [fact for fact in facts if not fact.holds({p: n for p, n in truth.items() if n is not None})]
        assert len(facts) > len(world.facts) / 2
        assert [[(world.counts[p], weight, truth[p]) for p, weight in fact.terms] for fact in false] == []


def test_open_counts_of_overlapping_places_say_how_many_people_may_come_back() -> None:
    known = know({(1,): 1, (2,): 5, (1, 2): 6, (5,): 1, (0, 3, 4): 1, (0, 1, 2, 3, 4, 5): 7, (0, 1, 2, 4): 6})
    everywhere = tuple(range(6))
    assert known.heads(MET, (0, 4)) == (0, 1)
    assert known.counted_again(MET, everywhere, 2) == 1
    assert known.counted_again(MET, everywhere, 3) == 2
    assert known.most_in_both(MET, (1, 2), (0, 3, 4)) == 1
    assert known.most_in_both(MET, (1,), (2,)) == 0


def test_cuts_that_add_up_to_more_than_everybody_show_that_people_come_back() -> None:
    cuts = {(0, 1): 6, (2, 3): 4, (0, 2): 7}
    assert not know({**cuts, (1, 3): 3, (0, 1, 2, 3): 10}).returning
    assert know({**cuts, (1, 3): 5, (0, 1, 2, 3): 10}).returning


regions = st.frozensets(st.integers(0, 3), min_size=1)


@given(st.lists(regions, min_size=1, max_size=9), st.lists(regions, max_size=5), regions, regions, st.integers(2, 3))
def test_what_open_counts_say_of_who_may_be_where_is_true(lives, listed, one, other, times) -> None:
    known = know({tuple(sorted(r)): sum(bool(life & r) for life in lives) for r in [*listed, frozenset(range(4))]})
    region = tuple(sorted(one))
    least, most = known.heads(MET, region)
    assert least <= sum(bool(life & one) for life in lives) <= most
    again = sum(max(min(len(life & one), times) - 1, 0) for life in lives)
    assert again <= known.counted_again(MET, region, times)
    both = sum(bool(life & one and life & other) for life in lives)
    assert both <= known.most_in_both(MET, region, tuple(sorted(other)))


def know(people: Mapping[tuple[int, ...], int]) -> Known:
    spots = tuple({"project": f"p{number}"} for number in range(6))
    return Known({Count(MET, region, ()): number for region, number in people.items()}, Ground(spots))


def build_worlds(population: Population, scopes: Sequence[Scope]) -> list[World]:
    figures = [count_figures(population, by, scope) for scope in scopes for by in CUTS]
    figures += [count_figures(population, by, scope, ["people_met"]) for scope in scopes for by in OF_PEOPLE]
    tables = [Table("page", "funder", table) for table in figures]
    merged = [merge_small(table, read_rows(0, table, RULES), RULES) for table in tables]
    shelves = [fill_shelf(some, [], RULES, population.projects) for some in (tables, merged)]
    return [set_stage(shelf, "funder", RULES).world for shelf in shelves]


def find_named(world: World) -> dict[str, set[str]]:
    """Attribute → the values that some count of it names."""
    named: dict[str, set[str]] = defaultdict(set)
    for count in world.counts:
        for name, values in count.limits:
            named[name].update(values)
    return named


def count_people(population: Population, count: Count, world: World, named: Mapping[str, set[str]]) -> int | None:
    """One by one; None for what is no number of people."""
    inside = find_people(population, count, count.region, world, named)
    outside = find_people(population, count, count.outside, world, named)
    return None if inside is None or outside is None else len(inside - outside)


def find_people(
    population: Population, count: Count, region: Sequence[int], world: World, named: Mapping[str, set[str]]
) -> set[int] | None:
    spots = [{n: v for n, v in world.ground.spots[spot].items() if n != "table"} for spot in region]
    there = [r for r in population.records if any(all(r[n] == v for n, v in spot.items()) for spot in spots)]
    guided = [record for record in there if record["stage"] == "accompanied"]
    met, accompanied = {r.person for r in there}, {r.person for r in guided}
    people = {MET: met, ACCOMPANIED: accompanied, NOT_ACCOMPANIED: met - accompanied}.get(count.measure)
    if people is None:
        return None
    records = guided if count.measure == ACCOMPANIED else there
    for name, values in count.limits:
        people = people & {person for person in people if says(records, person, name, values, named[name])}
    return people


def says(records: Sequence[Record], person: int, name: str, values: Sequence[str], named: set[str]) -> bool:
    """Whether a person has one of the values; the latest answer is hers, and who once answers yes says yes."""
    said = [value_of(record, name) for record in records if record.person == person]
    if name == "age":
        said = ["known" if value != UNSPECIFIED else value for value in said]
    if name in ANSWERED:
        told = [value for value in said if value != UNSPECIFIED]
        yes = told and (told[-1] == "true" if name == "active_6m" else "true" in told)
        said = [UNSPECIFIED if not told else "true" if yes else "false"]
    meant = {value if value in named else UNNAMED if UNNAMED in named else f"{NOT}true" for value in said}
    meant |= {f"{NOT}{other}" for other in ("true", "F") for value in said if value not in (other, UNSPECIFIED)}
    return bool(meant & set(values))
