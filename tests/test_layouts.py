"""Shapes of sheets met in public repositories, made anew with made-up content: where the tables are, what they are."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import impact
from impact.config import SheetSettings
from impact.layout import find_tables
from impact.layout.matrix import Matrix
from impact.model import Grid
from impact.people import match_people
from impact.recognise import label_score, recognise_table
from impact.sources import FORMATS
from impact.sources.sniff import find_format

Row = Sequence[object]
PEOPLE = [f"{first} {last}" for first, last in product(("Lise", "Noé", "Ana", "Ivan"), ("Aubert", "Brun", "Cadot"))]
DAYS = [dt.date(2024, 3, day) for day in range(1, 15)]


@dataclass(frozen=True)
class Found:
    """A table of a sheet: its header rows, how many rows of data, what it was taken for, and field → header."""

    header: tuple[int, ...]
    rows: int
    table: str | None
    fields: dict[str, str]


def read_grid(rows: Sequence[Row]) -> Grid:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(out)
    (grid,) = FORMATS["xlsx"](out.getvalue())
    return grid


def look(rows: Sequence[Row] | str) -> tuple[list[Found], Counter[str]]:
    """The tables of a sheet, or of a csv's text, and how many rows have each role."""
    if isinstance(rows, str):
        (grid,) = FORMATS[find_format(rows.encode())](rows.encode())
    else:
        grid = read_grid(rows)
    layout = find_tables(grid, label_score)
    found = []
    for area in layout.areas:
        plan = recognise_table(grid, area, SheetSettings())
        fields = {column.field: column.header for column in plan.columns if column.field}
        found.append(Found(area.header_rows, len(area.rows), plan.table, fields))
    return found, Counter(layout.roles.tolist())


def headers(rows: Sequence[Row] | str) -> list[tuple[tuple[int, ...], int]]:
    return [(table.header, table.rows) for table in look(rows)[0]]


def meaning(rows: Sequence[Row] | str) -> str | None:
    (found,) = look(rows)[0]
    return found.table


# ---- headers -----------------------------------------------------------------------------------------


def test_a_header_may_be_of_years() -> None:
    rows = [["Zone", *range(2012, 2020)], *([f"Zone {n}", *range(n, n + 8)] for n in range(20, 30))]
    assert headers(rows) == [((1,), 10)]


def test_a_header_may_mix_words_and_years_in_a_csv() -> None:
    lines = ["County,Big,Travel_Time,Population,2012,2013,2014,2015,2016"]
    lines += [f"Place {n},Yes,{n}.2,{n}000,{n},1{n},2{n},3{n},4{n}" for n in range(1, 10)]
    assert headers("\n".join(lines)) == [((1,), 9)]


def test_an_attendance_sheet_that_is_not_filled_yet_has_a_header() -> None:
    rows: list[Row] = [["S.N.", "Name", *DAYS[:5], "Remarks"]]
    rows += [[n, name] for n, name in enumerate(PEOPLE, start=1)]
    assert headers(rows) == [((1,), 12)]


def test_a_line_of_dots_at_the_end_is_no_header() -> None:
    rows: list[Row] = [["Made-up College"], [], ["SN", "Symbol No", "Name", "Registration", "Internal", "Grade"]]
    rows += [[n, 21_000 + n, name, f"R-{n}", None, None] for n, name in enumerate(PEOPLE, start=1)]
    rows += [[], [None, None, "……………………………"], [None, None, "Signature"]]
    assert headers(rows) == [((3,), 12)]


@pytest.mark.parametrize("text", ["……………", "√", "%", "+/-", "###", "-"])
def test_a_sign_is_not_the_name_of_a_column(text: str) -> None:
    assert label_score(text) < 0.6


def test_a_legend_below_a_timetable_is_not_its_header() -> None:
    rows: list[Row] = [["Made-up College"], [], ["SEM/TIME", "6:30 - 7:15", "7:30 - 8:15", "8:30 - 9:15"]]
    rows += [[f"Year {n}", f"Course {n} AA", f"Course {n} BB", f"Course {n} CC"] for n in range(1, 25)]
    rows += [[], ["Load", "AA=Lise Aubert 12", "BB=Noé Brun 14", "CC=Ana Cadot 9"], [None, "DD=Ivan Brun 3"]]
    found, roles = look(rows)
    assert found[0].header == (3,)
    assert roles["title"] <= 2


