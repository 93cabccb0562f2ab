"""Presence grids: people down and sessions across, or the reverse, with a mark where they meet."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from impact.layout.days import is_date, is_day, is_day_under_month, is_month
from impact.layout.headers import is_figure
from impact.layout.matrix import LabelScore, Matrix
from impact.layout.rows import find_roles
from impact.model import Area, Column, Kind, Layout, Session
from impact.parse import parse_presences
from impact.parse.fold import fold

DEPTH = 60
HEADS = 12

_session_label = re.compile(
    r"(?:intitules?|titres?|themes?|thematiques?|ateliers?|seances?|sessions?|modules?|cours|types?|natures?|categories?|dates?|jours?|"
    r"durees?|heures?|horaires?|heure (?:de )?(?:debut|fin)|debut|fin|lieux?|salles?|"
    r"animateurs?|animatrices?|intervenants?|"
    r"intervenantes?|formateurs?|formatrices?|numeros?|n|mois|semaines?|titles?|topics?|workshops?|kinds?|hours|durations?|times?|places?|"
    r"sujets?|activites?|activity|activities)"
    r"(?: (?:h|en heures|heures|min|de la seance|de l atelier|seance|atelier|hours|s))*"
)
_session_word = re.compile(
    r"\b(?:seance|atelier|session|cours|module|jour|semaine|sem|reunion|rencontre|formation|workshop|class|week|day|meeting|"
    r"cafe|sortie|visite|at|s|j)\W?\s?n?\W?\s?\d+\b|\b(?:atelier|seance|session|workshop|reunion|formation)\b"
)

_speaks = re.compile(r"^\s*[^\d\s]|^\s*\d{1,2}\s?(?:h|heures?|hours?|hrs?)\b|^\s*\d{1,2}\s?h\s?\d\d", re.IGNORECASE)
_of_marks = re.compile(
    r"\b(?:p|present?|presence|pres|emarg\w*|sign\w*|heures?|hours?|hrs?|duree|attend\w*|status|statut|matin|soir)\b"
)


def find_presence_grid(matrix: Matrix, label_score: LabelScore) -> Layout | None:
    """The presence grid that a sheet is, or None."""
    marked = [c for c in range(matrix.width) if _mark_share(matrix.grid.columns[c]) >= 0.5]
    first = _first_row_of_marks(matrix, marked) if marked else None
    if first is None:
        marked, first = _hours_under_dates(matrix)
    if first is None or first == 0:
        return None
    first = min(first, _end_of_list_header(matrix, first, label_score))
    heads = _header_positions(matrix, marked, first)
    sessions = _sessions(matrix, heads, first, min(marked), label_score)
    if {s.column for s in sessions} & set(marked) and _is_presence(matrix, sessions, first):
        return _grid(matrix, heads, first, sessions, "sessions")
    people = _people_across(matrix, marked, heads, first, label_score)
    return _grid(matrix, heads, first, people, "people") if people else None


def _marks(column: Column) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which distinct texts are marks of presence, and which of these are more than a number."""
    parsed = parse_presences(column.texts, column.kinds)
    mark = np.array([failure is None for failure in parsed.failures], dtype=bool)
    said = mark & np.array([value is not None for value in parsed.values], dtype=bool)
    ticks = _ticks(column)
    strong = np.array(
        [m and (t.strip() in ticks or _speaks.search(t) is not None) for m, t in zip(said, column.texts, strict=True)],
        dtype=bool,
    )
    return mark, strong


def _ticks(column: Column) -> frozenset[str]:
    """0 and 1, where they are nearly all the figures of the column: a total below them may be another."""
    counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.texts))
    figures = {
        text.strip(): n for text, n in zip(column.texts, counts.tolist(), strict=True) if text.strip()[:1].isdigit()
    }
    ticks = figures.get("0", 0) + figures.get("1", 0)
    return frozenset("01") if ticks and ticks >= 0.7 * sum(figures.values()) else frozenset()


def _mark_share(column: Column) -> float:
    """Share of a column's filled cells that are marks; 0 where there is none but numbers of hours."""
    if not len(column.texts) or len(column.texts) > 200:
        return 0.0
    mark, strong = _marks(column)
    used = column.codes[column.codes >= 0]
    sure = strong[used].sum()
    return float(mark[used].mean()) if sure >= 2 or sure > 0.3 * len(used) else 0.0


