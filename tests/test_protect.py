"""Small groups: what is hidden from whom, and that nobody can work it out."""

import json
import random
import subprocess
import sys
from dataclasses import asdict, replace

import pandas as pd
import pytest
from outsider import find_leaks
from populations import PEOPLE, Population, Record, count_figures, draw_population, draw_scopes, part

from impact.attack import Attacker, UnsolvedError
from impact.errors import ConfigError, Leak
from impact.model import Figures, Project, Scope, Words
from impact.protect import Counting, protect_figures, protect_release, read_rules, verify_tables
from impact.protect.cells import Table, read_rows
from impact.protect.ground import Ground
from impact.protect.known import Count, Known
from impact.protect.merge import merge_small

RULES = read_rules(None, {})
BREAKDOWNS = [(), ("sector", "year"), ("project",)]
FEW = [(), ("project",)]
ONE_WAY = [("gender",), ("age_band",), ("country",), ("orientation",)]
OF_THE_ACCOMPANIED = [("project_type",), ("skill_level",)]
SHARES = ["people_met", "people_accompanied", "share_prior_activity", "share_priority_district", "share_active_6m"]


def count_page(population, scope=None, breakdowns=BREAKDOWNS):
    tables = [count_figures(population, by, scope, PEOPLE if breakdowns is BREAKDOWNS else SHARES) for by in breakdowns]
    tables += [count_figures(population, by, scope, ["people_met"]) for by in ONE_WAY]
    return tables + [count_figures(population, by, scope, ["people_accompanied"]) for by in OF_THE_ACCOMPANIED]


def draw_pages(seed, population, funders, breakdowns=FEW):
    pages = {
        f"f{n}": ("funder", count_page(population, s)) for n, s in enumerate(draw_scopes(population, seed, funders))
    }
    return {**pages, "rapport": ("public", count_page(population, None, breakdowns))}


def people(size, project="p0", start=0, **traits):
    """People who are alike, in one project; a trait given as a list is shared out in turn."""
    rows = []
    for n in range(size):
        own = {name: value[n % len(value)] if isinstance(value, list) else value for name, value in traits.items()}
        place = {"project": project, "sector": "textile", "year": "2020", "stage": "accompanied", "gender": "F"}
        rows.append(Record(start + n, {**place, **own}))
    return rows


def population_of(*groups):
    records = [record for group in groups for record in group]
    numbered = tuple(Record(n, record.traits) for n, record in enumerate(records))
    names = sorted({record["project"] for record in records})
    places = {record["project"]: (record["sector"], int(record["year"])) for record in records}
    return Population(numbered, tuple(Project(n, Words(n, n), *places[n]) for n in names))


def shown(protected, indicator="people_met", **limits):
    """(value, status) of a row."""
    frame = protected.frame[protected.frame["indicator"] == indicator]
    for name in protected.by:
        frame = frame[frame[name] == limits.get(name, "all")]
    assert len(frame) <= 1
    return (frame["value"].iloc[0], frame["status"].iloc[0]) if len(frame) else None


def protect_one(population, by, audience="funder", indicators=("people_met",), rules=RULES, scope=None):
    return protect_figures(count_figures(population, by, scope, indicators), audience, rules)


# ---- rules -------------------------------------------------------------------------------------------


def test_a_threshold_raises_the_lines_and_never_lowers_them():
    low, high = read_rules(1, {}), read_rules(7, {})
    assert [low.line(c, a) for c in ("personal", "sensitive") for a in ("funder", "public")] == [3, 5, 5, 11]
    assert [high.line(c, a) for c in ("personal", "sensitive") for a in ("funder", "public")] == [7, 7, 7, 11]
    assert high.line("open", "public") == 0


