"""What funders read and were promised: a sector or a year that nothing has is named, with the nearest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tiny import write_tiny

from impact.cli import app
from impact.workspace import Workspace

FUNDER = """
[[funders]]
id = "mairie"
sectors = ["couture", "bosi"]
years = [2022, 2033]

[[funders.targets]]
indicator = "people_met"
sector = "coutur"
year = 2024
value = 3

[[funders.targets]]
indicator = "revenue"
sector = "Coutures"
year = 2023
value = 3
"""
LATER = """
[[projects]]
id = "fil-2024"
sector = "coutur"
year = 2024
"""


def test_check_names_the_sectors_and_years_of_a_funder_that_nothing_has_and_strictly_fails(tmp_path: Path) -> None:
    account = Workspace(write_tiny(tmp_path, FUNDER)).check()
    found = [(f["field"], f["value"], f["nearest"]) for f in json.loads(account.to_json())["absent"]]
    assert found == [
        ("sectors", "bosi", "did you mean “bois”?"),
        ("years", "2033", "did you mean “2023”?"),
        ("targets.sector", "coutur", "did you mean “couture”?"),
        ("targets.year", "2024", "did you mean “2023”, “2022”?"),
    ]
    assert (account.exit_status(strict=False), account.exit_status(strict=True)) == (0, 1)


def test_what_a_project_without_rows_has_is_no_mistake(tmp_path: Path) -> None:
    account = Workspace(write_tiny(tmp_path, FUNDER + LATER)).check()
    assert [f["value"] for f in account.facts["absent"]] == ["bosi", "2033"]


@pytest.mark.slow
def test_check_and_report_say_them_in_the_language_of_the_workspace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("impact.publish.write_reports", lambda *_, **__: ())
    root = str(write_tiny(tmp_path, FUNDER))
    for command in ("check", "report"):
        with pytest.raises(SystemExit):
            app([command, root])
        told = "".join(capsys.readouterr())
        assert "funders.mairie.sectors : aucune ligne ni aucun projet n’a « bosi » ; vouliez-vous dire “bois” ?" in told
