"""Which sheets make one project: the same subject and the same year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from impact.parse.fold import fold, fold_category
from impact.start.seen import Seen, SheetSeen
from impact.start.subjects import Subject, find_subjects, without_years
from impact.start.words import choose_spelling, find_years

MOST = 0.8
HALF = 0.5
Key = tuple[str, str, str]


@dataclass(frozen=True, eq=False)
class Group:
    """Sheets that seem to be one project's.

    Attributes:
        id, name: proposed.
        sector: the trade that names say; "" where none does.
        word: what the files share, where it is not known to be a trade.
        year: None where rows of several years belong to it.
        why_year: what says the year: `folder`, `file`, `sheet`, `title` or `dates`; "" for none.
        sheets: in order.
    """

    id: str
    name: str
    sector: str
    word: str
    year: int | None
    why_year: str
    sheets: tuple[SheetSeen, ...]


@dataclass(frozen=True)
class _Year:
    year: int | None
    why: str


def find_groups(seen: Seen) -> list[Group]:
    """The projects to propose, in the order of their years and first files; a sheet is in one of them or in none."""
    subjects = find_subjects(seen)
    free = [_may_belong(sheet, seen) for sheet in seen.sheets]
    spelling = _spellings(subjects)
    years = [_named_year(sheet, seen) for sheet in seen.sheets]
    members: dict[Key, list[int]] = {}
    for place, subject in enumerate(subjects):
        key = (fold_category(subject.folder), fold_category(subject.sector), fold_category(subject.word))
        if free[place] and any(key):
            members.setdefault(key, []).append(place)
    found: dict[tuple[Key, _Year], list[int]] = {}
    for key, places in members.items():
        for place, year in zip(
            places, _settle_years([seen.sheets[p] for p in places], [years[p] for p in places]), strict=True
        ):
            same = next((k for k in found if k[0] == key and k[1].year == year.year), (key, year))
            found.setdefault(same, []).append(place)
    for folder, places in _folders_alone(seen, subjects, years, free).items():
        found[(("", "", folder), years[places[0]])] = places
    known = {k: places for k, places in found.items() if any(seen.sheets[p].tables for p in places)}
    ids: set[str] = set()
    ordered = sorted(known.items(), key=lambda item: (item[0][1].year or 9999, item[1][0]))
    return [_group(key, year, [seen.sheets[p] for p in places], spelling, ids) for (key, year), places in ordered]


def _may_belong(sheet: SheetSeen, seen: Seen) -> bool:
    """Whether a project may decide for a sheet: no column of it says a sector, nor of its file if it is not known."""
    return not any(s.says_sector for s in seen.sheets if s is sheet or (not sheet.tables and s.file == sheet.file))


def _spellings(subjects: Sequence[Subject]) -> Mapping[str, str]:
    """Folded → as it is written."""
    variants: dict[str, set[str]] = {}
    for text in (t for s in subjects for t in (s.folder, s.sector, s.word) if t):
        variants.setdefault(fold_category(text), set()).add(text)
    return {key: choose_spelling(texts) for key, texts in variants.items()}


def _named_year(sheet: SheetSeen, seen: Seen) -> _Year:
    """The year that a name says and that the dates do not deny; where there are none, the sheet's and titles' first."""
    if "year" in sheet.fields:
        return _Year(None, "")
    whole: Counter[int] = Counter()
    for other in seen.sheets:
        whole.update(other.years if other.file == sheet.file else {})
    named = [] if sheet.years else [(sheet.sheet, "sheet", sheet.years)]
    named += [(sheet.stem, "file", whole), *((folder, "folder", whole) for folder in reversed(sheet.folders))]
    named += [] if sheet.years else [(" ".join(t for t in sheet.titles if not _holds_day(t)), "title", sheet.years)]
    for text, why, dates in named:
        years = find_years(text)
        if len(years) == 1 and _agrees(min(years), dates):
            return _Year(min(years), why)
    return _Year(None, "")


def _holds_day(title: str) -> bool:
    return bool(re.search(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}|\d{4}-\d{2}-\d{2}", title))


def _agrees(year: int, dates: Mapping[int, int]) -> bool:
    """Whether dates may be those of an edition: nearly all of its year, or most of it and the rest of the next."""
    total = sum(dates.values())
    share = dates.get(year, 0) / total if total else 1.0
    return share >= MOST or (share >= HALF and set(dates) <= {year, year + 1})


def _settle_years(sheets: Sequence[SheetSeen], named: Sequence[_Year]) -> list[_Year]:
    """Of the sheets of one subject: those that no name dates join the year of their dates, if it is the same."""
    known = {y.year for y in named if y.year}
    rest = [s for s, y in zip(sheets, named, strict=True) if not y.year]
    free = {year for s in rest for year in s.years if set(s.years) - known or len(s.years) > 1}
    one = next(iter(free)) if len(free) == 1 else None

    def settle(sheet: SheetSeen, year: _Year) -> _Year:
        if year.year:
            return year
        if len(sheet.years) == 1 and set(sheet.years) <= known:
            return _Year(min(sheet.years), "dates")
        if not sheet.years and len(known) == 1 and not free:
            return _Year(min(known), "others")
        return _Year(one, "dates") if one else _Year(None, "")

    return [settle(sheet, year) for sheet, year in zip(sheets, named, strict=True)]


def _folders_alone(
    seen: Seen, subjects: Sequence[Subject], years: Sequence[_Year], free: Sequence[bool]
) -> Mapping[str, list[int]]:
    """Outermost folders named by a year where no name says a subject → their sheets."""
    found: dict[str, list[int]] = {}
    for place, sheet in enumerate(seen.sheets):
        if sheet.folders and free[place]:
            found.setdefault(sheet.folders[0], []).append(place)
    return {
        folder: places
        for folder, places in found.items()
        if len(find_years(folder)) == 1
        and all(subjects[p] == Subject() and years[p].year in find_years(folder) for p in places)
    }


def _group(key: Key, year: _Year, sheets: list[SheetSeen], spelling: Mapping[str, str], ids: set[str]) -> Group:
    folder, sector, word = key
    label = spelling.get(folder) or spelling.get(sector) or spelling.get(word) or word
    shown = without_years(label) if year.year else label
    name = f"{shown[:1].upper()}{shown[1:]}" + (f" {year.year}" if year.year and str(year.year) not in shown else "")
    proposed = _slug(name)
    if proposed in ids and sector:
        proposed = _slug(f"{name} {sector}")
    while not proposed or proposed in ids:
        proposed = f"projet-{len(ids) + 1}" if not proposed else f"{proposed}-{len(ids) + 1}"
    ids.add(proposed)
    return Group(
        proposed,
        name,
        spelling.get(sector, "").lower(),
        "" if sector or not (folder in spelling or word in spelling) else label,
        year.year,
        year.why,
        tuple(sheets),
    )


def _slug(text: str) -> str:
    """ASCII words joined by hyphens.

    >>> _slug("Été à l'Atelier 2021")
    'ete-a-l-atelier-2021'
    """
    return "-".join(fold(text).encode("ascii", "ignore").decode().split())
