"""Values that differ only by case, accent, space, hyphen or plural are one value; names of people are masked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from impact.parse.fold import fold, fold_category
from impact.settings import Settings

NAME_MASK = "[…]"


def unify(values: pd.Series, known: Iterable[str]) -> pd.Series:
    """Each value in the one spelling of its kind: that of `known`, else lower case, with the accents of any row."""
    return respell(values, lambda distinct: spellings(distinct, known))


def respell(values: pd.Series, spell: Callable[[Sequence[str]], Mapping[str, str]]) -> pd.Series:
    """The values as `spell` writes the distinct ones; None where there is none."""
    codes, distinct = pd.factorize(values.astype(object))
    spelt = spell(distinct.tolist())
    written = np.array([*(spelt[value] for value in distinct), None], dtype=object)
    return pd.Series(written[codes], index=values.index, dtype=object)


def spellings(distinct: Iterable[str], known: Iterable[str]) -> Mapping[str, str]:
    """For each typed value, how it is written.

    >>> spellings(["COUTURE", "couture ", "cosmetiques", "Cosmétique"], [])["cosmetiques"]
    'cosmétique'
    """
    given = {fold_category(k): k for k in reversed(list(known))}
    groups: dict[str, list[str]] = {}
    for value in distinct:
        groups.setdefault(fold_category(value), []).append(" ".join(value.split()).lower())
    best = {key: given.get(key) or min(variants, key=_plainness) for key, variants in groups.items()}
    return {value: best[fold_category(value)] for value in distinct}


def name_sectors(settings: Settings) -> list[str]:
    """Every sector that `impact.toml` names; of two spellings of one, the first is how it is written."""
    asked = [name for f in settings.funders for name in (*f.sectors, *(t.sector for t in f.targets))]
    named = (*settings.sectors, *(p.sector for p in settings.projects), *(s.sector for s in settings.sources), *asked)
    return [name for name in named if name]


def spell_sectors(settings: Settings) -> Settings:
    """The same settings, each sector of a project, a funder or a target in the one spelling of its kind."""
    named = name_sectors(settings)
    spelt = spellings(named, named)
    projects = [p.model_copy(update={"sector": p.sector and spelt[p.sector]}) for p in settings.projects]
    funders = [
        f.model_copy(
            update={
                "sectors": [spelt[name] for name in f.sectors],
                "targets": [t.model_copy(update={"sector": t.sector and spelt[t.sector]}) for t in f.targets],
            }
        )
        for f in settings.funders
    ]
    return settings.model_copy(update={"projects": projects, "funders": funders})


def _plainness(variant: str) -> tuple[int, int, str]:
    return -sum(not ch.isascii() for ch in variant), len(variant), variant


def list_orders(names: Iterable[tuple[str, str]]) -> set[tuple[str, ...]]:
    """The folded words of each full name, in both orders; one word alone is no full name."""
    wanted = {tuple(fold(" ".join(order)).split()) for first, last in names for order in ((first, last), (last, first))}
    return {words for words in wanted if len(words) >= 2}


def mask_names(values: pd.Series, names: Iterable[tuple[str, str]]) -> pd.Series:
    """Texts in which a known person's full name is masked, whichever order it stands in."""
    wanted = list_orders(names)
    sizes = sorted({len(words) for words in wanted}, reverse=True)
    return respell(values, lambda distinct: {value: _masked(value, wanted, sizes) for value in distinct})


def _masked(text: str, wanted: set[tuple[str, ...]], sizes: list[int]) -> str:
    words = text.split(" ")
    folded = [fold(w) for w in words]
    for size in sizes:
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + size) + 1):
                if tuple(" ".join(folded[start:end]).split()) in wanted:
                    return _masked(" ".join([*words[:start], NAME_MASK, *words[end:]]), wanted, sizes)
    return text
