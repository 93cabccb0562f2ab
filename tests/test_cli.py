"""The commands as a newcomer meets them: statuses, sentences, nothing half done."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from impact.cli import main
from impact.words import read_words

NAMES = "Abel Bernat Cadot Danton Estival Favre Gerard Hamon Isnard Jolivet Keller Lenoir".split()
FIRST = "Ana Noé Lise Eva Luc Zoé Max Rose Tom Inès Hugo Léa".split()
REGISTER = "Nom;Prénom;Genre;Date d'accueil;Suite donnée;E-mail\n" + "".join(
    f"{last};{first};{'F' if n % 3 else 'H'};{n:02d}/03/2024;Accompagnement;{first.lower()}.{n}@courriel.example\n"
    for n, (last, first) in enumerate(zip(NAMES, FIRST, strict=True), 1)
)
SALES = "Date;Article;Montant\n12/03/2024;Sac;1 576,00 €\n30/02/2024;Sac;24,00\n;TOTAL;1 600,00\n"


def impact(*arguments: str, at: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_COLOR": "1", **more}
    command = [sys.executable, "-m", "impact", *arguments]
    return subprocess.run(command, cwd=at, env=environment, capture_output=True, text=True, timeout=120, check=False)


def tree_hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return write_workspace(tmp_path)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that is built already, for commands that change nothing."""
    root = write_workspace(tmp_path_factory.mktemp("built"))
    assert impact("build", at=root).returncode == 0
    return root


