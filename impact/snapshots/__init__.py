"""What was published, kept in `data/published` as aggregates: the association's memory, which nothing can recompute.

`frozen` reads and writes the files, `freeze` makes one, `sources` counts what the figures were made from, `compare`
says which figures no longer read the same, `diff` what has changed since and why.
"""

from impact.snapshots.compare import find_revised
from impact.snapshots.frozen import Snapshot, SourceCount, mark_of_frozen, read_frozen, read_snapshots

__all__ = ["Snapshot", "SourceCount", "find_revised", "mark_of_frozen", "read_frozen", "read_snapshots"]
