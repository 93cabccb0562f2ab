"""What is left to decide: for each sheet, the lines that would settle it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from impact.config import matches
from impact.start.globs import find_globs, find_name_glob
from impact.start.groups import Group
from impact.start.notes import describe_sheet, shorten, tables_of
from impact.start.seen import Seen, SheetSeen
from impact.start.words import says_others
from impact.start.write import Entry, Line, quote, words

OPEN = "…"
MOST_CHOICES = 4
Key = tuple[str, str]


def find_decisions(seen: Seen, groups: Sequence[Group], by_sheet: Mapping[Key, Group]) -> list[Entry]:
    """An open entry for each sheet, or for files that ask the same, of what nothing that was seen decides."""
    asked: dict[tuple[Line, ...], list[SheetSeen]] = {}
    for sheet in seen.sheets:
        group = by_sheet.get((sheet.file, sheet.sheet))
        for lines in (_belonging_lines(sheet, group, groups), _lines(sheet, group, seen)):
            if said := tuple(lines):
                asked.setdefault(said, []).append(sheet)
    found = [entry for lines, sheets in asked.items() for entry in _entries(lines, sheets, seen)]
    found = list(_joined(found))
    order = {sheet.file: place for place, sheet in reversed(list(enumerate(seen.sheets)))}
    return [entry for _, entry in sorted(found, key=lambda e: order[e[0]])]


def _joined(found: Sequence[tuple[str, Entry]]) -> Iterator[tuple[str, Entry]]:
    """Entries about the same sheets as one."""
    joined: dict[tuple[Line, ...], tuple[str, Entry]] = {}
    for file, entry in found:
        where = tuple(line for line in entry.lines if line.key in ("path", "sheet"))
        known = joined.get(where) if OPEN not in "".join(line.value for line in where) else None
        lines = tuple(line for line in entry.lines if line not in where)
        joined[where if known or where not in joined else (*where, *lines)] = (
            (known[0], replace(known[1], lines=(*known[1].lines, *lines))) if known else (file, entry)
        )
    yield from joined.values()


def _lines(sheet: SheetSeen, group: Group | None, seen: Seen) -> Iterator[Line]:
    if sheet.unknown:
        yield from _table_lines(sheet)
    if not sheet.tables:
        return
    if not sheet.years and not (group and group.year) and "year" not in sheet.fields:
        yield Line("year", str(_likely_year(sheet, seen)), words("lines", "year"))
    if "participants" in sheet.tables:
        if says_others(f"{sheet.stem} / {sheet.sheet}") and not sheet.unknown:
            yield Line("table", quote("none"), words("lines", "none"))
        elif not {"stage", "orientation"} & sheet.fields:
            yield Line("defaults", '{ stage = "accompanied" }', words("lines", "stage"))


def _table_lines(sheet: SheetSeen) -> Iterator[Line]:
    unknown = sheet.unknown[0]
    table = next(iter(tables_of(unknown.why)), "none")
    yield Line("table", quote(table), words("lines", "table"))
    if unknown.row:
        yield Line("header", str(unknown.row), words("lines", "row"))


def _belonging_lines(sheet: SheetSeen, group: Group | None, groups: Sequence[Group]) -> Iterator[Line]:
    """A project of the same folder or year first; else a sector."""
    if group is not None or sheet.says_sector:
        return
    near = ([g for g in groups if _is_near(sheet, g)] or [g for g in groups if _may_be_dated(sheet, g)])[:MOST_CHOICES]
    if near:
        others = ", ".join(quote(group.id) for group in near[1:])
        why = words("lines", "project_or", others=others) if others else words("lines", "project")
        yield Line("project", quote(near[0].id), why)
    sectors = list(dict.fromkeys(group.sector for group in near if group.sector))
    yield Line("sector", quote(sectors[0] if sectors else OPEN), words("lines", "sector" if near else "sector_unseen"))


def _is_near(sheet: SheetSeen, group: Group) -> bool:
    same_folder = bool(sheet.folders) and any(s.folders == sheet.folders for s in group.sheets)
    return same_folder and _may_be_dated(sheet, group)


def _may_be_dated(sheet: SheetSeen, group: Group) -> bool:
    return not sheet.years or group.year in sheet.years or group.year is None


def _likely_year(sheet: SheetSeen, seen: Seen) -> int:
    """The year of most rows of the files beside it, else of all."""
    for nearby in (sheet.folders, None):
        years: Counter[int] = Counter()
        for other in seen.sheets:
            years.update(other.years if nearby is None or other.folders == nearby else {})
        if years:
            return max(years, key=lambda year: (years[year], year))
    return 2024


def _entries(lines: tuple[Line, ...], sheets: Sequence[SheetSeen], seen: Seen) -> Iterator[tuple[str, Entry]]:
    """(first file, entry): one for all the files that a glob names, else one a sheet."""
    of_file = Counter(sheet.file for sheet in seen.sheets)
    asking = Counter(sheet.file for sheet in sheets)
    whole = [file for file in asking if asking[file] == of_file[file]]
    for glob in find_globs(whole, seen.files, "", seen.names):
        meant = [s for s in sheets if matches(glob, s.file) and s.file in whole]
        yield meant[0].file, _entry(glob, "", meant, lines, seen, whole=True)
    for sheet in sheets:
        path = find_name_glob(sheet.file, seen.files, seen.names)
        if sheet.file in whole and path:
            continue
        siblings = [s.sheet for s in seen.sheets if s.file == sheet.file]
        tab = "" if sheet.file in whole else find_name_glob(sheet.sheet, siblings, seen.names, strictly=True)
        yield sheet.file, _entry(path, tab or OPEN, [sheet], lines, seen, whole=sheet.file in whole)


def _entry(
    path: str, tab: str, sheets: Sequence[SheetSeen], lines: tuple[Line, ...], seen: Seen, *, whole: bool
) -> Entry:
    of_file = Counter(sheet.file for sheet in seen.sheets)
    notes = [note for s in sheets for note in describe_sheet(s, seen.names, whole and of_file[s.file] == 1)]
    if any("project" in sheet.fields for sheet in sheets):
        notes.append(words("notes", "project_column"))
    if not path or (not whole and tab == OPEN):
        notes.append(words("notes", "unnamed"))
    where = [Line("path", quote(path or OPEN)), *([] if whole else [Line("sheet", quote(tab))])]
    return Entry("sources", shorten(notes), (*where, *lines), open=True)