@pytest.fixture(scope="module")
def by_language(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A built workspace a language."""
    roots = {language: write_workspace(tmp_path_factory.mktemp(language)) for language in ("fr", "en")}
    for language, root in roots.items():
        with (root / "impact.toml").open("a", encoding="utf-8") as settings:
            settings.write(f'[organisation]\nlanguage = "{language}"\n')
        assert impact("build", at=root).returncode == 0
    return roots


def write_workspace(root: Path) -> Path:
    raw = root / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "suivi.csv").write_text(REGISTER, encoding="utf-8")
    (raw / "ventes.csv").write_bytes(SALES.encode("cp1252"))
    (root / "impact.toml").write_text('[[sources]]\npath = "*"\nsector = "couture"\n', encoding="utf-8")
    return root


@pytest.mark.parametrize("command", ["init", "check", "build", "indicators", "explain", "report", "freeze", "diff"])
def test_every_command_has_a_help_with_an_example(command: str, tmp_path: Path) -> None:
    told = impact(command, "--help", at=tmp_path)
    assert told.returncode == 0
    assert f"Example: impact {command}" in told.stdout


@pytest.mark.slow
def test_a_workspace_without_settings_still_works(workspace: Path) -> None:
    (workspace / "impact.toml").unlink()
    told = impact("indicators", "--by", "year", "--format", "json", at=workspace)
    rows = json.loads(told.stdout)["rows"]
    met = {row["year"]: row["value"] for row in rows if row["indicator"] == "people_met" and row["value"]}
    assert (told.returncode, met) == (0, {2024: 12, "all": 12})


def test_a_day_that_does_not_exist_is_said_and_its_sale_kept(workspace: Path) -> None:
    account = json.loads(impact("check", "--format", "json", at=workspace).stdout)
    sheet = next(f for f in account["files"] if f["file"] == "ventes.csv")["sheets"][0]
    assert sheet["rows"] == {"seen": 4, "kept": 2, "merged": 0, "set_aside": 0, "not_data": 2}
    found = [(p["row"], p["column"], p["reason"], p["value"]) for p in sheet["problems"]]
    assert found == [(3, "A", "not a date", "30/02/2024")]


def test_check_writes_nothing(workspace: Path) -> None:
    before = tree_hash(workspace)
    assert impact("check", at=workspace).returncode == 0
    assert tree_hash(workspace) == before


def test_no_personal_value_is_printed_or_kept(workspace: Path) -> None:
    printed = [
        impact(*c, at=workspace) for c in (("build",), ("check",), ("explain", "people_met", "--format", "json"))
    ]
    text = "".join(run.stdout + run.stderr for run in printed)
    kept = b"".join(p.read_bytes() for p in (workspace / "data" / "processed").rglob("*") if p.is_file())
    for last, first in zip(NAMES, FIRST, strict=True):
        for value in (last, f"{first.lower()}."):
            assert value not in text, "a personal value"
            assert value.encode() not in kept, "a personal value"


@pytest.mark.slow
def test_the_same_files_give_the_same_bytes(workspace: Path) -> None:
    folder = workspace / "data" / "processed"
    assert impact("build", at=workspace).returncode == 0
    first = tree_hash(folder)
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink()
    folder.rmdir()
    assert impact("build", at=workspace, PYTHONHASHSEED="7", TZ="Pacific/Auckland").returncode == 0
    assert tree_hash(folder) == first


def test_a_build_with_nothing_to_do_touches_nothing(workspace: Path) -> None:
    impact("build", at=workspace)
    stamps = {p: p.stat().st_mtime_ns for p in (workspace / "data" / "processed").iterdir()}
    assert impact("build", at=workspace).returncode == 0
    assert {p: p.stat().st_mtime_ns for p in stamps} == stamps


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("indicators", "--by", "secteur"), 2, "secteur"),
        (("indicators", "--format", "pdf"), 2, "pdf"),
        (("indicators", "--where", "sector"), 2, "sector"),
        (("explain", "people_mett"), 2, "people_met"),
        (("report", "--funder", "personne"), 2, "personne"),
        (("build", "ailleurs"), 2, "ailleurs"),
        (("indicators", "--format", "xlsx"), 2, "--out"),
        (("indicators", "--format", "json", "--excel-fr"), 2, "--format csv"),
    ],
)
def test_wrong_usage_gets_a_sentence_and_status_2(
    built: Path, arguments: tuple[str, ...], status: int, told: str
) -> None:
    run = impact(*arguments, at=built)
    assert run.returncode == status
    assert told in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("command", "arguments", "told"),
    [
        ("indicators", ("--by", "secteur"), {"fr": "Il n’y a pas de dimension", "en": "There is no dimension"}),
        ("indicators", ("--format", "parquet"), {"fr": "Il n’y a pas de format", "en": "There is no format"}),
        ("indicators", ("--audience", "tous"), {"fr": "Il n’y a pas de public", "en": "There is no audience"}),
        ("explain", ("nope",), {"fr": "Il n’y a pas d’indicateur", "en": "There is no indicator"}),
        ("report", ("--funder", "nope"), {"fr": "Il n’y a pas de financeur", "en": "There is no funder"}),
        ("report", ("--year", "deux"), {"fr": "« deux » n’est pas une année", "en": "“deux” is not a year"}),
        ("report", ("--lang", "de"), {"fr": "Il n’y a pas de langue", "en": "There is no language"}),
        ("diff", ("nope",), {"fr": "Il n’y a pas de chiffres", "en": "There is no snapshot"}),
    ],
)
def test_a_command_fails_in_the_language_of_its_workspace_wherever_it_is_run(
    by_language: dict[str, Path], command: str, arguments: tuple[str, ...], told: dict[str, str], language: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    root = str(by_language[language])
    names, options = (arguments[:1], arguments[1:]) if command in ("explain", "diff") else ((), arguments)
    monkeypatch.setattr(sys, "argv", ["impact", command, *names, root, *options])
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code, capsys.readouterr().err.startswith(told[language])) == (2, True)


@pytest.mark.parametrize(
    "fault",
    ['[organisation]\nlanguage = "en"\nnamee = "x"\n', '[organisation]\nlanguage = "en"\n[[rules]]\nleft = 3\n'],
)
def test_a_fault_of_impact_toml_is_said_in_the_language_that_it_asks_for(workspace: Path, fault: str) -> None:
    (workspace / "impact.toml").write_text(fault, encoding="utf-8")
    run = impact("build", str(workspace), at=workspace.parent)
    assert (run.returncode, "was expected" in run.stderr or "unknown key" in run.stderr) == (2, True), run.stderr


def test_every_table_of_a_build_is_described_with_its_fields(built: Path) -> None:
    folder = built / "data" / "processed"
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert sorted(part["path"] for part in described) == sorted(path.name for path in folder.glob("*.parquet"))
    for part in described:
        names = pq.read_schema(folder / part["path"]).names
        assert [field["name"] for field in part["schema"]["fields"]] == names
        assert not [name for name in names if not read_words("fr").has(f"fields.{name}")]


@pytest.mark.slow
def test_a_table_goes_to_a_file_as_it_is_shown(built: Path, tmp_path: Path) -> None:
    shown = impact("indicators", "--format", "table", at=built).stdout
    assert impact("indicators", "--format", "table", "--out", str(tmp_path / "a.txt"), at=built).stdout == ""
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == shown != ""


@pytest.mark.slow
def test_a_file_without_a_format_takes_that_of_its_name(built: Path, tmp_path: Path) -> None:
    asked = impact("indicators", "--format", "csv", at=built).stdout
    assert impact("indicators", "--out", str(tmp_path / "a.csv"), at=built).returncode == 0
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == asked != ""


def test_a_wrong_setting_writes_nothing(workspace: Path) -> None:
    (workspace / "impact.toml").write_text('[organisation]\nnamee = "x"\n', encoding="utf-8")
    run = impact("build", at=workspace)
    assert run.returncode == 2
    assert "name" in run.stderr
    assert not (workspace / "data" / "processed").exists()


def test_a_broken_file_is_named_and_the_others_go_on(workspace: Path) -> None:
    (workspace / "data" / "raw" / "abîmé.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    run = impact("build", at=workspace)
    assert run.returncode == 1
    assert "abîmé.xlsx" in run.stderr
    assert (workspace / "data" / "processed" / "sales.parquet").exists()


@pytest.mark.slow
def test_a_file_given_twice_counts_once_and_is_said(workspace: Path) -> None:
    raw = workspace / "data" / "raw"
    (raw / "ventes (copie).csv").write_bytes((raw / "ventes.csv").read_bytes())
    account = json.loads(impact("check", "--format", "json", at=workspace).stdout)
    copies = [s["rows"]["merged"] for f in account["files"] for s in f["sheets"] if s["same_as"]]
    assert copies == [2]
    rows = json.loads(impact("indicators", "--format", "json", at=workspace).stdout)["rows"]
    assert next(r["value"] for r in rows if r["indicator"] == "revenue") == 1600


@pytest.mark.slow
def test_a_correction_is_applied_and_a_stale_one_is_refused(workspace: Path) -> None:
    correction = '[[corrections]]\nfile = "ventes.csv"\ncell = "C3"\nwas = "24,00"\nis = "42,00"\nreason = "inversés"\n'
    (workspace / "impact.toml").write_text(correction, encoding="utf-8")
    rows = json.loads(impact("indicators", "--format", "json", at=workspace).stdout)["rows"]
    assert next(r["value"] for r in rows if r["indicator"] == "revenue") == 1618
    (workspace / "impact.toml").write_text(correction.replace("24,00", "25,00"), encoding="utf-8")
    stale = impact("build", at=workspace)
    assert (stale.returncode, "C3" in stale.stderr) == (2, True)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_a_killed_build_leaves_the_last_result_whole(workspace: Path) -> None:
    folder = workspace / "data" / "processed"
    impact("build", at=workspace)
    last = tree_hash(folder)
    sales = workspace / "data" / "raw" / "ventes.csv"
    for delay in (0.3, 0.6, 0.9, 1.2):
        sales.write_bytes(sales.read_bytes() + b"13/03/2024;Sac;1,00\n")
        run = subprocess.Popen([sys.executable, "-c", "from impact.cli import main; main()", "build"], cwd=workspace)
        time.sleep(delay)
        run.send_signal(signal.SIGKILL)
        run.wait()
        complete = json.loads((folder / "build.json").read_text(encoding="utf-8"))["fingerprint"]
        assert complete
        described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]
        assert all((folder / part["path"]).is_file() for part in described)
    assert impact("build", at=workspace).returncode == 0
    assert tree_hash(folder) != last


@pytest.mark.slow
def test_a_second_writer_is_told_who_writes(workspace: Path) -> None:
    from impact.disk import lock

    with lock(workspace):
        told = impact("build", at=workspace)
    assert told.returncode == 1
    assert str(os.getpid()) in told.stderr
    assert impact("build", at=workspace).returncode == 0
