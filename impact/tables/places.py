"""Where each source row says each field: the column of the cell that was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.clean import column_letter, head_of
from impact.model import Area, Grid, SessionPlan, TablePlan
from impact.sheets import Sheet

ROW = ["file", "sheet", "row"]
EDGES = ["left", "right"]
NOWHERE = -1


def find_places(sheets: Iterable[Sheet]) -> pd.DataFrame:
    """A row a data row of a table: its place, the edges of its table, and for each field its column, −1 for none.

    Of two columns of one field, the first that the row fills.
    """
    frames = [
        _of_table(sheet.grid, area, plan)
        for sheet in sheets
        if not sheet.same_as
        for area, plan, clean in sheet.tables
        if clean is not None
    ]
    if not frames:
        return pd.DataFrame(columns=[*ROW, *EDGES])
    places = pd.concat(frames, ignore_index=True)
    fields = [str(name) for name in places if name not in ROW]
    return places.assign(**{name: places[name].fillna(NOWHERE).astype("int64") for name in fields})


def _of_table(grid: Grid, area: Area, plan: TablePlan) -> pd.DataFrame:
    fields: dict[str, NDArray[np.int64]] = {}
    for column in plan.columns:
        if column.field:
            said = fields.get(column.field, np.full(len(area.rows), NOWHERE))
            filled = grid.columns[column.place].codes[area.rows] >= 0
            fields[column.field] = np.where((said == NOWHERE) & filled, column.place, said)
    places = [*(c.place for c in plan.columns), *(s.place for s in plan.sessions), *area.columns]
    rows = {"file": grid.file, "sheet": grid.sheet, "row": grid.rows[area.rows].astype("int64")}
    return pd.DataFrame({**rows, "left": min(places, default=0), "right": max(places, default=0), **fields})


def look_up(rows: pd.DataFrame, places: pd.DataFrame, column: pd.Series | None = None) -> pd.DataFrame:
    """The places of source rows, one a row of `rows` and in its order.

    Args:
        rows: `file`, `sheet`, `row`.
        places: of `find_places`.
        column: a letter of the table meant, where several stand side by side; "" where it does not matter.
    """
    asked = rows[ROW].assign(row=rows["row"].astype("int64"), asked=np.arange(len(rows)))
    found = asked.merge(places, on=ROW, how="left")
    if column is not None and len(found) > len(asked):
        known = {letter: place_of(letter) for letter in column.unique()}
        meant = found["asked"].map(pd.Series(column.map(known).to_numpy()))
        outside = (meant < found["left"]) | (meant > found["right"])
        found = found.assign(outside=outside).sort_values(["asked", "outside"], kind="stable")
    first = found.drop_duplicates("asked").set_index(rows.index)
    return first.drop(columns=[*ROW, *EDGES, "asked", "outside"], errors="ignore").fillna(NOWHERE).astype("int64")


def choose_cells(found: pd.DataFrame, fields: Sequence[str]) -> pd.DataFrame:
    """For each row the cell of the first of `fields` that it fills: its `column` (letter) and `cell_field`, or ""."""
    names = [name for name in fields if name in found]
    letter = np.full(len(found), "", dtype=object)
    chosen = letter.copy()
    for name in reversed(names):
        place = found[name].to_numpy()
        filled = place != NOWHERE
        letter[filled] = letters_of(place[filled])
        chosen[filled] = name
    return pd.DataFrame({"column": letter, "cell_field": chosen}, index=found.index)


def letters_of(places: NDArray[np.int64]) -> NDArray[np.object_]:
    """The letters of columns, by their places."""
    used, codes = np.unique(places, return_inverse=True)
    return np.array([column_letter(int(place)) for place in used], dtype=object)[codes]


def place_of(letter: str) -> int:
    """The place of a column, by its letter; −1 for "".

    >>> place_of("A"), place_of("AB"), place_of("")
    (0, 27, -1)
    """
    place = 0
    for sign in letter:
        place = place * 26 + ord(sign) - 64
    return place - 1


def find_session_cells(sheets: Iterable[Sheet]) -> pd.DataFrame:
    """A row a cell above a column of marks: its `column` and `head` (last header row), `field`, `row`, `letter`."""
    rows = [
        (sheet.grid.file, sheet.grid.sheet, column_letter(session.place), head_of(area), field, *cell)
        for sheet in sheets
        if not sheet.same_as
        for area, plan, clean in sheet.tables
        if clean is not None
        for session in plan.sessions
        for field, cell in _cells_above(sheet.grid, area, session).items()
    ]
    return pd.DataFrame(rows, columns=["file", "sheet", "column", "head", "field", "row", "letter"])


def _cells_above(grid: Grid, area: Area, session: SessionPlan) -> Mapping[str, tuple[int, str]]:
    """The cell that says each fact of a session: all of it, a part of it, or more; else the nearest to the marks."""
    above = _headings(grid, area, session.place)
    if not above:
        return {}
    return {field: max(above, key=lambda cell: _agreement(cell[2], text))[:2] for field, text, _ in session.facts}


def _headings(grid: Grid, area: Area, place: int) -> list[tuple[int, str, str]]:
    """Row, column and text of what stands over a column, in a cell of its own or in one to its left that covers it.

    The nearest to the marks comes first.
    """
    found = []
    for position in np.flatnonzero(np.isin(grid.rows, list(area.header_rows)))[::-1]:
        left = next((at for at in range(place, -1, -1) if grid.columns[at].codes[position] >= 0), None)
        if left is not None:
            column = grid.columns[left]
            text = " ".join(str(column.texts[column.codes[position]]).split())
            found.append((int(grid.rows[position]), column_letter(left), text))
    return found


def _agreement(heading: str, fact: str) -> int:
    """How well a heading is the source of a fact: 2 the same text, 1 one within the other, 0 neither."""
    said = " ".join(fact.split())
    return 2 if heading == said else int(said in heading or heading in said)
