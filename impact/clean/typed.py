"""Columns of cells into typed columns, with every cell that was changed and every cell that failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.config import SheetSettings
from impact.model import Column, ColumnPlan, Grid, Kind, Parsed
from impact.parse import PARSERS, Parser, parse_amounts, parse_dates, parse_unit_prices, parse_yes_no
from impact.parse.fold import fold

PERSONAL = frozenset("last_name first_name full_name email phone person_number birth_date postcode note".split())
MASK = "•••"
SCHOOL_YEAR = 8
DATES = frozenset(["birth_date", "first_contact", "date"])
TRUTHS = frozenset(["priority_district", "prior_activity", "active_6m"])
WHOLE = frozenset(["birth_year", "age", "year", "attendees"])
MONEY = {"amount": parse_amounts, "unit_price": parse_unit_prices}
PLACES: Mapping[str, int] = {"amount": 2, "quantity": 3, "unit_price": 4}

CHANGES = ["file", "sheet", "cell", "field", "before", "after", "rule"]
PROBLEMS = ["file", "sheet", "row", "column", "field", "reason", "value"]


@dataclass(frozen=True, eq=False)
class TypedColumn:
    """A field of every data row, and what was done to its cells.

    Attributes:
        values: one a data row; decimals as whole numbers of their last place (cents, thousandths …).
        changes, problems: frames with the columns `CHANGES` and `PROBLEMS`.
    """

    values: pd.Series
    changes: pd.DataFrame
    problems: pd.DataFrame


def column_letter(place: int) -> str:
    """The spreadsheet's name of a column.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def parser_of(table: str, field: str) -> Parser:
    """The parser of a field; `kind` is one thing for activities and another for sales."""
    return PARSERS["sale_kind" if (table, field) == ("sales", "kind") else field]


def parse_field(
    grid: Grid,
    plan: ColumnPlan,
    rows: NDArray[np.int64],
    table: str,
    settings: SheetSettings,
    years: tuple[int, ...] = (),
) -> TypedColumn:
    """One recognised column of a table's data rows, typed; `years` are those of days written without one."""
    column = grid.columns[plan.place]
    used, codes = np.unique(column.codes[rows], return_inverse=True)
    blank = len(used) > 0 and used[0] == -1
    used = used[1:] if blank else used
    codes = codes - 1 if blank else codes
    texts, kinds = column.texts[used], column.kinds[used]
    parser = partial(_parse_ticks, plan.says) if plan.says and plan.field != "amount" else parser_of(table, plan.field)
    if plan.field == "date" and years:
        parser = partial(parse_days, years=years)
    if plan.field == "hours" and {"min", "mn", "minute", "minutes"} & set(fold(plan.header).split()):
        parser = partial(_parse_minutes, parser)
    if plan.field in MONEY:
        parser = partial(MONEY[plan.field], currency=settings.currency)
    parsed = _parse(parser, texts, kinds, settings.values.get(plan.field, {}))
    values = take(plan.field, parsed.values, codes)
    cells = _Cells(grid, plan, grid.rows[rows], codes, texts)
    return TypedColumn(values, _changes(cells, parsed), _problems(cells, parsed))


def _parse(parser: Parser, texts: NDArray[np.object_], kinds: NDArray[np.uint8], said: Mapping[str, object]) -> Parsed:
    if not said:
        return parser(texts, kinds)
    canonical = {fold(text): str(value) for text, value in said.items()}
    replaced = np.array([canonical.get(fold(t), t) for t in texts], dtype=object)
    told = np.array([fold(t) in canonical for t in texts], dtype=bool)
    parsed = parser(replaced, np.where(told, np.uint8(Kind.TEXT), kinds))
    return Parsed(parsed.values, parsed.failures, np.where(told, "impact.toml values", parsed.rules))


def parse_days(texts: NDArray[np.object_], kinds: NDArray[np.uint8], years: tuple[int, ...]) -> Parsed:
    """Dates; one without a year is of the first of two years from August on, else of the second."""
    if not years:
        return parse_dates(texts, kinds)
    of_year = {year: parse_dates(_dated(texts, year), kinds, year=year) for year in years}
    early, late = of_year[years[0]], of_year[years[-1]]
    second = np.array([day is not None and day.month < SCHOOL_YEAR for day in early.values], dtype=bool)
    return Parsed(np.where(second, late.values, early.values), early.failures, early.rules)


def _dated(texts: NDArray[np.object_], year: int) -> NDArray[np.object_]:
    """The texts, those without any figure (`mars`) followed by a year."""
    has_figure = [any(ch.isdigit() for ch in text) for text in texts]
    return np.array([t if f or not t else f"{t} {year}" for t, f in zip(texts, has_figure, strict=True)], dtype=object)


