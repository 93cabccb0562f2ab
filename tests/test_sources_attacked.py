"""Some three hundred files that mean harm or are broken, in one folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import hostile
import psutil
import pytest
from typer.testing import CliRunner

from impact.cli import app
from impact.model import SourceFile
from impact.sources import read_sources
from impact.words import read_words

pytestmark = pytest.mark.slow

posix = pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX")
READ = {
    "is_xlsx.csv",
    "is_ods.xls",
    "is_xls.xlsx",
    "is_csv.xls",
    "is_html.xlsx",
    "formula.csv",
    "rtl.csv",
    "markup.csv",
}
REFUSED = {
    "bomb.xlsx": "bomb",
    "bomb_lies.xlsx": "bomb",
    "bomb_sheet.xlsx": "bomb",
    "bomb.ods": "bomb",
    "overlap.xlsx": "bomb",
    "nested.zip": "zip",
    "members.xlsx": "too_many_members",
    "no_sheets.xlsx": "no_sheets",
    "locked.xlsx": "password",
    "protected.xls": "password",
    "protected2.xls": "password",
    "entity0_sheet1.xlsx": "entities",
    "entity1.ods": "entities",
    "beyond.xlsx": "damaged",
    "both.ods": "damaged",
    "wide.html.xls": "too_wide",
    "deep.html.xls": "markup",
    "pdf_named.csv": "pdf",
    "biff4_named.xlsx": "old_excel",
}


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[SourceFile]]:
    raw = tmp_path_factory.mktemp("attacked")
    for name, content in hostile.make_files(many=2_000, size=66 * 1024**2):
        (raw / name).write_bytes(content)
    yield list(read_sources(raw))


def test_every_file_is_read_or_says_in_two_languages_why_not(attacked: list[SourceFile]) -> None:
    assert len(attacked) > 250
    for source in attacked:
        assert (source.status == "read") == bool(source.grids) == (source.problem is None), source.file
        for language in ("fr", "en") if source.problem_key else ():
            assert read_words(language).text(f"sources.{source.problem_key}").endswith(".")


def test_what_is_wrong_is_named_for_what_it_is(attacked: list[SourceFile]) -> None:
    found = {source.file: source.problem_key for source in attacked}
    assert {name: found[name] for name in REFUSED} == REFUSED
    assert {name for name in READ if found[name] is None} == READ


def test_what_a_far_cell_claims_is_not_made(attacked: list[SourceFile]) -> None:
    far = {source.file: source.grids[0] for source in attacked if "far" in source.file}
    assert {name: grid.rows.tolist() for name, grid in far.items()} == {
        "far.xlsx": [1_048_576],
        "near_and_far.xlsx": [1, 1_048_576],
        "far.xml.xls": [1_048_576],
    }


@posix
def test_links_pipes_and_names_that_lie_stop_nothing_and_leak_nothing(tmp_path: Path) -> None:
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "ventes.csv").write_text("Date;Produit;Montant\n12/03/2020;Sac;12\n13/03/2020;Sac;14\n", "utf-8")
    for name, content in hostile.others():
        (raw / name).write_bytes(content)
    hostile.make_places(raw)
    run = CliRunner().invoke(app, ["build", str(tmp_path)])
    assert run.exit_code == 1
    check = CliRunner().invoke(app, ["check", str(tmp_path)])
    said = run.output + check.output
    assert not [word for word in ("Traceback", hostile.SECRET, "root:", str(tmp_path.parent)) if word in said]
    assert not set(said) & {"\x07", "\u202e", "\t"}
    assert "pdf_named.csv\u00a0: C'est un PDF" in run.output
    assert "2 gardées" in check.output


@pytest.mark.skipif(sys.platform != "linux", reason="memory limits of Linux")
def test_no_process_stays_behind(attacked: list[SourceFile]) -> None:
    assert attacked
    assert not [child for child in psutil.Process().children() if "impact.sources.child" in " ".join(child.cmdline())]
