"""A bar for those who wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from impact.show.console import open_console, plain

if TYPE_CHECKING:
    from impact.workspace import Workspace


@contextmanager
def progress_bar(ws: Workspace) -> Iterator[Callable[[str], None]]:
    """A bar on stderr, seen only by those who wait for more than a second."""
    started = time.monotonic()
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=open_console(stderr=True),
        transient=True,
    )
    task = bar.add_task(ws.say("reading"), total=None)

    def step(file: str) -> None:
        bar.update(task, description=f"{ws.say('reading')} {plain(file)}")
        if not bar.live.is_started and time.monotonic() - started > 1:
            bar.start()

    try:
        yield step
    finally:
        bar.stop()
