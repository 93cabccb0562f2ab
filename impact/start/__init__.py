"""A new workspace: its folders, and an impact.toml that proposes what the files seem to belong to."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from impact.disk import write_whole
from impact.errors import ImpactError, UsageError
from impact.messages import say

LANGUAGE = "fr"
FOLDERS = ("data/raw", "notebooks")
NOTEBOOKS = ("rapport.ipynb", "exploration.ipynb", "qualite.ipynb")
PRIVATE = ".impact/"


def start_workspace(folder: Path) -> str:
    """Makes what is missing of a workspace, touching nothing that is there; says what was done.

    Where `data/raw` holds files, the new impact.toml proposes their projects and sources. Where spreadsheets lie in the
    folder itself instead, none is written yet: they are to be moved first.

    Raises:
        UsageError: the folder is a file.
        ImpactError: it cannot be written to.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError("“{folder}” is a file; give the name of a folder.", folder=folder.name)
    shown = folder.resolve().name or str(folder)
    try:
        return " ".join(_start(folder, shown))
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ImpactError("{folder} cannot be written: {why}.", folder=shown, why=why) from None


def _start(folder: Path, shown: str) -> Iterator[str]:
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    ignored = folder / ".gitignore"
    if not ignored.exists():
        write_whole(ignored, _resource("gitignore"))
    if not any(folder.glob("README*")):
        write_whole(folder / "README.md", _resource("README.md"))
    _copy_notebooks(folder / "notebooks")
    yield _write_settings(folder, shown)
    if PRIVATE not in ignored.read_text(encoding="utf-8", errors="replace"):
        yield say("ignore_too", LANGUAGE)


def _resource(name: str) -> bytes:
    return files("impact").joinpath("reference", "start", name).read_bytes()


def _copy_notebooks(folder: Path) -> None:
    """The package's notebooks, where there are none yet."""
    if any(folder.glob("*.ipynb")):
        return
    package = Path(str(files("impact")))
    for name in NOTEBOOKS:
        places = (package / "notebooks" / name, package.parent / "notebooks" / name, package / "report" / name)
        found = next((place for place in places if place.is_file()), None)
        if found:
            write_whole(folder / name, found.read_bytes())


def _write_settings(folder: Path, shown: str) -> str:
    settings = folder / "impact.toml"
    if settings.exists() or settings.is_symlink():
        return say("not_empty", LANGUAGE, folder=shown)
    from impact.start.propose import propose_settings

    proposal = propose_settings(folder / "data" / "raw", _resource("impact.toml").decode("utf-8"))
    loose = 0 if proposal.files else _count_loose(folder)
    if loose and not proposal.left:
        return say("loose", LANGUAGE, folder=shown, count=loose)
    write_whole(settings, proposal.text.encode("utf-8"))
    if not proposal.files and not proposal.left:
        return say("created", LANGUAGE, folder=shown)
    counts = {"projects": proposal.projects, "sources": proposal.sources, "left": proposal.left}
    return say("proposed", LANGUAGE, folder=shown, **counts)


def _count_loose(folder: Path) -> int:
    """Spreadsheets that lie in the folder itself or in one of its folders."""
    from impact.sources.folder import SPREADSHEETS

    endings = SPREADSHEETS - {".txt"}
    return sum(p.suffix.lower() in endings and p.is_file() for depth in ("*", "*/*") for p in folder.glob(depth))
