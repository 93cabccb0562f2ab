"""Where it is shown."""

from __future__ import annotations

import sys
from typing import TextIO

from rich.console import Console
from rich.markup import escape

_STEERING = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Characters that steer a terminal or turn the direction of writing."""


def open_console(stderr: bool = False, file: TextIO | None = None) -> Console:
    """The terminal, or a file; lines are not folded where the output goes to a file or another program."""
    soft_wrap = file is not None or not sys.stdout.isatty()
    return Console(file=file, stderr=stderr, highlight=False, soft_wrap=soft_wrap)


def plain(text: str) -> str:
    """A text from a spreadsheet as it may be printed: neither rich's markup nor a terminal's orders.

    >>> plain("[red]\\x1b[2Jx")
    '\\\\[red][2Jx'
    """
    return escape(text.translate(_STEERING))
