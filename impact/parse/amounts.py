"""Columns of money, quantities and head counts → `Decimal` and `int`."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from impact.model import Kind, Parsed
from impact.parse.cells import NUMBER, Kinds, Outcome, Texts, all_found, as_parsed, failed, found, parse_each
from impact.parse.decimals import AMBIGUOUS, Written, find_decimal_mark, read_written, settle
from impact.parse.fold import unaccent
from impact.parse.vocabulary import one_of, read_reference, says_none, spellings, vocabulary

_PLACES = Decimal("0.0001")
_NOISE = Decimal("1e-9")
_AMOUNT_LIMIT, _PRICE_LIMIT, _QUANTITY_LIMIT, _COUNT_LIMIT = (Decimal(10**power) for power in (10, 8, 9, 6))
_PERCENT = re.compile(r"%|‰|\bpour ?cents?\b|\bper ?cent\b|\bpct\b")
_CANONICAL = re.compile(r"-?\d+(?:\.\d{1,2})?", re.ASCII)
_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "’": "'", "ʼ": "'", "`": "'", "´": "'"})
_DIGIT = re.compile(r"\d", re.ASCII)
_CENTS = re.compile(r"^(\d+) ?(€|euros?) ?(\d\d)$", re.ASCII)
_TAX = re.compile(r"(?<=[\d ])(?:ttc|ht|htva|tvac|net)\.?$")
_PER_UNIT = re.compile(r"(?:/|\bpar\b|\bper\b|\bl[ae]\b) ?[a-z]+\.?$")
_THOUSANDS = re.compile(r"(?<=\d) ?k$")
_TIMES = re.compile(r"^[x×*] ?(?=\d)|(?<=\d) ?[x×*]$")
_RANGE = re.compile(r"\d+ ?(?:-|a|to|/|ou|or) ?\d+", re.ASCII)


class Cell(NamedTuple):
    """What stands around a number in a cell.

    Attributes:
        number: the number itself, unsigned; None where there is none.
        negative: a minus sign or brackets.
        rule: what was set aside to find it, or None.
        thousands: it counts thousands (`k€`).
        failure: why it can be no such number, whatever its digits.
    """

    number: Written | None
    negative: bool = False
    rule: str | None = None
    thousands: bool = False
    failure: str | None = None


def parse_amounts(texts: Texts, kinds: Kinds, *, currency: str | None = None, limit: Decimal = _AMOUNT_LIMIT) -> Parsed:
    """Amounts of money → `Decimal` of at most four decimals, signed as typed; `gratuit` is 0.

    Spaces of every width, signs and words of currencies, brackets and minus signs are understood. Whether a lone
    `1.576` is 1576 or 1.576, the column's other cells say; where they do not, it fails. A share (`12 %`) fails.

    Args:
        texts: the column's distinct texts.
        kinds: what the spreadsheet says of each.
        currency: ISO 4217 of the amounts wanted: a cell in another currency fails; None: any is taken, unconverted.
        limit: an amount of this size or more fails.

    >>> import numpy as np
    >>> texts = np.array(["1 576,00 €", "(35,00)"], dtype=object)
    >>> [str(amount) for amount in parse_amounts(texts, np.zeros(2, np.uint8)).values]
    ['1576.00', '-35.00']
    """
    return _parse_numbers(texts, kinds, lambda plain: _read_amount(plain, currency), "an amount", limit)


def parse_unit_prices(texts: Texts, kinds: Kinds, *, currency: str | None = None) -> Parsed:
    """Prices of one unit → `Decimal` of at most four decimals, read as `parse_amounts` reads amounts."""
    return parse_amounts(texts, kinds, currency=currency, limit=_PRICE_LIMIT)


def parse_quantities(texts: Texts, kinds: Kinds) -> Parsed:
    """Quantities (`24`, `2,5 kg`, `x3`) → `Decimal` of at most four decimals; the unit is dropped, not converted.

    A lone `1,576` is one and a half here, as nothing counts thousands with a comma in French.
    """
    return _parse_numbers(texts, kinds, _read_quantity, "a quantity", _QUANTITY_LIMIT, default_mark=",")


def parse_counts(texts: Texts, kinds: Kinds) -> Parsed:
    """Head counts (`12`, `12 personnes`, `environ 30`) → int from 0; a range or a fraction fails."""
    numbers = _parse_numbers(texts, kinds, _read_quantity, "a whole number", _COUNT_LIMIT, default_mark=",")
    outcomes = zip(numbers.values.tolist(), numbers.failures.tolist(), numbers.rules.tolist(), strict=True)
    none = found(0, "nobody")
    cells = zip(outcomes, texts.tolist(), strict=True)
    return as_parsed((none if out[1] and says_none(text) else _as_count(out) for out, text in cells), len(texts))


def _as_count(outcome: Outcome) -> Outcome:
    value, _, rule = outcome
    if not isinstance(value, Decimal):
        return outcome
    if value < 0 or value != value.to_integral_value():
        return failed("not a whole number")
    return found(int(value), rule)


def _parse_numbers(
    texts: Texts,
    kinds: Kinds,
    read: Callable[[str], Cell],
    noun: str,
    limit: Decimal,
    default_mark: str = "",
) -> Parsed:
    if len(kinds) and bool((kinds == NUMBER).all()):
        native = _parse_native(texts, limit)
        if native is not None:
            return native
    cells = {text: read(unaccent(text).translate(_SIGNS)) for text in texts[kinds == Kind.TEXT].tolist()}
    mark = find_decimal_mark(cell.number for cell in cells.values())

    def parse_one(text: str, kind: int) -> Outcome:
        if kind == NUMBER or (kind == Kind.TEXT and _CANONICAL.fullmatch(text)):
            return _limited(Decimal(text), None, noun, limit)
        if kind != Kind.TEXT:
            return failed(f"a date, not {noun}" if kind == Kind.DATE else f"not {noun}")
        return _outcome(cells[text], mark or default_mark, bool(mark), noun, limit)

    return parse_each(texts, kinds, parse_one)


def _parse_native(texts: Texts, limit: Decimal) -> Parsed | None:
    numbers = [Decimal(text) for text in texts.tolist()]
    plain = all(number.is_finite() and abs(number) < limit for number in numbers)
    if not plain or not all(-4 <= _exponent(number) <= 0 for number in numbers):
        return None
    return all_found(numbers)


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _outcome(cell: Cell, decimal_mark: str, proven: bool, noun: str, limit: Decimal) -> Outcome:
    if cell.failure is not None:
        return failed(cell.failure)
    if cell.number is None:
        return failed(f"not {noun}")
    settled = settle(cell.number, decimal_mark)
    if settled is None or (not proven and cell.number.ambiguous_mark not in ("", decimal_mark)):
        return failed(AMBIGUOUS)
    value, rule = settled
    value = value.scaleb(3) if cell.thousands else value
    return _limited(-value if cell.negative else value, cell.rule or rule or "number format", noun, limit)


def _limited(value: Decimal, rule: str | None, noun: str, limit: Decimal) -> Outcome:
    if not value.is_finite():
        return failed(f"not {noun}")
    if abs(value) >= limit:
        return failed("too large")
    if _exponent(value) > 0:
        value = value.quantize(Decimal(1))
    if _exponent(value) >= -4:
        return found(value if value else abs(value), rule)
    rounded = value.quantize(_PLACES)
    if abs(rounded - value) < _NOISE:
        return found(Decimal(f"{rounded:f}".rstrip("0").rstrip(".")), rule)
    return found(rounded, "rounded to four decimals")


def _read_amount(plain: str, currency: str | None) -> Cell:
    if not _DIGIT.search(plain) and vocabulary("free").find(plain) == "free":
        return Cell(Written("0", "", None), rule="free of charge")
    if _PERCENT.search(plain):
        return Cell(None, failure="a share, not an amount")
    codes, pattern = _currencies()
    plain = _CENTS.sub(r"\1,\3 \2", plain)
    signs = pattern.findall(plain)
    if currency is not None and any(currency not in codes[sign] for sign in signs):
        return Cell(None, failure="in another currency")
    bare = _TAX.sub("", pattern.sub(" ", plain).strip())
    bare = _PER_UNIT.sub("", bare) if signs else bare
    number = _THOUSANDS.sub("", bare)
    return _signed(number, "currency sign" if signs else None, number != bare)


@cache
def _currencies() -> tuple[dict[str, frozenset[str]], re.Pattern[str]]:
    table = read_reference("values.toml")["currencies"]
    words = {unaccent(word) for listed in table.values() for word in listed}
    codes = {word: frozenset(code for code, listed in table.items() if word in map(unaccent, listed)) for word in words}
    letters = {word for word in words if word[0].isalpha()}
    return codes, re.compile(rf"(?<![a-z])(?:{one_of(letters)})(?![a-z])|{one_of(words - letters)}")


def _read_quantity(plain: str) -> Cell:
    if _PERCENT.search(plain):
        return Cell(None, failure="a share, not a quantity")
    if _RANGE.fullmatch(plain):
        return Cell(None, failure="a range, not a number")
    bare = _TIMES.sub("", _units().sub("", plain))
    return _signed(bare, "unit dropped" if bare != plain else None, False)


@cache
def _units() -> re.Pattern[str]:
    words = one_of(spellings("units"))
    return re.compile(rf"(?:(?<=[\d ])(?:{words})(?:s|\(s\))?\.?(?: |$))+$")


def _signed(text: str, rule: str | None, thousands: bool) -> Cell:
    near = _about().sub("", text.strip()).strip()
    rule = "approximate number" if near != text.strip() else rule
    negative = False
    if near.startswith("(") and near.endswith(")"):
        negative, near, rule = True, near[1:-1].strip(), rule or "negative in brackets"
    elif near.startswith(("-", "+")):
        negative, near = near[0] == "-", near[1:].strip()
    elif near.endswith("-") and near[:-1].rstrip()[-1:].isdigit():
        negative, near = True, near[:-1].strip()
    return Cell(read_written(near), negative, rule, thousands)


@cache
def _about() -> re.Pattern[str]:
    words = one_of(spellings("about"))
    return re.compile(rf"^(?:{words})\.?(?![a-z]) ?|(?<![a-z])(?:{words})\.?$")
