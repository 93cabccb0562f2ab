"""Headers and values into fields, with evidence; what is ambiguous is an answer, not a guess."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from impact.config import SheetSettings
from impact.model import Area, Column, ColumnPlan, Grid, SessionPlan, TablePlan
from impact.parse.fold import fold, fold_category
from impact.recognise.evidence import assign_fields, find_evidence, sample_values, share_readable
from impact.recognise.exports import find_export
from impact.recognise.fits import fits_table
from impact.recognise.sessions import plan_sessions, read_titles
from impact.recognise.settle import NAMES, holds_two_words, settle_columns
from impact.recognise.vocabulary import label_score, money_words

__all__ = ["find_register", "label_score", "recognise_table"]

TABLES = ("participants", "workshops", "sales")
CLOSE = 0.9
TURNED = "fields stand one below another; give each a column of its own"
MONEY = re.compile(
    r"(?i)€|\beur|\bCA\b|chiffre|recette|d[ée]pense|charges?\b|montant|ventes? en|revenue|turnover|sales"
)
CENTS = re.compile(r"\d[.,]\d\d(?:\D|$)")
EXPENSE = re.compile(r"(?i)d[ée]pense|charges?\b|co[ûu]ts?\b|expense|cost")
WEIGHTS: Mapping[str, float] = {
    "note": 0.1,
    "sector": 0.2,
    "project": 0.2,
    "year": 0.2,
    "person_number": 0.3,
    "date": 0.6,
    "first_contact": 0.6,
    "city": 0.6,
    "reference": 0.3,
    "kind": 0.7,
    "title": 0.9,
    "channel": 0.5,
    "presence": 3.0,
    "hours": 1.2,
    "attendees": 1.5,
    "amount": 2.5,
    "unit_price": 1.5,
    "quantity": 0.9,
    "payment": 1.0,
}


@dataclass(frozen=True)
class _Candidate:
    """One reading of a table."""

    table: str
    presences: bool
    columns: tuple[ColumnPlan, ...]
    score: float
    fits: bool


def recognise_table(
    grid: Grid, area: Area, settings: SheetSettings, project_names: frozenset[str] = frozenset()
) -> TablePlan:
    """What a table is, and what each of its columns means.

    Args:
        grid: the sheet.
        area: one of its tables.
        settings: what `impact.toml` says of the sheet; it wins.
        project_names: folded ids and names of the projects, by which a column “Projet” of them is told.
    """
    if settings.table == "none":
        return TablePlan(None, False, (), "table none")
    if area.across == "sessions":
        return _recognise_grid(grid, area, settings)
    if area.across == "turned":
        return TablePlan(None, False, (), TURNED)
    if area.across == "card":
        return TablePlan(None, False, (), "unrecognised table")
    if area.across == "names":
        return _recognise_block(grid, area)
    if area.across == "periods":
        return _recognise_crosstab(grid, area, settings)
    export = find_export(area)
    told = settings.table or (export.table if export else None)
    tables = (told,) if told else (("workshops",) if area.across == "people" else TABLES)
    candidates = [_read_as(table, grid, area, settings, project_names) for table in tables]
    fitting = sorted((c for c in candidates if c.fits or told), key=lambda c: -c.score)
    if not fitting:
        return TablePlan(None, False, max(candidates, key=lambda c: c.score).columns, "unrecognised table")
    best = fitting[0]
    sessions = plan_sessions(area)
    if len(fitting) > 1 and fitting[1].score >= CLOSE * best.score and best.table != fitting[1].table:
        return TablePlan(None, False, best.columns, f"ambiguous: {best.table} or {fitting[1].table}")
    fields = {c.field for c in best.columns}
    said = (*_said(best.table, best.presences, area), *_kind_by_title(best), *_side_of_books(best, area))
    said = tuple(s for s in said if s[0] not in fields)
    return TablePlan(best.table, best.presences or bool(sessions), best.columns, sessions=sessions, said=said)


def find_register(
    grid: Grid, area: Area, settings: SheetSettings, project_names: frozenset[str] = frozenset()
) -> tuple[Area, TablePlan] | None:
    """The register of people that a presence grid is too: where it says when they first came, or how far they got."""
    marks = {session.column for session in area.sessions}
    columns = tuple(place for place in range(len(grid.columns)) if place not in marks)
    if area.across != "sessions" or settings.table or not columns:
        return None
    listed = replace(area, sessions=(), across="", columns=columns, totals=area.totals[:0])
    reading = _read_as("participants", grid, listed, settings, project_names)
    belongs = {c.field for c in reading.columns} & {"first_contact", "stage", "orientation"}
    named = {c.field for c in reading.columns} & set(NAMES)
    return (listed, TablePlan("participants", False, reading.columns)) if belongs and named and reading.fits else None


def _kind_by_title(reading: _Candidate) -> tuple[tuple[str, str], ...]:
    """What a title's column is headed by (“Atelier”, “Formations”) is the kind of what it lists."""
    heads = {fold_category(c.header) for c in reading.columns if c.field == "title" and reading.table == "workshops"}
    kinds = {"atelier": "workshop", "workshop": "workshop", "formation": "training", "training": "training"}
    return tuple(("kind", kinds[head]) for head in sorted(heads & kinds.keys()))


