"""What a column may be, and how sure its name and its values make it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from impact.config import SheetSettings
from impact.model import Area, Column, ColumnPlan, Grid
from impact.parse import PARSERS, is_unknown
from impact.parse.dates import YEARLESS
from impact.parse.fold import fold
from impact.recognise.vocabulary import NONE, Meaning, score_names

SAMPLE = 300
ACCEPTED = 0.68
UNTOLD = 0.9
BLANK = 0.7  # of the confidence in a name over no value at all: a column with values is sooner the one meant
DIGITS = 7
FREE_TEXT = frozenset(
    "last_name first_name full_name city product brand range channel event title place note reference payment "
    "person_number project_type sector project".split()
)
SPAN = re.compile(r"\b\d{1,2}\s?[h:]\s?\d{0,2}\s?(?:-|–|à|to)\s?\d{1,2}\s?[h:]", re.IGNORECASE)
CHOICES = ("gender", "orientation", "stage", "skill_level")
TICKS = frozenset(["x", "1", "0", "oui", "non", "yes", "no", "✓"])
BY_VALUES: Mapping[str, float] = {"email": 0.8, "phone": 0.85, "gender": 0.95}


@dataclass(frozen=True)
class Evidence:
    """One reading of one column."""

    place: int
    header: str
    meaning: Meaning
    confidence: float


def sample_values(column: Column, area: Area) -> tuple[NDArray[np.object_], NDArray[np.uint8], NDArray[np.int64]]:
    """Distinct texts of the table's own rows, their kinds, and how often each stands."""
    codes = column.codes[area.rows[:5_000]]
    used, counts = np.unique(codes[codes >= 0], return_counts=True)
    keep = np.argsort(-counts, kind="stable")[:SAMPLE]
    return column.texts[used[keep]], column.kinds[used[keep]], counts[keep]


def find_evidence(
    table: str, grid: Grid, area: Area, place: int, project_names: frozenset[str], settings: SheetSettings
) -> list[Evidence]:
    """What a column may be: by its name and its values, or by its values alone where they cannot be anything else."""
    levels = area.headers.get(place, ())
    scores: dict[Meaning, float] = {}
    for text, weight in ((levels[-1], 1.0), (" ".join(levels), 0.98)) if levels else ():
        for meaning, score in score_names(text, table).items():
            scores[meaning] = max(scores.get(meaning, 0.0), score * weight)
    header = " – ".join(levels)
    ticked = _ticked(levels, table, grid.columns[place], area)
    if ticked:
        return [Evidence(place, header, ticked, 0.9)]
    if table == "workshops" and _holds_spans(grid.columns[place], area):
        return [Evidence(place, header, ("hours", ""), 0.9)]
    if scores.get(NONE, 0.0) >= 1.0 > max([s for m, s in scores.items() if m != NONE], default=0.0):
        return []
    scores = _project_or_type(scores, grid.columns[place], area, project_names)
    weigh = partial(_weigh, table, place, header, grid.columns[place], area, settings)
    found = [weigh(m, s) for m, s in scores.items() if m != NONE and s >= 0.6]
    found += [
        weigh((field, ""), 0.7, share)
        for field, share in BY_VALUES.items()
        if table != "sales" and (field, "") not in scores and max(scores.values(), default=0.0) < ACCEPTED
    ]
    return [e for e in found if e.confidence >= ACCEPTED - 0.06]


def _ticked(levels: tuple[str, ...], table: str, column: Column, area: Area) -> Meaning | None:
    """A column that is a value of the field above it (“Femme” under “Sexe”), and holds nothing but ticks."""
    texts, _, _ = sample_values(column, area)
    if not levels or not len(texts) or not all(fold(t) in TICKS or not fold(t) for t in texts):
        return None
    above = {m[0] for text in levels[:-1] for m, s in score_names(text, table).items() if s >= ACCEPTED}
    for field in CHOICES if table != "sales" else ():
        value = PARSERS[field](np.array([levels[-1]], dtype=object), np.zeros(1, dtype=np.uint8)).values[0]
        if value and (field in above or (field, value) in (("gender", "F"), ("gender", "M"))):
            return field, str(value)
    return None


def _project_or_type(
    scores: dict[Meaning, float], column: Column, area: Area, names: frozenset[str]
) -> dict[Meaning, float]:
    """A column “Projet” of participants: projects of `impact.toml` where it holds them, else kinds of project."""
    project, kind = ("project", ""), ("project_type", "")
    if project not in scores or kind not in scores:
        return scores
    texts, _, _ = sample_values(column, area)
    known = bool(len(texts)) and float(np.mean([fold(t) in names for t in texts])) >= 0.8
    return {m: s for m, s in scores.items() if m != (kind if known else project)}


