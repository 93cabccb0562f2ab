"""What was published is kept, compared with today, and told where it was revised."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from sample_report import Shown, make_report, protect, row_of
from typer.testing import CliRunner

from impact.cli import app
from impact.errors import ImpactError, Leak, UsageError
from impact.indicators import CATALOGUE
from impact.model import ProtectedFigures
from impact.release import compute_release, find_page, keep_release, read_release
from impact.report import Report
from impact.report.plan import BREAKDOWNS
from impact.snapshots import Snapshot, SourceCount, find_revised, mark_of_frozen, read_frozen, read_snapshots
from impact.snapshots.compare import compare_tables
from impact.snapshots.diff import diff_snapshot
from impact.snapshots.freeze import check_name, freeze_release
from impact.snapshots.frozen import find_faces, place_of, read_snapshot, write_snapshot
from impact.snapshots.reasons import find_reasons
from impact.workspace import Workspace

PEOPLE = ["Nom;Prénom;Genre;Date de naissance;Pays;Date d'entretien;Orientation"]
PEOPLE += [
    f"Nom{chr(97 + n)}{chr(97 + n)}on;Prénom{chr(97 + n)};{'FFM'[n % 3]};{1 + n % 28:02}/0{1 + n % 9}/198{n % 10};"
    f"{('France', 'Mali', 'Sénégal')[min(n % 8, 2)]};{1 + n % 28:02}/03/2020;"
    f"{('Accompagnement', 'Partenaire')[n % 4 == 0]}"
    for n in range(24)
]
SALES = ["Date;Article;Quantité;Montant;Nature"]
SALES += [f"{1 + n:02}/05/2020;Sac;1;{10 + n},50;Vente" for n in range(12)]
SETTINGS = """
[organisation]
name = "Les Copeaux"
[[projects]]
id = "couture-2020"
sector = "textile"
year = 2020
[[sources]]
path = "**"
project = "couture-2020"
[[funders]]
id = "dedans"
audience = "internal"
"""
OWN = """
[[indicators]]
id = "sacs"
label = "Sacs vendus"
table = "sales"
sum = "quantity"
where = { kind = "sale" }
"""


def write_lines(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module", autouse=True)
def few_breakdowns() -> Iterator[None]:
    """A report of a few tables, which takes less time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("impact.release.BREAKDOWNS", (*BREAKDOWNS[:4], *(b for b in BREAKDOWNS if b.by == ("country",))))
        yield


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose reports were sent once, and kept."""
    root = tmp_path_factory.mktemp("frozen")
    write_lines(root / "data" / "raw" / "Suivi de Zénaïde.csv", PEOPLE)
    write_lines(root / "data" / "raw" / "caisse.csv", SALES)
    write_lines(root / "impact.toml", [SETTINGS + OWN])
    workspace = Workspace(root)
    workspace.build()
    freeze_release(workspace, "envoi-2020")
    return root


@pytest.fixture(scope="module")
def later(frozen: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same, with a sale added, a gender corrected by hand, and the currency of the sales redefined."""
    root = tmp_path_factory.mktemp("later") / "w"
    shutil.copytree(frozen, root)
    write_lines(root / "data" / "raw" / "caisse.csv", [*SALES, "20/05/2020;Sac;2;100,00;Vente"])
    write_lines(
        root / "data" / "raw" / "Suivi de Zénaïde.csv", [PEOPLE[0], PEOPLE[1].replace(";F;", ";M;"), *PEOPLE[2:]]
    )
    workspace = Workspace(root)
    workspace.build()
    return workspace


