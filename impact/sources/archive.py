"""Zipped workbooks: their members, counted as they are unpacked, since declared sizes lie."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from impact.sources.problems import Unreadable

MOST_MEMBERS = 2_000
MOST_UNPACKED = 512 * 1024 * 1024
SMALL = 64 * 1024 * 1024
MOST_DENSE = 200
"""How many times its size an archive may unpack to, where that is more than `SMALL`: tables reach 50."""
_LOCAL = struct.Struct("<4s22x2H")
_FACTS = struct.Struct("<5H3L2H")
_BLOCK = struct.Struct("<BHH")
"""The head of a stored block of a deflated stream, more blocks following."""

_OLD_MANIFEST = b'<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">'
"""What OpenOffice wrote into every file until 2010."""


@dataclass(frozen=True)
class Member:
    """One file of an archive: its path with `/`, its content, and how that is packed."""

    path: str
    content: bytes
    body: bytes
    method: int


def find_members(packed: bytes) -> list[zipfile.ZipInfo]:
    """The members that an archive lists.

    Raises:
        Unreadable: it is cut short, has too many members, or a member is encrypted.
    """
    try:
        members = zipfile.ZipFile(io.BytesIO(packed)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise Unreadable("damaged") from error
    if len({member.filename for member in members}) < len(members):
        raise Unreadable("damaged")
    if len(members) > MOST_MEMBERS:
        raise Unreadable("too_many_members")
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("password")
    return members


def read_members(packed: bytes) -> Iterator[Member]:
    """Every member, unpacked, one at a time.

    Raises:
        Unreadable: the archive is damaged, unpacks to far more than a workbook does, or its XML declares entities.
    """
    left = min(MOST_UNPACKED, max(SMALL, MOST_DENSE * len(packed)))
    for listed in find_members(packed):
        member = unpack(packed, listed, left)
        left -= len(member.content)
        if left < 0:
            raise Unreadable("bomb")
        refuse_entities(member.content.replace(_OLD_MANIFEST, b"") if "manifest" in member.path else member.content)
        yield member


def unpack(packed: bytes, listed: zipfile.ZipInfo, most: int) -> Member:
    """A member, or as much of it as shows that it is longer than `most`.

    Raises:
        Unreadable: it is damaged.
    """
    try:
        signature, name, extra = _LOCAL.unpack_from(packed, listed.header_offset)
        start = listed.header_offset + _LOCAL.size + name + extra
        body = packed[start : start + listed.compress_size]
        if signature != b"PK\x03\x04" or listed.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("damaged")
        is_packed = listed.compress_type == zipfile.ZIP_DEFLATED
        content = zlib.decompressobj(-15).decompress(body, most + 1) if is_packed else body
    except (zlib.error, struct.error) as error:
        raise Unreadable("damaged") from error
    return Member(listed.filename.replace("\\", "/"), content, body, listed.compress_type)


def pack(path: str, content: bytes) -> Member:
    """A member with a content of ours."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    return Member(path, content, packer.compress(content) + packer.flush(), zipfile.ZIP_DEFLATED)


def write_archive(members: Iterable[Member], starts: Mapping[str, bytes]) -> bytes:
    """An archive of these members, whose every size and check is true.

    Args:
        members: in the order to write them.
        starts: path → bytes to put before the member's content, which is not packed anew for that.

    >>> archive = write_archive([Member("a.xml", b"yz", b"yz", 0)], {"a.xml": b"x"})
    >>> [member.content for member in read_members(archive)]
    [b'xyz']
    """
    parts: list[bytes] = []
    listing: list[bytes] = []
    offset = 0
    for member in members:
        name, start = member.path.encode(), starts.get(member.path, b"")
        is_packed = start and member.method == zipfile.ZIP_DEFLATED
        body = [_BLOCK.pack(0, len(start), len(start) ^ 0xFFFF) if is_packed else b"", start, member.body]
        sizes = sum(map(len, body)), len(start) + len(member.content)
        check = zlib.crc32(member.content, zlib.crc32(start))
        facts = _FACTS.pack(20, 0x800, member.method, 0, 0, check, *sizes, len(name), 0)
        listing += [b"PK\x01\x02\x14\0", facts, struct.pack("<3H2L", 0, 0, 0, 0, offset), name]
        parts += [b"PK\x03\x04", facts, name, *body]
        offset += _LOCAL.size + len(name) + sizes[0]
    count, size = len(listing) // 4, sum(map(len, listing))
    return b"".join([*parts, *listing, struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, size, offset, 0)])


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
    if b"!" in content and b"<!" in content and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
        raise Unreadable("entities")
