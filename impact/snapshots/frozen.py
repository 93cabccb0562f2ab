"""A snapshot as a file: published figures, and small counts that tell later why a figure is no longer the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TypedDict

import pandas as pd

from impact.errors import ImpactError
from impact.model import ProtectedFigures, Scope
from impact.protect.kept import Shown, recall_figures

FOLDER = ("data", "published")
NUMBERS = ("value", "numerator", "denominator", "missing")
ALL = "all"
Row = list[str | float | None]


class SourceCount(NamedTuple):
    """The rows of one sheet that went to one table.

    Attributes:
        file, sheet: keyed marks, from which no name can be read.
        table: `participants`, `workshops` or `sales`; "" for rows whose table is not known.
        sha256: of the file.
        kept, merged, set_aside: rows by what became of them.
    """

    file: str
    sheet: str
    table: str
    sha256: str
    kept: int
    merged: int
    set_aside: int


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What was published once.

    Attributes:
        name: as it was given.
        number: 1 for the first snapshot of the workspace, and so on.
        version, program: of the program, and a digest of its rules.
        key: a mark of the workspace's key; marks of another key cannot be compared.
        pages: page id → dimensions → figures as they were shown.
        units, definitions: indicator → its unit, and a digest of its declaration.
        labels: indicator of the association's own → what it is called, by language.
        settings: part of impact.toml → its digest.
        sources: what the figures were made from.
        corrections: a keyed mark for each cell or row corrected.
        people: `rows` about people, the `persons` that they were, and the `merges` between.
    """

    name: str
    number: int
    version: str
    program: str
    key: str
    pages: Mapping[str, Shown]
    units: Mapping[str, str]
    definitions: Mapping[str, str]
    settings: Mapping[str, str]
    sources: tuple[SourceCount, ...]
    corrections: tuple[str, ...]
    people: Mapping[str, int]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class _Table(TypedDict):
    by: list[str]
    projects: list[str]
    sectors: list[str]
    years: list[int]
    where: list[tuple[str, list[str]]]
    audience: str
    faces: list[list[str]]
    rows: list[Row]


def place_of(root: Path, name: str) -> Path:
    """Where the snapshot of a name stands."""
    return root.joinpath(*FOLDER, f"{name}.json")


def read_snapshots(root: Path) -> list[Snapshot]:
    """Every snapshot of a workspace, the oldest first.

    Raises:
        ImpactError: one of the files is no snapshot.
    """
    found = [read_snapshot(path) for path in _files(root)]
    return sorted(found, key=lambda snapshot: (snapshot.number, snapshot.name))


def read_frozen(root: Path) -> list[list[ProtectedFigures]]:
    """The tables of every snapshot, the oldest first; a face of a larger table is in it."""
    return [
        [figures for shown in snapshot.pages.values() for by, figures in shown.items() if by not in find_faces(shown)]
        for snapshot in read_snapshots(root)
    ]