@pytest.mark.parametrize(
    ("indicator", "dimensions", "expected"),
    [
        ("people_met", ["sector", "year", "project", "month"], "open"),
        ("people_met", ["gender", "sector"], "open"),
        ("people_met", ["age_band"], "personal"),
        ("people_met", ["gender", "skill_level"], "personal"),
        ("people_met", ["country"], "sensitive"),
        ("people_met", ["country", "gender"], "sensitive"),
        ("people_met", ["something_new"], "sensitive"),
        ("share_women", ["sector"], "open"),
        ("share_women", ["skill_level"], "personal"),
        ("share_prior_activity", [], "personal"),
        ("share_priority_district", ["year"], "sensitive"),
        ("mean_age", ["sector"], "open"),
        ("mean_age", ["gender"], "personal"),
        ("countries", ["sector"], "open"),
        ("countries", ["gender"], "sensitive"),
        ("revenue_per_person", ["sector"], "open"),
        ("nobody_declared_this", [], "sensitive"),
    ],
)
def test_a_figure_is_as_protected_as_the_attributes_that_it_crosses(indicator, dimensions, expected):
    assert RULES.class_of(indicator, dimensions) == expected


def test_an_association_may_change_a_class():
    rules = read_rules(None, {"gender": "sensitive", "share_prior_activity": "open", "country": "never"})
    assert rules.class_of("share_women", []) == "sensitive"
    assert rules.class_of("share_prior_activity", []) == "open"
    assert rules.line(rules.class_of("people_met", ["country"]), "funder") > 10_000


@pytest.mark.parametrize(("name", "class_", "near"), [("contry", "open", "country"), ("country", "opne", "open")])
def test_an_unknown_field_or_class_is_refused_with_the_nearest_names(name, class_, near):
    with pytest.raises(ConfigError, match=near):
        read_rules(None, {name: class_})


def test_an_own_figure_has_the_class_of_what_its_conditions_look_at():
    rules = read_rules(
        None,
        {},
        {
            "from_far": Counting("count", "met", ("country", "stage")),
            "in_workshop": Counting("count", "met", ("sector",)),
        },
    )
    assert rules.class_of("from_far", []) == "sensitive"
    assert rules.class_of("in_workshop", []) == "open"


# ---- one table ---------------------------------------------------------------------------------------


def test_internal_readers_see_everything():
    figures = count_figures(draw_population(3), ("country",))
    protected = protect_figures(figures, "internal", RULES)
    pd.testing.assert_frame_equal(protected.frame, figures.frame.drop(columns="people"))


def test_head_counts_are_shown_however_small():
    protected = protect_one(population_of(people(1), people(2, "p1", year="2021")), ("year",))
    assert shown(protected, year="2020") == (1, "ok")
    assert shown(protected, year="2021") == (2, "ok")


def test_open_attributes_are_shown_one_at_a_time():
    population = population_of(people(9), people(1, gender="M", skill_level="beginner"))
    assert shown(protect_one(population, ("gender",)), gender="M") == (1, "ok")
    crossed = protect_one(population, ("gender", "skill_level"))
    assert shown(crossed, gender="M", skill_level="beginner") in (
        None,
        (pytest.approx(float("nan"), nan_ok=True), "hidden"),
    )


def test_small_values_stand_together_in_reading_order():
    population = population_of(
        people(20, country="FR"), people(3, country="AF"), people(4, country="ML"), people(6, country=None)
    )
    protected = protect_one(population, ("country",))
    assert protected.frame[["country", "value", "status"]].to_numpy().tolist() == [
        ["all", 33, "ok"],
        ["FR", 20, "ok"],
        ["other", 7, "ok"],
        ["unspecified", 6, "ok"],
    ]


def test_other_takes_in_the_next_smallest_value_until_it_clears_the_line():
    population = population_of(
        people(20, country="FR"), people(1, country="AF"), people(1, country="ML"), people(6, country="SN")
    )
    protected = protect_one(population, ("country",))
    assert shown(protected, country="other") == (8, "ok")
    assert shown(protected, country="SN") is None


