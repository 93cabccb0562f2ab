"""Why figures are no longer what was published: what differs between two snapshots, beside their figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from impact.snapshots.frozen import Snapshot, SourceCount

if TYPE_CHECKING:
    from impact.indicators import Indicator

TABLES = frozenset({"participants", "workshops", "sales"})
PEOPLE = frozenset({"participants", "workshops"})


@dataclass(frozen=True)
class Reason:
    """Something that differs.

    Attributes:
        kind: `added`, `removed`, `corrected`, `merged`, `set_aside`, `redefined`, `settings`, `program` or `protected`.
        sentence: in English; `facts` fill its places.
        tables: whose figures it touches.
        indicator: the only figure that it touches; "" for any.
    """

    kind: str
    sentence: str
    tables: frozenset[str] = TABLES
    indicator: str = ""
    facts: Mapping[str, object] = field(default_factory=dict, hash=False)

    def touches(self, indicator: Indicator) -> bool:
        """Whether it can make a difference to a figure."""
        read = {"workshops" if part.table == "attendance" else part.table for part in indicator.measured()}
        return self.indicator in ("", indicator.id) and bool(read & self.tables)


def find_reasons(before: Snapshot, now: Snapshot, names: Mapping[str, str]) -> list[Reason]:
    """Everything that can explain a difference, sources first.

    Args:
        before: what was published.
        now: the same of today.
        names: mark → what a person calls the source, for those that are still there.
    """
    return [
        *_compare_sources(before, now, names),
        *_compare_corrections(before, now, names),
        *_compare_people(before, now),
        *_compare_definitions(before, now),
        *_compare_settings(before, now),
    ]


def _compare_sources(before: Snapshot, now: Snapshot, names: Mapping[str, str]) -> Iterator[Reason]:
    then, today = _by_file(before), _by_file(now)
    digests = {counts[0].sha256 for counts in then.values()}
    same = {counts[0].sha256 for file, counts in today.items() if file not in then} & digests
    for file, counts in sorted(today.items(), key=lambda item: names.get(item[0], item[0])):
        if file in then:
            yield from _compare_file(then[file], counts, names)
        elif counts[0].sha256 not in same:
            yield from (_say("added", count, names, before=0, after=_rows(count)) for count in counts)
    for file, counts in sorted(then.items()):
        if file not in today and counts[0].sha256 not in same:
            for count in counts:
                yield Reason(
                    "removed",
                    "A source that is no longer there: {before} rows fewer.",
                    _tables_of([count]),
                    facts={"before": _rows(count)},
                )


def _by_file(snapshot: Snapshot) -> dict[str, list[SourceCount]]:
    ordered = sorted(snapshot.sources)
    return {file: list(counts) for file, counts in groupby(ordered, key=lambda count: count.file)}


def _compare_file(
    then: Sequence[SourceCount], today: Sequence[SourceCount], names: Mapping[str, str]
) -> Iterator[Reason]:
    """What became of the rows of one file; where their number is the same and the file is not, its cells changed."""
    before = {(count.sheet, count.table): count for count in then}
    after = {(count.sheet, count.table): count for count in today}
    found: list[Reason] = []
    for key in sorted(before.keys() | after.keys()):
        count = after.get(key) or before[key]
        blank = count._replace(kept=0, merged=0, set_aside=0)
        found += _compare_sheet(before.get(key, blank), after.get(key, blank), names)
    yield from found
    if not found and then[0].sha256 != today[0].sha256:
        name = names.get(today[0].file, "?")
        sentence = "{source}: cells changed, the number of rows is the same."
        yield Reason("corrected", sentence, _tables_of(today), facts={"source": name})


def _compare_sheet(then: SourceCount, today: SourceCount, names: Mapping[str, str]) -> Iterator[Reason]:
    if _rows(then) != _rows(today):
        kind = "added" if _rows(today) > _rows(then) else "removed"
        yield _say(kind, today, names, before=_rows(then), after=_rows(today))
    if then.merged != today.merged:
        yield _say("merged", today, names, before=then.merged, after=today.merged)
    if then.set_aside != today.set_aside:
        yield _say("set_aside", today, names, before=then.set_aside, after=today.set_aside)


SENTENCES = {
    "added": "{source}: rows added ({before} before, {after} now).",
    "removed": "{source}: rows removed ({before} before, {after} now).",
    "merged": "{source}: rows merged into others ({before} before, {after} now).",
    "set_aside": "{source}: rows set aside ({before} before, {after} now).",
}


def _say(kind: str, count: SourceCount, names: Mapping[str, str], before: int, after: int) -> Reason:
    source = names.get(count.sheet) or names.get(count.file) or "?"
    return Reason(
        kind, SENTENCES[kind], _tables_of([count]), facts={"source": source, "before": before, "after": after}
    )


def _rows(count: SourceCount) -> int:
    return count.kept + count.merged + count.set_aside


def _tables_of(counts: Sequence[SourceCount]) -> frozenset[str]:
    """The tables that the figures of these rows are computed from; any where it is not known."""
    known = frozenset(count.table for count in counts if count.table)
    return known or TABLES


def _compare_corrections(before: Snapshot, now: Snapshot, names: Mapping[str, str]) -> Iterator[Reason]:
    if before.key != now.key:
        added, removed = [], []
        changed = len(before.corrections) != len(now.corrections)
    else:
        added = sorted(set(now.corrections) - set(before.corrections))
        removed = sorted(set(before.corrections) - set(now.corrections))
        changed = bool(removed)
    for mark in added:
        yield Reason("corrected", "Correction added in impact.toml: {place}.", facts={"place": names.get(mark, "?")})
    if changed:
        facts = {"before": len(before.corrections), "after": len(now.corrections)}
        yield Reason("corrected", "Corrections in impact.toml: {before} before, {after} now.", facts=facts)


def _compare_people(before: Snapshot, now: Snapshot) -> Iterator[Reason]:
    if before.people["merges"] != now.people["merges"]:
        facts = {"before": before.people["merges"], "after": now.people["merges"]}
        sentence = "Rows recognised as a person already known: {before} before, {after} now."
        yield Reason("merged", sentence, PEOPLE, facts=facts)


def _compare_definitions(before: Snapshot, now: Snapshot) -> Iterator[Reason]:
    for indicator in sorted(before.definitions.keys() | now.definitions.keys()):
        then, today = before.definitions.get(indicator), now.definitions.get(indicator)
        if today is None:
            yield Reason("removed", "The figure no longer exists: nothing declares it any more.", indicator=indicator)
        elif then is None:
            yield Reason("added", "The figure is new: nothing declared it then.", indicator=indicator)
        elif then != today:
            yield Reason("redefined", "What the figure counts was redefined.", indicator=indicator)


def _compare_settings(before: Snapshot, now: Snapshot) -> Iterator[Reason]:
    changed = [part for part in before.settings if before.settings[part] != now.settings.get(part)]
    for part in changed:
        yield Reason("settings", "impact.toml says something else under “{part}”.", facts={"part": part})
    if before.program != now.program:
        sentence = "The program changed: {before} before, {after} now."
        said = {name: f"{s.version} ({s.program[:8]})" for name, s in (("before", before), ("after", now))}
        yield Reason("program", sentence, facts=said)
