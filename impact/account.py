"""The account of a build: what each sheet was taken for, what became of its rows, and that they add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from impact.clean import MASK, CleanTable, column_letter
from impact.errors import BrokenAccount
from impact.findings import (
    AbsentPlace,
    AccountFacts,
    BrokenRule,
    ColumnFacts,
    Counts,
    FileFacts,
    Pair,
    PeopleFacts,
    ProblemFacts,
    SheetFacts,
    TableFacts,
    UnmetCondition,
)
from impact.model import Area, SessionPlan, SourceFile, TablePlan
from impact.sheets import Sheet
from impact.tables.assemble import Dataset

STATUSES = ("kept", "merged", "set_aside", "not_data")


def check_conservation(sheets: Iterable[Sheet], ledger: pd.DataFrame) -> None:
    """Raises BrokenAccount unless every row is in the ledger once and every amount column adds up to the cent."""
    if ledger.duplicated(["file", "sheet", "row"]).any() or not ledger["status"].isin(STATUSES).all():
        raise BrokenAccount("A row is counted twice or not at all; nothing was written. Please report this fault.")
    lines = ledger.groupby(["file", "sheet"]).size()
    for sheet in sheets:
        place = (sheet.grid.file, sheet.grid.sheet)
        if len(sheet.grid.rows) != lines.get(place, 0):
            raise BrokenAccount(
                "{file} {sheet}: rows are missing from the account; nothing was written.", file=place[0], sheet=place[1]
            )
        for _, _, clean in sheet.tables:
            if (
                clean is not None
                and (clean.amounts["cents"] != clean.amounts["kept"] + clean.amounts["set_aside"]).any()
            ):
                raise BrokenAccount(
                    "{file} {sheet}: amounts do not add up; nothing was written.", file=place[0], sheet=place[1]
                )


def find_problems(sheets: Iterable[Sheet], dataset: Dataset) -> pd.DataFrame:
    """A row a doubt: `file`, `sheet`, `row`, `column`, `field`, `reason`, `value` (masked where personal)."""
    columns = ["file", "sheet", "row", "column", "field", "reason", "value"]
    frames = [clean.problems for sheet in sheets for _, _, clean in sheet.tables if clean is not None]
    frames += [dataset.identities.unlinked.rename(columns={"why": "reason"}), _contradictions(dataset)]
    filled = [f for f in frames if len(f)]
    return (pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()).reindex(columns=columns)


def _contradictions(dataset: Dataset) -> pd.DataFrame:
    rows = [
        {
            **dataset.mentions.loc[mention, ["file", "sheet", "row"]].to_dict(),
            "field": field,
            "value": MASK,
            "reason": "rows about one person differ",
        }
        for field, mentions in dataset.who.contradictions[["field", "mentions"]].itertuples(index=False, name=None)
        for mention in mentions[1:]
    ]
    return pd.DataFrame(rows)


def describe_build(
    files: Sequence[SourceFile],
    sheets: Sequence[Sheet],
    dataset: Dataset,
    ledger: pd.DataFrame,
    problems: pd.DataFrame,
    rules: list[BrokenRule],
    unmet: list[UnmetCondition],
    absent: list[AbsentPlace],
) -> AccountFacts:
    """The contract's `check --format json`, the rules that are broken, and what impact.toml names that no row has."""
    rows: dict[object, pd.DataFrame] = dict(iter(ledger.groupby(["file", "sheet"], sort=False)))
    doubts: dict[object, pd.DataFrame] = dict(iter(problems.groupby(["file", "sheet"], sort=False)))
    by_file: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        by_file.setdefault(sheet.grid.file, []).append(sheet)
    entries = [_file(source, [_sheet(s, rows, doubts) for s in by_file.get(source.file, [])]) for source in files]
    return {
        "files": entries,
        "totals": _rows(ledger),
        "people": _people(dataset),
        "rules": rules,
        "unmet": unmet,
        "absent": absent,
    }


def describe_rules(broken: pd.DataFrame, language: str) -> list[BrokenRule]:
    """Broken rules (of `check_rules`) in a language; a year is a number, `all` and `unspecified` are not."""
    return [
        BrokenRule(
            rule=rule,
            sector=sector,
            year=int(year) if year.isdigit() else year,
            left=left,
            right=right,
            sentence=sentence[language],
        )
        for rule, sector, year, left, right, sentence in broken.itertuples(index=False, name=None)
    ]


def describe_unmet(found: Iterable[tuple[str, str, str, str]]) -> list[UnmetCondition]:
    """Conditions of own figures that no row meets (of `find_unmet`)."""
    return [
        UnmetCondition(indicator=indicator, field=field, value=value, nearest=nearest)
        for indicator, field, value, nearest in found
    ]


def describe_absent(found: Iterable[tuple[str, str, str, str]]) -> list[AbsentPlace]:
    """Sectors and years of funders that no row and no project has (of `find_absent`)."""
    return [
        AbsentPlace(funder=funder, field=field, value=value, nearest=nearest) for funder, field, value, nearest in found
    ]


