"""The files below data/raw: which, in which order, and which are passed over."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from pathlib import Path

import pytest

from impact.sources import find_sources, read_sources
from impact.sources import folder as folder_module

posix = pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX")


def make(raw: Path, *names: str, content: str = "a;b\n1;2\n") -> None:
    for name in names:
        path = raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")


def test_files_come_in_the_order_of_their_folded_names(tmp_path: Path) -> None:
    make(tmp_path, "b.csv", "A.csv", "é/z.csv", "a/y.csv", "C/x.csv")
    assert [file for file, _ in find_sources(tmp_path)] == ["A.csv", "a/y.csv", "b.csv", "C/x.csv", "é/z.csv"]


def test_names_are_in_normal_form_c(tmp_path: Path) -> None:
    make(tmp_path, unicodedata.normalize("NFD", "Événements.csv"))
    ((file, _),) = find_sources(tmp_path)
    assert file == unicodedata.normalize("NFC", "Événements.csv")


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert find_sources(tmp_path / "raw") == []
    assert list(read_sources(tmp_path / "raw")) == []


def test_what_systems_and_programs_leave_is_listed_and_passed_over(tmp_path: Path) -> None:
    make(tmp_path, "~$ventes.xlsx", ".DS_Store", "Thumbs.db", ".cache/x.csv", "__MACOSX/._x.csv", "lisez-moi.md")
    make(tmp_path, "vide.csv", content="")
    make(tmp_path, "vu.csv")
    found = {source.file: (source.status, source.problem_key) for source in read_sources(tmp_path)}
    assert found == {
        "~$ventes.xlsx": ("ignored", "lock"),
        ".DS_Store": ("ignored", "hidden"),
        "Thumbs.db": ("ignored", "system"),
        ".cache/x.csv": ("ignored", "hidden"),
        "__MACOSX/._x.csv": ("ignored", "hidden"),
        "lisez-moi.md": ("ignored", "other_text"),
        "vide.csv": ("ignored", "empty"),
        "vu.csv": ("read", None),
    }


def test_a_document_is_passed_over_and_one_named_as_a_spreadsheet_is_unreadable(tmp_path: Path) -> None:
    make(tmp_path, "rapport.pdf", "ventes.xlsx", content="%PDF-1.4 …")
    found = {source.file: source for source in read_sources(tmp_path)}
    assert found["rapport.pdf"].status == "ignored"
    assert found["ventes.xlsx"].status == "unreadable"
    assert "PDF" in str(found["ventes.xlsx"].problem)


def test_one_bad_file_does_not_keep_the_others_from_being_read(tmp_path: Path) -> None:
    make(tmp_path, "a.csv", "c.csv")
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 cut short")
    assert [source.status for source in read_sources(tmp_path)] == ["read", "unreadable", "read"]


def test_the_hash_is_that_of_the_bytes_read(tmp_path: Path) -> None:
    make(tmp_path, "a.csv")
    (source,) = read_sources(tmp_path)
    assert source.sha256 == hashlib.sha256((tmp_path / "a.csv").read_bytes()).hexdigest()
    assert [grid.file for grid in source.grids] == ["a.csv"]


def test_a_file_larger_than_allowed_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "LARGEST", 4)
    make(tmp_path, "a.csv")
    (source,) = read_sources(tmp_path)
    assert (source.status, source.problem_key) == ("unreadable", "too_large")


@posix
def test_links_that_lead_out_are_refused_and_links_within_are_read(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    make(tmp_path, "outside.csv", "raw/a.csv")
    (raw / "out.csv").symlink_to(tmp_path / "outside.csv")
    (raw / "in.csv").symlink_to(raw / "a.csv")
    (raw / "folder").symlink_to(raw)
    (raw / "gone.csv").symlink_to(raw / "nothing.csv")
    os.mkfifo(raw / "pipe.csv")
    found = {source.file: (source.status, source.problem_key) for source in read_sources(raw)}
    assert found == {
        "a.csv": ("read", None),
        "in.csv": ("read", None),
        "out.csv": ("ignored", "link_out"),
        "folder": ("ignored", "link_folder"),
        "gone.csv": ("unreadable", "vanished"),
        "pipe.csv": ("ignored", "special"),
    }


@posix
def test_two_names_that_look_alike_are_told_apart(tmp_path: Path) -> None:
    for form in ("NFC", "NFD"):
        make(tmp_path, unicodedata.normalize(form, "é.csv"))
    assert [source.problem_key for source in read_sources(tmp_path)] == [None, "same_name"]


def test_reading_changes_nothing_below_the_folder(tmp_path: Path) -> None:
    make(tmp_path, "a.csv", "b/c.csv")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    list(read_sources(tmp_path))
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
