"""Published files, read again and attacked by one who has nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from impact.errors import UsageError
from impact.exports.reread import ReadFigures, read_csv_figures, read_json_figures, read_workbook_figures
from impact.messages import in_language
from impact.protect import Snapshot
from impact.verify.attack import CERTIFICATE, find_frozen_leaks, find_leaks, read_certificate, rules_of, table_of
from impact.verify.markup import MarkupReader
from impact.verify.names import find_told_by_file
from impact.verify.page import BESIDE_HIDDEN, read_page
from impact.verify.personal import NOBODY, People, find_personal
from impact.verify.picture import UNWANTED, Finding
from impact.verify.told import Published, Told, Where, find_conflict, where_of

__all__ = ["find_unread", "verify_folder"]

LEAKS = (
    "{figure} is shown to {audience} readers below its line ({line}).",
    "A hidden count of people ({count}) can be worked out by {audience} readers.",
    "The tables that {audience} readers see could not be attacked in time: they count as a leak.",
    "The tables that {audience} readers see contradict one another: they were not attacked. "
    "Verify one release at a time.",
)
INTERNAL = "{file} is internal, and stands among published files."


def verify_folder(
    folder: Path,
    language: str = "en",
    frozen: Sequence[Snapshot] = (),
    names: Sequence[str] = (),
    people: People = NOBODY,
) -> list[str]:
    """Reads the published files of a folder again and attacks them together; what is found, in sentences.

    Read are reports (HTML), workbooks (xlsx), figures (csv, json) and pictures (svg), in the folder and below it; the
    lines are those of its `privacy.json`, never lower than the package's. A file that does not say who reads it is
    taken for a funder's, unless a report says the same; one that does not say what it looks at, for one on everything.
    An internal page may stand where it was written, beside the certificate that names it, and nowhere else.
    A picture is attacked with the report that holds it, and stands for nothing else.

    Args:
        folder: what was published.
        language: of the sentences.
        frozen: what was published before, the oldest first: readers have it too.
        names: of those; where they are given, each is attacked too, as it was when nothing later was published, by the
            lines of the package.
        people: whom the files must not name, and the only addresses and telephone numbers that they may give.

    Returns:
        Nothing where nobody can work anything out, nothing runs, nothing is fetched, and no picture tells more than
        its table.

    Raises:
        UsageError: there is no such folder, or nothing in it that can be verified.
    """
    known = sorted(path for path in folder.rglob("*") if path.suffix.lower() in READERS)
    paths = [path for path in known if path.name != CERTIFICATE]
    if not folder.is_dir() or not paths:
        raise UsageError("There is no report, workbook or figure to verify in {folder}.", folder=folder)
    certificate = read_certificate(folder)
    files: list[Published] = []
    for path in sorted(paths, key=lambda path: path.suffix.lower() != ".html"):
        files += _read_file(path, path.relative_to(folder).as_posix(), files)
    findings = [*_check_certificate(folder, certificate), *(found for file in files for found in file.findings)]
    findings += _check_names(files)
    kept = set(table_of(certificate.get("files")))
    findings += [(INTERNAL, {"file": f.name}) for f in files if f.audience == "internal" and f.name not in kept]
    findings += [f for path in known for f in find_personal(path, path.relative_to(folder).as_posix(), people)]
    told = [in_language(sentence, language).format(**facts) for sentence, facts in findings]
    attacked = [file for file in files if file.figures and file.audience != "internal"]
    returning = certificate.get("returning") is True
    leaks = find_leaks(attacked, rules_of(certificate), returning, frozen)
    told += [_retell(leak, language) for leak in leaks]
    if names:
        before = find_frozen_leaks(attacked, rules_of({**certificate, "rules": {}}), returning, frozen)
        told += [f"data/published/{names[place]}.json: {_retell(leak, language)}" for place, leak in before]
    return list(dict.fromkeys(told))


def find_unread(folder: Path) -> list[str]:
    """The files of a folder that are of no kind that is attacked."""
    others = (path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() not in READERS)
    return sorted(path.relative_to(folder).as_posix() for path in others)


def _read_file(path: Path, name: str, pages: Sequence[Published]) -> list[Published]:
    try:
        return READERS[path.suffix.lower()](path, name, pages)
    except (OSError, ValueError):
        return [Published(name, findings=(("{file} cannot be read: it was not attacked.", {"file": name}),))]


def _read_html(path: Path, name: str, _: Sequence[Published]) -> list[Published]:
    return [read_page(name, path.read_text(encoding="utf-8"))]


def _read_svg(path: Path, name: str, pages: Sequence[Published]) -> list[Published]:
    text = path.read_text(encoding="utf-8")
    found = [UNWANTED[kind] for kind in sorted(MarkupReader().read(text).unwanted)]
    if not any(text in page.drawings for page in pages):
        found.append("{file} is in no report of this folder: what it says and draws was not attacked.")
    return [Published(name, findings=tuple((sentence, {"file": name}) for sentence in found))]


def _read_csv(path: Path, name: str, pages: Sequence[Published]) -> list[Published]:
    (read,) = _as_published(name, [read_csv_figures(path.read_text(encoding="utf-8"))])
    return [replace(read, audience=next((page.audience for page in pages if _say_the_same(page, read)), read.audience))]


def _say_the_same(page: Published, file: Published) -> bool:
    """Whether a report on everything shows and hides what a file shows and hides, as far as it has the same figures."""
    same = page.figures.keys() & file.figures.keys() if page.scope == file.scope else set()
    return bool(same) and all(page.figures[key].status == file.figures[key].status for key in same)


def _read_json(path: Path, name: str, _: Sequence[Published]) -> list[Published]:
    return _as_published(name, [read_json_figures(path.read_text(encoding="utf-8"))])


def _read_workbook(path: Path, name: str, pages: Sequence[Published]) -> list[Published]:
    labels: dict[str, dict[str, str]] = {}
    for page in pages:
        for dimension, values in page.labels.items():
            labels.setdefault(dimension, {}).update(values)
    return _as_published(name, read_workbook_figures(path, labels) or [None])


READERS = {".html": _read_html, ".svg": _read_svg, ".csv": _read_csv, ".json": _read_json, ".xlsx": _read_workbook}


def _as_published(name: str, tables: Sequence[ReadFigures | None]) -> list[Published]:
    """The tables of a file as one; a file that holds none of ours was not attacked, and it is said."""
    known = [table for table in tables if table is not None]
    findings: list[Finding] = []
    if not known:
        findings.append(("{file} holds no figures of this program: it was not attacked.", {"file": name}))
    if any(table.has_hidden_parts for table in known):
        findings.append(("{file} has hidden sheets, rows or columns: readers can show them.", {"file": name}))
    if any(table.has_unread_parts for table in known):
        findings.append(("{file} holds more than its tables of figures: the rest was not attacked.", {"file": name}))
    figures: dict[tuple[str, Where], Told] = {}
    for row in (row for table in known for row in table.rows):
        told, where = Told(row.status, row.unit, *row.numbers), where_of(dict(row.cell))
        first = figures.setdefault((row.indicator, where), told)
        findings += find_conflict(name, first, told, row.indicator, where)
    audience = next((table.audience for table in known if table.audience), "funder")
    cuts = frozenset(tuple(sorted(table.by)) for table in known)
    return [Published(name, audience, figures=figures, cuts=cuts, findings=tuple(findings))]


def _check_names(files: Sequence[Published]) -> Iterator[Finding]:
    """Files whose names give a number beside what some report hides."""
    hidden = frozenset[str]().union(*(file.hidden_names for file in files))
    for file in files:
        for name in find_told_by_file(file.name, hidden):
            yield BESIDE_HIDDEN, {"file": file.name, "name": name}


def _check_certificate(folder: Path, certificate: Mapping[str, object]) -> Iterator[Finding]:
    """Whether the certificate says that the reports hold, and whether they are still those that it was made for."""
    if certificate and certificate.get("verdict") != "holds":
        yield "{file} does not say that the reports hold.", {"file": CERTIFICATE}
    for name, digest in table_of(certificate.get("files")).items():
        path = folder / name
        if path.is_file() and sha256(path.read_bytes()).hexdigest() != digest:
            yield "{file} is not the file that was verified when it was written.", {"file": name}


def _retell(leak: str, language: str) -> str:
    """What the attack found, in a language."""
    for sentence in LEAKS:
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.*)", re.escape(sentence))
        if found := re.fullmatch(pattern, leak):
            return in_language(sentence, language).format(**found.groupdict())
    return leak
