"""What has changed since a report was sent, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from impact.config import nearest_names
from impact.errors import UsageError
from impact.exports.labels import label_of, value_label
from impact.messages import in_language, say
from impact.model import ProtectedFigures
from impact.snapshots.compare import LACKING, NOW, THEN, compare_tables, say_figure
from impact.snapshots.freeze import name_pages, take_snapshot
from impact.snapshots.frozen import Snapshot, place_of, read_snapshot, read_snapshots
from impact.snapshots.reasons import Reason, find_reasons
from impact.snapshots.sources import mark_correction, name_sources, read_marker
from impact.words import Wording, read_words

if TYPE_CHECKING:
    from impact.indicators import Indicator
    from impact.workspace import Workspace

ALL = "all"
PUBLISHED = ["published", "published_numerator", "published_denominator"]
TODAY = ["now", "now_numerator", "now_denominator"]
COLUMNS = ["page", "indicator", "cell", "unit", *PUBLISHED, *TODAY, *LACKING, "why"]


@dataclass(frozen=True, eq=False)
class Diff:
    """What is no longer as it was published.

    Attributes:
        name: of the snapshot.
        frame: a row a page and figure that differs: `page`, `indicator`, `cell` (dimension → value),
            `unit`, `published` and `now`, each with its `…_numerator` and `…_denominator` (null where hidden, without
            data or not published), `status_then`, `status`, and `why`: the reasons that can explain it, as sentences
            in the workspace's language.
        labels: indicator → what readers call it.
        reasons: (kind, sentence) of everything that differs beside the figures.
    """

    name: str
    frame: pd.DataFrame
    reasons: tuple[tuple[str, str], ...]
    language: str
    currency: str
    labels: Mapping[str, str]

    def to_json(self) -> str:
        """The same as JSON: `name`, `figures` and `reasons`."""
        figures = [
            {**row, **{key: None if row[key] != row[key] else row[key] for key in (*PUBLISHED, *TODAY)}}
            for row in self.frame.to_dict("records")
        ]
        reasons = [{"kind": kind, "sentence": sentence} for kind, sentence in self.reasons]
        content = {"name": self.name, "figures": figures, "reasons": reasons}
        return json.dumps(content, ensure_ascii=False, indent=1)

    def to_text(self) -> str:
        """The same for a person: for each set of reasons, the figures that they can explain."""
        words = read_words(self.language)
        if not len(self.frame):
            return say("unchanged", self.language, name=self.name)
        lines = [say("changed", self.language, name=self.name, count=len(self.frame))]
        keys = self.frame["why"].map("\n".join)
        for _, figures in self.frame.groupby(keys, sort=False):
            lines += ["", *figures["why"].iloc[0]]
            lines += [f"  {line}" for line in self._lines(figures, words)]
        return "\n".join(lines)

    def _lines(self, figures: pd.DataFrame, words: Wording) -> Iterator[str]:
        """A line a change, however many pages show it, with their names."""
        pages: dict[str, list[str]] = {}
        for row in figures.to_dict("records"):
            label = self.labels.get(str(row["indicator"]), row["indicator"])
            cell = ", ".join(
                f"{words.label('dimensions', name)} = {value_label(name, str(value), words, {})}"
                for name, value in row["cell"].items()
            )
            then, now = (
                say_figure(words, row["unit"], self.currency, *(row[number] for number in numbers))
                if row[status] == "ok"
                else say(f"status_{row[status]}", self.language)
                for numbers, status in ((PUBLISHED, "status_then"), (TODAY, "status"))
            )
            line = words.typeset(f"{label}{f' ({cell})' if cell else ''} : {then} → {now}")
            pages.setdefault(line, []).append(str(row["page"]))
        yield from (f"{line} [{', '.join(names)}]" for line, names in pages.items())


def diff_snapshot(workspace: Workspace, name: str) -> Diff:
    """Which figures of a snapshot have changed since, and what can explain each.

    Args:
        workspace: built.
        name: of the snapshot.

    Raises:
        UsageError: there is no such snapshot; the sentence names the nearest.
    """
    before = _find(workspace, name)
    now = take_snapshot(workspace)
    mark = read_marker(workspace)
    names = name_sources(workspace, mark)
    names |= {
        mark_correction(mark, each): f"{each.file} {each.sheet} {each.cell or each.row}: {each.reason}"
        for each in workspace.settings.corrections
    }
    reasons = [*find_reasons(before, now, names), *_find_lost_pages(before, now, name_pages(workspace))]
    language = workspace.language
    currency = workspace.settings.organisation.currency
    frame = _find_changes(before, now, reasons, workspace.indicators_known, language, currency)
    told = tuple(dict.fromkeys((reason.kind, tell(reason, language)) for reason in reasons))
    words = read_words(language)
    labels = {indicator: label[language] for indicator, label in before.labels.items()}
    labels |= {indicator: label_of(each, words) for indicator, each in workspace.indicators_known.items()}
    return Diff(name, frame, told, language, currency, labels)


def tell(reason: Reason, language: str) -> str:
    """A reason as a sentence."""
    return in_language(reason.sentence, language).format(**reason.facts)


def _find(workspace: Workspace, name: str) -> Snapshot:
    path = place_of(workspace.root, name)
    names = [snapshot.name for snapshot in read_snapshots(workspace.root)]
    if name not in names:
        raise UsageError(
            "There is no snapshot “{name}” in data/published; {nearest}", name=name, nearest=nearest_names(name, names)
        )
    return read_snapshot(path)


PROTECTED = Reason("protected", "Protection hides or shows it otherwise, as small numbers or reports changed.")
OTHER_SCOPE = Reason("redefined", "The report looks at other projects, sectors or years than it did.")


def _find_lost_pages(before: Snapshot, now: Snapshot, pages: Mapping[str, str]) -> list[Reason]:
    return [
        Reason("removed", "The report “{page}” is no longer in impact.toml.", facts={"page": page})
        for page in before.pages
        if page not in pages and page not in now.pages
    ]


def _find_changes(
    before: Snapshot,
    now: Snapshot,
    reasons: Sequence[Reason],
    known: Mapping[str, Indicator],
    language: str,
    currency: str,
) -> pd.DataFrame:
    changes: dict[str, dict[str, object]] = {}
    for page, shown in before.pages.items():
        for by, then in shown.items():
            today = now.pages.get(page, {}).get(by)
            if today is not None:
                extra = [] if then.scope == today.scope else [OTHER_SCOPE]
                for row in _changed_rows(page, then, today, {**now.units, **before.units}, currency):
                    why = _explain(row, [*extra, *reasons], known)
                    row["why"] = [tell(reason, language) for reason in why]
                    changes.setdefault(json.dumps([page, row["indicator"], row["cell"]]), row)
    return pd.DataFrame(list(changes.values()), columns=COLUMNS)


def _changed_rows(
    page: str, then: ProtectedFigures, today: ProtectedFigures, units: Mapping[str, str], currency: str
) -> Iterator[dict[str, object]]:
    both = compare_tables(then, today, currency)
    for row in both[both["changed"]].to_dict("records"):
        indicator, cell = str(row["indicator"]), {name: row[name] for name in then.by if row[name] != ALL}
        yield {
            "page": page,
            "indicator": indicator,
            "cell": cell,
            "unit": units.get(indicator, ""),
            **{told: row[number] for told, number in zip((*PUBLISHED, *TODAY), (*THEN, *NOW), strict=True)},
            "status_then": row["status_then"],
            "status": row["status"],
            "left_out": any(is_left_out(indicator, list(cell), figures) for figures in (then, today)),
        }


def is_left_out(indicator: str, cut: Sequence[str], figures: ProtectedFigures) -> bool:
    """Whether a figure is published, but in no value of what cuts it: protection left its breakdown out."""
    shown = figures.frame[figures.frame["indicator"] == indicator]
    return len(shown) > 0 and not (shown[list(cut)] != ALL).all(axis=1).any()


def _explain(row: Mapping[str, object], reasons: Sequence[Reason], known: Mapping[str, Indicator]) -> list[Reason]:
    """The reasons that touch the tables of a figure; of one that is hidden now, or was, protection too.

    Only protection leaves a breakdown out, whatever happened to the rows.
    """
    if row["left_out"]:
        return [PROTECTED]
    indicator = known.get(str(row["indicator"]))
    hidden = [PROTECTED] if "hidden" in (row["status"], row["status_then"]) else []
    if indicator is None:
        return [*(reason for reason in reasons if reason.indicator == row["indicator"]), *hidden]
    return [*(reason for reason in reasons if reason.touches(indicator)), *hidden]
