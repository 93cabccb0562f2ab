"""The published figures of today, kept under a name."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from impact.disk import lock, program_version, write_whole
from impact.errors import UsageError
from impact.snapshots.frozen import Snapshot, place_of, read_snapshots, write_snapshot
from impact.snapshots.sources import count_sources, mark_corrections, read_marker

if TYPE_CHECKING:
    from pydantic import BaseModel

    from impact.indicators import Indicator
    from impact.protect.kept import Shown
    from impact.workspace import Workspace

LONGEST = 100
SETTINGS = ("organisation", "privacy", "projects", "sources", "indicators", "people")


def freeze_release(workspace: Workspace, name: str) -> Path:
    """Keeps the figures of all reports as they are published today, in `data/published/NAME.json`.

    Only what is shown to funders and to the public is kept: aggregates, protected as on the pages. Beside them stand
    counts of rows by source, under keyed marks, and digests of the definitions, so that `diff_snapshot` can tell why
    a figure is no longer the same. Nothing in the file depends on the day.

    Args:
        workspace: built.
        name: of the snapshot; letters, digits, `.`, `_` and `-`.

    Raises:
        UsageError: a name that makes no file, or that is taken.
        Leak: the figures cannot be published.
    """
    check_name(name)
    with lock(workspace.root):
        before = read_snapshots(workspace.root)
        if (
            name.casefold() in (snapshot.name.casefold() for snapshot in before)
            or place_of(workspace.root, name).exists()
        ):
            raise UsageError(
                "There is already a snapshot “{name}”, and what was published cannot be changed: choose another name.",
                name=name,
            )
        number = 1 + max((snapshot.number for snapshot in before), default=0)
        path = place_of(workspace.root, name)
        write_whole(path, write_snapshot(take_snapshot(workspace, name, number)))
    return path


def check_name(name: str) -> None:
    """Refuses a name that is no safe name of a file.

    >>> check_name("rapport-2020")
    """
    if not re.fullmatch(r"\w[\w.-]*", name) or len(name) > LONGEST or name.endswith("."):
        raise UsageError(
            "“{name}” cannot be the name of a snapshot: use letters, digits, dots, hyphens, such as rapport-2020.",
            name=name,
        )


def take_snapshot(workspace: Workspace, name: str = "", number: int = 0) -> Snapshot:
    """What would be frozen now."""
    from impact import __version__

    mark = read_marker(workspace)
    known = workspace.indicators_known
    people = workspace.check().facts["people"]
    return Snapshot(
        name=name,
        number=number,
        version=__version__,
        program=program_version()[:16],
        key=mark("key"),
        pages=find_published(workspace),
        units={indicator.id: indicator.unit for indicator in known.values()},
        definitions={indicator.id: digest_of_definition(indicator) for indicator in known.values()},
        settings={part: digest_of_settings(getattr(workspace.settings, part)) for part in SETTINGS},
        sources=count_sources(workspace, mark),
        corrections=mark_corrections(workspace, mark),
        people={"rows": people["rows"], "persons": people["persons"], "merges": people["merges"]},
        labels={indicator.id: asdict(indicator.label) for indicator in known.values() if indicator.label},
    )


def find_published(workspace: Workspace) -> dict[str, Shown]:
    """Page → dimensions → its figures, of every page that may leave the association."""
    from impact.config import find_pages, key_of
    from impact.release import keep_release, restrict

    pages = {key_of(i): page for i, page in find_pages(workspace.settings).items()}
    release = keep_release(workspace, None)
    return {i: restrict(release.pages[i], page) for i, page in sorted(pages.items()) if page.audience != "internal"}


def digest_of_definition(indicator: Indicator) -> str:
    """A digest of what an indicator counts, whatever it is called."""
    return sha256(repr(replace(indicator, label=None, definition=None)).encode()).hexdigest()[:16]


def digest_of_settings(part: BaseModel | list[BaseModel]) -> str:
    """A digest of a part of impact.toml."""
    plain = [each.model_dump(mode="json") for each in (part if isinstance(part, list) else [part])]
    return sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def name_pages(workspace: Workspace) -> Mapping[str, str]:
    """Page → whom it is for, "" for the general one."""
    from impact.config import find_pages, key_of

    pages = find_pages(workspace.settings)
    return {key_of(i): page.name[workspace.language] for i, page in pages.items()}
