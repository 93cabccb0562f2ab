"""What a number in a register is: one person's own, or also her family's."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from impact.people.agree import Agreement
from impact.people.compare import Birth, Level

SELDOM = 0.05  # share of the pairs that may gainsay what all the others say
HOUSEMATES = 0.15  # pairs of one surname and place with two numbers, of those with one number
ENOUGH, BOTH = 30, 0.7  # pairs that prove something; share of them that agree on birth and first name alike


class Numbers(IntEnum):
    """What two mentions with one number are.

    UNKNOWN: perhaps two of a family. PERSONAL: one person. ALONE: one person, in a list where hardly anybody lives
    together, and so many mentions come back that a birth or a name typed anew can be told from somebody else's.
    """

    UNKNOWN = 0
    PERSONAL = 1
    ALONE = 2


def find_numbers(pairs: Agreement) -> Numbers:
    """What the mentions prove of their numbers; a phone proves nothing, as a family may share it.

    A number is personal where most of those who share it have one first name, and hardly any two have both another
    first name and no common birth.
    """
    shared = (pairs.number == Level.SAME) & (pairs.first != Level.MISSING)
    births, one_name = pairs.birth[shared], pairs.first[shared] != Level.DIFFERENT
    one_birth, dated = births >= Birth.ONE_DIGIT, births != Birth.MISSING
    told = dated | (not dated.any())
    if not one_name.any() or np.mean(one_name) <= 0.5 or np.mean(~(one_name | one_birth)[told]) > SELDOM:
        return Numbers.UNKNOWN
    housemates = (pairs.number == Level.DIFFERENT) & (pairs.last >= Level.TYPO) & (pairs.first == Level.DIFFERENT)
    together = np.count_nonzero(housemates & (pairs.place == Level.SAME))
    proven = np.count_nonzero(dated) >= ENOUGH and np.mean((one_name & one_birth)[dated]) >= BOTH
    return Numbers.ALONE if proven and together <= HOUSEMATES * len(births) else Numbers.PERSONAL
