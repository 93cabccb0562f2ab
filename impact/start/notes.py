"""What was seen, in words, for the comments of the proposal; no cell of a row is ever quoted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from impact.start.names import KnownNames
from impact.start.seen import SheetSeen, Unknown
from impact.start.write import words

MOST_TITLES = 2
MOST_NOTES = 3
AMBIGUOUS = "ambiguous: "


def describe_years(years: Mapping[int, int]) -> str:
    """“dates : 2020 (42), 2021 (18)”; where there are none, that there are none."""
    shown = ", ".join(words("notes", "dated_year", year=year, count=count) for year, count in sorted(years.items()))
    return words("notes", "dated", years=shown) if shown else words("notes", "undated")


def describe_group(sheets: Sequence[SheetSeen]) -> str:
    """How many sheets, their dates, and where these are few their titles."""
    years: Counter[int] = Counter()
    for sheet in sheets:
        years.update(sheet.years)
    parts = [words("notes", "files", count=len(sheets)), describe_years(years)]
    return " ; ".join([*parts, *_titles([title for sheet in sheets for title in sheet.titles])])


def _titles(titles: Sequence[str]) -> list[str]:
    """The first titles; a lone word is none, and may be somebody's name."""
    several = list(dict.fromkeys(title for title in titles if len(title.split()) > 1))[:MOST_TITLES]
    shown = ", ".join(words("notes", "quoted", text=title) for title in several)
    return [words("notes", "titles", titles=shown)] if shown else []


def describe_sheet(sheet: SheetSeen, names: KnownNames, whole: bool) -> list[str]:
    """Where a sheet is and what was seen there, then a line for each of its tables without a meaning.

    Args:
        sheet: what was seen.
        names: of people, left out.
        whole: it stands for its file, so that its own name is left out.
    """
    file = names.hide(sheet.file)
    tab = words("notes", "quoted", text=names.hide_strictly(sheet.sheet))
    place = file if whole or not sheet.sheet else words("notes", "sheet", file=file, sheet=tab)
    rows = [words("notes", "rows", table=words("tables", t), count=count) for t, count in sheet.tables.items()]
    facts = [*rows, *([describe_years(sheet.years)] if rows else []), *_titles(sheet.titles)]
    return [f"{place} : {' ; '.join(facts)}" if facts else place, *map(_describe_unknown, sheet.unknown)]


def _describe_unknown(unknown: Unknown) -> str:
    if not unknown.headers or unknown.row is None:
        return words("notes", "no_header")
    headers = ", ".join(words("notes", "quoted", text=header) for header in unknown.headers)
    return words("notes", "header", why=_why(unknown.why), row=unknown.row, headers=headers)


def _why(why: str) -> str:
    if not why.startswith(AMBIGUOUS):
        return words("notes", "unrecognised")
    tables = " / ".join(words("tables", table) for table in tables_of(why))
    return words("notes", "ambiguous", tables=tables)


def tables_of(why: str) -> list[str]:
    """The tables that an ambiguous one may be.

    >>> tables_of("ambiguous: sales or workshops")
    ['sales', 'workshops']
    """
    return why.removeprefix(AMBIGUOUS).split(" or ") if why.startswith(AMBIGUOUS) else []


def shorten(notes: Iterable[str]) -> tuple[str, ...]:
    """The first notes, and how many more there are."""
    listed = list(dict.fromkeys(notes))
    if len(listed) <= MOST_NOTES + 1:
        return tuple(listed)
    return (*listed[:MOST_NOTES], words("notes", "more", count=len(listed) - MOST_NOTES))
