"""The figures on the screen or in a file."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

from impact import exports
from impact.config import find_sectors
from impact.disk import write_whole
from impact.errors import UsageError
from impact.exports.labels import label_of
from impact.messages import in_language
from impact.show.console import open_console, plain
from impact.words import read_words

if TYPE_CHECKING:
    from impact.model import ProtectedFigures
    from impact.workspace import Workspace

FORMS = ("table", "csv", "json", "xlsx")


def find_form(given: str | None, out: Path | None, excel_fr: bool) -> str:
    """The form asked for; unless one is, CSV for French Excel, then what the file's name ends in, then a table.

    >>> find_form(None, Path("figures.xlsx"), False), find_form(None, None, True), find_form(None, None, False)
    ('xlsx', 'csv', 'table')
    """
    ending = out.suffix.removeprefix(".").lower() if out else ""
    return given or ("csv" if excel_fr else ending if ending in FORMS else "table")


def write_figures(
    ws: Workspace, figures: ProtectedFigures, form: str, all_rows: bool, excel_fr: bool, out: Path | None
) -> None:
    """The figures on the screen or in a file, in the form asked for."""
    if excel_fr and form != "csv":
        raise UsageError("--excel-fr is for CSV: add --format csv.")
    if form == "xlsx":
        if out is None:
            raise UsageError("A workbook needs a file: add --out figures.xlsx.")
        names = {"sector": {i: words[ws.language] for i, words in find_sectors(ws.settings).items()}}
        exports.write_workbook(
            out,
            figures,
            ws.settings.organisation.words[ws.language],
            ws.language,
            all_rows=all_rows,
            currency=ws.settings.organisation.currency,
            own=ws.own_indicators,
            names=names,
        )
        return
    if form == "table" and out is None:
        open_console().print(figures_table(ws, figures, all_rows))
        return
    text = figures_text(ws, figures, form, all_rows, excel_fr)
    if out is None:
        sys.stdout.write(text)
    else:
        write_whole(out, text.encode("utf-8"))


def figures_text(ws: Workspace, figures: ProtectedFigures, form: str, all_rows: bool, excel_fr: bool) -> str:
    """The figures as text: `json`, `csv`, or the `table` of the screen."""
    currency = ws.settings.organisation.currency
    if form == "json":
        return exports.figures_to_json(figures, all_rows, currency)
    if form == "csv":
        return exports.figures_to_csv(figures, all_rows, excel_fr, currency)
    written = io.StringIO()
    open_console(file=written).print(figures_table(ws, figures, all_rows))
    return written.getvalue()


def figures_table(ws: Workspace, figures: ProtectedFigures, all_rows: bool) -> Table:
    """A row a figure, as a reader has it."""
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
        parts = [row["numerator"], row["denominator"]] if shown and row["denominator"] == row["denominator"] else []
        fraction = " / ".join(words.number(part, 2 if part % 1 else 0) for part in parts)
        label = label_of(ws.indicators_known[str(row["indicator"])], words)
        table.add_row(plain(label), *(plain(str(row[name])) for name in figures.by), plain(value), fraction)
    return table


def list_indicators(ws: Workspace) -> str:
    """The catalogue: id, unit, table, label and definition of every figure, in Markdown."""
    return exports.catalogue_to_markdown(ws.indicators_known, ws.language)