def _side_of_books(reading: _Candidate, area: Area) -> tuple[tuple[str, str], ...]:
    """Money of which no column says whether it comes or goes, under a group or else a title that speaks of spending."""
    if reading.table != "sales" or any(c.says for c in reading.columns if c.field == "amount"):
        return ()
    groups = [levels[0] for levels in area.headers.values() if len(levels) > 1]
    for texts in (groups, area.titles):
        words = {word for text in texts for word in fold_category(text).split()}
        comes, goes = words & money_words("in"), words & money_words("out")
        if comes or goes:
            return () if comes else (("kind", "expense"),)
    return ()


def _said(table: str, presences: bool, area: Area) -> tuple[tuple[str, str], ...]:
    """What titles may say of a table: the date of a sale or a session, the title of a session."""
    said = read_titles(area.titles)
    if table == "workshops" and presences:
        return said
    return tuple(s for s in said if s[0] == "date") if table == "sales" else ()


def _recognise_block(grid: Grid, area: Area) -> TablePlan:
    """Names under a dated title: the first column of words, the second where there is one, and marks if any."""
    words = [p for p, column in enumerate(grid.columns) if _words_mostly(column, area)]
    marks = [p for p in words if share_readable("presence", *sample_values(grid.columns[p], area)) >= 0.8]
    names = [p for p in words if p not in marks][:2]
    fields = (
        ("full_name",)
        if len(names) == 1 or holds_two_words(grid.columns[names[0]], area)
        else ("last_name", "first_name")
    )
    columns = [ColumnPlan(p, "", f, confidence=0.6) for p, f in zip(names, fields, strict=False)]
    columns += [ColumnPlan(p, "", "presence", confidence=0.6) for p in marks[:1]]
    if not names:
        return TablePlan(None, False, tuple(columns), "unrecognised table")
    return TablePlan("workshops", True, tuple(columns), said=read_titles(area.titles))


def _recognise_grid(grid: Grid, area: Area, settings: SheetSettings) -> TablePlan:
    """A presence grid: its left columns say who, whatever else they say."""
    reading = _read_as("workshops", grid, area, settings, frozenset())
    people = tuple(c if c.field in (*NAMES, *PEOPLE) else replace(c, field="") for c in reading.columns)
    if not any(c.field in NAMES for c in people):
        people = _name_by_place(grid, area, people)
    return TablePlan("workshops", True, people, sessions=plan_sessions(area))


PEOPLE = "gender birth_date birth_year age country email phone person_number postcode city".split()


