"""Ids that stay a person's own: keyed, never a plain hash, and remembered from build to build."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.errors import ImpactError
from impact.people.fingerprints import Fingerprints, keyed, read_fingerprints

VERSION = 1
KEY_BYTES = 32
SURE = 2


@dataclass(frozen=True)
class Register:
    """Which fingerprints were whose: nothing in it can be read without the key.

    Attributes:
        since: each id → the build that first gave it (1, 2, …); the older id survives a merge.
        owner: each fingerprint → the id that it belongs to.
    """

    since: Mapping[str, int] = field(default_factory=dict)
    owner: Mapping[str, str] = field(default_factory=dict)


def assign_person_ids(
    clusters: NDArray[np.int64], mentions: pd.DataFrame, key: bytes, register: Register
) -> tuple[NDArray[np.object_], Register]:
    """Gives every person her id: the one that she had, else a new one made from her match keys.

    The same mentions and key give the same ids in whatever order the rows come. Two persons that became one keep the
    older id; a person that was split keeps hers where most of her fingerprints are.

    Args:
        clusters: a person's number per mention.
        mentions: a row a mention, as for `match_people`.
        key: 256 secret bits.
        register: what earlier builds knew.

    Returns:
        An id (`p_` and 16 hexadecimal digits) per mention, and the register to keep.
    """
    prints = read_fingerprints(clusters, mentions, key)
    kept = _find_kept(prints.frame, register)
    ids = _make_new(prints, kept, register, key)
    build = max(register.since.values(), default=0) + 1
    owned = prints.frame[~prints.frame["shared"]]
    since = {**dict.fromkeys(ids.values(), build), **register.since}
    owner = {**register.owner, **dict(zip(owned["print"], owned["cluster"].map(ids), strict=True))}
    shared = set(prints.frame.loc[prints.frame["shared"], "print"])
    owner = {one: of for one, of in owner.items() if one not in shared or one in register.owner}
    return pd.Series(clusters).map(ids).to_numpy(dtype=object), Register(since, owner)


def _find_kept(prints: pd.DataFrame, register: Register) -> dict[int, str]:
    """Cluster → the id it keeps."""
    votes = prints.assign(id=prints["print"].map(register.owner)).dropna(subset="id")
    claims = votes.groupby(["cluster", "id"], as_index=False).agg(weight=("weight", "sum"), least=("print", "min"))
    claims = claims[claims["weight"] >= SURE].sort_values(["weight", "least"], ascending=[False, True])
    claims = claims.drop_duplicates("id")
    claims = claims.assign(since=claims["id"].map(register.since)).sort_values(
        ["since", "weight", "id"], ascending=[True, False, True]
    )
    claims = claims.drop_duplicates("cluster")
    return dict(zip(claims["cluster"], claims["id"], strict=True))


def _make_new(prints: Fingerprints, kept: Mapping[int, str], register: Register, key: bytes) -> dict[int, str]:
    """Cluster → id, of every cluster; a new id comes from the best fingerprint that is the cluster's alone."""
    ids, taken = dict(kept), {*register.since}
    order = prints.frame[~prints.frame["cluster"].isin(list(kept))].sort_values(["shared", "rank", "print"])
    for cluster, one in zip(order["cluster"].tolist(), order["print"], strict=True):
        made = f"p_{keyed(key, f'id|{one}')[:16]}"
        if cluster not in ids and made not in taken:
            ids[cluster] = made
            taken.add(made)
    return ids


def read_register(path: Path) -> Register:
    """The register kept at `path`; an empty one where there is none.

    Raises:
        ImpactError: the file is not a register.
    """
    if not path.exists():
        return Register()
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["version"] != VERSION:
            raise ValueError("another version")
        since = {str(person_id): int(build) for person_id, build in kept["since"].items()}
        owner = {str(one): str(person_id) for one, person_id in kept["owner"].items()}
        if not set(owner.values()) <= set(since):
            raise ValueError("an unknown id")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ImpactError(
            "{file} is not a register of persons. Restore it from a backup, or delete it: "
            "ids are then made anew with the same key.",
            file=path.name,
        ) from error
    return Register(since, owner)


def write_register(path: Path, register: Register) -> None:
    """Writes the register at once or not at all, readable by its owner only; the same register, the same bytes."""
    kept = {"version": VERSION, "since": dict(register.since), "owner": dict(register.owner)}
    _write_private(path, json.dumps(kept, sort_keys=True, indent=0) + "\n")


def read_or_make_key(path: Path) -> bytes:
    """The 256-bit key kept at `path`, made there on first use, readable by its owner only.

    Raises:
        ImpactError: the file holds no key.
    """
    if not path.exists():
        _write_private(path, secrets.token_hex(KEY_BYTES) + "\n")
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ImpactError(
            "{file} holds no key (64 hexadecimal digits). Restore it from a backup: it makes the ids.", file=path.name
        )
    return key


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
