"""What a reader must know of a sheet beside its cells, as pairs of a key and a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from impact.model import Column
from impact.sources.sheet_xml import SheetFacts, write_address, write_letters

MOST_PLACES = 20
"""Cells or columns named in a remark; the others are counted."""

Remarks = tuple[tuple[str, str], ...]


def remark(facts: SheetFacts, columns: Sequence[Column]) -> Remarks:
    """How many cells are errors or formulas without a result, how many columns that hold something are hidden; where.

    >>> remark(SheetFacts(errors={(7, 1): "#N/A"}), ())
    (('errors', '1'), ('errors_at', 'B8'))
    """
    hidden = [place for place in sorted(facts.hidden_columns) if place < len(columns) and len(columns[place].texts)]
    return (
        *_count("errors", map(write_address, sorted(facts.errors))),
        *_count("uncached", map(write_address, sorted(facts.uncached))),
        *_count("hidden_columns", map(write_letters, hidden)),
    )


def _count(key: str, names: Iterable[str]) -> Remarks:
    places = list(names)
    return ((key, str(len(places))), (f"{key}_at", " ".join(places[:MOST_PLACES]))) if places else ()
