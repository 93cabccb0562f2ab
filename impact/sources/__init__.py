"""Bytes → grids of cells: every file below data/raw, by what it really is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from impact.model import Grid, SourceFile
from impact.sources.cache import find_kept, read_kept, write_kept
from impact.sources.excel_2003 import read_excel_2003
from impact.sources.folder import SPREADSHEETS, find_reason_to_ignore, find_sources, read_content
from impact.sources.guard import Guard
from impact.sources.markup import read_html
from impact.sources.problems import NOT_SPREADSHEETS, Unreadable, write_problem
from impact.sources.store import Reading, read_reading
from impact.sources.text import read_text
from impact.sources.workbook import read_ods, read_xls, read_xlsb, read_xlsx

__all__ = ["FORMATS", "find_sources", "read_sources", "write_problem"]

FORMATS: Mapping[str, Callable[[bytes], tuple[Grid, ...]]] = {
    "xlsx": read_xlsx,
    "xlsb": read_xlsb,
    "xls": read_xls,
    "ods": read_ods,
    "text": read_text,
    "html": read_html,
    "excel_2003": read_excel_2003,
}
"""A file format → what reads its bytes; which of them a file is in, `sniff` says."""

OF_MEMORY = frozenset({"crashed", "too_much"})
"""Problems that files read before may have a part in: such a file is read again by a child of its own."""


def read_sources(raw: Path, cache: Path | None = None) -> Iterator[SourceFile]:
    """Read every file below `raw`, in the order of `find_sources`; one that cannot be read is said, the others go on.

    Args:
        raw: the folder of the spreadsheets; nothing is written to it.
        cache: where what was read is kept by the content's hash, None to keep nothing.

    Yields:
        One file each: its sheets, or the sentence that says why it was not read or was passed over.
    """
    taken: set[str] = set()
    with Guard() as guard:
        for file, path in find_sources(raw):
            reason = "same_name" if file in taken else find_reason_to_ignore(file, path, raw)
            taken.add(file)
            yield _refuse(file, reason, "ignored") if reason else _read_source(file, path, cache, guard)


def _read_source(file: str, path: Path, cache: Path | None, guard: Guard) -> SourceFile:
    try:
        content = read_content(path)
    except Unreadable as problem:
        return _refuse(file, problem.key, "unreadable")
    digest = sha256(content).hexdigest()
    reading = _read_content(content, digest, cache, guard)
    if reading.problem is None:
        return SourceFile(file, digest, "read", grids=tuple(replace(grid, file=file) for grid in reading.grids))
    is_other = reading.problem in NOT_SPREADSHEETS and path.suffix.lower() not in SPREADSHEETS
    return _refuse(file, reading.problem, "ignored" if is_other else "unreadable", digest)


def _read_content(content: bytes, digest: str, cache: Path | None, guard: Guard) -> Reading:
    kept = find_kept(cache, digest) if cache else None
    reading = read_kept(kept) if kept else None
    if reading is not None:
        return reading
    reading, answer = _ask(guard, content)
    if reading.problem in OF_MEMORY and guard.asked > 1:
        guard.stop()
        reading, answer = _ask(guard, content)
    if kept and answer:
        write_kept(kept, answer)
    return reading


def _ask(guard: Guard, content: bytes) -> tuple[Reading, bytes]:
    """What the child reads, and its answer as it may be kept; none where it died."""
    try:
        answer = guard.read(content)
        return read_reading(answer), answer
    except Unreadable as problem:
        return Reading(problem=problem.key), b""
    except ValueError:
        return Reading(problem="crashed"), b""


def _refuse(file: str, key: str, status: str, digest: str = "") -> SourceFile:
    return SourceFile(file, digest, status, problem=write_problem(key), problem_key=key)
