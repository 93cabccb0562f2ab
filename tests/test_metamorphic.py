"""The same facts, laid out otherwise, lead to the same figures."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from associations.files import Cell, Row, Sheet, csv_text, write_ods, write_text, write_xlsx

import impact

pytestmark = pytest.mark.slow
PLAIN = "as they were typed"
MONTHS = "janvier février mars avril mai juin".split()
FIRST = date(2024, 1, 15)
PEOPLE = [("Abadie", "Rose", "F", 1980), ("Bazin", "Paul", "H", 1975), ("Carlier", "Ines", "F", 1991),
          ("Doucet", "Remi", "H", 1966), ("Eloy", "Sarah", "F", 2001), ("Fabre", "Nour", "F", 1988)]  # fmt: skip


@dataclass(frozen=True)
class Table:
    """A sheet of one table: how many of its columns stand first, whatever comes; its header and its rows."""

    name: str
    fixed: int
    header: Row
    rows: Sequence[Row]


def _days(step: int) -> list[date]:
    return [FIRST + timedelta(days=step * n) for n in range(6)]


def _tables() -> list[Table]:
    people = [[last, first, sex, year, day] for (last, first, sex, year), day in zip(PEOPLE, _days(9), strict=True)]
    marks = ["x", "abs", "x", "x", "exc", "x", "x"]
    presences = [[last, first, *marks[n:], *marks[:n]] for n, (last, first, *_) in enumerate(PEOPLE)]
    kinds = ["Atelier", "Formation", "Visite", "Atelier", "Réunion collective", "Vente / salon"]
    agenda = [
        [day, kind, f"Rencontre {n}", 2.5, 4 + n] for n, (day, kind) in enumerate(zip(_days(13), kinds, strict=True))
    ]
    sales = [[day, f"Article {n}", n + 1, 12.5, 12.5 * (n + 1)] for n, day in enumerate(_days(20))]
    return [
        Table("Suivi", 0, ["Nom", "Prénom", "Sexe", "Année de naissance", "Date d'accueil"], people),
        Table("Présences", 2, ["Nom", "Prénom", *(FIRST + timedelta(days=7 * n + 3) for n in range(7))], presences),
        Table("Agenda", 0, ["Date", "Type", "Intitulé", "Durée (h)", "Nb participants"], agenda),
        Table("Ventes", 0, ["Date", "Article", "Quantité", "Prix unitaire", "Montant"], sales),
    ]


def _rows_shuffled(table: Table) -> Table:
    return replace(table, rows=random.Random(1).sample(table.rows, len(table.rows)))


def _columns_shuffled(table: Table) -> Table:
    places = range(table.fixed, len(table.header))
    order = [*range(table.fixed), *random.Random(2).sample(places, len(places))]
    return replace(table, header=_take(table.header, order), rows=[_take(row, order) for row in table.rows])


def _take(row: Row, order: Sequence[int]) -> Row:
    return [row[place] for place in order]


def _blank_rows(table: Table) -> Table:
    return replace(
        table, rows=[line for n, row in enumerate(table.rows) for line in ([[], row] if n % 3 == 2 else [row])]
    )


def _blank_columns(table: Table) -> Table:
    def widened(row: Row) -> Row:
        return [None, *row[:2], None, *row[2:]] if row else row

    return replace(table, header=widened(table.header), rows=[widened(row) for row in table.rows])


def _cells(change: Callable[[Cell], Cell]) -> Callable[[Table], Table]:
    def changed(table: Table) -> Table:
        return replace(
            table, header=[change(c) for c in table.header], rows=[[change(c) for c in r] for r in table.rows]
        )

    return changed


def _in_words(cell: Cell) -> Cell:
    return f"{cell.day} {MONTHS[cell.month - 1]} {cell.year}" if isinstance(cell, date) else cell


def _as_text(cell: Cell) -> Cell:
    return cell.strftime("%d/%m/%Y") if isinstance(cell, date) else cell


def _with_comma(cell: Cell) -> Cell:
    return f"{cell:.2f}".replace(".", ",") if isinstance(cell, float) else cell


def _serial(table: Table) -> Table:
    """The dates of rows as a spreadsheet counts days; those of a header keep their form."""
    rows = [[(c - date(1899, 12, 30)).days if isinstance(c, date) else c for c in row] for row in table.rows]
    return replace(table, rows=rows)


CHANGES: Mapping[str, Callable[[Table], Table]] = {
    PLAIN: lambda table: table,
    "rows shuffled": _rows_shuffled,
    "columns shuffled": _columns_shuffled,
    "blank rows": _blank_rows,
    "blank columns": _blank_columns,
    "dates as text": _cells(_as_text),
    "dates in words": _cells(_in_words),
    "dates as days counted": _serial,
    "amounts as text": _cells(_with_comma),
}
FILES = ("sheets reordered", "as ods", "as csv", "one file split in two")


def _sheet(table: Table, title: str) -> Sheet:
    return Sheet(table.name, [[title], [], table.header, *table.rows])


def _write(root: Path, law: str) -> None:
    sheets = [_sheet(CHANGES.get(law, CHANGES[PLAIN])(table), f"Association – {law}") for table in _tables()]
    if law == "as csv":
        for sheet in sheets:
            write_text(root / f"{law} {sheet.name}.csv", csv_text(sheet.rows))
    elif law == "as ods":
        write_ods(root / f"{law}.ods", *sheets)
    elif law == "one file split in two":
        for part, rows in (("a", slice(None, 3)), ("b", slice(3, None))):
            halves = [_sheet(replace(t, rows=t.rows[rows]), f"Association – {law}") for t in _tables()]
            write_xlsx(root / f"{law} {part}.xlsx", *halves)
    else:
        write_xlsx(root / f"{law}.xlsx", *(reversed(sheets) if law == "sheets reordered" else sheets))


Figures = Mapping[str, float]


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Figures]:
    """Law → its figures; all the layouts are in one workspace, each the sector of its own name."""
    root = tmp_path_factory.mktemp("laws")
    sources = []
    for law in (*CHANGES, *FILES):
        _write(root / "data" / "raw", law)
        sources.append(f'[[sources]]\npath = "{law}*"\nsector = "{law}"\ndefaults = {{ stage = "accompanied" }}\n')
    write_text(root / "impact.toml", "\n".join(sources), "utf-8")
    figures = impact.open(root).indicators(by=["sector", "year"])
    known = figures[(figures["status"] == "ok") & (figures["year"].astype(str) == "2024")]
    return {str(law): _by_name(own) for law, own in known.groupby("sector")}


def _by_name(figures: pd.DataFrame) -> Figures:
    parts = figures.set_index("indicator")[["value", "numerator", "denominator"]].astype(float).fillna(0)
    return {f"{name} {part}": value for part, column in parts.items() for name, value in column.items()}


@pytest.mark.parametrize("law", [*CHANGES, *FILES])
def test_another_layout_of_the_same_facts_gives_the_same_figures(law: str, laws: Mapping[str, Figures]) -> None:
    typed = laws[PLAIN]
    assert [typed[f"{name} value"] for name in ("people_met", "workshops", "revenue")] == [6, 9, 12.5 * 21]
    assert laws[law] == pytest.approx(typed)


def test_a_file_given_twice_changes_no_figure_and_is_said(tmp_path: Path) -> None:
    for name in ("livre", "livre - copie"):
        write_xlsx(tmp_path / "data" / "raw" / f"{name}.xlsx", *(_sheet(table, "Association") for table in _tables()))
    workspace = impact.open(tmp_path)
    revenue = workspace.indicators().set_index("indicator")["value"]["revenue"]
    assert revenue == 12.5 * 21
    said = workspace.ledger.groupby("file")["status"].agg(set)
    assert sorted(map(sorted, said)) == [["kept", "not_data"], ["merged", "not_data"]]
