"""What is found in a workspace, as `check` says it: the shape of the contract's account."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import NotRequired, TypedDict


class Counts(TypedDict):
    """Rows by what became of them."""

    seen: int
    kept: int
    merged: int
    set_aside: int
    not_data: int


class ColumnFacts(TypedDict):
    """What a column was taken for."""

    column: str
    header: str
    field: str | None
    confidence: float
    decided_by: str


class TableFacts(TypedDict):
    """One table of a sheet."""

    table: str | None
    header_rows: list[int]
    data_rows: int
    columns: list[ColumnFacts]


class ProblemFacts(TypedDict):
    """One doubt; `settle` gives the lines of impact.toml that would end it."""

    row: int | None
    column: str | None
    field: str | None
    reason: str
    value: str | None
    settle: NotRequired[str]


class SheetFacts(TypedDict):
    """One sheet; `reasons` counts the rows merged and set aside, `changes` the cells rewritten in reading, by rule."""

    sheet: str
    hidden: bool
    rows: Counts
    reasons: dict[str, int]
    hidden_rows: int
    same_as: str | None
    tables: list[TableFacts]
    problems: list[ProblemFacts]
    remarks: list[list[str]]
    changes: dict[str, int]


class FileFacts(TypedDict):
    """One file."""

    file: str
    status: str
    problem: str | None
    sheets: list[SheetFacts]


class Pair(TypedDict):
    """Two rows that may be one person."""

    rows: list[str]
    why: str


class PeopleFacts(TypedDict):
    """Who was recognised."""

    rows: int
    persons: int
    merges: int
    to_review: list[Pair]


class BrokenRule(TypedDict):
    """A rule that is broken in a cell."""

    rule: str
    sector: str
    year: int | str
    left: float
    right: float
    sentence: str


class UnmetCondition(TypedDict):
    """A condition of an association's own figure whose value no row has."""

    indicator: str
    field: str
    value: str
    nearest: str


class AbsentPlace(TypedDict):
    """A sector or a year that a funder reads or was promised, and that no row and no project has."""

    funder: str
    field: str
    value: str
    nearest: str


class AccountFacts(TypedDict):
    """The contract's `check --format json`, the rules that are broken, and what impact.toml names that no row has."""

    files: list[FileFacts]
    totals: Counts
    people: PeopleFacts
    rules: list[BrokenRule]
    unmet: list[UnmetCondition]
    absent: list[AbsentPlace]


@dataclass(frozen=True)
class Account:
    """What `check` says; it shows itself in a notebook and on a terminal."""

    facts: AccountFacts
    language: str = "fr"

    def to_json(self) -> str:
        """The contract's JSON."""
        return json.dumps(self.facts, ensure_ascii=False, indent=1)

    def exit_status(self, strict: bool) -> int:
        """1 where a file could not be read; if strict, also where any doubt is left.

        A row set aside, a sheet that is not recognised, a broken rule, a value of impact.toml that no row has.
        """
        sheets = [sheet for file in self.facts["files"] for sheet in file["sheets"]]
        unknown = any(
            t["table"] is None and p["reason"] != "table none"
            for s in sheets
            for t in s["tables"]
            for p in s["problems"]
        )
        unreadable = any(file["status"] == "unreadable" for file in self.facts["files"])
        said = (self.facts["rules"], self.facts["unmet"], self.facts["absent"])
        doubtful = unknown or any(said) or self.facts["totals"]["set_aside"] > 0
        return int(unreadable or (strict and doubtful))

    def _repr_html_(self) -> str:
        from impact.show.account import account_html

        return account_html(self)