def _first_row_of_marks(matrix: Matrix, marked: list[int]) -> int | None:
    """The position of the first row whose cells under `marked` are marks, nearly all, beside something else."""
    hits, filled = np.zeros(matrix.height), np.zeros(matrix.height)
    for place in marked:
        column = matrix.grid.columns[place]
        _, strong = _marks(column)
        hits += np.append(strong, False)[column.codes]
        filled += matrix.filled[:, place]
    rows = np.flatnonzero((hits >= 0.7 * filled) & (hits >= 1) & (matrix.counts > filled))
    return next((row for row in rows.tolist() if not _label(matrix, row, min(marked))), None)


def _hours_under_dates(matrix: Matrix) -> tuple[list[int], int | None]:
    """Columns of numbers of hours under dates, at least two in one row, and the row after these dates."""
    days = {position: _days(matrix, position) for position in range(min(matrix.height - 1, DEPTH))}
    rows = {position: columns for position, columns in days.items() if len(columns) >= 2}
    marks = {c: _marks(matrix.grid.columns[c])[0] for c in set().union(*rows.values())}
    for position, dated in rows.items():
        hours = [c for c in dated if _few_hours(matrix, position + 1, c, marks[c])]
        if len(hours) >= max(2, 0.8 * len(dated)):
            return hours, position + 1
    return [], None


def _days(matrix: Matrix, position: int) -> list[int]:
    """The columns, but for the first, in which a row holds a day."""
    return [c for c in matrix.places(position) if c > 0 and is_day(matrix.text(position, c), matrix.kind(position, c))]


def _few_hours(matrix: Matrix, start: int, place: int, mark: NDArray[np.bool_]) -> bool:
    """Whether all that a column holds are marks, and its figures no more than a day has hours, but for a last total."""
    codes = matrix.grid.columns[place].codes[start:][matrix.filled[start:, place]]
    return bool(mark[codes].sum() >= max(1, len(codes) - 1))


def _end_of_list_header(matrix: Matrix, first: int, label_score: LabelScore) -> int:
    """The row after one that is a list's header, three names of columns and hardly anything else; else `first`."""
    for position in range(first):
        texts = {fold(t) for t in matrix.texts(position)}
        unlike = len(texts) == matrix.counts[position]
        if unlike and sum(label_score(t) >= 1 for t in texts) >= max(3, 0.6 * matrix.counts[position]):
            return position + 1
    return first


def _header_positions(matrix: Matrix, marked: list[int], first: int) -> list[int]:
    """Rows above the first marks that say something of the columns, and not only a title."""
    beyond = min(marked)
    above = range(max(0, first - HEADS), first)
    heads = [p for p in above if any(c >= beyond for c in matrix.places(p)) or matrix.counts[p] >= 2]
    return [p for p in heads if matrix.counts[p] >= 2 or not _is_title(matrix, p, beyond)]


def _is_title(matrix: Matrix, position: int, beyond: int) -> bool:
    return matrix.places(position)[0] < beyond


def _label(matrix: Matrix, position: int, before: int) -> str:
    """The lone text to the left of the sessions, where it names what the row says of them."""
    texts = [matrix.text(position, c) for c in matrix.places(position) if c < before]
    return texts[0] if len(texts) == 1 and _session_label.fullmatch(fold(texts[0])) else ""


def _sessions(matrix: Matrix, heads: list[int], first: int, left: int, label_score: LabelScore) -> tuple[Session, ...]:
    """The columns whose header cells date or name a session."""
    body = np.arange(first, matrix.height)
    found: list[Session] = []
    for place, column in enumerate(matrix.grid.columns):
        used = column.codes[body][column.codes[body] >= 0]
        mark, _ = _marks(column) if len(column.texts) <= 200 else (np.zeros(len(column.texts), bool), None)
        share = float(mark[used].mean()) if len(used) else 1.0
        facts = tuple((_label(matrix, p, min(place, left)), *fact) for p in heads if (fact := _over(matrix, p, place)))
        if facts and share >= 0.5 and _speaks_of_a_session(facts, label_score, bool(len(used))):
            found.append(Session(place, facts))
    return tuple(found)


def _over(matrix: Matrix, position: int, place: int) -> tuple[str, Kind] | None:
    """What stands over a column in a header row; the text of a merged range stands over all that it spans."""
    if matrix.filled[position, place]:
        return matrix.text(position, place), matrix.kind(position, place)
    for left in range(place - 1, 0, -1):
        if matrix.filled[position, left]:
            text, reach = matrix.text(position, left), matrix.merged_right(position, left)
            spans = reach >= place if reach is not None else is_month(text)
            return (text, matrix.kind(position, left)) if spans else None
    return None


