"""Consistency rules: sums of figures that must agree in every cell by sector and year, as data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, TypeAlias, cast

import pandas as pd

from impact.config import nearest_names, read_reference
from impact.errors import ConfigError
from impact.indicators import CATALOGUE, Indicator, compute_figures, declare_all
from impact.indicators.declaration import Mean, Ratio, Share, Sum
from impact.indicators.dimensions import ALL, DIMENSIONS
from impact.model import Figures, Tables, Words
from impact.settings import RuleSettings, Settings, words_of

if TYPE_CHECKING:
    from impact.settings import Name

Terms: TypeAlias = tuple[tuple[float, str], ...]
CELL = ("sector", "year")
PARTS = ("numerator", "denominator", "missing")
BROKEN = ["rule", *CELL, "left", "right", "sentence"]
CLOSE = 1e-6


@dataclass(frozen=True)
class Rule:
    """Two sums that must agree.

    Attributes:
        text: as a person reads it: `workshops + trainings == workshops_and_trainings`.
        left, right: (factor, figure) one a term; the figure of a number is "".
        operator: `==`, `!=`, `<`, `<=`, `>` or `>=`.
        sentence: what is wrong where it is broken.
        over: a dimension over whose values the left side is added up; None adds nothing up. Over sector or year,
            the sum is held against the right side of all of them.
    """

    text: str
    left: Terms
    operator: str
    right: Terms
    sentence: Words
    over: str | None = None

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What the left side is computed by."""
        return CELL if self.over is None or self.over in CELL else (*CELL, self.over)


def read_rules(settings: Settings) -> tuple[Rule, ...]:
    """The package's own rules, then those of impact.toml.

    Raises:
        ConfigError: a side that cannot be read, or names no figure; the sentence names the nearest.
    """
    known = find_known(settings)
    ours = cast("list[Mapping[str, Name]]", read_reference("rules.toml")["rules"])
    built_in = [declare_rule(RuleSettings.model_validate(rule), "rules.toml", known) for rule in ours]
    theirs = [declare_rule(rule, f"rules n° {number}", known) for number, rule in enumerate(settings.rules, 1)]
    return (*built_in, *theirs)


def find_known(settings: Settings, tables: Tables | None = None) -> Mapping[str, Indicator]:
    """The built-in figures and the association's own; with the tables, their values as the rows have them."""
    return {**CATALOGUE, **declare_all(settings, tables)}


def declare_rule(said: RuleSettings, place: str, known: Mapping[str, Indicator]) -> Rule:
    """One rule as it stands in a TOML file."""
    left, right = (
        parse_terms(str(side), f"{place}.{name}", known) for name, side in (("left", said.left), ("right", said.right))
    )
    over = f"Σ {said.over} " if said.over else ""
    text = f"{over}{said.left} {said.operator} {said.right}"
    rule = Rule(text, left, said.operator, right, words_of(said.sentence, text), said.over)
    check_over(rule, f"{place}.over", known)
    check_parts(rule, place, known)
    return rule


def check_over(rule: Rule, place: str, known: Mapping[str, Indicator]) -> None:
    """Refuses a dimension that a figure of the left side does not have."""
    for name in names_of(rule.left) if rule.over else ():
        had = [DIMENSIONS[part.table] for part in known[name].measured()]
        if any(rule.over not in dimensions for dimensions in had):
            raise ConfigError(
                "impact.toml, {place}: “{name}” cannot be cut by {dimension}; {nearest}",
                place=place,
                name=name,
                dimension=rule.over,
                nearest=nearest_names(str(rule.over), had[0]),
            )


def check_parts(rule: Rule, place: str, known: Mapping[str, Indicator]) -> None:
    """Refuses the numerator, denominator or missing of a figure that has none."""
    for side, terms in (("left", rule.left), ("right", rule.right)):
        for _, term in terms:
            name, _, part = term.partition(".")
            if part and part not in parts_of(known[name]):
                sentence = (
                    "impact.toml, {place}: “{name}” has no {part}; only a share or a mean has a numerator and a "
                    "denominator, and only they and a sum may have missing."
                )
                raise ConfigError(sentence, place=f"{place}.{side}", name=name, part=part)


def parts_of(indicator: Indicator) -> tuple[str, ...]:
    """The numbers that a figure is made of."""
    match indicator.measure:
        case Share() | Mean():
            return PARTS
        case Ratio():
            return ("numerator", "denominator")
        case Sum():
            return ("missing",)
        case _:
            return ()


