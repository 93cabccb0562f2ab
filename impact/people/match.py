"""Who is the same person: `match_people`, from mentions to persons, and what a human should look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.people.agree import Agreement, compare_mentions
from impact.people.block import find_candidates
from impact.people.cluster import Excuse, Joined, Joiner, join_best_first, join_decided
from impact.people.compare import Birth, Level, Levels, NameComparer
from impact.people.decisions import check_decisions
from impact.people.explain import explain_pairs, find_contradictions, find_reasons
from impact.people.mentions import Known, parse_mentions
from impact.people.numbers import Numbers, find_numbers
from impact.people.score import Scores, score_pairs

MERGE = 4.8  # log2 odds from which two mentions are one person
NEAR = 6.5  # the same, where nothing but names and a postcode one digit apart agree
REVIEW = -1.0  # log2 odds from which a human should look
BEYOND_NAMES, BEYOND_NAMES_BY_PLACE = 4.0, 5.0  # bits that must come from elsewhere than names; by a place alone
CLEARLY_BETTER = 3.0  # bits by which one of two contradicting claims must win


@dataclass(frozen=True, eq=False)
class Matches:
    """Who is who among the mentions.

    Attributes:
        person: a number per mention, from 0, in the order of each person's first mention.
        review: a row an uncertain pair: `left`, `right` (mentions), `why`, `score` (log2 odds of one person).
        merges: a row a pair that joined two groups: `left`, `right`, `score`, `why`. Decisions are not in it.
        contradictions: a row a mention that differs from its person's first known value: `field` (`gender`,
            `birth_date`, `birth_year` or `country`), `left` (the first), `right`.
    """

    person: NDArray[np.int64]
    review: pd.DataFrame
    merges: pd.DataFrame
    contradictions: pd.DataFrame


def match_people(
    mentions: pd.DataFrame,
    same: Sequence[tuple[int, ...]] = (),
    different: Sequence[tuple[int, ...]] = (),
) -> Matches:
    """Finds which mentions are one person.

    Never by a full name alone, never against a contradicting birth (but in a list by personal number, where one field
    may have been typed anew: `find_numbers`); a blank is no evidence. Homonyms that cannot be told apart stay apart and
    are listed for review.

    Args:
        mentions: a row is what one source row says about one person, numbered from 0. Columns, each of which may be
            missing or blank: `last_name`, `first_name`, `full_name`, `birth_date`, `birth_year`, `gender`, `phone`
            (E.164), `email`, `person_number` and the `number_scope` it is valid in, `postcode`, `city`, `country`,
            `source`, `place`.
        same: mentions that a person has decided are one; wins over everything.
        different: mentions that a person has decided are all different persons; wins over everything.

    Raises:
        ConfigError: two decisions contradict each other.

    >>> rows = pd.DataFrame({"last_name": ["Koné", "KONE"], "first_name": ["Esther", "esther"],
    ...                      "birth_date": pd.to_datetime(["1991-12-03", "1991-12-03"])})
    >>> match_people(rows).person.tolist()
    [0, 0]
    """
    check_decisions(mentions, same, different)
    known = parse_mentions(mentions)
    pairs = compare_mentions(known, *find_candidates(known))
    numbers = find_numbers(pairs)
    scores = score_pairs(known, pairs, numbers)
    excuse = _find_excuses(pairs, numbers)
    eligible = _find_eligible(pairs, scores, excuse)
    joiner = _start(known, same, different)
    joined, order = _join(joiner, pairs, scores, eligible, excuse)
    unclear = _find_unclear(joiner, pairs, scores, order, joined)
    if unclear.any():
        joiner = _start(known, same, different)
        joined, order = _join(joiner, pairs, scores, eligible & ~unclear, excuse)
    person = pd.factorize(joined.group)[0].astype(np.int64)
    merges = explain_pairs(pairs, scores, order[joined.joining])
    review = explain_pairs(pairs, scores, _find_review(joiner, pairs, scores, person))
    return Matches(person, review, merges, find_contradictions(known, person))


def _start(known: Known, same: Sequence[tuple[int, ...]], different: Sequence[tuple[int, ...]]) -> Joiner:
    joiner = Joiner(known.births, known.names.last, known.names.first, NameComparer(known.names, known.first.people))
    join_decided(joiner, same, different)
    return joiner


def _find_eligible(pairs: Agreement, scores: Scores, excuse: Levels) -> NDArray[np.bool_]:
    """Pairs that may be joined by themselves."""
    told_apart = (pairs.birth == Birth.CONTRADICTS) & (excuse < Excuse.BIRTH)
    told_apart |= (pairs.first == Level.DIFFERENT) & (excuse < Excuse.FIRST_NAME)
    contact = (pairs.phone == Level.SAME) | (pairs.email == Level.SAME) | (pairs.number == Level.SAME)
    new_phone_only = (pairs.birth == Birth.MISSING) & (pairs.phone == Level.DIFFERENT) & ~contact
    firm = contact | (pairs.birth >= Birth.SAME_YEAR) | (pairs.phone == Level.TYPO) | (pairs.email == Level.TYPO)
    names = np.where(pairs.place == Level.SAME, pairs.first, np.minimum(pairs.last, pairs.first))
    place_only = ~firm & (names < np.where(pairs.place == Level.SAME, Level.PART, Level.SAME))
    beyond = np.where(firm, BEYOND_NAMES, BEYOND_NAMES_BY_PLACE)
    needed = np.where(~firm & (pairs.place == Level.TYPO), NEAR, MERGE)
    enough = (scores.score >= needed) & (scores.beyond >= beyond)
    unsure = _find_unsure_names(pairs, contact) & (excuse < Excuse.FIRST_NAME)
    moved = (pairs.phone == Level.DIFFERENT) | (pairs.place == Level.DIFFERENT)
    year_only = (pairs.birth == Birth.SAME_YEAR) & moved & ~contact & (excuse < Excuse.BIRTH)
    return np.asarray(enough & ~told_apart & ~new_phone_only & ~place_only & ~unsure & ~year_only)


def _find_unsure_names(pairs: Agreement, contact: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pairs whose names need more than they have: twins and brothers and sisters are given names that are alike."""
    unnamed = (pairs.last < Level.PART) & ~(contact & ((pairs.birth >= Birth.SWAPPED) | (pairs.last == Level.MISSING)))
    slip = (pairs.first == Level.TYPO) & np.isin(pairs.birth, [Birth.NEAR_YEAR, Birth.ONE_DIGIT])
    return np.asarray(unnamed | slip | (pairs.first == Level.SIMILAR))


