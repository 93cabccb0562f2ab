"""Compound files (OLE), the folders in one file that old Office documents are, as far as to read one stream."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from impact.sources.problems import Unreadable

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ENTRY = struct.Struct("<64sHBB3L36xLQ")
_LAST_SECTOR = 0xFFFFFFFA
_ROOT = 5


@dataclass(frozen=True)
class _Sectors:
    """Equal pieces of a file, and which one follows each."""

    content: bytes
    size: int
    first: int
    following: Sequence[int]

    def read(self, sector: int) -> bytes:
        """The chain that begins at a sector."""
        parts: list[bytes] = []
        while sector < _LAST_SECTOR:
            start = self.first + sector * self.size
            if len(parts) > len(self.following) or sector >= len(self.following) or start > len(self.content):
                raise Unreadable("damaged")
            parts.append(self.content[start : start + self.size])
            sector = self.following[sector]
        return b"".join(parts)


def _numbers(content: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(content) // 4}L", content[: len(content) // 4 * 4])


def _find_sectors(content: bytes) -> _Sectors:
    size = 1 << min(struct.unpack_from("<H", content, 30)[0], 12)
    more, count = struct.unpack_from("<2L", content, 68)
    tables = list(struct.unpack_from("<109L", content, 76))
    for _ in range(min(count, len(content) // size)):
        if more >= _LAST_SECTOR:
            break
        *listed, more = _numbers(content[(more + 1) * size : (more + 2) * size])
        tables += listed
    starts = [(table + 1) * size for table in tables if table < _LAST_SECTOR]
    following = _numbers(b"".join(content[start : start + size] for start in starts))
    return _Sectors(content, size, size, following)


def read_stream(content: bytes, names: Sequence[str]) -> bytes | None:
    """The first of the named streams that a compound file holds, None where it holds none of them.

    Raises:
        Unreadable: the file is damaged.
    """
    try:
        sectors = _find_sectors(content)
        folder = sectors.read(struct.unpack_from("<L", content, 48)[0])
        entries = [_ENTRY.unpack_from(folder, at) for at in range(0, len(folder) - 127, 128)]
        found = {
            name[: max(0, length - 2)].decode("utf-16-le", "replace"): (start, size)
            for name, length, _, _, _, _, _, start, size in entries
        }
        stream = next((found[name] for name in names if name in found), None)
        if stream is None:
            return None
        start, size = stream[0], stream[1] & 0xFFFFFFFF
        if size >= struct.unpack_from("<L", content, 56)[0]:
            return sectors.read(start)[:size]
        small = sectors.read(next(entry[7] for entry in entries if entry[2] == _ROOT))
        following = _numbers(sectors.read(struct.unpack_from("<L", content, 60)[0]))
        return _Sectors(small, 64, 0, following).read(start)[:size]
    except (struct.error, ValueError, StopIteration) as error:
        raise Unreadable("damaged") from error
