"""How strongly a pair of mentions speaks for one person: a weighing of three explanations, without training.

A pair is one person, two people of one household, or two strangers. For each field and each level of agreement the
tables of `weights` give the three probabilities; the score is log2 of the odds of one person against the two others
together (Fellegi and Sunter 1969, with a third class, so that a shared surname, phone and postcode are explained once,
by the household). What strangers share by chance, how many households there are and how carefully people typed are
read from the mentions themselves, leaning on the tables where there are few.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from impact.people import weights
from impact.people.agree import Agreement
from impact.people.chance import (
    chance_of_births,
    chance_of_names,
    chance_of_namesakes,
    chance_of_places,
    chance_of_value,
)
from impact.people.compare import Birth, Level, Levels
from impact.people.mentions import Field, Known
from impact.people.numbers import Numbers
from impact.people.weights import Table

Bits = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Scores:
    """What the agreement of each pair says.

    Attributes:
        score: log2 odds of one person.
        beyond: bits against strangers that come from neither the names nor gender nor country.
    """

    score: Bits
    beyond: Bits


@dataclass(frozen=True, eq=False)
class Evidence:
    """One field of every pair.

    Attributes:
        levels: how far it agrees.
        person, household: probability of each level, for one person and for two of a household.
        strangers: of each pair, probability that two strangers agree as much.
        beyond: it is neither a name nor gender nor country.
        agreeing: the levels that people's carelessness is learnt from.
    """

    levels: Levels
    person: NDArray[np.float64]
    household: NDArray[np.float64]
    strangers: Bits
    beyond: bool
    agreeing: tuple[int, ...] = (Level.TYPO, Level.SAME)

    def bits(self) -> tuple[Bits, Bits, Bits]:
        """log2 likelihood of one person, of a household, of strangers."""
        return np.log2(self.person)[self.levels], np.log2(self.household)[self.levels], np.log2(self.strangers)


@dataclass(frozen=True)
class Rates:
    """How many others, for each name, are mentions of the same person, and of someone else of the household."""

    person: float
    household: float


def score_pairs(known: Known, pairs: Agreement, numbers: Numbers) -> Scores:
    """Weighs what `pairs` agree on, by what a number in the same scope is."""
    alone = numbers == Numbers.ALONE
    evidence = _gather(known, pairs, alone)
    rates = estimate_rates(known, pairs)
    rates = replace(rates, household=weights.NO_HOUSEHOLD) if alone else rates
    credible = True if alone else (pairs.birth != Birth.CONTRADICTS) & (pairs.first != Level.DIFFERENT)
    for _ in range(weights.ROUNDS):
        likely = np.where(credible, 1 / (1 + np.exp2(-_odds(known, pairs, evidence, rates))), 0.0)
        evidence = [_learn_care(field, likely, alone) for field in evidence]
    beyond = np.zeros(len(pairs.left))
    for field in evidence:
        person, _, strangers = field.bits()
        beyond += (person - strangers) * field.beyond
    return Scores(_odds(known, pairs, evidence, rates), beyond)


def estimate_rates(known: Known, pairs: Agreement) -> Rates:
    """Counts the pairs that can hardly be anything else, and leans on the usual rates where there are few.

    One person: same names and birth date. One household: same surname and phone, different first names and births.
    """
    dated, reachable = (
        (np.count_nonzero(codes >= 0) / max(known.size, 1)) ** 2 for codes in (known.birth.codes, known.phone.codes)
    )
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


def _gather(known: Known, pairs: Agreement, alone: bool) -> list[Evidence]:
    told = pairs.number if alone else np.where(pairs.number == Level.SAME, Level.SAME, Level.MISSING).astype(np.int8)

    def field(table: Table, levels: Levels, strangers: Bits | None = None, beyond: bool = True) -> Evidence:
        person, household, fixed = (np.maximum(row, 1e-9) for row in table)
        agreeing = (Birth.ONE_DIGIT, Birth.SWAPPED, Birth.SAME) if table is weights.BIRTH else (Level.TYPO, Level.SAME)
        return Evidence(levels, person, household, fixed[levels] if strangers is None else strangers, beyond, agreeing)

    def by_value(of: Field, table: Table, levels: Levels, beyond: bool = True) -> Evidence:
        return field(table, levels, chance_of_value(known, of, pairs, levels, table), beyond)

    last = chance_of_names(known, known.last, pairs, pairs.last, weights.LAST)
    first = chance_of_names(known, known.first, pairs, pairs.first, weights.FIRST)
    return [
        field(weights.LAST, pairs.last, last, beyond=False),
        field(weights.FIRST, pairs.first, first, beyond=False),
        field(weights.BIRTH, pairs.birth, chance_of_births(known, pairs)),
        by_value(known.phone, weights.PHONE, pairs.phone),
        by_value(known.email, weights.EMAIL, pairs.email),
        field(weights.OWN_NUMBER if alone else weights.NUMBER, told),
        field(weights.PLACE, pairs.place, chance_of_places(known, pairs)),
        by_value(known.country, weights.COUNTRY, pairs.country, beyond=False),
        field(weights.GENDER, pairs.gender, beyond=False),
    ]


def _odds(known: Known, pairs: Agreement, evidence: list[Evidence], rates: Rates) -> Bits:
    """log2 odds of one person."""
    rare = -np.log2(max(known.population, 2))
    turned = np.where(pairs.turned, -weights.TURNED, 0.0)
    namesakes = np.where(pairs.first == Level.SAME, _more_namesakes(known, pairs), 0.0)
    person = turned + rare + np.log2(rates.person)
    household = turned + namesakes + rare + np.log2(rates.household)
    strangers = np.where((pairs.last >= Level.PART) & (pairs.first >= Level.PART), weights.NAMES_GO_TOGETHER, 0.0)
    for field in evidence:
        of_person, of_household, of_strangers = field.bits()
        person, household, strangers = person + of_person, household + of_household, strangers + of_strangers
    return np.asarray(person - np.logaddexp2(household, strangers))


def _more_namesakes(known: Known, pairs: Agreement) -> Bits:
    """Two of one household seldom have one first name, but a little more often where it is common."""
    return np.log2(1 + weights.NAMESAKES * chance_of_namesakes(known, pairs) / weights.FIRST[1][Level.SAME])


def _learn_care(field: Evidence, likely: NDArray[np.float64], alone: bool) -> Evidence:
    """How carelessly this field was typed, from the likely pairs; in a list by number, how often it was replaced too.

    One step of expectation and maximisation, leaning on the table as on `weights.TRUST` pairs.
    """
    free = np.array(range(1, len(field.person)) if alone else field.agreeing)
    seen = np.bincount(field.levels, weights=likely, minlength=len(field.person))[free]
    mass = field.person[free].sum()
    learnt = field.person.copy()
    learnt[free] = mass * (seen + weights.TRUST * field.person[free]) / (seen.sum() + weights.TRUST * mass)
    return replace(field, person=learnt)
