"""What a chart is made of: labelled values in, a picture and a sentence out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """One labelled value. `value` is null where nothing may or can be drawn; `shown` then holds the symbol.

    `said` is the value as a sentence has it, unit included; `target` is the value to reach, of the bullets only;
    `plain` marks a remainder (“other”, “not specified”).
    """

    label: str
    value: float | None
    shown: str
    said: str = ""
    target: float | None = None
    plain: bool = False

    @property
    def spoken(self) -> str:
        """The value in a sentence."""
        return self.said or self.shown


@dataclass(frozen=True)
class Series:
    """One line: its name, and a labelled value a year."""

    label: str
    points: tuple[Bar, ...]


@dataclass(frozen=True)
class Drawing:
    """An SVG picture of a width and a height in points, and its alternative text."""

    svg: bytes
    alternative: str
    width: int
    height: int