def test_values_that_share_people_are_hidden_rather_than_put_together():
    twice = people(2, orientation="partner") + people(2, "p1", orientation="resource")
    population = population_of(twice, people(20, orientation="accompanied"))
    records = tuple(Record(n % 2 if n < 4 else n, r.traits) for n, r in enumerate(population.records))
    protected = protect_one(Population(records, population.projects), ("orientation",))
    assert shown(protected, orientation="other") is None
    assert shown(protected, orientation="partner")[1] == "hidden"


@pytest.mark.parametrize(("yes", "no"), [(0, 9), (9, 0), (2, 7), (7, 2)])
def test_a_share_shows_neither_few_people_nor_few_others(yes, no):
    population = population_of(people(yes, prior_activity="true"), people(no, prior_activity="false"))
    protected = protect_one(population, (), indicators=["share_prior_activity"])
    assert protected.frame[["value", "numerator", "denominator", "missing"]].isna().all(axis=None)
    assert protected.frame["status"].tolist() == ["hidden"]


def test_a_share_at_the_line_is_shown_to_funders_and_not_to_the_public():
    population = population_of(people(3, prior_activity="true"), people(3, prior_activity="false"))
    funder = protect_one(population, (), "funder", ["share_prior_activity"])
    public = protect_one(population, (), "public", ["share_prior_activity"])
    assert shown(funder, "share_prior_activity") == (0.5, "ok")
    assert shown(public, "share_prior_activity")[1] == "hidden"


def test_a_mean_of_few_people_cannot_be_taken_from_the_others():
    population = population_of(people(8, age=["30", "40"]), people(1, gender="M", age="52"))
    protected = protect_one(population, ("gender",), indicators=["people_accompanied", "mean_age"])
    assert shown(protected, "mean_age", gender="M")[1] == "hidden"
    assert shown(protected, "mean_age", gender="F")[1] == "hidden"
    assert shown(protected, "mean_age")[1] == "ok"
    assert shown(protected, "people_accompanied", gender="M") == (1, "ok")


def test_a_list_is_hidden_with_the_people_behind_it():
    population = population_of(people(8, country=["FR", "ML"]), people(2, gender="M", country="SN"))
    protected = protect_one(population, ("gender",), indicators=["people_met", "countries"])
    assert shown(protected, "countries", gender="M")[1] == "hidden"
    assert shown(protected, "countries", gender="F")[1] == "ok"


def test_what_is_never_shown_is_not_shown_to_anybody_outside():
    rules = read_rules(None, {"country": "never"})
    protected = protect_one(population_of(people(50, country=["FR", "ML"])), ("country",), rules=rules)
    assert set(protected.frame["status"][protected.frame["country"] != "all"]) <= {"hidden"}
    assert shown(protected) == (50, "ok")


def test_a_condition_protects_as_a_breakdown_does():
    population = population_of(people(20, country="FR"), people(4, country="ML"))
    only = Scope(where=(("country", ("ML",)),))
    assert shown(protect_one(population, (), scope=only))[1] == "hidden"
    assert shown(protect_one(population, (), scope=Scope(where=(("country", ("FR",)),)))) == (20, "ok")


def test_everybody_from_one_country_is_not_said():
    population = population_of(people(8, country="FR"), people(12, "p1", sector="catering", country=["FR", "ML"]))
    protected = protect_one(population, ("sector", "country"))
    everybody = shown(protected, sector="textile", country="FR")
    assert everybody is None or everybody[1] == "hidden"


def test_an_own_figure_is_protected_by_its_attributes():
    rows = [
        ["from_far", 4.0, None, None, None, "people", "ok", 4.0],
        ["of_us", 4.0, None, None, None, "people", "ok", 4.0],
    ]
    columns = ["indicator", "value", "numerator", "denominator", "missing", "unit", "status", "people"]
    figures = Figures((), Scope(), pd.DataFrame(rows, columns=columns))
    protected = protect_figures(
        figures,
        "funder",
        read_rules(
            None, {}, {"from_far": Counting("count", "from_far", ("country",)), "of_us": Counting("count", "of_us")}
        ),
    )
    assert protected.frame["status"].tolist() == ["hidden", "ok"]


