"""What a figure is: which rows count, what is measured on them, out of what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

import narwhals as nw

from impact.model import Words

TableName: TypeAlias = Literal["participants", "workshops", "attendance", "sales"]
Pick: TypeAlias = Literal["any", "first", "last"]
SDG_TARGETS = ("5.5", "8.3", "10.2")


@dataclass(frozen=True)
class CountRows:
    """How many rows."""


@dataclass(frozen=True)
class CountDistinct:
    """How many different known values of `key`."""

    key: str


@dataclass(frozen=True, eq=False)
class Sum:
    """The sum of `value`, exact to `decimals` whatever the order of the rows."""

    value: nw.Expr
    decimals: int


@dataclass(frozen=True)
class Mean:
    """The mean of `column`, one value a row, or one a person: that of her earliest row where it is known."""

    column: str
    per: Literal["rows", "person_id"] = "rows"


@dataclass(frozen=True)
class Share:
    """How many of the rows, or of the people, for whom the answer is known satisfy `where`.

    A person with several answers has the one of her earliest (`first`) or latest (`last`) row, or is counted as soon
    as one row says yes (`any`).
    """

    per: Literal["rows", "person_id"] = "person_id"
    pick: Pick = "any"


@dataclass(frozen=True, eq=False)
class Difference:
    """One figure less another."""

    left: Indicator
    right: Indicator


@dataclass(frozen=True, eq=False)
class Ratio:
    """One figure for each of another."""

    numerator: Indicator
    denominator: Indicator


Measure: TypeAlias = CountRows | CountDistinct | Sum | Mean | Share | Difference | Ratio


@dataclass(frozen=True, eq=False)
class Indicator:
    """A figure, declared. Its words are in reference/locale, or in `label` and `definition` for an association's own.

    Attributes:
        id: the name that the outside knows.
        unit: `people`, `share`, `years`, `countries`, `activities`, `hours`, `currency`, `units`, `brands` …
        table: the clean table whose rows count (of a difference or a ratio, that of its first part).
        measure: what is measured on them.
        where: which rows count; of a share, which are in the numerator.
        of: of a share, which rows are in the denominator.
        known: of a share, for which rows the answer is known; the others are its `missing`.
        field: the column that makes a row count, for whoever looks for the source cell.
        beside: columns that enter what a row adds, which the cell of `field` carries.
        code, match: the code of a public catalogue, and how well it fits: `exact` or `close`.
        code_of: what the code describes: the `value` or the `numerator`.
        attributes: of an association's own figure, the fields that its conditions look at.
        asked: of an association's own figure, what each field must satisfy for a row to be asked about.
        sdg: targets of the Sustainable Development Goals that the figure contributes to.
    """

    id: str
    unit: str
    table: TableName
    measure: Measure
    where: nw.Expr | None = None
    of: nw.Expr | None = None
    known: nw.Expr | None = None
    field: str = ""
    beside: tuple[str, ...] = ()
    code: str | None = None
    match: str | None = None
    code_of: Literal["value", "numerator"] = "value"
    attributes: tuple[str, ...] = ()
    asked: tuple[tuple[str, nw.Expr], ...] = ()
    sdg: tuple[str, ...] = SDG_TARGETS
    label: Words | None = None
    definition: Words | None = None

    @property
    def parts(self) -> tuple[Indicator, ...]:
        """The figures that it is made of; none where it is measured on rows."""
        match self.measure:
            case Difference(left, right) | Ratio(left, right):
                return (left, right)
            case _:
                return ()

    def measured(self) -> Iterator[Indicator]:
        """Itself, or its parts: all that is measured on rows."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.measured()


def is_known(column: str) -> nw.Expr:
    """The rows where `column` says something."""
    return ~nw.col(column).is_null()


def is_yes(column: str) -> nw.Expr:
    """The rows where a yes-or-no column says yes."""
    return nw.col(column) == nw.lit("true")
