"""Files that are not what they say, are broken, or mean harm."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from impact.sources import archive
from impact.sources.archive import read_members, write_archive
from impact.sources.child import parse
from impact.sources.problems import NOT_SPREADSHEETS
from impact.words import read_words

FILES = Path(__file__).parent / "files"
XLSX = (FILES / "ateliers.xlsx").read_bytes()
ODS = (FILES / "ateliers.ods").read_bytes()
XLS = (FILES / "ateliers.xls").read_bytes()
SHEET = "xl/worksheets/sheet1.xml"


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return out.getvalue()


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return {name: source.read(name) for name in source.namelist()}


def with_member(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    found = members(content)
    assert old in found[name]
    return zipped(found | {name: found[name].replace(old, new, 1)})


def test_an_undisturbed_file_is_read() -> None:
    assert [parse(content).problem for content in (XLSX, ODS, XLS)] == [None, None, None]


@pytest.mark.parametrize("name", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_entities_are_refused_in_any_part(name: str) -> None:
    hostile = with_member(XLSX, name, b"?>", b'?><!DOCTYPE x [<!ENTITY a "aaaa">]>')
    assert parse(hostile).problem == "entities"


def test_entities_are_refused_in_an_ods_and_in_utf_16() -> None:
    assert (
        parse(with_member(ODS, "content.xml", b"?>", b'?><!DOCTYPE x SYSTEM "file:///etc/passwd">')).problem
        == "entities"
    )
    found = members(XLSX)
    text = found[SHEET].decode().replace("?>", '?><!DOCTYPE x [<!ENTITY a "b">]>', 1)
    for encoding in ("utf-16", "utf-16-be"):
        assert parse(zipped(found | {SHEET: text.encode(encoding)})).problem == "entities"


def test_the_document_type_that_openoffice_wrote_into_every_manifest_is_let_pass() -> None:
    old = b'?><!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">'
    assert parse(with_member(ODS, "META-INF/manifest.xml", b"?>", old)).problem is None
    assert parse(with_member(ODS, "content.xml", b"?>", old)).problem == "entities"


def test_what_unpacks_to_more_than_is_allowed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_UNPACKED", 1_000_000)
    assert parse(zipped(members(XLSX) | {"xl/media/a.png": bytes(2_000_000)})).problem == "bomb"
    assert parse(XLSX).problem is None


def test_a_declared_size_that_lies_does_not_hide_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_UNPACKED", 1_000_000)
    content = zipped(members(XLSX) | {"xl/zeros.xml": bytes(2_000_000)})
    lying = content.replace(struct.pack("<L", 2_000_000), struct.pack("<L", 10))
    assert lying != content
    assert parse(lying).problem == "bomb"


def test_too_many_members_are_refused() -> None:
    assert parse(zipped(members(XLSX) | {f"xl/a{i}.xml": b"" for i in range(2_000)})).problem == "too_many_members"


def test_two_members_of_one_name_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target, pytest.warns(UserWarning, match="Duplicate"):
        for name, content in [*members(XLSX).items(), (SHEET, b"<worksheet/>")]:
            target.writestr(name, content)
    assert parse(out.getvalue()).problem == "damaged"


def test_an_encrypted_workbook_says_password() -> None:
    ole = XLS[:8] + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    assert parse(ole).problem == "password"
    manifest = "META-INF/manifest.xml"
    assert parse(with_member(ODS, manifest, b"/>", b"><manifest:encryption-data/></x>")).problem == "password"
    record = struct.pack("<HH", 0x5C, 112)
    assert XLS.count(record) == 1
    assert parse(XLS.replace(record, struct.pack("<HH", 0x2F, 112))).problem == "password"
    flagged = bytearray(zipped({"xl/workbook.xml": b"<a/>"}))
    flagged[flagged.find(b"PK\x01\x02") + 8] |= 1
    assert parse(bytes(flagged)).problem == "password"


@pytest.mark.parametrize("content", [XLSX, ODS], ids=["xlsx", "ods"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_archive_is_damaged(content: bytes, share: float) -> None:
    assert parse(content[: int(len(content) * share)]).problem == "damaged"


def test_a_broken_byte_never_breaks_the_answer() -> None:
    for content in (XLSX, ODS, XLS):
        for place in range(0, len(content), len(content) // 40):
            broken = content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
            reading = parse(broken)
            assert reading.grids or reading.problem


def test_a_workbook_without_a_sheet_says_so() -> None:
    found = members(XLSX)
    book = found["xl/workbook.xml"]
    start, end = book.index(b"<sheets>"), book.index(b"</sheets>")
    assert parse(zipped(found | {"xl/workbook.xml": book[: start + 8] + book[end:]})).problem == "no_sheets"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (zipped({"a.xlsx": b"x", "b.csv": b"y"}), "zip"),
        (zipped({"word/document.xml": b"<a/>"}), "document"),
        (zipped({"ppt/presentation.xml": b"<a/>"}), "slides"),
        (zipped({"Index/Document.iwa": b"x"}), "numbers"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}), "document"),
        (b"PK\x05\x06" + bytes(18), "zip"),
        (b"%PDF-1.4 ...", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image"),
        (b"\xff\xd8\xff\xe0 jpeg", "image"),
        (b"Rar!\x1a\x07", "archive"),
        (b"\x1f\x8b\x08 gz", "archive"),
        (b"SQLite format 3\0", "database"),
        (XLS[:8] + bytes(504) + "WordDocument".encode("utf-16-le"), "document"),
        (XLS[:8] + bytes(504), "damaged"),
        (b"\x09\x00\x04\x00\x02\x00\x10\x00", "old_excel"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook", "mht"),
        (b"<?xml version='1.0'?><office:document xmlns:office='x'/>", "flat_ods"),
        (b"<?xml version='1.0'?><svg/>", "markup"),
        (bytes(range(32)) * 40, "binary"),
    ],
)
def test_what_is_no_spreadsheet_says_what_it_is(content: bytes, key: str) -> None:
    assert parse(content).problem == key


def test_text_that_begins_like_a_picture_is_text() -> None:
    assert parse(b"BM;Nom\n1;Zo\xc3\xa9\n").problem is None
    assert parse(b"<5 ans;12\n>5 ans;3\n").problem is None


def test_pictures_and_macros_do_not_reach_the_parser() -> None:
    from impact.sources.workbook import _check_members

    content = zipped(members(XLSX) | {"xl/vbaProject.bin": b"macro", "xl/media/a.png": b"picture"})
    assert not {"xl/vbaProject.bin", "xl/media/a.png"} & {member.path for member in _check_members(content)}


def test_an_archive_written_anew_says_the_truth_about_its_members() -> None:
    copied = write_archive(read_members(XLSX), {SHEET: b"<!-- -->"})
    with zipfile.ZipFile(io.BytesIO(copied)) as archive_copy:
        assert archive_copy.testzip() is None
        assert archive_copy.read(SHEET) == b"<!-- -->" + members(XLSX)[SHEET]
        assert [info.CRC for info in archive_copy.infolist()] == [
            zlib.crc32(archive_copy.read(info)) for info in archive_copy.infolist()
        ]


def test_every_problem_has_its_sentence_in_both_languages() -> None:
    keys = [{key for key in read_words(language).texts if key.startswith("sources.")} for language in ("fr", "en")]
    assert keys[0] == keys[1]
    assert {f"sources.{key}" for key in NOT_SPREADSHEETS} < keys[0]
    code = "".join(path.read_text("utf-8") for path in Path(archive.__file__).parent.glob("*.py"))
    assert {key for key in keys[0] if f'"{key.removeprefix("sources.")}"' not in code} == set()
