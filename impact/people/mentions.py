"""What is known of every mention, as columns of codes; and how common each value is among people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.parse.fold import fold
from impact.people.compare import Births, parse_births
from impact.people.names import Codes, Names, parse_names
from impact.people.numberings import join_numberings

Shares = NDArray[np.float64]
Doubt = tuple[float, float]
MOSTLY = 2 / 3


@dataclass(frozen=True, eq=False)
class Field:
    """One field of every mention.

    Attributes:
        texts: object (str): the distinct values.
        codes: a place in `texts` per mention, −1 where unknown.
        people: of each distinct value, how many different full names have it.
    """

    texts: NDArray[np.object_]
    codes: Codes
    people: NDArray[np.int64]

    def share(self, rows: NDArray[np.int64], two_names: NDArray[np.bool_], size: int, doubt: Doubt) -> Shares:
        """How likely a stranger to a pair has the value of each of `rows`, the pair itself (`two_names`?) left out."""
        others = np.append(self.people, 0)[self.codes[rows]] - 1 - two_names
        return np.asarray((np.maximum(others, 0) + doubt[0]) / (size + doubt[1]))


@dataclass(frozen=True, eq=False)
class Known:
    """All that is known of every mention, ready to be compared.

    Attributes:
        population: how many different full names there are.
        scope: per mention, which numbering its number is of.
        counted: per mention, whether its number is only the place of its row in the sheet.
    """

    size: int
    population: int
    names: Names
    births: Births
    last: Field
    first: Field
    birth: Field
    year: Field
    phone: Field
    email: Field
    number: Field
    postcode: Field
    city: Field
    country: Field
    gender: Field
    scope: NDArray[np.int64]
    counted: NDArray[np.bool_]


def parse_mentions(mentions: pd.DataFrame) -> Known:
    """Normalises every column of `mentions`; a column that is not there is unknown throughout."""
    names, births = parse_names(mentions), parse_births(mentions)
    apart = len(names.whole) + np.arange(len(mentions))
    person = np.where(names.whole >= 0, names.whole, apart)
    day = births.year * 10000 + births.month * 100 + births.day
    sheet, scope = (
        pd.factorize(_column(mentions, name), use_na_sentinel=False)[0] for name in ("source", "number_scope")
    )
    numbers = _column(mentions, "person_number").str.strip().str.removesuffix(".0")
    counted = _find_counters(numbers, sheet)
    scope = join_numberings(numbers, scope, counted, names.whole)

    def field(values: pd.Series) -> Field:
        codes, texts = pd.factorize(values.to_numpy(dtype=object))
        return Field(
            np.asarray(texts, dtype=object),
            codes.astype(np.int32),
            _count_people(codes.astype(np.int32), person, len(texts)),
        )

    return Known(
        size=len(mentions),
        population=len(np.unique(person)),
        names=names,
        births=births,
        last=_name_field(names, names.last, person),
        first=_name_field(names, names.first, person),
        birth=field(pd.Series(day).where(births.day > 0)),
        year=field(pd.Series(births.year).where(births.year > 0)),
        phone=field(_column(mentions, "phone")),
        email=field(_column(mentions, "email").str.strip().str.lower()),
        number=field(pd.Series(scope).astype("str") + "\x1f" + numbers),
        postcode=field(_column(mentions, "postcode")),
        city=field(_folded(_column(mentions, "city"))),
        country=field(_column(mentions, "country")),
        gender=field(_column(mentions, "gender")),
        scope=scope,
        counted=counted,
    )


def is_counter(numbers: pd.Series) -> bool:
    """Whether a sheet's numbers only count its rows: two steps in three are +1 (`1, 2, 3, 4`, also `1029, 1030, …`).

    Of one number alone it cannot be told: it is taken for a counter.

    >>> is_counter(pd.Series(["1", "2", "3", "4"])), is_counter(pd.Series(["17", "4", "17", "230"]))
    (True, False)
    """
    values = pd.to_numeric(numbers.dropna(), errors="coerce")
    if values.isna().any():
        return False
    return len(values) < 2 or bool((values.diff().iloc[1:] == 1).mean() >= MOSTLY)


def _find_counters(numbers: pd.Series, sheet: NDArray[np.int64]) -> NDArray[np.bool_]:
    typed = numbers.notna().to_numpy()
    counts = np.zeros(int(sheet.max(initial=0)) + 1, dtype=bool)
    for place in np.unique(sheet[typed]).tolist():
        counts[place] = is_counter(numbers[typed & (sheet == place)])
    return counts[sheet]


def _column(mentions: pd.DataFrame, name: str) -> pd.Series:
    """The column as text, blanks as missing, numbered from 0."""
    if name not in mentions:
        return pd.Series(pd.NA, index=range(len(mentions)), dtype="str")
    texts = mentions[name].astype("str").reset_index(drop=True)
    return texts.where(texts.str.strip() != "")


def _folded(texts: pd.Series) -> pd.Series:
    codes, distinct = pd.factorize(texts)
    folded = np.array([*(fold(text) for text in distinct), None], dtype=object)
    return pd.Series(folded[codes])


def _name_field(names: Names, codes: Codes, person: NDArray[np.int64]) -> Field:
    return Field(names.texts, codes, _count_people(codes, person, len(names.texts)))


def _count_people(codes: Codes, person: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    known = codes >= 0
    pairs = np.unique(codes[known].astype(np.int64) * (int(person.max(initial=0)) + 1) + person[known])
    return np.bincount(pairs // (int(person.max(initial=0)) + 1), minlength=size)