def _weigh(
    table: str,
    place: int,
    header: str,
    column: Column,
    area: Area,
    settings: SheetSettings,
    meaning: Meaning,
    score: float,
    least: float = 0.5,
) -> Evidence:
    """A reading's confidence: its name, weighed by the share of its values that can be read as such."""
    texts, kinds, counts = sample_values(column, area)
    blank = not len(texts)
    if least > 0.5 and not len(texts):
        return Evidence(place, header, meaning, 0.0)
    said = {fold(text) for text in settings.values.get(meaning[0], {})}
    unsaid = np.array([fold(t) not in said for t in texts], dtype=bool)
    texts, kinds, counts = texts[unsaid], kinds[unsaid], counts[unsaid]
    if meaning[0] == "gender" and len(texts) and all(fold(t) in TICKS for t in texts):
        return Evidence(place, header, meaning, 0.0)
    field = "sale_kind" if meaning[0] == "kind" and table == "sales" else meaning[0]
    share = share_readable(field, texts, kinds, counts)
    if least > 0.5 and share == UNTOLD and all(is_unknown(t) or t.startswith("#") for t in texts):
        share = 0.0
    if field == "kind" and table == "workshops" and score < 1:
        share = _share_of_known_kinds(texts, kinds, counts)
    if field == "amount" and len(area.rows) and not len(texts):
        share = 0.5
    if field == "phone" and least > 0.5 and share_readable("date", texts, kinds, counts) >= 0.5:
        share = 0.0
    if field == "phone" and score >= 1 and len(texts):
        share = max(share, float(np.mean([sum(map(str.isdigit, t)) >= DIGITS for t in texts])))
    confidence = 0.0 if share < least else score * (0.6 + 0.4 * share if not blank else BLANK)
    return Evidence(place, header, meaning, round(float(confidence), 2))


def share_readable(
    field: str, texts: NDArray[np.object_], kinds: NDArray[np.uint8], counts: NDArray[np.int64]
) -> float:
    """The share of a column's known values that can be read as a field's; UNTOLD where there are none."""
    if not len(texts):
        return UNTOLD
    if field in FREE_TEXT:
        if all(is_unknown(t) for t in texts):
            return UNTOLD
        people = field in ("last_name", "first_name", "full_name")
        if field in ("reference", "note"):
            return 1.0
        if field == "person_number":
            unlike = np.array([not any(map(str.isdigit, t)) for t in texts], dtype=float)
        else:
            unlike = np.array([_unlike_a_name(t) if people else float(not any(map(str.isalpha, t))) for t in texts])
        return float(1 - 0.9 * (counts * unlike).sum() / counts.sum())
    parsed = PARSERS[field](texts, kinds)
    failed = np.array([f is not None and f != YEARLESS for f in parsed.failures])
    known = np.array([f is not None or v is not None for f, v in zip(parsed.failures, parsed.values, strict=True)])
    return float(1 - counts[failed].sum() / counts[known].sum()) if counts[known].sum() else UNTOLD


def _holds_spans(column: Column, area: Area) -> bool:
    """Whether nearly all cells go from one time of the day to another: `14h-16h30`."""
    texts, _, _ = sample_values(column, area)
    return bool(len(texts)) and float(np.mean([SPAN.search(t) is not None for t in texts])) >= 0.8


def _share_of_known_kinds(texts: NDArray[np.object_], kinds: NDArray[np.uint8], counts: NDArray[np.int64]) -> float:
    """The share of cells that are a kind of activity by a word that is known."""
    known = np.array([value not in (None, "other") for value in PARSERS["kind"](texts, kinds).values], dtype=bool)
    return float(counts[known].sum() / counts.sum()) if len(texts) else 0.0


def _unlike_a_name(text: str) -> float:
    """1 for a code (`B11`), half for letters and a number (`Aubert2`), 0 for no digit."""
    digits, letters = sum(map(str.isdigit, text)), sum(map(str.isalpha, text))
    return 0.0 if not digits else 1.0 if digits >= letters else 0.5


def assign_fields(evidence: Iterable[Evidence], taken: set[str]) -> dict[int, ColumnPlan]:
    """The surest reading first; a field is given once, but for amounts, of which each kind may have a column."""
    chosen: dict[int, ColumnPlan] = {}
    given: set[Meaning] = {(field, "") for field in taken}
    for e in sorted(evidence, key=lambda e: (-e.confidence, -_preference(e), e.place)):
        if e.place not in chosen and e.meaning not in given:
            chosen[e.place] = ColumnPlan(e.place, e.header, e.meaning[0], e.meaning[1], e.confidence)
            given.add(e.meaning)
    return chosen


def _preference(e: Evidence) -> int:
    """Between columns of money that are equally sure: taxes included, then discounts taken off, then totals."""
    words = fold(e.header).split()
    after_discounts = words in (["net", "sales"], ["ventes", "nettes"])
    later = {"cree", "created", "creation", "saisie"} & set(words)
    sure = 2 * (after_discounts or "ttc" in words) + ("total" in words)
    return sure - (words in (["nom"], ["name"])) - bool(later)
