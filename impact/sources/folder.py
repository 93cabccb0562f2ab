"""The files below data/raw, in an order that no system changes, and those that are passed over."""

from __future__ import annotations

import os
import stat
import unicodedata
from pathlib import Path

from impact.sources.problems import Unreadable

LARGEST = 50 * 1024 * 1024
SPREADSHEETS = frozenset(
    f".{ending}" for ending in ("csv", "tsv", "tab", "txt", "xls", "xlsx", "xlsm", "xlsb", "xlt", "xltx", "ods", "ots")
)
"""Endings of names that promise a table."""
OTHER_TEXTS = frozenset(
    f".{ending}"
    for ending in (
        *("md", "rst", "json", "jsonl", "geojson", "toml", "yaml", "yml", "ini", "cfg", "log"),
        *("py", "r", "sql", "css", "js", "svg", "ipynb", "eml", "ics", "vcf", "url", "webloc", "desktop", "lnk"),
    )
)
"""Endings of names of texts that hold no table."""
_STEERING = dict.fromkeys((*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd")
"""Control characters, and those that turn the direction of writing."""
_LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\ufffd"})


def find_sources(raw: Path) -> list[tuple[str, Path]]:
    """Every file below `raw`, hidden and temporary ones too, with its path below it.

    The path has `/` on every system and is in Unicode NFC; the order is that of the paths, their case set aside.
    Folders that are links, or that may not be entered, are listed themselves; a `raw` that is not there holds nothing.
    """
    found: list[tuple[str, Path]] = []
    closed: list[Path] = []
    for folder, folders, files in os.walk(raw, onerror=lambda error: closed.append(Path(error.filename))):
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        found += [(write_path(Path(folder) / name, raw), Path(folder) / name) for name in [*files, *links]]
    found += [(write_path(path, raw), path) for path in closed if path != raw]
    return sorted(found, key=lambda source: (source[0].casefold(), source[0], str(source[1])))


def write_path(path: Path, raw: Path) -> str:
    """A file's path below `raw` as text: with `/`, in Unicode NFC, � for what is no letter or would steer a terminal.

    >>> write_path(Path("raw/2020/a\\nb\\u202ec.csv"), Path("raw"))
    '2020/a�b�c.csv'
    """
    text = path.relative_to(raw).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return unicodedata.normalize("NFC", text).translate(_STEERING)


def find_reason_to_ignore(file: str, path: Path, raw: Path) -> str | None:
    """The key of why a file is passed over unread, None where it is to be read."""
    name = file.rpartition("/")[2]
    if name.startswith(("~$", ".~lock")):
        return "lock"
    if any(part.startswith(".") for part in file.split("/")) or name.startswith("__MACOSX"):
        return "hidden"
    if name.casefold() in _LEFT_BY_SYSTEMS:
        return "system"
    if path.is_symlink() and leads_out(path, raw):
        return "link_out"
    if path.suffix.lower() in OTHER_TEXTS:
        return "other_text"
    return _find_odd_kind(path)


def leads_out(link: Path, folder: Path) -> bool:
    """Whether a link leads out of a folder; one that leads to itself does not."""
    return not Path(os.path.realpath(link)).is_relative_to(os.path.realpath(folder))


def _find_odd_kind(path: Path) -> str | None:
    try:
        status = path.stat()
    except OSError:
        return None
    if stat.S_ISDIR(status.st_mode):
        return "link_folder" if path.is_symlink() else None
    if not stat.S_ISREG(status.st_mode):
        return "special"
    return "empty" if status.st_size == 0 else None


def read_content(path: Path) -> bytes:
    """A file's bytes.

    Raises:
        Unreadable: it is larger than `LARGEST`, has vanished or may not be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise Unreadable("vanished") from error
    except (PermissionError, IsADirectoryError) as error:
        raise Unreadable("forbidden") from error
    except OSError as error:
        raise Unreadable("disk") from error
    if len(content) > LARGEST:
        raise Unreadable("too_large")
    return content