def test_no_row_of_figures_above_a_header_is_a_title() -> None:
    rows: list[Row] = [["Event budget"], []]
    for name in ("Hall", "Food", "Miscellaneous"):
        rows += [[name, "Forecast", "Reported"], *([f"{name} {n}", 10 * n, 10 * n + 1] for n in range(1, 5))]
        rows += [["Total", 100, 104], []]
    found, roles = look(rows)
    assert [table.header for table in found] == [(3,), (10,), (17,)]
    assert roles["data"] == 12


def test_a_small_table_above_one_with_known_names_is_a_table_too() -> None:
    rows: list[Row] = [["ship_type", "Notes", "ship_cost"], *([f"Kind {n}", "2-day", f"{n}-9"] for n in range(1, 5))]
    rows += [[], [], [None, None, "item_type", "priority", "shipping_cost"]]
    rows += [[None, None, f"Kind {n % 4}", "2-day", n] for n in range(1, 9)]
    assert headers(rows) == [((1,), 4), ((8,), 8)]


def test_a_list_of_names_without_header_loses_nobody_to_a_header() -> None:
    rows = [[f"{last.upper()}-{n}", first] for n, (first, last) in enumerate(name.split() for name in PEOPLE)]
    assert headers(rows) == [((), 12)]


def test_numbers_and_names_without_header_are_set_aside_and_not_passed_over() -> None:
    found, roles = look([[7 * n % 40, name] for n, name in enumerate(PEOPLE, start=1)])
    assert [table.header for table in found] == [()]
    assert roles["data"] == 12


def test_lines_of_two_words_do_not_pile_up_as_header_rows() -> None:
    rows = [[f"{last.upper()}-{n}", first] for n, (first, last) in enumerate(name.split() for name in PEOPLE)]
    rows[6] = ["VILLE", "Prix"]
    assert all(len(header) <= 3 for header, _ in headers(rows))


def test_a_line_among_names_is_no_header_however_short_its_words() -> None:
    rows = [[f"{last}-{n}", "De" if n == 5 else first] for n, (first, last) in enumerate(p.split() for p in PEOPLE)]
    assert headers(rows) == [((), 12)]


def test_names_in_one_column_are_set_aside_and_not_passed_over() -> None:
    assert headers([[name] for name in PEOPLE]) == [((), 12)]
    assert headers([["Made-up College"], ["Attendance in 2024"], ["by the office"]]) == []


def test_a_pair_of_words_above_a_header_is_no_group() -> None:
    rows: list[Row] = [["Package", "org.made.up"], ["Class", "Method", "Remark"]]
    rows += [[f"C{n}", f"m{n}()", f"remark {n}"] for n in range(1, 9)]
    assert headers(rows)[0][0] == (2,)


def test_taxes_below_a_total_are_no_sales() -> None:
    rows: list[Row] = [["N°", "Commande", "Article", "Qté", "Prix unitaire", "Total"]]
    rows += [[n, f"C-{n}", f"Bol {n}", n, 10, 10 * n] for n in range(1, 4)]
    rows += [["Total", None, None, None, None, 60], ["TVA 20 %", None, None, None, None, 12]]
    rows += [["Total TTC", None, None, None, None, 72]]
    assert headers(rows) == [((1,), 3)]


def test_days_alone_over_a_blank_corner_are_a_header() -> None:
    rows: list[Row] = [[None, *DAYS[:3]], *([f"Task {n}", *(f"Group {n + k}" for k in range(3))] for n in range(9))]
    assert headers(rows) == [((1,), 9)]


def test_days_above_the_days_of_the_week_are_a_level_of_the_header() -> None:
    rows: list[Row] = [[None, "Date", *DAYS[:4]], ["Team", "Role", "Monday", "Tuesday", "Wednesday", "Thursday"]]
    rows += [[f"Team {n}", "Cook", 30 + n, 40, 35, 28] for n in range(1, 9)]
    assert headers(rows) == [((1, 2), 8)]