def _speaks_of_a_session(facts: tuple[tuple[str, str, Kind], ...], label_score: LabelScore, marked: bool) -> bool:
    """A date; or a name under a label such as “Intitulé”; or a word such as “séance”; a known column's name is none."""
    last = facts[-1][1]
    if label_score(last) >= 1 and not (_of_marks.search(fold(last)) or _session_word.search(fold(last))):
        return False
    if any(is_date(text, kind) for _, text, kind in facts) or is_day_under_month(facts):
        return True
    if any(label_score(text) >= 1 and not _session_word.search(fold(text)) for _, text, _ in facts):
        return False
    return marked and any(label or _session_word.search(fold(text)) for label, text, _ in facts)


def _is_presence(matrix: Matrix, sessions: tuple[Session, ...], first: int) -> bool:
    """At least two sessions, or one that is dated; and names of people to the left of them."""
    dated = any(is_day_under_month(s.facts) or is_date(text, kind) for s in sessions for _, text, kind in s.facts)
    left = min(s.column for s in sessions)
    names = [c for c in range(left) if matrix.filled[first:, c].mean() >= 0.5]
    words = [c for c in names if not is_figure(matrix.text(first, c), matrix.kind(first, c))]
    words = [c for c in words if not is_month(matrix.text(first, c))]
    return bool(words) and (len(sessions) >= 2 or dated)


def _people_across(
    matrix: Matrix, marked: list[int], heads: list[int], first: int, label_score: LabelScore
) -> tuple[Session, ...]:
    """Columns of marks under names, where the rows are dated: the reverse grid."""
    if not heads or len(marked) < 2:
        return ()
    header = heads[-1]
    left = [c for c in range(min(marked)) if matrix.filled[first:, c].mean() >= 0.5]
    dated = [c for c in left if _dates_down(matrix, c, first, counted=_is_of_days(matrix.text(header, c)))]
    if not dated or any(map(_names_people, matrix.texts(header))):
        return ()
    named = [c for c in marked if _is_name(matrix.text(header, c)) and label_score(matrix.text(header, c)) < 0.6]
    return (
        tuple(Session(c, (("", matrix.text(header, c), Kind.TEXT),)) for c in named)
        if len(named) >= max(2, len(marked) / 2)
        else ()
    )


def _is_name(text: str) -> bool:
    """One to four words of letters, the first with a capital, nothing else: a column may be somebody's."""
    return (
        re.fullmatch(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,3}", text) is not None
        and text[0].isupper()
        and len(text) > 2
    )


def _names_people(text: str) -> bool:
    """Whether a header speaks of people, so that the rows are theirs."""
    return (
        re.search(
            r"\b(?:prenoms?|noms?|surname|(?:first|last|full) name|e ?mail|mail|telephone|tel|phone|naissance|birth)\b",
            fold(text),
        )
        is not None
    )


def _is_of_days(text: str) -> bool:
    return re.fullmatch(r"(?:dates?|jours?|day|le|quand|when)\b.*", fold(text)) is not None


def _dates_down(matrix: Matrix, place: int, first: int, counted: bool) -> bool:
    """Whether a column is of dates, most of it; `counted`: also of days as a spreadsheet counts them."""
    cells = [
        is_date(matrix.text(p, place), matrix.kind(p, place)) or (counted and _is_counted_day(matrix.text(p, place)))
        for p in range(first, min(matrix.height, first + 20))
        if matrix.filled[p, place]
    ]
    return bool(cells) and float(np.mean(cells)) >= 0.6


def _is_counted_day(text: str) -> bool:
    """Whether a number is that of a day between 1990 and 2063."""
    return re.fullmatch(r"[345]\d{4}", text) is not None and int(text) >= 32_874


def _grid(matrix: Matrix, heads: list[int], first: int, sessions: tuple[Session, ...], across: str) -> Layout:
    roles = np.full(matrix.height, "title", dtype=object)
    roles[heads] = "header"
    body = np.arange(first, matrix.height)
    roles[body] = find_roles(matrix, body, heads[-1], counted=True)
    columns = {s.column for s in sessions}
    named = {
        c: text
        for p in heads
        for c in matrix.places(p)
        if c not in columns and not _session_label.fullmatch(fold(text := matrix.text(p, c)))
    }
    last = {c: matrix.text(heads[-1], c) for c in matrix.places(heads[-1]) if c not in columns}
    area = Area(
        header_rows=tuple(int(n) for n in matrix.numbers[heads]),
        headers={c: (text,) for c, text in sorted({**named, **last}.items())},
        rows=body[roles[body] == "data"],
        totals=body[roles[body] == "total"],
        titles=tuple(t for p in range(first) if p not in heads for t in matrix.texts(p)),
        sessions=sessions,
        across=across,
    )
    return Layout((area,), roles)
