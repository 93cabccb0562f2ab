"""What tells of somebody in published files: e-mail addresses, telephone numbers, and names that data/raw knows."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from impact.config import read_settings
from impact.errors import ConfigError
from impact.parse import find_emails, find_phones
from impact.parse.fold import fold
from impact.verify.markup import MarkupReader
from impact.verify.picture import Finding

EMAIL = "{file} holds an e-mail address."
PHONE = "{file} holds a telephone number."
NAME = "{file} holds the first and last name of somebody whom data/raw names."
BARE_NUMBER = re.compile(r"(?<![\w.,])\d{9,15}(?!\w)", re.ASCII)


@dataclass(frozen=True)
class People:
    """Who must not be named, and what may be said.

    Attributes:
        names: the words of each full name, folded, in either order.
        phones: the last nine digits of each telephone number: what a spreadsheet leaves of it.
        contacts: the association's own, which it gives to its readers.
    """

    names: frozenset[tuple[str, ...]] = frozenset()
    phones: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()


NOBODY = People()


def read_people(root: Path) -> People:
    """The people of a workspace, as its spreadsheets name them now; of one that was never built, nobody.

    Raises:
        ImpactError: the spreadsheets cannot be read as impact.toml says.
    """
    from impact.tables.assemble import list_names
    from impact.tables.categories import list_orders
    from impact.workspace import Workspace

    workspace, contacts = Workspace(root), find_own_contacts(root)
    if workspace.stamp is None or not workspace.raw.is_dir():
        return People(contacts=contacts)
    dataset = workspace.compute().dataset
    frames = (dataset.mentions, dataset.presences)
    names = frozenset(words for words in list_orders(list_names(*frames)) if min(map(len, words)) > 1)
    numbers = {number for frame in frames if "phone" in frame for number in frame["phone"].dropna()}
    return People(names, frozenset(number[-9:] for number in numbers - contacts), contacts)


def find_own_contacts(root: Path) -> frozenset[str]:
    """The addresses and numbers that the association's own text in impact.toml gives."""
    try:
        own = read_settings(root / "impact.toml").organisation
    except ConfigError:
        return frozenset()
    text = "\n".join((own.words.fr, own.words.en, own.narrative or ""))
    return frozenset(find_emails(text) | find_phones(text))


def find_personal(path: Path, name: str, people: People) -> Iterator[Finding]:
    """What kinds of personal values a file holds, its name included; never the values."""
    try:
        pieces = [name, *READERS[path.suffix.lower()](path)]
    except (OSError, zipfile.BadZipFile):
        pieces = [name]
    lines = [" ".join(piece.split()) for piece in pieces]
    text = "\n".join(lines)
    if find_emails(text) - people.contacts:
        yield EMAIL, {"file": name}
    bare = {number[-9:] for number in BARE_NUMBER.findall(text)}
    if find_phones(text) - people.contacts or bare & people.phones:
        yield PHONE, {"file": name}
    if _has_name([word for line in lines for word in fold(line).split()], people.names):
        yield NAME, {"file": name}


def _has_name(words: list[str], names: frozenset[tuple[str, ...]]) -> bool:
    sizes = {len(name) for name in names}
    return any(tuple(words[start : start + size]) in names for size in sizes for start in range(len(words)))


def _read_markup(path: Path) -> Iterator[str]:
    page = MarkupReader().read(_decode(path.read_bytes()))
    for read in (page, *(MarkupReader().read(picture.svg) for picture in page.pictures)):
        yield from (*read.said, *read.aside)


def _read_workbook(path: Path) -> Iterator[str]:
    """All that stands in a workbook, shown or not."""
    with zipfile.ZipFile(path) as members:
        for member in members.namelist():
            if member.endswith((".xml", ".rels", ".vml")):
                read = MarkupReader().read(_decode(members.read(member)))
                yield from (*read.said, *read.aside)


def _read_csv(path: Path) -> Iterator[str]:
    text = _decode(path.read_bytes())
    yield from re.split(r"[;\t\n]" if ";" in text.split("\n", 1)[0] else r"[,\t\n]", text)


def _read_json(path: Path) -> Iterator[str]:
    text = _decode(path.read_bytes())
    try:
        yield from _list_texts(json.loads(text))
    except ValueError:
        yield text


def _list_texts(part: object) -> Iterator[str]:
    """The values of an object one after another, then its keys."""
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for each in inside:
        yield from _list_texts(each)
    if isinstance(part, dict):
        yield from part
    elif not isinstance(part, list):
        yield str(part)


def _decode(content: bytes) -> str:
    return content.decode("utf-8", errors="replace")


READERS = {
    ".html": _read_markup,
    ".svg": _read_markup,
    ".csv": _read_csv,
    ".json": _read_json,
    ".xlsx": _read_workbook,
}
