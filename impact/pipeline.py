"""The corridor: from the spreadsheets' bytes to the workspace's tables, one line a step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from impact.account import (
    check_conservation,
    describe_absent,
    describe_build,
    describe_rules,
    describe_unmet,
    find_problems,
)
from impact.clean import Context
from impact.config import find_projects
from impact.drift import find_drift
from impact.findings import AccountFacts
from impact.indicators import find_unmet
from impact.model import SourceFile, Tables
from impact.people import Register
from impact.promises import find_absent
from impact.rules import check_rules, compute_for_rules, find_known, read_rules
from impact.settings import Settings
from impact.sheets import Sheet, read_sheets
from impact.sources import read_sources
from impact.summaries import set_summaries_aside
from impact.tables.assemble import Dataset, assemble
from impact.tables.ledger import write_ledger, write_sources
from impact.tables.lineage import trace_records

Step = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Build:
    """All that one run computes.

    Attributes:
        files: what was read, without its cells.
        tables: the contract's four; `sources`, `ledger` and `changes` are the other three.
        problems: a row a doubt.
        account: the contract's `check --format json`.
        register: of person ids, as it is to be kept.
        dataset, sheets: what the tables were made from.
    """

    files: tuple[SourceFile, ...]
    tables: Tables
    sources: pd.DataFrame
    ledger: pd.DataFrame
    changes: pd.DataFrame
    problems: pd.DataFrame
    account: AccountFacts
    register: Register
    dataset: Dataset
    sheets: Sequence[Sheet]

    @cached_property
    def lineage(self) -> pd.DataFrame:
        """A row a cell that a record's value comes from; only what is written needs it."""
        return trace_records(self.dataset, self.sheets)

    def frames(self) -> dict[str, pd.DataFrame]:
        """Every table, by the name of its file."""
        four = {name: getattr(self.tables, name) for name in ("participants", "workshops", "attendance", "sales")}
        others = ("sources", "ledger", "changes", "problems", "lineage")
        return {**four, **{name: getattr(self, name) for name in others}}


def build_tables(
    raw: Path, settings: Settings, key: bytes, register: Register, cache: Path | None, step: Step = lambda _: None
) -> Build:
    """Reads every spreadsheet below `raw` and computes the workspace's tables.

    Raises:
        ConfigError: a setting names what is not there.
        BrokenAccount: rows or amounts do not add up.
    """
    rules = read_rules(settings)
    files = []
    for source in read_sources(raw, cache):
        step(source.file)
        files.append(source)
    context = Context(find_projects(settings), settings.organisation.fiscal_year_start)
    sheets = set_summaries_aside(read_sheets(files, settings, context))
    cleans = [clean for sheet in sheets if not sheet.same_as for _, _, clean in sheet.tables if clean is not None]
    dataset = assemble(cleans, settings, key, register)
    ledger = write_ledger(sheets, dataset)
    check_conservation(sheets, ledger)
    sources = write_sources(sheets, dataset)
    problems = find_problems(sheets, dataset)
    start = settings.organisation.fiscal_year_start
    doubts = pd.concat([frame for frame in (problems, find_drift(sheets)) if len(frame)] or [problems])
    broken = check_rules(compute_for_rules(dataset.tables, rules, find_known(settings, dataset.tables), start), rules)
    return Build(
        tuple(SourceFile(f.file, f.sha256, f.status, f.problem) for f in files),
        dataset.tables,
        sources,
        ledger,
        _changes(sheets),
        problems,
        describe_build(
            files,
            sheets,
            dataset,
            ledger,
            doubts,
            describe_rules(broken, settings.organisation.language),
            describe_unmet(find_unmet(settings, dataset.tables)),
            describe_absent(find_absent(settings, dataset.tables)),
        ),
        dataset.identities.register,
        dataset,
        sheets,
    )


def _changes(sheets: list[Sheet]) -> pd.DataFrame:
    frames = [
        clean.changes for sheet in sheets for _, _, clean in sheet.tables if clean is not None and len(clean.changes)
    ]
    return (
        pd.concat(frames, ignore_index=True)
        if frames
        else pd.DataFrame(columns="file sheet cell field before after rule".split())
    )