# ---- grids that are none -----------------------------------------------------------------------------


def test_decimals_are_no_dates_and_noughts_no_marks() -> None:
    lines = [",Intent,Gender,Age,Deaths,Population,Rate"]
    lines += [f"{n},Accident,Male,{n % 7},{n % 5},{n}000,{n % 13}.{n % 10}" for n in range(1, 120)]
    lines += [f"{n},Unknown,Male,{n % 7},0,0,NA" for n in range(120, 160)]
    found, roles = look("\n".join(lines))
    assert [(table.header, table.rows) for table in found] == [((1,), 159)]
    assert roles["header"] == 1


def test_a_date_far_above_quantities_is_no_session() -> None:
    rows: list[Row] = [["Quotation"], ["To", None, "Date:", "06.10.2021"], [None, None, "Terms"]]
    rows += [["N°", "Description of Goods", "Code", "Qty", "Rate"]]
    rows += [[n, f"Pipe {n}", 4000 + n, 1, 100 * n] for n in range(1, 9)]
    assert look(rows)[0][-1].table != "workshops"


def test_percentages_by_state_and_year_are_no_presences() -> None:
    rows: list[Row] = [["Names", "2009-10", "NOTES", "2010-11", "NOTES 2", "2011-12", "NOTES 3"]]
    rows += [[f"State {n}", 94.5 + n / 10, "NaN", "NA", "NaN", 90 + n / 10, "a"] for n in range(20)]
    (found,) = look(rows)[0]
    assert (found.header, found.table) == ((1,), None)


# ---- two things on one sheet ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header, groups",
    [
        (
            ["Date", "Libellé", "Montant", "Date", "Libellé", "Montant"],
            ["RECETTES", None, None, "DÉPENSES", None, None],
        ),
        (["Date", "Libellé recette", "Recettes", "Date", "Libellé dépense", "Dépenses"], None),
    ],
)
def test_a_cash_book_of_two_sides_is_two_tables(header: Row, groups: Row | None, tmp_path: Path) -> None:
    rows: list[Row] = [groups] if groups else []
    rows += [header, [DAYS[0], "Bols", 100, DAYS[1], "Terre", 40], [DAYS[2], "Mugs", 80, DAYS[3], "Émail", 12]]
    rows += [[DAYS[4], "Pots", 60, None, None, None]]
    sales = build_sheet(tmp_path, rows).sales
    assert sales.groupby("kind")["amount"].sum().astype(float).to_dict() == {"expense": 52.0, "sale": 240.0}
    assert sales.loc[sales["kind"] == "expense", "product"].str.lower().tolist() == ["terre", "émail"]
    assert sales["date"].notna().all()


def test_the_title_over_one_side_says_nothing_of_the_other(tmp_path: Path) -> None:
    rows: list[Row] = [["Expenses", None, None, None, "Income"], [], ["Date", "Amount", "Description", None] * 2]
    rows += [[DAYS[n], -10, f"Bowl {n}", None, DAYS[n], 25, f"Mug {n}", None] for n in range(3)]
    sales = build_sheet(tmp_path, rows).sales
    assert sales.groupby("kind")["amount"].sum().astype(float).to_dict() == {"expense": 30.0, "sale": 75.0}


def test_phones_and_addresses_without_any_header_are_nobody_s() -> None:
    rows = [[f"Shop {n}", f"{n} High Street", f"06120000{n}0", f"shop{n}@mail.example"] for n in range(1, 9)]
    assert look(rows)[0][0].table is None


def test_a_register_with_dated_columns_of_marks_is_of_people_and_of_presences(tmp_path: Path) -> None:
    rows: list[Row] = [["Nom", "Prénom", "Sexe", "Date d'accueil", "Couture 08/01/2024", "Cuisine 15/01/2024"]]
    rows += [["Aubert", "Lise", "F", DAYS[0], "X", None], ["Brun", "Noé", "M", DAYS[1], None, "X"]]
    workspace = build_sheet(tmp_path, [*rows, ["Cadot", "Ana", "F", DAYS[2], "X", "X"]])
    assert len(workspace.participants) == 3
    assert workspace.participants["first_contact"].notna().all()
    assert sorted(workspace.workshops["attendees"]) == [2, 2]
    assert workspace.attendance["person_id"].nunique() == 3
    assert workspace.ledger["status"].tolist() == ["not_data", "kept", "kept", "kept"]


