"""Made-up people for measuring `impact.people`: households, twins, homonyms, and rows typed more than once.

Nobody here exists: names are made of syllables. A row is one typed line about one person; `truth` says who.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

START = (
    "a b ba be bo bu da de di do fa fe fo ga gu ha i ja ka ke ko ku la le li ma me mo mu n na ne no o ou pa ra re ro "
    "sa se si so ta te ti to tra va vi wa ya ye yo za"
).split()
MIDDLE = "ba bi da do fa go ka ki la li ma mi na ni ra ri ro sa si ta ti va ya yo ndi mba nga ssa lla".split()
END = (
    "n no na ne ra ré re t tte lle lou mane de do dou di ga go ko ka ky li lo mba my ne ssa sse té to tou va vic wa ya "
    "yé ez ov ova enko"
).split()
LETTERS = np.array(list("abcdefghijklmnoprstuvyz"))
SURNAMES, FIRST_NAMES = 1500, 500
FIELDS = ["last_name", "first_name", "birth_date", "postcode", "phone"]


@dataclass(frozen=True)
class Errors:
    """How often a row typed again differs from the first."""

    last_typo: float = 0.08
    first_typo: float = 0.08
    short_first: float = 0.05
    turned_names: float = 0.03
    other_last: float = 0.02
    swapped_birth: float = 0.02
    birth_digit: float = 0.03
    moved: float = 0.18
    new_phone: float = 0.18
    phone_digit: float = 0.04
    no_birth: float = 0.14
    no_phone: float = 0.3
    no_postcode: float = 0.08


def make_mentions(rows: int, seed: int, errors: Errors | None = None) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """`rows` typed rows in random order, and who each one is; 15 % of the people are typed two to four times."""
    rng = np.random.default_rng(seed)
    people = _make_people(rng, int(rows / 1.2))
    again = rng.random(len(people)) < 0.15
    copies = np.where(again, rng.choice([1, 2, 3], len(people), p=[0.75, 0.18, 0.07]), 0)
    extra = np.repeat(np.arange(len(people)), copies)
    truth = np.concatenate([np.arange(len(people)), extra])[:rows]
    mentions = people.iloc[truth].reset_index(drop=True)
    mentions = _type_again(rng, mentions, np.arange(len(truth)) >= len(people), errors or Errors())
    order = rng.permutation(len(truth))
    return mentions.iloc[order].reset_index(drop=True), truth[order]


def _make_people(rng: Generator, size: int) -> pd.DataFrame:
    """A row a person; households are runs of rows with one surname, one address and often one phone."""
    members = rng.choice([1, 2, 3, 4, 5], size, p=[0.45, 0.2, 0.15, 0.12, 0.08])
    household = np.repeat(np.arange(size), members)[:size]
    starts = np.flatnonzero(np.diff(household, prepend=-1))
    of = np.searchsorted(starts, np.arange(size), side="right") - 1
    head = starts[of]
    lasts, firsts = _make_names(rng, SURNAMES, 3), _make_names(rng, FIRST_NAMES, 2)
    last = lasts[_common_first(rng, SURNAMES, size, 0.9)]
    last = np.where(rng.random(size) < 0.85, last[head], last)
    born = np.datetime64("1940-01-01") + rng.integers(0, 25_000, size)
    born = np.where(rng.random(size) < 0.03, born.astype("datetime64[Y]").astype("datetime64[D]"), born)
    twin = (np.arange(size) - head >= 2) & (rng.random(size) < 0.05)
    born[twin] = born[np.flatnonzero(twin) - 1]
    phone = rng.choice(90_000_000, size, replace=False) + 600_000_000
    shared = rng.random(size) < 0.8
    phone = np.where(shared, phone[head], phone)
    postcode = _make_postcodes(rng, 2000)[_common_first(rng, 2000, size, 0.6)][head]
    texts = pd.Series("+33" + pd.Series(phone).astype("str")).where(rng.random(size) > 0.15)
    return pd.DataFrame(
        {
            "last_name": last,
            "first_name": firsts[_first_names(rng, head)],
            "birth_date": pd.Series(born.astype("datetime64[s]")).where(rng.random(size) > 0.08),
            "postcode": pd.Series(postcode).where(rng.random(size) > 0.05),
            "phone": texts,
        }
    )


def _first_names(rng: Generator, head: NDArray[np.int64]) -> NDArray[np.int64]:
    """No two of a household have one first name, but for one in a thousand named after the head."""
    size = len(head)
    first = _common_first(rng, FIRST_NAMES, size, 0.8)
    while (again := pd.Series(head * FIRST_NAMES + first).duplicated().to_numpy()).any():
        first = np.where(again, _common_first(rng, FIRST_NAMES, size, 0.8), first)
    namesake = rng.random(size) < 0.001
    return np.where(namesake, first[head], first)


def _make_names(rng: Generator, size: int, syllables: int) -> NDArray[np.object_]:
    made: dict[str, None] = {}
    while len(made) < size:
        middle = "".join(rng.choice(MIDDLE, rng.integers(0, syllables)))
        name = str(rng.choice(START)) + middle + str(rng.choice(END))
        if len(name) > 3:
            made[name.capitalize()] = None
    return np.array(list(made), dtype=object)


def _make_postcodes(rng: Generator, size: int) -> NDArray[np.object_]:
    return np.array([f"{code:05}" for code in rng.choice(95_000, size, replace=False) + 1000], dtype=object)


def _common_first(rng: Generator, choices: int, size: int, steepness: float) -> NDArray[np.int64]:
    """Places among `choices`, the first ones far more often (Zipf)."""
    weight = 1 / (np.arange(choices) + 5.0) ** steepness
    return rng.choice(choices, size, p=weight / weight.sum())


def _type_again(rng: Generator, mentions: pd.DataFrame, again: NDArray[np.bool_], errors: Errors) -> pd.DataFrame:
    typed = mentions.copy()

    def some(share: float) -> NDArray[np.bool_]:
        return np.asarray(again & (rng.random(len(typed)) < share))

    for column, share in (("last_name", errors.last_typo), ("first_name", errors.first_typo)):
        rows = some(share)
        typed.loc[rows, column] = [_slip(rng, name) for name in typed.loc[rows, column]]
    rows = some(errors.short_first)
    typed.loc[rows, "first_name"] = typed.loc[rows, "first_name"].str[:4]
    rows = some(errors.other_last)
    typed.loc[rows, "last_name"] = typed["last_name"].sample(rows.sum(), random_state=rng).to_numpy()
    rows = some(errors.turned_names)
    typed.loc[rows, ["last_name", "first_name"]] = typed.loc[rows, ["first_name", "last_name"]].to_numpy()
    typed["birth_date"] = _retype_births(rng, typed["birth_date"], some(errors.swapped_birth), some(errors.birth_digit))
    rows = some(errors.moved)
    typed.loc[rows, "postcode"] = typed["postcode"].sample(rows.sum(), random_state=rng).to_numpy()
    rows = some(errors.new_phone)
    typed.loc[rows, "phone"] = [f"+33{number}" for number in rng.integers(690_000_000, 790_000_000, rows.sum())]
    rows = some(errors.phone_digit) & typed["phone"].notna().to_numpy()
    typed.loc[rows, "phone"] = [_slip_digit(rng, phone) for phone in typed.loc[rows, "phone"]]
    for column, share in (
        ("birth_date", errors.no_birth),
        ("phone", errors.no_phone),
        ("postcode", errors.no_postcode),
    ):
        typed[column] = typed[column].where(~some(share))
    return typed


def _retype_births(
    rng: Generator, births: pd.Series, swapped: NDArray[np.bool_], digit: NDArray[np.bool_]
) -> pd.Series:
    turned = pd.to_datetime(births.dt.strftime("%Y-%d-%m"), format="%Y-%m-%d", errors="coerce")
    births = births.where(~(swapped & turned.notna().to_numpy()), turned)
    shifted = births + pd.to_timedelta(rng.choice([-10, -1, 1, 10], len(births)), unit="D")
    one_digit = shifted.dt.month == births.dt.month
    return births.where(~(digit & one_digit.to_numpy()), shifted)


def _slip(rng: Generator, name: str) -> str:
    """A letter left out, doubled, changed, or two exchanged."""
    place, kind = int(rng.integers(0, len(name) - 1)), int(rng.integers(0, 4))
    changed = (
        name[:place] + name[place + 1 :],
        name[: place + 1] + name[place:],
        name[:place] + str(rng.choice(LETTERS)) + name[place + 1 :],
        name[:place] + name[place + 1] + name[place] + name[place + 2 :],
    )
    return changed[kind]


def _slip_digit(rng: Generator, phone: str) -> str:
    place = int(rng.integers(4, len(phone)))
    return f"{phone[:place]}{(int(phone[place]) + int(rng.integers(1, 10))) % 10}{phone[place + 1 :]}"
