"""Exports of other software, told by the headers that only they have."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from impact.model import Area
from impact.parse.fold import fold

NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Export:
    """One kind of file that a software writes.

    Attributes:
        software: its name.
        signature: folded headers that all stand in such a file.
        table: what its rows are; None where that depends on what was asked.
        columns: folded header → field; "" for a column that is none, whatever its name seems to say.
    """

    software: str
    signature: frozenset[str]
    table: str | None
    columns: Mapping[str, str]


def find_export(area: Area) -> Export | None:
    """The export that a table is, the one of the longest signature; None where it is none."""
    headers = {fold(levels[-1]) for levels in area.headers.values()}
    known = [export for export in read_exports() if export.signature <= headers]
    return max(known, key=lambda export: len(export.signature), default=None)


@cache
def read_exports() -> tuple[Export, ...]:
    """Every export that `reference/exports` tells of, a file a software."""
    folder = files("impact").joinpath("reference", "exports")
    pages = [tomllib.loads(page.read_text(encoding="utf-8")) for page in sorted(folder.iterdir(), key=lambda p: p.name)]
    return tuple(
        Export(
            page["software"],
            frozenset(fold(header) for header in kind["signature"]),
            kind.get("table"),
            {fold(header): field for header, field in kind.get("columns", NOTHING).items()},
        )
        for page in pages
        for kind in page["exports"]
    )
