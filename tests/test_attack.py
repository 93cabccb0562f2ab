"""The attacker: what he can and cannot conclude."""

import subprocess
import sys

import pytest

from impact.attack import Attacker, Fact, NoWorldError, Target, UnsolvedError, attack_counts

INFINITY = float("inf")


def adds_up(*parts, whole):
    return Fact((*((part, 1) for part in parts), (whole, -1)), 0, 0)


def covers(*parts, whole):
    return Fact((*((part, 1) for part in parts), (whole, -1)), 0, INFINITY)


def lies_within(inner, outer):
    return Fact(((outer, 1), (inner, -1)), 0, INFINITY)


def know(counts, places):
    return {place: counts[place] for place in places}


def attack(counts, facts, known, floors=None):
    return attack_counts(len(counts), facts, know(counts, known), floors)


def test_one_blank_in_a_line_is_found():
    assert attack([2, 7, 9], [adds_up(0, 1, whole=2)], known=[1, 2]) == {0: (2, 2)}


def test_two_blanks_that_add_up_to_three_are_found_when_a_blank_is_somebody():
    assert attack([1, 2, 3], [adds_up(0, 1, whole=2)], known=[2]) == {0: (0, 3), 1: (0, 3)}
    assert attack([1, 2, 3], [adds_up(0, 1, whole=2)], known=[2], floors={0: 1, 1: 1}) == {0: (1, 2), 1: (1, 2)}


def test_halves_of_people_do_not_exist():
    three_in_pairs = [Fact(((0, 2), (1, -1)), 0, 0), Fact(((1, 1),), 1, 3)]
    assert attack([1, 2], three_in_pairs, known=[]) == {0: (1, 1), 1: (2, 2)}


def test_a_union_is_not_a_sum():
    facts = [covers(0, 1, whole=2), lies_within(0, 2), lies_within(1, 2)]
    assert attack([4, 3, 6], facts, known=[1, 2]) == {0: (3, 6)}


def test_a_page_within_another_bounds_it():
    assert attack([2, 5], [lies_within(0, 1)], known=[1]) == {0: (0, 5)}


def test_reports_that_overlap_are_subtracted():
    whole, part, rest = 0, 1, 2
    facts = [adds_up(part, rest, whole=whole)]
    assert attack([9, 8, 1], facts, known=[whole, part]) == {rest: (1, 1)}


def test_a_table_with_margins_is_in_doubt_only_around_a_rectangle():
    # 3 × 3 cells, then row totals 9–11, column totals 12–14.
    cells = [4, 1, 6, 7, 5, 2, 3, 8, 9]
    rows = [sum(cells[3 * r : 3 * r + 3]) for r in range(3)]
    columns = [sum(cells[c::3]) for c in range(3)]
    facts = [adds_up(*range(3 * r, 3 * r + 3), whole=9 + r) for r in range(3)]
    facts += [adds_up(*range(c, 9, 3), whole=12 + c) for c in range(3)]
    counts = [*cells, *rows, *columns]
    diagonal, rectangle = {1, 5, 6}, {1, 2, 4, 5}
    found = attack(counts, facts, known=set(range(15)) - diagonal)
    assert all(least == most for least, most in found.values())
    assert attack(counts, facts, known=set(range(15)) - rectangle)[1] == (0, 6)


def test_hiding_more_never_narrows():
    facts = [adds_up(0, 1, 2, whole=3)]
    attacker = Attacker(know([2, 6, 4, 12], [1, 2, 3]), facts, floors={0: 1})
    assert attacker.interval(0) == (2, 2)
    attacker.hide([2], {0: 1, 2: 1})
    assert attacker.interval(0) == (1, 5)
    attacker.hide([1], {0: 1, 1: 1, 2: 1})
    assert attacker.interval(0) == (1, 10)
    attacker.hide([], {})
    assert attacker.interval(0) == (0, 12)


def test_the_cheapest_cover_is_proposed():
    attacker = Attacker(know([2, 6, 4, 12], [1, 2, 3]), [adds_up(0, 1, 2, whole=3)], floors={})
    target = Target(0, width=2, reach=3)
    assert not attacker.doubts(target)
    assert attacker.find_cheapest(target, {1: 60, 2: 40}, {}) == (2,)


def test_there_is_no_cover_where_nothing_may_be_hidden():
    attacker = Attacker(know([2, 6, 4, 12], [1, 2, 3]), [adds_up(0, 1, 2, whole=3)], floors={})
    assert attacker.find_cheapest(Target(0, width=2, reach=3), {}, {}) is None


def test_enough_doubt_is_wide_and_reaches_the_line():
    attacker = Attacker(know([1, 2, 3], [2]), [adds_up(0, 1, whole=2)], floors={})
    assert attacker.doubts(Target(0, width=2, reach=3))
    assert not attacker.doubts(Target(0, width=2, reach=4))
    assert not attacker.doubts(Target(0, width=4, reach=3))


def test_what_is_published_is_in_no_doubt():
    assert not Attacker(know([5], [0]), [], floors={}).doubts(Target(0, width=1, reach=0))


def test_a_survey_finds_nothing_that_is_not_there():
    facts = [adds_up(0, 1, whole=2)]
    attacker = Attacker(know([1, 2, 3], [2]), facts, floors={0: 1, 1: 1})
    targets = [Target(0, 2, 3), Target(1, 2, 3)]
    attacker.survey(targets)
    assert not any(attacker.doubts(target) for target in targets)


def test_a_solver_that_gives_no_answer_proves_no_doubt(monkeypatch):
    def give_up(*_):
        raise UnsolvedError("time limit")

    monkeypatch.setattr(Attacker, "_solve", give_up)
    attacker = Attacker(know([1, 2, 3], [2]), [adds_up(0, 1, whole=2)], floors={})
    with pytest.raises(UnsolvedError):
        attacker.doubts(Target(0, width=2, reach=3))


def test_counts_that_contradict_one_another_are_found():
    facts = [adds_up(0, 1, whole=2), lies_within(3, 4)]
    attacker = Attacker({0: 3, 1: 1, 2: 9, 4: 6}, facts, {})
    assert attacker.find_contradictions() == {0, 1, 2}
    attacker = Attacker({0: 9, 2: 4, 4: 6}, facts, {})
    assert attacker.find_contradictions() == {1}
    with pytest.raises(NoWorldError):
        attacker.interval(1)


def test_a_count_that_is_certainly_great_or_certainly_nobody_needs_no_doubt():
    attacker = Attacker({1: 9, 2: 9}, [adds_up(0, 1, whole=2)], {})
    assert not attacker.doubts(Target(0, width=2, reach=3))
    assert attacker.doubts(Target(0, width=2, reach=3, may_be_none=True))
    attacker = Attacker({1: 2, 2: 9}, [adds_up(0, 1, whole=2)], {})
    assert not attacker.doubts(Target(0, width=2, reach=3, enough=8))
    assert attacker.doubts(Target(0, width=2, reach=3, enough=7))


def test_a_fact_says_whether_it_holds():
    assert adds_up(0, 1, whole=2).holds({0: 1, 1: 2, 2: 3})
    assert not adds_up(0, 1, whole=2).holds({0: 1, 1: 2, 2: 4})


@pytest.mark.parametrize("module", ["impact.attack", "impact.protect"])
def test_the_solver_is_loaded_only_when_it_is_needed(module):
    code = f"import sys, {module}; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
