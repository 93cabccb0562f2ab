"""What people see on a terminal or under a notebook's cell: rich, in the workspace's language."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape as plain
from rich.table import Table

from impact.config import find_sectors
from impact.disk import write_whole
from impact.errors import UsageError
from impact.findings import Account, ProblemFacts, SheetFacts
from impact.messages import in_language, say

if TYPE_CHECKING:
    from impact.explain import Explanation
    from impact.model import ProtectedFigures
    from impact.workspace import Workspace

PLACES = 4


def _console(stderr: bool = False) -> Console:
    return Console(stderr=stderr, highlight=False, soft_wrap=not sys.stdout.isatty())


@contextmanager
def progress_bar(ws: Workspace) -> Iterator[Callable[[str], None]]:
    """A bar on stderr, seen only by those who wait for more than a second."""
    import time

    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    started = time.monotonic()
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=_console(stderr=True),
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


def print_account(account: Account) -> None:
    """One screen: each file, each sheet, its columns, its doubts; then what is left to decide."""
    from impact.words import read_words

    console, language = _console(), account.language
    words = read_words(language)
    for file in account.facts["files"]:
        problem = in_language(file["problem"] or "", language)
        console.print(f"[bold]{plain(file['file'])}[/]" + (f"  [red]{plain(problem)}[/]" if problem else ""))
        for sheet in file["sheets"]:
            for line in sheet_lines(sheet, language):
                console.print(f"  {line}")
    for rule in account.facts["rules"]:
        where = {name: words.label("values", str(rule[name]), str(rule[name])) for name in ("sector", "year")}
        console.print(f"[yellow]{plain(say('broken', language, **{**rule, **where}))}[/]")
    console.print(plain(say("totals", language, **account.facts["totals"], **_people(account))), style="bold")
    for pair in account.facts["people"]["to_review"]:
        console.print(f"  {plain(' ~ '.join(pair['rows']))}: {plain(in_language(pair['why'], language))}")


def _people(account: Account) -> dict[str, int]:
    people = account.facts["people"]
    return {"persons": people["persons"], "person_rows": people["rows"], "to_review": len(people["to_review"])}


def sheet_lines(sheet: SheetFacts, language: str) -> Iterator[str]:
    """What is said of one sheet, as rich markup."""
    taken = ", ".join(t["table"] or "?" for t in sheet["tables"]) or "–"
    counts = say("rows", language, **sheet["rows"])
    hidden = say("hidden_rows", language, count=sheet["hidden_rows"]) if sheet["hidden_rows"] else ""
    copy = say("same_as", language, file=sheet["same_as"]) if sheet["same_as"] else ""
    yield " ".join(
        filter(
            None,
            [
                f"[cyan]{plain(sheet['sheet'] or '·')}[/] → [bold]{taken}[/]",
                plain(f"({counts})"),
                plain(hidden),
                plain(copy),
            ],
        )
    )
    for table in sheet["tables"]:
        columns = [
            f"{c['column']} {plain(c['header'][:28])} → [green]{c['field']}[/] {c['confidence']:.0%}"
            for c in table["columns"]
            if c["field"]
        ]
        unused = [
            f"{c['column']} {plain(c['header'][:28])}" for c in table["columns"] if not c["field"] and c["header"]
        ]
        yield (
            "  " + " · ".join(columns) + (f" · [dim]{say('unused', language)} {', '.join(unused)}[/]" if unused else "")
        )
    for line in problem_lines(sheet["problems"], language):
        yield f"  [yellow]{line}[/]"


def problem_lines(problems: list[ProblemFacts], language: str) -> Iterator[str]:
    """Doubts of one kind on one line, with their first places."""
    groups: dict[tuple[str | None, str], list[ProblemFacts]] = {}
    for problem in problems:
        groups.setdefault((problem["field"], problem["reason"]), []).append(problem)
    for (field, reason), same in groups.items():
        places = [
            f"{p['column'] or ''}{p['row'] or ''}" + (f" «{p['value']}»" if p["value"] else "") for p in same[:PLACES]
        ]
        more = f" … ({len(same)})" if len(same) > PLACES else ""
        yield plain(f"! {field + ': ' if field else ''}{in_language(reason, language)} – {', '.join(places)}{more}")
        if settle := same[0].get("settle"):
            yield plain("  " + settle.replace("\n", "\n      "))


def account_html(account: Account) -> str:
    """The same for a notebook."""
    rows = [
        "<tr><td>{}</td><td>{}</td><td>{}</td>{}</tr>".format(
            escape(file["file"]),
            escape(sheet["sheet"]),
            escape(", ".join(t["table"] or "?" for t in sheet["tables"])),
            "".join(
                f"<td style='text-align:right'>{sheet['rows'][key]}</td>"
                for key in ("seen", "kept", "merged", "set_aside", "not_data")
            ),
        )
        for file in account.facts["files"]
        for sheet in file["sheets"]
    ]
    names = [
        say(f"column_{key}", account.language)
        for key in ("file", "sheet", "table", "seen", "kept", "merged", "set_aside", "not_data")
    ]
    head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in names)
    foot = escape(say("totals", account.language, **account.facts["totals"], **_people(account)))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table><p>{foot}</p>"


def explain_text(
    ws: Workspace, indicator: str, cell: Mapping[str, str | int], why_not: str | None, as_json: bool
) -> None:
    """What a figure is made of, or why a row is not in it, on the screen."""
    if why_not is not None:
        from impact.absence import explain_absence

        absence = explain_absence(ws, indicator, cell, why_not)
        sys.stdout.write((absence.to_json(ws.language) if as_json else absence.sentence(ws.language)) + "\n")
        return
    explanation = ws.explain(indicator, **cell)
    if as_json:
        sys.stdout.write(explanation.to_json() + "\n")
    else:
        print_explanation(explanation, ws)


def print_explanation(explanation: Explanation, ws: Workspace) -> None:
    """A figure, then its cells by role, file and sheet; values of people are not shown."""
    from impact.exports.labels import label_of
    from impact.words import NO_DATA, read_words

    console, words = _console(), read_words(ws.language)
    declared, currency = ws.indicators_known[explanation.indicator], ws.settings.organisation.currency
    value = NO_DATA if explanation.value is None else words.value(explanation.value, declared.unit, currency)
    cell = f" ({say_cell(explanation.cell, ws)})" if explanation.cell else ""
    console.print(f"[bold]{plain(label_of(declared, words))}[/]{plain(cell)} = [bold]{plain(value)}[/]")
    before: tuple[str, ...] = ()
    for role, file, sheet, field, cells, columns, rows, total in explanation.summary().itertuples(
        index=False, name=None
    ):
        heading = (ws.say(f"role_{role}"), f"{file} › {sheet}" if sheet else file)
        if heading != before:
            console.print(f"[cyan]{plain(heading[1])}[/] – {plain(heading[0])}")
            before = heading
        telling = total is not None and total == total and total not in (0, cells)
        added = f" = {words.number(total, 2 if total % 1 else 0)}" if telling else ""
        counted = words.plural("counts.cells", cells) + added
        key = "explained_row" if rows.isdigit() else "explained_rows"
        said = ws.say(key, field=words.label("fields", field), columns=columns, rows=rows, cells=counted)
        console.print(f"  {plain(words.typeset(said))}")


def say_cell(cell: Mapping[str, str | int], ws: Workspace) -> str:
    """The dimensions of a figure and their values, for a reader."""
    from impact.exports.labels import value_label
    from impact.words import read_words

    words = read_words(ws.language)
    names = {"sector": {i: name[ws.language] for i, name in find_sectors(ws.settings).items()}}
    said = (f"{words.label('dimensions', n)} = {value_label(n, str(v), words, names)}" for n, v in cell.items())
    return ", ".join(said)


def write_figures(
    ws: Workspace, figures: ProtectedFigures, form: str, all_rows: bool, excel_fr: bool, out: Path | None
) -> None:
    """The figures on the screen or in a file, in the form asked for."""
    from impact import exports

    currency = ws.settings.organisation.currency
    if form == "xlsx":
        if out is None:
            raise UsageError("A workbook needs a file: add --out figures.xlsx.")
        names = {"sector": {i: words[ws.language] for i, words in find_sectors(ws.settings).items()}}
        exports.write_workbook(
            out,
            figures,
            ws.settings.organisation.name,
            ws.language,
            all_rows=all_rows,
            currency=currency,
            own=ws.own_indicators,
            names=names,
        )
        return
    if form == "table" and out is None:
        _print_figures(ws, figures, all_rows)
        return
    as_json = form == "json"
    text = (
        exports.figures_to_json(figures, all_rows, currency)
        if as_json
        else exports.figures_to_csv(figures, all_rows, excel_fr, currency)
    )
    if out is None:
        sys.stdout.write(text)
    else:
        write_whole(out, text.encode("utf-8"))


def _print_figures(ws: Workspace, figures: ProtectedFigures, all_rows: bool) -> None:
    from impact.exports.labels import label_of
    from impact.words import read_words

    words = read_words(ws.language)
    frame = figures.frame if all_rows else figures.frame[figures.frame["status"] != "no_data"]
    table = Table(ws.say("column_indicator"), *figures.by, ws.say("column_value"), ws.say("column_of"), box=None)
    for row in frame.to_dict("records"):
        shown = row["status"] == "ok"
        value = (
            words.value(row["value"], row["unit"], ws.settings.organisation.currency)
            if shown
            else in_language(str(row["status"]), ws.language)
        )
        fraction = (
            f"{row['numerator']:g} / {row['denominator']:g}"
            if shown and row["denominator"] == row["denominator"]
            else ""
        )
        label = label_of(ws.indicators_known[str(row["indicator"])], words)
        table.add_row(plain(label), *(plain(str(row[name])) for name in figures.by), plain(value), fraction)
    _console().print(table)


def list_indicators(ws: Workspace) -> str:
    """The catalogue: id, unit, table, label and definition of every figure, in Markdown."""
    from impact.exports import catalogue_to_markdown

    return catalogue_to_markdown(ws.indicators_known, ws.language)
