"""Who is merged, who is kept apart, who is listed for a human to look at."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from impact.errors import ConfigError
from impact.people import Matches, is_counter, match_people

COLUMNS = ("last_name", "first_name", "birth_date", "birth_year", "phone", "email", "postcode", "country", "gender")
OTHERS = [
    ("Keita", "Sira", "1980-02-11"),
    ("Bondar", "Oksana", "1975-06-30"),
    ("Mensah", "Kofi", "1969-10-02"),
    ("Rahimi", "Aya", "1991-06-23"),
    ("Okello", "Clémence", "1999-08-20"),
    ("Haddad", "Zohra", "1968-02-19"),
]


def mention(**known: object) -> dict[str, object]:
    return known


def frame(*rows: dict[str, object]) -> pd.DataFrame:
    """The rows, followed by six people who have nothing to do with them."""
    others = [mention(last_name=last, first_name=first, birth_date=birth) for last, first, birth in OTHERS]
    mentions = pd.DataFrame([*rows, *others])
    mentions.insert(0, "mention", range(len(mentions)))
    if "birth_date" in mentions:
        mentions["birth_date"] = pd.to_datetime(mentions["birth_date"])
    if "birth_year" in mentions:
        mentions["birth_year"] = mentions["birth_year"].astype("Int64")
    return mentions


def persons(*rows: dict[str, object]) -> list[int]:
    return match_people(frame(*rows)).person[: len(rows)].tolist()


def reviewed(matches: Matches) -> set[tuple[int, int]]:
    return set(zip(matches.review["left"].tolist(), matches.review["right"].tolist(), strict=True))


BIRTH = "1991-12-03"
SAME = {
    "accents and case": (
        mention(last_name="Koné", first_name="Esther"),
        mention(last_name="KONE", first_name="ESTHER"),
    ),
    "the other order": (mention(last_name="Koné", first_name="Esther"), mention(last_name="Esther", first_name="KONÉ")),
    "one column": (mention(last_name="Koné", first_name="Esther"), mention(full_name="KONÉ Esther")),
    "one column, first name first": (
        mention(last_name="da Silva", first_name="Adjoua"),
        mention(full_name="Adjoua da Silva"),
    ),
    "a compound first name": (
        mention(last_name="Tshibangu", first_name="Jean-Luc"),
        mention(last_name="TSHIBANGU", first_name="Jean Luc"),
    ),
    "an initial": (
        mention(last_name="Tshibangu", first_name="Jean-Luc"),
        mention(last_name="Tshibangu", first_name="J-Luc"),
    ),
    "a short first name": (
        mention(last_name="Sissoko", first_name="Fatoumata"),
        mention(last_name="Sissoko", first_name="Fatou"),
    ),
    "a typing error": (
        mention(last_name="Ouattara", first_name="Samira"),
        mention(last_name="Ouatara", first_name="Samira"),
    ),
    "an apostrophe": (
        mention(last_name="N'Guessan", first_name="Ginette"),
        mention(last_name="NGUESSAN", first_name="Ginette"),
    ),
    "a particle": (
        mention(last_name="El Amrani", first_name="Olga"),
        mention(last_name="Amrani", first_name="Olga"),
    ),
    "a maiden name in brackets": (
        mention(last_name="Traoré (née Cissé)", first_name="Awa"),
        mention(last_name="CISSE", first_name="Awa"),
    ),
    "another spelling of one sound": (
        mention(last_name="Haddad", first_name="Youssef"),
        mention(last_name="HADAD", first_name="Youcef"),
    ),
    "a married name beside the first name": (
        mention(last_name="Cissé", first_name="Awa (ép. Diop)"),
        mention(last_name="DIOP", first_name="Awa"),
    ),
    "two last names": (
        mention(last_name="Saint-Aimé Diop", first_name="Hélène"),
        mention(last_name="Diop", first_name="Hélène"),
    ),
}


@pytest.mark.parametrize("names", SAME.values(), ids=SAME.keys())
def test_the_same_name_however_typed_and_the_same_birth_date_is_one_person(
    names: tuple[dict[str, object], dict[str, object]],
) -> None:
    assert persons(*({**name, "birth_date": BIRTH} for name in names)) == [0, 0]


@pytest.mark.parametrize("contact", [{"phone": "+33601020304"}, {"email": "esther.kone@exemple.org"}])
def test_the_same_name_and_the_same_contact_is_one_person(contact: dict[str, object]) -> None:
    name = mention(last_name="Koné", first_name="Esther")
    assert persons({**name, **contact}, {**name, **contact, "birth_date": BIRTH}) == [0, 0]


def test_names_in_the_wrong_columns_and_the_same_phone_are_one_person() -> None:
    phone = mention(phone="+33601020304")
    one, two = mention(last_name="Koné", first_name="Esther"), mention(last_name="Esther", first_name="Koné")
    assert persons({**phone, **one}, {**phone, **two}) == [0, 0]


def test_another_last_name_and_a_slip_of_the_birth_date_are_asked_about() -> None:
    row = mention(first_name="Esther", phone="+33601020304")
    one, two = mention(last_name="Koné", birth_date=BIRTH), mention(last_name="Petit", birth_date="1991-12-04")
    assert persons({**row, **one}, {**row, **two}) == [0, 1]


def test_a_survey_that_knows_only_the_birth_year_is_recognised() -> None:
    name = mention(last_name="Koné", first_name="Esther", country="SN")
    assert persons({**name, "birth_date": BIRTH}, {**name, "birth_year": 1991}) == [0, 0]


def test_day_and_month_swapped_is_one_person() -> None:
    name = mention(last_name="Koné", first_name="Esther")
    assert persons({**name, "birth_date": "1991-12-03"}, {**name, "birth_date": "1991-03-12"}) == [0, 0]


def test_one_digit_of_the_birth_date_and_the_same_phone_is_one_person() -> None:
    name = mention(last_name="Koné", first_name="Esther", phone="+33601020304")
    assert persons({**name, "birth_date": "1991-12-03"}, {**name, "birth_date": "1991-12-08"}) == [0, 0]


def test_a_new_phone_does_not_part_a_person() -> None:
    name = mention(last_name="Koné", first_name="Esther", birth_date=BIRTH)
    assert persons({**name, "phone": "+33601020304"}, {**name, "phone": "+33755443322"}) == [0, 0]


def test_homonyms_with_another_birth_date_are_apart_and_nobody_is_asked() -> None:
    name = mention(last_name="Koné", first_name="Esther", phone="+33601020304")
    matches = match_people(frame({**name, "birth_date": BIRTH}, {**name, "birth_date": "1968-05-17"}))
    assert matches.person[:2].tolist() == [0, 1]
    assert reviewed(matches) == set()


def test_a_full_name_alone_is_listed_and_not_merged() -> None:
    name = mention(last_name="Koné", first_name="Esther")
    matches = match_people(frame(name, {**name, "birth_date": BIRTH}))
    assert matches.person[:2].tolist() == [0, 1]
    assert reviewed(matches) == {(0, 1)}
    assert matches.review["why"].tolist() == ["same name, no birth date"]


def test_homonyms_are_asked_about_one_by_one_and_answers_bring_the_next_questions() -> None:
    name = mention(last_name="Koné", first_name="Esther", postcode="75019")
    rows = frame(*[{**name, "phone": f"+336010203{place}{place}"} for place in range(4)])
    assert reviewed(match_people(rows)) == {(0, 1), (0, 2), (0, 3)}
    assert reviewed(match_people(rows, different=[(0, 1), (0, 2), (0, 3)])) == {(1, 2), (1, 3)}


def test_the_same_name_with_another_phone_and_no_birth_date_is_listed() -> None:
    name = mention(last_name="Koné", first_name="Esther", postcode="75019")
    matches = match_people(frame({**name, "phone": "+33601020304"}, {**name, "phone": "+33755443322"}))
    assert matches.person[:2].tolist() == [0, 1]
    assert reviewed(matches) == {(0, 1)}


@pytest.mark.parametrize("moved", [{"phone": "+33755667788"}, {"postcode": "13001"}])
def test_a_birth_year_alone_does_not_make_one_person_of_two_homonyms_who_live_apart(moved: dict[str, object]) -> None:
    row = mention(last_name="Koné", first_name="Esther", birth_year=1991, phone="+33601020304", postcode="75019")
    two = {**row, **moved, "phone": moved.get("phone")}
    matches = match_people(frame(row, two))
    assert matches.person[:2].tolist() == [0, 1]
    assert (0, 1) in reviewed(matches)


def test_a_blank_never_chains_two_who_contradict() -> None:
    name = mention(last_name="Koné", first_name="Esther", phone="+33601020304")
    matches = match_people(frame({**name, "birth_date": BIRTH}, name, {**name, "birth_date": "1968-05-17"}))
    assert matches.person[0] != matches.person[2]
    assert matches.person[1] not in (matches.person[0], matches.person[2])
    assert reviewed(matches) == {(0, 1), (1, 2)}


def test_what_is_clearly_nearer_to_one_of_two_homonyms_is_merged_with_her() -> None:
    name = mention(last_name="Koné", first_name="Esther")
    nearer = {**name, "phone": "+33601020304", "email": "esther.kone@exemple.org"}
    assert persons({**nearer, "birth_date": BIRTH}, nearer, {**name, "birth_date": "1968-05-17"}) == [0, 0, 1]


def test_twins_are_apart_and_listed() -> None:
    home = mention(last_name="Koné", birth_date=BIRTH, phone="+33601020304", email="kone@exemple.org", postcode="75019")
    matches = match_people(frame({**home, "first_name": "Awa"}, {**home, "first_name": "Mariam"}))
    assert matches.person[:2].tolist() == [0, 1]


ALIKE = {
    "two names with one word of the two": ({"first_name": "Jean-Marie"}, {"first_name": "Jean-Marc"}),
    "two compound names": ({"first_name": "Marie-Claire"}, {"first_name": "Marie-Louise"}),
    "names that begin alike": ({"first_name": "Hassan"}, {"first_name": "Hassim"}),
}


@pytest.mark.parametrize("names", ALIKE.values(), ids=ALIKE.keys())
def test_twins_whose_names_are_alike_are_apart_and_listed(names: tuple[dict[str, object], dict[str, object]]) -> None:
    home = mention(last_name="Koné", birth_date=BIRTH, phone="+33601020304", postcode="75019")
    matches = match_people(frame(*({**home, **name} for name in names)))
    assert matches.person[:2].tolist() == [0, 1]
    assert (0, 1) in reviewed(matches)


def test_a_brother_and_a_sister_whose_names_are_a_letter_apart_are_two() -> None:
    home = mention(last_name="Koné", birth_date=BIRTH, phone="+33601020304", postcode="75019")
    twins = {"first_name": "Karim", "gender": "M"}, {"first_name": "Karima", "gender": "F"}
    assert persons(*({**home, **twin} for twin in twins)) == [0, 1]


def test_two_slips_at_once_are_a_brother_or_a_sister() -> None:
    home = mention(last_name="Koné", phone="+33601020304", postcode="75019")
    one, two = (
        mention(first_name="Aminata", birth_date="1986-07-14"),
        mention(first_name="Aminatou", birth_date="1988-07-14"),
    )
    assert persons({**home, **one}, {**home, **two}) == [0, 1]


def test_strangers_of_one_first_name_and_one_birth_date_are_apart() -> None:
    born = mention(first_name="Marie", birth_date=BIRTH)
    matches = match_people(frame({**born, "last_name": "Lenoir"}, {**born, "last_name": "Nowak"}))
    assert matches.person[:2].tolist() == [0, 1]
    assert (0, 1) in reviewed(matches)


def test_two_unknown_birthdays_decades_apart_are_parent_and_child() -> None:
    home = mention(last_name="Koné", first_name="Ali", phone="+33601020304", postcode="75019")
    assert persons({**home, "birth_date": "1960-01-01"}, {**home, "birth_date": "1990-01-01"}) == [0, 1]


def test_parent_and_child_of_one_name_are_apart() -> None:
    home = mention(last_name="Koné", first_name="Ali", phone="+33601020304", postcode="75019")
    assert persons({**home, "birth_date": "1960-01-15"}, {**home, "birth_date": "1988-07-02"}) == [0, 1]


def test_a_household_is_not_a_person() -> None:
    home = mention(last_name="Koné", phone="+33601020304", email="famille@exemple.org", postcode="75019", country="ML")
    assert persons({**home, "first_name": "Awa"}, {**home, "first_name": "Issa"}) == [0, 1]


def test_a_first_name_alone_is_never_merged() -> None:
    assert persons(mention(first_name="Esther", postcode="75019"), mention(first_name="Esther", postcode="75019")) == [
        0,
        1,
    ]


def test_a_number_that_is_one_person_s_own_excuses_another_first_name() -> None:
    row = mention(last_name="Koné", person_number="A-17", number_scope="f", birth_date=BIRTH)
    back = mention(last_name="Diop", first_name="Awa", person_number="A-18", number_scope="f", birth_date="1970-01-05")
    assert persons({**row, "first_name": "Esther"}, {**row, "first_name": "Hélène"}, back, back, back) == [
        0,
        0,
        *[1] * 3,
    ]


def test_a_number_that_may_be_the_family_s_excuses_nothing() -> None:
    row = mention(last_name="Koné", person_number="A-17", number_scope="f", birth_date=BIRTH)
    matches = match_people(frame({**row, "first_name": "Esther"}, {**row, "first_name": "Hélène"}))
    assert matches.person[:2].tolist() == [0, 1]
    assert (0, 1) in reviewed(matches)


FAMILIES = {
    "brothers and sisters of whom the birth year is known": ({"birth_year": 2011}, {"birth_year": 2012}),
    "twins": ({"birth_date": "2011-05-04"}, {"birth_date": "2011-05-04"}),
    "classmates": ({"birth_year": 2011}, {"birth_year": 2011}),
}


@pytest.mark.parametrize("contact", ["phone", "person_number"])
@pytest.mark.parametrize("births", FAMILIES.values(), ids=FAMILIES.keys())
def test_a_phone_or_a_number_of_many_families_never_makes_one_person_of_two(
    births: tuple[dict[str, object], dict[str, object]], contact: str
) -> None:
    shared = [f"+336{place * 7919:08}" for place in range(40)]
    names = [
        mention(last_name=f"{a}{b}", number_scope="f") for a in ("Bado", "Kiri", "Sel", "Tuno", "Vam") for b in NEXT
    ]
    rows = [
        {**name, **born, "first_name": first, contact: one}
        for name, one in zip(names, shared, strict=True)
        for born, first in zip(births, ("Awa", "Issa"), strict=True)
    ]
    assert persons(*rows) == list(range(80))


NEXT = ("rell", "mont", "ska", "dou", "vitch", "zali", "pier", "quet")


def test_a_number_of_another_scope_is_no_evidence() -> None:
    row = mention(last_name="Koné", first_name="Esther", person_number="17")
    assert persons({**row, "number_scope": "f"}, {**row, "number_scope": "g"}) == [0, 1]


def test_members_who_keep_their_numbers_from_year_to_year_prove_that_a_number_is_the_same() -> None:
    numbers = {"17": "Koné Esther", "4": "Bâ Olga", "230": "Tran Li", "58": "Diop Yao"}
    rows = [
        mention(last_name=last, first_name=first, person_number=number, number_scope=year, source=year)
        for year in ("2019", "2020")
        for number, (last, first) in ((number, name.split()) for number, name in numbers.items())
    ]
    assert persons(*rows) == [0, 1, 2, 3] * 2
    strangers = [{**row, "person_number": f"{place}7"} for place, row in enumerate(rows[4:])]
    assert persons(*rows[:4], *strangers) == list(range(8))


def members(*rows: dict[str, object]) -> list[int]:
    """Who the rows are in a list by members' numbers, in which forty people come back for three years."""
    names = [
        (a + b, first) for a in ("Bado", "Kiri", "Sel", "Tuno", "Vam") for b, first in zip(NEXT, FIRSTS, strict=True)
    ]
    people = [
        mention(
            last_name=last,
            first_name=first,
            birth_date=f"{1950 + place}-{place % 12 + 1:02}-{place % 27 + 1:02}",
            person_number=f"{(place + 3) * 7907093 % 9999991:07}",
            number_scope="f",
            postcode=f"75{place % 20:03}",
        )
        for place, (last, first) in enumerate(names)
    ]
    matched = match_people(frame(*rows, *people * 3)).person.tolist()
    assert len(set(matched[len(rows) :])) - len(OTHERS) == len(people)
    return matched[: len(rows)]