def find_faces(shown: Shown) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Dimensions of each table that is but the margins of a larger one → the dimensions of that one."""
    faces: dict[tuple[str, ...], tuple[str, ...]] = {}
    for by, figures in shown.items():
        for larger in sorted((other for other in shown if set(by) < set(other)), key=len, reverse=True):
            if by not in faces and _rows_of(figures) == _rows_of(_cut_face(shown[larger], by)):
                faces[by] = larger
    return faces


def _cut_face(figures: ProtectedFigures, by: tuple[str, ...]) -> ProtectedFigures:
    others = [name for name in figures.by if name not in by]
    kept = figures.frame[(figures.frame[others] == ALL).all(axis=1)].drop(columns=others)
    return replace(figures, by=by, frame=kept.reset_index(drop=True))


def _rows_of(figures: ProtectedFigures) -> list[str]:
    return sorted(map(json.dumps, _write_rows(figures)))


def mark_of_frozen(root: Path) -> str:
    """A digest of all snapshots; "" where there is none."""
    digests = [sha256(path.read_bytes()).hexdigest() for path in _files(root)]
    return sha256("".join(digests).encode()).hexdigest()[:16] if digests else ""


def write_snapshot(snapshot: Snapshot) -> bytes:
    """The file of a snapshot: JSON, a figure a line. The same snapshot, the same bytes."""
    pages = {page: list(_write_tables(shown)) for page, shown in snapshot.pages.items()}
    sources = [list(source) for source in sorted(snapshot.sources)]
    parts = {**vars(snapshot), "corrections": list(snapshot.corrections), "pages": pages, "sources": sources}
    return ("".join(_lines(parts)) + "\n").encode()


def read_snapshot(path: Path) -> Snapshot:
    """What `write_snapshot` wrote.

    Raises:
        ImpactError: the file is no snapshot.
    """
    try:
        parts = json.loads(path.read_bytes())
        units = parts["units"]
        pages = {page: _read_tables(tables, units) for page, tables in parts.pop("pages").items()}
        sources = tuple(SourceCount(*source) for source in parts.pop("sources"))
        return Snapshot(**{**parts, "corrections": tuple(parts["corrections"])}, pages=pages, sources=sources)
    except (OSError, ValueError, KeyError, TypeError):
        sentence = (
            "data/published/{file} is not a snapshot that can be read: bring it back from your copies, or from git."
        )
        raise ImpactError(sentence, file=path.name) from None


def _files(root: Path) -> list[Path]:
    return sorted(root.joinpath(*FOLDER).glob("*.json"))


def _write_tables(shown: Shown) -> Iterator[_Table]:
    faces = find_faces(shown)
    for by, figures in shown.items():
        if by not in faces:
            yield _write_table(figures, [face for face, larger in faces.items() if larger == by])


def _read_tables(tables: Sequence[_Table], units: Mapping[str, str]) -> dict[tuple[str, ...], ProtectedFigures]:
    shown: dict[tuple[str, ...], ProtectedFigures] = {}
    for table in tables:
        figures = _read_table(table, units)
        shown[figures.by] = figures
        shown |= {tuple(face): _cut_face(figures, tuple(face)) for face in table["faces"]}
    return shown


def _write_table(figures: ProtectedFigures, faces: Sequence[tuple[str, ...]]) -> _Table:
    scope = figures.scope
    return _Table(
        by=list(figures.by),
        projects=list(scope.projects),
        sectors=list(scope.sectors),
        years=list(scope.years),
        where=[(name, list(values)) for name, values in scope.where],
        audience=figures.audience,
        faces=[list(face) for face in faces],
        rows=list(_write_rows(figures)),
    )


def _write_rows(figures: ProtectedFigures) -> Iterator[Row]:
    """Indicator, dimensions, value or why there is none, numerator, denominator, missing; no nulls at the end."""
    frame = figures.frame
    columns = [frame[name].tolist() for name in ("status", "indicator", *figures.by, *NUMBERS)]
    for status, *cells in zip(*columns, strict=True):
        texts, numbers = cells[: -len(NUMBERS)], cells[-len(NUMBERS) :]
        row: Row = [*map(str, texts), *map(_plain, numbers)]
        if status != "ok":
            row[len(texts)] = str(status)
        while row[-1] is None:
            row.pop()
        yield row


def _plain(number: float) -> float | None:
    """A number in twelve digits, the same whether the release was computed now or kept; null where there is none."""
    if number != number:
        return None
    short = float(f"{number:.12g}")
    return int(short) if short == int(short) else short


def _read_table(table: _Table, units: Mapping[str, str]) -> ProtectedFigures:
    by = tuple(table["by"])
    width = 1 + len(by) + len(NUMBERS)
    rows = [[*row, *[None] * (width - len(row))] for row in table["rows"]]
    frame = pd.DataFrame(rows, columns=["indicator", *by, *NUMBERS], dtype=object)
    said = frame["value"].map(lambda value: value if isinstance(value, str) else "ok")
    frame["value"] = frame["value"].mask(said != "ok")
    frame = frame.astype({name: "float64" if name in NUMBERS else "str" for name in frame})
    frame = frame.assign(unit=frame["indicator"].map(units), status=said).astype({"unit": "str", "status": "str"})
    where = tuple((name, tuple(values)) for name, values in table["where"])
    scope = Scope(tuple(table["projects"]), tuple(table["sectors"]), tuple(table["years"]), where)
    return recall_figures(by, scope, table["audience"], frame)


def _lines(part: object, indent: str = "\n") -> Iterator[str]:
    """JSON in which everything that holds no other list or table stands on one line."""
    inner = part.values() if isinstance(part, Mapping) else part if isinstance(part, Sequence) else ()
    if isinstance(part, str) or not any(isinstance(each, Mapping | list) and each for each in inner):
        yield json.dumps(part, ensure_ascii=False)
    elif isinstance(part, Mapping):
        yield "{"
        for number, (name, value) in enumerate(part.items()):
            yield f"{',' if number else ''}{indent} {json.dumps(name, ensure_ascii=False)}: "
            yield from _lines(value, indent + " ")
        yield indent + "}"
    else:
        yield "["
        for number, value in enumerate(inner):
            yield f"{',' if number else ''}{indent} "
            yield from _lines(value, indent + " ")
        yield indent + "]"
