"""The commands: each parses, calls and prints; no logic."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from impact import memory
from impact.errors import ImpactError, UsageError
from impact.terminal import (
    HERE,
    Spoken,
    Verbosity,
    WorkspacePath,
    build_first,
    check_form,
    name_unreadable,
    open_at,
    say,
    show_progress,
)

app = typer.Typer(
    name="impact",
    help="From an association's spreadsheets to funder reports whose every figure can be traced to its cells.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(memory.app)


def _print_version(asked: bool) -> None:
    if asked:
        from impact import __version__

        typer.echo(f"impact {__version__}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but errors.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Say each file that is read.")] = False,
) -> None:
    """Options of every command; they stand before its name."""
    Verbosity.level = -1 if quiet else int(verbose)


@app.command(epilog="Example: impact init mon-association")
def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="The new workspace's folder.")]) -> None:
    """Make a new workspace; with spreadsheets already in DIR/data/raw, propose their projects and sources."""
    from impact.start import start_workspace

    say(start_workspace(folder))


@app.command(epilog="Example: impact check --format json --strict")
def check(
    workspace: WorkspacePath = HERE,
    form: Annotated[str, typer.Option("--format", metavar="text|json", help="How to say it.")] = "text",
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="End with 1 if a row was set aside, a sheet not recognised, a rule broken, or a value of impact.toml "
            "found in no row.",
        ),
    ] = False,
) -> None:
    """Read everything, write nothing: what each sheet was taken for, what was changed, merged, set aside, and why."""
    from impact.show.account import print_account

    ws = open_at(workspace)
    check_form(form, "text", "json")
    with show_progress(ws) as step:
        account = ws.check(step)
    if form == "json":
        typer.echo(account.to_json())
    else:
        print_account(account)
    raise typer.Exit(account.exit_status(strict))


@app.command(epilog="Example: impact build")
def build(workspace: WorkspacePath = HERE) -> None:
    """Compute data/processed from data/raw; do again only what has changed."""
    ws = open_at(workspace)
    done = build_first(ws)
    say(ws.say("built" if done else "nothing_to_do"))
    raise typer.Exit(name_unreadable(ws))


@app.command(epilog="Example: impact indicators --by sector,year --where sector=textile --format csv")
def indicators(
    workspace: WorkspacePath = HERE,
    by: Annotated[str, typer.Option(metavar="sector,year", help="Dimensions to cut the figures by.")] = "",
    where: Annotated[
        list[str] | None, typer.Option(metavar="FIELD=VALUE", help="Keep only these rows; may be repeated.")
    ] = None,
    audience: Annotated[
        str, typer.Option(metavar="internal|funder|public", help="Who will read: hides what could reveal somebody.")
    ] = "internal",
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="table|csv|json|xlsx", help="The form of the result; else that of the file."),
    ] = None,
    excel_fr: Annotated[
        bool, typer.Option("--excel-fr", help="CSV for French Excel: semicolons and decimal commas.")
    ] = False,
    all_rows: Annotated[bool, typer.Option("--all-rows", help="Also the figures without data.")] = False,
    listing: Annotated[bool, typer.Option("--list", help="The catalogue of figures, and nothing else.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write to a file instead of the screen.")] = None,
) -> None:
    """Compute the figures, with a margin on the union in every dimension."""
    from impact.show.account import say_unmet
    from impact.show.figures import FORMS, find_form, list_indicators, write_figures

    ws = open_at(workspace)
    form = find_form(form, out, excel_fr)
    check_form(form, *FORMS)
    if listing:
        typer.echo(list_indicators(ws))
        return
    build_first(ws)
    dimensions = [name.strip() for name in by.split(",") if name.strip()]
    for line in say_unmet(ws.finished_account(), ws.language):
        say(line)
    figures = ws.protected(dimensions, audience, _conditions(where or []))
    for name, why in ws.left_out(dimensions).items():
        say(f"{name}: {why}", level=1)
    write_figures(ws, figures, form, all_rows=all_rows, excel_fr=excel_fr, out=out)
    raise typer.Exit(name_unreadable(ws))


@app.command(epilog="Example: impact explain revenue --sector textile --year 2020")
def explain(
    indicator: Annotated[
        str, typer.Argument(metavar="INDICATOR", help="The id of a figure; “impact indicators --list” names them.")
    ],
    workspace: WorkspacePath = HERE,
    sector: Annotated[str | None, typer.Option(help="Of one sector; all of them unless given.")] = None,
    year: Annotated[str | None, typer.Option(metavar="YEAR", help="Of one year; all of them unless given.")] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(metavar="DIMENSION=VALUE", help="Of one value of another dimension; may be repeated."),
    ] = None,
    why_not: Annotated[
        str | None, typer.Option(metavar="FILE#SHEET!ROW", help="Say why this row is not in the figure.")
    ] = None,
    form: Annotated[str, typer.Option("--format", metavar="text|json", help="How to say it.")] = "text",
) -> None:
    """Name the source cells that a figure is made of."""
    from impact.show.explanation import explain_text

    ws = open_at(workspace)
    check_form(form, "text", "json")
    cell = {"sector": sector, "year": _year(year), **_one_each(_conditions(where or []))}
    build_first(ws)
    explain_text(ws, indicator, {n: v for n, v in cell.items() if v is not None}, why_not, as_json=form == "json")


@app.command(epilog="Example: impact report --funder fondation-de-france --lang en --out envoi")
def report(
    workspace: WorkspacePath = HERE,
    funder: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only this funder's report; may be repeated.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All reports, as without --funder.")] = False,
    year: Annotated[str | None, typer.Option(metavar="YEAR", help="Narrow each report to one of its years.")] = None,
    lang: Annotated[
        str | None, typer.Option(metavar="fr|en", help="Language of the reports; as impact.toml says unless given.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to write; data/processed/reports unless given.")
    ] = None,
) -> None:
    """Write the HTML reports: the general one and each funder's."""
    from impact.publish import write_reports
    from impact.show.account import say_read, say_unmet

    ws = open_at(workspace)
    of_year = _year(year)
    build_first(ws)
    wanted = None if every or not funder else funder
    for line in say_unmet(ws.finished_account(), ws.language):
        say(line)
    for path in write_reports(ws, wanted, year=of_year, language=lang, out=out):
        typer.echo(path)
    say(say_read(ws.check()))
    raise typer.Exit(name_unreadable(ws))