def parse_terms(text: str, place: str, known: Iterable[str]) -> Terms:
    """A sum of figures and numbers; of a share or a mean, its `.numerator`, `.denominator` or `.missing` too.

    Raises:
        ConfigError: a name that no figure bears, or anything but names, numbers, + and −.

    >>> parse_terms("revenue - expenses", "rules", ["revenue", "expenses"])
    ((1.0, 'revenue'), (-1.0, 'expenses'))
    """
    names = [name + part for name in known for part in ("", *(f".{part}" for part in PARTS))]
    longest_first = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    words = re.findall(rf"(?<![\w.])(?:{longest_first})(?![\w.])|[\w.,]+|[+−-]|\S", text)
    terms: list[tuple[float, str]] = []
    sign, wanted = 1.0, True
    for number, word in enumerate(words):
        if word in "+−-" and (not wanted or number == 0):
            sign, wanted = 1.0 if word == "+" else -1.0, True
        elif not wanted or not re.match(r"\w", word):
            raise _unreadable(text, place)
        else:
            terms.append(_term(word, sign, place, names))
            wanted = False
    if wanted:
        raise _unreadable(text, place)
    return tuple(terms)


def _term(word: str, sign: float, place: str, names: Sequence[str]) -> tuple[float, str]:
    if word in names:
        return sign, word
    if re.fullmatch(r"\d+([.,]\d+)?", word):
        return sign * float(word.replace(",", ".")), ""
    raise ConfigError(
        "impact.toml, {place}: there is no indicator “{name}”; {nearest}",
        place=place,
        name=word,
        nearest=nearest_names(word, [name for name in names if not name.endswith(PARTS)]),
    )


def _unreadable(text: str, place: str) -> ConfigError:
    return ConfigError(
        "impact.toml, {place}: “{text}” cannot be read; write indicators and numbers joined by + and −, "
        "such as “revenue - expenses”.",
        place=place,
        text=text,
    )


def names_of(terms: Terms) -> list[str]:
    """The figures of a side."""
    return [re.sub(rf"\.({'|'.join(PARTS)})$", "", name) for _, name in terms if name]


def compute_for_rules(
    tables: Tables, rules: Iterable[Rule], known: Mapping[str, Indicator], fiscal_year_start: str | None = None
) -> Mapping[tuple[str, ...], Figures]:
    """The figures that rules speak of, by what they are cut by."""
    wanted: dict[tuple[str, ...], dict[str, Indicator]] = {}
    for rule in rules:
        for dimensions, terms in ((rule.dimensions, rule.left), (CELL, rule.right)):
            wanted.setdefault(dimensions, {}).update({name: known[name] for name in names_of(terms)})
    return {
        by: compute_figures(tables, list(named.values()), by, fiscal_year_start=fiscal_year_start)
        for by, named in wanted.items()
    }


def check_rules(figures_by: Mapping[tuple[str, ...], Figures], rules: Sequence[Rule]) -> pd.DataFrame:
    """A row a broken rule and cell: `rule`, `sector`, `year`, `left`, `right`, `sentence` (in both languages).

    A cell where one of the figures has no data is passed over.

    Args:
        figures_by: of `compute_for_rules`.
        rules: of `read_rules`.
    """
    sides = {side for rule in rules for side in ((rule.dimensions, rule.over), (CELL, None))}
    numbers = {(by, over): number_cells(figures_by[by], over) for by, over in sides}
    broken = [_broken(rule, numbers[rule.dimensions, rule.over], numbers[CELL, None]) for rule in rules]
    filled = [frame for frame in broken if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=BROKEN)


def number_cells(figures: Figures, over: str | None = None) -> pd.DataFrame:
    """A row a cell by sector and year, a column a figure and part; the values of `over` are added up."""
    frame = figures.frame
    if over is not None:
        frame = frame[frame[over] != ALL].assign(**{over: ALL})
    named = [frame.assign(name=frame["indicator"], number=frame["value"])]
    named += [frame.assign(name=frame["indicator"] + f".{part}", number=frame[part]) for part in PARTS]
    long = pd.concat(named, ignore_index=True)
    summed = long.groupby([*CELL, "name"], sort=False)["number"].sum(min_count=1)
    return summed.unstack("name")


def _broken(rule: Rule, parts: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    cells = parts.index.union(whole.index, sort=False)
    left, right = _side(rule.left, parts.reindex(cells)), _side(rule.right, whole.reindex(cells))
    gap = left - right
    kept = {
        "==": gap.abs() <= CLOSE,
        "!=": gap.abs() > CLOSE,
        "<=": gap <= CLOSE,
        "<": gap < -CLOSE,
        ">=": gap >= -CLOSE,
        ">": gap > CLOSE,
    }[rule.operator]
    wrong = gap.notna() & ~kept
    found = pd.DataFrame({"left": left[wrong], "right": right[wrong]}).reset_index()
    sentence = pd.Series([rule.sentence] * len(found), index=found.index, dtype=object)
    return found.assign(rule=rule.text, sentence=sentence)[BROKEN]


def _side(terms: Terms, cells: pd.DataFrame) -> pd.Series:
    """What a side comes to in each cell; null where one of its figures has no data."""
    held = cells.reindex(columns=list(dict.fromkeys(name for _, name in terms if name))).assign(**{"": 1.0})
    return reduce(lambda one, other: one + other, (factor * held[name] for factor, name in terms))
