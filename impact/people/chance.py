"""How likely two strangers agree as much as a pair does: from how common its values are in the mentions themselves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from impact.people import weights
from impact.people.agree import Agreement
from impact.people.compare import Birth, Level, Levels, Rows, compare_values
from impact.people.mentions import Field, Known
from impact.people.weights import Table

Chances = NDArray[np.float64]
SAMPLE = 20_000


def chance_of_names(known: Known, field: Field, pairs: Agreement, levels: Levels, table: Table) -> Chances:
    """Strangers share a common name more often; an error away from a common name is more often another name."""
    one, two = (_share(known, field, pairs, rows, weights.DOUBT[table]) for rows in (pairs.left, pairs.right))
    common = np.maximum(one, two)
    near = np.array(table[2])[levels] + np.array(weights.NEAR_BY_CHANCE)[levels] * common
    return np.where(levels == Level.SAME, common, near)


def chance_of_value(known: Known, field: Field, pairs: Agreement, levels: Levels, table: Table) -> Chances:
    """The share of people who have the value, where it is the same; else what the table says."""
    share = _share(known, field, pairs, pairs.left, weights.DOUBT[table])
    return np.where(levels == Level.SAME, share, np.array(table[2])[levels])


def chance_of_places(known: Known, pairs: Agreement) -> Chances:
    """By postcode, else by city; in one region many postcodes are a digit apart, which is counted."""
    by_postcode = chance_of_value(known, known.postcode, pairs, pairs.place, weights.PLACE)
    by_city = chance_of_value(known, known.city, pairs, pairs.place, weights.PLACE)
    chance = np.where(known.postcode.codes[pairs.left] >= 0, by_postcode, by_city)
    return np.where(pairs.place == Level.TYPO, _share_of_near(known.postcode), chance)


def chance_of_births(known: Known, pairs: Agreement) -> Chances:
    """The first of January, often typed for an unknown day, says little more than its year."""
    rows, births = pairs.left, known.births
    year = _share(known, known.year, pairs, rows, weights.DOUBT_YEAR)
    day = np.maximum(_share(known, known.birth, pairs, rows, weights.DOUBT_DAY), 1 / weights.DAYS)
    new_year = (births.day[rows] == 1) & (births.month[rows] == 1)
    same_day = np.where(new_year, np.maximum(day, year / 4), day)
    fixed = np.array(weights.BIRTH[2])[pairs.birth]
    return np.select([pairs.birth == Birth.SAME, pairs.birth == Birth.SAME_YEAR], [same_day, year], fixed)


def chance_of_namesakes(known: Known, pairs: Agreement) -> Chances:
    """How common the first name is."""
    return _share(known, known.first, pairs, pairs.left, weights.DOUBT[weights.FIRST])


def _share(known: Known, field: Field, pairs: Agreement, rows: Rows, doubt: tuple[float, float]) -> Chances:
    whole = known.names.whole
    two_names = (whole[pairs.left] != whole[pairs.right]) | (whole[pairs.left] < 0)
    return field.share(rows, two_names, known.population, doubt)


def _share_of_near(field: Field) -> float:
    """How many pairs of mentions, of those a fixed step apart, have values one digit apart; leans on the table."""
    typed = np.flatnonzero(field.codes >= 0)[:SAMPLE]
    usual, trust = weights.PLACE[2][Level.TYPO], 500
    levels = compare_values(field.texts, field.codes, typed, np.roll(typed, len(typed) // 2))
    return float((np.count_nonzero(levels == Level.TYPO) + usual * trust) / (len(typed) + trust))
