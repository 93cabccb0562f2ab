"""How strongly a pair of mentions speaks for one person: a weighing of three explanations, without training.

A pair is one person (P), two people of one household (H), or two strangers (S). For each field and each level of
agreement the tables of `weights` give the three probabilities; the score is log2 of P's odds against H and S together
(Fellegi and Sunter 1969, with a third class so that a shared surname, phone and postcode are explained once, by the
household). How likely strangers share a value comes from how common it is in the mentions themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from impact.people import weights
from impact.people.agree import Agreement
from impact.people.compare import Birth, Level, Levels, Rows
from impact.people.mentions import Field, Known
from impact.people.weights import Table

Bits = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Scores:
    """What the agreement of each pair says.

    Attributes:
        score: log2 odds of one person.
        beyond: bits against strangers that come from neither the names nor gender nor country.
        own: a field that belongs to one person only agrees.
    """

    score: Bits
    beyond: Bits
    own: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Scale:
    """log2 likelihoods of what is known of each pair: of one person, one household, two strangers."""

    person: Bits
    household: Bits
    strangers: Bits

    def add(self, table: Table, levels: Levels, strangers: Bits | None = None) -> Scale:
        """Adds a field; `strangers` is how likely strangers agree as much, where it depends on the value."""
        person, household, fixed = (np.log2(np.maximum(row, 1e-9))[levels] for row in table)
        by_chance = fixed if strangers is None else np.log2(strangers)
        return Scale(self.person + person, self.household + household, self.strangers + by_chance)

    def odds(self, population: int, rates: Rates) -> Bits:
        """log2 odds of one person, among so many people."""
        rare = -np.log2(max(population, 2))
        person = self.person + rare + np.log2(rates.person)
        household = self.household + rare + np.log2(max(rates.household, 1e-9))
        return np.asarray(person - np.logaddexp2(household, self.strangers))


@dataclass(frozen=True)
class Rates:
    """How many others, for each name, are mentions of the same person, and of someone else of the household."""

    person: float
    household: float


def estimate_rates(known: Known, pairs: Agreement) -> Rates:
    """Counts the pairs that can hardly be anything else, and leans on the usual rates where there are few.

    One person: same names and birth date. One household: same surname and phone, different first names and births.
    """
    dated, reachable = (float(np.mean(codes >= 0)) ** 2 for codes in (known.birth.codes, known.phone.codes))
    same_names = (pairs.last >= Level.TYPO) & (pairs.first >= Level.TYPO)
    persons = np.count_nonzero(same_names & (pairs.birth == Birth.SAME))
    at_home = (pairs.last >= Level.TYPO) & (pairs.phone == Level.SAME) & (pairs.first == Level.DIFFERENT)
    households = np.count_nonzero(at_home & (pairs.birth == Birth.CONTRADICTS))
    seen = weights.LAST[0][Level.SAME] * weights.FIRST[0][Level.SAME] * weights.BIRTH[0][Birth.SAME] * dated
    met = weights.LAST[1][Level.SAME] * weights.PHONE[1][Level.SAME] * dated * reachable
    usual = weights.USUAL
    return Rates(
        (persons + usual * weights.ONE_PERSON) / (seen * known.population + usual),
        (households + usual * weights.ONE_HOUSEHOLD) / (met * known.population + usual),
    )


def score_pairs(known: Known, pairs: Agreement, households: bool = True) -> Scores:
    """Weighs what `pairs` agree on; without `households` a phone is one person's own."""
    nothing, left = np.zeros(len(pairs.left)), pairs.left
    beyond = (
        Scale(nothing, nothing, nothing)
        .add(weights.BIRTH, pairs.birth, _births_by_chance(known, left, pairs.birth))
        .add(weights.PHONE if households else weights.OWN_PHONE, pairs.phone, _by_chance(known, known.phone, left, pairs.phone, weights.PHONE))
        .add(weights.EMAIL, pairs.email, _by_chance(known, known.email, left, pairs.email, weights.EMAIL))
        .add(weights.NUMBER, pairs.number)
        .add(weights.PLACE, pairs.place, _places_by_chance(known, left, pairs.place))
    )
    scale = (
        beyond.add(weights.LAST, pairs.last, _names_by_chance(known, known.last, pairs, pairs.last, weights.LAST))
        .add(weights.FIRST, pairs.first, _names_by_chance(known, known.first, pairs, pairs.first, weights.FIRST))
        .add(weights.COUNTRY, pairs.country, _by_chance(known, known.country, left, pairs.country, weights.COUNTRY))
        .add(weights.GENDER, pairs.gender)
    )
    together = (pairs.last >= Level.PART) & (pairs.first >= Level.PART)
    household = scale.household + np.where(pairs.first == Level.SAME, _share_namesakes(known, pairs), 0.0)
    strangers = scale.strangers + np.where(together, weights.NAMES_GO_TOGETHER, 0.0)
    rates = estimate_rates(known, pairs) if households else Rates(weights.ONE_PERSON, 0.0)
    scale = Scale(scale.person - np.where(pairs.turned, weights.TURNED, 0.0), household, strangers)
    own = (pairs.number == Level.SAME) | pairs.own_email | ((pairs.phone == Level.SAME) & (not households))
    return Scores(scale.odds(known.population, rates), beyond.person - beyond.strangers, own)


def _by_chance(known: Known, field: Field, rows: Rows, levels: Levels, table: Table) -> Bits:
    share = field.share(rows, known.population, *weights.DOUBT[table])
    return np.where(levels == Level.SAME, share, np.array(table[2])[levels])


def _names_by_chance(known: Known, field: Field, pairs: Agreement, levels: Levels, table: Table) -> Bits:
    """Strangers share a common name more often; an error away from a common name is more often another name."""
    doubt = weights.DOUBT[table]
    one, two = (field.share(rows, known.population, *doubt) for rows in (pairs.left, pairs.right))
    common = np.maximum(one, two)
    near = np.array(table[2])[levels] + np.array(weights.NEAR_BY_CHANCE)[levels] * common
    return np.where(levels == Level.SAME, common, near)


def _share_namesakes(known: Known, pairs: Agreement) -> Bits:
    """Two of one household seldom have one first name, but a little more often where it is common."""
    common = known.first.share(pairs.left, known.population, *weights.DOUBT[weights.FIRST])
    return np.log2(1 + 0.3 * common / weights.FIRST[1][Level.SAME])


def _places_by_chance(known: Known, rows: Rows, levels: Levels) -> Bits:
    by_postcode = _by_chance(known, known.postcode, rows, levels, weights.PLACE)
    by_city = _by_chance(known, known.city, rows, levels, weights.PLACE)
    return np.where(known.postcode.codes[rows] >= 0, by_postcode, by_city)


def _births_by_chance(known: Known, rows: Rows, levels: Levels) -> Bits:
    """The first of January, often typed for an unknown day, says little more than its year."""
    year = known.year.share(rows, known.population, *weights.DOUBT_YEAR)
    day = known.birth.share(rows, known.population, known.population / weights.DAYS + 0.01, 0)
    new_year = (known.births.day[rows] == 1) & (known.births.month[rows] == 1)
    fixed = np.array(weights.BIRTH[2])[levels]
    same_day = np.where(new_year, np.maximum(day, year / 4), np.maximum(day, 1 / weights.DAYS))
    return np.select([levels == Birth.SAME, levels == Birth.SAME_YEAR], [same_day, year], fixed)