def _file(source: SourceFile, sheets: list[SheetFacts]) -> FileFacts:
    return {"file": source.file, "status": source.status, "problem": source.problem, "sheets": sheets}


def _rows(ledger: pd.DataFrame) -> Counts:
    counts = ledger["status"].value_counts()
    kept, merged, set_aside, not_data = (int(counts.get(status, 0)) for status in STATUSES)
    return Counts(seen=len(ledger), kept=kept, merged=merged, set_aside=set_aside, not_data=not_data)


def _sheet(sheet: Sheet, rows: Mapping[object, pd.DataFrame], doubts: Mapping[object, pd.DataFrame]) -> SheetFacts:
    key = (sheet.grid.file, sheet.grid.sheet)
    lines = rows.get(key, pd.DataFrame(columns=["status", "reason"]))
    return {
        "sheet": sheet.grid.sheet,
        "hidden": sheet.grid.hidden,
        "rows": _rows(lines),
        "reasons": _counts(lines.loc[lines["status"].isin(["merged", "set_aside"]), "reason"]),
        "hidden_rows": len(sheet.grid.hidden_rows),
        "same_as": sheet.same_as or None,
        "tables": [_table(*table) for table in sheet.tables],
        "problems": [] if sheet.same_as else _unknown(sheet) + _problems(doubts.get(key)),
        "remarks": [list(remark) for remark in sheet.grid.remarks],
        "changes": _changes(sheet),
    }


def _changes(sheet: Sheet) -> dict[str, int]:
    changes = [clean.changes["rule"] for _, _, clean in sheet.tables if clean is not None]
    return _counts(pd.concat(changes)) if changes else {}


def _counts(names: pd.Series) -> dict[str, int]:
    """How often each is named, the most frequent first."""
    counts = names.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return {str(name): int(count) for name, count in counts.items()}


def _table(area: Area, plan: TablePlan, clean: CleanTable | None) -> TableFacts:
    columns = [
        ColumnFacts(
            column=column_letter(c.place),
            header=c.header,
            field=c.field or None,
            confidence=c.confidence,
            decided_by=c.decided_by,
        )
        for c in plan.columns
    ]
    columns += [
        ColumnFacts(
            column=column_letter(s.place),
            header=_heading(s),
            field="amount" if plan.table == "sales" else "presence",
            confidence=0.9,
            decided_by="recognised",
        )
        for s in plan.sessions
        if clean is not None and s.facts
    ]
    return {
        "table": plan.table,
        "header_rows": list(area.header_rows),
        "data_rows": _data_rows(area, clean),
        "columns": columns,
    }


def _data_rows(area: Area, clean: CleanTable | None) -> int:
    return len(area.rows) if clean is None else int((clean.fates["status"] != "not_data").sum())


def _heading(session: SessionPlan) -> str:
    """What stands over a column of marks; masked where it is somebody's name."""
    return MASK if session.facts[0][0] == "full_name" else " – ".join(text for _, text, _ in session.facts)


def _unknown(sheet: Sheet) -> list[ProblemFacts]:
    """For each table of which the meaning is not known, what would settle it."""
    return [
        {
            "row": area.header_rows[-1] if area.header_rows else None,
            "column": None,
            "field": None,
            "reason": plan.why,
            "value": None,
            "settle": f'[[sources]]\npath = "{sheet.grid.file}"\n'
            + (f'sheet = "{sheet.grid.sheet}"\n' if sheet.grid.sheet else "")
            + 'table = "participants"  # or "workshops", "sales", "none"',
        }
        for area, plan, clean in sheet.tables
        if clean is None and plan.why != "table none"
    ]


def _problems(doubts: pd.DataFrame | None) -> list[ProblemFacts]:
    if doubts is None:
        return []
    names = ["row", "column", "field", "reason", "value"]
    kept = doubts[names].astype(object).where(doubts[names].notna(), None)
    return [
        ProblemFacts(row=int(row) if row else None, column=column, field=field, reason=reason, value=value)
        for row, column, field, reason, value in kept.itertuples(index=False, name=None)
    ]


def _people(dataset: Dataset) -> PeopleFacts:
    mentions, review = dataset.mentions, dataset.identities.matches.review
    place = _places(mentions)
    pairs = [
        Pair(rows=[place[left], place[right]], why=why)
        for left, right, why in review[["left", "right", "why"]].itertuples(index=False, name=None)
    ]
    persons = int(mentions["person"].nunique())
    return {"rows": len(mentions), "persons": persons, "merges": len(mentions) - persons, "to_review": pairs}


def _places(rows: pd.DataFrame) -> list[str]:
    triples = rows[["file", "sheet", "row"]].itertuples(index=False, name=None)
    return [f"{file}#{sheet}!{row}" if sheet else f"{file}!{row}" for file, sheet, row in triples]
