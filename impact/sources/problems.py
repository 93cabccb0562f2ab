"""Why a file is not read: a stable key, whose sentences stand in `reference/locale/*/sources.toml`."""

from __future__ import annotations

from impact.errors import UnreadableFile

NOT_SPREADSHEETS = frozenset({"pdf", "image", "document", "slides", "markup", "media", "program", "other_text"})
"""Kinds of file that hold no table, which are passed over unless their name says that they are a spreadsheet."""


class Unreadable(UnreadableFile):
    """A file's bytes cannot be read as sheets.

    Attributes:
        key: of the sentence that says why, below `sources.` in the catalogue.
    """

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def write_problem(key: str, language: str = "en") -> str:
    """The sentence that says why a file is not read and what to do.

    >>> write_problem("password").startswith("This file is protected by a password")
    True
    """
    from impact.words import read_words

    return read_words(language).text(f"sources.{key}")
