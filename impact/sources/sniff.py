"""What a file really is, by its bytes: its name may lie."""

from __future__ import annotations

from impact.sources.archive import find_members, unpack
from impact.sources.ole import MARK
from impact.sources.problems import Unreadable
from impact.sources.text import decode

_SIGNATURES = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"BM", "image"),
    (b"RIFF", "media"),
    (b"{\\rtf", "document"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"SQLite format 3", "database"),
    (b"PAR1", "database"),
    (b"ID;P", "exchange"),
    (b"TABLE\r\n0,1", "exchange"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\x09\x00\x04\x00", "old_excel"),
    (b"\x09\x02\x06\x00", "old_excel"),
    (b"\x09\x04\x06\x00", "old_excel"),
)
_OLE_STREAMS = (
    ("EncryptedPackage", "password"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "document"),
    ("PowerPoint Document", "slides"),
)


def find_format(content: bytes) -> str:
    """The format that the bytes are in: a key of `FORMATS`.

    Raises:
        Unreadable: they are in none of them; its key says what they are instead.

    >>> find_format(b"Nom;Ville"), find_format(b"<html><table><tr><td>1")
    ('text', 'html')
    """
    if content.startswith(b"PK"):
        return _find_zipped(content)
    if content.startswith(MARK):
        return _find_ole(content)
    if content[4:8] == b"ftyp":
        raise Unreadable("media")
    for signature, key in _SIGNATURES:
        if content.startswith(signature) and (not signature.isalpha() or b"\0" in content[:64]):
            raise Unreadable(key)
    return _find_text(content)


def _find_zipped(content: bytes) -> str:
    members = {member.filename.replace("\\", "/").lower(): member for member in find_members(content)}
    names = members.keys()
    if any(name.endswith("xl/workbook.bin") for name in names):
        return "xlsb"
    if any(name.endswith("workbook.xml") for name in names):
        return "xlsx"
    if "content.xml" in names or "encrypted-package" in names:
        kind = unpack(content, members["mimetype"], 200).content if "mimetype" in members else b"spreadsheet"
        if b"spreadsheet" not in kind:
            raise Unreadable("document")
        return "ods"
    if any(name.endswith(".iwa") for name in names):
        raise Unreadable("numbers")
    if any(name.startswith(("word/", "visio/")) for name in names):
        raise Unreadable("document")
    if any(name.startswith("ppt/") for name in names):
        raise Unreadable("slides")
    raise Unreadable("zip")


def _find_ole(content: bytes) -> str:
    for stream, key in _OLE_STREAMS:
        if stream.encode("utf-16-le") in content or stream.upper().encode("utf-16-le") in content:
            if key == "xls":
                return key
            raise Unreadable(key)
    raise Unreadable("damaged")


def _find_text(content: bytes) -> str:
    text, _ = decode(content[:65_536])
    head = text.lstrip()[:4096].lower()
    if head.startswith("mime-version:"):
        raise Unreadable("mht")
    if head.startswith("<"):
        if "urn:schemas-microsoft-com:office:spreadsheet" in head:
            return "excel_2003"
        if "office:document" in head:
            raise Unreadable("flat_ods")
        if "<table" in text.lower() or head.startswith(("<html", "<!doctype html")):
            return "html"
        if head.startswith(("<?xml", "<!", "<svg")):
            raise Unreadable("markup")
    controls = sum((char < " " and char not in "\t\r\n\f\v\x1a") or char == "\ufffd" for char in text[:8192])
    if controls > 0.02 * len(text[:8192]):
        raise Unreadable("binary")
    return "text"
