"""What the columns of a table say of one another: whole names, natures that are kinds, amounts that are prices."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from impact.model import Area, Column, ColumnPlan, Grid
from impact.parse import parse_sale_kinds
from impact.parse.fold import fold
from impact.recognise.evidence import sample_values, share_readable
from impact.recognise.vocabulary import label_score, read_names

NAMES = ("last_name", "first_name", "full_name")
CUSTOMER = re.compile(
    r"\b(?:prenoms?|first ?name|customer|account|client|age|sexe|genre|gender|sex|naissance|birth|salaire|salary)\b"
)
_day = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
PRESENCE = re.compile(r"^(?:pres|abs|excus|attend|p$|a$|e$)")


def settle_columns(table: str, grid: Grid, area: Area, columns: Sequence[ColumnPlan]) -> list[ColumnPlan]:
    """What columns say of one another: whole names, natures that are kinds, amounts that are prices."""
    by_field = {c.field: c for c in columns if c.field}
    changes: dict[int, ColumnPlan] = {}
    if {"last_name", "first_name"} <= by_field.keys() and "full_name" in by_field:
        changes[by_field["full_name"].place] = replace(by_field["full_name"], field="")
    elif {"last_name", "full_name"} <= by_field.keys() and _is_one_word(grid, area, by_field["full_name"]):
        changes[by_field["full_name"].place] = replace(by_field["full_name"], field="first_name")
    elif _is_whole_name(grid, area, by_field):
        changes[by_field["last_name"].place] = replace(by_field["last_name"], field="full_name")
    if table == "sales":
        columns = _find_means(grid, area, columns)
        by_field = {c.field: c for c in columns if c.field}
        changes |= _settle_sales(grid, area, by_field, columns)
    elif table == "workshops":
        changes |= _find_marks(grid, area, columns) if _lists_names(by_field) else {}
        changes |= _date_of_stamp(grid, area, columns) if "presence" in by_field else {}
    return [changes.get(c.place, c) for c in columns]


def _lists_names(by_field: Mapping[str, ColumnPlan]) -> bool:
    return bool(by_field.keys() & set(NAMES)) and "presence" not in by_field


def _date_of_stamp(grid: Grid, area: Area, columns: Sequence[ColumnPlan]) -> dict[int, ColumnPlan]:
    """The stamp of a form of presence (“Start time”, “Horodateur”) is the date, where no column is."""
    if any(c.field == "date" for c in columns):
        return {}
    for column in columns:
        if fold(column.header) in read_names("stamps"):
            texts, kinds, counts = sample_values(grid.columns[column.place], area)
            days = len(texts) and float(np.mean([_day.search(text) is not None for text in texts])) >= 0.8
            if days and share_readable("date", texts, kinds, counts) >= 0.8:
                return {column.place: replace(column, field="date", confidence=0.9)}
    return {}


def _find_marks(grid: Grid, area: Area, columns: Sequence[ColumnPlan]) -> dict[int, ColumnPlan]:
    """The presence of a list of names is the column that holds nothing but marks of presence, whatever its header.

    Letters alone (`A`, `P`) are none under a header that is known to say something else.
    """

    def named(column: ColumnPlan) -> bool:
        return label_score(column.header) >= 0.9

    for c in columns:
        texts, kinds, counts = sample_values(grid.columns[c.place], area)
        words = any(PRESENCE.search(fold(t)) and (len(fold(t)) > 1 or not named(c)) for t in texts)
        free = c.field in ("", "kind", "title", "place")
        if free and words and share_readable("presence", texts, kinds, counts) >= 0.95:
            return {c.place: replace(c, field="presence", says="", confidence=0.8)}
    return {}


def _is_whole_name(grid: Grid, area: Area, by_field: Mapping[str, ColumnPlan]) -> bool:
    """Whether a column “Nom”, alone, holds first names too."""
    alone = "last_name" in by_field and not {"first_name", "full_name"} & by_field.keys()
    return alone and holds_two_words(grid.columns[by_field["last_name"].place], area)


def _find_means(grid: Grid, area: Area, columns: Sequence[ColumnPlan]) -> list[ColumnPlan]:
    """Where no column is of amounts, those headed by at least two means of payment (“Espèces”, “CB”) are."""
    places = [c.place for c in columns if fold(c.header.rpartition(" – ")[2]) in read_names("means")]
    money = [p for p in places if share_readable("amount", *sample_values(grid.columns[p], area)) >= 0.8]
    if len(money) < 2 or any(c.field == "amount" for c in columns):
        return list(columns)
    return [replace(c, field="amount", says="sale", confidence=0.8) if c.place in money else c for c in columns]


def _is_one_word(grid: Grid, area: Area, name: ColumnPlan) -> bool:
    """Whether a column “Name” beside one of surnames is that of first names."""
    return fold(name.header) in ("name", "noms", "nom") and not holds_two_words(grid.columns[name.place], area)


def holds_two_words(column: Column, area: Area) -> bool:
    """Whether most cells hold at least two words."""
    texts, _, _ = sample_values(column, area)
    return bool(len(texts)) and float(np.mean([len(t.split()) >= 2 for t in texts])) >= 0.6


def _settle_sales(
    grid: Grid, area: Area, by_field: Mapping[str, ColumnPlan], columns: Sequence[ColumnPlan]
) -> dict[int, ColumnPlan]:
    changes: dict[int, ColumnPlan] = {}
    kind, price = by_field.get("kind"), by_field.get("unit_price")
    natures = [
        c
        for c in columns
        if c.field in ("channel", "product", "payment", "")
        and c.header
        and _kinds_mostly(grid.columns[c.place], area, 1 if c.field in ("channel", "") else 2)
    ]
    if natures and not kind:
        changes[natures[0].place] = replace(natures[0], field="kind", confidence=max(natures[0].confidence, 0.7))
    if price and by_field.keys() & {"date", "event"} and not by_field.keys() & {"amount", "quantity"}:
        changes[price.place] = replace(price, field="amount")
    changes |= _settle_amounts(grid, area, [c for c in columns if c.field == "amount"])
    if any(CUSTOMER.search(fold(c.header)) for c in columns):
        names = [c for c in columns if c.field == "product" and fold(c.header) in ("nom", "name")]
        changes |= {c.place: replace(c, field="") for c in names}
    return changes


def _settle_amounts(grid: Grid, area: Area, amounts: Sequence[ColumnPlan]) -> dict[int, ColumnPlan]:
    """Of a column of amounts and one that says its kind: the two sides of a book, or one that says the other again."""
    plain, kinds = [c for c in amounts if not c.says], {c.says for c in amounts if c.says}
    if not plain or not kinds:
        return {}
    if len(kinds) == 1 and _take_turns(grid, area, amounts):
        other = "expense" if kinds == {"sale"} else "sale"
        return {plain[0].place: replace(plain[0], says=other)}
    unwanted = "" if "sale" in kinds else "expense"
    return {c.place: replace(c, field="") for c in amounts if c.says == unwanted}


def _take_turns(grid: Grid, area: Area, amounts: Sequence[ColumnPlan]) -> bool:
    """Whether hardly a row fills two of the columns, and each fills some."""
    filled = np.array([_holds_figures(grid.columns[c.place])[grid.columns[c.place].codes[area.rows]] for c in amounts])
    return bool(filled.any(axis=1).all()) and float((filled.sum(axis=0) > 1).mean()) < 0.1


def _holds_figures(column: Column) -> np.ndarray:
    """For each distinct text and, last, for a blank: whether it holds a digit other than nought."""
    return np.array([any(ch in "123456789" for ch in text) for text in column.texts] + [False])


def _kinds_mostly(column: Column, area: Area, several: int) -> bool:
    """Whether nearly all cells are kinds of sale, and at least `several` of them."""
    texts, kinds, counts = sample_values(column, area)
    parsed = parse_sale_kinds(texts, kinds)
    failed = np.array([f is not None for f in parsed.failures], dtype=bool)
    told = len({value for value in parsed.values if value is not None})
    return bool(len(texts)) and told >= several and float(counts[failed].sum() / counts.sum()) <= 0.1