def test_a_presence_grid_with_a_birth_date_is_no_register(tmp_path: Path) -> None:
    rows: list[Row] = [["Nom", "Prénom", "Date de naissance", DAYS[0], DAYS[1]]]
    rows += [["Aubert", "Lise", "02/01/1984", "X", None], ["Brun", "Noé", "03/02/1990", "X", "X"]]
    assert build_sheet(tmp_path, rows).participants.empty


def test_workshops_named_and_ticked_below_a_group_are_columns_of_the_register() -> None:
    rows: list[Row] = [["Nom", "Prénom", "Sexe", "Date d'accueil", "Ateliers", None, None]]
    rows += [[None, None, None, None, "Couture", "Cuisine", "Jardin"]]
    rows += [[f"Nom{n}", "Lise", "F", DAYS[n], "oui", "non", "oui"] for n in range(5)]
    (found,) = look(rows)[0]
    assert (found.header, found.rows, found.table) == ((1, 2), 5, "participants")


def test_a_month_without_a_day_or_a_year_is_of_its_half_of_a_school_year(tmp_path: Path) -> None:
    rows: list[Row] = [["Ventes 2023-2024"], [], ["Date", "Article", "Montant"]]
    rows += [["12 octobre", "Sac", 10], ["octobre", "Sac", 10], ["12 mars", "Sac", 10], ["mars", "Sac", 10]]
    days = build_sheet(tmp_path, rows).sales["date"].astype(str).tolist()
    assert days == ["2023-10-12", "2023-10-01", "2024-03-12", "2024-03-01"]


def test_fields_one_below_another_are_set_aside_with_a_sentence(tmp_path: Path) -> None:
    rows: list[Row] = [["Nom", "Aubert", "Brun"], ["Prénom", "Lise", "Noé"], ["Sexe", "F", "M"]]
    workspace = build_sheet(tmp_path, [*rows, ["Date d'accueil", DAYS[0], DAYS[1]]])
    assert set(workspace.ledger["status"]) == {"set_aside"}
    assert set(workspace.ledger["reason"]) == {"fields stand one below another; give each a column of its own"}


# ---- what is no association's table -------------------------------------------------------------------


@pytest.mark.parametrize(
    "header, row",
    [
        ("ID produit;Catégorie;Sous-catégorie;Nom du produit", "P-{n};Fournitures;Classeurs;Classeur {n}"),
        ("nom;prix;stock;categorie", "Clavier {n};{n}9.99;1{n};Informatique"),
        ("id matière;nom matière;idsection", "{n};Matière {n};1"),
        ("NOM;LABEL", "B{n}1;Frais {n}"),
        ("Ville;Région;Pays;Zone", "Ville {n};Nord;France;Est"),
        ("Nom;Type;Adresse;longitude;latitude", "Jardin {n};Jardin partagé;{n} rue du Pré;2.35{n};48.89{n}"),
        ("name;mfr;type;calories;protein", "Flakes {n};K;C;1{n}0;{n}"),
        ("Account;Facility Name;Address;City;State;ZIP Code", "7{n};CLINIC {n};{n} ROAD;TOWN;AZ;8650{n}"),
        ("Code;RaisonSociale;EstAssociation;Ville;ContactEmail", "D{n};ASSO {n};Oui;Lyon;contact{n}@asso.example"),
        ("Date;Produit magasin;Matière première;Quantité;Produit", "2024-01-0{n};;;{n};Farine"),
        ("Nom de la feuille Numbers;Nom du tableau Numbers;Nom de la feuille Excel", "Feuille {n};Tableau {n};Tab {n}"),
    ],
)
def test_a_list_of_things_or_institutions_is_not_of_people(header: str, row: str) -> None:
    assert meaning("\n".join([header, *(row.format(n=n) for n in range(1, 10))])) != "participants"