def test_figures_that_count_no_people_are_left_alone():
    row = ["revenue", "textile", 1.0, None, None, None, "currency", "ok", None]
    columns = ["indicator", "sector", "value", "numerator", "denominator", "missing", "unit", "status", "people"]
    figures = Figures(("sector",), Scope(), pd.DataFrame([row], columns=columns))
    assert protect_figures(figures, "public", RULES).frame["value"].tolist() == [1.0]


# ---- a release ---------------------------------------------------------------------------------------


def test_reports_that_overlap_do_not_give_the_difference_away():
    population = population_of(
        people(20, "p0", country=["FR", "ML"], priority_district=["true", "false"]),
        people(5, "p1", sector="catering", country=["FR", "SN", "ML", "UA", "AF"], priority_district="true"),
    )
    pages = {
        "both": ("funder", count_page(population, breakdowns=[()])),
        "one": ("funder", count_page(population, Scope(sectors=("textile",)), [()])),
    }
    release = protect_release(pages, RULES, projects=population.projects)
    shares = [shown(release.pages[page][()], "share_priority_district")[1] for page in pages]
    assert shares.count("hidden") >= 1
    both, one = (release.pages[page][("country",)].frame.set_index("country")["value"] for page in pages)
    differences = (both - one).drop("all").dropna()
    assert not ((differences > 0) & (differences < 5)).any()


def test_pages_that_are_neither_within_one_another_do_not_give_their_meeting_away():
    population = draw_population(0)
    release = protect_release(draw_pages(0, population, 4), RULES, projects=population.projects)
    assert find_leaks(population, release, RULES, "funder") == []


def test_the_public_page_keeps_its_own_line_beside_the_funders_pages():
    population = population_of(people(7, orientation="partner"), people(4, orientation="resource"), people(20))
    pages = {"f": ("funder", count_page(population)), "r": ("public", count_page(population))}
    release = protect_release(pages, RULES, projects=population.projects)
    assert shown(release.pages["f"][("orientation",)], orientation="resource") == (4, "ok")
    assert shown(release.pages["r"][("orientation",)], orientation="resource")[1] == "hidden"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(25))
def test_no_hidden_count_is_worked_out_by_a_second_attacker_nor_from_the_published_tables(seed):
    population = draw_population(seed, most=20)
    release = protect_release(draw_pages(seed, population, 1 + (seed % 5 == 0)), RULES, projects=population.projects)
    for audience in ("funder", "public"):
        assert find_leaks(population, release, RULES, audience) == []
    published = [table for page in release.pages.values() for table in page.values()]
    assert verify_tables(published, RULES, population.projects) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [100, 103])
def test_people_who_come_back_are_protected_too(seed):
    population = draw_population(seed, most=40, returning=0.2)
    release = protect_release(draw_pages(seed, population, 1 + (seed % 5 == 0)), RULES, projects=population.projects)
    for audience in ("funder", "public"):
        assert find_leaks(population, release, RULES, audience) == []
    published = [table for page in release.pages.values() for table in page.values()]
    assert verify_tables(published, RULES, population.projects) == []


@pytest.mark.parametrize("seed", [200, 201, 203])
def test_thirty_six_people_keep_their_tables(seed):
    population = draw_population(seed, least=36, most=36, returning=0.1 if seed % 2 else 0.0)
    pages = {"funder": ("funder", count_page(population))}
    release = protect_release(pages, RULES, projects=population.projects)
    tables = release.pages["funder"]
    for by in (("gender",), *OF_THE_ACCOMPANIED):
        assert (tables[by].frame["status"] == "ok").all()
    for by in BREAKDOWNS:
        frame = tables[by].frame
        heads = frame[frame["indicator"].isin(["people_met", "people_accompanied", "share_women"])]
        assert set(heads["status"]) <= {"ok", "no_data"}
    for by in ("age_band", "orientation"):
        frame = tables[(by,)].frame
        kept = frame.loc[frame["status"].eq("ok") & frame[by].ne("all"), "value"].sum()
        assert kept >= 36 / 2


