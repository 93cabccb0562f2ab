"""A finished build as files: its tables, its account, and the stamp that says what it was made from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from impact.disk import fingerprint

if TYPE_CHECKING:
    from impact.pipeline import Build


class Stamp(TypedDict):
    """What a finished build was made from; `fingerprint` is "" where something changed while it was read."""

    version: str
    fingerprint: str
    inputs: list[list[str]]


def read_stamp(folder: Path) -> Stamp | None:
    """The stamp of the build in a folder; None where there is none that can be read."""
    try:
        found: Stamp = json.loads((folder / "build.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "fingerprint" in found else None


def make_stamp(root: Path, before: str, built: Build) -> Stamp:
    """The stamp of a build of a workspace whose fingerprint was `before` when its reading began."""
    from impact import __version__
    from impact.sources.folder import write_path

    after, digests = fingerprint(root)
    raw = root / "data" / "raw"
    now = {write_path(raw / file, raw): digest for file, digest in digests.items()}
    read = {f.file: f.sha256 for f in built.files if f.status == "read"}
    same = before == after and all(now.get(file) == digest for file, digest in read.items())
    return Stamp(version=__version__, fingerprint=after if same else "", inputs=[list(i) for i in sorted(read.items())])


def write_build(folder: Path, built: Build, stamp: Stamp, organisation: str, language: str, currency: str) -> None:
    """Writes every table as Parquet, what they hold as a data package, the account of the rows and the stamp."""
    from impact.exports import write_datapackage, write_parquet
    from impact.exports.internal import WRITTEN

    for name, frame in built.frames().items():
        write_parquet(frame, WRITTEN[name], folder / f"{name}.parquet")
    write_datapackage(folder, organisation, language, (file for file, _ in stamp["inputs"]), currency)
    for name, content in (("account", built.account), ("build", stamp)):
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
