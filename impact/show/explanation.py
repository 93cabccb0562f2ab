"""A figure and the cells that it is made of."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from impact.absence import explain_absence
from impact.config import find_sectors
from impact.exports.labels import label_of, value_label
from impact.show.console import open_console, plain
from impact.words import NO_DATA, read_words

if TYPE_CHECKING:
    from impact.explain import Explanation
    from impact.workspace import Workspace


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
    words = read_words(ws.language)
    names = {"sector": {i: name[ws.language] for i, name in find_sectors(ws.settings).items()}}
    said = (f"{words.label('dimensions', n)} = {value_label(n, str(v), words, names)}" for n, v in cell.items())
    return ", ".join(said)