def _parse_minutes(parser: Parser, texts: NDArray[np.object_], kinds: NDArray[np.uint8]) -> Parsed:
    """Hours of a column whose header counts minutes."""
    bare = [t.strip().replace(",", "").replace(".", "").isdigit() for t in texts]
    said = np.array([f"{t} min" if b else t for t, b in zip(texts, bare, strict=True)], dtype=object)
    return parser(said, np.where(bare, np.uint8(Kind.TEXT), kinds))


def _parse_ticks(says: str, texts: NDArray[np.object_], kinds: NDArray[np.uint8]) -> Parsed:
    """A column that is itself a value: ticked, it is said."""
    answers = parse_yes_no(texts, kinds)
    values = np.array([says if answer else None for answer in answers.values], dtype=object)
    return Parsed(values, answers.failures, np.array(["ticked column"] * len(texts), dtype=object))


def take(field: str, distinct: Sequence[object] | NDArray[np.object_], codes: NDArray[np.int64]) -> pd.Series:
    """Distinct values spread over rows; code −1 is null."""
    if field in DATES:
        days = np.array([*distinct, None], dtype="datetime64[s]")
        return pd.Series(days[codes])
    if field in PLACES:
        return _scaled(distinct, codes, PLACES[field])
    if field in TRUTHS or field in WHOLE or field == "hours":
        kind = pd.BooleanDtype() if field in TRUTHS else pd.Int64Dtype() if field in WHOLE else pd.Float64Dtype()
        return pd.Series([*distinct, None], dtype=kind).iloc[codes].reset_index(drop=True)
    values = np.empty(len(distinct) + 1, dtype=object)
    values[:-1] = distinct
    return pd.Series(values[codes], dtype=object)


def _scaled(distinct: Sequence[object] | NDArray[np.object_], codes: NDArray[np.int64], places: int) -> pd.Series:
    unit = Decimal(1).scaleb(places)
    whole = [None if v is None else int((Decimal(str(v)) * unit).quantize(Decimal(1), ROUND_HALF_UP)) for v in distinct]
    return pd.Series(pd.array([*whole, None], dtype="Int64")[codes])


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True, eq=False)
class _Cells:
    """The cells of a column in the data rows: the number of each row, which distinct text it holds, −1 for none."""

    grid: Grid
    plan: ColumnPlan
    numbers: NDArray[np.int32]
    codes: NDArray[np.int64]
    texts: NDArray[np.object_]

    def told(self, said: NDArray[np.object_]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The numbers of the rows of whose text something is said, and which text that is."""
        hit = np.array([*(word is not None for word in said), False])[self.codes]
        return self.numbers[hit], self.codes[hit]


def _changes(cells: _Cells, parsed: Parsed) -> pd.DataFrame:
    numbers, which = cells.told(parsed.rules)
    if not len(which):
        return pd.DataFrame(columns=CHANGES)
    masked = cells.plan.field in PERSONAL
    after = [_written(v) if rule else "" for v, rule in zip(parsed.values, parsed.rules, strict=True)]
    return pd.DataFrame(
        {
            "file": cells.grid.file,
            "sheet": cells.grid.sheet,
            "cell": column_letter(cells.plan.place) + pd.Series(numbers).astype("str"),
            "field": cells.plan.field,
            "before": MASK if masked else cells.texts[which],
            "after": MASK if masked else np.array(after, dtype=object)[which],
            "rule": np.asarray(parsed.rules, dtype=object)[which],
        }
    )


def _problems(cells: _Cells, parsed: Parsed) -> pd.DataFrame:
    numbers, which = cells.told(parsed.failures)
    if not len(which):
        return pd.DataFrame(columns=PROBLEMS)
    return pd.DataFrame(
        {
            "file": cells.grid.file,
            "sheet": cells.grid.sheet,
            "row": numbers.astype("int64"),
            "column": column_letter(cells.plan.place),
            "field": cells.plan.field,
            "reason": np.asarray(parsed.failures, dtype=object)[which],
            "value": MASK if cells.plan.field in PERSONAL else cells.texts[which],
        }
    )


def fill_defaults(records: pd.DataFrame, table: str, defaults: Mapping[str, object]) -> pd.DataFrame:
    """A field's value where the sheet has no such column, or its cell is empty."""
    filled = {}
    for field, value in defaults.items():
        column = Column(np.zeros(1, np.int32), np.array([_written(value)], dtype=object), np.zeros(1, np.uint8))
        parsed = parser_of(table, field)(column.texts, column.kinds)
        default = take(field, parsed.values, np.zeros(len(records), dtype=np.int64))
        filled[field] = records[field].where(records[field].notna(), default) if field in records else default
    return records.assign(**filled)