def test_the_order_of_rows_changes_nothing():
    population = draw_population(12)
    pages = draw_pages(12, population, 2)
    dice = random.Random(5)

    def shuffle(figures):
        order = dice.sample(range(len(figures.frame)), len(figures.frame))
        return replace(figures, frame=figures.frame.iloc[order])

    shuffled = {page: (who, [shuffle(table) for table in reversed(tables)]) for page, (who, tables) in pages.items()}
    one = protect_release(pages, RULES, projects=population.projects)
    other = protect_release(dict(reversed(shuffled.items())), RULES, projects=population.projects[::-1])
    for page, tables in one.pages.items():
        for by, table in tables.items():
            keys = ["indicator", *by]
            frames = [t.frame.sort_values(keys, ignore_index=True) for t in (table, other.pages[page][by])]
            pd.testing.assert_frame_equal(*frames)
    assert one.certificate == other.certificate


def describe_release():
    """Everything that a release of two pages shows, as text."""
    population = draw_population(9, most=20)
    release = protect_release(draw_pages(9, population, 1), RULES, projects=population.projects)
    return [table.frame.to_csv() for page in release.pages.values() for table in page.values()], release.certificate


def test_the_hash_seed_changes_nothing():
    code = "import sys; sys.path[:0] = ['tests']; from test_protect import *; print(describe_release())"
    run = [sys.executable, "-c", code]
    outputs = {
        subprocess.run(run, env={"PYTHONHASHSEED": "1"}, capture_output=True, text=True, check=True).stdout.strip(),
        str(describe_release()),
    }
    assert len(outputs) == 1


