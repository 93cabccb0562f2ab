"""How long reading takes, beside the fastest reader there is: `python tests/benchmarks/reading.py`.

The budget: 200,000 rows of 9 columns (xlsx) in at most twice the time of `polars.read_excel`, the child process and
the way back included.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import xlsxwriter

from impact.sources import read_sources

ROWS = 200_000
ROUNDS = 5
HEADER = ["date", "article", "marque", "quantité", "prix", "montant", "paiement", "ticket", "note"]


def make_rows() -> list[list[str | float]]:
    """Sales: dates, short texts that come back often, numbers, a ticket that never comes back, a sparse note."""
    draw = random.Random(1)
    rows: list[list[str | float]] = []
    for i in range(ROWS - 1):
        quantity, price = draw.randint(1, 5), draw.choice([9.9, 12, 15, 7.5])
        article = draw.choice(["Sac à main", "Pochette", "Tote bag", "Buffet 20 pers."])
        brand, paid = draw.choice(["Cyprielles", "Karité"]), draw.choice(["CB", "Espèces", "Chèque"])
        note = f"note {i % 50}" if i % 7 == 0 else ""
        rows.append([43466 + i % 900, article, brand, quantity, price, quantity * price, paid, f"T{i:06d}", note])
    return rows


def write_xlsx(path: Path, rows: list[list[str | float]]) -> None:
    """The rows as a workbook, its first column shown as dates."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("Ventes")
    sheet.set_column(0, 0, 12, day := book.add_format({"num_format": "dd/mm/yyyy"}))
    sheet.write_row(0, 0, HEADER)
    for number, (first, *others) in enumerate(rows, 1):
        sheet.write_number(number, 0, float(first), day)
        sheet.write_row(number, 1, others)
    book.close()


def write_csv(path: Path, rows: list[list[str | float]]) -> None:
    """The rows as French software exports them."""
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADER)
        for first, *others in rows:
            day = dt.date(1899, 12, 30) + dt.timedelta(days=int(first))
            writer.writerow([day.strftime("%d/%m/%Y"), *(str(cell).replace(".", ",") for cell in others)])


def measure(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> int:
    """Print the least of some rounds of each, turn by turn, and fail where the budget is broken."""
    with tempfile.TemporaryDirectory() as name:
        folders = {kind: Path(name) / kind for kind in ("xlsx", "csv", "both")}
        for folder in folders.values():
            folder.mkdir()
        rows = make_rows()
        write_xlsx(folders["xlsx"] / "ventes.xlsx", rows)
        write_csv(folders["csv"] / "ventes.csv", rows)
        demo = Path(__file__).parents[2] / "data" / "raw"
        cache = Path(name) / "cache"
        works: dict[str, Callable[[], object]] = {
            "polars.read_excel, xlsx": lambda: pl.read_excel(folders["xlsx"] / "ventes.xlsx"),
            "read_sources, xlsx": lambda: list(read_sources(folders["xlsx"])),
            "read_sources, csv": lambda: list(read_sources(folders["csv"])),
            "read_sources, demo": lambda: list(read_sources(demo)),
            "read_sources, xlsx, kept": lambda: list(read_sources(folders["xlsx"], cache)),
        }
        times = {label: min(measure(work) for _ in range(ROUNDS)) for label, work in works.items()}
    for label, seconds in times.items():
        print(f"{label:28} {seconds:6.2f} s")
    ratio = times["read_sources, xlsx"] / times["polars.read_excel, xlsx"]
    print(f"ratio to polars: {ratio:.2f}")
    return int(ratio > 2)


if __name__ == "__main__":
    sys.exit(main())
