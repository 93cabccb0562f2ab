"""How often a person, a household and two strangers agree: fixed probabilities, the same for every association.

A table has three rows: two mentions of one person, two people of one household, two strangers. Its columns are the
`Level`s: missing, different, similar, part, typo, same (of `BIRTH`: missing, contradicts, year ± 1, same year, one
digit apart, day and month swapped, same). Missing is 1 throughout: it is no evidence. A stranger's “same” is the
share of people who have the value, and stands here as 0.
"""

from __future__ import annotations

Table = tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]

LAST: Table = (
    (1, 0.045, 0.01, 0.025, 0.06, 0.86),
    (1, 0.14, 0.01, 0.02, 0.03, 0.80),
    (1, 0.98, 0.012, 0.001, 0.0001, 0),
)
FIRST: Table = (
    (1, 0.06, 0.02, 0.05, 0.07, 0.80),
    (1, 0.97, 0.02, 0.003, 0.0015, 0.0025),
    (1, 0.97, 0.02, 0.001, 0.0003, 0),
)
PHONE: Table = ((1, 0.20, 1, 1, 0.05, 0.75), (1, 0.44, 1, 1, 0.01, 0.55), (1, 1, 1, 1, 1e-5, 0))
EMAIL: Table = ((1, 0.22, 1, 1, 0.05, 0.73), (1, 0.9, 1, 1, 0.02, 0.10), (1, 1, 1, 1, 1e-5, 0))
NUMBER: Table = ((1, 1, 1, 1, 1, 0.95), (1, 1, 1, 1, 1, 1e-4), (1, 1, 1, 1, 1, 1e-5))
OWN_NUMBER: Table = ((1, 0.10, 1, 1, 0.06, 0.84), (1, 1, 1, 1, 1e-5, 1e-6), (1, 1, 1, 1, 1e-5, 1e-5))
PLACE: Table = ((1, 0.15, 1, 1, 0.05, 0.80), (1, 0.05, 1, 1, 0.02, 0.93), (1, 0.98, 1, 1, 0.02, 0))
COUNTRY: Table = ((1, 0.07, 1, 1, 1, 0.93), (1, 0.12, 1, 1, 1, 0.88), (1, 0.85, 1, 1, 1, 0))
GENDER: Table = ((1, 0.015, 1, 1, 1, 0.985), (1, 0.5, 1, 1, 1, 0.5), (1, 0.12, 1, 1, 1, 0.88))
BIRTH: Table = (
    (1, 0.01, 0.02, 0.97, 0.035, 0.015, 0.93),
    (1, 0.97, 0.10, 0.06, 0.002, 0.0001, 0.02),
    (1, 1.0, 0.05, 0, 0.002, 0.00008, 0),
)

# How often a value may be held beyond what is seen: so many people more, among so many people more.
DOUBT: dict[Table, tuple[float, float]] = {
    LAST: (0.5, 200),
    FIRST: (1, 200),
    PHONE: (0.02, 100),
    EMAIL: (0.02, 100),
    PLACE: (6, 30),
    COUNTRY: (2, 10),
}
DOUBT_YEAR, DOUBT_DAY = (2.0, 80.0), (0.07, 1000.0)
DAYS = 14_000  # birth dates that people of all ages spread over

# For each name: other mentions of that person, other people of her household; worth as many names as `USUAL`.
ONE_PERSON, ONE_HOUSEHOLD, USUAL = 0.4, 0.7, 20.0
NO_HOUSEHOLD = 1e-9

NAMES_GO_TOGETHER = 1.0  # bits: the first names of one language come with its last names
TURNED = 4.0  # bits: one mention in sixteen has last and first name exchanged
NAMESAKES = 0.3  # relatives who were given one first name, against strangers
# By Level: a stranger's name is an error or a part of a common name so many times as often as it is that name.
NEAR_BY_CHANCE = (0.0, 0.0, 0.0, 0.7, 0.3, 0.0)

TRUST, ROUNDS = 100, 3  # pairs that a table is worth when care is learnt; rounds of learning
