"""A person's decisions about who is who: whether they can all be true."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pandas as pd

from impact.errors import ConfigError


def check_decisions(
    mentions: pd.DataFrame, same: Sequence[tuple[int, ...]], different: Sequence[tuple[int, ...]]
) -> None:
    """Refuses decisions that say of two rows both that they are one person and that they are not.

    Raises:
        ConfigError: naming the two rows by their place.
    """
    group: dict[int, int] = {}
    for rows in same:
        joined = {group.get(row, row) for row in rows}
        keep = min(joined)
        group.update(dict.fromkeys(rows, keep))
        group.update({row: keep for row, of in group.items() if of in joined})
    for one, two in (pair for rows in different for pair in combinations(rows, 2)):
        if one == two or group.get(one, one) == group.get(two, two):
            raise ConfigError(
                "impact.toml, [[people]]: {one} and {two} are decided to be the same person and different persons. "
                "Remove one of the two decisions.",
                one=_place(mentions, one),
                two=_place(mentions, two),
            )


def _place(mentions: pd.DataFrame, row: int) -> str:
    return str(mentions["place"].iloc[row]) if "place" in mentions else f"mention {row}"
