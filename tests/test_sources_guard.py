"""The child process that parses, and what is kept of it."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import psutil
import pytest

from impact.model import SourceFile
from impact.sources import read_sources
from impact.sources.guard import Guard
from impact.sources.problems import Unreadable
from impact.sources.store import read_reading

FILES = Path(__file__).parent / "files"
XLSX = (FILES / "ateliers.xlsx").read_bytes()
posix = pytest.mark.skipif(os.name != "posix", reason="signals and memory limits of POSIX")


def far() -> bytes:
    """A small workbook whose 19 million cells, nearly all blank, take about half a gigabyte while it is parsed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(XLSX)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            last = b'<row r="1048576"><c r="R1048576"><v>1</v></c></row></sheetData>'
            target.writestr(name, source.read(name).replace(b"</sheetData>", last))
    return out.getvalue()


def texts(source: SourceFile) -> list[list[str]]:
    return [column.texts.tolist() for grid in source.grids for column in grid.columns]


@posix
def test_a_child_that_dies_is_one_problem_and_the_next_file_is_read() -> None:
    with Guard(memory=256 * 1024**2) as guard:
        with pytest.raises(Unreadable) as caught:
            guard.read(far())
        assert caught.value.key == "crashed"
        assert len(read_reading(guard.read(XLSX)).grids) == 4


def test_a_file_that_takes_too_long_is_one_problem_and_the_next_file_is_read() -> None:
    with Guard(seconds=0.001) as guard:
        with pytest.raises(Unreadable) as caught:
            guard.read(XLSX)
        assert caught.value.key == "slow"
    with Guard() as guard:
        assert read_reading(guard.read(XLSX)).problem is None


def test_a_child_killed_between_two_files_is_begun_anew() -> None:
    with Guard() as guard:
        guard.read(b"a;b\n")
        guard.start().kill()
        guard.start().wait()
        assert read_reading(guard.read(b"a;b\n")).problem is None


@posix
def test_the_child_holds_no_pandas_and_no_more_than_it_needs() -> None:
    code = "import sys; sys.argv[1:1] = []; exec(sys.stdin.read())"
    probe = "from impact.sources.guard import _START; print(_START)"
    start = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout
    ask = start.replace("main(int(parent), int(memory))", 'print(sorted({name.split(".")[0] for name in sys.modules}))')
    paths = [path for path in sys.path if path]
    arguments = ["1", "1", str(FILES.parents[1] / "impact"), *paths]
    answer = subprocess.run(
        [sys.executable, "-I", "-c", code, *arguments], input=ask, capture_output=True, text=True, check=True
    ).stdout
    assert "pyarrow" in answer
    assert not [name for name in ("pandas", "matplotlib", "scipy", "babel", "polars") if f"'{name}'" in answer]


@posix
def test_the_child_leaves_when_its_parent_is_killed() -> None:
    code = """
import sys, time
from impact.sources.guard import Guard
guard = Guard()
guard.read(b"a;b")
print(guard.start().pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert psutil.pid_exists(child)
        parent.send_signal(signal.SIGKILL)
    for _ in range(100):
        if not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.05)
    pytest.fail("the child outlives its parent")


def test_a_generator_given_up_half_way_ends_the_child(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text(f"{name};1\n")
    before = {child.pid for child in psutil.Process().children()}
    reading = read_sources(tmp_path)
    next(reading)
    assert {child.pid for child in psutil.Process().children()} - before
    reading.close()  # type: ignore[attr-defined]
    assert not {child.pid for child in psutil.Process().children()} - before


def test_what_was_read_is_kept_for_its_owner_alone_and_used_again(tmp_path: Path) -> None:
    raw, cache = tmp_path / "raw", tmp_path / "cache"
    raw.mkdir()
    (raw / "a.xlsx").write_bytes(XLSX)
    (first,) = read_sources(raw, cache)
    (kept,) = cache.iterdir()
    assert kept.name.startswith(first.sha256)
    if os.name == "posix":
        assert kept.stat().st_mode & 0o777 == 0o600
    (raw / "a.xlsx").rename(raw / "b.xlsx")
    before = kept.stat().st_mtime_ns
    (second,) = read_sources(raw, cache)
    assert (second.file, texts(second)) == ("b.xlsx", texts(first))
    assert [grid.file for grid in second.grids] == ["b.xlsx"] * 4
    assert [(g.hidden, g.hidden_rows, g.merged, g.remarks, g.rows.tolist()) for g in second.grids] == [
        (g.hidden, g.hidden_rows, g.merged, g.remarks, g.rows.tolist()) for g in first.grids
    ]
    assert kept.stat().st_mtime_ns == before


@pytest.mark.parametrize("harm", ["cut", "flip", "empty"])
def test_a_broken_kept_file_is_read_anew(tmp_path: Path, harm: str) -> None:
    raw, cache = tmp_path / "raw", tmp_path / "cache"
    raw.mkdir()
    (raw / "a.csv").write_text("Nom;Somme\nZoé;12\n", "utf-8")
    (first,) = read_sources(raw, cache)
    (kept,) = cache.iterdir()
    whole = kept.read_bytes()
    middle = len(whole) // 2
    broken = {
        "cut": whole[:middle],
        "flip": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "empty": b"",
    }
    kept.write_bytes(broken[harm])
    (again,) = read_sources(raw, cache)
    assert texts(again) == texts(first)
    assert kept.read_bytes() == whole


def test_a_cache_that_cannot_be_written_does_not_stop_the_reading(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.csv").write_text("a;b\n")
    (tmp_path / "cache").write_text("a file, where a folder should be")
    (source,) = read_sources(tmp_path / "raw", tmp_path / "cache")
    assert source.status == "read"


@posix
def test_a_file_that_needs_all_the_memory_is_read_after_others_have_left_little(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    class Tired(Guard):
        def read(self, content: bytes) -> bytes:
            answer = super().read(content)
            asked.append(self.asked)
            if content.startswith(b"b") and self.asked > 1:
                self.stop()
                raise Unreadable("crashed")
            return answer

    monkeypatch.setattr("impact.sources.Guard", Tired)
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text(f"{name};1\n")
    assert [source.status for source in read_sources(tmp_path)] == ["read", "read"]
    assert asked == [1, 2, 1]
