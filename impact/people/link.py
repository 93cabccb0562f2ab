"""Names that stand only in presence lists: whose they are, or that they are somebody new."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.people.compare import Birth, Births, Level, NameComparer, compare_births, parse_births
from impact.people.names import Names, parse_names

FACTS = ("phone", "email")
SAID = ["last", "first", "whole", "context", "day", *FACTS]
HERE, ELSEWHERE, NEARLY = 0, 1, 2
WHY = {
    (HERE, False): "the only person of that name in the project or sector",
    (ELSEWHERE, False): "the only person of that name in the workspace",
    (NEARLY, False): "the only person of almost that name in the project or sector",
    (HERE, True): "several persons of that name in the project or sector",
    (ELSEWHERE, True): "several persons of that name in the workspace",
    (NEARLY, True): "several persons of almost that name in the project or sector",
}


def link_presences(presences: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Finds whose name each line of a presence list is.

    A name is linked to the only person of that name in its context, else in the workspace, else to the only one in
    its context whose name is one typing error or a short first name away. Of several, to the one with the same phone,
    e-mail or birth date; without those to nobody. A name that nobody has is somebody new: the same one wherever it,
    or a name as near, stands in the same context.

    Args:
        presences: a row a line: `presence`, `last_name`, `first_name`, `full_name`, `context` (a project or a sector)
            and, where known, `birth_date`, `birth_year`, `phone`, `email`.
        people: a row a mention of a known person: `person`, and the same columns.

    Returns:
        A row a line, in order: `presence`, `person` (null where none or several), `new` (a number for a name that
        nobody has, from 0; null otherwise), `candidates` (how many persons it may be) and `why`.

    >>> known = pd.DataFrame({"person": [7], "last_name": ["KONÉ"], "first_name": ["Esther"], "context": ["p"]})
    >>> lines = pd.DataFrame({"presence": [0, 1], "last_name": ["Esther", "Yao"], "first_name": ["kone", "Awa"],
    ...                       "context": ["p", "p"]})
    >>> link_presences(lines, known)[["person", "new"]].values.tolist()
    [[7, <NA>], [<NA>, 0]]
    """
    rows, names, births = _read_rows(presences, people)
    lines, known = rows.iloc[: len(presences)], rows.iloc[len(presences) :].drop_duplicates(["person", *SAID])
    distinct = lines.drop_duplicates(SAID)
    complete = distinct[distinct["complete"]]
    exact = _keep_possible(_find_namesakes(complete, known), births)
    near = _find_near(complete[~complete["row"].isin(exact["line"])], known, names).assign(tier=NEARLY)
    linked = _choose(pd.concat([exact, _keep_possible(near, births)]), distinct)
    nobody = distinct[distinct["complete"] & (linked["candidates"] == 0).to_numpy()]
    linked["new"] = _number_new(nobody, names).reindex(distinct["row"]).to_numpy()
    linked["new"] = linked["new"].astype("Int64")
    numbers = lines.merge(distinct.assign(place=np.arange(len(distinct))), on=SAID, how="left")["place"].to_numpy()
    found = linked.iloc[numbers].reset_index(drop=True)
    found.insert(0, "presence", presences["presence"].to_numpy())
    return found[["presence", "person", "new", "candidates", "why"]]


def _read_rows(presences: pd.DataFrame, people: pd.DataFrame) -> tuple[pd.DataFrame, Names, Births]:
    """A row a line, then a row a mention: names, context and facts as codes, −1 where unknown; `person` of mentions."""
    both = pd.concat([presences, people], ignore_index=True)
    names, births = parse_names(both), parse_births(both)
    core = pd.factorize(np.array([*names.cores, ""], dtype=object))[0].astype(np.int64)
    last, first = core[names.last], core[names.first]
    rows = pd.DataFrame(
        {
            "row": np.arange(len(both)),
            "person": both["person"].astype("Int64") if "person" in both else pd.array([pd.NA] * len(both), "Int64"),
            "last": names.last,
            "first": names.first,
            "whole": names.whole,
            "unordered": np.minimum(last, first) * (int(core.max(initial=0)) + 1) + np.maximum(last, first),
            "complete": (names.last >= 0) & (names.first >= 0),
            "context": _codes(both, "context"),
            "day": births.year * 10_000 + births.month * 100 + births.day,
            **{fact: _codes(both, fact) for fact in FACTS},
        }
    )
    return rows, names, births


def _codes(rows: pd.DataFrame, column: str) -> NDArray[np.int64]:
    if column not in rows:
        return np.full(len(rows), -1)
    return np.asarray(pd.factorize(rows[column].to_numpy(dtype=object))[0])


