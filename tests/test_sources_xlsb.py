"""Binary workbooks (.xlsb), written here record by record: no free program writes them."""

from __future__ import annotations

import io
import struct
import zipfile

from impact.model import Grid, Kind
from impact.sources import FORMATS
from impact.sources.child import parse
from impact.sources.sniff import find_format

SPREADSHEET = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SERIAL = 43902  # 2020-03-12, counted from 1900
ROW, BLANK, SHORT, ERROR, TRUTH, REAL, TEXT, FORMULA_ERROR = 0, 1, 2, 3, 4, 5, 6, 11
COLUMN, FORMAT, XF, BOOK, SHEET, MERGED = 60, 44, 47, 153, 156, 176
NUMBER, DATE = 0, 1


def record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(body)]) + body


def text(value: str) -> bytes:
    return struct.pack("<L", len(value)) + value.encode("utf-16-le")


def row(number: int, *cells: bytes, hidden: bool = False) -> bytes:
    return record(ROW, struct.pack("<2LH2BBL", number - 1, 0, 300, 0, 0x10 * hidden, 0, 0)) + b"".join(cells)


def cell(kind: int, column: int, body: bytes, style: int = NUMBER) -> bytes:
    return record(kind, struct.pack("<2L", column, style) + body)


def whole(column: int, number: int, style: int = NUMBER) -> bytes:
    return cell(SHORT, column, struct.pack("<l", number << 2 | 2), style)


def sheet(*parts: bytes) -> bytes:
    dimension = record(148, struct.pack("<4L", 0, 99, 0, 9))
    return record(129) + dimension + b"".join(parts) + record(130)


def workbook(*sheets: tuple[str, bytes], since_1904: bool = False, folder: str = "worksheets") -> bytes:
    names = b"".join(
        record(SHEET, struct.pack("<2L", 0, i) + text(f"rId{i}") + text(name)) for i, (name, _) in enumerate(sheets, 1)
    )
    styles = record(278) + record(617, struct.pack("<L", 2))
    styles += b"".join(record(XF, struct.pack("<5H", 0, fmt, 0, 0, 0) + bytes(6)) for fmt in (0, 14)) + record(618)
    folders = ["worksheets"] * (len(sheets) - 1) + [folder]
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{SPREADSHEET}/{name.removesuffix("s")}" Target="{name}/sheet{i}.bin"/>'
        for i, name in enumerate(folders, 1)
    )
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": b"<Relationships/>",
        "xl/workbook.bin": record(131)
        + record(BOOK, struct.pack("<2L", since_1904, 0) + text(""))
        + record(143)
        + names
        + record(144)
        + record(132),
        "xl/_rels/workbook.bin.rels": f"<Relationships>{relations}</Relationships>".encode(),
        "xl/styles.bin": styles,
    }
    parts |= {f"xl/{name}/sheet{i}.bin": sheets[i - 1][1] for i, name in enumerate(folders, 1)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def read(content: bytes) -> tuple[Grid, ...]:
    return FORMATS[find_format(content)](content)


def rows(grid: Grid) -> dict[int, list[str]]:
    lines = zip(*(column.cells().tolist() for column in grid.columns), strict=True)
    return {int(number): list(line) for number, line in zip(grid.rows, lines, strict=True)}


SALES = sheet(
    record(145),
    row(1, cell(TEXT, 0, text("Date")), cell(TEXT, 1, text("Prix")), cell(TEXT, 2, text("Payé"))),
    row(3, whole(0, SERIAL, DATE), cell(REAL, 1, struct.pack("<d", 9.9)), cell(TRUTH, 2, b"\1")),
    row(4, whole(0, SERIAL + 1, DATE), whole(1, 12), cell(TRUTH, 2, b"\0"), hidden=True),
    row(5, cell(ERROR, 0, b"\x2a"), cell(FORMULA_ERROR, 1, b"\x07" + bytes(10))),
    record(146),
)


def test_the_cells_of_an_xlsb_are_read_with_their_kinds() -> None:
    (grid,) = read(workbook(("Ventes", SALES)))
    assert rows(grid) == {
        1: ["Date", "Prix", "Payé"],
        3: ["2020-03-12", "9.9", "TRUE"],
        4: ["2020-03-13", "12", "FALSE"],
        5: ["#N/A", "#DIV/0!", ""],
    }
    assert [Kind(int(column.kinds[column.codes[1]])) for column in grid.columns] == [Kind.DATE, Kind.NUMBER, Kind.BOOL]


def test_what_an_xlsb_hides_merges_and_fails_to_compute_is_told() -> None:
    hidden = record(COLUMN, struct.pack("<4LH", 1, 5, 0, 0, 1))
    merged = record(MERGED, struct.pack("<4L", 0, 1, 2, 3))
    (grid,) = read(workbook(("Ventes", hidden + SALES + merged)))
    assert grid.hidden_rows == (4,)
    assert grid.merged == ((1, 2, 2, 3),)
    assert dict(grid.remarks) == {
        "errors": "2",
        "errors_at": "A5 B5",
        "hidden_columns": "2",
        "hidden_columns_at": "B C",
    }


def test_a_date_in_an_xlsb_that_counts_from_1904_is_the_date_shown() -> None:
    (grid,) = read(
        workbook(("S", sheet(record(145), row(1, whole(0, SERIAL - 1462, DATE)), record(146))), since_1904=True)
    )
    assert rows(grid) == {1: ["2020-03-12"]}
    assert ("date1904", "1") in grid.remarks


def test_a_macro_sheet_does_not_keep_the_other_sheets_of_an_xlsb_from_being_read() -> None:
    grids = read(workbook(("Ventes", SALES), ("Macro", SALES), folder="macrosheets"))
    assert [(grid.sheet, len(grid.rows)) for grid in grids] == [("Ventes", 4)]


def test_an_xlsb_cut_short_says_that_it_is_damaged() -> None:
    assert parse(workbook(("Ventes", SALES[: len(SALES) - 20]))).problem == "damaged"
