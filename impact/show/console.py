"""Where it is shown."""

from __future__ import annotations

import sys

from rich.console import Console


def open_console(stderr: bool = False) -> Console:
    """The terminal; lines are not folded where the output goes to a file or another program."""
    return Console(stderr=stderr, highlight=False, soft_wrap=not sys.stdout.isatty())
