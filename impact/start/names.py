"""Keeping people's names out of what is written: names that the sheets hold, and texts that look like a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from impact.clean import MASK
from impact.model import Area, Grid, TablePlan
from impact.parse.fold import fold
from impact.sheets import Sheet
from impact.start.words import SHORTEST, Word, find_words, is_plain

NAMES = frozenset(["last_name", "first_name", "full_name"])
_PART = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TITLED = re.compile(
    r"(?i)\b(M\.|MM\.|Mme|Mlle|Madame|Monsieur|Mr|Mrs|Ms|Miss)\s+[^\W\d_]+(?:[ '’-][A-ZÀ-Ý][^\W\d_]*)*"
)
_PAIR = re.compile(r"(?<![\w'’-])[A-ZÀ-Ý][^\W\d_]+(?:['’-][^\W\d_]+)*(?:\s+[A-ZÀ-Ý][^\W\d_]+(?:['’-][^\W\d_]+)*)+")
_REACH = re.compile(r"\S+@\S+|\+?\d(?:[\s.-]?\d){8,}")


@dataclass(frozen=True)
class KnownNames:
    """Every word of a person's name that the workspace holds, folded; hidden even from its own representation."""

    words: frozenset[str]

    def __repr__(self) -> str:
        return f"KnownNames({len(self.words)})"

    def is_name(self, text: str) -> bool:
        """Whether a word of a text is one of a known name."""
        return any(word in self.words for word in fold(text).split() if len(word) >= SHORTEST)

    def hide(self, text: str) -> str:
        """The text without known names, nor what follows “Mme” and the like."""
        titled = _TITLED.sub(lambda found: f"{found.group(1)} {MASK}", text)
        return _PART.sub(lambda found: MASK if self.is_name(found.group()) else found.group(), titled)

    def hide_strictly(self, text: str) -> str:
        """The text on one line, also without addresses, numbers and whatever looks like a whole name."""
        line = " ".join("".join(ch if ch.isprintable() else " " for ch in text).split())
        return _PAIR.sub(lambda found: _unless_plain(found.group()), self.hide(_REACH.sub(MASK, line)))


def _unless_plain(text: str) -> str:
    return text if any(is_plain(word) for word in find_words(text)) else MASK


def find_names(sheets: Iterable[Sheet]) -> KnownNames:
    """The words of people's names in the columns and over the marks of every sheet."""
    found: set[str] = set()
    for sheet in sheets:
        for area, plan, _ in sheet.tables:
            found |= {word for text in _names_in(sheet.grid, area, plan) for word in fold(text).split()}
    return KnownNames(frozenset(w for w in found if len(w) >= SHORTEST and not is_plain(Word(w, w, 0, len(w)))))


def _names_in(grid: Grid, area: Area, plan: TablePlan) -> Iterable[str]:
    for column in (grid.columns[c.place] for c in plan.columns if c.field in NAMES):
        codes = np.unique(column.codes[area.rows])
        yield from column.texts[codes[codes >= 0]]
    for session in plan.sessions:
        yield from (text for field, text, _ in session.facts if field == "full_name")
