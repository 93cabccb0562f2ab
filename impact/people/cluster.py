"""Best first: mentions are joined from the surest pair down, and never against a contradiction between any two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from impact.people.compare import A_GENERATION, Births, Level, Levels, NameComparer, Rows
from impact.people.names import Codes

NEW_YEAR = (1, 1)


class Excuse(IntEnum):
    """What a pair may overlook when its groups are joined: nothing, a different first name, a different birth too."""

    NOTHING = 0
    FIRST_NAME = 1
    BIRTH = 2


@dataclass
class Group:
    """The mentions joined so far, and the distinct values that another group must not contradict."""

    members: list[int]
    births: set[tuple[int, int, int]]
    firsts: set[int]
    lasts: set[int]
    apart: set[int] = field(default_factory=set)


@dataclass(frozen=True, eq=False)
class Joined:
    """The outcome: a group number per mention, the pairs that joined, the pairs that a contradiction refused."""

    group: NDArray[np.int64]
    joining: NDArray[np.int64]
    refused: NDArray[np.int64]


def births_contradict(one: tuple[int, int, int], two: tuple[int, int, int]) -> bool:
    """Whether two births (year, month, day; 0 where unknown) differ by more than a slip.

    A slip is one digit, or day and month swapped; of years alone, a difference of one.

    >>> births_contradict((1987, 2, 1), (1987, 1, 2)), births_contradict((1987, 0, 0), (1988, 5, 9))
    (False, False)
    >>> births_contradict((1987, 2, 1), (1986, 3, 1))
    True
    """
    if not (one[0] and two[0]):
        return False
    if not (one[2] and two[2]):
        return abs(one[0] - two[0]) > 1
    if one[0] == two[0] and one[1] == two[2] and one[2] == two[1]:
        return False
    if one[1:] == two[1:] == NEW_YEAR and abs(one[0] - two[0]) >= A_GENERATION:
        return True
    digits = zip(f"{one[0]:04}{one[1]:02}{one[2]:02}", f"{two[0]:04}{two[1]:02}{two[2]:02}", strict=True)
    return sum(a != b for a, b in digits) > 1


class Joiner:
    """Joins mentions into groups, one pair at a time."""

    def __init__(self, births: Births, last: Codes, first: Codes, comparer: NameComparer) -> None:
        self._days = list(zip(births.year.tolist(), births.month.tolist(), births.day.tolist(), strict=True))
        self._firsts, self._lasts = first.tolist(), last.tolist()
        self._group_of = list(range(len(self._firsts)))
        self._groups: dict[int, Group] = {}
        self._comparer = comparer
        self._differ: dict[tuple[int, int], bool] = {}

    def forbid(self, one: int, two: int) -> None:
        """Says that two mentions are never one person."""
        self._group(one).apart.add(two)
        self._group(two).apart.add(one)

    def join(self, one: int, two: int) -> None:
        """Joins the groups of two mentions, whatever they say."""
        keep, drop = sorted((self._group_of[one], self._group_of[two]))
        if keep == drop:
            return
        into, moved = self._group(keep), self._group(drop)
        for row in moved.members:
            self._group_of[row] = keep
        into.members.extend(moved.members)
        into.births |= moved.births
        into.firsts |= moved.firsts
        into.lasts |= moved.lasts
        into.apart |= moved.apart

    def may_join(self, one: int, two: int, excuse: int) -> bool:
        """Whether no member of one group contradicts a member of the other, but for what is excused (`Excuse`)."""
        a, b = self._group(one), self._group(two)
        if (a.apart and not a.apart.isdisjoint(b.members)) or (b.apart and not b.apart.isdisjoint(a.members)):
            return False
        if excuse < Excuse.BIRTH and any(births_contradict(x, y) for x in a.births for y in b.births if x != y):
            return False
        return excuse >= Excuse.FIRST_NAME or not self._first_names_contradict(a.firsts, a.lasts, b)

    def is_between(self, one: int, two: int) -> bool:
        """Whether `one` itself contradicts nobody in the group of `two`: it may be either group's."""
        birth, first, group = self._days[one], self._firsts[one], self._group(two)
        if two in self._group(one).apart or any(births_contradict(birth, x) for x in group.births):
            return False
        return first < 0 or not self._first_names_contradict({first}, {self._lasts[one]}, group)

    def same_group(self, one: int, two: int) -> bool:
        """Whether two mentions are joined already."""
        return self._group_of[one] == self._group_of[two]

    def groups(self) -> NDArray[np.int64]:
        """A group number per mention."""
        return np.array(self._group_of, dtype=np.int64)

    def _group(self, mention: int) -> Group:
        """The group of a mention; of one that nothing has joined yet, itself alone."""
        number = self._group_of[mention]
        if number not in self._groups:
            birth, first = self._days[number], self._firsts[number]
            births, firsts = {birth} if birth[0] else set(), {first} if first >= 0 else set()
            self._groups[number] = Group([number], births, firsts, {self._lasts[number]})
        return self._groups[number]

    def _first_names_contradict(self, firsts: set[int], lasts: set[int], group: Group) -> bool:
        """Whether a first name differs from one of the group's, and neither is a last name typed in its place."""
        return any(
            x != y and x not in group.lasts and y not in lasts and self._differ_much(x, y)
            for x in firsts
            for y in group.firsts
        )

    def _differ_much(self, one: int, two: int) -> bool:
        key = (one, two) if one < two else (two, one)
        if key not in self._differ:
            level = self._comparer.compare(np.array([key[0]], dtype=np.int32), np.array([key[1]], dtype=np.int32))
            self._differ[key] = bool(level[0] == Level.DIFFERENT)
        return self._differ[key]


def join_best_first(joiner: Joiner, left: Rows, right: Rows, excuse: Levels) -> Joined:
    """Joins pairs in the order given (surest first); a pair within a group is passed over."""
    joining, refused = [], []
    for pair, (one, two, excused) in enumerate(zip(left.tolist(), right.tolist(), excuse.tolist(), strict=True)):
        if joiner.same_group(one, two):
            continue
        if joiner.may_join(one, two, excused):
            joiner.join(one, two)
            joining.append(pair)
        else:
            refused.append(pair)
    return Joined(joiner.groups(), np.array(joining, dtype=np.int64), np.array(refused, dtype=np.int64))


def join_decided(joiner: Joiner, same: Sequence[tuple[int, ...]], different: Sequence[tuple[int, ...]]) -> None:
    """Applies a person's decisions before anything else."""
    for rows in same:
        for row in rows[1:]:
            joiner.join(rows[0], row)
    for rows in different:
        for place, row in enumerate(rows):
            for other in rows[place + 1 :]:
                joiner.forbid(row, other)
