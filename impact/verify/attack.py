"""Published files as tables that the attacker reads, all together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from impact.model import Project, ProtectedFigures
from impact.protect import Counting, Rules, Snapshot, read_rules, verify_tables
from impact.protect.kept import recall_figures
from impact.verify.told import ALL, SHARE, Published, Told, Where

NUMBERS = ("value", "numerator", "denominator", "missing")
TOTALS = {"met": "people_met", "accompanied": "people_accompanied"}
CERTIFICATE = "privacy.json"
Key = tuple[str, Where]


def find_leaks(
    files: Sequence[Published], rules: Rules, returning: bool = False, frozen: Sequence[Snapshot] = ()
) -> list[str]:
    """What can be worked out from all the files together, in English sentences.

    Args:
        files: as they were read.
        rules: classes and lines.
        returning: some people are in several projects.
        frozen: what was published before, the oldest first.
    """
    tables = [table for file in files for table in list_tables(file, rules)]
    return verify_tables(tables, rules, list_projects(files), frozen, returning)


def find_frozen_leaks(
    files: Sequence[Published], rules: Rules, returning: bool, frozen: Sequence[Snapshot]
) -> Iterator[tuple[int, str]]:
    """What could be worked out from each snapshot when it was published, as (its place, English sentence)."""
    projects = list_projects(files)
    for place, shown in enumerate(frozen):
        for leak in verify_tables(shown, rules, projects, frozen[:place], returning):
            yield place, leak


def list_projects(files: Sequence[Published]) -> list[Project]:
    """The projects that files name, each once."""
    projects: dict[str, Project] = {}
    for file in files:
        for project in file.projects:
            projects.setdefault(project.id, project)
    return list(projects.values())


def list_tables(file: Published, rules: Rules) -> list[ProtectedFigures]:
    """Every table that a file holds or that can be put together from its cells, with the numbers that they imply."""
    figures = {key: imply(key, told, file.figures, rules) for key, told in file.figures.items()}
    cuts = sorted({(), *file.cuts})
    return [recall_figures(by, file.scope, file.audience, _frame(by, figures)) for by in cuts]


def imply(key: Key, told: Told, figures: Mapping[Key, Told], rules: Rules) -> Told:
    """A figure with the numbers that its reader works out from the others.

    Of a share, those whose answer is not known are the people counted less those who answered; a mean is about
    everybody counted, as far as its reader knows.
    """
    indicator, where = key
    if told.status != "ok" or indicator not in rules.indicators:
        return told
    counting = rules.counting(indicator)
    total = figures.get((TOTALS.get(counting.of, ""), where), Told("no_data")).value if not counting.where else None
    if told.unit == SHARE:
        unknown = max(total - told.denominator, 0) if total is not None and told.denominator is not None else None
        return replace(told, missing=told.missing if told.missing is not None else unknown)
    if counting.kind in ("mean", "per"):
        whole = told.denominator if told.denominator is not None else total
        part = round((told.value or 0) * whole) if told.numerator is None and whole is not None else told.numerator
        return replace(told, numerator=part, denominator=whole, missing=told.missing or 0.0)
    return told


def _frame(by: Sequence[str], figures: Mapping[Key, Told]) -> pd.DataFrame:
    """The figures that are limited by no other dimension than these."""
    rows = []
    for (indicator, where), told in figures.items():
        cell = dict(where)
        if cell.keys() <= set(by):
            numbers = (told.value, told.numerator, told.denominator, told.missing)
            rows.append((indicator, *(cell.get(name, ALL) for name in by), *numbers, told.unit, told.status))
    frame = pd.DataFrame(rows, columns=["indicator", *by, *NUMBERS, "unit", "status"])
    frame = frame.astype({name: "float64" if name in NUMBERS else "str" for name in frame})
    return frame[~_is_silent(frame, by)].reset_index(drop=True)


def _is_silent(frame: pd.DataFrame, by: Sequence[str]) -> pd.Series:
    """Rows without data of a figure of which no part has any: there may be nobody, or they were left out."""
    silent = frame["status"].eq("no_data")
    told = frame[~silent & (frame[list(by)] != ALL).any(axis=1)]
    return silent & ~frame["indicator"].isin(told["indicator"])


def read_certificate(folder: Path) -> Mapping[str, object]:
    """What stands in `privacy.json`; nothing where there is none that can be read."""
    try:
        found = json.loads((folder / CERTIFICATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def rules_of(certificate: Mapping[str, object]) -> Rules:
    """The rules that the certificate names; its lines may be higher than those of the package, never lower."""
    classes, own, lines = (table_of(certificate.get(name)) for name in ("classes", "own", "rules"))
    listed = {name: _read_counting(name, counting) for name, counting in own.items()}
    rules = read_rules(None, {name: str(class_) for name, class_ in classes.items()}, listed)
    raised = {
        class_: {who: max(line, int(str(table_of(lines.get(class_)).get(who, 0)))) for who, line in by_audience.items()}
        for class_, by_audience in rules.lines.items()
    }
    field, value, *_ = [*map(str, _list(certificate.get("guiding"))), "", ""]
    return replace(rules, lines=raised, guiding=(field, value) if value else None)


def _read_counting(name: str, part: object) -> Counting:
    """How an own figure counts people; one that the certificate does not describe counts them apart."""
    table = table_of(part)
    where = [pair for pair in _list(table.get("where")) if isinstance(pair, list) and len(pair) == 2]
    return Counting(
        str(table.get("kind", "count")),
        str(table.get("of", name)),
        tuple(map(str, _list(table.get("attributes", [name])))),
        tuple(map(str, _list(table.get("values")))),
        where=tuple((str(field), tuple(map(str, _list(values)))) for field, values in where),
        among=str(table.get("among", name)),
    )


def _list(part: object) -> Sequence[object]:
    return part if isinstance(part, list) else []


def table_of(part: object) -> Mapping[str, object]:
    """A part of a certificate that should be a table; an empty one where it is none."""
    return part if isinstance(part, dict) else {}
