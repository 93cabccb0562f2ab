"""How long reading takes, beside the fastest reader there is: `python tests/benchmarks/reading.py`.

The budgets, for sales of 9 columns (xlsx): 200,000 rows read in at most twice the time of `polars.read_excel`, the
child process and the way back included; read, cleaned and accounted for in at most two and a half times that; and
both growing as the rows do.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import random
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl
import xlsxwriter

from impact.sources import read_sources
from impact.workspace import Workspace

ROWS = 200_000
SIZES = (50_000, 100_000, 200_000, 400_000)
ROUNDS = 5
HEADER = ["date", "article", "marque", "quantité", "prix", "montant", "paiement", "ticket", "note"]


def make_rows(count: int = ROWS) -> list[list[str | float]]:
    """Sales: dates, short texts that come back often, numbers, a ticket that never comes back, a sparse note."""
    draw = random.Random(1)
    rows: list[list[str | float]] = []
    for i in range(count - 1):
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
    """Seconds of processor that one run takes, its child process among them."""
    start = sum(os.times()[:4])
    work()
    return sum(os.times()[:4]) - start


def measure_growth(folder: Path) -> float:
    """Print, for each size, the time of polars, of reading alone and of reading, cleaning and accounting.

    Returns:
        How many times as long as polars the last takes for `ROWS` rows.
    """
    ratio = 0.0
    print(f"{'rows':>10} {'polars':>8} {'read':>8} {'all':>8} {'ratio':>7} {'s a million rows':>18}")
    for size in SIZES:
        raw = folder / str(size) / "data" / "raw"
        raw.mkdir(parents=True)
        write_xlsx(raw / "ventes.xlsx", make_rows(size))
        works: tuple[Callable[[], object], ...] = (
            partial(pl.read_excel, raw / "ventes.xlsx"),
            partial(lambda raw: list(read_sources(raw)), raw),
            Workspace(folder / str(size)).compute,
        )
        polars, read, everything = (min(measure(work) for _ in range(ROUNDS)) for work in works)
        times = everything / polars
        print(f"{size:10,} {polars:8.2f} {read:8.2f} {everything:8.2f} {times:7.2f} {everything / size * 1e6:18.1f}")
        ratio = times if size == ROWS else ratio
    return ratio


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
        whole = measure_growth(Path(name))
    for label, seconds in times.items():
        print(f"{label:28} {seconds:6.2f} s")
    ratio = times["read_sources, xlsx"] / times["polars.read_excel, xlsx"]
    print(f"ratio to polars: read {ratio:.2f}, read, cleaned and accounted for {whole:.2f}")
    return int(ratio > 2 or whole > 2.5)


if __name__ == "__main__":
    sys.exit(main())
