"""The workspace's tables and the figures computed from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Scope:
    """What a page or a query looks at; an empty tuple means no limit."""

    projects: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, eq=False)
class Tables:
    """The contract's clean tables (reference: the package's README), one frame each."""

    participants: pd.DataFrame
    workshops: pd.DataFrame
    attendance: pd.DataFrame
    sales: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Figures:
    """Computed figures, unprotected: never to be drawn or published.

    Attributes:
        by: the dimensions that the figures are cut by.
        scope: what they look at.
        frame: a row a figure: `indicator` str, one str column for each of `by` (`"all"` for a margin, `"unspecified"`
            for a null), `value`, `numerator`, `denominator`, `missing` float (null where they have no meaning),
            `unit` str, `status` (`ok` or `no_data`), `people` float: distinct people behind the figure (null for
            figures that count no people).
    """

    by: tuple[str, ...]
    scope: Scope
    frame: pd.DataFrame


@dataclass(frozen=True, eq=False)
class ProtectedFigures:
    """Figures that may be shown to `audience`; made by `protect` alone.

    The frame is that of `Figures` without `people`; `status` may be `hidden`, and then value, numerator,
    denominator and missing are null.
    """

    by: tuple[str, ...]
    scope: Scope
    audience: str
    frame: pd.DataFrame
