"""Figures as text: the contract's JSON, CSV, and the catalogue in Markdown."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from impact.model import Figures, ProtectedFigures

if TYPE_CHECKING:
    import pandas as pd


NUMBERS = ("value", "numerator", "denominator", "missing")
WHOLE_NUMBERS = frozenset({"year", "calendar_year", "fiscal_year"})
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"


def rows_of(figures: Figures | ProtectedFigures, all_rows: bool, currency: str) -> pd.DataFrame:
    """The rows that leave: those without data only where asked for, money in its currency."""
    frame = figures.frame if all_rows else figures.frame[figures.frame["status"] != "no_data"]
    columns = ["indicator", *figures.by, *NUMBERS, "unit", "status"]
    return frame[columns].assign(unit=frame["unit"].replace("currency", currency))


def plain_number(value: float) -> int | float | None:
    """A number as short as it can be written; None where it is not known.

    >>> plain_number(36.0), plain_number(0.5), plain_number(float("nan"))
    (36, 0.5, None)
    """
    if value != value:
        return None
    return int(value) if value == int(value) else float(value)


def place_name(dimension: str, value: str) -> str | int:
    """A dimension's value; a year is a number.

    >>> place_name("year", "2020"), place_name("year", "all"), place_name("sector", "2020")
    (2020, 'all', '2020')
    """
    return int(value) if dimension in WHOLE_NUMBERS and value.isdecimal() else value


def figures_to_json(figures: Figures | ProtectedFigures, all_rows: bool = False, currency: str = "EUR") -> str:
    """The contract's JSON of `impact indicators`: full precision, null for what is hidden or has no data.

    Args:
        figures: unprotected ones are those of the audience `internal`.
        all_rows: also those without data.
        currency: unit of money figures.
    """
    frame = rows_of(figures, all_rows, currency)
    columns = {
        name: [plain_number(value) for value in frame[name].astype("float64").tolist()]
        if name in NUMBERS
        else [place_name(str(name), value) for value in frame[name].astype(str).tolist()]
        for name in frame
    }
    audience = figures.audience if isinstance(figures, ProtectedFigures) else "internal"
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    head = json.dumps({"by": list(figures.by), "audience": audience}, ensure_ascii=False)
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows)
    return f'{head[:-1]}, "rows": [\n{lines}\n]}}\n' if rows else f'{head[:-1]}, "rows": []}}\n'


def figures_to_csv(
    figures: Figures | ProtectedFigures, all_rows: bool = False, excel_fr: bool = False, currency: str = "EUR"
) -> str:
    """A row a figure, with a header of column names; an absent number is empty, its `status` says why.

    Args:
        figures: protected or internal.
        all_rows: also those without data.
        excel_fr: for French Excel: `;` between columns, decimal commas, a byte-order mark, CRLF.
        currency: unit of money figures.
    """
    frame = rows_of(figures, all_rows, currency)
    columns = [
        [csv_number(value, excel_fr) for value in frame[name].astype("float64").tolist()]
        if name in NUMBERS
        else [inert(value) for value in frame[name].astype(str).tolist()]
        for name in frame
    ]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if excel_fr else ",", lineterminator="\r\n" if excel_fr else "\n")
    writer.writerow(frame.columns)
    writer.writerows(zip(*columns, strict=True))
    return (BYTE_ORDER_MARK if excel_fr else "") + out.getvalue()


def csv_number(value: float, excel_fr: bool) -> str:
    """A number in full precision, with a decimal comma for French Excel; empty where it is not known.

    >>> csv_number(1576.5, True), csv_number(36.0, False), csv_number(float("nan"), False)
    ('1576,5', '36', '')
    """
    plain = plain_number(value)
    text = "" if plain is None else format(plain, "d") if isinstance(plain, int) else repr(plain)
    return text.replace(".", ",") if excel_fr else text


def inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> inert("=1+1"), inert("textile")
    ("'=1+1", 'textile')
    """
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
