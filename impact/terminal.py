"""What every command does on a terminal: open the workspace, build it first, say what happens on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from impact.errors import UsageError

if TYPE_CHECKING:
    from impact.workspace import Workspace

WorkspacePath = Annotated[
    Path, typer.Argument(metavar="[WORKSPACE]", help="The folder that holds data/raw; the current one unless given.")
]
HERE = Path()


class Verbosity:
    """How much is said on stderr: −1 errors only, 0 what was done, 1 each file too."""

    level = 0


class Spoken:
    """The workspace that a command is about, whose language its errors are said in; the current folder until then."""

    root = HERE


def say(text: str, level: int = 0) -> None:
    """Says it on stderr, unless less is wanted."""
    if level <= Verbosity.level:
        typer.echo(text, err=True)


def check_form(given: str, *known: str) -> None:
    """Refuses a format that a command does not have."""
    if given not in known:
        raise UsageError("There is no format “{given}”; known: {known}.", given=given, known=", ".join(known))


def open_at(path: Path) -> Workspace:
    """The workspace of a folder; what fails from here on is said in its language."""
    from impact.workspace import Workspace

    Spoken.root = path
    return Workspace(path)


def find_root(folder: Path) -> Path:
    """The workspace that a folder lies in, else the current folder."""
    places = [folder.resolve(), *folder.resolve().parents]
    marks = ("impact.toml", "data/raw", "data/published")
    return next((place for place in places if any((place / mark).exists() for mark in marks)), HERE)


def build_first(ws: Workspace) -> bool:
    """Builds what has changed; True where something had."""
    with show_progress(ws) as step:
        return ws.build(step)


def name_unreadable(ws: Workspace) -> int:
    """1 after naming the files that could not be read, if there are any."""
    found = ws.unreadable()
    if found:
        from impact.words import read_words

        words = read_words(ws.language)
        for file, problem in found:
            say(words.text("account.of", what=file, said=words.sentence(problem)), level=-1)
    return int(bool(found))


@contextmanager
def show_progress(ws: Workspace) -> Iterator[Callable[[str], None]]:
    """What to call with each file that is read; a bar where a terminal waits for more than a second."""
    if Verbosity.level > 0:
        yield lambda file: say(file, level=1)
    elif Verbosity.level < 0 or not sys.stderr.isatty():
        yield lambda _: None
    else:
        from impact.show.progress import progress_bar

        with progress_bar(ws) as step:
            yield step
