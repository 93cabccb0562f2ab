"""How people are numbered: in which sheets alike, so that last year's number is this year's; whether one by one."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

SAMPLE, OFTEN = 20_000, 0.1  # numbers looked at; share of them that are one digit from the next
ALIKE, MOSTLY = 3, 0.8  # people of one name and number in two sheets who prove one numbering; share of all they must be


def join_numberings(
    numbers: pd.Series, sheet: NDArray[np.int64], counted: NDArray[np.bool_], whole: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The numbering that each mention's number is of: its sheet's, one with other sheets' where people prove it.

    Numbers that only count the rows of both sheets prove nothing.

    Args:
        numbers: the number of each mention, null where unknown.
        sheet: where each mention was typed.
        counted: whether the numbers of its sheet only count the rows.
        whole: the full name of each mention, −1 where unknown.
    """
    typed = pd.DataFrame({"number": numbers.to_numpy(), "sheet": sheet, "counted": counted, "name": whole})
    typed = typed[typed["number"].notna() & (typed["name"] >= 0)].drop_duplicates()
    typed = typed[typed.groupby("number")["sheet"].transform("nunique") > 1]
    pairs = typed.merge(typed, on="number", suffixes=("", "_too"))
    pairs = pairs[(pairs["sheet"] < pairs["sheet_too"]) & ~(pairs["counted"] & pairs["counted_too"])]
    alike = (pairs["name"] == pairs["name_too"]).groupby([pairs["sheet"], pairs["sheet_too"]]).agg(["sum", "mean"])
    numbering = np.arange(int(sheet.max(initial=0)) + 1)
    for one, two in alike.index[(alike["sum"] >= ALIKE) & (alike["mean"] >= MOSTLY)]:
        numbering[numbering == numbering[two]] = numbering[one]
    return numbering[sheet]


def follow_one_another(numbers: NDArray[np.object_]) -> bool:
    """Whether distinct numbers were given one after the other: the next number is then somebody else's, no slip."""
    listed = np.sort(numbers[:SAMPLE].astype("str"))
    near = process.cpdist(listed[:-1], listed[1:], scorer=OSA.distance, score_cutoff=1, dtype=np.uint8) <= 1
    return bool(len(near) and np.mean(near) > OFTEN)
