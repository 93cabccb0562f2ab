"""Rules of money: refunds are negative, expenses positive, two columns of a cash book two records."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from impact.parse import is_refund_text

ONE = 1000
PER_CENT = 100_000
"""A cent in thousandths × ten-thousandths."""


def split_amounts(records: pd.DataFrame, amounts: Mapping[str, tuple[str, pd.Series]]) -> pd.DataFrame:
    """One record a filled amount: a row with Recettes and Dépenses is two.

    Args:
        records: one a row.
        amounts: column letter → the kind that its header says, and its amounts, one a row.

    Returns:
        `records` with `amount`, `says`, `amount_column`; rows of which no amount is filled once, with a null amount. A
        zero beside a filled amount is a blank.
    """
    cells = pd.DataFrame(
        {letter: values for letter, (_, values) in amounts.items()}, index=records.index, dtype="Int64"
    )
    filled = (cells.notna() & (cells != 0)).fillna(False).any(axis=1)
    parts = [
        records.assign(amount=cells[letter], says=says, amount_column=letter)[
            cells[letter].notna() & ((cells[letter] != 0) | ~filled).fillna(False)
        ]
        for letter, (says, _) in amounts.items()
    ]
    none = records[cells.isna().all(axis=1)].assign(says="", amount_column="")
    joined = pd.concat([*parts, none.assign(amount=pd.array([None] * len(none), dtype="Int64"))])
    return joined.sort_values("position", kind="stable").reset_index(drop=True)


def settle_sales(records: pd.DataFrame) -> pd.DataFrame:
    """Kind, amount and quantity of each record, by the rule of signs.

    A missing amount is quantity × unit price: of one, where no quantity is typed.
    """
    kind = _text(records, "kind")
    expense = ((kind == "expense") | (records["says"] == "expense")) & (kind != "refund")
    amount, quantity = records["amount"].astype("Int64"), _number(records, "quantity")
    price = _number(records, "unit_price")
    worked_out = amount.isna() & price.notna()
    quantity = quantity.where(~worked_out, quantity.fillna(ONE))
    amount = amount.where(~worked_out, _product(quantity, price))
    negative = (amount < 0).fillna(False) | (quantity < 0).fillna(False)
    refund = ~expense & (negative | (kind == "refund") | _speaks_of_refund(records))
    sign = np.where(refund, -1, 1)
    quantity = quantity.fillna(ONE)
    return records.assign(
        kind=np.select([expense, refund], ["expense", "refund"], "sale"),
        amount=amount.abs() * sign,
        quantity=quantity.abs() * sign,
        worked_out=worked_out,
    )


def _product(quantity: pd.Series, price: pd.Series) -> pd.Series:
    """Cents of thousandths × ten-thousandths, half up."""
    product = quantity * price
    return (product.abs() + PER_CENT // 2) // PER_CENT * np.sign(product)


def amount_differs(records: pd.DataFrame) -> pd.Series:
    """Where an amount was typed that is not quantity × unit price, to the cent."""
    quantity, price = _number(records, "quantity"), _number(records, "unit_price")
    typed = ~records["worked_out"] & price.notna() & quantity.notna()
    return typed & ((_product(quantity, price).abs() - records["amount"].abs()).abs() > 1).fillna(False)


def _number(records: pd.DataFrame, field: str) -> pd.Series:
    return records[field].astype("Int64") if field in records else pd.Series(pd.NA, index=records.index, dtype="Int64")


def _text(records: pd.DataFrame, field: str) -> pd.Series:
    return records[field] if field in records else pd.Series(None, index=records.index, dtype=object)


def _speaks_of_refund(records: pd.DataFrame) -> pd.Series:
    found = pd.Series(False, index=records.index)
    for field in ("product", "channel", "payment", "note"):
        if field in records:
            codes, distinct = pd.factorize(records[field], use_na_sentinel=True)
            speaks = np.append(is_refund_text(np.asarray(distinct, dtype=object)), False)
            found |= speaks[codes].astype(bool)
    return found
