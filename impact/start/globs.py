"""Globs that match the files meant and no other, and that say no person's name."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence

from impact.clean import MASK
from impact.config import matches
from impact.start.names import KnownNames
from impact.start.words import find_words


def find_globs(meant: Sequence[str], all_files: Iterable[str], word: str, names: KnownNames) -> tuple[str, ...]:
    """The fewest globs that match all the files meant, and no other that is read.

    Args:
        meant: paths below data/raw.
        all_files: every path that must not be matched by mistake.
        word: that the names of the files meant share; "" for none.
        names: of people; a part of a path that is one becomes `*`.

    Returns:
        One or more globs; a file that cannot be told from another without a person's name has none.
    """
    others = set(all_files) - set(meant)
    left = list(meant)
    found: list[str] = []
    for pattern in _broad(meant, word) if len(meant) > 1 else ():
        covered = [file for file in left if matches(pattern, file)]
        if len(covered) > 1 and not any(matches(pattern, file) for file in others):
            found.append(pattern)
            left = [file for file in left if file not in covered]
    alone = [find_name_glob(file, others, names) for file in left]
    return tuple(dict.fromkeys([*found, *(pattern for pattern in alone if pattern)]))


def _broad(meant: Sequence[str], word: str) -> list[str]:
    """A whole folder, or each, then the files of one whose names hold the word, as each of them writes it."""
    folders = [file.rpartition("/")[0] for file in meant]
    shared = os.path.commonpath(folders) if all(folders) else ""
    inside = f"{shared}/" if shared else ""
    nested = len(set(folders)) > 1
    whole = [f"{inside}{'**' if nested else '*'}"] if inside else []
    whole += [f"{folder}/*" for folder in dict.fromkeys(folders) if folder and nested]
    keys = {w.key for w in find_words(word)}
    spelt = {w.text.lower() for file in meant for w in find_words(file.rpartition("/")[2]) if w.key in keys}
    shortest = sorted(spelt, key=lambda text: (len(text), text))
    return [*whole, *(f"{inside}{'**/' if nested else ''}*{text}*" for text in shortest)]


def find_name_glob(name: str, others: Collection[str], names: KnownNames, *, strictly: bool = False) -> str:
    """A glob for one name: itself; where it holds a person's name, a glob without it; "" where that matches others.

    Args:
        name: of a file or a sheet.
        others: names that it must not match.
        names: of people.
        strictly: also what merely looks like somebody's name is left out.
    """
    hidden = names.hide_strictly(name) if strictly else names.hide(name)
    patterns = (hidden.replace(MASK, "*"),) if MASK in hidden else (name,)
    rest = [other for other in others if other != name]
    good = (p for p in patterns if matches(p, name) and not any(matches(p, other) for other in rest))
    return next(good, "")