def test_last_and_first_names_are_people_whatever_else_is_missing() -> None:
    assert meaning("\n".join(["Id;nom;prenom", *(f"{n};nom{n};prenom{n}" for n in range(1, 10))])) == "participants"


@pytest.mark.parametrize(
    "header, row",
    [
        (
            "nomAttribuant;dateConvention;nomBeneficiaire;objet;montant;nature",
            "V;2021-0{n}-05;Asso {n};Aide;{n}000;don",
        ),
        ("Roll No;Student's Name;MATHS;COA;Total %", "{n};Pupil {n};{n};{n};{n}5.5"),
        ("type;valeur", "email;x{n}@mail.example"),
        ("Année;INT;SUB;NET", "190{n};3.{n};0.{n};17.{n}"),
    ],
)
def test_grants_marks_and_contacts_are_no_sales(header: str, row: str) -> None:
    assert meaning("\n".join([header, *(row.format(n=n) for n in range(1, 10))])) != "sales"


@pytest.mark.parametrize(
    "header, row",
    [
        ("produit;categorie;prix", "Bol {n};Terre;{n},50"),
        ("formation_id;titre;categorie;duree_heures;prix", "{n};Formation {n};Bureau;1{n};{n}00"),
        ("nameEn;descriptionEn;year", "Talk {n};What it was about, {n};201{n}"),
        ("nomAttribuant;dateConvention;nomBeneficiaire;objet;montant", "Ville;2021-0{n}-05;Asso de Ville;Aide;{n}000"),
        ("Prénom auteur;Note finale;Prénom correcteur", "Lise;{n};Noé"),
        ("employee_id;date;attendance_status;hours_worked", "E{n};2024-01-0{n};Present;8"),
        ("StudentID;Date;BehaviorType;Notes", "S{n};2024-01-0{n};Late again;note {n}"),
        ("date;membre_nom;tache", "2024-01-0{n};Lise Aubert;Tâche {n}"),
        ("Zone;2012;2013;2014;2015", "Zone {n};{n}1.5;{n}2.25;{n}3.125;{n}4"),
    ],
)
def test_catalogues_grants_and_plans_are_left_to_a_person(header: str, row: str) -> None:
    assert meaning("\n".join([header, *(row.format(n=n) for n in range(1, 10))])) is None


def test_two_columns_of_amounts_that_take_turns_are_the_two_sides() -> None:
    lines = ["Date;Libellé;Montant;Recette", "02/01/2024;Bois;10,00;", "03/01/2024;Bol;;20,00"]
    grid_plan = look("\n".join([*lines, "04/01/2024;Vis;5,00;", "05/01/2024;Bol;;15,00"]))[0][0]
    assert grid_plan.table == "sales"
    kept = build_sales(lines)
    assert kept == {"expense": 10.0, "sale": 20.0}


def test_a_form_of_presence_is_dated_by_its_start() -> None:
    lines = ["ID,Start time,Email,Name,Attendance"]
    lines += [f"{n},2024-03-0{n} 16:0{n},p{n}@mail.example,{PEOPLE[n]},Present" for n in range(1, 6)]
    (found,) = look("\n".join(lines))[0]
    assert (found.table, found.fields["date"]) == ("workshops", "Start time")


def test_revenue_is_what_was_paid_and_not_its_tax() -> None:
    lines = ["name,sku,quantity,unit price,ext price,Tax rate,Tax amount,date"]
    lines += [f"Shop {n},S-{n},{n},2.50,{n * 2.5:.2f},0.1,{n * 0.25:.2f},2024-01-0{n}" for n in range(1, 10)]
    (found,) = look("\n".join(lines))[0]
    assert found.table == "sales"
    assert found.fields.get("amount", "ext price") == "ext price"


def test_the_product_is_the_column_of_that_name() -> None:
    lines = ["Account,Name,Rep,Product,Quantity,Price,Status"]
    lines += [f"7{n},Shop {n},Lise Aubert,CPU,{n},{n}00,won" for n in range(1, 10)]
    assert look("\n".join(lines))[0][0].fields["product"] == "Product"


