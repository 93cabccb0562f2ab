"""One report read again as an outsider reads it: its figures, and its pictures against their tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, parse_qsl

from impact.model import Project, Scope, Words
from impact.verify.markup import Grid, MarkupReader
from impact.verify.names import find_hidden_names, find_told
from impact.verify.picture import UNWANTED, Finding, check_picture
from impact.verify.told import Published, Told, Where, find_conflict, parse_figure, where_of

BESIDE_HIDDEN = "{file} gives a number beside “{name}”, which the reports hide."


def read_page(name: str, text: str) -> Published:
    """A report as its readers see it.

    A page that no program of ours made has no figures that can be told, and a finding that says so.
    """
    reader = MarkupReader().read(text)
    findings: list[Finding] = [(UNWANTED[kind], {"file": name}) for kind in sorted(reader.unwanted)]
    if not reader.about:
        findings.append(("{file} is not a report of this program: its figures were not attacked.", {"file": name}))
        return Published(name, findings=tuple(findings))
    figures: dict[tuple[str, Where], Told] = {}
    cuts, projects, labels = set(), [], dict[str, dict[str, str]]()
    for table in reader.tables:
        for facts, label, told in _read_table(table, reader.language):
            if "indicator" not in facts:
                projects.append(_project(facts, label))
                continue
            indicator, cell = facts.pop("indicator"), {k: v for k, v in facts.items() if k != "unit"}
            cuts.add(tuple(sorted(cell)))
            where = where_of(cell)
            findings += find_conflict(name, figures.setdefault((indicator, where), told), told, indicator, where)
    for table in reader.tables:
        _learn_labels(table, labels)
    names = find_hidden_names(figures, labels, reader.language)
    findings += _check_words(name, reader, names)
    findings += [f for picture in reader.pictures for f in check_picture(name, picture, reader)]
    asked = parse_qs(reader.about)
    scope = Scope(
        tuple(asked.get("project", ())), tuple(asked.get("sector", ())), tuple(map(int, asked.get("year", ())))
    )
    audience = asked.get("audience", ["public"])[0]
    return Published(
        name,
        audience,
        scope,
        figures,
        frozenset(cuts),
        tuple(dict.fromkeys(projects)),
        labels,
        names,
        frozenset(picture.svg for picture in reader.pictures),
        tuple(findings),
    )


def _read_table(table: Grid, language: str) -> Iterator[tuple[dict[str, str], str, Told]]:
    """What each cell is about, the header of its row, and what it tells."""
    if table.about is None:
        return
    whole = dict(parse_qsl(table.about))
    columns = [dict(parse_qsl(column, keep_blank_values=True)) for column in table.columns]
    for row in table.rows:
        own = dict(parse_qsl(row.about))
        for column, text in zip(columns, row.texts[1:], strict=False):
            facts = {**whole, **own, **column}
            yield facts, row.texts[0], parse_figure(text, facts.get("unit", ""), language)


def _check_words(name: str, page: MarkupReader, hidden_names: frozenset[str]) -> Iterator[Finding]:
    """Numbers beside what the page hides, in its sentences or in the header of a row; cells that are in no column."""
    heads = (row.texts[0] for table in page.tables for row in table.rows if row.texts)
    for hidden in find_told("\n".join(["".join(page.running), *heads]), hidden_names):
        yield BESIDE_HIDDEN, {"file": name, "name": hidden}
    told = [table for table in page.tables if table.about is not None]
    if any(len(row.texts) != len(table.columns) + 1 for table in told for row in table.rows):
        yield UNWANTED["unseen"], {"file": name}


def _project(facts: Mapping[str, str], label: str) -> Project:
    year = facts.get("year")
    return Project(facts["project"], Words(label, label), facts.get("sector"), int(year) if year else None)


def _learn_labels(table: Grid, labels: dict[str, dict[str, str]]) -> None:
    for row in table.rows:
        facts = parse_qsl(row.about)
        if facts and row.texts and facts[0][0] != "indicator":
            labels.setdefault(facts[0][0], {})[row.texts[0]] = facts[0][1]
