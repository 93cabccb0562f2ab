"""Why two mentions are, or may be, one person: sentences without a personal value."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.people.agree import Agreement
from impact.people.compare import Birth, Level, Levels
from impact.people.mentions import Known
from impact.people.score import Scores

BIRTHS = {
    Birth.MISSING: "no birth date",
    Birth.CONTRADICTS: "contradicting birth date",
    Birth.NEAR_YEAR: "birth years one apart",
    Birth.SAME_YEAR: "same birth year",
    Birth.ONE_DIGIT: "birth date one digit apart",
    Birth.SWAPPED: "birth date with day and month swapped",
    Birth.SAME: "same birth date",
}
CONTACTS = {Level.DIFFERENT: "different", Level.TYPO: "almost the same", Level.SAME: "same"}


def explain_pairs(pairs: Agreement, scores: Scores, rows: NDArray[np.int64]) -> pd.DataFrame:
    """A row a pair of `rows`: `left`, `right`, `score` (log2 odds of one person) and `why`, an English sentence."""
    distinct, codes = find_reasons(pairs, rows)
    why = np.array([*(_explain(tuple(int(level) for level in row)) for row in distinct), ""], dtype=object)
    return pd.DataFrame(
        {
            "left": pairs.left[rows],
            "right": pairs.right[rows],
            "score": scores.score[rows].round(2),
            "why": pd.Series(why[codes], dtype="str"),
        }
    )


def find_reasons(pairs: Agreement, rows: NDArray[np.int64]) -> tuple[Levels, NDArray[np.int64]]:
    """The distinct ways in which the pairs of `rows` agree, a row each, and which of them is each pair's."""
    fields = (pairs.last, pairs.first, pairs.turned, pairs.birth, pairs.phone, pairs.email, pairs.number, pairs.place)
    levels = np.column_stack([field[rows].astype(np.int8) for field in fields]).reshape(-1, len(fields))
    distinct, codes = np.unique(levels, axis=0, return_inverse=True)
    return distinct, codes.reshape(-1)


def find_contradictions(known: Known, person: NDArray[np.int64]) -> pd.DataFrame:
    """A row a mention whose known value differs from its person's first known one: `field`, `left`, `right`."""
    dates = np.where(known.births.day > 0, known.birth.codes, -1)
    fields = {"gender": known.gender.codes, "birth_date": dates, "birth_year": known.year.codes}
    found = [_differing(name, codes, person) for name, codes in {**fields, "country": known.country.codes}.items()]
    contradictions = pd.concat(found, ignore_index=True)
    dated = contradictions.loc[contradictions["field"] == "birth_date", ["left", "right"]]
    both = contradictions.merge(dated.assign(dated=True), on=["left", "right"], how="left")["dated"].notna()
    return contradictions[~(both & (contradictions["field"] == "birth_year"))].reset_index(drop=True)


def _differing(name: str, codes: NDArray[np.int32], person: NDArray[np.int64]) -> pd.DataFrame:
    known = pd.DataFrame({"right": np.flatnonzero(codes >= 0)})
    known["person"], known["code"] = person[known["right"]], codes[known["right"]]
    first = known.groupby("person")[["right", "code"]].transform("first")
    differs = known["code"] != first["code"]
    pairs = pd.DataFrame({"left": first["right"][differs], "right": known["right"][differs]})
    pairs.insert(0, "field", pd.Series(name, index=pairs.index, dtype="str"))
    return pairs


def _explain(levels: tuple[int, ...]) -> str:
    last, first, turned, birth, phone, email, number, place = levels
    said = [_explain_names(last, first, bool(turned)), BIRTHS[Birth(birth)]]
    for level, name in ((phone, "phone"), (email, "e-mail"), (number, "number"), (place, "postcode or city")):
        if level in CONTACTS:
            said.append(f"{CONTACTS[Level(level)]} {name}")
    return ", ".join(said)


def _explain_names(last: int, first: int, turned: bool) -> str:
    if last == first == Level.SAME:
        return "same name in another order" if turned else "same name"
    said = [_explain_name(Level(last), "last name"), _explain_name(Level(first), "first name")]
    return ", ".join(said) + (" in another order" if turned else "")


def _explain_name(level: Level, name: str) -> str:
    words = {
        Level.MISSING: f"no {name}",
        Level.DIFFERENT: f"different {name}s",
        Level.SIMILAR: f"similar {name}s",
        Level.PART: f"one {name} part of the other",
        Level.TYPO: f"{name}s a typing error apart",
        Level.SAME: f"same {name}",
    }
    return words[level]
