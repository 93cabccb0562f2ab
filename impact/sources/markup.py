"""Web pages saved as spreadsheets: their tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from impact.model import Grid
from impact.sources.cells import LAST_COLUMN, build_columns
from impact.sources.problems import Unreadable
from impact.sources.text import decode

MOST_COLUMNS, MOST_ROWS = 1_000, 65_534
"""What HTML lets a cell span."""

_SPACES = re.compile(r"[ \t\r\n\f]+")
_BREAKS = frozenset({"br", "p", "div", "li"})
_UNSEEN = frozenset({"script", "style", "title"})

Merged = tuple[int, int, int, int]


@dataclass
class _Table:
    """A table that is being read."""

    rows: list[list[str]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    taken: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    cell: list[str] | None = None

    def open_row(self, is_hidden: bool) -> None:
        self.close_cell()
        if self.rows:
            self.taken = defaultdict(int, {column: left - 1 for column, left in self.taken.items() if left > 1})
        self.rows.append([])
        if is_hidden:
            self.hidden.append(len(self.rows))

    def open_cell(self, wide: int, high: int) -> None:
        if not self.rows:
            self.open_row(is_hidden=False)
        self.close_cell()
        row = self.rows[-1]
        while self.taken[len(row)]:
            row.append("")
        first = len(row)
        if first + wide > LAST_COLUMN:
            raise Unreadable("too_wide")
        row += [""] * wide
        for column in range(first, first + wide):
            self.taken[column] = high
        if wide > 1 or high > 1:
            self.merged.append((len(self.rows), first, len(self.rows) + high - 1, first + wide - 1))
        self.cell = []
        self.place = first

    def close_cell(self) -> None:
        if self.cell is not None:
            lines = (_SPACES.sub(" ", line).strip(" ") for line in "".join(self.cell).split("\v"))
            self.rows[-1][self.place] = "\n".join(line for line in lines if line)
        self.cell = None


class _Tables(HTMLParser):
    """Collects the tables of a page; one inside another's cell stands after it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self.open: list[_Table] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        says = {name: value or "" for name, value in attrs}
        self.unseen += tag in _UNSEEN
        if tag == "table":
            self.open.append(_Table())
            self.tables.append(self.open[-1])
        elif self.open and tag == "tr":
            self.open[-1].open_row("display:none" in says.get("style", "").replace(" ", "").lower())
        elif self.open and tag in ("td", "th"):
            self.open[-1].open_cell(
                _parse_span(says.get("colspan", ""), MOST_COLUMNS), _parse_span(says.get("rowspan", ""), MOST_ROWS)
            )
        elif tag in _BREAKS:
            self._add("\v")

    def handle_endtag(self, tag: str) -> None:
        self.unseen = max(0, self.unseen - (tag in _UNSEEN))
        if not self.open:
            return
        if tag in ("td", "th", "tr", "table"):
            self.open[-1].close_cell()
        if tag == "table":
            self.open.pop()
        elif tag in _BREAKS:
            self._add("\v")

    def handle_data(self, data: str) -> None:
        self._add(data)

    def _add(self, text: str) -> None:
        if self.open and self.open[-1].cell is not None and not self.unseen:
            self.open[-1].cell.append(text)


def _parse_span(text: str, most: int) -> int:
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() else 1


def read_html(content: bytes) -> tuple[Grid, ...]:
    """The tables of a web page as one grid of texts, one below the other with a blank row between, as Excel shows them.

    Raises:
        Unreadable: it has no table.

    >>> (grid,) = read_html(b"<table><tr><th colspan=2>Nom<tr><td>Zo&eacute;<td>12</table>")
    >>> [column.cells().tolist() for column in grid.columns], grid.merged
    ([['Nom', 'Zoé'], ['', '12']], ((1, 0, 1, 1),))
    """
    text, encoding = decode(content)
    page = _Tables()
    page.feed(text)
    page.close()
    tables = [table for table in page.tables if any(map(any, table.rows))]
    if not tables:
        raise Unreadable("markup")
    lines: list[list[str]] = []
    hidden: list[int] = []
    merged: list[Merged] = []
    for table in tables:
        table.close_cell()
        above = len(lines) + bool(lines)
        lines += [[] for _ in range(above - len(lines))] + table.rows
        hidden += [above + row for row in table.hidden]
        merged += [(above + top, left, above + bottom, right) for top, left, bottom, right in table.merged]
    rows, columns = build_columns(lines, width=max(map(len, lines)), typed=False)
    shown = set(rows.tolist())
    remarks = (("encoding", encoding), ("tables", str(len(tables))))
    return (
        Grid(
            "",
            "",
            rows,
            columns,
            hidden_rows=tuple(r for r in hidden if r in shown),
            merged=tuple(merged),
            remarks=remarks,
        ),
    )
