"""A market garden and its bicycle workshop: a register for all years, a grid by month, a cash book by sheet."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from associations.files import Cell, Row, Sheet, write_ods, write_text, write_xlsx
from associations.truth import Activity, Contact, Rows, Sale, Truth

SETTINGS = """
[organisation]
name = "Les Paniers du Courtil"

[[sources]]
path = "emargements/*"
sector = "maraîchage"
year = 2024

[[sources]]
path = "CAISSE/*"
sector = "maraîchage"
"""
REGISTER, GRID = "suivi/Suivi des personnes.xlsx", "emargements/Ateliers du mardi.xlsx"
AGENDA, CASH, COPY = "Agenda 2024.ods", "caisse/Caisse 2024.xlsx", "caisse/Copie de Caisse 2024.xlsx"
LAND, BIKE = "maraîchage", "vélo"

# who, last name, first name, gender, born, sector, in on, accompanied, prior, district, country: typed … and meant
PEOPLE: list[tuple[list[Cell], Contact]] = [
    (["BERTHELOT", "Odile", "F", date(1979, 5, 4), "Maraîchage", date(2023, 3, 6), "O", "non", "oui", "France", None],
     Contact("odile", LAND, 2023, True, date(2023, 3, 6), "F", 43, "FR", False, True)),
    (["Tamba", "Ousmane", "H", "12.7.85", "maraichage ", "13/03/2023", "O", "oui", "non", "Guinée", None],
     Contact("ousmane", LAND, 2023, True, date(2023, 3, 13), "M", 37, "GN", True, False)),
    (["LEROUX", "Maëlle", "NB", "3 avril 1999", "MARAÎCHAGE", date(2023, 4, 3), "N", "", "", "France", "réorientée"],
     Contact("maelle", LAND, 2023, False, date(2023, 4, 3), "X", 24, "FR")),
    (["Haddad", "Samira", "F", date(1990, 11, 30), "Vélos", date(2023, 4, 17), "O", "OUI", "OUI", "Algérie", None],
     Contact("samira", BIKE, 2023, True, date(2023, 4, 17), "F", 32, "DZ", True, True)),
    (["DA COSTA", "João", "H", date(1971, 1, 2), "vélo", "18 avril 2023", "N", "", "non", "Portugal", None],
     Contact("joao", BIKE, 2023, False, date(2023, 4, 18), "M", 52, "PT", None, False)),
    (["Nguyen", "Thi Lan", "F", None, "Vélo", date(2023, 5, 9), "O", "non", "", "Viêt Nam", "date à demander"],
     Contact("lan", BIKE, 2023, True, date(2023, 5, 9), "F", None, "VN", False)),
    (["Berthelot", "odile", "Femme", "04/05/1979", "Vélo", date(2024, 1, 15), "O", "oui", "", "",
        "déjà suivie en 2023"],
     Contact("odile", BIKE, 2024, True, date(2024, 1, 15), "F", 44, "FR", True, True)),
    (["DIABATÉ", "Fanta", "F", date(1988, 8, 8), "Maraîchage", date(2024, 2, 5), "O", "non", "oui", "Mali", None],
     Contact("fanta", LAND, 2024, True, date(2024, 2, 5), "F", 35, "ML", False, True)),
    (["Diabate", "Fanta ", "f", "08/08/1988", "maraîchage", "06/02/2024", "O", "", "", "", "2e fiche"], Contact("",
        LAND, 2024)),
    (["PRUVOST", "Karim", "H", date(2001, 12, 1), "Maraîchage", "12/02/24", "O", "Non", "Oui", "France", None],
     Contact("karim", LAND, 2024, True, date(2024, 2, 12), "M", 22, "FR", False, True)),
    (["ROUSSEL", "Anne-Marie", "F", date(1966, 6, 15), "Maraichages", date(2024, 3, 4), "N", "oui", "non", "France",
        None],
     Contact("anne-marie", LAND, 2024, False, date(2024, 3, 4), "F", 57, "FR", True, False)),
    (["El Idrissi", "Naïma", "F", "1/2/1995", "Maraîchage", date(2024, 3, 11), "O", "oui", "oui", "MAROC", None],
     Contact("naima", LAND, 2024, True, date(2024, 3, 11), "F", 29, "MA", True, True)),
]  # fmt: skip
HEADER: Row = [
    "N°", "NOM de famille", "Prénom(s)", "Genre (F/H/NB)", "Né·e le (jj/mm/aaaa)", None, "Pôle", "Entré·e le",
    "Accompagné·e (O/N)", "Activité déjà démarrée ?", "Habitant·e d'un QPV", "Pays de naissance", "Observations",
]  # fmt: skip
GROUPS: Row = ["État civil", None, None, None, None, None, "Parcours", None, None, "Situation", None, None, None]

DAYS = [("12/03", 2.0), ("19/03", 2.0), ("26/03", 2.5), ("02/04", 2.0), ("09/04", 3.0)]
SIGNED = [
    ("DIABATÉ Fanta", ["X", "X", "x", "A", "X"]),
    ("PRUVOST Karim", ["X", "A", "exc", "X", None]),
    ("ROUSSEL Anne-Marie", ["A", "X", "X", "X", "X"]),
    ("EL IDRISSI Naïma", ["X", "exc", "X", None, "X"]),
    ("VASSEUR Luc", ["X", "X", "A", "X", "X"]),
]
EVENTS: list[tuple[list[Cell], Activity]] = [
    ([date(2024, 1, 18), "Conseil d'administration", "CA", "", "de 18h à 20h", None], Activity("governance", None,
        2024, 2)),
    (["samedi 27 janvier 2024", "Fête des bénévoles", "Moment convivial", "", "19h-23h", 60],
     Activity("social_event", None, 2024, 4, 60)),
    ([date(2024, 2, 10), "Réparer sa roue", "Atelier", "vélo", "de 9h30 à 12h", 8], Activity("workshop", BIKE, 2024,
        2.5, 8)),
    (["24/02/24", "Freins et câbles", "ATELIER", "VÉLO ", "9h30 - 12h", "7 pers."], Activity("workshop", BIKE, 2024,
        2.5, 7)),
    ([date(2024, 3, 23), "Bourse aux vélos", "Vente", "vélo", "10h00 à 17h00", None], Activity("commercial_event",
        BIKE, 2024, 7)),
    ([date(2024, 4, 13), "Visite d'une ferme", "Visite", "Maraîchage", "de 14 h à 16 h 30", 11],
     Activity("visit", LAND, 2024, 2.5, 11)),
]  # fmt: skip

OLD: list[Row] = [
    ["Nom", "Prénom", "Sexe", "Date d'entrée"],
    ["ANCIEN", "Paul", "H", date(2019, 2, 3)],
    ["VIEUX", "Rose", "F", date(2018, 2, 3)],
]
SUMMARY: list[Row] = [
    ["Indicateur", "2023", "2024"],
    ["Personnes reçues", 6, 6],
    ["Ateliers", 0, 7],
    ["Recettes (€)", 0, 871.5],
]
NOTICE: list[Row] = [["Notice"], ["Remplir une ligne par personne et par pôle."], ["O = oui, N = non"]]
JANUARY: list[Row] = [
    ["Date", "Libellé", "Entrées", "Sorties", "Solde"],
    [None, "Report", None, None, 120],
    [date(2024, 1, 6), "Paniers du samedi", "84,00 €", "0,00", 204],
    [date(2024, 1, 13), "Paniers du samedi", "91,50 €", "0,00", 295.5],
    [date(2024, 1, 13), "Paniers du samedi", "91,50 €", "0,00", 387],
    [date(2024, 1, 20), "Remboursement panier abîmé", "-15,00 €", "0,00", 372],
    [date(2024, 1, 25), "Terreau", "0,00", "42,80", 329.2],
    [None, "Total janvier", "252,00 €", "42,80", None],
]
FEBRUARY: list[Row] = [
    ["Caisse du mois de février"],
    [],
    ["Jour", "Opération", "N° pièce", "Débit", "Crédit", "Solde"],
    [None, "Solde au 31/01", None, None, None, 329.2],
    ["3.2.24", "Paniers", "24-06", None, 110, 439.2],
    ["12 févr. 2024", "Vente de plants", "24-07", None, "1 210,00", 1649.2],
    ["17/02/2024", "Achat d'outils", "24-08", 138.9, None, 1510.3],
    ["", "", "", 138.9, 1320, None],
]
MARCH: list[Row] = [
    ["Le", "Crédit (€)", "Débit (€)", "Désignation"],
    [45353, 77.25, None, "Paniers"],
    [45360, 80, None, "Paniers"],
    [None, 157.25, None, "Total semaines 1 et 2"],
    [45367, 62.75, None, "Paniers"],
    [45368, None, 19.99, "Ficelle"],
    [None, 220, 19.99, "TOTAL"],
    [],
    ["* paniers livrés par la coopérative voisine"],
]


def build(raw: Path) -> Truth:
    """Writes the files below `raw` and says what is in them."""
    truth = Truth(persons=10)
    _write_register(raw, truth)
    _write_grid(raw, truth)
    _write_agenda(raw, truth)
    _write_cash(raw, truth)
    return truth


def _write_register(raw: Path, truth: Truth) -> None:
    rows: list[Row] = [
        [],
        [],
        ["Les Paniers du Courtil"],
        ["Tableau de suivi – années 2023 et 2024"],
        [],
        [],
        GROUPS,
        HEADER,
    ]
    for number, (cells, _) in enumerate(PEOPLE, 1):
        if number == 7:
            rows.append([None, "Sous-total 2023", "6 personnes"])
        rows.append([number, *cells[:4], None, *cells[4:]])
    rows += [[n] for n in (13, 14, 15)]
    rows += [
        [],
        [None, "TOTAL", "10 personnes"],
        [],
        ["* personne reçue en visio"],
        ["Fait à Lille, le 12/01/2025"],
        ["Signature :"],
    ]
    write_xlsx(
        raw / REGISTER,
        Sheet("Notice", NOTICE),
        Sheet("Personnes", rows, merged=["A3:M3", "A7:E7", "G7:I7", "J7:L7"], hidden_rows=range(9, 15)),
        Sheet("Résumé", SUMMARY),
        Sheet("2018-2019", OLD, hidden=True),
    )
    truth.contacts += [meant for _, meant in PEOPLE if meant.who]
    truth.rows[REGISTER, "Personnes"] = Rows(kept=11, merged=1, not_data=12)
    truth.rows[REGISTER, "2018-2019"] = Rows(not_data=3)
    truth.rows[REGISTER, "Notice"] = Rows(not_data=3)


def _write_grid(raw: Path, truth: Truth) -> None:
    present = [sum(marks[i] in ("X", "x") for _, marks in SIGNED) for i in range(5)]
    body = [[who, *marks, sum(m in ("X", "x") for m in marks)] for who, marks in SIGNED]
    rows: list[Row] = [
        ["Ateliers du mardi – feuille d'émargement"],
        [],
        [None, "Mars", None, None, "Avril", None, None],
        ["Durée (h)", *(hours for _, hours in DAYS), None],
        ["NOM Prénom", *(day for day, _ in DAYS), "Total"],
        *body,
        ["Total présents", *present, sum(present)],
        [],
        ["Signature de l'animatrice :"],
    ]
    write_xlsx(raw / GRID, Sheet("Mardis", rows, merged=["B3:D3", "E3:F3"]))
    for place, (_, hours) in enumerate(DAYS):
        column = [marks[place] for _, marks in SIGNED]
        counts = (present[place], column.count("A"), column.count("exc"))
        truth.activities.append(Activity("workshop", LAND, 2024, hours, present[place], counts))
    truth.rows[GRID, "Mardis"] = Rows(kept=5, not_data=6)


def _write_agenda(raw: Path, truth: Truth) -> None:
    header: Row = ["Quand ?", "Quoi ?", "Type", "Pôle", "Horaires", "Nb de personnes"]
    rows = [["AGENDA 2024"], [], header, *([None if c == "" else c for c in cells] for cells, _ in EVENTS)]
    write_ods(raw / AGENDA, Sheet("Feuille1", rows))
    truth.activities += [meant for _, meant in EVENTS]
    truth.rows[AGENDA, "Feuille1"] = Rows(kept=6, not_data=2)


def _write_cash(raw: Path, truth: Truth) -> None:
    write_xlsx(
        raw / CASH, Sheet("janvier", JANUARY), Sheet("février", FEBRUARY), Sheet("mars", MARCH, merged=["A9:D9"])
    )
    shutil.copy(raw / CASH, raw / COPY)
    sold = [8400, 9150, 9150, 11000, 121000, 7725, 8000, 6275]
    truth.sales += [Sale("sale", cents, LAND, 2024) for cents in sold]
    truth.sales += [Sale("refund", -1500, LAND, 2024, -1)]
    truth.sales += [Sale("expense", cents, LAND, 2024) for cents in (4280, 13890, 1999)]
    for file, kept in ((CASH, True), (COPY, False)):
        for sheet, data, other in (("janvier", 5, 3), ("février", 3, 4), ("mars", 4, 4)):
            truth.rows[file, sheet] = Rows(data if kept else 0, 0 if kept else data, 0, other)


def settings(root: Path) -> None:
    """Writes what the spreadsheets do not say."""
    write_text(root / "impact.toml", SETTINGS, "utf-8")
