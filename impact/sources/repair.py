"""What keeps calamine from an archive that spreadsheet programs open: put right, where it can be done safely."""

from __future__ import annotations

import re
from collections.abc import Sequence
from posixpath import basename, dirname, join

from impact.sources.archive import Member, pack
from impact.sources.xlsb_records import find_sheets

_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_BETWEEN_ELEMENTS = re.compile(rb">\s+<(?=/?table:)")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^<>]*?(?:/>|>\s*</(?:\w+:)?sheet>)")
_ID = re.compile(rb"\s\w+:id=[\"']([^\"']*)[\"']")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
_READ = re.compile(rb"\sType=[\"'][^\"']*/(?:worksheet|chartsheet|dialogsheet)[\"']")
_RELATION_ID = re.compile(rb"\sId=[\"']([^\"']*)[\"']")


def repair_ods(members: Sequence[Member]) -> list[Member]:
    """With the member that names the format, which some programs leave out, and no line breaks between cells."""
    repaired = [
        pack(m.path, _BETWEEN_ELEMENTS.sub(b"><", m.content)) if basename(m.path) == "content.xml" else m
        for m in members
    ]
    if any(m.path == "mimetype" for m in members):
        return repaired
    return [Member("mimetype", _MIMETYPE, _MIMETYPE, 0), *repaired]


def repair_xlsb(members: Sequence[Member]) -> list[Member]:
    """Without the sheets that hold no cells a person sees, as for an xlsx."""
    by_path = {m.path: m.content for m in members}

    def without_others(workbook: Member) -> Member:
        known = _find_known(by_path.get(join(dirname(workbook.path), "_rels", "workbook.bin.rels"), b""))
        others = [sheet for sheet in find_sheets(workbook.content)[0] if sheet.relation.encode() not in known]
        starts = [0, *(sheet.end for sheet in others)]
        ends = [*(sheet.start for sheet in others), len(workbook.content)]
        kept = (workbook.content[start:end] for start, end in zip(starts, ends, strict=True))
        return pack(workbook.path, b"".join(kept))

    return [without_others(m) if basename(m.path) == "workbook.bin" else m for m in members]


def _find_known(relations: bytes) -> set[bytes]:
    """The ids of the relations that lead to sheets which calamine reads."""
    return {
        found[1]
        for relation in _RELATION.findall(relations)
        if _READ.search(relation) and (found := _RELATION_ID.search(relation))
    }


def repair_xlsx(members: Sequence[Member]) -> list[Member]:
    """Without the sheets that hold no cells a person sees: macro sheets, and those whose part is nowhere."""
    by_path = {m.path: m.content for m in members}

    def without_others(workbook: Member) -> Member:
        known = _find_known(by_path.get(join(dirname(workbook.path), "_rels", "workbook.xml.rels"), b""))

        def keep(sheet: re.Match[bytes]) -> bytes:
            named = _ID.search(sheet[0])
            return sheet[0] if named and named[1] in known else b""

        return pack(workbook.path, _SHEET.sub(keep, workbook.content))

    return [without_others(m) if basename(m.path) == "workbook.xml" else m for m in members]
