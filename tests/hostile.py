"""Files that mean harm or are broken, made from a fixed seed: `python tests/hostile.py FOLDER` writes some 300 of them.

Each is named after what is wrong with it. `make_files` gives those that any disk can hold, `make_places` what only
the folder itself can be: links, pipes, folders named as files, rights taken away, names that lie.
"""

from __future__ import annotations

import io
import os
import random
import re
import struct
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

FILES = Path(__file__).parent / "files"
XLSX, ODS, XLS = ((FILES / f"caisse.{ending}").read_bytes() for ending in ("xlsx", "ods", "xls"))
WEB = (FILES / "ateliers_html.xls").read_bytes()
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
SECRET = "Zénaïde Quelquechose"
"""A name that no message may repeat."""

Found = Iterator[tuple[str, bytes]]


def unzip(content: bytes) -> dict[str, bytes]:
    """Path → content of an archive's members."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return {name: source.read(name) for name in source.namelist()}


def pack(members: dict[str, bytes]) -> bytes:
    """An archive of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return out.getvalue()


def with_part(content: bytes, path: str, old: str, new: str | bytes) -> bytes:
    """An archive of which one member says something else."""
    members = unzip(content)
    said = new.encode() if isinstance(new, str) else new
    changed = re.sub(old.encode(), lambda _: said, members[path], count=1, flags=re.DOTALL)
    assert changed != members[path], (path, old)
    return pack(members | {path: changed})


def sheet(rows: str | bytes) -> bytes:
    """An .xlsx whose first sheet's cells are these."""
    body = rows.encode() if isinstance(rows, str) else rows
    return with_part(XLSX, SHEET, "<sheetData>.*</sheetData>", b"<sheetData>" + body + b"</sheetData>")


def table(rows: str | bytes) -> bytes:
    """An .ods whose first table holds these."""
    body = rows.encode() if isinstance(rows, str) else rows
    return with_part(ODS, "content.xml", "<table:table-column.*?</table:table>", body + b"</table:table>")


