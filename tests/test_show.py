"""What `check` shows, on a terminal and under a notebook's cell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tiny import write_tiny

from impact.show.account import account_html, print_account
from impact.words import read_words
from impact.workspace import Workspace

UNKNOWN = "Objet;Couleur\nchaise;rouge\ntable;bleue\n"


@pytest.fixture
def untidy(tmp_path: Path) -> Workspace:
    """A workspace with a sheet of unknown meaning, a row to set aside and a file that cannot be read."""
    root = write_tiny(tmp_path)
    raw = root / "data" / "raw"
    (raw / "meubles.csv").write_text(UNKNOWN, encoding="cp1252")
    (raw / "abîmé.xlsx").write_bytes(b"PK\x03\x04 nothing")
    return Workspace(root)


def test_a_terminal_and_a_notebook_say_the_same_doubts(untidy: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    account = untidy.check()
    print_account(account)
    printed, shown = capsys.readouterr().out, account_html(account)
    for told in ("meubles.csv", "abîmé", "[[sources]]", "table = "):
        assert told in printed
        assert told in shown


def test_what_was_rewritten_is_counted_by_rule(untidy: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    account = untidy.check()
    rules = {rule for file in account.facts["files"] for sheet in file["sheets"] for rule in sheet["changes"]}
    assert rules
    print_account(account)
    printed = capsys.readouterr().out
    for rule in rules:
        assert read_words("fr").reason(rule) in printed


def test_a_count_agrees_with_its_noun(untidy: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    print_account(untidy.check())
    assert not re.search(r"\b1 (?:lignes|gardées|fusionnées|mises)", capsys.readouterr().out)


def test_tables_that_are_alike_are_said_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = [f"Séance du 0{n}/02/2024\nNom;Prénom;Présence\nAubert;Lise;x\nBrun;Noé;abs\n" for n in range(1, 5)]
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "listes.csv").write_text("\n".join(blocks), encoding="utf-8")
    print_account(Workspace(tmp_path).check())
    printed = capsys.readouterr().out
    assert "workshops ×4" in printed
    assert printed.count("first_name") == 1
