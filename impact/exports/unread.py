"""What a workbook holds beside its tables of figures: nothing, where this program wrote it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from impact.exports.sheets import cover_lines
from impact.words import Wording

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MEMBERS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml"
    r"|xl/(workbook|styles|sharedStrings|calcChain|theme/theme\d+)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/worksheets/(_rels/)?sheet\d+\.xml(\.rels)?|xl/tables/table\d+\.xml"
)
PROPERTIES = ("subject", "description", "keywords", "category", "contentStatus", "identifier", "version")
NOTES, CONTENTS = 5, 2


def has_unread_parts(path: Path, book: Workbook, words: Wording, tables: int) -> bool:
    """Whether a workbook says anything outside of its tables of figures.

    That is a comment, a picture, a name, a property, a header, a formula, a format with words, a sheet more than the
    cover, contents and notes, or a line more on these.

    Args:
        path: of the workbook.
        book: what is in it.
        words: its language.
        tables: how many of its sheets are tables of figures.
    """
    with zipfile.ZipFile(path) as members:
        if not all(MEMBERS.fullmatch(name) for name in members.namelist()):
            return True
    names = [*book.defined_names, *chain.from_iterable(sheet.defined_names for sheet in book)]
    told = [getattr(book.properties, name) for name in PROPERTIES]
    if any(not name.startswith("_xlnm.") for name in names) or any(told):
        return True
    return any(_find_extras(book, words, tables)) or any(_says_more(sheet) for sheet in book.worksheets)


def _find_extras(book: Workbook, words: Wording, tables: int) -> Iterator[bool]:
    """Whether the cover, the contents, the notes and their number are others than those that are written."""
    cover, contents, notes, *_ = (list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets)
    yield len(book.worksheets) != tables + 3
    known = cover_lines("", None, words)[2:]
    lines = [str(row[0]) for row in cover]
    yield book.properties.title not in (lines[0], None) or lines[2:] != known or any(any(row[1:]) for row in cover)
    yield [row[0] for row in contents[1:]] != book.sheetnames[2:] or any(len(row) != CONTENTS for row in contents)
    yield any(len(row) != NOTES for row in notes)


def _says_more(sheet: Worksheet) -> bool:
    """Whether a sheet says something that stands in none of its cells, or computes something in one."""
    edges = (sheet.oddHeader, sheet.evenHeader, sheet.firstHeader, sheet.oddFooter, sheet.evenFooter, sheet.firstFooter)
    if any(part.text for edge in edges for part in (edge.left, edge.center, edge.right)):
        return True
    if sheet.data_validations.dataValidation or sheet._hyperlinks:
        return True
    cells = chain.from_iterable(sheet.iter_rows())
    return any(cell.data_type == "f" or re.search(r'["\\\\]', cell.number_format) for cell in cells)
