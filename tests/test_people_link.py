"""Names that stand only in presence lists."""

from __future__ import annotations

import pandas as pd

from impact.people import link_presences

KNOWN = [
    (0, "Koné", "Esther", "textile"),
    (1, "Sissoko", "Fatoumata", "textile"),
    (2, "Diallo", "Awa", "textile"),
    (3, "Diallo", "Awa", "food"),
    (4, "Traoré", "Akissi", "food"),
    (4, "Traore", "Akissi", "textile"),
    (5, "Bâ", "Mariama", "language"),
    (6, "Bâ", "Mariama", "language"),
]


def people(**extra: list[object]) -> pd.DataFrame:
    return pd.DataFrame(KNOWN, columns=["person", "last_name", "first_name", "context"]).assign(**extra)


def link(*lines: tuple[str | None, str | None, str | None], **extra: list[object]) -> pd.DataFrame:
    presences = pd.DataFrame(lines, columns=["last_name", "first_name", "context"]).assign(**extra)
    presences.insert(0, "presence", range(len(presences)))
    return link_presences(presences, people())


def linked(*lines: tuple[str | None, str | None, str | None]) -> list[int | None]:
    return [None if pd.isna(person) else int(person) for person in link(*lines)["person"]]


def test_a_name_is_linked_to_the_only_person_of_that_name_in_its_project() -> None:
    assert linked(("KONE", " esther ", "textile"), ("Diallo", "Awa", "food"), ("Diallo", "AWA", "textile")) == [0, 3, 2]


def test_the_order_of_the_names_does_not_matter() -> None:
    assert linked(("Esther", "Koné", "textile")) == [0]


def test_a_full_name_in_one_column_is_linked() -> None:
    presences = pd.DataFrame(
        {"presence": [0, 1], "full_name": ["Esther KONÉ", "sissoko fatoumata"], "context": "textile"}
    )
    assert link_presences(presences, people())["person"].tolist() == [0, 1]


def test_else_to_the_only_one_in_the_workspace() -> None:
    found = link(("Koné", "Esther", "food"), ("Koné", "Esther", None))
    assert found["person"].tolist() == [0, 0]
    assert found["why"].tolist() == ["the only person of that name in the workspace"] * 2


def test_two_candidates_are_listed_and_nobody_is_linked() -> None:
    found = link(("Bâ", "Mariama", "language"), ("Diallo", "Awa", "language"))
    assert found["person"].isna().all()
    assert found["new"].isna().all()
    assert found["candidates"].tolist() == [2, 2]


def test_one_person_with_two_mentions_is_one_candidate() -> None:
    found = link(("Traoré", "Akissi", "language"))
    assert (found["person"].tolist(), found["candidates"].tolist()) == ([4], [1])


def test_a_short_first_name_or_a_typing_error_is_linked_where_it_is_the_only_one() -> None:
    assert linked(("Sissoko", "Fatou", "textile"), ("Sisoko", "Fatoumata", "textile")) == [1, 1]


def test_an_almost_equal_name_of_another_project_is_somebody_new() -> None:
    found = link(("Sissoko", "Fatou", "food"))
    assert (found["person"].isna().all(), found["new"].tolist()) == (True, [0])


def test_the_same_new_name_in_the_same_project_is_the_same_new_person() -> None:
    names = (
        ("Yao", "Kouassi", "food"),
        ("yao", "KOUASSI", "food"),
        ("Kouassi", "Yao", "food"),
        ("Yao", "Kouasi", "food"),
    )
    found = link(*names, ("Yao", "Kouassi", "textile"), ("Mensah", "Kofi", "food"))
    assert found["new"].tolist() == [0, 0, 0, 0, 1, 2]
    assert found["person"].isna().all()


def test_an_incomplete_name_is_nobody() -> None:
    found = link((None, "Esther", "textile"), ("Koné", None, "textile"), (None, None, "textile"))
    assert found["person"].isna().all()
    assert found["new"].isna().all()
    assert set(found["why"]) == {"an incomplete name"}


def test_a_birth_date_chooses_between_namesakes_and_a_contradicting_one_excludes() -> None:
    births = pd.to_datetime(["1991-12-03"] * 6 + ["1980-01-05", "1964-01-09"])
    lines = pd.DataFrame({"presence": [0, 1], "last_name": ["Bâ", "Koné"], "first_name": ["Mariama", "Esther"]})
    lines = lines.assign(context=["language", "textile"], birth_date=pd.to_datetime(["1964-01-09", "1950-07-30"]))
    found = link_presences(lines, people(birth_date=births))
    assert found["person"].fillna(-1).tolist() == [6, -1]
    assert found["new"].fillna(-1).tolist() == [-1, 0]


def test_a_phone_chooses_between_namesakes() -> None:
    phones = [None] * 6 + ["+33601020304", "+33755443322"]
    lines = pd.DataFrame({"presence": [9], "last_name": ["Bâ"], "first_name": ["Mariama"], "phone": ["+33601020304"]})
    found = link_presences(lines.assign(context="language"), people(phone=phones))
    assert found.values.tolist() == [[9, 5, pd.NA, 1, "the only person of that name in the project or sector"]]


def test_nobody_known_and_no_line_are_answers() -> None:
    lines = pd.DataFrame({"presence": [0], "last_name": ["Koné"], "first_name": ["Esther"], "context": ["textile"]})
    assert link_presences(lines, people().iloc[:0])["new"].tolist() == [0]
    assert link_presences(lines.iloc[:0], people()).empty