def _conditions(given: list[str]) -> dict[str, list[str]]:
    """`field=value` pairs; a field given twice keeps both values."""
    found: dict[str, list[str]] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise UsageError("“{text}” is not a condition; write FIELD=VALUE, such as sector=textile.", text=text)
        found.setdefault(name.strip(), []).append(value.strip())
    return found


def _year(given: str | None) -> int | None:
    if given is not None and not re.fullmatch("[0-9]{4}", given):
        raise UsageError("“{text}” is not a year; write its four digits, such as 2020.", text=given)
    return int(given) if given else None


def _one_each(conditions: dict[str, list[str]]) -> dict[str, str]:
    """One value a dimension: a figure stands in one cell."""
    for name, values in conditions.items():
        if len(values) > 1:
            raise UsageError("“{name}” is named twice.", name=name)
    return {name: values[0] for name, values in conditions.items()}


def main() -> None:
    """The command `impact`: no traceback ever reaches a user."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except ImpactError as error:
        say(_translated(error), level=-1)
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        say(f"{error.filename or ''}: {error.strerror or error}", level=-1)
        sys.exit(1)
    except Exception as error:
        say(_fault(error), level=-1)
        sys.exit(1)


def _fault(error: Exception) -> str:
    """Where the program failed; never what it held."""
    import traceback

    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}:{last.lineno}"
    sentence = (
        "The program failed ({kind}, {place}); nothing was put in place. Please report this fault with that line."
    )
    return _translated(ImpactError(sentence, kind=type(error).__name__, place=place))


def _translated(error: ImpactError) -> str:
    from impact.messages import find_language, translate

    return translate(error, find_language(Spoken.root))