def _find_excuses(pairs: Agreement, numbers: Numbers) -> Levels:
    """What the rest makes credible: an `Excuse` a pair.

    A field that is one person's own excuses a first name. In a list by personal number one field may have been typed
    anew, not two: another birth needs the same number, or both names and no number or contact to the contrary; another
    first name the same number, or no number nor contact to the contrary. A contact that is shared tells of a family.
    """
    number = (pairs.number == Level.SAME) & (numbers >= Numbers.PERSONAL) & (pairs.birth != Birth.CONTRADICTS)
    named = (pairs.last >= Level.PART) | (pairs.last == Level.MISSING)
    first_name = named & (number | (pairs.own_email & (pairs.birth == Birth.SAME)))
    unnumbered = (pairs.number == Level.MISSING) & (pairs.phone != Level.SAME) & (pairs.email != Level.SAME)
    both_names = (pairs.last >= Level.PART) & (pairs.first >= Level.PART)
    birth = (pairs.birth != Birth.CONTRADICTS) | (pairs.number >= Level.TYPO) | (unnumbered & both_names)
    birth &= (pairs.first != Level.DIFFERENT) | (pairs.number >= Level.TYPO) | unnumbered
    birth &= numbers == Numbers.ALONE
    return np.select([birth, first_name], [Excuse.BIRTH, Excuse.FIRST_NAME], Excuse.NOTHING).astype(np.int8)


