"""What was read, kept by the content's hash: the same bytes are parsed once."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from impact.sources.store import Reading, read_reading

READER = "4"
"""To be raised whenever the same bytes would be read otherwise."""

_DIGEST = sha256().digest_size


def find_kept(cache: Path, digest: str) -> Path:
    """Where the reading of the content with this hash is kept."""
    from importlib.metadata import version

    return cache / f"{digest}-{READER}-{version('python-calamine')}.arrow"


def read_kept(kept: Path) -> Reading | None:
    """A kept reading; None where there is none, or where it is not as it was written."""
    try:
        content = kept.read_bytes()
        if sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
            return None
        return read_reading(content[_DIGEST:])
    except (OSError, ValueError, KeyError):
        return None


def write_kept(kept: Path, reading: bytes) -> None:
    """Keep a reading, for its owner alone, at once or not at all; a full or read-only disk only costs time later."""
    import tempfile

    try:
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=kept.parent, prefix=".kept-")
    except OSError:
        return
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(sha256(reading).digest() + reading)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(kept)
    except OSError:
        temporary.unlink(missing_ok=True)