def make_snapshot(**changes: object) -> Snapshot:
    """A snapshot of the made-up report."""
    pages = {"rapport": make_report("fr").figures}
    plain = Snapshot(
        name="a",
        number=1,
        version="0.1.0",
        program="p",
        key="k",
        pages=pages,
        units={indicator.id: indicator.unit for indicator in CATALOGUE.values()},
        definitions={"people_met": "1", "revenue": "2"},
        settings={"privacy": "1", "projects": "1"},
        sources=(SourceCount("f", "s", "sales", "x", 10, 1, 0), SourceCount("g", "t", "participants", "y", 5, 0, 0)),
        corrections=("c",),
        people={"rows": 9, "persons": 7, "merges": 2},
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


# ---- the file --------------------------------------------------------------------------------------------------------


def test_a_snapshot_is_read_as_it_was_written(tmp_path: Path) -> None:
    before = make_snapshot()
    (tmp_path / "a.json").write_bytes(write_snapshot(before))
    again = read_snapshot(tmp_path / "a.json")
    assert write_snapshot(again) == write_snapshot(before)
    assert (again.sources, again.corrections, again.people) == (before.sources, before.corrections, before.people)
    for by, figures in before.pages["rapport"].items():
        read = again.pages["rapport"][by]
        assert (read.by, read.scope, read.audience) == (figures.by, figures.scope, figures.audience)
        assert not compare_tables(figures, read, "EUR")["changed"].any()
        assert sorted(read.frame["unit"]) == sorted(figures.frame["unit"])


def test_a_hidden_figure_is_kept_without_a_number() -> None:
    rows = [
        row for line in write_snapshot(make_snapshot()).decode().splitlines() if '"hidden"' in line for row in [line]
    ]
    assert rows
    assert all(json.loads(row.strip().removesuffix(","))[-1] == "hidden" for row in rows)


def test_margins_of_a_larger_table_are_not_written_twice() -> None:
    cells = [
        row_of("people_met", n, sector=s, year=y) for s, y, n in (("a", "2020", 3), ("a", "all", 3), ("all", "all", 3))
    ]
    whole = protect(("sector", "year"), cells, "funder")
    face = protect(("sector",), [row_of("people_met", 3, sector="a"), row_of("people_met", 3, sector="all")], "funder")
    other = protect(("year",), [row_of("people_met", 4, year="2020")], "funder")
    assert find_faces({("sector", "year"): whole, ("sector",): face, ("year",): other}) == {
        ("sector",): ("sector", "year")
    }


def test_a_file_that_is_no_snapshot_is_named(tmp_path: Path) -> None:
    write_lines(place_of(tmp_path, "a"), ["{"])
    with pytest.raises(ImpactError, match=r"data/published/a\.json"):
        read_snapshots(tmp_path)


def test_a_workspace_that_never_published_has_no_snapshot(tmp_path: Path) -> None:
    assert (read_snapshots(tmp_path), read_frozen(tmp_path), mark_of_frozen(tmp_path)) == ([], [], "")


# ---- freezing --------------------------------------------------------------------------------------------------------


def test_only_what_leaves_the_association_is_frozen(frozen: Path) -> None:
    (snapshot,) = read_snapshots(frozen)
    assert list(snapshot.pages) == ["rapport"]
    assert {figures.audience for figures in snapshot.pages["rapport"].values()} == {"public"}
    assert snapshot.number == 1


def test_a_snapshot_names_no_file_no_person_and_no_day(frozen: Path) -> None:
    text = place_of(frozen, "envoi-2020").read_text(encoding="utf-8")
    for word in ("Zénaïde", "Suivi", "csv", "Nomaa", "Prénom", "2026", "2025", "p_"):
        assert word not in text
    ids = pd.concat([Workspace(frozen).participants["person_id"], Workspace(frozen).ledger["record_id"].dropna()])
    assert not [identifier for identifier in ids if identifier in text]


def test_a_release_that_nothing_changed_is_the_same_after_freezing(frozen: Path) -> None:
    kept = keep_release(Workspace(frozen), None)
    (snapshot,) = read_snapshots(frozen)
    for by, figures in snapshot.pages["rapport"].items():
        assert not compare_tables(figures, kept.pages["rapport"][by], "EUR")["changed"].any()


def test_what_was_published_protects_what_will_be(frozen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Sequence[Sequence[ProtectedFigures]]] = []

    def protect_nothing(_: object, __: object, before: Sequence[Sequence[ProtectedFigures]], ___: object) -> None:
        given.append(before)
        raise Leak("stopped here")

    monkeypatch.setattr("impact.release._compute_page", lambda *_: [])
    monkeypatch.setattr("impact.release.protect_release", protect_nothing)
    with pytest.raises(Leak):
        compute_release(Workspace(frozen), None)
    assert [[figures.by for figures in shown] for shown in given[0]] == [
        [figures.by for figures in shown] for shown in read_frozen(frozen)
    ]
    assert len(given[0]) == 1


def test_freezing_again_gives_the_same_bytes_under_another_name(frozen: Path, tmp_path: Path) -> None:
    root = tmp_path / "w"
    shutil.copytree(frozen, root)
    path = freeze_release(Workspace(root), "encore")
    first = place_of(frozen, "envoi-2020").read_bytes()
    assert path.read_bytes() == first.replace(b'"envoi-2020"', b'"encore"').replace(b'"number": 1', b'"number": 2')


@pytest.mark.parametrize("name", ["envoi-2020", "ENVOI-2020"])
def test_a_name_that_is_taken_is_refused_and_the_file_stays(frozen: Path, name: str) -> None:
    before = place_of(frozen, "envoi-2020").read_bytes()
    with pytest.raises(UsageError, match="choose another name"):
        freeze_release(Workspace(frozen), name)
    assert place_of(frozen, "envoi-2020").read_bytes() == before


@pytest.mark.parametrize("name", ["", "..", ".caché", "a/b", "../a", "a\\b", "a b", "a\n", "C:", "a" * 101, "fin."])
def test_a_name_that_makes_no_safe_file_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name"):
        check_name(name)


# ---- what has changed, and why ---------------------------------------------------------------------------------------


def test_nothing_has_changed_where_nothing_changed(frozen: Path) -> None:
    found = diff_snapshot(Workspace(frozen), "envoi-2020")
    assert (len(found.frame), found.reasons) == (0, ())
    assert found.to_text() == "Aucun chiffre n’a changé depuis « envoi-2020 »."


def test_a_figure_that_changed_is_told_with_its_values_and_its_reasons(later: Workspace) -> None:
    found = diff_snapshot(later, "envoi-2020")
    rows = {(row["indicator"], *row["cell"].values()): row for row in found.frame.to_dict("records")}
    revenue = rows["revenue",]
    assert (revenue["published"], revenue["now"]) == (192, 292)
    assert revenue["why"] == ["caisse.csv : lignes ajoutées (12 avant, 13 maintenant)."]
    women = rows["share_women", "textile"]
    assert women["why"] == ["Suivi de Zénaïde.csv : des cellules ont changé, le nombre de lignes est le même."]
    assert ("people_met",) not in rows
    assert {kind for kind, _ in found.reasons} == {"added", "corrected"}


def test_the_text_says_the_reason_then_its_figures(later: Workspace) -> None:
    lines = diff_snapshot(later, "envoi-2020").to_text().splitlines()
    place = lines.index("caisse.csv : lignes ajoutées (12 avant, 13 maintenant).")
    assert any(line.startswith("  Chiffre d’affaires") and "rapport" in line for line in lines[place + 1 :])
    assert "192,00\u00a0€ → 292,00\u00a0€" in "\n".join(lines)


@pytest.mark.parametrize(
    ("indicator", "then", "now", "changed"),
    [
        ("mean_age", 34.71, 34.74, False),
        ("mean_age", 34.71, 34.76, True),
        ("revenue", 10.001, 10.004, False),
        ("revenue", 10.0, 10.01, True),
        ("share_women", (32, 40), (32, 40), False),
        ("share_women", (32, 40), (33, 41), True),
        ("share_women", "hidden", (33, 41), True),
    ],
)
def test_a_figure_that_reads_as_it_was_published_has_not_changed(
    indicator: str, then: Shown, now: Shown, changed: bool
) -> None:
    before, today = (protect((), [row_of(indicator, shown)], "public") for shown in (then, now))
    assert compare_tables(before, today, "EUR")["changed"].tolist() == [changed]


def test_a_mean_of_more_people_that_reads_the_same_has_not_changed() -> None:
    before, today = (
        protect((), [{**row_of("mean_age", 34.7), "numerator": 34.7 * people, "denominator": people}], "public")
        for people in (20, 21)
    )
    assert not compare_tables(before, today, "EUR")["changed"].any()


def test_a_share_that_changed_is_told_with_what_it_is_made_of(later: Workspace) -> None:
    lines = diff_snapshot(later, "envoi-2020").to_text().splitlines()
    then, now = next(line for line in lines if line.startswith("  Part des femmes (Secteur")).split("→")
    assert "67\u00a0% (16\u00a0sur\u00a024)" in then
    assert "63\u00a0% (15\u00a0sur\u00a024)" in now


@pytest.mark.parametrize(
    ("language", "said", "reason"),
    [("fr", "n’est plus publié", "La protection masque"), ("en", "no longer published", "Protection hides")],
)
def test_a_breakdown_that_protection_leaves_out_is_no_longer_published_whatever_was_merged(
    frozen: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: str, reason: str
) -> None:
    lose_countries(frozen, monkeypatch, {"FR", "ML", "SN"})
    monkeypatch.setattr(Workspace, "language", language)
    found = diff_snapshot(Workspace(frozen), "envoi-2020")
    assert found.frame["status"].tolist() == ["no_longer_published"] * 3
    assert all(len(why) == 1 and why[0].startswith(reason) for why in found.frame["why"])
    assert f"→ {said} [rapport]" in found.to_text()


def test_one_value_that_is_no_longer_published_has_the_reasons_of_its_rows(
    frozen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_countries(frozen, monkeypatch, {"SN"})
    (row,) = diff_snapshot(Workspace(frozen), "envoi-2020").frame.to_dict("records")
    assert (row["cell"], row["status"]) == ({"country": "SN"}, "no_longer_published")
    assert row["why"] == ["Lignes reconnues comme une personne déjà connue : 0 avant, 1 maintenant."]


def lose_countries(root: Path, monkeypatch: pytest.MonkeyPatch, lost: set[str]) -> None:
    """Three countries were published; today some of them are not, and two rows became one person."""
    (published,) = read_snapshots(root)
    met = {"FR": 10, "ML": 9, "SN": 5, "all": 24}
    then, today = (
        protect(("country",), [row_of("people_met", met[name], country=name) for name in kept], "public")
        for kept in (met, [name for name in met if name not in lost])
    )
    before = replace(published, pages={"rapport": {("country",): then}})
    people = {**before.people, "merges": before.people["merges"] + 1}
    now = replace(before, people=people, pages={"rapport": {("country",): today}})
    monkeypatch.setattr("impact.snapshots.diff.read_snapshot", lambda _: before)
    monkeypatch.setattr("impact.snapshots.diff.take_snapshot", lambda _: now)


@pytest.mark.slow
def test_a_figure_that_is_no_longer_declared_is_said_gone_under_its_name(frozen: Path, tmp_path: Path) -> None:
    root = tmp_path / "w"
    shutil.copytree(frozen, root)
    write_lines(root / "impact.toml", [SETTINGS])
    workspace = Workspace(root)
    workspace.build()
    found = diff_snapshot(workspace, "envoi-2020")
    own = found.frame[found.frame["indicator"] == "sacs"]
    assert own["why"].tolist() == [["L’indicateur n’existe plus : rien ne le déclare plus."]] * len(own)
    assert "  Sacs vendus\u00a0: 12 articles → n’est plus publié" in found.to_text()


def test_the_commands_speak_json_and_name_the_nearest_snapshot(
    later: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = CliRunner().invoke(app, ["diff", "envoi-2020", str(later.root), "--format", "json"])
    figures = json.loads(told.stdout)["figures"]
    assert {"page", "indicator", "cell", "published", "now", "status", "why"} <= figures[0].keys()
    with pytest.raises(UsageError, match="did you mean “envoi-2020”"):
        diff_snapshot(later, "envoi-202")
    again = CliRunner().invoke(app, ["freeze", "envoi-2020", str(later.root)])
    assert isinstance(again.exception, UsageError)


Change = dict[str, object]


@pytest.mark.parametrize(
    ("change", "kind", "sentence"),
    [
        (
            {"sources": (SourceCount("f", "s", "sales", "z", 12, 1, 0),)},
            "added",
            "Caisse: rows added (11 before, 13 now).",
        ),
        (
            {"sources": (SourceCount("f", "s", "sales", "z", 8, 1, 0),)},
            "removed",
            "Caisse: rows removed (11 before, 9 now).",
        ),
        (
            {"sources": (SourceCount("f", "s", "sales", "z", 9, 2, 0),)},
            "merged",
            "rows merged into others (1 before, 2 now).",
        ),
        (
            {"sources": (SourceCount("f", "s", "sales", "z", 9, 1, 1),)},
            "set_aside",
            "rows set aside (0 before, 1 now).",
        ),
        ({"sources": (SourceCount("f", "s", "sales", "z", 10, 1, 0),)}, "corrected", "cells changed"),
        ({"sources": (SourceCount("n", "n", "sales", "n", 3, 0, 0),)}, "removed", "no longer there: 11 rows fewer."),
        ({"people": {"rows": 9, "persons": 6, "merges": 3}}, "merged", "already known: 2 before, 3 now."),
        ({"corrections": ("c", "d")}, "corrected", "Correction added in impact.toml: B12."),
        ({"corrections": ()}, "corrected", "Corrections in impact.toml: 1 before, 0 now."),
        ({"definitions": {"people_met": "1", "revenue": "9"}}, "redefined", "was redefined."),
        ({"definitions": {"people_met": "1"}}, "removed", "The figure no longer exists"),
        ({"definitions": {"people_met": "1", "revenue": "2", "sacs": "3"}}, "added", "The figure is new"),
        ({"settings": {"privacy": "2", "projects": "1"}}, "settings", "under “privacy”."),
        ({"program": "q", "version": "0.2.0"}, "program", "0.1.0 (p) before, 0.2.0 (q) now."),
    ],
)
def test_each_kind_of_change_has_its_reason(change: Change, kind: str, sentence: str) -> None:
    names = {"f": "caisse.csv", "s": "Caisse", "d": "B12"}
    found = find_reasons(make_snapshot(), make_snapshot(**change), names)
    told = [reason.sentence.format(**reason.facts) for reason in found if reason.kind == kind]
    assert any(sentence in each for each in told), told


def test_a_reason_is_given_to_the_figures_of_its_table_alone() -> None:
    now = make_snapshot(sources=(SourceCount("f", "s", "sales", "z", 12, 1, 0), *make_snapshot().sources[1:]))
    (reason,) = find_reasons(make_snapshot(), now, {})
    touched = {name for name, indicator in CATALOGUE.items() if reason.touches(indicator)}
    assert {"revenue", "net_result", "revenue_per_person"} <= touched
    assert not touched & {"people_met", "workshops", "attendance_rate"}


def test_a_file_under_another_name_is_no_change() -> None:
    now = make_snapshot(sources=(SourceCount("h", "u", "sales", "x", 10, 1, 0), *make_snapshot().sources[1:]))
    assert find_reasons(make_snapshot(), now, {}) == []


def test_marks_of_another_key_are_not_compared() -> None:
    renamed = tuple(count._replace(file=f"{count.file}2", sheet=f"{count.sheet}2") for count in make_snapshot().sources)
    assert find_reasons(make_snapshot(), make_snapshot(key="l", sources=renamed, corrections=("e",)), {}) == []


# ---- revised -------------------------------------------------------------------------------------------------------


def write_two_snapshots(root: Path) -> None:
    """Two snapshots: people met were 100, then 90, and 101 now; the others are as now."""
    now = make_report("fr").figures
    whole = now[()]
    for number, (name, met) in enumerate((("b", 100.0), ("a", 90.0)), 1):
        frame = whole.frame.assign(value=whole.frame["value"].mask(whole.frame["indicator"] == "people_met", met))
        pages = {"rapport": {**now, (): replace(whole, frame=frame)}}
        place_of(root, name).parent.mkdir(parents=True, exist_ok=True)
        place_of(root, name).write_bytes(write_snapshot(make_snapshot(name=name, number=number, pages=pages)))


def test_a_figure_is_compared_with_the_last_snapshot(tmp_path: Path) -> None:
    write_two_snapshots(tmp_path)
    assert find_revised(tmp_path, "rapport", make_report("fr").figures, "EUR") == {
        ((), "people_met", ()): (90.0, None, None)
    }
    assert find_revised(tmp_path, "autre", make_report("fr").figures, "EUR") == {}


def test_a_table_on_other_people_is_not_compared(tmp_path: Path) -> None:
    write_two_snapshots(tmp_path)
    figures = make_report("fr").figures
    elsewhere = {by: replace(f, scope=replace(f.scope, years=(2021,))) for by, f in figures.items()}
    assert find_revised(tmp_path, "rapport", elsewhere, "EUR") == {}


@pytest.mark.parametrize(
    ("language", "word", "line"), [("fr", "révisé", "publié auparavant"), ("en", "revised", "published before")]
)
def test_a_revised_figure_is_marked_in_tables_and_among_the_key_figures(language: str, word: str, line: str) -> None:
    key = (("sector", "year"), "people_met", ("bois", "2022"))
    contents = replace(
        make_report(language), published={((), "people_met", ()): (90.0, None, None), key: (51.0, None, None)}
    )
    brief, annex = Report(contents).brief().html, Report(contents).annex().html
    assert line in brief
    assert f"52 ({word})" in annex
    assert f"({word})" not in Report(make_report(language)).annex().html
    assert annex.count(f"({word})") == 1
    promised = Report(contents).targets().html
    assert f">52 ({word})</td>" in promised
    assert f"52 ({word}) " in re.sub("<td.*?</td>", "", promised)


def test_a_revised_share_says_what_it_was_made_of() -> None:
    contents = replace(make_report("fr"), published={((), "share_women", ()): (0.6, 57.0, 95.0)})
    assert "publié auparavant\u00a0: 60\u00a0% (57\u00a0sur\u00a095)" in Report(contents).brief().html


def test_a_report_of_the_workspace_marks_what_changed_since(later: Workspace) -> None:
    contents = read_release(later, find_page(later.settings, None))
    assert contents.published[(), "revenue", ()] == (192, None, None)
    assert "292,00 (révisé)" in Report(contents).sales().html
