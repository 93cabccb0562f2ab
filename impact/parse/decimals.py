"""Written numbers: which mark is the decimal one, a column decides once, by what its own cells prove."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

AMBIGUOUS = "ambiguous: thousands or decimals"
_GROUPED = re.compile(r"\d{1,3}(?:[ ']\d{3})+|\d+", re.ASCII)
_NUMBER = re.compile(r"\d[\d .,']*|[.,]\d+", re.ASCII)
_AROUND_MARK = re.compile(r" ?([.,]) ?", re.ASCII)
_EMPTY_DECIMALS = re.compile(r"[.,]-*$")


class Written(NamedTuple):
    """A written number, unsigned.

    Attributes:
        digits: as `Decimal` reads it; of an ambiguous number, without its mark.
        decimal_mark: "," or "." where the number proves that it is the decimal one, else "".
        rule: what reading it takes; None where nothing was changed.
        ambiguous_mark: the mark that may be of thousands or of decimals (`1.576`), else "".
    """

    digits: str
    decimal_mark: str
    rule: str | None
    ambiguous_mark: str = ""


def read_written(text: str) -> Written | None:
    """A number of digits, spaces, apostrophes, points and commas; None where it is not one.

    >>> read_written("1.576,00")
    Written(digits='1576.00', decimal_mark=',', rule='decimal comma', ambiguous_mark='')
    """
    text = _EMPTY_DECIMALS.sub("", text.strip())
    if not _NUMBER.fullmatch(text):
        return None
    text = _AROUND_MARK.sub(r"\1", text)
    marks = [character for character in text if character in ".,"]
    if not marks:
        return _whole(text)
    if len(set(marks)) == 2:
        return _with_both(text, marks)
    return _repeated(text, marks[0]) if len(marks) > 1 else _with_one(text, marks[0])


def _whole(text: str) -> Written | None:
    if not _GROUPED.fullmatch(text):
        return None
    digits = re.sub(r"[ ']", "", text)
    return Written(digits, "", None if digits == text else "thousands separator")


def _with_both(text: str, marks: list[str]) -> Written | None:
    if marks.count(marks[-1]) > 1:
        return None
    integer, _, decimals = text.rpartition(marks[-1])
    whole = _whole(integer.replace(marks[0], " "))
    if whole is None or whole.rule is None or not decimals.isdigit():
        return None
    return Written(f"{whole.digits}.{decimals}", marks[-1], _decimal_rule(marks[-1], "thousands separator"))


def _repeated(text: str, mark: str) -> Written | None:
    whole = _whole(text.replace(mark, " "))
    return None if whole is None else Written(whole.digits, "," if mark == "." else ".", "thousands separator")


def _with_one(text: str, mark: str) -> Written | None:
    integer, _, decimals = text.partition(mark)
    whole = _whole(integer or "0")
    if whole is None or not decimals.isdigit():
        return None
    if len(decimals) == 3 and whole.rule is None and integer and len(integer) <= 3 and not integer.startswith("0"):
        return Written(f"{integer}{decimals}", "", None, mark)
    return Written(f"{whole.digits}.{decimals}", mark, _decimal_rule(mark, whole.rule))


def _decimal_rule(mark: str, otherwise: str | None) -> str | None:
    return "decimal comma" if mark == "," else otherwise


def find_decimal_mark(numbers: Iterable[Written | None]) -> str:
    """The decimal mark that a column's numbers prove; "" where they prove none, or both."""
    marks = {number.decimal_mark for number in numbers if number is not None} - {""}
    return marks.pop() if len(marks) == 1 else ""


def settle(number: Written, decimal_mark: str) -> tuple[Decimal, str | None] | None:
    """The number's value and rule, by the column's decimal mark; None where it stays ambiguous."""
    mark = number.ambiguous_mark
    if not mark:
        return Decimal(number.digits), number.rule
    if not decimal_mark:
        return None
    if mark == decimal_mark:
        return Decimal(f"{number.digits[:-3]}.{number.digits[-3:]}"), _decimal_rule(mark, None)
    return Decimal(number.digits), "thousands separator"
