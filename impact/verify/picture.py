"""A picture against the table of the same values: what it writes, in words or in shapes, and what it draws."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qsl

from impact.report.pictures import MOST_BARS
from impact.verify.markup import Grid, MarkupReader, Picture
from impact.verify.told import parse_figure
from impact.words import HIDDEN, read_words

Finding = tuple[str, Mapping[str, object]]
UNWANTED = {
    "script": "{file} holds a script: a report runs nothing.",
    "outside": "{file} asks for something outside of itself: a report fetches nothing.",
    "comment": "{file} holds a comment that readers do not see.",
    "unseen": "{file} holds parts or attributes that no report of this program has: they were not attacked.",
}
WRITTEN = re.compile(r"\d+(?:[.,]\d+)*")
GROUP = re.compile(r"(?<=\d)[^\x00-\x7f](?=\d{3}(?!\d))")
CUT = "…"
# A sheet of paper is one shape; a bar is two, with its track or its key.
PAPER, SHAPES = 1, 2
MARGINS = ("all", "unspecified")


def check_picture(name: str, picture: Picture, page: MarkupReader) -> Iterator[Finding]:
    """What a picture tells beyond its table, around it, in its alternative text, its text, its shapes or its length.

    Args:
        name: of the page.
        picture: one of the page's.
        page: read to its end.
    """
    table = page.tables[picture.table] if picture.table < len(page.tables) else Grid()
    drawing = MarkupReader().read(picture.svg)
    yield from ((UNWANTED[kind], {"file": name}) for kind in sorted(drawing.unwanted))
    allowed = set(_numbers_of(table, page.language))
    lines = (picture.alternative, *drawing.texts, *spell(drawing.glyphs, table))
    named = allowed.union(_numbers_of_names(page))
    if not all(_is_told(line, allowed) for line in lines) or not _is_told("".join(picture.around), named):
        yield "{file}: a picture says a number that its table does not show.", {"file": name}
    shown = _count_drawable(table)
    if shown is not None and drawing.dots + (drawing.shapes - PAPER) / SHAPES > shown:
        yield "{file}: a picture draws more values than its table shows.", {"file": name}


def spell(glyphs: Sequence[Sequence[int]], table: Grid) -> list[str]:
    """The lines of text that shapes spell: read by their code or by their number in the font, as tells most words."""
    known = {word for row in table.rows for text in row.texts for word in text.split()}
    readings = [["".join(map(read, line)) for line in glyphs] for read in (_character, chr)]
    return max(readings, key=lambda lines: sum(word in known for line in lines for word in line.split()))


def _character(glyph: int) -> str:
    from impact.charts.paper import codes_of_glyphs

    return chr(codes_of_glyphs().get(glyph, ord("\N{REPLACEMENT CHARACTER}")))


def _is_told(line: str, allowed: set[str]) -> bool:
    """Whether every number of a line stands in the table; of one that is cut short, its beginning."""
    plain = GROUP.sub("", line)
    for found in WRITTEN.finditer(plain):
        is_cut = plain[found.end() :].startswith(CUT)
        if found[0] not in allowed and not (is_cut and any(number.startswith(found[0]) for number in allowed)):
            return False
    return True


def _numbers_of(table: Grid, language: str) -> Iterator[str]:
    """The numbers of a table as they are written, how many bars it can make, and what part each is of them all."""
    heads = [value for column in table.columns for _, value in parse_qsl(column)]
    texts = [table.caption, *heads, *(text for row in table.rows for text in row.texts)]
    told = [parse_figure(text, "", language).value for text in _drawable(table)]
    values = [value for value in told if value is not None]
    total, words = sum(values), read_words(language)
    texts += [str(len(table.rows) - margins) for margins in range(3)]
    texts += [str(MOST_BARS), words.number(total)]
    texts += [words.percent(value / total) for value in values if total > 0]
    yield from (found for text in texts for found in WRITTEN.findall(GROUP.sub("", text)))


def _numbers_of_names(page: MarkupReader) -> Iterator[str]:
    """The numbers in names: of the association, the years and the program, and in the headers of any table."""
    heads = (row.texts[0] for table in page.tables for row in table.rows if row.texts)
    yield from (found for text in (*page.edges, *heads) for found in WRITTEN.findall(GROUP.sub("", text)))


def _drawable(table: Grid) -> list[str]:
    """The texts of the cells that may be drawn: neither margins nor what is not specified."""
    return [
        text
        for row in table.rows
        for column, text in zip(table.columns, row.texts[1:], strict=False)
        if not {value for _, value in parse_qsl(f"{row.about}&{column}")} & set(MARGINS)
    ]


def _count_drawable(table: Grid) -> int | None:
    """How many values of a table may be drawn, all where it has only margins; null where it is no table of figures."""
    if table.about is None:
        return None
    texts = _drawable(table) or [text for row in table.rows for text in row.texts[1:]]
    return sum(HIDDEN not in text and bool(WRITTEN.search(text)) for text in texts)
