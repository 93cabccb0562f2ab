"""No impact.toml at all: sectors and years stand in the cells, spelt in many ways; old encodings, a Forms export."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from associations.files import Cell, Row, Sheet, csv_text, write_ods, write_text, write_xlsx
from associations.truth import Activity, Contact, Rows, Sale, Truth

BASE, FORMS = "export_base.csv", "Questionnaire d'accueil(1-5).xlsx"
PRESENCE, ACTIONS = "Listes de présence.xlsx", "actions menées.ods"
STALL, BILLS = "marchés/ventes au détail.csv", "compta/Achats 2021-2022.xlsx"
METAL, HERD = "métallerie", "éco-pâturage"

BASE_HEADER: Row = [
    "Réf.",
    "Exercice",
    "Filière",
    "Personne",
    "Civilité",
    "Naissance",
    "Tél",
    "Premier RDV",
    "Suites",
    "Remarques",
    "",
    "",
]
# typed … and meant; the year is the cell's, even where the date says another
IN_BASE: list[tuple[list[Cell], Contact]] = [
    (["2021", "Métallerie", "GUILLOU Yann", "M.", "03/02/1976", "02 98 00 00 01", "15/12/2020", "Accompagné par nous",
        "permis B ;\nmobile"],
     Contact("yann", METAL, 2021, True, date(2020, 12, 15), "M", 44)),
    (["2021", "metallerie", "Rozenn LE GOFF", "Mme", "21/10/1988", "0298000002", "5/1/21", "Accompagnée par nous",
        'dit « préférer le matin », "à voir"'],
     Contact("rozenn", METAL, 2021, True, date(2021, 1, 5), "F", 32)),
    (["2021", "MÉTALLERIE ", "TRAORÉ Bakary", "M", "1er janvier 1990", "", "08.02.2021",
        "Réorienté vers la mission locale", ""],
     Contact("bakary", METAL, 2021, False, date(2021, 2, 8), "M", 31)),
    (["2021", "Eco-paturage", "Le Bihan Soazig", "Mme", "07/07/1999", "0298000004", "1er mars 2021",
        "Accompagnée par nous", ""],
     Contact("soazig", HERD, 2021, True, date(2021, 3, 1), "F", 21)),
    (["2022", "éco-pâturage", "GUILLOU yann", "M.", "03/02/1976", "", "10/01/2022", "Accompagné par nous", "2e année"],
     Contact("yann", HERD, 2022, True, date(2022, 1, 10), "M", 45)),
    (["2022", "Éco-Pâturage", "Le Goff Rozenn", "Mme", "12/10/1988", "", "17/01/2022", "Formation", "homonyme de 2021"],
     Contact("rozenn 2", HERD, 2022, False, date(2022, 1, 17), "F", 33)),
]  # fmt: skip
FORM_HEADER: Row = [
    "ID", "Heure de début", "Heure de fin", "Adresse de messagerie", "Nom", "Quel est votre nom de famille ?",
    "Quel est votre prénom ?", "Vous êtes", "Quel âge avez-vous ?", "Dans quel pays êtes-vous né·e ?",
    "Avez-vous déjà une activité professionnelle, même non déclarée ?", "Secteur souhaité",
        "Souhaitez-vous être accompagné·e ?",
]  # fmt: skip
# Excel's own numbers for moments, without a format
IN_FORM: list[tuple[list[Cell], Contact]] = [
    ([44599.375, 44599.38, "Caradec", "Nolwenn", "Une femme", 27, "France", "Non", "Métallerie", "Oui"],
     Contact("nolwenn", METAL, 2022, False, date(2022, 2, 7), "F", 27, "FR")),
    ([44600.5, 44600.51, "Ouattara", "Issa", "Un homme", 40, "Burkina Faso", "Oui", "métallerie", "Oui"],
     Contact("issa", METAL, 2022, False, date(2022, 2, 8), "M", 40, "BF")),
    ([44606.75, 44606.76, "Morvan", "Alex", "Autre", 33, "France", "Oui", "Eco-pâturage", "Non"],
     Contact("alex", HERD, 2022, False, date(2022, 2, 14), "X", 33, "FR")),
]  # fmt: skip

# day, title, type typed and meant, sector typed and meant, from, to, hours, came, did not, sent word
SESSIONS = [
    ("12 mars 2021", "Souder à l'arc", "Atelier", "workshop", "Métallerie", METAL, "9h30", "12h", 2.5, ["Yann GUILLOU",
        "Rozenn LE GOFF"], ["Bakary TRAORÉ"], []),
    ("26 mars 2021", "Souder à l'arc", "ATELIER", "workshop", "métallerie", METAL, "9h30", "12h", 2.5,
        ["Yann Guillou"], [], ["Rozenn Le Goff"]),
    ("2 avril 2021", "Habilitation", "Journée de formation", "training", "METALLERIE", METAL, "9:00", "17:00", 8,
        ["Yann GUILLOU", "Rozenn LE GOFF", "Bakary TRAORÉ"], [], []),
    ("15 avril 2021", "Poser une clôture", "atelier", "workshop", "éco-pâturage", HERD, "14h", "17h30", 3.5,
        ["Soazig LE BIHAN", "Youn INCONNU"], [], []),
]  # fmt: skip
DONE: list[tuple[list[Cell], Activity]] = [
    (["03/06/21", "Fête de la tonte", "Temps convivial", "éco-pâturage", "5h", 80], Activity("social_event", HERD,
        2021, 5, 80)),
    (["lundi 7 juin 2021", "Point mensuel", "Réunion", "", "1h30", 9], Activity("collective_meeting", None, 2021, 1.5,
        9)),
    (["12 mars 2021", "Souder à l'arc", "Atelier", "métallerie", "2h30", 5], Activity("", None, None)),
    (["sept. 2021", "Salon de l'emploi", "Intervention", "Métallerie", "90 min", None], Activity("public_talk", METAL,
        2021, 1.5)),
    ([date(2022, 3, 4), "Visite de la forge", "Visite", "métallerie", 2, 12], Activity("visit", METAL, 2022, 2, 12)),
    ([date(2022, 3, 4), "Entretien de suivi", "RDV individuel", "métallerie", 1, 1], Activity("individual_interview",
        METAL, 2022, 1, 1)),
    ([date(2022, 3, 4), "Entretien de suivi", "RDV individuel", "métallerie", 1, 1], Activity("individual_interview",
        METAL, 2022, 1, 1)),
]  # fmt: skip
# day, product, quantity, price, sector; cents and quantity meant
SOLD = [
    ("05/06/2021", "Laine cardée", "3", "12,50", "Eco-pâturage", 3750, 3, HERD, 2021),
    ("05/06/2021", "Laine cardée", "3", "12,50", "Eco-pâturage", 3750, 3, HERD, 2021),
    ("05/06/2021", "Feutre", "1", "offert", "éco-pâturage", 0, 1, HERD, 2021),
    ("12/06/2021", "Laine cardée", "-1", "12,50", "éco-pâturage", -1250, -1, HERD, 2021),
    ("19/06/2021", "Grille", "1", "1 250,00 €", "Métallerie", 125000, 1, METAL, 2021),
    ("02/01/2022", "Crochet", "12", "2,95", "métallerie", 3540, 12, METAL, 2022),
]
BOUGHT = [
    ("14/05/2021", "Baguettes de soudure", "84,20", "Métallerie", 8420, METAL, 2021),
    ("15/05/21", "Vétérinaire", 120, "éco-pâturage", 12000, HERD, 2021),
]
LATER = [
    ("Métallerie", "1 040,00", "Poste à souder", date(2022, 1, 3), 104000, METAL),
    ("Éco-pâturage", "18", "Clôture", date(2022, 1, 9), 1800, HERD),
]


def build(raw: Path) -> Truth:
    """Writes the files below `raw` and says what is in them."""
    truth = Truth(persons=8)
    _write_base(raw, truth)
    _write_form(raw, truth)
    _write_presences(raw, truth)
    _write_actions(raw, truth)
    _write_money(raw, truth)
    return truth


def _write_base(raw: Path, truth: Truth) -> None:
    preamble = [
        ["Association Terres Mêlées", *[""] * 11],
        ["Export du 14/02/2022 à 10:12 (6 fiches)", *[""] * 11],
        [""] * 12,
    ]
    rows = [[f"TM-{n:03}", *cells, "", ""] for n, (cells, _) in enumerate(IN_BASE, 1)]
    write_text(raw / BASE, csv_text([*preamble, BASE_HEADER, *rows]), "cp1252")
    truth.contacts += [meant for _, meant in IN_BASE]
    truth.rows[BASE, ""] = Rows(kept=6, not_data=3)


def _write_form(raw: Path, truth: Truth) -> None:
    rows = [[n, *cells[:2], "anonymous", "anonymous", *cells[2:]] for n, (cells, _) in enumerate(IN_FORM, 1)]
    write_xlsx(raw / FORMS, Sheet("Form1", [FORM_HEADER, *rows]))
    truth.contacts += [meant for _, meant in IN_FORM]
    truth.rows[FORMS, "Form1"] = Rows(kept=3, not_data=1)


def _write_presences(raw: Path, truth: Truth) -> None:
    header: Row = [
        "Date de la séance",
        "Intitulé de la séance",
        "Type d'action",
        "Filière",
        "De",
        "À",
        None,
        "Participant·e",
        "Présent·e (P/A/E)",
    ]
    rows: list[Row] = [["LISTES DE PRÉSENCE"], ["(une ligne par personne et par séance)"], [], header]
    for day, title, kind, meant, sector, home, start, end, hours, came, missed, excused in SESSIONS:
        for who, mark in [*((w, "P") for w in came), *((w, "A") for w in missed), *((w, "E") for w in excused)]:
            rows.append([day, title, kind, sector, start, end, None, who, mark])
        rows.append([])
        truth.activities.append(Activity(meant, home, 2021, hours, len(came), (len(came), len(missed), len(excused))))
    write_xlsx(raw / PRESENCE, Sheet("2021", rows, phantom=True))
    truth.rows[PRESENCE, "2021"] = Rows(kept=10, not_data=3)


def _write_actions(raw: Path, truth: Truth) -> None:
    """The third action is also in the presence lists: one activity, whose attendees are those who signed."""
    header: Row = [
        "Quand",
        "Intitulé de l'action",
        "Nature de l'action",
        "Filière",
        "Durée",
        "Nombre de personnes touchées",
    ]
    rows: list[Row] = [header, *([None if c == "" else c for c in cells] for cells, _ in DONE)]
    write_ods(raw / ACTIONS, Sheet("Actions", rows), Sheet("Feuille2", []))
    truth.activities += [meant for _, meant in DONE if meant.kind]
    truth.rows[ACTIONS, "Actions"] = Rows(kept=7, not_data=1)


def _write_money(raw: Path, truth: Truth) -> None:
    stall = [
        ["Jour", "Produit", "Qté", "Prix à l'unité", "Filière", "Payé par"],
        *([*sold[:5], "espèces"] for sold in SOLD),
    ]
    write_text(raw / STALL, csv_text(stall), "cp1252")
    truth.sales += [Sale("refund" if cents < 0 else "sale", cents, home, year, n) for *_, cents, n, home, year in SOLD]
    truth.rows[STALL, ""] = Rows(kept=6, not_data=1)
    first: list[Row] = [
        ["Date de la dépense", "Objet", "Dépense TTC", "Filière"],
        *(b[:4] for b in BOUGHT),
        ["Total", None, 204.2, None],
    ]
    second: list[Row] = [
        ["Filière", "Coût (€)", "Désignation", "Date d'achat"],
        *(b[:4] for b in LATER),
        [None, 1058, None, None],
        [],
        ["Vu, la trésorière"],
    ]
    write_xlsx(raw / BILLS, Sheet("2021", first), Sheet("2022", second))
    truth.sales += [Sale("expense", cents, home, year) for *_, cents, home, year in BOUGHT]
    truth.sales += [Sale("expense", cents, home, 2022) for *_, cents, home in LATER]
    truth.rows[BILLS, "2021"] = Rows(kept=2, not_data=2)
    truth.rows[BILLS, "2022"] = Rows(kept=2, not_data=3)


def settings(root: Path) -> None:
    """There are none: the workspace has no impact.toml."""