FIRSTS = ("Awa", "Lucien", "Nadège", "Piotr", "Samba", "Ulysse", "Wanda", "Yolène")


def test_in_a_list_by_personal_number_one_field_typed_anew_is_a_slip() -> None:
    row = mention(last_name="Koné", first_name="Ali", birth_date=BIRTH, person_number="5550123", number_scope="f")
    assert members(row, {**row, "birth_date": "1960-04-05"}) == [0, 0]
    assert members(row, {**row, "first_name": "Issa"}) == [0, 0]


@pytest.mark.parametrize("number", ["7021888", None])
def test_in_a_list_by_personal_number_a_family_is_still_a_family(number: str | None) -> None:
    home = mention(last_name="Koné", first_name="Ali", phone="+33601020304", postcode="75019", number_scope="f")
    child = {**home, "birth_date": BIRTH, "person_number": "5550123"}
    assert members(child, {**home, "birth_date": "1960-04-05", "person_number": number}) == [0, 1]
    assert members(child, {**child, "first_name": "Issa", "person_number": number}) == [0, 1]


def test_the_same_number_with_another_name_is_no_evidence() -> None:
    row = mention(person_number="A-17", number_scope="f", birth_date=BIRTH)
    apart = ({"last_name": "Koné", "first_name": "Esther"}, {"last_name": "Petrova", "first_name": "Olga"})
    assert persons(*({**row, **name} for name in apart)) == [0, 1]


