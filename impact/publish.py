"""The reports as files: each page's notebook is run and its page written whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from impact.config import find_pages
from impact.disk import lock, write_whole
from impact.errors import Leak
from impact.privacy import read_privacy
from impact.release import find_page, keep_release
from impact.snapshots import read_frozen
from impact.verify import verify_folder
from impact.verify.attack import CERTIFICATE
from impact.verify.personal import People, find_own_contacts

if TYPE_CHECKING:
    from impact.protect.kept import KeptRelease
    from impact.workspace import Workspace

MOST_SAID = 3


def write_reports(
    workspace: Workspace,
    funders: Sequence[str] | None = None,
    year: int | None = None,
    language: str | None = None,
    out: Path | None = None,
) -> Iterator[Path]:
    """Writes the reports asked for and yields their paths; the figures of all pages are protected together.

    Args:
        workspace: built.
        funders: their ids; None is all of them and the general report.
        year: narrows each report to one of its years.
        language: of the pages; as impact.toml says unless given.
        out: the folder; data/processed/reports unless given.

    Raises:
        UsageError: no such funder or year.
        Leak: something hidden could be worked out; nothing is written.
    """
    from impact.report.notebook import find_notebook, run_notebooks
    from impact.report.page import export_html

    names = (
        list(funders)
        if funders
        else [i for i, p in find_pages(workspace.settings).items() if _has(p.scope.years, year)]
    )
    pages = [find_page(workspace.settings, name, language, year) for name in names]
    release = keep_release(workspace, year)
    runs = [{"workspace": str(workspace.root), "page": page.id, "lang": page.language, "year": year} for page in pages]
    notebooks = run_notebooks(find_notebook(workspace.root), runs, workspace.root)
    written = {
        f"{page.id}.html": export_html(node).encode("utf-8") for page, node in zip(pages, notebooks, strict=True)
    }
    written[CERTIFICATE] = write_certificate(workspace, release, written)
    verify_written(workspace, written)
    folder = out or workspace.processed / "reports"
    with lock(workspace.root):
        for name, content in written.items():
            write_whole(folder / name, content)
            if name != CERTIFICATE:
                yield folder / name


def write_certificate(workspace: Workspace, release: KeptRelease, written: Mapping[str, bytes]) -> bytes:
    """What was done to protect the figures, with all that is needed to attack the files: classes and own figures."""
    rules = read_privacy(workspace.settings, workspace.tables)
    own = {i.id: asdict(rules.indicators[i.id]) for i in workspace.settings.indicators if i.id in rules.indicators}
    more = {
        "classes": dict(workspace.settings.privacy.classes),
        "own": own,
        "files": {name: sha256(content).hexdigest() for name, content in sorted(written.items())},
    }
    return (json.dumps({**release.certificate, **more}, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def verify_written(workspace: Workspace, written: Mapping[str, bytes]) -> None:
    """Reads the files again, as they are about to be put in place, and attacks them together.

    Raises:
        Leak: something hidden could be worked out, or a page holds what it should not.
    """
    with TemporaryDirectory(prefix="impact-") as aside:
        for name, content in written.items():
            write_whole(Path(aside) / name, content)
        own = People(contacts=find_own_contacts(workspace.root))
        findings = verify_folder(Path(aside), workspace.language, read_frozen(workspace.root), people=own)
    if findings:
        raise Leak(
            "What was written gives something away, and nothing was put in place. {findings}",
            findings=" ".join(findings[:MOST_SAID]),
        )


def _has(years: tuple[int, ...], year: int | None) -> bool:
    return year is None or not years or year in years
