"""The reports as files: each page's notebook is run and its page written whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from impact.config import find_pages
from impact.disk import lock, write_whole
from impact.release import find_page, keep_release

if TYPE_CHECKING:
    from impact.workspace import Workspace


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
    folder = out or workspace.processed / "reports"
    with lock(workspace.root):
        for page, notebook in zip(pages, notebooks, strict=True):
            write_whole(folder / f"{page.id}.html", export_html(notebook).encode("utf-8"))
            yield folder / f"{page.id}.html"
        write_whole(
            folder / "privacy.json",
            (json.dumps(release.certificate, ensure_ascii=False, indent=1) + "\n").encode("utf-8"),
        )


def _has(years: tuple[int, ...], year: int | None) -> bool:
    return year is None or not years or year in years
