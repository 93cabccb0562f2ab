"""What the rows under a header are: data, or totals, balances, notes, units, headers said again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from impact.layout.headers import is_figure, repeats
from impact.layout.matrix import Matrix
from impact.model import Column
from impact.parse.fold import fold

_total = re.compile(r"(?:(?:sous|s|grand|sub) )?(?:totals?|totaux)(?: \S+){0,7}|subtotals?(?: \S+){0,5}|sommes?|sum")
_maybe_total = re.compile(
    r"(?:ensemble|moyenne|nombre|nb|nbre|effectifs?|taux|cumul|consolidation|resultat|capacite|duree|average|mean|count|"
    r"recettes|depenses|benefice|marge|reste|ecart|dont|presents?|presentes?|absents?|excuses?|inscrits?|participants?|"
    r"present|number (?:of|present|attending|absent))\b.*"
)
_balance = re.compile(
    r"(?:report(?: a nouveau| precedent| anterieur| solde)?|a nouveau|nouveau solde|fonds? de caisse.*|"
    r"solde(?: (?:initial|final|precedent|anterieur|reporte|de depart|debut|"
    r"fin|au|a nouveau|du|bancaire|caisse|en)\b.*)?|"
    r"opening balance|closing balance|balance (?:brought|carried) forward|brought forward|carried forward)"
)
_note = re.compile(
    r"(?:nb|n b|note|notes|nota|source|sources|remarques?|attention|legende|lecture|champ|signature|signatures|signe|"
    r"signed|fait a|visa|cachet|pour copie|le responsable|la responsable|document|"
    r"extraction|export|edite|imprime|mis a jour|maj|"
    r"fin|end|suite|https?|www|les personnes|les montants|les chiffres|voir|cf|page \d+|updated|printed)\b.*"
)
_unit = re.compile(
    r"(?:€|eur|euros?|en euros|h|heures?|hours?|min|minutes|jj mm aaaa|dd mm yyyy|jj mm aa|"
    r"mm aaaa|oui non|o n|f h|h f|yes no|"
    r"kg|g|m2|unites?|texte|nombre|date|ttc|ht|x|nb|obligatoire|facultatif|required|optional|ex .*|exemple.*|)"
)
_hint = re.compile(
    r"\W*(?:s\W|sous|tot|grand|sub|som|sum|ens|moy|nom|num|nb|eff|taux|cum|cons|r[eé]s|cap|dur|ave|mean|cou|rec|d[eé]p|b[eé]n|mar|[eé]c|"
    r"don|rep|[aà] |pr[eé]s|abs|exc|ins|part|nou|fon|sol|ope|clo|bal|bro|car)",
    re.IGNORECASE,
)
LONGEST_HINT = 5
WORDS_OF_A_NOTE = 7


def find_roles(matrix: Matrix, body: NDArray[np.int64], header: int, counted: bool = False) -> NDArray[np.object_]:
    """The role of each row of `body`, the rows under a header; in a presence grid totals are `counted`, not summed."""
    roles = np.full(len(body), "data", dtype=object)
    if not len(body):
        return roles
    filled = matrix.filled[body]
    usual = filled.mean(axis=0) >= 0.6
    roles[_first_is_unit(matrix, body)] = "unit"
    roles[[i for i in _may_repeat(matrix, body, header) if repeats(matrix, int(body[i]), header)]] = "repeated header"
    kinds = _words(matrix, body)
    lacks = (usual & ~filled).any(axis=1)
    sparse = filled.sum(axis=1) <= max(1, usual.sum() / 2)
    ordinary = roles == "data"
    lesser = matrix.counts[body] < matrix.counts[body].max()
    roles[ordinary & kinds["total"] & (lacks | (usual.sum() <= 1))] = "total"
    full = _only_figures(matrix, body, (roles == "data") & kinds["total"])
    roles[full if counted else _adds_up(matrix, body, full)] = "total"
    roles[_only_figures(matrix, body, (roles == "data") & kinds["total"] & lesser)] = "total"
    roles[_only_figures(matrix, body, (roles == "data") & kinds["maybe"] & (sparse & lacks | counted))] = "count"
    roles[ordinary & kinds["balance"] & (lacks | lesser)] = "balance"
    roles[(roles == "data") & _is_note(matrix, body, roles, kinds["total"] | kinds["maybe"])] = "note"
    roles[(roles == "data") & _bare_total(matrix, body, roles)] = "total"
    little = matrix.counts[body] <= matrix.counts[body].max() / 2
    roles[_only_figures(matrix, body, _after_the_totals(roles, little))] = "count"
    return roles


def _may_repeat(matrix: Matrix, body: NDArray[np.int64], header: int) -> NDArray[np.int64]:
    codes = matrix.grid.columns[matrix.places(header)[0]].codes
    return np.flatnonzero(codes[body] == codes[header])


def _first_is_unit(matrix: Matrix, body: NDArray[np.int64]) -> NDArray[np.bool_]:
    unit = np.zeros(len(body), dtype=bool)
    texts = matrix.texts(int(body[0]))
    folded = [fold(t) if t not in "€%" else "€" for t in texts]
    unit[0] = (
        len(texts) >= 2 and all(_unit.fullmatch(t) for t in folded) and any(len(t) > 1 or t == "€" for t in folded)
    )
    return unit


@cache
def _kind_of_words(text: str) -> str:
    folded = fold(text)
    for kind, pattern in (("total", _total), ("balance", _balance), ("maybe", _maybe_total)):
        if folded and pattern.fullmatch(folded):
            return kind
    return ""


def _words(matrix: Matrix, body: NDArray[np.int64]) -> dict[str, NDArray[np.bool_]]:
    """For each kind of word, the rows of which one of the first three filled cells says it."""
    found = {kind: np.zeros(len(body), dtype=bool) for kind in ("total", "balance", "maybe")}
    for place, column in enumerate(matrix.grid.columns):
        for kind, codes in _suspects(column).items():
            early = matrix.filled[body, :place].sum(axis=1) <= 2
            found[kind] |= np.isin(column.codes[body], codes) & early
    return found


def _may_count(text: str) -> bool:
    """Whether a text begins as those that speak of totals do; numbered texts (`T000123`) begin alike."""
    return _begins_as_a_count(text[:LONGEST_HINT] if text[:1].isalnum() else text)


@cache
def _begins_as_a_count(start: str) -> bool:
    return _hint.match(start) is not None


def _suspects(column: Column) -> Mapping[str, list[int]]:
    """For each kind of word, the codes of a column's texts that say it."""
    suspects: dict[str, list[int]] = {}
    for code, text in enumerate(column.texts):
        if _may_count(text) and len(text) <= 60 and (kind := _kind_of_words(text)):
            suspects.setdefault(kind, []).append(code)
    return suspects