def test_nothing_given_is_changed():
    population = draw_population(4)
    pages = draw_pages(4, population, 1)
    before = [figures.frame.copy() for _, tables in pages.values() for figures in tables]
    protect_release(pages, RULES, projects=population.projects)
    after = [figures.frame for _, tables in pages.values() for figures in tables]
    for one, other in zip(before, after, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_the_certificate_is_plain_and_does_not_tell_small_blanks_from_the_others():
    population = draw_population(4)
    certificate = protect_release(draw_pages(4, population, 1), RULES, projects=population.projects).certificate
    text = json.dumps(asdict(certificate))
    assert certificate.verdict == "holds"
    assert sum(certificate.hidden.values()) > 0
    assert [attack.audience for attack in certificate.attacks] == ["public", "funder"]
    assert "primary" not in text
    assert "small" not in text


def test_what_cannot_be_proved_is_not_published(monkeypatch):
    def give_up(*_):
        raise UnsolvedError("time limit")

    monkeypatch.setattr(Attacker, "_solve", give_up)
    population = population_of(people(20, country="FR"), people(4, country="ML"))
    with pytest.raises(Leak, match="nothing is published"):
        protect_one(population, ("country",))


# ---- what was published before -----------------------------------------------------------------------


def freeze(population, audience="funder", rules=RULES):
    return [protect_one(population, ("orientation",), audience, rules=rules)]


def test_a_figure_that_was_published_is_no_cover_for_another():
    population = population_of(
        people(2, orientation="resource"), people(4, orientation="partner"), people(20, orientation="accompanied")
    )
    pages = {"f": ("funder", [count_figures(population, ("orientation",), None, ["people_met"])])}
    alone = protect_release(pages, RULES).pages["f"][("orientation",)]
    assert shown(alone, orientation="partner")[1] == "hidden"
    everything = count_figures(population, ("orientation",), None, ["people_met"]).frame.drop(columns="people")
    frozen = replace(alone, frame=everything[everything["orientation"].isin(["all", "partner"])])
    again = protect_release(pages, RULES, [[frozen]]).pages["f"][("orientation",)]
    assert shown(again, orientation="resource")[1] == "hidden"
    assert shown(again, orientation="accompanied")[1] == "hidden"


def test_one_more_person_than_last_time_is_not_told():
    before = population_of(people(6, orientation="partner"), people(20, orientation="accompanied"))
    now = population_of(people(7, orientation="partner"), people(20, orientation="accompanied"))
    pages = {"f": ("funder", [count_figures(now, ("orientation",), None, ["people_met"])])}
    again = protect_release(pages, RULES, [freeze(before)]).pages["f"][("orientation",)]
    assert shown(again, orientation="partner")[1] == "hidden"
    much_later = population_of(people(10, orientation="partner"), people(20, orientation="accompanied"))
    pages = {"f": ("funder", [count_figures(much_later, ("orientation",), None, ["people_met"])])}
    again = protect_release(pages, RULES, [freeze(before)]).pages["f"][("orientation",)]
    assert shown(again, orientation="partner") == (10, "ok")


def test_what_was_hidden_last_time_is_not_told_by_one_more_person():
    before = population_of(*(people(n, orientation=name) for n, name in ((2, "resource"), (3, "partner"), (20, None))))
    now = population_of(*(people(n, orientation=name) for n, name in ((3, "resource"), (3, "partner"), (20, None))))
    frozen = freeze(before)
    assert shown(frozen[0], orientation="partner")[1] == "hidden"
    pages = {"f": ("funder", [count_figures(now, ("orientation",), None, ["people_met"])])}
    assert shown(protect_release(pages, RULES).pages["f"][("orientation",)], orientation="partner") == (3, "ok")
    again = protect_release(pages, RULES, [frozen]).pages["f"][("orientation",)]
    assert shown(again, orientation="partner")[1] == "hidden"
    assert shown(again, orientation="resource")[1] == "hidden"


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "joiners", "returning"), [(2011, 2, 0.0), (3, 1, 0.0), (7, 1, 0.2)])
def test_two_releases_do_not_tell_of_those_who_joined_between_them(seed, joiners, returning):
    before, now = part(draw_population(seed, returning=returning), seed, joiners)
    first = protect_release(draw_pages(seed, before, 1 + seed % 4), RULES, projects=now.projects)
    frozen = [table for page in first.pages.values() for table in page.values()]
    second = protect_release(draw_pages(seed, now, 1 + seed % 4), RULES, [frozen], now.projects)
    for audience in ("funder", "public"):
        assert find_leaks(now, second, RULES, audience, frozen) == []


@pytest.mark.parametrize("seed", [4, 9])
def test_what_was_published_yesterday_is_published_again(seed):
    population = draw_population(seed, most=20)
    pages = draw_pages(seed, population, 1)
    before = protect_release(pages, RULES, projects=population.projects)
    frozen = [table for page in before.pages.values() for table in page.values()]
    again = protect_release(pages, RULES, [frozen], population.projects)
    for page, tables in before.pages.items():
        for by, table in tables.items():
            pd.testing.assert_frame_equal(table.frame, again.pages[page][by].frame)


# ---- published tables, read again --------------------------------------------------------------------


def test_a_blank_that_follows_from_its_margin_is_found_in_the_published_tables():
    population = population_of(people(20, country="FR"), people(6, country="SN"), people(4, country="ML"))
    protected = protect_one(population, ("country",))
    assert verify_tables([protected]) == []
    naive = count_figures(population, ("country",), None, ["people_met"]).frame.drop(columns="people")
    naive.loc[naive["country"] == "ML", ["value", "status"]] = [None, "hidden"]
    found = verify_tables([replace(protected, frame=naive)])
    assert any("country ML" in sentence for sentence in found)


def test_a_small_count_that_is_shown_is_found_in_the_published_tables():
    population = population_of(people(20, country="FR"), people(4, country="ML"))
    protected = protect_one(population, ("country",))
    naive = count_figures(population, ("country",), None, ["people_met"]).frame.drop(columns="people")
    assert any("below its line" in sentence for sentence in verify_tables([replace(protected, frame=naive)]))


