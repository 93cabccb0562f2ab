"""Figures that were published beside those of today: what no longer reads the same."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from impact.model import ProtectedFigures
from impact.model.reports import Numbers, Place
from impact.protect.kept import Shown
from impact.snapshots.frozen import NUMBERS, read_snapshots
from impact.words import Wording, read_words

CLOSE = 1e-9
LACKING = {"status_then": "not_published", "status": "no_longer_published"}
THEN = [f"{number}_then" for number in NUMBERS[:3]]
NOW = list(NUMBERS[:3])


def find_revised(root: Path, page: str, figures: Shown, currency: str) -> dict[Place, Numbers]:
    """(dimensions, indicator, their values) → what the last snapshot said, for the figures that read otherwise now.

    Only figures that were shown then and are shown now are compared, of tables that look at the same people.
    """
    published: dict[Place, Numbers] = {}
    changed: dict[Place, bool] = {}
    for snapshot in read_snapshots(root):
        for by, before in snapshot.pages.get(page, {}).items():
            now = figures.get(by)
            if now is not None and now.scope == before.scope:
                both = compare_tables(before, now, currency)
                both = both[both["status_then"].eq("ok") & both["status"].eq("ok")]
                places = zip(*(both[key] for key in ("indicator", *by)), strict=True)
                numbers = zip(*(both[key] for key in (*THEN, "changed")), strict=True)
                for (indicator, *cell), (*parts, is_changed) in zip(places, numbers, strict=True):
                    place = (by, str(indicator), tuple(map(str, cell)))
                    value, numerator, denominator = (None if pd.isna(part) else float(part) for part in parts)
                    published[place], changed[place] = (value or 0.0, numerator, denominator), bool(is_changed)
    return {place: value for place, value in published.items() if changed[place]}


def compare_tables(before: ProtectedFigures, now: ProtectedFigures, currency: str) -> pd.DataFrame:
    """A row a figure that either table has: its numbers and status then (`…_then`) and now, and whether it changed.

    A figure that reads the same has not changed. One that a table lacks was `not_published` then, or is
    `no_longer_published` now; where the other has no data either, that is no change.
    """
    keys = ["indicator", *before.by]
    then = before.frame[[*keys, *NUMBERS, "status", "unit"]]
    both = then.merge(now.frame[[*keys, *NUMBERS, "status"]], on=keys, how="outer", suffixes=("_then", ""), sort=False)
    known = both[list(LACKING)].fillna("no_data")
    changed = known["status_then"].ne(known["status"])
    moved = pd.Series(False, index=both.index)
    for number_then, number in zip(THEN, NOW, strict=True):
        step = (both[number_then].fillna(0.0) - both[number].fillna(0.0)).abs()
        moved |= step > CLOSE * both[number].abs().clip(lower=1).fillna(1.0)
    words = read_words("en")
    for place in both.index[moved & ~changed]:
        row = both.loc[place]
        said = {say_figure(words, str(row["unit"]), currency, *map(float, row[numbers])) for numbers in (THEN, NOW)}
        changed[place] = len(said) > 1
    return both.fillna(LACKING).assign(changed=changed)


def say_figure(words: Wording, unit: str, currency: str, value: float, numerator: float, denominator: float) -> str:
    """A figure that is shown, as reports say it: a share with what it is made of, where that is a number."""
    if unit == "share" and numerator == numerator and denominator > 0:
        return words.fraction(numerator, denominator)
    return words.value(value, unit, currency)
