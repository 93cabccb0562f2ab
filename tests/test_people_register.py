"""Ids: keyed, stable whatever the order, and kept when a better row arrives."""

from __future__ import annotations

import hashlib
import json
import stat
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from impact.errors import ImpactError
from impact.people import Register, assign_person_ids, read_or_make_key, read_register, write_register

KEY = bytes(range(32))
NOBODY = Register()
ESTHER = {"last_name": "Koné", "first_name": "Esther", "birth_date": "1991-12-03", "phone": "+33601020304"}
OLGA = {"last_name": "Petrova", "first_name": "Olga", "birth_date": "1968-05-17", "phone": "+33755443322"}
YAO = {"last_name": "Okello", "first_name": "Yao"}


def frame(*rows: dict[str, str]) -> pd.DataFrame:
    mentions = pd.DataFrame([{"place": f"a.xlsx#S!{place + 2}", **row} for place, row in enumerate(rows)])
    columns = mentions.reindex(columns=["last_name", "first_name", "birth_date", "phone", "email", "place"])
    return columns.assign(birth_date=pd.to_datetime(columns["birth_date"]))


def assign(clusters: list[int], *rows: dict[str, str], register: Register = NOBODY) -> tuple[list[str], Register]:
    ids, kept = assign_person_ids(np.array(clusters), frame(*rows), KEY, register)
    return ids.tolist(), kept


def test_an_id_is_keyed_and_holds_nothing_of_the_person() -> None:
    (one,), register = assign([0], ESTHER)
    (other,) = assign_person_ids(np.array([0]), frame(ESTHER), bytes(32), NOBODY)[0]
    assert one != other
    assert one.startswith("p_") and len(one) == 18
    plain = {hashlib.sha256(value.encode()).hexdigest()[:16] for value in ESTHER.values()}
    assert one[2:] not in plain
    kept = json.dumps([dict(register.since), dict(register.owner)])
    assert not any(value.lower() in kept.lower() for value in ESTHER.values())


def test_the_order_of_the_rows_does_not_change_an_id() -> None:
    rows = (ESTHER, OLGA, YAO, {**ESTHER, "phone": "+33600000000"})
    mentions = frame(*rows)
    ids = assign_person_ids(np.array([0, 1, 2, 0]), mentions, KEY, NOBODY)[0]
    order = [3, 2, 0, 1]
    shuffled = assign_person_ids(np.array([5, 7, 5, 6]), mentions.iloc[order].reset_index(drop=True), KEY, NOBODY)[0]
    assert shuffled.tolist() == ids[order].tolist()


def test_the_same_rows_and_key_make_the_same_ids_again() -> None:
    first, register = assign([0, 1, 2], ESTHER, OLGA, YAO)
    assert assign([0, 1, 2], ESTHER, OLGA, YAO)[0] == first
    again, same = assign([0, 1, 2], ESTHER, OLGA, YAO, register=register)
    assert again == first
    assert (dict(same.since), dict(same.owner)) == (dict(register.since), dict(register.owner))


@pytest.mark.parametrize(
    "better",
    [
        {**ESTHER, "phone": "+33611111111"},
        {**ESTHER, "last_name": "Konaté"},
        {**ESTHER, "email": "esther@exemple.org", "first_name": "Ester"},
        {**ESTHER, "birth_date": "1991-03-12"},
    ],
    ids=["a new phone", "a name corrected", "an e-mail and a typing error", "a birth date corrected"],
)
def test_a_better_row_keeps_the_id(better: dict[str, str]) -> None:
    (before, _), register = assign([0, 1], ESTHER, OLGA)
    after, _ = assign([0, 1], {**better, "place": "b.csv!9"}, OLGA, register=register)
    assert after[0] == before


def test_a_row_that_joins_a_person_takes_her_id_even_if_it_sorts_first() -> None:
    before, register = assign([0], ESTHER)
    for number in range(20):
        row = {**ESTHER, "last_name": f"Kone{chr(97 + number)}", "place": "b.csv!2"}
        after, _ = assign([0, 0], row, ESTHER, register=register)
        assert after == before * 2


def test_two_persons_who_become_one_keep_the_older_id() -> None:
    (older,), register = assign([0], OLGA)
    (_, newer), register = assign([0, 1], OLGA, ESTHER, register=register)
    after, _ = assign([0, 0, 0], ESTHER, OLGA, {**ESTHER, "phone": OLGA["phone"]}, register=register)
    assert set(after) == {older}
    assert older != newer


def test_a_person_who_is_split_keeps_her_id_where_most_of_her_rows_are() -> None:
    rows = (ESTHER, {**ESTHER, "phone": "+33611111111"}, OLGA)
    (before, *_), register = assign([0, 0, 0], *rows)
    after, _ = assign([0, 0, 1], *rows, register=register)
    assert after[0] == after[1] == before
    assert after[2] != before


def test_homonyms_who_say_the_same_have_two_ids_and_keep_them() -> None:
    before, register = assign([0, 1], YAO, YAO)
    assert before[0] != before[1]
    assert assign([0, 1], YAO, YAO, register=register)[0] == before


def test_twins_do_not_take_each_other_s_id() -> None:
    twins = [{**ESTHER, "first_name": name} for name in ("Awa", "Mariam")]
    (before,), register = assign([0], twins[0])
    after, _ = assign([0, 1], twins[1], twins[0], register=register)
    assert after[1] == before and after[0] != before


def test_a_person_who_is_away_for_a_year_has_her_id_when_she_returns() -> None:
    (before, _), register = assign([0, 1], ESTHER, OLGA)
    _, register = assign([0], OLGA, register=register)
    after, _ = assign([0, 1], OLGA, ESTHER, register=register)
    assert after[1] == before


def test_the_register_is_read_as_it_was_written_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / ".impact" / "register.json"
    _, register = assign([0, 1], ESTHER, OLGA)
    write_register(path, register)
    first = path.read_bytes()
    write_register(path, Register(dict(reversed(list(register.since.items()))), register.owner))
    assert path.read_bytes() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_register(path) == Register(dict(register.since), dict(register.owner))
    assert [file.name for file in path.parent.iterdir()] == ["register.json"]


def test_no_register_is_an_empty_one(tmp_path: Path) -> None:
    assert read_register(tmp_path / "register.json") == Register()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1, "since": {}, "owner": {"a": "p_1"}}'])
def test_a_file_that_is_no_register_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "register.json").write_text(text)
    with pytest.raises(ImpactError, match="is not a register"):
        read_register(tmp_path / "register.json")


def test_the_key_is_made_once_long_and_private(tmp_path: Path) -> None:
    path = tmp_path / "key"
    key = read_or_make_key(path)
    assert len(key) == 32
    assert read_or_make_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_or_make_key(tmp_path / "other") != key


def test_a_broken_key_is_refused_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("half a key")
    with pytest.raises(ImpactError, match="holds no key"):
        read_or_make_key(path)
    assert path.read_text() == "half a key"
