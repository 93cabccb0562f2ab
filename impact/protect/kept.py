"""A release as bytes, so that what was protected once is shown by many pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TypedDict

import pandas as pd

from impact.model import ProtectedFigures, Scope
from impact.protect.release import NUMBERS, Release

Shown = Mapping[tuple[str, ...], ProtectedFigures]


class _Scope(TypedDict):
    projects: list[str]
    sectors: list[str]
    years: list[int]
    where: list[tuple[str, list[str]]]


class _Frame(TypedDict):
    columns: list[str]
    data: list[list[str | float | None]]


class _Table(TypedDict):
    by: list[str]
    scope: _Scope
    audience: str
    frame: _Frame


@dataclass(frozen=True, eq=False)
class KeptRelease:
    """What is kept of a release: page id → dimensions → figures, page id → rule → hidden, and its certificate."""

    pages: Mapping[str, Shown]
    hidden_by: Mapping[str, Mapping[str, int]]
    certificate: Mapping[str, object]


def keep(release: Release) -> KeptRelease:
    """The part of a release that pages are made from."""
    return KeptRelease(release.pages, release.hidden_by, asdict(release.certificate))


def write_kept(kept: KeptRelease) -> bytes:
    """The same release, the same bytes."""
    pages = {page: [_write(figures) for figures in shown.values()] for page, shown in kept.pages.items()}
    parts = {"pages": pages, "hidden_by": kept.hidden_by, "certificate": kept.certificate}
    return json.dumps(parts, ensure_ascii=False).encode()


def _write(figures: ProtectedFigures) -> _Table:
    frame = json.loads(figures.frame.to_json(orient="split", index=False, double_precision=15))
    scope = figures.scope
    where = [(name, list(values)) for name, values in scope.where]
    kept = _Scope(projects=list(scope.projects), sectors=list(scope.sectors), years=list(scope.years), where=where)
    return _Table(by=list(figures.by), scope=kept, audience=figures.audience, frame=frame)


def read_kept(content: bytes) -> KeptRelease:
    """What `write_kept` wrote."""
    parts = json.loads(content)
    pages = {page: {tuple(table["by"]): _read(table) for table in tables} for page, tables in parts["pages"].items()}
    return KeptRelease(pages, parts["hidden_by"], parts["certificate"])


def _read(table: _Table) -> ProtectedFigures:
    scope = table["scope"]
    where = tuple((name, tuple(values)) for name, values in scope["where"])
    frame = pd.DataFrame(table["frame"]["data"], columns=table["frame"]["columns"])
    typed = frame.astype({name: "float64" if name in NUMBERS else "str" for name in frame})
    limits = Scope(tuple(scope["projects"]), tuple(scope["sectors"]), tuple(scope["years"]), where)
    return recall_figures(tuple(table["by"]), limits, table["audience"], typed)


def recall_figures(by: tuple[str, ...], scope: Scope, audience: str, frame: pd.DataFrame) -> ProtectedFigures:
    """Figures that were protected and published, read again from where they stand."""
    return ProtectedFigures(by, scope, audience, frame)
