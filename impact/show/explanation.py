"""A figure and the cells that it is made of."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from impact.absence import explain_absence
from impact.messages import say
from impact.show.console import open_console, plain
from impact.words import Wording, read_words

if TYPE_CHECKING:
    from impact.explain import Explanation
    from impact.workspace import Workspace

MONEY = ("amount", "unit_price")


def explain_text(
    ws: Workspace, indicator: str, cell: Mapping[str, str | int], why_not: str | None, as_json: bool
) -> None:
    """What a figure is made of, or why a row is not in it, on the screen."""
    if why_not is not None:
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
    console, words = open_console(), read_words(ws.language)
    console.print(plain(explanation.title), style="bold")
    before: tuple[str, ...] = ()
    for role, file, sheet, field, cells, columns, rows, total in explanation.summary().itertuples(
        index=False, name=None
    ):
        heading = (ws.say(f"role_{role}"), f"{file} › {sheet}" if sheet else file)
        if heading != before:
            console.print(f"[cyan]{plain(heading[1])}[/] – {plain(heading[0])}")
            before = heading
        added = (
            f" = {say_total(total, field, words)}" if total not in (0, cells) and say_total(total, field, words) else ""
        )
        counted = words.plural("counts.cells", cells) + added
        key = "explained_row" if rows.isdigit() else "explained_rows"
        said = ws.say(key, field=words.label("fields", field), columns=columns, rows=rows, cells=counted)
        console.print(f"  {plain(words.typeset(said))}")


def explanation_html(explanation: Explanation) -> str:
    """The same for a notebook: a row a role, file, sheet and field."""
    words, language = read_words(explanation.language), explanation.language
    columns = ("role", "file", "sheet", "field", "cells", "columns", "rows", "sum")
    head = "".join(f"<th>{escape(say(f'column_{name}', language))}</th>" for name in columns)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>"
        for row in (
            (
                say(f"role_{role}", language),
                file,
                sheet,
                words.label("fields", field),
                *places,
                say_total(total, field, words),
            )
            for role, file, sheet, field, *places, total in explanation.summary().itertuples(index=False, name=None)
        )
    )
    return f"<p><strong>{escape(explanation.title)}</strong></p><table><tr>{head}</tr>{body}</table>"


def say_total(total: float | None, field: str, words: Wording) -> str:
    """What the cells of a field add up to; nothing where they are personal."""
    if total is None or total != total:
        return ""
    return words.number(total, 2 if field in MONEY or total % 1 else 0)