def test_the_total_revenue_is_the_amount_and_revenu_is_one() -> None:
    lines = ["Year,Room Revenue,Other Revenue,Total Revenue", *(f"201{n},{n}10.5,{n}.5,{n}11" for n in range(1, 9))]
    assert look("\n".join(lines))[0][0].fields.get("amount") == "Total Revenue"
    lines = ["Année;Produit;Revenu;Quantité;Prix unitaire", *(f"2004;Tente;{n}0,50;{n};10,05" for n in range(1, 9))]
    assert look("\n".join(lines))[0][0].fields.get("amount") == "Revenu"


def test_a_name_beside_a_surname_is_the_first_name() -> None:
    lines = ["Roll No.;Surname;Name;E-mail;Mobile No."]
    lines += [f"{n};Surname{n};Lise;lise{n}@mail.example;06120000{n}{n}" for n in range(1, 10)]
    fields = look("\n".join(lines))[0][0].fields
    assert (fields.get("last_name"), fields.get("first_name")) == ("Surname", "Name")
    assert "phone" in fields


def build_sheet(folder: Path, rows: Sequence[Row]) -> impact.Workspace:
    """A workspace of one workbook of one sheet."""
    (folder / "data" / "raw").mkdir(parents=True)
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(folder / "data" / "raw" / "page.xlsx")
    return impact.open(folder)


def build_sales(lines: list[str]) -> dict[str, float]:
    """Amounts by kind of the sales of a csv."""
    with tempfile.TemporaryDirectory() as folder:
        sales = build(Path(folder), cash="\n".join(lines)).sales
        return {str(kind): float(amount) for kind, amount in sales.groupby("kind")["amount"].sum().items()}


# ---- whole workspaces --------------------------------------------------------------------------------


def build(folder: Path, **files: str) -> impact.Workspace:
    (folder / "data" / "raw").mkdir(parents=True)
    for name, text in files.items():
        (folder / "data" / "raw" / f"{name}.csv").write_text(text, encoding="utf-8")
    return impact.open(folder)


def test_a_workspace_without_sales_is_built(tmp_path: Path) -> None:
    workspace = build(tmp_path, people="Nom;Prénom;Sexe\nAubert;Lise;F\nBrun;Noé;M\n")
    assert len(workspace.participants) == 2
    assert workspace.sales.empty


def test_an_agenda_without_titles_stands_beside_one_whose_titles_are_empty(tmp_path: Path) -> None:
    agendas = {"a": "Date;Type;Durée\n02/01/2024;Atelier;2\n", "b": "Date;Type;Intitulé;Durée\n03/01/2024;Atelier;;2\n"}
    assert len(build(tmp_path, **agendas).workshops) == 2


def test_a_row_that_names_nobody_does_not_stop_the_build(tmp_path: Path) -> None:
    workspace = build(tmp_path, people="Nom;Prénom;E-mail;Ville\nAubert;Lise;l@mail.example;Lyon\n;;;Lyon\n;;;Paris\n")
    assert len(workspace.ledger) == 4
    assert workspace.participants["person_id"].notna().all()


def test_homonyms_are_listed_without_every_pair_of_them() -> None:
    mentions = pd.DataFrame({"last_name": ["Aubert"] * 200, "first_name": ["Lise"] * 200, "city": ["Lyon"] * 200})
    assert len(match_people(mentions).review) <= 10 * len(mentions)


def test_a_list_ten_times_as_long_has_no_more_cells_looked_at_one_by_one(monkeypatch: pytest.MonkeyPatch):
    looked: list[int] = []
    text = Matrix.text
    monkeypatch.setattr(Matrix, "text", lambda matrix, row, place: looked.append(row) or text(matrix, row, place))
    counts = []
    for size in (200, 2000):
        lines = (f"T{i};{1 + i % 28:02}/03/2024;{1 + i % 28:02}/04/2024;{i % 9 + 1},50" for i in range(size))
        look("\n".join(["Ticket;Date;Date de paiement;Montant", *lines]))
        counts.append(len(looked))
        looked.clear()
    assert counts[1] <= counts[0]
