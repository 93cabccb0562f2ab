"""The account of a build: each file and sheet, its columns, what was changed, what is left to decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from html import escape

from impact.findings import Account, AccountFacts, Counts, ProblemFacts, SheetFacts, TableFacts
from impact.messages import near_names, say
from impact.show.console import open_console, plain
from impact.words import Wording, read_words

PLACES = 4
LONG = 28
REMARKS = ("hidden_columns", "errors", "uncached", "date1904", "encoding", "quoting")
FATES = ("kept", "merged", "set_aside", "not_data")
COLUMNS = ("file", "sheet", "column", "header", "field", "confidence")


def print_account(account: Account) -> None:
    """One screen: each file, each sheet, its columns, its doubts; then what is left to decide."""
    console, words = open_console(), read_words(account.language)
    for file in account.facts["files"]:
        problem = words.sentence(file["problem"] or "")
        console.print(f"[bold]{plain(file['file'])}[/]" + (f"  [red]{plain(problem)}[/]" if problem else ""))
        for sheet in file["sheets"]:
            for line in sheet_lines(sheet, words):
                console.print(f"  {line}")
    for line in (*say_rules(account), *say_unmet(account.facts, account.language)):
        console.print(plain(line), style="yellow")
    console.print(plain(say_totals(account)), style="bold")
    for line in say_pairs(account):
        console.print(f"  {plain(line)}")


def sheet_lines(sheet: SheetFacts, words: Wording) -> Iterator[str]:
    """What is said of one sheet, as rich markup; of tables that are alike, once."""
    counted = Counter(table["table"] or "?" for table in sheet["tables"])
    taken = ", ".join(name + (f" ×{count}" if count > 1 else "") for name, count in counted.items()) or "–"
    said = " · ".join([say_rows(sheet["rows"], words), *say_remarks(sheet, words)])
    yield f"[cyan]{plain(sheet['sheet'] or '·')}[/] → [bold]{taken}[/] · {plain(said)}"
    yield from dict.fromkeys(line for table in sheet["tables"] for line in table_lines(table, words))
    for key, counts in (("reasons", sheet["reasons"]), ("changes", sheet["changes"])):
        if why := say_counts(key, counts, words):
            yield f"  [dim]{plain(why)}[/]"
    for problem in say_problems(sheet["problems"], words):
        yield f"  [yellow]{plain(problem)}[/]"


def table_lines(table: TableFacts, words: Wording) -> Iterator[str]:
    """The columns of a table: those that are used with how sure that is, then the others."""
    used = [
        f"{c['column']} {plain(c['header'][:LONG])} → [green]{c['field']}[/] {words.percent(c['confidence'])}"
        for c in table["columns"]
        if c["field"]
    ]
    others = [f"{c['column']} {plain(c['header'][:LONG])}" for c in table["columns"] if not c["field"] and c["header"]]
    if others:
        used.append(f"[dim]{words.text('account.unused')} {', '.join(others)}[/]")
    yield "  " + " · ".join(used)


def say_rows(rows: Counts, words: Wording, nothing_too: bool = False) -> str:
    """How many rows there are, and what became of them; of none only where asked."""
    fates = [words.plural(f"account.{fate}", rows[fate]) for fate in FATES if rows[fate] or nothing_too]  # type: ignore[literal-required]
    seen = words.plural("counts.rows", rows["seen"])
    return words.text("account.of", what=seen, said=words.list_of(fates)) if fates else seen


def say_remarks(sheet: SheetFacts, words: Wording) -> Iterator[str]:
    """What the reading of a sheet met that a person does not see at once: hidden, copied, failed or guessed."""
    if sheet["hidden"] and not sheet["tables"]:
        yield words.text("account.hidden_sheet")
    if sheet["hidden_rows"]:
        yield words.plural("account.hidden_rows", sheet["hidden_rows"])
    if sheet["same_as"]:
        yield words.text("account.same_as", file=sheet["same_as"])
    remarks = dict(sheet["remarks"])
    for key in REMARKS:
        if key in remarks and (key, remarks[key]) != ("encoding", "utf-8"):
            yield words.text(f"account.remarks.{key}", said=remarks[key], places=remarks.get(f"{key}_at", ""))


def say_counts(key: str, counts: Mapping[str, int], words: Wording) -> str:
    """Why rows were merged or set aside, by which rules values were rewritten; "" where there are none."""
    said = [f"{words.reason(name)} ×{count}" for name, count in counts.items()]
    return words.text(f"account.{key}", said=" · ".join(said)) if said else ""


def say_problems(problems: list[ProblemFacts], words: Wording) -> Iterator[str]:
    """Doubts of one kind on one line, with their first places, then what would settle them."""
    groups: dict[tuple[str | None, str], list[ProblemFacts]] = {}
    for problem in problems:
        groups.setdefault((problem["field"], problem["reason"]), []).append(problem)
    for (field, reason), same in groups.items():
        shown = [f"{p['column'] or ''}{p['row'] or ''}" + (f" «{p['value']}»" if p["value"] else "") for p in same]
        more = f" … ({len(same)})" if len(same) > PLACES else ""
        sentence = words.reason(reason)
        said = words.text("account.of", what=field, said=sentence) if field else sentence
        yield f"! {said} – {', '.join(shown[:PLACES])}{more}"
        if settle := same[0].get("settle"):
            yield "    " + settle.replace("\n", "\n      ")


def say_rules(account: Account) -> Iterator[str]:
    """The consistency rules that are broken, and where."""
    words = read_words(account.language)
    for rule in account.facts["rules"]:
        where = {name: words.label("values", str(rule[name]), str(rule[name])) for name in ("sector", "year")}
        yield say("broken", account.language, **{**rule, **where})


def say_unmet(facts: AccountFacts, language: str) -> Iterator[str]:
    """What impact.toml names and no row has: conditions of own figures, then places of funders, with what is near."""
    for key in ("unmet", "absent"):
        for found in facts[key]:
            yield say(key, language, **{**found, "nearest": near_names(found["nearest"], language)})


def say_read(account: Account) -> str:
    """What was read, in a sentence."""
    words, facts = read_words(account.language), account.facts
    files = words.plural("counts.files", sum(file["status"] == "read" for file in facts["files"]))
    people = words.plural("counts.people", facts["people"]["persons"])
    return words.text(
        "account.read", files=files, rows=say_rows(facts["totals"], words, nothing_too=True), people=people
    )


def say_totals(account: Account) -> str:
    """All rows, all people, and the pairs that somebody has to look at."""
    words, people = read_words(account.language), account.facts["people"]
    return words.text(
        "account.totals",
        rows=say_rows(account.facts["totals"], words, nothing_too=True),
        person_rows=words.plural("counts.rows", people["rows"]),
        people=words.plural("counts.people", people["persons"]),
        pairs=words.plural("account.pairs", len(people["to_review"])),
    )


def say_pairs(account: Account) -> Iterator[str]:
    """Rows that may be about one person."""
    words = read_words(account.language)
    for pair in account.facts["people"]["to_review"]:
        yield words.text("account.of", what=" ~ ".join(pair["rows"]), said=words.reason(pair["why"]))


def account_html(account: Account) -> str:
    """The same for a notebook: what became of the rows, what is left to decide, then every column."""
    words = read_words(account.language)
    left = [
        *_left(account, words),
        *say_rules(account),
        *say_unmet(account.facts, account.language),
        *say_pairs(account),
    ]
    items = "".join(f"<li style='white-space:pre-wrap'>{escape(line)}</li>" for line in left)
    decide = f"<p>{escape(words.text('account.to_decide'))}</p><ul>{items}</ul>" if left else ""
    columns = escape(words.text("account.columns"))
    return (
        f"{_html_table(['file', 'sheet', 'table', 'seen', *FATES], _sheet_rows(account), words)}"
        f"<p>{escape(say_totals(account))}</p>{decide}"
        f"<details><summary>{columns}</summary>{_html_table(COLUMNS, _column_rows(account, words), words)}</details>"
    )


def _left(account: Account, words: Wording) -> Iterator[str]:
    """Every file that could not be read and every doubt, with its place."""
    for file in account.facts["files"]:
        if file["problem"]:
            yield words.text("account.of", what=file["file"], said=words.sentence(file["problem"]))
        for sheet in file["sheets"]:
            place = f"{file['file']} › {sheet['sheet']}" if sheet["sheet"] else file["file"]
            yield from (f"{place} {line}" for line in say_problems(sheet["problems"], words))


def _sheet_rows(account: Account) -> Iterator[list[str | int]]:
    for file in account.facts["files"]:
        for sheet in file["sheets"]:
            taken = ", ".join(table["table"] or "?" for table in sheet["tables"])
            yield [file["file"], sheet["sheet"], taken, *(sheet["rows"][key] for key in ("seen", *FATES))]  # type: ignore[literal-required]


def _column_rows(account: Account, words: Wording) -> Iterator[list[str | int]]:
    for file in account.facts["files"]:
        for sheet in file["sheets"]:
            for table in sheet["tables"]:
                for c in table["columns"]:
                    sure = words.percent(c["confidence"]) if c["field"] else ""
                    yield [file["file"], sheet["sheet"], c["column"], c["header"], c["field"] or "–", sure]


def _html_table(names: list[str] | tuple[str, ...], rows: Iterator[list[str | int]], words: Wording) -> str:
    head = "".join(f"<th scope='col'>{escape(words.text(f'account.heads.{name}'))}</th>" for name in names)
    body = "".join(f"<tr>{''.join(map(_html_cell, row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _html_cell(value: str | int) -> str:
    align = "right" if isinstance(value, int) else "left"
    return f"<td style='text-align:{align}'>{escape(str(value))}</td>"
