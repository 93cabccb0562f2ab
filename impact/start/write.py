"""The text of an impact.toml: strings that TOML reads back as they were, comments on one line, a template's parts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from impact.config import read_reference

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_PART = re.compile(r"#@(\w+)\n(.*?)#@end\n", re.DOTALL)


@dataclass(frozen=True)
class Line:
    """A key of an entry, its value as TOML, and why; one that is open stands as a comment to be decided."""

    key: str
    value: str
    why: str = ""
    open: bool = False


@dataclass(frozen=True)
class Entry:
    """An entry of `[[sources]]` or `[[projects]]`; one that is open stands as a comment, all of it."""

    table: str
    notes: tuple[str, ...]
    lines: tuple[Line, ...]
    open: bool = False


def words(group: str, key: str, **facts: object) -> str:
    """A sentence of the proposal.

    >>> words("notes", "dated", years="2020")
    'dates : 2020'
    """
    text = read_reference("start/words.toml")[group][key]
    return str(text).format(**facts) if facts else str(text)


def quote(text: str) -> str:
    r"""A TOML string.

    >>> quote('Ventes "été"')
    '"Ventes \\"été\\""'
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def one_line(text: str) -> str:
    """The text as a comment may hold it: on one line, without what a screen does not show."""
    return " ".join("".join(ch if ch.isprintable() else " " for ch in text).split())


def write_entry(entry: Entry) -> str:
    """An entry's lines; an open one's begin with `#`."""
    notes = [f"# {one_line(note)}\n" for note in entry.notes]
    lines = [f"{'#' if entry.open else ''}[[{entry.table}]]\n", *(_line(line, entry.open) for line in entry.lines)]
    return "".join([*notes, *lines])


def _line(line: Line, is_open: bool) -> str:
    mark = "#" if line.open or is_open else ""
    text = f"{mark}{line.key} = {line.value}"
    return f"{text:<40} # {one_line(line.why)}\n" if line.why else f"{text}\n"


def write_sectors(sectors: Iterable[str]) -> str:
    """The table of the sectors' names; "" where there are none."""
    lines = [f"{s if _BARE.fullmatch(s) else quote(s)} = {quote(s[:1].upper() + s[1:])}\n" for s in sectors]
    return "".join(["[sectors]\n", *lines]) if lines else ""


def fill_template(template: str, parts: Mapping[str, str]) -> str:
    """The template with some of its parts in place of their examples; those without a text keep theirs.

    >>> fill_template("a\\n#@b\\n#x = 1\\n#@end\\n", {"b": "x = 2\\n"})
    'a\\nx = 2\\n'
    """
    return _PART.sub(lambda found: parts.get(found.group(1)) or found.group(2), template)


def join_entries(entries: Sequence[Entry]) -> str:
    """Entries one below another, with a blank line between."""
    return "\n".join(write_entry(entry) for entry in entries)