def _recognise_crosstab(grid: Grid, area: Area, settings: SheetSettings) -> TablePlan:
    """Money by product and period, where a sign, a unit or a person says that it is money; else a question."""
    reading = _read_as("sales", grid, area, settings, frozenset())
    words = " ".join([grid.sheet, *area.titles, *(t for levels in area.headers.values() for t in levels)])
    cells = [t for s in area.sessions for t in sample_values(grid.columns[s.column], area)[0]]
    figures = ("amount", "quantity", "unit_price")
    columns = tuple(replace(c, field="") if c.field in figures else c for c in reading.columns)
    signs = bool(cells) and float(np.mean([CENTS.search(t) is not None for t in cells])) >= 0.5
    if not signs and not MONEY.search(f"{words} {' '.join(cells)}") and settings.table != "sales":
        return TablePlan(None, False, columns, "ambiguous: amounts or quantities by period")
    named = "date" if area.sessions[0].facts[0][0] == "product" else "product"
    if not any(c.field == named for c in columns) and columns:
        columns = (replace(columns[0], field=named, confidence=0.6), *columns[1:])
    sessions = tuple(SessionPlan(s.column, s.facts) for s in area.sessions)
    return TablePlan("sales", False, columns, sessions=sessions, said=_expense(words))


def _expense(words: str) -> tuple[tuple[str, str], ...]:
    return (("kind", "expense"),) if EXPENSE.search(words) else ()


def _name_by_place(grid: Grid, area: Area, columns: tuple[ColumnPlan, ...]) -> tuple[ColumnPlan, ...]:
    """A grid whose column of names has no known header: the first column of words is the names."""
    sessions = {s.column for s in area.sessions}
    for place, column in enumerate(grid.columns):
        if place in sessions or not _words_mostly(column, area):
            continue
        header = " – ".join(area.headers.get(place, ()))
        named = ColumnPlan(place, header, "full_name", confidence=0.5)
        return (*(c for c in columns if c.place != place), named)
    return columns


def _words_mostly(column: Column, area: Area) -> bool:
    texts = sample_values(column, area)[0]
    return bool(len(texts)) and float(np.mean([any(ch.isalpha() for ch in t) for t in texts])) >= 0.8


def _read_as(table: str, grid: Grid, area: Area, settings: SheetSettings, project_names: frozenset[str]) -> _Candidate:
    fixed = _fixed(area, settings)
    sessions = {s.column for s in area.sessions}
    places = [
        p
        for p in range(len(grid.columns))
        if p not in sessions
        and (not area.columns or p in area.columns)
        and (p in area.headers or len(sample_values(grid.columns[p], area)[0]))
    ]
    evidence = [
        e for p in places if p not in fixed for e in find_evidence(table, grid, area, p, project_names, settings)
    ]
    chosen = assign_fields(evidence, {c.field for c in fixed.values()})
    columns = [fixed.get(p) or chosen.get(p) or ColumnPlan(p, _header(area, p), "") for p in places]
    columns = settle_columns(table, grid, area, columns)
    fields = {c.field for c in columns if c.field} | set(settings.defaults)
    if table == "workshops" and fields & set(NAMES):
        fields |= {field for field, _ in read_titles(area.titles)}
    presences = table == "workshops" and bool(fields & set(NAMES))
    score = sum(c.confidence * WEIGHTS.get(c.field, 1.0) for c in columns if c.field)
    found = {c.field for c in columns}
    return _Candidate(table, presences, tuple(columns), score, fits_table(table, fields, found, area, grid.sheet))


def _header(area: Area, place: int) -> str:
    return " – ".join(area.headers.get(place, ()))


def _fixed(area: Area, settings: SheetSettings) -> dict[int, ColumnPlan]:
    """Columns that `impact.toml` decides, else a software's export, by their header's text."""
    export = find_export(area)
    told = {header: (field, "recognised") for header, field in export.columns.items()} if export else {}
    told |= {fold(header): (field, "config") for header, field in settings.columns.items()}
    fixed: dict[int, ColumnPlan] = {}
    for place, levels in area.headers.items():
        for text in (_header(area, place), levels[-1]):
            if fold(text) in told:
                field, decided_by = told[fold(text)]
                fixed[place] = ColumnPlan(place, _header(area, place), field, "", 1.0 if field else 0.0, decided_by)
    return fixed
