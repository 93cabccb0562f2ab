"""What a person can be known again by: keyed fingerprints of her rows, from which nothing can be read back."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.people.names import parse_names

Texts = NDArray[np.object_]
# What is joined into a fingerprint, how much it says alone (2: enough to be known again), and its rank for a new id.
RECIPES: tuple[tuple[tuple[str, ...], int], ...] = (
    (("name", "birth_date"), 2),
    (("name", "email"), 2),
    (("name", "phone"), 2),
    (("name", "number"), 2),
    (("name", "birth_year"), 1),
    (("first", "birth_date"), 1),
    (("last", "birth_date"), 1),
    (("start", "last", "birth_date"), 1),
    (("first", "phone"), 1),
    (("first", "email"), 1),
    (("first", "birth_date", "place"), 1),
    (("name", "place"), 2),
    (("content",), 2),
    (("content", "place"), 2),
)


@dataclass(frozen=True, eq=False)
class Fingerprints:
    """A row a fingerprint of a cluster: `cluster`, `print`, `weight`, `rank` (0 the best) and `shared` with another."""

    frame: pd.DataFrame


def keyed(key: bytes, text: str) -> str:
    """HMAC-SHA-256 of `text`, the first 80 bits in hexadecimal."""
    return hmac.digest(key, text.encode(), "sha256").hex()[:20]


def read_fingerprints(clusters: NDArray[np.int64], mentions: pd.DataFrame, key: bytes) -> Fingerprints:
    """Every fingerprint of every cluster; one is made only where all its parts are known."""
    parts = _read_parts(mentions)
    found = [_read_recipe(clusters, parts, rank, key) for rank in range(len(RECIPES))]
    prints = pd.concat(found, ignore_index=True).drop_duplicates(["cluster", "print"])
    return Fingerprints(prints.assign(shared=prints.duplicated("print", keep=False)).reset_index(drop=True))


def _read_recipe(clusters: NDArray[np.int64], parts: dict[str, Texts], rank: int, key: bytes) -> pd.DataFrame:
    fields, weight = RECIPES[rank]
    known = np.logical_and.reduce([parts[name] != "" for name in fields])
    texts = parts[fields[0]][known]
    for name in fields[1:]:
        texts = texts + "\x1f" + parts[name][known]
    codes, distinct = pd.factorize(texts)
    prints = np.array([*(keyed(key, f"{'+'.join(fields)}|{text}") for text in distinct), ""], dtype=object)
    return pd.DataFrame({"cluster": clusters[known], "print": prints[codes], "weight": weight, "rank": rank})


def _read_parts(mentions: pd.DataFrame) -> dict[str, Texts]:
    names = parse_names(mentions)
    last, first = (np.append(names.texts, "")[codes] for codes in (names.last, names.first))
    dates = pd.to_datetime(mentions["birth_date"]).dt.strftime("%Y-%m-%d") if "birth_date" in mentions else None
    parts = {
        "last": last,
        "first": first,
        "name": np.where((last != "") & (first != ""), np.minimum(last, first) + " " + np.maximum(last, first), ""),
        "start": np.array([name[:2] for name in first], dtype=object),
        "birth_date": _blank(dates, len(mentions)),
        "number": _join([_text(mentions, "person_number"), _text(mentions, "number_scope")]),
        **{field: _text(mentions, field) for field in ("phone", "place", "postcode", "gender", "country")},
    }
    parts["email"] = np.array([text.lower() for text in _text(mentions, "email")], dtype=object)
    years = pd.to_numeric(mentions["birth_year"]).astype("Int64").astype("str") if "birth_year" in mentions else None
    typed = _blank(years, len(mentions))
    parts["birth_year"] = np.where(parts["birth_date"] != "", [text[:4] for text in parts["birth_date"]], typed)
    content = ("last", "first", "birth_date", "birth_year", "email", "phone", "number", "postcode", "gender", "country")
    said = _join([parts[field] for field in content], partly=True)
    parts["content"] = np.where(said == "", parts["place"], said)
    return parts


def _join(texts: list[Texts], partly: bool = False) -> Texts:
    """The texts of each row in one; "" where one is unknown (`partly`: where all are)."""
    known = np.logical_or.reduce([text != "" for text in texts]) if partly else texts[0] != ""
    joined = texts[0]
    for text in texts[1:]:
        joined = joined + "\x1f" + text
    return np.where(known, joined, "")


def _text(mentions: pd.DataFrame, name: str) -> Texts:
    return _blank(mentions[name].astype("str") if name in mentions else None, len(mentions))


def _blank(texts: pd.Series | None, size: int) -> Texts:
    if texts is None:
        return np.full(size, "", dtype=object)
    return texts.fillna("").replace("<NA>", "").to_numpy(dtype=object)