def test_two_pages_protected_one_by_one_are_found_out_together():
    population = population_of(
        people(20, "p0", country=["FR", "ML"]), people(5, "p1", sector="catering", country=["FR", "FR", "ML"])
    )
    both = protect_one(population, ("country",))
    one = protect_one(population, ("country",), scope=Scope(sectors=("textile",)))
    assert verify_tables([both]) == verify_tables([one]) == []
    assert any("country" in sentence for sentence in verify_tables([both, one]))


def test_two_releases_read_as_one_are_said_to_contradict_one_another():
    def draw(size):
        return population_of(
            people(size, orientation="partner"),
            people(9, orientation="resource"),
            people(2, project="p1", orientation="resource"),
        )

    whole = protect_one(draw(20), ("orientation",))
    part_of_it = protect_one(draw(25), ("orientation",), scope=Scope(projects=("p0",)))
    (sentence,) = verify_tables([whole, part_of_it], RULES, draw(20).projects)
    assert sentence.endswith("contradict one another: they were not attacked. Verify one release at a time.")


def test_answers_that_nobody_gave_are_unknown_where_values_stand_together():
    mali = people(2, country="ML", priority_district=["true", "false"])
    population = population_of(people(9, country="FR", priority_district="true"), mali, people(3, country="PE"))
    figures = count_figures(population, ["country"], indicators=["people_met", "share_priority_district"])
    table = Table("", "funder", figures)
    merged = merge_small(table, read_rows(0, table, RULES), RULES).figures.frame.set_index(["indicator", "country"])
    assert merged.loc[("share_priority_district", "other"), ["denominator", "missing"]].tolist() == [2, 3]


def test_a_spot_that_nothing_counts_hides_nobody_who_comes_back():
    spots = tuple({"project": name} for name in ("a", "b", "unknown"))
    heads = {(0, 1, 2): 9, (0,): 6, (1,): 5}
    known = Known({Count("met", region, ()): n for region, n in heads.items()}, Ground(spots))
    assert known.returning
    assert known.repeats("met", (0, 1))


def test_that_everybody_answered_says_nothing_of_anybody():
    population = population_of(people(3, project="p0"), people(9, project="p1", start=3))
    heads = protect_one(population, ("project",))
    rows = [{"indicator": "people_met", "country": name, "value": 12, "status": "ok"} for name in ("all", "other")]
    frame = pd.DataFrame(rows).reindex(columns=heads.frame.columns.drop("project").union(["country"]))
    assert verify_tables([heads, replace(heads, by=("country",), frame=frame)], RULES, population.projects) == []


@pytest.mark.parametrize("seed", [18, 20])
def test_who_is_accompanied_tells_who_answered_so_where_nothing_else_makes_anybody_accompanied(seed):
    drawn = draw_population(seed, most=30)
    records = [
        Record(r.person, {**r.traits, "stage": "accompanied" if r["orientation"] == "accompanied" else "met"})
        for r in drawn.records
    ]
    population = Population(tuple(records), drawn.projects)
    told = replace(RULES, guiding=("orientation", "accompanied"))
    pages = {"f": ("funder", count_page(population))}
    for rules, is_safe in ((told, True), (RULES, False)):
        release = protect_release(pages, rules, projects=population.projects)
        published = list(release.pages["f"].values())
        assert (verify_tables(published, told, population.projects) == []) is is_safe


@pytest.mark.parametrize("seed", [300, 301])
def test_what_was_published_while_people_were_accompanied_for_other_reasons_is_no_leak(seed):
    population = draw_population(seed, least=20, most=30)
    told = replace(RULES, guiding=("orientation", "accompanied"))
    release = protect_release({"f": ("funder", count_page(population))}, RULES, projects=population.projects)
    assert verify_tables(list(release.pages["f"].values()), told, population.projects) == []
