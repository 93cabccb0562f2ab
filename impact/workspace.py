"""A workspace: impact.toml, data/raw, and all that is computed from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from impact.disk import fingerprint, lock, put_in_place
from impact.errors import UsageError
from impact.finished import Stamp, make_stamp, read_stamp, write_build

if TYPE_CHECKING:
    import pandas as pd

    from impact.explain import Explanation
    from impact.findings import Account, AccountFacts
    from impact.indicators import Indicator
    from impact.model import Figures, ProtectedFigures, Scope, Tables
    from impact.pipeline import Build
    from impact.report import Report
    from impact.settings import Settings

TABLES = ("participants", "workshops", "attendance", "sales", "sources", "ledger", "changes")
AUDIENCES = ("internal", "funder", "public")


def open_workspace(path: str | Path = ".", build: bool = True) -> Workspace:
    """Opens a workspace, after building what has changed.

    Args:
        path: the folder that holds `data/raw`.
        build: False opens the finished build as it stands and takes no lock.

    Raises:
        UsageError: there is no such folder, or no finished build in it.
        ImpactError: the build failed; the sentence says why.
    """
    workspace = Workspace(Path(path))
    if build:
        workspace.build()
    elif not workspace.stamp:
        raise UsageError(
            "There is no finished build in {folder}: run “impact build” first.", folder=workspace.root.name
        )
    return workspace


class Workspace:
    """The tables, figures and reports of one folder."""

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise UsageError(
                "There is no folder “{folder}”; “impact init {folder}” makes a workspace there.", folder=root
            )
        self.root = root.resolve()
        self.raw = self.root / "data" / "raw"
        self.processed = self.root / "data" / "processed"

    def __repr__(self) -> str:
        return f"Workspace({self.root.name!r})"

    @cached_property
    def settings(self) -> Settings:
        """What impact.toml says."""
        from impact.config import check_ids, read_settings
        from impact.indicators import CATALOGUE
        from impact.promises import check_promises
        from impact.tables.categories import spell_sectors

        settings = spell_sectors(read_settings(self.root / "impact.toml"))
        check_ids(settings, CATALOGUE)
        check_promises(settings, {indicator.id: indicator.unit for indicator in CATALOGUE.values()})
        return settings

    @cached_property
    def language(self) -> str:
        """Of the organisation; French where impact.toml cannot be read."""
        from impact.messages import find_language

        return find_language(self.root)

    @property
    def stamp(self) -> Stamp | None:
        """What the finished build was made from; None where there is none."""
        return read_stamp(self.processed)

    def is_fresh(self) -> bool:
        """Whether the finished build is that of the files as they are."""
        stamp = self.stamp
        whole = all((self.processed / f"{name}.parquet").is_file() for name in TABLES)
        return stamp is not None and whole and stamp["fingerprint"] == fingerprint(self.root)[0]

    def build(self, step: Callable[[str], None] = lambda _: None) -> bool:
        """Computes the tables anew where something has changed; True where it did.

        Raises:
            ImpactError: the build failed; what was there before stays.
        """
        if self.is_fresh():
            return False
        if not self.raw.is_dir():
            raise UsageError("There is no data/raw in {folder}; put the spreadsheets there.", folder=self.root.name)
        with lock(self.root):
            if self.is_fresh():
                return False
            self._build(step)
        return True

    def _build(self, step: Callable[[str], None]) -> None:
        from impact.people import read_or_make_key, write_register

        read_or_make_key(self.root / ".impact" / "key")
        before, _ = fingerprint(self.root)
        built = self.compute(step, keep=True)
        with put_in_place(self.processed) as folder:
            stamp = make_stamp(self.root, before, built)
            own = self.settings.organisation
            write_build(folder, built, stamp, own.words[self.language], self.language, own.currency)
            write_register(self.root / ".impact" / "register.json", built.register)
        for name in ("tables", "own_indicators", "indicators_known", *TABLES):
            self.__dict__.pop(name, None)

    def compute(self, step: Callable[[str], None] = lambda _: None, keep: bool = False) -> Build:
        """Reads everything; writes nothing unless told to keep what it read."""
        from impact.people import Register, read_or_make_key, read_register
        from impact.pipeline import build_tables

        private = self.root / ".impact"
        known = keep or (private / "key").exists()
        key = read_or_make_key(private / "key") if known else b"\0" * 32
        register = read_register(private / "register.json") if known else Register()
        return build_tables(self.raw, self.settings, key, register, private / "cache" if keep else None, step)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in TABLES:
            raise AttributeError(name)
        frame = self.read_table(name)
        self.__dict__[name] = frame
        return frame

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *TABLES]

    def read_table(self, name: str) -> pd.DataFrame:
        """A table of the finished build, as a pandas frame."""
        from impact.exports import read_parquet

        return read_parquet(self.processed / f"{name}.parquet")

    @cached_property
    def tables(self) -> Tables:
        """The four tables that figures are computed from."""
        from impact.model import Tables

        return Tables(*(getattr(self, name) for name in ("participants", "workshops", "attendance", "sales")))

    def unreadable(self) -> list[tuple[str, str]]:
        """Files of the finished build that could not be read, and why."""
        files = self.finished_account()["files"]
        return [(f["file"], f["problem"] or "") for f in files if f["status"] == "unreadable"]

    def say(self, key: str, **facts: object) -> str:
        """A sentence of the catalogue, in the workspace's language."""
        from impact.messages import say

        return say(key, self.language, **facts)

    def check(self, step: Callable[[str], None] = lambda _: None) -> Account:
        """What each sheet was taken for, what was changed, merged, set aside, and why."""
        from impact.findings import Account

        account = self.finished_account() if self.is_fresh() else self.compute(step).account
        return Account(account, self.language)

    def finished_account(self) -> AccountFacts:
        """The account of the finished build, as it was written."""
        found: AccountFacts = json.loads((self.processed / "account.json").read_text(encoding="utf-8"))
        return found

    def figures(
        self,
        by: Sequence[str] = (),
        where: Mapping[str, Sequence[str]] | None = None,
        scope: Scope | None = None,
        indicators: Sequence[str] = (),
    ) -> Figures:
        """Every indicator, or those named, unprotected: for the association itself and for what protects them."""
        from impact.indicators import compute_figures
        from impact.model import Scope

        conditions = tuple((name, tuple(map(str, values))) for name, values in (where or {}).items())
        return compute_figures(
            self.tables,
            [self.indicators_known[name] for name in indicators or self.indicators_known],
            by,
            scope or Scope(where=conditions),
            fiscal_year_start=self.settings.organisation.fiscal_year_start,
        )

    def indicators(
        self,
        by: Sequence[str] = (),
        audience: str = "internal",
        where: Mapping[str, Sequence[str]] | None = None,
        all_rows: bool = False,
    ) -> pd.DataFrame:
        """The figures, tidy: a row a figure and cell, margins `"all"` on the union.

        Args:
            by: dimensions, such as `["sector", "year"]`.
            audience: `internal` shows everything; `funder` and `public` hide what could reveal somebody.
            where: field → values that are kept.
            all_rows: also the figures without data.

        Raises:
            UsageError: a dimension, field or audience that does not exist.
        """
        frame = self.protected(by, audience, where).frame
        return frame if all_rows else frame[frame["status"] != "no_data"].reset_index(drop=True)

    def protected(
        self, by: Sequence[str], audience: str, where: Mapping[str, Sequence[str]] | None = None
    ) -> ProtectedFigures:
        """The figures as an audience may see them."""
        from impact.release import protect_query

        if audience not in AUDIENCES:
            raise UsageError(
                "There is no audience “{audience}”; known: {known}.", audience=audience, known=", ".join(AUDIENCES)
            )
        return protect_query(self, self.figures(by, where), audience)

    @cached_property
    def indicators_known(self) -> Mapping[str, Indicator]:
        """The built-in figures and the association's own."""
        from impact.indicators import CATALOGUE

        return {**CATALOGUE, **self.own_indicators}

    @cached_property
    def own_indicators(self) -> Mapping[str, Indicator]:
        """The figures of `[[indicators]]`; of a finished build, with their values as its rows have them."""
        if not self.settings.indicators:
            return {}
        from impact.indicators import declare_all

        return declare_all(self.settings, self.tables if self.stamp else None)

    def left_out(self, by: Sequence[str]) -> Mapping[str, str]:
        """Figures that have not all these dimensions, and why."""
        from impact.indicators import leave_out

        return leave_out(list(self.indicators_known.values()), by)

    def explain(self, indicator: str, **cell: str | int | None) -> Explanation:
        """The source cells that a figure is made of.

        Args:
            indicator: its id.
            cell: `sector`, `year` or any other dimension; none is the margin.
        """
        from impact.explain import explain_figure

        return explain_figure(self, indicator, {name: value for name, value in cell.items() if value is not None})

    def report(self, page: str | None = None, lang: str | None = None, year: int | None = None) -> Report:
        """One report's contents: the general one, or a funder's by its id."""
        from impact.release import find_page, read_release
        from impact.report import Report

        return Report(read_release(self, find_page(self.settings, page, lang, year), year))
