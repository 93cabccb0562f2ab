"""Results put in place at once or not at all: a run writes aside, one exchange of folders makes it the result."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from impact.errors import Busy, ImpactError

AT_FDCWD = -100
EXCHANGE = 2


def fingerprint(root: Path) -> tuple[str, dict[str, str]]:
    """What a build of a workspace depends on, in one number, and the sha256 of each file below data/raw."""
    raw = root / "data" / "raw"
    found = sorted(p for p in raw.rglob("*") if p.is_file()) if raw.is_dir() else []
    digests = {p.relative_to(raw).as_posix(): _digest(p) for p in found}
    parts = (
        program_version(),
        _digest(root / "impact.toml"),
        _digest(root / ".impact" / "key"),
        sorted(digests.items()),
    )
    return sha256(json.dumps(parts).encode()).hexdigest(), digests


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            digest = sha256()
            while block := file.read(1 << 20):
                digest.update(block)
            return digest.hexdigest()
    except OSError:
        return ""


def program_version() -> str:
    """The version of the rules: a number of all the package's code and references."""
    package = Path(str(files("impact")))
    digest = sha256()
    for path in sorted(p for p in package.rglob("*") if p.suffix in (".py", ".toml")):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@contextmanager
def lock(root: Path) -> Iterator[None]:
    """One writer at a time; the lock of a writer that died is free.

    Raises:
        Busy: another run is writing; the sentence says which.
        ImpactError: the workspace cannot be written to.
    """
    from filelock import FileLock, Timeout

    folder = root / ".impact"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        taken = FileLock(folder / "lock", timeout=0)
        taken.acquire()
    except Timeout:
        holder = _read_text(folder / "holder") or "?"
        raise Busy(
            "Another run (process {holder}) is writing to this workspace; wait for it to end.", holder=holder
        ) from None
    except OSError as error:
        raise _unwritable(folder, error) from None
    try:
        (folder / "holder").write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        taken.release()


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _unwritable(place: Path, error: OSError) -> ImpactError:
    return ImpactError(
        "{place} cannot be written: {why}. The last result is intact.", place=place.name, why=error.strerror or error
    )


@contextmanager
def put_in_place(target: Path) -> Iterator[Path]:
    """A new folder to fill; when the block ends well it stands at `target`, else `target` stays as it was."""
    new = target.parent / f".{target.name}.new"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        remove_folder(new)
        new.mkdir()
        yield new
        for path in sorted(new.rglob("*")):
            _sync(path)
        _sync(new)
        _exchange(new, target)
        _sync(target.parent)
    except OSError as error:
        raise _unwritable(target, error) from None
    finally:
        remove_folder(new)


def remove_folder(folder: Path) -> None:
    """Removes a folder and all that is in it, if it is there."""
    shutil.rmtree(folder, ignore_errors=True)


def _sync(path: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exchange(new: Path, target: Path) -> None:
    """Makes `new` stand at `target`, by one step of the system where it has one; what stood there is then at `new`."""
    if not target.exists():
        new.rename(target)
    elif not _exchanged(new, target):
        old = target.parent / f".{target.name}.old"
        remove_folder(old)
        target.rename(old)
        new.rename(target)
        remove_folder(old)


def _exchanged(new: Path, target: Path) -> bool:
    if sys.platform not in ("linux", "darwin"):
        return False
    system = ctypes.CDLL(None, use_errno=True)
    try:
        if sys.platform == "linux":
            failed = system.renameat2(AT_FDCWD, os.fsencode(new), AT_FDCWD, os.fsencode(target), EXCHANGE)
        else:
            failed = system.renamex_np(os.fsencode(new), os.fsencode(target), EXCHANGE)
    except AttributeError:
        return False
    return bool(failed == 0)


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file at once or not at all."""
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        _sync(beside)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise _unwritable(path, error) from None