def cut_and_flipped(seed: int, times: int = 12) -> Found:
    """Real files cut short and real files with bytes changed."""
    draw = random.Random(seed)
    for ending, content in (("xlsx", XLSX), ("ods", ODS), ("xls", XLS), ("html.xls", WEB)):
        for i in range(times):
            yield f"cut{i}.{ending}", content[: len(content) * (i + 1) // (times + 2)]
            broken = bytearray(content)
            for _ in range(2**i):
                broken[draw.randrange(len(broken))] ^= 1 << draw.randrange(8)
            yield f"flipped{i}.{ending}", bytes(broken)
    for i in range(times):
        members = unzip(XLSX)
        name = draw.choice([name for name in members if name.endswith(".xml")])
        part = bytearray(members[name])
        for _ in range(8):
            part[draw.randrange(len(part))] = draw.randrange(256)
        yield f"inside{i}.xlsx", pack(members | {name: bytes(part)})
        yield f"noise{i}.{draw.choice(('csv', 'xls', 'xlsx', 'ods'))}", draw.randbytes(5000)


def archives(size: int) -> Found:
    """Bombs, lies and odd members; `size` bytes is what a bomb unpacks to."""
    members = unzip(XLSX)
    bomb = pack(members | {"xl/media/zeros.xml": bytes(size)})
    yield "bomb.xlsx", bomb
    yield (
        "bomb_sheet.xlsx",
        pack(members | {SHEET: members[SHEET].replace(b"<sheetData>", b"<sheetData>" + b" " * size)}),
    )
    yield "bomb.ods", pack(unzip(ODS) | {"styles.xml": b"<a>" + bytes(size)})
    yield "bomb_lies.xlsx", bomb.replace(struct.pack("<L", size), struct.pack("<L", 10))
    yield "nested.zip", pack({"a.zip": pack({"b.zip": pack({"c.xlsx": XLSX})})})
    yield "nested.xlsx", pack({"xl/workbook.xml": pack({"xl/workbook.xml": XLSX})})
    yield "members.xlsx", pack(members | {f"xl/{i}.xml": b"" for i in range(3000)})
    yield "overlap.xlsx", overlapping(size // 50)
    yield "climbs.xlsx", pack(members | {"../../../../tmp/climbs.xml": b"<a/>", "/etc/passwd": b"<a/>"})
    yield "no_sheets.xlsx", with_part(XLSX, "xl/workbook.xml", "<sheets>.*</sheets>", "<sheets></sheets>")
    yield "no_parts.xlsx", pack({name: part for name, part in members.items() if "worksheets" not in name})
    yield "no_strings.xlsx", pack({name: part for name, part in members.items() if name != STRINGS})
    yield "loop.xlsx", with_part(XLSX, "xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "workbook.xml")
    yield "outside.xlsx", with_part(XLSX, "xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "file:///etc/passwd")
    for name, content in (("locked.xlsx", XLSX), ("locked.ods", ODS)):
        locked = bytearray(content)
        locked[locked.find(b"PK\x01\x02") + 8] |= 1
        yield name, bytes(locked)
    yield (
        "locked2.ods",
        with_part(ODS, "META-INF/manifest.xml", "<manifest:file-entry", "<manifest:encryption-data/><a"),
    )


def overlapping(size: int) -> bytes:
    """An archive that lists one member a thousand times, each under another name."""
    one = pack({"xl/workbook.xml": bytes(size)})
    start, end = one.find(b"PK\x01\x02"), one.find(b"PK\x05\x06")
    entry = one[start:end]
    others = (entry.replace(b"xl/workbook.xml", b"xl/w%07d.xml" % i) for i in range(999))
    entries = entry + b"".join(others)
    count = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(entries), start, 0)
    return one[:start] + entries + count


def markup(many: int) -> Found:
    """Entities, deep and endless XML, numbers that no sheet can have."""
    laugh = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>'
    outside = '<?xml version="1.0"?><!DOCTYPE l SYSTEM "file:///etc/passwd"><l/>'
    for i, hostile in enumerate((laugh, outside, laugh.replace('version="1.0"', 'version="1.0" encoding="UTF-7"'))):
        for path in (SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"):
            name = path.rpartition("/")[2].strip("[]").removesuffix(".xml")
            yield f"entity{i}_{name}.xlsx", pack(unzip(XLSX) | {path: hostile.encode()})
        yield f"entity{i}.ods", pack(unzip(ODS) | {"content.xml": hostile.encode()})
        yield (
            f"entity{i}.xml.xls",
            hostile.replace("<l/>", "<l>urn:schemas-microsoft-com:office:spreadsheet</l>").encode(),
        )
    deep = "<row>" * many
    for name, hostile in {
        "deep": deep,
        "endless_row": "<row " * many,
        "endless_cell": '<row r="1"><c r="A1" t="e"' * many,
        "endless_error": '<c r="A1" t="e"><v>' * many,
        "endless_formula": "</f>" * many,
        "far": '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "near_and_far": '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "beyond": '<row r="99999999999"><c r="ZZZZZZ99999999999"><v>1</v></c></row>',
        "minus": '<row r="-5"><c r="A-5"><v>1</v></c><c r="1A"><v>1</v></c><c r=""><v>1</v></c></row>',
        "many_rows": "".join(f'<row r="{i}"><c r="A{i}"><v>{i}</v></c></row>' for i in range(1, many)),
        "same_cell": '<row r="1">' + '<c r="A1"><v>1</v></c>' * many + "</row>",
        "string_index": '<row r="1"><c r="A1" t="s"><v>999999999</v></c></row>',
        "numbers": '<row r="1"><c r="A1"><v>1e999</v></c><c r="B1"><v>NaN</v></c><c r="C1"><v>x</v></c></row>',
        "date": '<row r="1"><c r="A1" s="2"><v>1e300</v></c><c r="B1" s="2"><v>-99999999</v></c></row>',
        "formula": '<row r="1"><c r="A1" t="str"><f>cmd|\'/c calc\'!A0</f><v>=cmd|\'/c calc\'!A0</v></c></row>',
    }.items():
        yield f"{name}.xlsx", sheet(hostile)
    yield "phantom.xlsx", with_part(XLSX, SHEET, "<dimension [^>]*>", '<dimension ref="A1:XFD1048576"/>')
    spans = "".join(f'<mergeCell ref="A{i}:B{i}"/>' for i in range(1, many))
    yield "merged.xlsx", with_part(XLSX, SHEET, "</sheetData>", f"</sheetData><mergeCells>{spans}</mergeCells>")
    tall = "".join(f'<mergeCell ref="A{2 * i}:A{2 * i + 1}"/>' for i in range(1, many))
    yield (
        "merged_tall.xlsx",
        with_part(
            sheet("".join(f'<row r="{i}"><c r="A{i}" t="str"><v>a</v></c></row>' for i in range(1, many))),
            SHEET,
            "</sheetData>.*(?=</worksheet>)",
            f"</sheetData><mergeCells>{tall}</mergeCells>",
        ),
    )
    whole = '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    yield "merged_whole.xlsx", with_part(XLSX, SHEET, "</sheetData>", whole)
    long = f"<sst><si><t>{SECRET * (many // 2)}</t></si></sst>"
    cells = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, many // 5))
    yield "strings.xlsx", pack(unzip(sheet(cells)) | {STRINGS: long.encode()})
    yield (
        "strings_many.xlsx",
        pack(unzip(XLSX) | {STRINGS: b'<sst uniqueCount="4294967295">' + b"<si><t/></si>" * many}),
    )
    cell = '<table:table-cell office:value-type="float" office:value="1" {}><text:p>1</text:p></table:table-cell>'
    row = "<table:table-row {}>" + cell + "</table:table-row>"
    repeated = 'table:number-{}-repeated="{}"'
    yield "rows.ods", table(row.format(repeated.format("rows", 1048576), ""))
    yield "columns.ods", table(row.format("", repeated.format("columns", 16384)))
    yield "both.ods", table(row.format(repeated.format("rows", 1048576), repeated.format("columns", 16384)))
    yield "numbers.ods", table(row.format(repeated.format("rows", 2**63), repeated.format("columns", 2**63)))
    yield "deep.ods", table("<table:table-row>" * many)
    yield "endless.ods", table("<table:table-cell " * many)
    yield (
        "spans.ods",
        table(row.format("", 'table:number-columns-spanned="999999999" table:number-rows-spanned="999999999"')),
    )
    yield "deep.html.xls", b"<table><tr><td>" * many
    yield "wide.html.xls", b"<table>" + b"<tr><td colspan=1000 rowspan=60000>a" * (many // 100) + b"</table>"
    yield "endless.html.xls", b"<table><tr><td " + b"a='" * many
    book = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">{}</Workbook>'
    yield "deep.xml.xls", book.format("<a>" * many).encode()
    cell = '<Row s:Index="1048576"><Cell s:Index="16384"><Data>1</Data></Cell></Row>'
    space = 'xmlns:s="urn:schemas-microsoft-com:office:spreadsheet"'
    yield "far.xml.xls", book.format(f"<Worksheet {space}><Table>{cell}</Table></Worksheet>").encode()


def olds(seed: int) -> Found:
    """Compound files whose chains turn in circles, lie, or end nowhere; protected ones."""
    for name, place, value in (
        ("sector_size", 30, 0),
        ("sector_size2", 30, 0xFFFF),
        ("mini_size", 32, 0xFFFF),
        ("folder", 48, 0xFFFFFFF0),
        ("folder2", 48, 2),
        ("mini", 60, 0),
        ("tables", 72, 0xFFFFFFFF),
        ("more", 68, 0),
        ("cutoff", 56, 0xFFFFFFFF),
    ):
        width = "<H" if place < 40 else "<L"
        yield f"ole_{name}.xls", XLS[:place] + struct.pack(width, value) + XLS[place + struct.calcsize(width) :]
    fat = 512 + 512 * struct.unpack_from("<L", XLS, 76)[0]
    for i in range(8):
        yield (
            f"ole_circle{i}.xls",
            XLS[:fat] + struct.pack("<128L", *(((j * (i + 1)) % 14) for j in range(128))) + XLS[fat + 512 :],
        )
    yield "protected.xls", XLS[:8] + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    yield "protected2.xls", XLS.replace(struct.pack("<HH", 0x5C, 112), struct.pack("<HH", 0x2F, 112))
    draw = random.Random(seed)
    for i in range(12):
        record = draw.randrange(512, len(XLS) - 4)
        yield (
            f"record{i}.xls",
            XLS[:record] + struct.pack("<HH", draw.choice((6, 0x85, 0xFC, 0x208, 0x809)), 0xFFFF) + XLS[record + 4 :],
        )


def texts(many: int) -> Found:
    """Text files that no person wrote."""
    good = f"Nom;Montant\n{SECRET};12\n"
    yield "columns.csv", b";" * many + b"\n" + b"1;" * many
    yield "columns2.csv", b"a;b\n" + b";" * many + b"\n"
    yield "line.csv", b"x" * (20 * many)
    yield "field.csv", b'a;"' + b"y" * (20 * many) + b'";c\n'
    yield "quotes.csv", b'"' * (10 * many + 1)
    yield "quotes2.csv", b'a;"b\n' * many
    yield "quotes3.csv", b'""";' * many
    yield "lines.csv", b"\n" * (20 * many) + b"a;b\n"
    yield "returns.csv", b"\r\r\n" * many
    yield "short_lines.csv", b"a\n" * (5 * many)
    yield "tables.csv", b'Nom;Montant;Date\n"x";12;12/03/2020\n\n' * (many // 10)
    yield "nul.csv", good.encode().replace(b";", b"\0;\0") * 50
    yield "nul_only.csv", bytes(10 * many)
    yield "controls.csv", bytes(range(1, 32)) * 500
    yield "bad_utf8.csv", good.encode()[:8] + b"\xc3\x28\xa0\xa1\xe2\x28\xf0\x28\x8c\xbc" * 300
    yield "surrogates.csv", b"a;b\n\xed\xa0\x80;\xed\xbf\xbf\n" * 100
    yield "odd_utf16.csv", b"\xff\xfe" + good.encode("utf-16-le")[:-1] + b"\x00\xd8"
    yield "bom_only.csv", b"\xef\xbb\xbf"
    yield "sep_only.csv", b"sep=;"
    yield "blank.csv", b" \t\n" * 500
    yield "rtl.csv", f"Nom\u202e;tnatnoM\n{SECRET}\u202e;12\u2066\n".encode()
    yield (
        "formula.csv",
        f"Nom;Montant\n=HYPERLINK(\"http://x\");12\n+1+cmd|' /C calc'!A0;3\n@SUM(1);4\n{SECRET};5\n".encode(),
    )
    yield "markup.csv", b"Nom;Montant\n[red]x[/red];12\n[/];{0}\n<script>alert(1)</script>;%s\n"


def others() -> Found:
    """Files that are something else than their names say."""
    signatures = {
        "pdf": b"%PDF-1.7\n", "png": b"\x89PNG\r\n\x1a\n\0", "jpg": b"\xff\xd8\xff\xe0\0", "gz": b"\x1f\x8b\x08\0",
        "7z": b"7z\xbc\xaf\x27\x1c\0", "rar": b"Rar!\x1a\x07\0", "exe": b"MZ\x90\0\3\0", "elf": b"\x7fELF\2\1\1\0",
        "sqlite": b"SQLite format 3\0", "parquet": b"PAR1\0", "rtf": b"{\\rtf1 x\0", "mp4": b"\0\0\0\x18ftypmp42",
        "wav": b"RIFF\0\0\0\0WAVE", "biff4": b"\x09\x04\x06\0\0\0\x10\0", "mht": b"MIME-Version: 1.0\r\n",
        "slk": b"ID;PWXL;N;E\r\n", "dif": b"TABLE\r\n0,1\r\n", "svg": b"<?xml version='1.0'?><svg/>",
        "fods": b"<?xml version='1.0'?><office:document xmlns:office='x'/>", "html": b"<!DOCTYPE html><html><p>a",
    }  # fmt: skip
    for i, (name, start) in enumerate(signatures.items()):
        yield (
            f"{name}_named.{('csv', 'xlsx', 'xls', 'ods')[i % 4]}",
            start + bytes(200) * (not start.startswith((b"<", b"M", b"I", b"T"))),
        )
    yield "document_named.xlsx", pack({"word/document.xml": b"<a/>"})
    yield "slides_named.xls", pack({"ppt/presentation.xml": b"<a/>"})
    yield "numbers_named.xlsx", pack({"Index/Document.iwa": b"x"})
    yield "archive.zip", pack({"a.xlsx": XLSX, "b.csv": b"a;b\n"})
    yield "text_named.ods", pack({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"})
    yield "empty_zip.xlsx", b"PK\x05\x06" + bytes(18)


def good_with_wrong_names() -> Found:
    """Files that can be read, whatever they are called."""
    yield "is_xlsx.csv", XLSX
    yield "is_ods.xls", ODS
    yield "is_xls.xlsx", XLS
    yield "is_csv.xls", b"Date;Produit;Montant\n12/03/2020;Sac;12\n"
    yield "is_html.xlsx", WEB


def make_files(seed: int = 3, many: int = 100_000, size: int = 600 * 1024**2) -> Found:
    """A name and the bytes of each file.

    Args:
        seed: of what is cut and changed.
        many: how often a thing is repeated that no sheet has so often.
        size: bytes that a bomb unpacks to.
    """
    makers: tuple[Callable[[], Found], ...] = (
        lambda: cut_and_flipped(seed), lambda: archives(size), lambda: markup(many), lambda: olds(seed),
        lambda: texts(many), others, good_with_wrong_names,
    )  # fmt: skip
    for make in makers:
        yield from make()


def make_places(raw: Path) -> None:
    """Links, pipes, folders named as files, rights taken away, and names that lie, below a folder."""
    outside = raw.parent / "outside.csv"
    outside.write_text(f"Nom;Montant\n{SECRET};12\n", "utf-8")
    (raw / "link.csv").symlink_to(outside)
    (raw / "link_etc.csv").symlink_to("/etc/passwd")
    (raw / "link_up").symlink_to(raw.parent.parent)
    (raw / "link_self.csv").symlink_to(raw / "link_self.csv")
    (raw / "link_gone.csv").symlink_to(raw / "nothing.csv")
    (raw / "link_zero.csv").symlink_to("/dev/zero")
    os.mkfifo(raw / "pipe.csv")
    (raw / "folder.xlsx").mkdir()
    (raw / "folder.xlsx" / "~$a.xlsx").write_bytes(b"x")
    (raw / "closed.csv").write_text("a;b\n1;2\n")
    (raw / "closed.csv").chmod(0)
    names = (
        "new\nline",
        "tab\there",
        "bell\x07",
        "\u202efdp.rtl",
        "=cmd",
        "-rf",
        "[red]x[",
        "{0}%s",
        "'quote\"",
        "é" * 120,
    )
    for name in (*names, "../up".replace("/", "∕"), " space ", "nul", "con.xlsx", "e\u0301"):
        (raw / f"{name}.csv").write_bytes(b"%PDF-1.7 not a table")
    Path(os.fsdecode(os.fsencode(raw) + b"/bad\xff\xfename.csv")).write_bytes(b"%PDF-1.7 not a table")


def main() -> None:
    """Write them all below the folder that is named."""
    raw = Path(sys.argv[1])
    raw.mkdir(parents=True, exist_ok=True)
    for name, content in make_files():
        (raw / name).write_bytes(content)
    make_places(raw)
    print(len(list(raw.iterdir())), "entries in", raw.name)


if __name__ == "__main__":
    main()
