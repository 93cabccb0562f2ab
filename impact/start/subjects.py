"""What a sheet is about: the trade that its names say, the folder that is a project's, or a word that files share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from impact.parse.fold import fold_category
from impact.start.seen import Seen, SheetSeen
from impact.start.words import Word, find_words, is_document, is_joining, is_loose

SHORTEST_LABEL = 4


@dataclass(frozen=True)
class Subject:
    """What a sheet is about; "" where nothing says it.

    Attributes:
        folder: the name of a folder that is a project's.
        sector: the trade named.
        word: words that names of several files share, where neither of the others is known.
    """

    folder: str = ""
    sector: str = ""
    word: str = ""


def find_subjects(seen: Seen) -> list[Subject]:
    """Of each sheet of `seen`, in order."""
    common = _common_folders(seen.files)
    folders = [_folder_label(s, seen, common) for s in seen.sheets]
    sectors = [_sector_of(s, seen) for s in seen.sheets]
    by_folder = {f: {s for g, s in zip(folders, sectors, strict=True) if g == f and s} for f in set(folders) if f}
    words = _find_shared(seen)
    found = []
    for sheet, folder, sector in zip(seen.sheets, folders, sectors, strict=True):
        others = by_folder.get(folder, set())
        known = sector or (next(iter(others)) if len({fold_category(o) for o in others}) == 1 else "")
        found.append(Subject(folder, known, "" if folder or known else words.get(sheet.file, "")))
    return found


def _common_folders(files: Sequence[str]) -> int:
    """How many outer folders all the files share: these tell nothing apart."""
    paths = [file.split("/")[:-1] for file in files]
    depth = 0
    while len(files) > 1 and all(len(p) > depth and p[: depth + 1] == paths[0][: depth + 1] for p in paths):
        depth += 1
    return depth


def _folder_label(sheet: SheetSeen, seen: Seen, common: int) -> str:
    """The innermost folder whose name says more than years, trades and documents."""
    for name in reversed(sheet.folders[common:]):
        trades = {w for sector in seen.sectors_of(name) for w in (x.key for x in find_words(sector))}
        words = [
            w
            for w in find_words(name)
            if not is_joining(w) and not is_document(w) and w.key not in trades and not is_loose(w)
        ]
        if words and not any(seen.names.is_name(w.text) for w in find_words(name)):
            return without_years(name)
    return ""


def without_years(name: str) -> str:
    """A name without its figures and the signs that they leave.

    >>> without_years("2023 - Au fil de l'eau")
    "Au fil de l'eau"
    """
    kept = find_words(name)
    return name[kept[0].start : kept[-1].end] if kept else name


def _sector_of(sheet: SheetSeen, seen: Seen) -> str:
    """The one trade that the file's name says, else a folder's, else what its sheets and their titles say."""
    siblings = [s for s in seen.sheets if s.file == sheet.file]
    inside = {s.sheet: _one(seen.sectors_of(" / ".join((s.sheet, *s.titles)))) for s in siblings}
    trades = {fold_category(trade) for trade in inside.values() if trade}
    if len(trades) > 1:
        return inside[sheet.sheet]
    for text in (sheet.stem, *reversed(sheet.folders)):
        if found := seen.sectors_of(text):
            return _one(found)
    said = [trade for trade in inside.values() if trade]
    return said[0] if 2 * len(said) >= len(siblings) and said else ""


def _one(trades: Sequence[str]) -> str:
    return trades[0] if len({fold_category(trade) for trade in trades}) == 1 else ""


def _is_content(word: Word) -> bool:
    return len(word.key) >= SHORTEST_LABEL and not is_joining(word) and not is_document(word)


def _find_shared(seen: Seen) -> dict[str, str]:
    """File → the words of its name that another file's name, or its own titles, say too."""
    files = {sheet.file: sheet for sheet in seen.sheets}
    where: dict[str, set[str]] = {}
    for file, sheet in files.items():
        for word in find_words(sheet.stem):
            if _is_content(word) and not seen.names.is_name(word.text):
                where.setdefault(word.key, set()).add(file)
    titles = {file: _titles_of(seen, file) for file in files}
    found = {file: _label(sheet, where, files, titles[file]) for file, sheet in files.items()}
    chosen = Counter(fold_category(label) for label in found.values())
    return {file: label for file, label in found.items() if label and chosen[fold_category(label)] > 1}


def _titles_of(seen: Seen, file: str) -> set[str]:
    return {word.key for s in seen.sheets if s.file == file for title in s.titles for word in find_words(title)}


def _label(sheet: SheetSeen, where: dict[str, set[str]], files: dict[str, SheetSeen], titles: set[str]) -> str:
    """The run of words that fewest files share; loose words count only beside a document's, within one folder."""
    words = find_words(sheet.stem)
    telling = [w for w in words if sheet.file in where.get(w.key, ()) and not is_loose(w)]
    telling = [w for w in telling if len(where[w.key]) > 1 or w.key in titles]
    if not telling:
        telling = [w for w in words if is_loose(w) and _tells_apart(where.get(w.key, set()), sheet, files)]
    if not telling:
        return ""
    rarest = min(telling, key=lambda w: len(where[w.key]))
    same = [w for w in telling if where[w.key] == where[rarest.key]]
    last = same[0]
    for word in same[1:]:
        between = [w for w in words if last.end <= w.start < word.start]
        last = word if all(is_joining(w) for w in between) else last
    return sheet.stem[same[0].start : last.end].replace("_", " ")


def _tells_apart(shared: set[str], sheet: SheetSeen, files: dict[str, SheetSeen]) -> bool:
    near = [files[f] for f in shared if files[f].folders == sheet.folders]
    return len(near) > 1 and all(any(is_document(w) for w in find_words(f.stem)) for f in near)