def _pair(lines: pd.DataFrame, known: pd.DataFrame, on: str | list[str]) -> pd.DataFrame:
    """Lines and mentions that share `on`: `line`, `other` (their rows), `person`, `here` and whether a fact agrees."""
    pairs = lines.drop(columns="person").merge(known, on=on, suffixes=("", "_other"))
    keys = [on] if isinstance(on, str) else on
    agrees = np.zeros(len(pairs), dtype=bool)
    for fact in FACTS:
        agrees |= ((pairs[fact] == pairs[f"{fact}_other"]) & (pairs[fact] >= 0)).to_numpy()
    here = (pairs["context"] == pairs.get("context_other", pairs["context"])) & (pairs["context"] >= 0)
    return pd.DataFrame(
        {
            "line": pairs["row"],
            "other": pairs["row_other"],
            "person": pairs["person"],
            "here": here | ("context" in keys),
            "agrees": agrees,
            **{side: pairs[side] for side in ("last", "first")},
            **{f"{side}_other": pairs.get(f"{side}_other", pairs[side]) for side in ("last", "first")},
        }
    )


def _find_namesakes(lines: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Mentions of the same name, in either order, here or elsewhere."""
    complete = known[known["complete"]]
    pairs = pd.concat([_pair(lines, complete, "whole"), _pair(lines, complete, "unordered")])
    return pairs.assign(tier=np.where(pairs["here"], HERE, ELSEWHERE))


def _find_near(lines: pd.DataFrame, known: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Mentions in the same context whose last or first name is the same, and the other nearly."""
    here = lines[lines["context"] >= 0]
    pairs = pd.concat([_pair(here, known, ["context", "last"]), _pair(here, known, ["context", "first"])])
    comparer = NameComparer(names, np.ones(len(names.texts), dtype=np.int64))
    nearness = np.minimum(
        *(
            comparer.compare(pairs[side].to_numpy(dtype=np.int32), pairs[f"{side}_other"].to_numpy(dtype=np.int32))
            for side in ("last", "first")
        )
    )
    return pairs[nearness >= Level.PART]


def _keep_possible(pairs: pd.DataFrame, births: Births) -> pd.DataFrame:
    """Leaves out persons of whom some mention contradicts the line's birth; the same birth date agrees."""
    birth = compare_births(births, pairs["line"].to_numpy(dtype=np.int64), pairs["other"].to_numpy(dtype=np.int64))
    contradicted = pairs.loc[birth == Birth.CONTRADICTS, ["line", "person"]].drop_duplicates()
    marked = pairs.assign(agrees=pairs["agrees"] | (birth >= Birth.ONE_DIGIT)).merge(
        contradicted.assign(contradicted=True), on=["line", "person"], how="left"
    )
    return marked[marked["contradicted"].isna()].drop(columns="contradicted")


def _choose(pairs: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """A row a line: the only person of the best tier (or of those whom a fact confirms), how many there are, why."""
    best = pairs[pairs["tier"] == pairs.groupby("line")["tier"].transform("min")]
    confirmed = best.groupby("line")["agrees"].transform("any")
    best = best[best["agrees"] | ~confirmed]
    chosen = (
        best.groupby("line")
        .agg(person=("person", "min"), candidates=("person", "nunique"), tier=("tier", "min"))
        .reindex(lines["row"])
    )
    several = (chosen["candidates"] > 1).to_numpy()
    why = [WHY.get((int(tier), bool(many))) for tier, many in zip(chosen["tier"].fillna(-1), several, strict=True)]
    unlinked = np.where(lines["complete"], "a name that no known person has", "an incomplete name")
    return pd.DataFrame(
        {
            "person": chosen["person"].astype("Int64").where(~several).array,
            "candidates": chosen["candidates"].fillna(0).astype("int64").to_numpy(),
            "why": pd.Series(why, dtype="str").fillna(pd.Series(unlinked, dtype="str")),
        }
    )


def _number_new(lines: pd.DataFrame, names: Names) -> pd.Series:
    """Row → a number for its person; the same name, or the only near one, in the same context is one person."""
    same = lines.groupby(["context", "unordered"], sort=False)["row"].transform("min")
    firsts = lines[lines["row"] == same].assign(person=lambda one: one["row"])
    near = _find_near(firsts, firsts, names)
    near = near[near["line"] != near["other"]].drop_duplicates(["line", "other"])
    only = near[~near["line"].duplicated(keep=False)]
    mutual = only[only["other"].isin(only["line"])]
    joined = mutual.set_index("line")["other"]
    joined = joined.where(joined < joined.index, joined.index.to_series())
    owner = same.map(joined).fillna(same).astype("int64")
    return pd.Series(pd.factorize(owner)[0], index=lines["row"].to_numpy())
