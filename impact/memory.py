"""The commands about what was published: keep it, say what has changed since, attack it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from impact.terminal import (
    HERE,
    Spoken,
    WorkspacePath,
    build_first,
    check_form,
    find_root,
    name_unreadable,
    open_at,
    say,
)

app = typer.Typer()


@app.command(epilog="Example: impact freeze rapport-2020")
def freeze(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of the snapshot; letters, digits, dots, hyphens.")],
    workspace: WorkspacePath = HERE,
) -> None:
    """Keep the figures of all reports as they are published today, in data/published/NAME.json."""
    from impact.snapshots.freeze import freeze_release

    ws = open_at(workspace)
    build_first(ws)
    typer.echo(freeze_release(ws, name))
    say(ws.say("frozen", name=name))
    raise typer.Exit(name_unreadable(ws))


@app.command(epilog="Example: impact diff rapport-2020 --format json")
def diff(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A snapshot that “impact freeze” made.")],
    workspace: WorkspacePath = HERE,
    form: Annotated[str, typer.Option("--format", metavar="text|json", help="How to say it.")] = "text",
) -> None:
    """Say which published figures have changed since, and why."""
    from impact.snapshots.diff import diff_snapshot

    ws = open_at(workspace)
    check_form(form, "text", "json")
    build_first(ws)
    found = diff_snapshot(ws, name)
    typer.echo(found.to_json() if form == "json" else found.to_text())
    raise typer.Exit(name_unreadable(ws))


@app.command(epilog="Example: impact verify data/processed/reports")
def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of reports, workbooks, figures.")],
) -> None:
    """Read published files again and attack them as an outsider would; end with 1 if something can be worked out.

    What the workspace around DIR published before, in data/published, is known to the attacker, and attacked too.
    E-mail addresses and telephone numbers are looked for, and the names of the people of that workspace once it is
    built.
    """
    from impact.messages import find_language
    from impact.messages import say as words_of
    from impact.snapshots import read_frozen, read_snapshots
    from impact.verify import find_unread, verify_folder
    from impact.verify.attack import CERTIFICATE
    from impact.verify.personal import read_people

    root = Spoken.root = find_root(folder)
    language = find_language(root)
    names = [snapshot.name for snapshot in read_snapshots(root)]
    found = verify_folder(folder, language, read_frozen(root), names, read_people(root))
    for sentence in found:
        typer.echo(sentence)
    if not (folder / CERTIFICATE).is_file():
        say(words_of("no_certificate", language, folder=folder))
    for file in find_unread(folder):
        say(words_of("unread", language, file=file))
    say(words_of("leaks" if found else "holds", language, folder=folder, count=len(found)))
    raise typer.Exit(int(bool(found)))
