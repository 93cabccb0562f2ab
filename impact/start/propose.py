"""An impact.toml that proposes what a workspace's names, titles and columns say, and asks the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from impact.clean import Context
from impact.config import find_projects, find_sheet_settings, parse_settings
from impact.settings import Settings
from impact.sheets import read_sheets
from impact.sources import read_sources
from impact.start.decide import OPEN, find_decisions
from impact.start.globs import find_globs, find_name_glob
from impact.start.groups import Group, find_groups
from impact.start.manners import find_currency, write_manners
from impact.start.notes import describe_group
from impact.start.seen import Seen, SheetSeen, look_at
from impact.start.words import find_years, says_money_goes_out
from impact.start.write import Entry, Line, fill_template, join_entries, one_line, quote, words, write_sectors


@dataclass(frozen=True)
class Proposal:
    """The text of an impact.toml, of how many files it speaks, and what it holds of projects, sources and questions."""

    text: str
    files: int
    projects: int
    sources: int
    left: int


def propose_settings(raw: Path, template: str) -> Proposal:
    """Reads every file below `raw`, writes nothing, and proposes an impact.toml that the program accepts."""
    files = list(read_sources(raw))
    none = Settings()
    sheets = read_sheets(files, none, Context(find_projects(none)))
    sign, currency = find_currency(sheets)
    if currency != none.organisation.currency:
        none = parse_settings(f'[organisation]\ncurrency = "{currency}"\n'.encode())
        sheets = read_sheets(files, none, Context(find_projects(none)))
    seen = look_at(files, sheets)
    groups = find_groups(seen)
    sources = [entry for group in groups for entry in _source_entries(group, seen)] + _expense_entries(seen)
    parts = {
        **write_manners(sheets, sign, currency),
        "fiscal": _fiscal_note(seen),
        "projects": join_entries([_project_entry(group, groups) for group in groups]),
        "sectors": write_sectors(sorted({group.sector for group in groups if group.sector})),
        "sources": join_entries(sources),
    }
    said = parse_settings(fill_template(template, parts).encode("utf-8"))
    left = find_decisions(seen, groups, _find_placed(groups, said))
    text = fill_template(template, {**parts, "left": _write_left(left, seen)})
    parse_settings(text.encode("utf-8"))
    return Proposal(text, len(seen.files), len(groups), len(sources), len(left) + len(seen.unread))


def _find_placed(groups: Sequence[Group], said: Settings) -> Mapping[tuple[str, str], Group]:
    """(file, sheet) → the project that the proposal gives it."""
    return {
        (sheet.file, sheet.sheet): group
        for group in groups
        for sheet in group.sheets
        if find_sheet_settings(said, sheet.file, sheet.sheet).project == group.id
    }


def _project_entry(group: Group, groups: Sequence[Group]) -> Entry:
    near = {g.sector for g in groups if g.year == group.year and g.sector}
    likely = next(iter(near)) if len(near) == 1 else OPEN
    if group.sector:
        sector = Line("sector", quote(group.sector), words("lines", "sector_seen"))
    elif group.word:
        sector = Line("sector", quote(likely), words("lines", "sector_word", word=group.word), open=True)
    else:
        sector = Line("sector", quote(likely), words("lines", "sector_unseen"), open=True)
    dated: Counter[int] = Counter()
    for sheet in group.sheets:
        dated.update(sheet.years)
    if group.year:
        year = Line("year", str(group.year), words("years", group.why_year))
    else:
        year = Line("year", str(min(dated, default=2024)), words("lines", "year_open"), open=True)
    spills = bool(group.year) and bool(set(dated) - {group.year})
    notes = (describe_group(group.sheets), *([words("notes", "spill", year=group.year)] if spills else []))
    return Entry("projects", notes, (Line("id", quote(group.id)), Line("name", quote(group.name)), sector, year))


def _source_entries(group: Group, seen: Seen) -> Iterator[Entry]:
    """Globs for the files that are wholly the project's; an entry a sheet for the others."""
    ours = {(s.file, s.sheet) for s in group.sheets}
    files = list(dict.fromkeys(s.file for s in group.sheets))
    whole = [f for f in files if all((s.file, s.sheet) in ours for s in seen.sheets if s.file == f)]
    project = Line("project", quote(group.id))
    for glob in find_globs(whole, seen.files, group.sector or group.word, seen.names):
        yield Entry("sources", (), (Line("path", quote(glob)), project))
    for sheet in group.sheets:
        if sheet.file not in whole:
            yield from _sheet_entry(sheet, project, seen)


def _sheet_entry(sheet: SheetSeen, line: Line, seen: Seen) -> Iterator[Entry]:
    """One sheet's entry, unless it cannot be told from another without a person's name."""
    path = find_name_glob(sheet.file, seen.files, seen.names)
    tabs = [s.sheet for s in seen.sheets if s.file == sheet.file]
    tab = find_name_glob(sheet.sheet, tabs, seen.names, strictly=True)
    if path and (tab or not sheet.sheet):
        where = [Line("path", quote(path)), *([Line("sheet", quote(tab))] if sheet.sheet and len(tabs) > 1 else [])]
        yield Entry("sources", (), (*where, line))


def _expense_entries(seen: Seen) -> list[Entry]:
    """Sheets of money whose name says expenses where no column does."""
    line = Line("defaults", '{ kind = "expense" }', words("lines", "expense"))
    meant = [
        sheet
        for sheet in seen.sheets
        if "sales" in sheet.tables and not sheet.says_kind and says_money_goes_out(sheet.sheet or sheet.stem)
    ]
    meant += [
        sheet
        for sheet in seen.sheets
        if sheet not in meant
        and set(sheet.tables) == {"sales"}
        and not sheet.says_kind
        and says_money_goes_out(f"{sheet.stem} {sheet.sheet}")
    ]
    return [entry for sheet in meant for entry in _sheet_entry(sheet, line, seen)]


def _fiscal_note(seen: Seen) -> str:
    """A line where names speak of years that straddle two."""
    named = [
        years for s in seen.sheets for text in (s.stem, *s.folders, *s.titles) if len(years := find_years(text)) == 2
    ]
    if not named:
        return ""
    first, last = sorted(named[0])
    return f"# {words('notes', 'fiscal', span=words('notes', 'quoted', text=f'{first}-{last}'))}\n"


def _write_left(left: Sequence[Entry], seen: Seen) -> str:
    parts = [words("headings", "left") + "\n" + join_entries(left)] if left else []
    unread = [words("notes", "unread", file=seen.names.hide(file), why=why) for file, why in seen.unread]
    lines = "".join(f"# {one_line(text)}\n" for text in unread)
    return "".join([*parts, *([f"\n{words('headings', 'unread')}\n{lines}"] if unread else [])])
