"""Who may see what: classes of fields, lines by audience, and how each figure counts people."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import cast

from impact.config import read_reference
from impact.errors import ConfigError

CLASSES = ("open", "personal", "sensitive", "never")
AUDIENCES = ("internal", "funder", "public")
OUT_OF_REACH = 1_000_000
ARRIVED, ANSWER = "arrived", "answer"
PARTICIPANTS = "participants"


@dataclass(frozen=True)
class Counting:
    """How a figure counts people.

    Attributes:
        kind: `count`, `share`, `part`, `mean`, `list` or `per`.
        of: the people that it looks at: `met`, `accompanied`, or the id of a figure that no table shows the people of.
        attributes: the attributes that it carries, whatever it is cut by; of a share or a mean, first its own.
        values: of a share, the values of its attribute that are counted.
        alone: its class where nothing else of people is crossed with it; None: that of its attributes.
        where: conditions on its people, whatever it is cut by (field → accepted values).
        among: the table whose people it counts: those of another one may be in other places and times.
        ever: of a share, whether who once gives one of its values does so over several projects.
    """

    kind: str
    of: str
    attributes: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    alone: str | None = None
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    among: str = PARTICIPANTS
    ever: bool = False


@dataclass(frozen=True)
class Rules:
    """What is hidden from whom.

    Attributes:
        classes: field → `open`, `personal`, `sensitive` or `never`.
        lines: class → audience → the number of people below which a count of that class is hidden.
        indicators: figures that count people → how.
        neutral: dimensions that say nothing of a person.
        free: figures that never say anything of a person, even where people stand behind them.
        constant: attributes that a person keeps from one project to the next.
        stated: indicator → the class that the association gave it.
        guiding: the answer (field, value) that makes somebody accompanied, where nothing else does.
    """

    classes: Mapping[str, str]
    lines: Mapping[str, Mapping[str, int]]
    indicators: Mapping[str, Counting]
    neutral: frozenset[str]
    free: frozenset[str]
    constant: frozenset[str]
    stated: Mapping[str, str] = field(default_factory=dict)
    guiding: tuple[str, str] | None = None

    @property
    def asked(self) -> frozenset[str]:
        """Attributes that shares ask about: an answer in one project may not be the answer over several."""
        shares = (counting for counting in self.indicators.values() if counting.kind == "share")
        return frozenset([ANSWER, *(counting.attributes[0] for counting in shares)])

    @property
    def lasting(self) -> Mapping[str, frozenset[str]]:
        """Attributes that shares ask about → the values that stay the answer over several projects."""
        shares = [counting for counting in self.indicators.values() if counting.kind == "share" and counting.ever]
        return {counting.attributes[0]: frozenset(counting.values) for counting in shares}

    def line(self, class_: str, audience: str) -> int:
        """The number of people below which a count of that class is hidden from `audience`."""
        if audience == "internal":
            return 0
        return OUT_OF_REACH if class_ == "never" else self.lines[class_][audience]

    def attributes(self, dimensions: Iterable[str]) -> tuple[str, ...]:
        """Those of the dimensions that are attributes of people."""
        return tuple(name for name in dimensions if name not in self.neutral)

    def class_of(self, indicator: str, dimensions: Iterable[str]) -> str:
        """The class of a figure within a selection that is limited by these dimensions.

        >>> read_rules(None, {}).class_of("share_women", ["sector"])
        'open'
        >>> read_rules(None, {}).class_of("share_women", ["age_band"])
        'personal'
        """
        counting = self.counting(indicator)
        selected = self.attributes(dimensions)
        alone = counting.alone if not selected else None
        crossed = self._cross({*selected, *counting.attributes}) if alone is None else alone
        return max(crossed, self.stated.get(indicator, "open"), key=CLASSES.index)

    def counting(self, indicator: str) -> Counting:
        """How a figure counts people; one that nobody declared is taken for a sensitive one."""
        return self.indicators.get(indicator, Counting("count", indicator, (indicator,), among=indicator))

    def _cross(self, attributes: Set[str]) -> str:
        kinds = [self.classes.get(name, "sensitive") for name in attributes - self.neutral - {ANSWER}]
        return max(kinds + ["personal"] * (len(kinds) > 1), key=CLASSES.index, default="open")


def read_rules(
    threshold: int | None, classes: Mapping[str, str], own: Mapping[str, Counting] = MappingProxyType({})
) -> Rules:
    """The rules of `privacy.toml` with what `impact.toml` changes.

    Args:
        threshold: raises the personal and sensitive lines to at least this number of people; never lowers them.
        classes: field or indicator → class, as in `[privacy.classes]`.
        own: an association's own figures that count people → how.

    Raises:
        ConfigError: a field, an indicator or a class that does not exist.

    >>> read_rules(4, {}).line("personal", "funder"), read_rules(4, {}).line("sensitive", "funder")
    (4, 5)
    """
    reference = read_reference("privacy.toml")
    fields = cast("Mapping[str, str]", reference["fields"])
    indicators = _read_countings(cast("Mapping[str, Mapping[str, str]]", reference["indicators"]), own)
    for name, class_ in classes.items():
        _check_name(name, [*fields, *indicators], "field or indicator")
        _check_name(class_, CLASSES, "class")
    stated = {name: class_ for name, class_ in classes.items() if name in indicators}
    return Rules(
        {**fields, **{name: class_ for name, class_ in classes.items() if name in fields}},
        _raise_lines(cast("Mapping[str, Mapping[str, int]]", reference["lines"]), threshold or 0),
        {name: _restate(counting, stated.get(name)) for name, counting in indicators.items()},
        frozenset([*cast("list[str]", reference["dimensions"]["neutral"]), ARRIVED]),
        frozenset(cast("list[str]", reference["figures"]["free"])),
        frozenset(cast("list[str]", reference["dimensions"]["of_the_person"])),
        stated,
    )


def _read_countings(declared: Mapping[str, Mapping[str, str]], own: Mapping[str, Counting]) -> dict[str, Counting]:
    built_in = {
        name: Counting(
            kind=entry["kind"],
            of=entry["of"],
            attributes=(entry["field"],) if "field" in entry else (),
            values=(entry["value"],) if "value" in entry else (),
            alone=entry.get("class"),
            ever=bool(entry.get("ever")),
        )
        for name, entry in declared.items()
    }
    return {**built_in, **own}


def _restate(counting: Counting, class_: str | None) -> Counting:
    if class_ is None:
        return counting
    return replace(counting, alone=class_)


def _raise_lines(lines: Mapping[str, Mapping[str, int]], threshold: int) -> dict[str, dict[str, int]]:
    return {
        class_: {who: max(line, threshold) if class_ != "open" else line for who, line in by_audience.items()}
        for class_, by_audience in lines.items()
    }


def _check_name(name: str, known: Iterable[str], what: str) -> None:
    known = sorted(set(known))
    if name in known:
        return
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5) or known[:6]
    raise ConfigError(
        "impact.toml, privacy.classes: “{name}” is no {what}; did you mean {near}?",
        name=name,
        what=what,
        near=", ".join(near),
    )
