"""Block 10: what reading did, in counts."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from impact.report.blocks.parts import fold, make_section, paragraph, render_tables
from impact.report.elements import Section, Table
from impact.report.facts import Facts
from impact.words import HIDDEN, capitalised

STEPS = ("seen", "kept", "merged", "set_aside", "not_data")


def show_quality(facts: Facts) -> Section:
    """Rows read, kept, merged and set aside; what is missing by field; what needs a decision."""
    words, quality = facts.words, facts.report.quality
    counts = quality.sheets[list(STEPS)].sum()
    files = words.plural("counts.files", int(quality.sheets["file"].nunique()))
    seen = words.plural("counts.rows", int(counts["seen"]))
    fates = words.list_of(words.plural(f"account.{step}", int(counts[step])) for step in STEPS[1:])
    decide = Markup("") if len(quality.reasons) else paragraph(words.text("quality.none_aside"))
    tables = (table_of_sheets(facts), table_of_reasons(facts), table_of_broken(facts), table_of_missing(facts))
    intro = paragraph(words.text("quality.intro", files=files, seen=seen, fates=fates), "lead")
    return make_section(
        facts, "quality", 10, intro, decide, render_tables(facts, *tables), fold(facts, table_of_changes(facts))
    )


def table_of_sheets(facts: Facts) -> Table | None:
    """A row a table of the workspace; a row a sheet in an internal report."""
    words, sheets = facts.words, facts.report.quality.sheets
    if not len(sheets):
        return None
    columns = tuple(words.text(f"columns.{step}") for step in STEPS)
    if facts.report.page.audience == "internal":
        heads = sheets["file"] + sheets["sheet"].map(lambda sheet: f" › {sheet}" if sheet else "")
        counts = sheets.assign(head=heads)
        caption, first = words.text("quality.by_sheet"), words.text("columns.sheet")
    else:
        names = sheets["table"].map(lambda table: say_table(facts, table))
        counts = sheets.assign(head=names).groupby("head", sort=True)[list(STEPS)].sum().reset_index()
        caption, first = words.text("quality.sheets"), words.text("columns.table")
    return Table("rows-read", caption, (first, *columns), rows_of(facts, counts, "head", STEPS))


def table_of_missing(facts: Facts) -> Table | None:
    """A row a field: how often it is known."""
    words, missing = facts.words, facts.report.quality.missing
    if not len(missing):
        return None
    tables = missing["table"].map(lambda table: say_table(facts, table))
    fields = missing["field"].map(lambda field: words.label("fields", str(field)))
    named = missing.assign(head=(tables + " : " + fields).map(words.typeset))
    columns = (words.text("columns.field"), words.text("columns.known"), words.text("columns.unknown"))
    return Table("missing", words.text("quality.missing"), columns, rows_of(facts, named, "head", ("known", "unknown")))


def table_of_reasons(facts: Facts) -> Table | None:
    """A row a reason for which rows wait for a decision."""
    words, reasons = facts.words, facts.report.quality.reasons
    if not len(reasons):
        return None
    named = reasons.assign(head=reasons["reason"].map(lambda reason: words.sentence(str(reason))))
    columns = (words.text("columns.reason"), words.text("columns.rows"))
    return Table("reasons", words.text("quality.reasons"), columns, rows_of(facts, named, "head", ("rows",)))


def table_of_broken(facts: Facts) -> Table | None:
    """A row a consistency rule that does not hold, and in how many cells by sector and year; never their figures."""
    words, broken = facts.words, facts.report.quality.broken
    if not len(broken):
        return None
    named = broken.assign(head=broken["sentence"].map(lambda sentence: capitalised(words.name(sentence))))
    columns = (words.text("columns.rule"), words.text("columns.cells"))
    return Table("broken", words.text("quality.broken"), columns, rows_of(facts, named, "head", ("cells",)))


def table_of_changes(facts: Facts) -> Table | None:
    """A row a rule that rewrote cells."""
    words, changed = facts.words, facts.report.quality.changed
    if not len(changed):
        return None
    named = changed.assign(head=changed["rule"].map(lambda rule: words.sentence(str(rule))))
    columns = (words.text("columns.rule"), words.text("columns.cells"))
    return Table("changed", words.text("quality.changed"), columns, rows_of(facts, named, "head", ("cells",)))


def rows_of(facts: Facts, counts: pd.DataFrame, head: str, numbers: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """A frame of counts as the rows of a table; a null one is hidden."""
    shown = [
        counts[name].map(lambda count: HIDDEN if pd.isna(count) else facts.words.number(int(count))) for name in numbers
    ]
    return tuple(zip(counts[head].astype(str), *shown, strict=True))


def say_table(facts: Facts, table: object) -> str:
    """What a reader calls a clean table; a sheet that was not recognised is one of none."""
    if not isinstance(table, str) or not table:
        return facts.words.text("quality.unknown_table")
    return facts.words.label("quality.tables", table)
