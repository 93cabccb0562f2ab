"""Consistency rules: sums of figures that must agree in every sector and year; a broken one is a finding."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from handmade import tables_of
from sample_report import make_report
from tiny import write_tiny

import impact
from impact.errors import ConfigError
from impact.indicators import CATALOGUE
from impact.model import Words
from impact.release import measure_quality
from impact.report import Report
from impact.rules import check_rules, compute_for_rules, declare_rule, find_known, parse_terms, read_rules
from impact.settings import RuleSettings, Settings
from impact.workspace import Workspace

PEOPLE = [
    {"person_id": "p1", "sector": "bois", "year": 2022, "stage": "accompanied", "gender": "F"},
    {"person_id": "p2", "sector": "bois", "year": 2022, "gender": "M"},
    {"person_id": "p2", "sector": "cuir", "year": 2023, "gender": "M"},
]
SALES = [
    {"sector": "bois", "year": 2022, "amount": 30, "brand": "a"},
    {"sector": "bois", "year": 2022, "amount": 12, "kind": "expense"},
]
BROKEN = """
[[rules]]
left = "revenue + 1"
operator = "<="
right = "expenses"
sentence = { fr = "plus de recettes que de dépenses", en = "more revenue than expenses" }
"""


def broken(left: str, operator: str, right: object, over: str | None = None, **rows: object) -> list[tuple]:
    said = RuleSettings(left=left, operator=operator, right=right, over=over, sentence="non")
    rule = declare_rule(said, "rules n° 1", CATALOGUE)
    tables = tables_of(**({"participants": PEOPLE, "sales": SALES} | rows))
    found = check_rules(compute_for_rules(tables, [rule], CATALOGUE), [rule])
    return list(found[["sector", "year", "left", "right"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("revenue", ((1.0, "revenue"),)),
        ("revenue-expenses", ((1.0, "revenue"), (-1.0, "expenses"))),
        ("revenue − expenses + 2,5", ((1.0, "revenue"), (-1.0, "expenses"), (2.5, ""))),
        ("-1 + share_women.numerator", ((-1.0, ""), (1.0, "share_women.numerator"))),
    ],
)
def test_a_side_is_a_sum_of_figures_and_numbers(text, terms):
    assert parse_terms(text, "rules", CATALOGUE) == terms


def test_an_id_with_a_hyphen_is_not_a_difference():
    assert parse_terms("a-b - a", "rules", ["a", "a-b"]) == ((1.0, "a-b"), (-1.0, "a"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("revenu - expenses", r"rules n° 2\.left: there is no indicator “revenu”; did you mean “revenue”"),
        ("revenue expenses", "cannot be read"),
        ("revenue -", "cannot be read"),
        ("- - revenue", "cannot be read"),
        ("revenue * 2", "cannot be read"),
        ("__import__('os')", "no indicator|cannot be read"),
        ("", "cannot be read"),
    ],
)
def test_what_is_no_sum_is_refused_and_the_nearest_name_said(text, said):
    with pytest.raises(ConfigError, match=said):
        parse_terms(text, "rules n° 2.left", CATALOGUE)


def test_a_rule_of_impact_toml_that_names_no_figure_stops_before_anything_is_read(tmp_path: Path):
    write_tiny(tmp_path, BROKEN.replace("expenses", "expences"))
    with pytest.raises(ConfigError, match=r"rules n° 1\.right.*did you mean “expenses”"):
        Workspace(tmp_path).check()
    assert not (tmp_path / "data" / "processed").exists()


def test_a_rule_over_a_dimension_that_its_figure_lacks_is_refused():
    with pytest.raises(ConfigError, match=r"“revenue” cannot be cut by gender; "):
        broken("revenue", "==", "revenue", over="gender")


@pytest.mark.parametrize(
    ("term", "has"),
    [
        ("people_met.numerator", False),
        ("countries.missing", False),
        ("net_result.denominator", False),
        ("revenue.numerator", False),
        ("revenue_per_person.missing", False),
        ("revenue.missing", True),
        ("mean_age.denominator", True),
        ("share_women.missing", True),
        ("revenue_per_person.numerator", True),
    ],
)
def test_a_rule_on_a_part_that_its_figure_has_not_is_refused(term, has):
    if has:
        broken(term, ">=", 0)
        return
    with pytest.raises(ConfigError, match=r"rules n° 1\.right: “\w+” has no \w+; only a share or a mean"):
        broken("revenue", ">=", f"1 + {term}")


def test_a_rule_that_says_nothing_where_it_is_broken_is_refused(tmp_path: Path):
    write_tiny(tmp_path, BROKEN.replace("plus de recettes que de dépenses", " "))
    with pytest.raises(ConfigError, match=r"rules n° 1\.sentence: a text that is not empty was expected"):
        Workspace(tmp_path).check()


def test_a_rule_is_looked_at_in_every_sector_and_year_and_their_margins():
    assert broken("people_met", "<=", 1) == [
        ("bois", "2022", 2.0, 1.0),
        ("bois", "all", 2.0, 1.0),
        ("all", "2022", 2.0, 1.0),
        ("all", "all", 2.0, 1.0),
    ]


@pytest.mark.parametrize(
    ("operator", "right", "holds"),
    [("==", 18, True), ("!=", 18, False), ("<", 18, False), ("<=", 18.0, True), (">", 17.99, True), (">=", 19, False)],
)
def test_operators_compare_sums_to_the_cent(operator, right, holds):
    assert (not broken("revenue - expenses", operator, right)) == holds


def test_a_cell_without_data_on_one_side_is_passed_over():
    assert broken("people_met + revenue", "==", -1) == [
        ("bois", "2022", 32.0, -1.0),
        ("bois", "all", 32.0, -1.0),
        ("all", "2022", 32.0, -1.0),
        ("all", "all", 32.0, -1.0),
    ]


def test_sectors_and_years_can_be_added_up_too():
    assert broken("people_met", "==", "people_met", "sector") == [("all", "all", 3.0, 2.0)]
    assert broken("people_met", "==", "people_met", "year") == [("all", "all", 3.0, 2.0)]
    assert broken("revenue", "==", "revenue", "sector") == []


def test_parts_of_a_breakdown_are_added_up():
    assert broken("people_met", "==", "people_met", over="gender") == []
    assert ("all", "all", 3.0, 2.0) in broken("people_met", "==", "people_met", over="project", participants=[
        {**row, "project": f"p{number}"} for number, row in enumerate(PEOPLE)
    ])  # fmt: skip


def test_the_rules_of_the_package_hold_of_any_tables():
    rules = read_rules(Settings())
    tables = tables_of(participants=PEOPLE, sales=SALES, workshops=[{"hours": 2}, {"kind": "training"}])
    for held in (tables, tables_of()):
        assert not len(check_rules(compute_for_rules(held, rules, CATALOGUE), rules))


def test_the_rules_of_the_package_can_be_broken():
    rules = read_rules(Settings())
    figures = compute_for_rules(tables_of(participants=PEOPLE, sales=SALES), rules, CATALOGUE)
    wrong = {
        by: replace(found, frame=found.frame.assign(value=found.frame["value"].where(found.frame["indicator"] != name)))
        for (by, found), name in zip(figures.items(), ["net_result"] * 9, strict=False)
    }
    wrong[("sector", "year")].frame.loc[lambda f: f["indicator"] == "net_result", "value"] = 1.0
    found = check_rules(wrong, rules)
    assert set(found["rule"]) == {"revenue - expenses == net_result"}
    assert set(found["sector"]) == {"bois", "all"}


def test_an_own_figure_can_stand_in_a_rule():
    own = [{"id": "reports-n", "label": "x", "table": "participants", "count": "rows"}]
    rule = [{"left": "reports-n - 1", "operator": "<", "right": "people_met", "sentence": "y"}]
    settings = Settings.model_validate({"indicators": own, "rules": rule})
    rules, known = read_rules(settings), find_known(settings)
    found = check_rules(compute_for_rules(tables_of(participants=PEOPLE), rules, known), rules)
    assert found[["sector", "year"]].to_numpy().tolist() == [["all", "all"]]


def test_check_says_what_is_broken_without_a_build_and_only_strictly_fails(tmp_path: Path):
    account = Workspace(write_tiny(tmp_path, BROKEN)).check()
    assert not (tmp_path / "data" / "processed").exists()
    found = json.loads(account.to_json())["rules"]
    assert {"rule": "revenue + 1 <= expenses", "sector": "couture", "year": 2022, "left": 70.0, "right": 0.0,
            "sentence": "plus de recettes que de dépenses"} in found  # fmt: skip
    assert {row["year"] for row in found} == {2022, 2023, "all"}
    assert (account.exit_status(strict=False), account.exit_status(strict=True)) == (0, 1)
    assert impact.open(tmp_path).check().facts == account.facts


def test_check_prints_a_broken_rule_in_the_language_of_the_workspace(tmp_path: Path, capsys):
    from impact.show.account import print_account

    print_account(Workspace(write_tiny(tmp_path, BROKEN)).check())
    said = capsys.readouterr().out
    assert "Règle non respectée (couture, 2022) : plus de recettes que de dépenses" in said
    assert "70 contre 0" in said


def test_a_workspace_whose_rules_hold_passes_strictly(tmp_path: Path):
    account = Workspace(write_tiny(tmp_path)).check()
    assert account.facts["rules"] == []
    assert account.exit_status(strict=True) == 0


def test_a_report_names_a_broken_rule_in_its_language_and_none_of_its_figures(tmp_path: Path):
    quality = measure_quality(impact.open(write_tiny(tmp_path, BROKEN)))
    assert quality.broken["cells"].tolist() == [7]
    assert set(quality.broken) == {"sentence", "cells"}
    for language, said in (("fr", "Plus de recettes que de dépenses"), ("en", "More revenue than expenses")):
        assert said in Report(replace(make_report(language), quality=quality)).quality().html


def test_a_report_counts_the_cells_where_a_rule_is_broken():
    full = make_report("fr")
    sentence = pd.Series([Words("trop de jeunes", "too many young people")], dtype=object)
    quality = replace(full.quality, broken=pd.DataFrame({"sentence": sentence, "cells": [1234]}))
    shown = Report(replace(full, quality=quality)).quality().html
    assert "Trop de jeunes" in shown
    assert "1\u202f234" in shown
    assert "cohérence" not in Report(full).quality().html


def test_how_many_answered_is_told_to_nobody_from_whom_the_answers_are_hidden(tmp_path: Path):
    workspace = impact.open(write_tiny(tmp_path))
    inside, outside = (measure_quality(workspace, audience) for audience in ("internal", "funder"))
    known = outside.missing[outside.missing["table"] == "participants"].set_index("field")["known"]
    assert known.dropna().to_dict() == {"first_contact": 7, "gender": 8}
    assert inside.missing["known"].notna().all()
    cells = outside.changed.set_index("rule")["cells"]
    assert cells[["spelling of a country", "word for an orientation", "day first date"]].isna().all()
    assert cells["time of day"] == 8
    for quality, country in ((inside, ">7</td>"), (outside, ">[c]</td>")):
        shown = Report(replace(make_report("en"), quality=quality)).quality().html
        assert country in shown[shown.index("People: Country") :].split("</tr>")[0]