def test_numbers_that_only_count_the_rows_are_no_evidence() -> None:
    rows = [
        mention(last_name=last, first_name=first, person_number=str(place + 1), number_scope="f", source=f"f#{sheet}")
        for sheet, names in (("a", ("Awa Koné", "Olga Bâ", "Li Tran")), ("b", ("Awa Diop", "Yao Bâ", "Li Fall")))
        for place, (first, last) in enumerate(name.split() for name in names)
    ]
    assert persons(*rows) == list(range(6))


def test_a_counter_is_told_from_a_number() -> None:
    assert is_counter(pd.Series(["1", "2", None, "3", "4"]))
    assert is_counter(pd.Series(["1029", "1030", "1031"]))
    assert not is_counter(pd.Series(["12", "7", "12", "31"]))
    assert not is_counter(pd.Series(["A-1", "A-2", "A-3"]))


def test_a_decision_wins_over_everything() -> None:
    rows = frame(
        mention(last_name="Koné", first_name="Esther", birth_date=BIRTH),
        mention(last_name="Petrova", first_name="Olga", birth_date="1968-05-17"),
        mention(last_name="Koné", first_name="Esther", birth_date=BIRTH),
    )
    matches = match_people(rows, same=[(0, 1)], different=[(0, 2)])
    assert matches.person[:3].tolist() == [0, 0, 1]
    assert reviewed(matches) == set()


