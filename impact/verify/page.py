"""One report read again as an outsider reads it: its figures, and its pictures against their tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, parse_qsl

from impact.model import Project, Scope, Words
from impact.report.pictures import MOST_BARS
from impact.verify.markup import Grid, MarkupReader, Picture
from impact.verify.told import NUMBER, Published, Told, Where, parse_figure, where_of
from impact.words import HIDDEN, read_words

Finding = tuple[str, Mapping[str, object]]
UNWANTED = {
    "script": "{file} holds a script: a report runs nothing.",
    "outside": "{file} asks for something outside of itself: a report fetches nothing.",
    "comment": "{file} holds a comment that readers do not see.",
}
CUT = "…"
MARGINS = ("all", "unspecified")


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
            findings += _compare(name, figures.setdefault((indicator, where_of(cell)), told), told, indicator, cell)
    for table in reader.tables:
        _learn_labels(table, labels)
    findings += [f for picture in reader.pictures for f in _check_picture(name, picture, reader)]
    asked = parse_qs(reader.about)
    scope = Scope(
        tuple(asked.get("project", ())), tuple(asked.get("sector", ())), tuple(map(int, asked.get("year", ())))
    )
    audience = asked.get("audience", ["public"])[0]
    return Published(
        name, audience, scope, figures, frozenset(cuts), tuple(dict.fromkeys(projects)), labels, tuple(findings)
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


def _project(facts: Mapping[str, str], label: str) -> Project:
    year = facts.get("year")
    return Project(facts["project"], Words(label, label), facts.get("sector"), int(year) if year else None)


def _compare(name: str, first: Told, told: Told, indicator: str, cell: Mapping[str, str]) -> Iterator[Finding]:
    """A figure that is hidden in one place of a page and shown in another."""
    if {first.status, told.status} == {"hidden", "ok"}:
        place = ", ".join(f"{key} {value}" for key, value in cell.items()) or "–"
        sentence = "{file} hides {indicator} ({place}) in one table and shows it in another."
        yield sentence, {"file": name, "indicator": indicator, "place": place}


def _learn_labels(table: Grid, labels: dict[str, dict[str, str]]) -> None:
    for row in table.rows:
        facts = parse_qsl(row.about)
        if facts and row.texts and facts[0][0] != "indicator":
            labels.setdefault(facts[0][0], {})[row.texts[0]] = facts[0][1]


def _check_picture(name: str, picture: Picture, reader: MarkupReader) -> Iterator[Finding]:
    """A picture may write and draw what the table of its values shows, and nothing else."""
    table = reader.tables[picture.table] if picture.table < len(reader.tables) else Grid()
    drawing = MarkupReader().read(picture.svg)
    yield from ((UNWANTED[kind], {"file": name}) for kind in sorted(drawing.unwanted))
    allowed = set(_numbers_of(table, reader.language))
    written = {line for line in (picture.alternative, *drawing.glyphs, *drawing.texts) if not _is_told(line, allowed)}
    if written:
        yield "{file}: a picture says a number that its table does not show.", {"file": name}
    shown = _drawable(table)
    if shown is not None and (drawing.dots > shown or drawing.shapes - 1 > 2 * shown):
        yield "{file}: a picture draws more values than its table shows.", {"file": name}


def _is_told(line: str, allowed: set[str]) -> bool:
    """Whether every number of a line stands in the table; one that is cut short, its beginning."""
    for found in NUMBER.finditer(line):
        is_cut = line[found.end() :].startswith(CUT)
        if found[0] not in allowed and not (is_cut and any(number.startswith(found[0]) for number in allowed)):
            return False
    return True


def _numbers_of(table: Grid, language: str) -> Iterator[str]:
    """The numbers of a table as they are written, how many bars it can make, and what part each is of them all."""
    heads = [value for column in table.columns for _, value in parse_qsl(column)]
    texts = [text for row in table.rows for text in row.texts] + heads
    yield from (found[0] for text in texts for found in NUMBER.finditer(text))
    yield from (str(len(table.rows) - margins) for margins in range(3))
    yield str(MOST_BARS)
    values = list(_values_of(table, language))
    if sum(values) > 0:
        for value in values:
            yield from NUMBER.findall(read_words(language).percent(value / sum(values)))


def _values_of(table: Grid, language: str) -> Iterator[float]:
    for facts, _, told in _read_table(table, language):
        if not set(facts.values()) & set(MARGINS) and told.value is not None:
            yield told.value


def _drawable(table: Grid) -> int | None:
    """How many values of a table may be drawn; null where it is no table of figures."""
    if not table.about and not any(row.about for row in table.rows):
        return None
    texts = [
        text
        for row in table.rows
        for column, text in zip(table.columns, row.texts[1:], strict=False)
        if not {value for _, value in parse_qsl(f"{row.about}&{column}")} & set(MARGINS)
    ]
    return sum(HIDDEN not in text and bool(re.search(r"\d", text)) for text in texts)
