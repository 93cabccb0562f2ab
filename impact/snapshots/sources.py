"""What figures are made from, in counts that name nobody: the rows of each source, and keyed marks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from impact.snapshots.frozen import SourceCount

if TYPE_CHECKING:
    from impact.settings import Correction
    from impact.workspace import Workspace

Marker = Callable[[str], str]
STATUSES = ["kept", "merged", "set_aside"]


def read_marker(workspace: Workspace) -> Marker:
    """What turns a text into a mark under the workspace's key; the same text has the same mark in every snapshot."""
    from impact.people import read_or_make_key
    from impact.people.fingerprints import keyed

    key = read_or_make_key(workspace.root / ".impact" / "key")
    return lambda text: keyed(key, f"snapshot|{text}")


def mark_file(mark: Marker, file: str) -> str:
    """The mark of a source file."""
    return mark(f"file|{file}")


def mark_sheet(mark: Marker, file: str, sheet: str) -> str:
    """The mark of a sheet of a source file."""
    return mark(f"sheet|{file}|{sheet}")


def mark_correction(mark: Marker, correction: Correction) -> str:
    """The mark of a correction: where, what was there, what it became."""
    return mark(f"correction|{correction.model_dump_json(exclude={'reason'})}")


def count_sources(workspace: Workspace, mark: Marker) -> tuple[SourceCount, ...]:
    """The rows of data of every sheet, by the table that they went to."""
    stamp = workspace.stamp
    digests = dict(stamp["inputs"]) if stamp else {}
    rows = workspace.ledger[workspace.ledger["status"].isin(STATUSES)]
    groups = rows.fillna({"table": ""}).groupby(["file", "sheet", "table", "status"], sort=True).size()
    counts = groups.unstack(fill_value=0).reindex(columns=STATUSES, fill_value=0)
    return tuple(
        sorted(
            SourceCount(
                mark_file(mark, file), mark_sheet(mark, file, sheet), table, digests.get(file, ""), *map(int, numbers)
            )
            for (file, sheet, table), numbers in zip(counts.index, counts.to_numpy(), strict=True)
        )
    )


def name_sources(workspace: Workspace, mark: Marker) -> dict[str, str]:
    """Mark → the file or the sheet as a person knows it."""
    pairs = workspace.ledger[["file", "sheet"]].drop_duplicates().itertuples(index=False, name=None)
    names: dict[str, str] = {}
    for file, sheet in pairs:
        names[mark_file(mark, file)] = file
        names[mark_sheet(mark, file, sheet)] = f"{file} › {sheet}" if sheet else file
    return names


def mark_corrections(workspace: Workspace, mark: Marker) -> tuple[str, ...]:
    """A mark for each correction in force."""
    return tuple(sorted(mark_correction(mark, correction) for correction in workspace.settings.corrections))
