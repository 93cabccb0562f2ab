"""Files as other software writes them, under their real headers and with made-up content."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import impact

FILES = Path(__file__).parent / "files" / "exports"
EXPECTED: dict[str, tuple[str, dict[str, str]]] = {
    "helloasso adhesions": ("participants", {"last_name": "D", "first_name": "E", "first_contact": "B", "phone": "Q"}),
    "helloasso billets": ("sales", {"date": "B", "product": "M", "amount": "N"}),
    "helloasso boutique": ("sales", {"date": "B", "product": "I", "quantity": "J", "amount": "K"}),
    "helloasso paiements": ("sales", {"date": "B", "amount": "D"}),
    "sumup": ("sales", {"date": "A", "product": "F", "quantity": "E", "amount": "L"}),
    "sumup transactions": ("sales", {"date": "B", "product": "R", "amount": "I"}),
    "sumup english": ("sales", {"date": "A", "product": "F", "quantity": "E", "amount": "J"}),
    "zettle": ("sales", {"date": "A", "product": "D", "quantity": "G", "amount": "K"}),
    "zettle english": ("sales", {"date": "A", "product": "D", "quantity": "H", "amount": "L"}),
    "square items": ("sales", {"date": "A", "product": "E", "quantity": "F", "amount": "L"}),
    "square transactions": ("sales", {"date": "A", "amount": "L"}),
    "weezevent participants": ("sales", {"date": "I", "product": "F", "amount": "G"}),
    "google form": ("participants", {"last_name": "C", "first_name": "D", "first_contact": "A", "email": "B"}),
    "ms forms": ("participants", {"last_name": "G", "first_name": "H", "first_contact": "B"}),
    "kobo": ("participants", {"last_name": "E", "first_name": "F", "first_contact": "A", "birth_year": "H"}),
    "kobo xml names": ("participants", {"last_name": "C", "first_name": "D", "first_contact": "A", "birth_date": "F"}),
    "framaforms": ("participants", {"last_name": "J", "first_name": "K", "first_contact": "C"}),
    "limesurvey": ("participants", {"last_name": "J", "first_name": "K", "first_contact": "B", "age": "M"}),
    "airtable": ("participants", {"last_name": "C", "first_name": "B", "first_contact": "H", "stage": "F"}),
    "baserow": ("participants", {"last_name": "B", "first_name": "C", "first_contact": "E", "orientation": "F"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> impact.Workspace:
    root = tmp_path_factory.mktemp("exports")
    (root / "data" / "raw").mkdir(parents=True)
    for name in EXPECTED:
        shutil.copy(FILES / f"{name.replace(' ', '_')}.csv", root / "data" / "raw" / f"{name}.csv")
    sources = [f'[[sources]]\npath = "{name}.csv"\nsector = "{name}"' for name in EXPECTED]
    (root / "impact.toml").write_text("\n".join(sources), encoding="utf-8")
    return impact.open(root)


@pytest.mark.parametrize("name", EXPECTED)
def test_an_export_is_read_by_its_own_headers(name: str, read: impact.Workspace) -> None:
    table, fields = EXPECTED[name]
    found = read.sources[read.sources["file"] == f"{name}.csv"]
    places = dict(zip(found["field"], found["column"], strict=True))
    assert set(found["table"]) == {table}
    assert {field: places.get(field) for field in fields} == fields


@pytest.mark.parametrize("name", [name for name, (table, _) in EXPECTED.items() if table == "sales"])
def test_what_was_paid_back_is_negative(name: str, read: impact.Workspace) -> None:
    own = read.sales[read.sales["sector"] == name]
    assert own["kind"].tolist() == ["sale", "refund"]
    amounts = own["amount"].astype(float).tolist()
    assert amounts in ([24.0, -12.0], [8.0, -8.0])


def test_who_pays_is_nobody_who_came(read: impact.Workspace) -> None:
    own = read.participants[read.participants["sector"] == "helloasso adhesions"]
    assert sorted(own["birth_year"].dropna().astype(int)) == [1984, 1990]
    assert read.participants.groupby("sector").size().eq(2).all()
