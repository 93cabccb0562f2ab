"""Sheets to sign in every shape, a school year from September, a till by month, a survey with three rows of headers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from associations.files import Cell, Row, Sheet, csv_text, write_ods, write_text, write_xlsx
from associations.truth import Activity, Contact, Rows, Sale, Truth

SETTINGS = """
[organisation]
name = "La Fabrique du Quai"
fiscal_year_start = "09-01"

[[sources]]
path = "**/*céramique*"
sector = "céramique"

[[sources]]
path = "**/*menuiserie*"
sector = "menuiserie"

[[sources]]
path = "émargements/*2022-2023*"
year = 2022

[[sources]]
path = "émargements/Menuiserie 2022-2023.xlsx"
sheet = "Séries"
defaults = { kind = "atelier", hours = 2 }

[[sources]]
path = "ventes/*"
defaults = { brand = "Quai 9" }
"""
CLAY, WOOD = "céramique", "menuiserie"
CLAY_GRID, WOOD_GRID = "émargements/Céramique 2022-2023.xlsx", "émargements/Menuiserie 2022-2023.xlsx"
FRIDAYS, SURVEY = "émargements/Vendredis menuiserie 2022-2023.ods", "Adhésions menuiserie.csv"
LIST, TILL, BAR = "Suivi céramique.xlsx", "ventes/Boutique céramique.xlsx", "ventes/zettle menuiserie.csv"

# ---- people down, sessions across, three rows of headers: kind, day, hours
KILN = [
    ("Atelier", date(2022, 9, 15), 2.0),
    ("Atelier", date(2022, 9, 22), 2.0),
    ("Formation", date(2022, 10, 6), 6.5),
    ("Atelier", date(2023, 3, 2), 2.5),
]
KILN_MARKS = [("Madec", "Élodie", ["✓", "✓", "✓", "✓"]), ("PAGE", "Lucas", ["✓", "abs", "✓", "abs"]), ("Ferreira",
    "Ana", ["exc", "✓", "✓", None]),
              ("CISSOKHO", "Awa", ["P", "P", "A", "P"])]  # fmt: skip
# ---- sessions down, people across
BENCH = [
    (date(2022, 11, 4), "Chaise", 3.0, ["x", "x", "a"]),
    (date(2022, 11, 18), "Étagère", 3.0, ["x", "a", "x"]),
    (date(2022, 12, 2), "Étagère (suite)", 2.5, ["x", "x", "x"]),
]
ACROSS = ["Hamon Gilles", "OUEDRAOGO Salif", "Petit Jeanne"]
# ---- sessions without a date
SERIES = {"HAMON Gilles": "11110", "Ouedraogo Salif": "10101", "PETIT Jeanne": "01111", "NOUVEAU Tom": "00010"}
# ---- months over days: 7, 14 and 21 October, 4 and 18 November 2022
FRIDAY_MARKS = [("Hamon Gilles", ["oui", "oui", "non", "oui", "oui"]), ("Petit Jeanne", ["oui", "non", "non", "oui",
    "oui"]),
                ("Ouedraogo Salif", ["non", "oui", "oui", "oui", "non"])]  # fmt: skip

LIST_HEADER: Row = [
    "Nom d'usage",
    "Prénom",
    "H/F",
    "Né(e) le",
    "Tél.",
    "Tél.",
    "Date d'accueil",
    "Suite donnée",
    None,
    "Nationalité",
    "Toujours en activité (6 mois)",
]
LISTED: list[tuple[list[Cell], Contact]] = [
    (["MADEC", "Élodie", "F", date(1992, 2, 29), "0600000001", None, "05/09/2022", "Accompagnement", None, "française",
        "oui"],
     Contact("elodie", CLAY, 2022, True, date(2022, 9, 5), "F", 30, "FR", active=True)),
    (["Page", "Lucas", "H", "10-10-2003", None, "0600000002", date(2022, 9, 6), "Accompagnement", None, "Française",
        "non"],
     Contact("lucas", CLAY, 2022, True, date(2022, 9, 6), "M", 18, "FR", active=False)),
    (["FERREIRA", "Ana", "F", "1 mai 1980", None, None, date(2022, 9, 12), "Accompagnement", None, "portugaise", None],
     Contact("ana", CLAY, 2022, True, date(2022, 9, 12), "F", 42, "PT")),
    (["CISSOKHO", "Awa", "F", date(1985, 12, 24), None, None, "2022-09-12", "Orientation vers partenaire", None,
        "malienne", None],
     Contact("awa", CLAY, 2022, False, date(2022, 9, 12), "F", 36, "ML")),
    (["Madec", "Elodie", "F", "29/02/1992", "06 00 00 00 01", None, "04/09/2023", "Accompagnement", None, None, "oui"],
     Contact("elodie", CLAY, 2023, True, date(2023, 9, 4), "F", 31, "FR", active=True)),
]  # fmt: skip
SURVEY_HEADERS: list[Row] = [
    ["Détails de la soumission", "", "", "Identité", "", "", "Situation", "", "", ""],
    ["", "", "", "", "", "", "Habitez-vous en QPV ?", "Aviez-vous déjà une activité ?", "Vos besoins", ""],
    ["N° de série", "SID", "Date de soumission", "Nom", "Prénom", "Genre", "", "", "Machines", "Conseils"],
]
ANSWERS: list[tuple[list[Cell], Contact]] = [
    (["12/10/2022 - 09:40", "Hamon", "Gilles", "Homme", "Non", "Oui", "X", ""], Contact("gilles", WOOD, 2022, False,
        date(2022, 10, 12), "M", district=False)),
    (["13/10/2022 - 18:02", "Ouédraogo", "Salif", "Homme", "Oui", "Oui", "X", "X"], Contact("salif", WOOD, 2022, False,
        date(2022, 10, 13), "M", district=True)),
    (["31/08/2023 - 23:59", "Petit", "Jeanne", "Femme", "Oui", "Non", "", "X"], Contact("jeanne", WOOD, 2022, False,
        date(2023, 8, 31), "F", district=True)),
    (["01/09/2023 - 00:01", "Nouveau", "Tom", "Homme", "", "", "", "X"], Contact("tom", WOOD, 2023, False, date(2023,
        9, 1), "M")),
]  # fmt: skip


def build(raw: Path) -> Truth:
    """Writes the files below `raw` and says what is in them."""
    truth = Truth(persons=8, undated=5)
    _write_clay(raw, truth)
    _write_wood(raw, truth)
    _write_fridays(raw, truth)
    _write_people(raw, truth)
    _write_shop(raw, truth)
    _write_bar(raw, truth)
    return truth


def _write_clay(raw: Path, truth: Truth) -> None:
    rows: list[Row] = [
        [None] * 3,
        ["Céramique – saison 2022-2023"],
        [],
        ["", "Nature", *(k for k, _, _ in KILN)],
        ["", "Date", *(d for _, d, _ in KILN)],
        ["", "Heures", *(h for *_, h in KILN)],
        ["Nom", "Prénom", None, None, None, None, "Total"],
        *([last, first, *marks, 0] for last, first, marks in KILN_MARKS),
        ["Présents", None, *([m[i] in ("✓", "P") for *_, m in KILN_MARKS].count(True) for i in range(4))],
    ]
    write_xlsx(raw / CLAY_GRID, Sheet("Émargement", [[None if c == "" else c for c in row] for row in rows]))
    for i, (kind, _, hours) in enumerate(KILN):
        marks = [m[i] for *_, m in KILN_MARKS]
        here = sum(m in ("✓", "P") for m in marks)
        counts = (here, sum(m in ("abs", "A") for m in marks), marks.count("exc"))
        truth.activities.append(
            Activity("training" if kind == "Formation" else "workshop", CLAY, 2022, hours, here, counts)
        )
    truth.rows[CLAY_GRID, "Émargement"] = Rows(kept=4, not_data=6)


def _write_wood(raw: Path, truth: Truth) -> None:
    bench: list[Row] = [
        ["Date", "Thème", "Durée (h)", *ACROSS, "Présents"],
        *([day, what, hours, *marks, marks.count("x")] for day, what, hours, marks in BENCH),
        ["Total", None, 8.5, *([m[i] for *_, m in BENCH].count("x") for i in range(3)), 7],
    ]
    series: list[Row] = [
        ["Participant·e·s", *(f"S{n}" for n in range(1, 6))],
        *([who, *map(int, marks)] for who, marks in SERIES.items()),
    ]
    write_xlsx(raw / WOOD_GRID, Sheet("Établi", bench), Sheet("Séries", series))
    for _, _, hours, marks in BENCH:
        truth.activities.append(
            Activity("workshop", WOOD, 2022, hours, marks.count("x"), (marks.count("x"), marks.count("a"), 0))
        )
    for i in range(5):
        here = [marks[i] for marks in SERIES.values()].count("1")
        truth.activities.append(Activity("workshop", WOOD, 2022, 2, here, (here, 4 - here, 0)))
    truth.rows[WOOD_GRID, "Établi"] = Rows(kept=3, not_data=2)
    truth.rows[WOOD_GRID, "Séries"] = Rows(kept=4, not_data=1)


def _write_fridays(raw: Path, truth: Truth) -> None:
    rows: list[Row] = [
        ["Vendredis de la menuiserie – 2022"],
        [],
        [None, "Octobre", None, None, "Novembre", None],
        ["NOM et prénom", 7, 14, 21, 4, 18],
        *([who, *marks] for who, marks in FRIDAY_MARKS),
        [],
        ["Signature de l'animateur"],
    ]
    write_ods(raw / FRIDAYS, Sheet("Vendredis", rows, merged=["B3:D3", "E3:F3"]))
    for i in range(5):
        here = [marks[i] for _, marks in FRIDAY_MARKS].count("oui")
        truth.activities.append(Activity("workshop", WOOD, 2022, None, here, (here, 3 - here, 0)))
    truth.rows[FRIDAYS, "Vendredis"] = Rows(kept=3, not_data=4)


def _write_people(raw: Path, truth: Truth) -> None:
    rows: list[Row] = [
        ["Suivi – céramique"],
        [],
        LIST_HEADER,
        *(cells for cells, _ in LISTED),
        [],
        ["Nombre de personnes : 4"],
    ]
    write_xlsx(raw / LIST, Sheet("Suivi", rows))
    truth.contacts += [meant for _, meant in LISTED]
    truth.rows[LIST, "Suivi"] = Rows(kept=5, not_data=3)
    answers = [[n, 800 + n, *cells] for n, (cells, _) in enumerate(ANSWERS, 1)]
    write_text(raw / SURVEY, csv_text([*SURVEY_HEADERS, *answers], ",", quote_all=True), "utf-8")
    truth.contacts += [meant for _, meant in ANSWERS]
    truth.rows[SURVEY, ""] = Rows(kept=4, not_data=3)


def _write_shop(raw: Path, truth: Truth) -> None:
    autumn: list[Row] = [
        ["Boutique – automne"],
        [],
        ["Date", "Article", "Nb", "Prix unitaire", "Total"],
        ["12/11/2022", "Bol", 2, "18,00 €", "36,00 €"],
        ["12/11/2022", "Assiette", 4, "12,50 €", "50,00 €"],
        [None, None, None, "Sous-total novembre", "86,00 €"],
        ["10 déc. 2022", "Service complet", 1, "1.576,00", "1.576,00"],
        ["10 déc. 2022", "Bol (retour)", 1, "18,00 €", "(18,00)"],
        [None, None, None, "Sous-total décembre", "1 558,00 €"],
        [None, "Total général", None, None, "1 644,00 €"],
    ]
    summer: list[Row] = [
        ["Montant (€)", "Désignation", "Quantité", "Jour"],
        [31.5, "Tasse", 3, 45108],
        [9, "Mug", 1, 45170],
        ["gratuit", "Mug ébréché", 1, 45170],
    ]
    write_xlsx(
        raw / TILL,
        Sheet("T4 2022", autumn),
        Sheet("Été 2023", summer, hidden_rows=[3]),
        Sheet("Stock 2019", autumn, hidden=True),
    )
    for kind, cents, quantity, year in (("sale", 3600, 2, 2022), ("sale", 5000, 4, 2022), ("sale", 157600, 1, 2022),
        ("refund", -1800, -1, 2022),
                                        ("sale", 3150, 3, 2022), ("sale", 900, 1, 2023), ("sale", 0, 1,
                                            2023)):  # fmt: skip
        truth.sales.append(Sale(kind, cents, CLAY, year, quantity, "quai 9"))
    truth.rows[TILL, "T4 2022"] = Rows(kept=4, not_data=5)
    truth.rows[TILL, "Été 2023"] = Rows(kept=3, not_data=1)
    truth.rows[TILL, "Stock 2019"] = Rows(not_data=9)


def _write_bar(raw: Path, truth: Truth) -> None:
    rows: list[Row] = [
        [
            "Date",
            "Receipt number",
            "Name",
            "Variant",
            "Quantity",
            "Final price (EUR)",
            "Discount (EUR)",
            "Payment method",
            "Staff",
        ],
        ["2023-05-06 10:12", "1001", "Stool", "Oak", "1", "€1,240.00", "€0.00", "Card", "Gilles Hamon"],
        ["2023-05-06 10:40", "1002", "Coaster", "", "4", "€18.00", "€0.00", "Cash", "Gilles Hamon"],
        ["2023-09-02 16:01", "1003", "Stool", "Oak", "-1", "-€120.00", "€0.00", "Card", "Jeanne Petit"],
    ]
    write_text(raw / BAR, csv_text(rows, ","))
    truth.sales += [
        Sale("sale", 124000, WOOD, 2022, 1, "quai 9"),
        Sale("sale", 1800, WOOD, 2022, 4, "quai 9"),
        Sale("refund", -12000, WOOD, 2023, -1),
    ]
    truth.rows[BAR, ""] = Rows(kept=3, not_data=1)


def settings(root: Path) -> None:
    """Writes what the spreadsheets do not say."""
    write_text(root / "impact.toml", SETTINGS, "utf-8")