def _join(
    joiner: Joiner, pairs: Agreement, scores: Scores, eligible: NDArray[np.bool_], excuse: Levels
) -> tuple[Joined, NDArray[np.int64]]:
    order = np.flatnonzero(eligible)
    order = order[np.lexsort((pairs.right[order], pairs.left[order], -scores.score[order].round(6)))]
    return join_best_first(joiner, pairs.left[order], pairs.right[order], excuse[order]), order


def _find_unclear(
    joiner: Joiner, pairs: Agreement, scores: Scores, order: NDArray[np.int64], joined: Joined
) -> NDArray[np.bool_]:
    """Pairs of a mention that two contradicting groups claim almost equally: it joins neither."""
    unclear = np.zeros(len(scores.score), dtype=bool)
    inside = order[joined.group[pairs.left[order]] == joined.group[pairs.right[order]]]
    best = np.full(len(joined.group), -np.inf)
    for side in (pairs.left, pairs.right):
        np.maximum.at(best, side[inside], scores.score[inside])
    between: dict[int, float] = {}
    for pair in order[joined.refused].tolist():
        one, two, score = int(pairs.left[pair]), int(pairs.right[pair]), float(scores.score[pair])
        for mention, other in ((one, two), (two, one)):
            if best[mention] < score + CLEARLY_BETTER and joiner.is_between(mention, other):
                between[mention] = max(between.get(mention, -np.inf), score)
    if between:
        limit = np.full(len(joined.group), -np.inf)
        limit[list(between)] = np.array(list(between.values())) + CLEARLY_BETTER
        worst = np.maximum(limit[pairs.left], limit[pairs.right])
        unclear = (scores.score < worst) & ~(np.isfinite(limit[pairs.left]) & np.isfinite(limit[pairs.right]))
    return unclear


def _find_review(joiner: Joiner, pairs: Agreement, scores: Scores, person: NDArray[np.int64]) -> NDArray[np.int64]:
    """The best pair of every two persons that may be one, the likeliest first; of homonyms, each against one."""
    contact = (pairs.phone >= Level.TYPO) | (pairs.email >= Level.TYPO) | (pairs.number == Level.SAME)
    alike = (pairs.last != Level.DIFFERENT) & (pairs.first != Level.DIFFERENT)
    credible = (alike | contact | (pairs.birth >= Birth.ONE_DIGIT)) & (pairs.birth != Birth.CONTRADICTS)
    rows = np.flatnonzero((scores.score >= REVIEW) & credible & (person[pairs.left] != person[pairs.right]))
    rows = rows[np.lexsort((pairs.right[rows], pairs.left[rows], -scores.score[rows].round(6)))]
    one, two = person[pairs.left[rows]], person[pairs.right[rows]]
    _, first = np.unique(np.minimum(one, two) * (len(person) + 1) + np.maximum(one, two), return_index=True)
    rows = rows[np.sort(first)]
    possible = [
        joiner.may_join(int(pairs.left[row]), int(pairs.right[row]), Excuse.FIRST_NAME) for row in rows.tolist()
    ]
    return _thin_out(pairs, rows[np.array(possible, dtype=bool)], person)


def _thin_out(pairs: Agreement, rows: NDArray[np.int64], person: NDArray[np.int64]) -> NDArray[np.int64]:
    """Leaves out a pair of persons whom better pairs with the very same reason connect already.

    Two hundred homonyms are 199 questions, not 19,900; once some are answered, those that depend on them are asked.
    """
    leader: dict[tuple[int, int], tuple[int, int]] = {}

    def lead(one: tuple[int, int]) -> tuple[int, int]:
        while (above := leader.get(one, one)) != one:
            leader[one] = leader.get(above, above)
            one = above
        return one

    kept = []
    people = zip(person[pairs.left[rows]].tolist(), person[pairs.right[rows]].tolist(), strict=True)
    for row, reason, (left, right) in zip(rows.tolist(), find_reasons(pairs, rows)[1].tolist(), people, strict=True):
        one, two = lead((reason, left)), lead((reason, right))
        if one != two:
            leader[two] = one
            kept.append(row)
    return np.array(kept, dtype=np.int64)