def test_decisions_that_contradict_each_other_are_refused() -> None:
    rows = frame(mention(last_name="Koné"), mention(last_name="Koné"), mention(last_name="Koné"))
    rows["place"] = [f"a.xlsx#S!{row}" for row in range(len(rows))]
    with pytest.raises(ConfigError, match=r"a\.xlsx#S!0 and a\.xlsx#S!2"):
        match_people(rows, same=[(0, 1), (1, 2)], different=[(0, 2)])


def test_contradictions_within_a_person_are_listed() -> None:
    name = mention(last_name="Koné", first_name="Esther", phone="+33601020304")
    first = {**name, "birth_date": "1991-12-03", "gender": "F", "country": "SN"}
    second = {**name, "birth_date": "1991-03-12", "gender": "F", "country": "ML"}
    matches = match_people(frame(first, second))
    assert matches.contradictions.values.tolist() == [["birth_date", 0, 1], ["country", 0, 1]]


def test_every_merge_says_why_without_a_personal_value() -> None:
    name = mention(last_name="Koné", first_name="Esther", birth_date=BIRTH)
    matches = match_people(frame(name, {**name, "first_name": "Ester"}))
    assert matches.merges["why"].tolist() == ["same last name, first names a typing error apart, same birth date"]


def test_the_order_of_the_rows_does_not_change_who_is_who() -> None:
    rows = frame(*({**name, "birth_date": BIRTH} for pair in SAME.values() for name in pair))
    order = np.random.default_rng(7).permutation(len(rows))
    straight, shuffled = match_people(rows).person, match_people(rows.iloc[order].reset_index(drop=True)).person
    same = straight[order][:, None] == straight[order][None, :]
    assert np.array_equal(same, shuffled[:, None] == shuffled[None, :])


