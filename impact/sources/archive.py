"""Zipped workbooks: their members, counted as they are unpacked, since declared sizes lie."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from impact.sources.problems import Unreadable

MOST_MEMBERS = 2_000
MOST_UNPACKED = 512 * 1024 * 1024
_LOCAL_HEADER = struct.Struct("<4s22x2H")


def find_members(packed: bytes) -> list[zipfile.ZipInfo]:
    """The members that an archive lists.

    Raises:
        Unreadable: it is cut short, has too many members, or a member is encrypted.
    """
    try:
        members = zipfile.ZipFile(io.BytesIO(packed)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise Unreadable("damaged") from error
    if len(members) > MOST_MEMBERS:
        raise Unreadable("too_many_members")
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("password")
    return members


def _unpack(packed: bytes, member: zipfile.ZipInfo, most: int) -> bytes:
    """The content of a member, or as much of it as shows that it is longer than `most`."""
    start = member.header_offset + _LOCAL_HEADER.size
    signature, name, extra = _LOCAL_HEADER.unpack_from(packed, member.header_offset)
    if signature != b"PK\x03\x04":
        raise Unreadable("damaged")
    start += name + extra
    body = packed[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        return body
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise Unreadable("damaged")
    return zlib.decompressobj(-15).decompress(body, most + 1)


def read_members(packed: bytes) -> Iterator[tuple[str, bytes]]:
    """Every member's path and content, one at a time.

    Raises:
        Unreadable: the archive is damaged, unpacks to more than `MOST_UNPACKED`, or its XML declares entities.
    """
    left = MOST_UNPACKED
    for member in find_members(packed):
        try:
            content = _unpack(packed, member, left)
        except (zlib.error, struct.error) as error:
            raise Unreadable("damaged") from error
        left -= len(content)
        if left < 0:
            raise Unreadable("bomb")
        refuse_entities(content)
        yield member.filename.replace("\\", "/"), content


def refuse_entities(content: bytes) -> None:
    """Refuse XML that declares a document type or entities; other content passes.

    Raises:
        Unreadable: it does.
    """
    head = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[:4] in (b"<\0?\0", b"\0<\0?"):
        content = content.replace(b"\0", b"")
    elif not head.startswith(b"<"):
        return
    if b"<!" in content and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
        raise Unreadable("entities")
