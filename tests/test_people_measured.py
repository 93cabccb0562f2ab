"""How well people are matched, on data whose truth is known; `tests/benchmarks/matching.py` prints the whole table."""

from __future__ import annotations

import pytest
from benchmarks.matching import Setting, compare_with_truth, measure_ours, read_setting

from impact.people import match_people


@pytest.mark.parametrize(("blanked", "f1"), [(False, 0.995), (True, 0.960)])
def test_a_list_by_personal_number_is_matched_as_well_as_promised(blanked: bool, f1: float) -> None:
    run = measure_ours(Setting("febrl-3", seed=7, blanked=blanked))
    assert run.precision >= 0.999
    assert run.f1 >= f1


def test_households_twins_and_homonyms_are_kept_apart() -> None:
    mentions, truth = read_setting(Setting("households", seed=7, rows=6_000))
    precision, recall, _ = compare_with_truth(match_people(mentions).person, truth)
    assert precision >= 0.999
    assert recall >= 0.85