def _numbers(matrix: Matrix, body: NDArray[np.int64], place: int) -> NDArray[np.float64]:
    column = matrix.grid.columns[place]
    values = np.array([_number(t) for t in column.texts] + [np.nan])
    return values[column.codes[body]]


@cache
def _number(text: str) -> float:
    """A rough reading, only to see whether a row adds up."""
    plain = re.sub(r"[\s\u00a0\u202f\u2009€]|EUR", "", text)
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    try:
        return float(plain)
    except ValueError:
        return np.nan


def _adds_up(matrix: Matrix, body: NDArray[np.int64], suspects: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Of the suspects, rows of which some figure is the sum of all those above it, or since the suspect before."""
    sums = np.zeros(len(body), dtype=bool)
    since = 0
    for index in np.flatnonzero(suspects).tolist():
        for place in matrix.places(int(body[index])):
            values = _numbers(matrix, body[: index + 1], place)
            above = [np.nansum(values[start:index][~suspects[start:index]]) for start in (0, since)]
            sums[index] |= bool(values[index]) and min(abs(values[index] - total) for total in above) < 0.005
        since = index + 1
    return sums


def _only_figures(matrix: Matrix, body: NDArray[np.int64], suspects: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Of the suspects, rows that hold, besides one text, nothing but figures, and at least one."""
    only = np.zeros(len(body), dtype=bool)
    for index in np.flatnonzero(suspects):
        position = int(body[index])
        figures = [is_figure(matrix.text(position, c), matrix.kind(position, c)) for c in matrix.places(position)]
        words = {fold(text) for text, figure in zip(matrix.texts(position), figures, strict=True) if not figure}
        only[index] = sum(figures) >= 1 and len(words) <= 1
    return only


def _bare_total(matrix: Matrix, body: NDArray[np.int64], roles: NDArray[np.object_]) -> NDArray[np.bool_]:
    """A last row of figures alone that are the sums of their columns."""
    bare = np.zeros(len(body), dtype=bool)
    data = np.flatnonzero(roles == "data")
    if len(data) < 3:
        return bare
    last = int(data[-1])
    position, above = int(body[last]), body[data[:-1]]
    places = matrix.places(position)
    if len(places) >= matrix.filled[above].mean(axis=0).sum() - 0.5:
        return bare
    if all(is_figure(matrix.text(position, c), matrix.kind(position, c)) for c in places):
        bare[last] = any(
            _number(matrix.text(position, c))
            and abs(np.nansum(_numbers(matrix, above, c)) - _number(matrix.text(position, c))) < 0.005
            for c in places
        )
    return bare


def _is_note(
    matrix: Matrix, body: NDArray[np.int64], roles: NDArray[np.object_], counts: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Lone texts in a table of several columns: sentences, notes, signatures, counts, and what ends it after a gap."""
    notes = np.zeros(len(body), dtype=bool)
    named = (matrix.filled[body].mean(axis=0) >= 0.3).sum()
    if named < 2:
        return notes
    filled, data = matrix.counts[body], roles == "data"
    notes |= _is_signature(matrix, body) & (filled <= named / 2) & data
    lone = np.flatnonzero((filled == 1) & data)
    full = np.flatnonzero((filled > 1) & data)
    last = int(full[-1]) if len(full) else 0
    for index in lone:
        position = int(body[index])
        text, place = matrix.texts(position)[0], matrix.places(position)[0]
        if is_figure(text, matrix.kind(position, place)):
            continue
        says = _note.fullmatch(fold(text)) or re.search(r"[*:()\d/]", text) or len(text.split()) >= WORDS_OF_A_NOTE
        notes[index] = (
            bool(says)
            or bool(counts[index])
            or (index > last and named >= 3 and _after_gap(matrix, body, last, int(index)))
        )
    return notes


def _is_signature(matrix: Matrix, body: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Rows after a gap of which the first cell is the beginning of a note: `Signed: …`, and `Date: …` beside it."""
    signed = np.zeros(len(body), dtype=bool)
    full = matrix.counts[body] >= 2
    gap = np.diff(matrix.numbers[body], prepend=matrix.numbers[max(0, body[0] - 1)]) > 1
    begins = full & (gap | np.append(False, matrix.counts[body[:-1]] == 1))
    for first in np.flatnonzero(begins).tolist():
        index = first
        while index < len(body) and full[index] and _note.fullmatch(fold(matrix.texts(int(body[index]))[0])):
            signed[index] = True
            index += 1
    return signed


def _after_the_totals(roles: NDArray[np.object_], sparse: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows that fill little and stand between two totals, with no full row after them: taxes, discounts."""
    full = np.flatnonzero((roles == "data") & ~sparse)
    totals = np.flatnonzero(roles == "total")
    last = int(full[-1]) if len(full) else -1
    first = next((int(t) for t in totals if t > last), len(roles))
    places = np.arange(len(roles))
    end = int(totals[-1]) if len(totals) else 0
    after: NDArray[np.bool_] = (places > first) & (places < end) & (roles == "data") & sparse
    return after


def _after_gap(matrix: Matrix, body: NDArray[np.int64], last: int, index: int) -> bool:
    """Whether a blank row, or a row that is no data, parts the last full row from this one."""
    numbers = matrix.numbers[body]
    return bool(numbers[index] - numbers[last] > index - last) or index - last > 1


def is_text_only(matrix: Matrix, rows: NDArray[np.int64], names: Mapping[int, tuple[str, ...]]) -> bool:
    """Whether what looked like a table is a text in one column: sentences, or lines with “=” or “:” in them."""
    places = [c for c in range(matrix.width) if len(rows) and matrix.filled[rows, c].any()]
    if len(places) > 1 or not len(rows):
        return not len(rows) and len(names) < 2
    lines = [matrix.text(int(p), places[0]) for p in rows[:100]]
    return float(np.mean([len(line.split()) > 4 or "=" in line or ":" in line for line in lines])) >= 0.5
