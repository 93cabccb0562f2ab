"""The Excel companion, by the rules of the UK Analysis Function: cover, contents, notes, then one real table a sheet.

Source: https://analysisfunction.civilservice.gov.uk/policy-store/releasing-statistics-in-spreadsheets/
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from impact.exports.sheets import Sheet, cover_lines, figure_sheets, notes_sheet
from impact.model import Figures, ProtectedFigures
from impact.words import Wording, read_words

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from impact.indicators import Indicator

LONGEST_NAME, NARROWEST, WIDEST = 31, 10, 60
FIXED_DAY = datetime(2000, 1, 1)
FIXED_ZIP_DAY = (2000, 1, 1, 0, 0, 0)


def write_workbook(
    path: Path,
    figures: Figures | ProtectedFigures | Sequence[ProtectedFigures],
    organisation: str,
    language: str,
    *,
    all_rows: bool = False,
    currency: str = "EUR",
    own: Mapping[str, Indicator] | None = None,
    names: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """Writes figures as a workbook: a cover, contents, notes, and one table for each breakdown and unit.

    Numbers are numbers with a format, never rounded; a hidden figure is `[c]`, one without data `—`, both explained
    on the cover. No formula, no merged cell, no empty row; the same figures give the same bytes.

    Args:
        path: the file to write.
        figures: one breakdown, or several of one audience.
        organisation: whose figures they are.
        language: of all words.
        all_rows: also figures without data.
        currency: of money figures, ISO 4217.
        own: the association's own figures, by id.
        names: dimension → value → what to call it (sectors, projects).
    """
    path.write_bytes(workbook_bytes(figures, organisation, language, all_rows, currency, own or {}, names or {}))


def workbook_bytes(
    figures: Figures | ProtectedFigures | Sequence[ProtectedFigures],
    organisation: str,
    language: str,
    all_rows: bool,
    currency: str,
    own: Mapping[str, Indicator],
    names: Mapping[str, Mapping[str, str]],
) -> bytes:
    """The bytes of the workbook that `write_workbook` writes."""
    from openpyxl import Workbook

    from impact.indicators import CATALOGUE

    words, known = read_words(language), {**CATALOGUE, **own}
    breakdowns: Sequence[Figures | ProtectedFigures] = (
        [figures] if isinstance(figures, Figures | ProtectedFigures) else list(figures)
    )
    tables = [s for each in breakdowns for s in figure_sheets(each, words, currency, known, names, all_rows)]
    shown = {str(name) for each in breakdowns for name in each.frame["indicator"].unique()}
    notes = notes_sheet([known[name] for name in known if name in shown], words, currency)
    listed = name_sheets([notes, *tables], [words.text("workbook.cover"), words.text("workbook.contents")])
    book = Workbook()
    book.remove(book.active)
    cover = book.create_sheet(words.text("workbook.cover"))
    for line in cover_lines(organisation, breakdowns[0] if breakdowns else None, words):
        cover.append([line])
        as_text(cover, cover.max_row, 1)
    cover.column_dimensions["A"].width = 2 * WIDEST
    write_sheet(book.create_sheet(words.text("workbook.contents")), contents_sheet(listed, words), 0)
    for number, (name, sheet) in enumerate(listed.items(), 1):
        write_sheet(book.create_sheet(name), sheet, number)
    book.properties.creator, book.properties.title = "impact", organisation
    book.properties.language, book.properties.created = language, FIXED_DAY
    return save_the_same(book.save)


def contents_sheet(listed: Mapping[str, Sheet], words: Wording) -> Sheet:
    """Which sheet holds which table."""
    columns = (words.text("workbook.sheet"), words.text("workbook.table"))
    return Sheet(words.text("workbook.contents"), columns, tuple((name, s.title) for name, s in listed.items()))


def name_sheets(sheets: Sequence[Sheet], taken: Sequence[str]) -> dict[str, Sheet]:
    """Sheets by a name that Excel accepts and that no other bears, whatever its case.

    >>> sheet = Sheet("Genre/Année", (), ())
    >>> list(name_sheets([sheet, sheet], []))
    ['Genre Année', 'Genre Année 2']
    """
    named: dict[str, Sheet] = {}
    used = {name.casefold() for name in taken}
    for sheet in sheets:
        base = " ".join(re.sub(r"[\[\]:*?/\\']", " ", sheet.title).split())[:LONGEST_NAME].strip() or "1"
        name, number = base, 1
        while name.casefold() in used:
            number += 1
            name = f"{base[: LONGEST_NAME - len(str(number)) - 1].strip()} {number}"
        used.add(name.casefold())
        named[name] = sheet
    return named


def write_sheet(place: Worksheet, sheet: Sheet, number: int) -> None:
    """One table from A1 on, as an Excel table that screen readers and filters find."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.table import Table, TableStyleInfo

    for line, row in enumerate((sheet.columns, *sheet.rows)):
        place.append(row)
        for column, entry in enumerate(row, 1):
            if isinstance(entry, str):
                as_text(place, place.max_row, column)
            else:
                place.cell(place.max_row, column).number_format = sheet.formats[line - 1][column - 1]
    for column, texts in enumerate(zip(sheet.columns, *sheet.rows, strict=True), 1):
        width = max(len(str(text)) for text in texts) + 3
        place.column_dimensions[get_column_letter(column)].width = min(max(width, NARROWEST), WIDEST)
    if sheet.rows:
        corner = f"{get_column_letter(len(sheet.columns))}{len(sheet.rows) + 1}"
        table = Table(displayName=f"table_{number}", ref=f"A1:{corner}")
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
        place.add_table(table)
    place.freeze_panes = "A2"


def as_text(place: Worksheet, row: int, column: int) -> None:
    """Makes a cell a text for good: nothing in it is ever a formula."""
    place.cell(row, column).data_type = "s"


def save_the_same(save: Callable[[io.BytesIO], None]) -> bytes:
    """What `save` writes, without the day and hour: the same content gives the same bytes."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    save(saved)
    with zipfile.ZipFile(saved) as before, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
            member = zipfile.ZipInfo(name, FIXED_ZIP_DAY)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            after.writestr(member, content)
    return fixed.getvalue()
