"""One sheet, from its grid to clean tables: corrected, laid out, recognised, cleaned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from impact.clean import CleanTable, Context, clean_table
from impact.config import SheetSettings, find_sheet_settings
from impact.errors import ConfigError
from impact.layout import find_tables
from impact.model import Area, Column, Grid, Kind, Layout, SourceFile, TablePlan
from impact.parse.fold import fold
from impact.recognise import find_register, label_score, recognise_table
from impact.settings import Correction, Settings

HIDDEN = "hidden sheet"
_WORDS = re.compile(r"[^\W\d_]|[-/]")


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet and all that was found on it.

    Attributes:
        tables: each table of the layout with its plan and, where its meaning is known, its clean form.
        same_as: the file of which this one is a copy, else "".
        passed_over: why none of its rows is read (`hidden sheet`), else "".
        dropped: row numbers that `[[corrections]]` drop, with their reason.
    """

    grid: Grid
    settings: SheetSettings
    layout: Layout
    tables: tuple[tuple[Area, TablePlan, CleanTable | None], ...] = ()
    same_as: str = ""
    passed_over: str = ""
    dropped: Mapping[int, str] | None = None


def read_sheets(files: Sequence[SourceFile], settings: Settings, context: Context) -> list[Sheet]:
    """Every sheet of every file that could be read, in order."""
    copies = find_copies(files)
    names = frozenset(fold(n) for p in context.projects.values() for n in (p.id, p.name.fr, p.name.en))
    correct = Corrector(settings.corrections)
    sheets = [
        _read_sheet(fill_merged(correct(grid)), settings, context, names, correct, copies.get(source.file, ""))
        for source in files
        for grid in source.grids
    ]
    correct.check_all_used()
    return sheets


def _read_sheet(
    grid: Grid, settings: Settings, context: Context, names: frozenset[str], correct: Corrector, same_as: str
) -> Sheet:
    said = find_sheet_settings(settings, grid.file, grid.sheet)
    if grid.hidden and not said.named:
        nothing = Layout((), np.full(len(grid.rows), HIDDEN, dtype=object))
        return Sheet(grid, said, nothing, passed_over=HIDDEN)
    layout = find_tables(grid, label_score, said.header, listed=said.table in ("participants", "sales"))
    dropped = correct.dropped(grid)
    tables = []
    for area in layout.areas:
        gone = np.isin(grid.rows[area.rows], list(dropped))
        area = replace(area, rows=area.rows[~gone])
        plan = recognise_table(grid, area, said, names)
        register = find_register(grid, area, said, names) if plan.sessions else None
        for part, read in (*([register] if register else []), (area, plan)):
            tables.append((part, read, clean_table(grid, part, read, said, context) if read.table else None))
    return Sheet(grid, said, layout, tuple(tables), same_as, dropped=dropped)


def fill_merged(grid: Grid) -> Grid:
    """A text or a date merged over several rows of a column stands on each of them; a figure stands once."""
    ranges: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom, right in grid.merged:
        if left == right and bottom > top and left < len(grid.columns):
            ranges.setdefault(left, []).append((top, bottom + 1))
    columns = list(grid.columns)
    for place, rows in ranges.items():
        columns[place] = _filled_down(columns[place], np.searchsorted(grid.rows, rows))
    return replace(grid, columns=tuple(columns))


def _filled_down(column: Column, ranges: NDArray[np.int64]) -> Column:
    """A column whose blank cells say what the first cell of their range (first row, row after the last) does."""
    codes = column.codes.copy()
    for first, end in ranges[ranges[:, 0] < ranges[:, 1]].tolist():
        code = column.codes[first]
        if code >= 0 and column.kinds[code] != Kind.NUMBER and _WORDS.search(column.texts[code]):
            blank = codes[first:end] < 0
            codes[first:end][blank] = code
    return replace(column, codes=codes)


def find_copies(files: Sequence[SourceFile]) -> dict[str, str]:
    """Files of which all bytes, or all cells, equal another's → the first of these."""
    first: dict[object, str] = {}
    copies: dict[str, str] = {}
    shapes: dict[object, list[SourceFile]] = {}
    for source in (s for s in files if s.status == "read" and any(len(g.rows) for g in s.grids)):
        shapes.setdefault(tuple((len(g.rows), len(g.columns)) for g in source.grids), []).append(source)
    for alike in shapes.values():
        for source in alike if len(alike) > 1 else ():
            same = first.setdefault(_cells_of(source), source.file)
            if same != source.file:
                copies[source.file] = same
    return copies


def _cells_of(source: SourceFile) -> object:
    """All the cells of a file, by what they say."""
    return tuple(
        (grid.rows.tobytes(), *("\x1f".join(column.cells().tolist()) for column in grid.columns))
        for grid in source.grids
    )


class Corrector:
    """Puts `[[corrections]]` in place of the cells that they name, and remembers which it has used."""

    def __init__(self, corrections: Iterable[Correction]) -> None:
        self.corrections = list(corrections)
        self._used: set[int] = set()

    def __call__(self, grid: Grid) -> Grid:
        """The grid with its cells corrected.

        Raises:
            ConfigError: a cell does not hold what the correction says that it was.
        """
        for number, correction in enumerate(self.corrections):
            if correction.cell and _names(correction, grid):
                self._used.add(number)
                grid = _corrected(grid, correction)
        return grid

    def dropped(self, grid: Grid) -> dict[int, str]:
        """The rows of a grid that corrections drop, with the reason."""
        found: dict[int, str] = {}
        for number, correction in enumerate(self.corrections):
            if correction.row is not None and _names(correction, grid):
                if correction.row not in grid.rows:
                    raise _stale(correction, f"row {correction.row}")
                self._used.add(number)
                found[correction.row] = correction.reason
        return found

    def check_all_used(self) -> None:
        """Raises ConfigError for a correction of a file or a sheet that does not exist."""
        for number, correction in enumerate(self.corrections):
            if number not in self._used:
                raise ConfigError(
                    "impact.toml, corrections n° {number}: there is no sheet “{sheet}” in “{file}”; correct its name.",
                    number=number + 1,
                    sheet=correction.sheet,
                    file=correction.file,
                )


def _names(correction: Correction, grid: Grid) -> bool:
    return (correction.file.casefold(), correction.sheet.casefold()) == (grid.file.casefold(), grid.sheet.casefold())


def _stale(correction: Correction, place: str) -> ConfigError:
    return ConfigError(
        "impact.toml, corrections: {file} {sheet} {place} no longer holds what was corrected; remove or update it.",
        file=correction.file,
        sheet=correction.sheet,
        place=place,
    )


def _corrected(grid: Grid, correction: Correction) -> Grid:
    assert correction.cell is not None
    letters = correction.cell.rstrip("0123456789")
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    place -= 1
    positions = np.flatnonzero(grid.rows == int(correction.cell[len(letters) :]))
    if not len(positions) or place >= len(grid.columns):
        raise _stale(correction, correction.cell)
    column, position = grid.columns[place], int(positions[0])
    code = column.codes[position]
    held = str(column.texts[code]).strip() if code >= 0 else ""
    if correction.was is not None and held != _as_text(correction.was):
        raise _stale(correction, correction.cell)
    codes = column.codes.copy()
    codes[position] = len(column.texts)
    texts = np.append(column.texts, _as_text(correction.is_))
    if not texts[-1]:
        codes[position] = -1
    mended = Column(codes, texts.astype(object), np.append(column.kinds, np.uint8(Kind.TEXT)))
    return replace(grid, columns=(*grid.columns[:place], mended, *grid.columns[place + 1 :]))


def _as_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