def test_people_are_numbered_by_their_first_mention() -> None:
    person = match_people(frame(*({**name, "birth_date": BIRTH} for pair in SAME.values() for name in pair))).person
    assert pd.unique(person).tolist() == list(range(person.max() + 1))


def test_the_mentions_are_left_as_they_are() -> None:
    rows = frame(mention(last_name="Koné", first_name="Esther", birth_date=BIRTH))
    before = rows.copy(deep=True)
    match_people(rows)
    pd.testing.assert_frame_equal(rows, before)


@pytest.mark.parametrize("size", [0, 1])
def test_nobody_and_one_person_are_answers(size: int) -> None:
    rows = frame(mention(last_name="Koné", first_name="Esther")).iloc[:size]
    assert match_people(rows).person.tolist() == list(range(size))


def test_columns_that_are_not_there_are_unknown() -> None:
    assert match_people(pd.DataFrame({"mention": [0, 1]})).person.tolist() == [0, 1]


def test_a_person_of_a_thousand_rows_is_one_person() -> None:
    name = mention(last_name="Koné", first_name="Esther", birth_date=BIRTH)
    phones = ["+33601020304", "+33755443322"]
    rows = [{**name, "phone": phones[place % 2], "postcode": f"750{place % 20:02}"} for place in range(1_200)]
    assert set(persons(*rows)) == {0}


def test_a_full_name_is_taken_apart_by_the_names_known_elsewhere() -> None:
    known = mention(last_name="Saint Aimé Diop", first_name="Anne Marie", birth_date=BIRTH)
    assert persons(known, mention(full_name="anne-marie saint-aimé diop", birth_date=BIRTH)) == [0, 0]
