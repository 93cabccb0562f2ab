"""Two projects with dates: phone and online surveys, a ticket office's and a till's exports, homonyms and twins."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from associations.files import Cell, Row, Sheet, csv_text, write_text, write_xlsx
from associations.truth import Activity, Contact, Rows, Sale, Truth

SETTINGS = """
[organisation]
name = "L'Atelier des Deux Rives"

[[projects]]
id = "fil-2023"
name = "Au fil de l'eau"
sector = "couture"
year = 2023
start = 2023-02-01
end = 2023-12-31

[[projects]]
id = "clic-2024"
name = "Premiers clics"
sector = "numérique"
year = 2024

[sectors]
couture = "Couture"
"numérique" = "Numérique"

[[sources]]
path = "2023/**"
project = "fil-2023"

[[sources]]
path = "2024/**"
project = "clic-2024"

[[sources]]
path = "2023/kobo*"
defaults = { skill_level = "débutant" }
values = { gender = { "1" = "F", "2" = "M" }, orientation = { parcours_a = "accompagnée", parcours_b = "formation" } }
columns = { "identite/surnom" = "", "bilan/encore" = "active_6m" }

[[sources]]
path = "2023/Billetterie*"
table = "sales"
defaults = { brand = "Les Deux Rives" }

[[sources]]
path = "2023/SumUp*"
defaults = { brand = "Fil & Aiguille" }

[[sources]]
path = "2024/Contacts.xlsx"
sheet = "Partenaires"
table = "none"

[[sources]]
path = "2024/contacts.xlsx"
sheet = "Bénéficiaires"
header = 4
defaults = { stage = "accompanied" }
"""
KOBO, GRID = "2023/Kobo accueil – tous formats.xlsx", "2023/Émargement.xlsx"
TICKETS, TILL = "2023/Billetterie.csv", "2023/SumUp rapport des ventes.csv"
SURVEY, BOOK, BILLS = "2024/results-survey418236.csv", "2024/Contacts.xlsx", "2024/Factures.tsv"
SEW, CLICK = "couture", "numérique"

KOBO_HEADER: Row = [
    "start", "end", "identite/nom", "identite/prenom", "identite/surnom", "identite/genre", "identite/date_naissance",
    "identite/telephone", "identite/pays_naissance", "logement/qpv", "competences", "competences/couture",
    "competences/broderie", "parcours/suite", "parcours/deja_une_activite", "bilan/encore", "_id", "_uuid",
    "_submission_time", "_validation_status", "_index",
]  # fmt: skip
# name, first name, nickname, gender, born, phone, country, district, next, prior, active: typed … and meant
SURVEYED: list[tuple[list[Cell], Contact]] = [
    (["N'DIAYE", "Aminata", "Mina", 1, "1984-03-09", "0612340001", "senegal", 1, "parcours_a", 1, 1],
     Contact("aminata", SEW, 2023, True, date(2023, 2, 6), "F", 38, "SN", True, True, True)),
    (["Diop", "Awa", "", 1, "1990-07-14", "0612340002", "senegal", 0, "parcours_a", 0, 0],
     Contact("awa 1990", SEW, 2023, True, date(2023, 2, 7), "F", 32, "SN", False, False, False)),
    (["DIOP", "Awa", "", 1, "1978-01-30", "0612340003", "mali", 1, "parcours_b", 0, ""],
     Contact("awa 1978", SEW, 2023, False, date(2023, 2, 8), "F", 45, "ML", False, True)),
    (["Benali", "Inaya", "", 1, "2001-05-20", "0612340004", "france", 1, "parcours_a", 0, 1],
     Contact("inaya", SEW, 2023, True, date(2023, 2, 9), "F", 21, "FR", False, True, True)),
    (["Benali", "Imane", "", 1, "2001-05-20", "0612340004", "france", 1, "parcours_a", 1, ""],
     Contact("imane", SEW, 2023, True, date(2023, 2, 10), "F", 21, "FR", True, True)),
    (["Kowalczyk", "Piotr", "", 2, "", "0612340005", "pologne", "", "parcours_b", "", ""],
     Contact("piotr", SEW, 2023, False, date(2023, 2, 11), "M", None, "PL")),
    (["Ndiaye", "aminata", "", 1, "1984-03-09", "+33 6 12 34 00 01", "senegal", "", "", "", ""], Contact("", SEW,
        2023)),
]  # fmt: skip
SURVEY_HEADER: Row = [
    "id. ID de la réponse", "submitdate. Date de soumission", "lastpage. Dernière page",
        "startlanguage. Langue de départ",
    "seed. Tête de série", "NOM. Votre nom de famille :", "PRENOM. Votre prénom :", "SEXE. Vous êtes :",
    "ANNEE. Quelle est votre année de naissance ?", "TEL. Votre numéro de téléphone :",
        "PAYS. Dans quel pays êtes-vous né(e) ?",
    "QPV. Habitez-vous dans un quartier prioritaire ?", "NIV. Comment évaluez-vous votre niveau en informatique ?",
    "SUITE. Quelle suite est donnée à l'entretien ?",
]  # fmt: skip
SURVEY_ANSWERS: list[tuple[list[Cell], Contact]] = [
    (["N’Diaye", "AMINATA", "Une femme", "1984", "06.12.34.00.01", "Sénégal", "Oui", "Débutante",
        "Accompagnement individuel"],
     Contact("aminata", CLICK, 2024, True, date(2024, 1, 8), "F", 39, "SN", None, True)),
    (["Lefort", "Béatrice", "Une femme", "1969", "0612340010", "France", "Non", "Intermédiaire",
        "Orientation vers un partenaire"],
     Contact("beatrice", CLICK, 2024, False, date(2024, 1, 9), "F", 55, "FR", None, False)),
    (["Sow", "Moussa", "Un homme", "1995", "0612340011", "Guinée", "Oui", "Débutant", "Accompagnement individuel"],
     Contact("moussa", CLICK, 2024, True, date(2024, 1, 9), "M", 29, "GN", None, True)),
    (["Okafor", "Grace", "Je préfère ne pas répondre", "", "0612340012", "Nigéria", "Je ne sais pas", "Avancée",
        "Accompagnement individuel"],
     Contact("grace", CLICK, 2024, True, date(2024, 1, 10), None, None, "NG")),
]  # fmt: skip
BENEFICIARIES: list[tuple[list[Cell], Contact]] = [
    (["Sow Moussa", "06 12 34 00 11", None, "15/01/2024"], Contact("", CLICK, 2024)),
    (["Ndiaye Aminata", 612340001, "1984-03-09", "16/01/2024"], Contact("", CLICK, 2024)),
    (["Kowalczyk Piotr", "0612340005", None, date(2024, 2, 1)], Contact("piotr", CLICK, 2024, True, date(2024, 2, 1),
        "M", None, "PL")),
    (["Bâ Fatimata", "0612340020", "2/9/1999", "mars 2024"], Contact("fatimata", CLICK, 2024, True, date(2024, 3, 1),
        None, 24)),
]  # fmt: skip
SESSIONS = [
    "Séance 1\n12/03/2023",
    "Séance 2\n19/03/2023",
    "Formation patronage (7 h)\n25/03/2023",
    "Séance 3\n02/04/2023",
]
HERE = [
    ("N’DIAYE", "Aminata", ["1", "1", "1", "0"]),
    ("Diop", "Awa", ["1", "0", "0", "1"]),
    ("BENALI", "Inaya", ["1", "1", "0", "1"]),
    ("BENALI", "Imane", ["0", "1", "1", "1"]),
]
SUMUP_HEADER: Row = [
    "Date", "Type", "Réf. transaction", "Moyen de paiement", "Quantité", "Description", "Catégorie", "Devise",
    "Prix avant réduction", "Réduction", "Prix (TTC)", "Prix (HT)", "TVA", "Taux de TVA", "Compte",
]  # fmt: skip
# day as exported, type, quantity, article, price: the last one is dated after the project's end, and stays in its year
TILLS = [
    ("10 juil. 2023 10:15", "Vente", "1", "Trousse", "12,50", 1250),
    ("10 juil. 2023 10:15", "Vente", "2", "Cabas, grand modèle", "61,05", 6105),
    ("1 août 2023 09:59", "Vente", "1", "Trousse", "12,50", 1250),
    ("1 août 2023 10:04", "Remboursement", "1", "Trousse", "12,50", 1250),
    ("27 sept. 2023 17:30", "Vente", "10,5", "Ruban au mètre", "1 015,00", 101500),
    ("3 févr. 2024 11:00", "Vente", "1", "Cabas", "30,00", 3000),
]
TICKET_HEADER: Row = [
    "Référence commande", "Date de la commande", "Statut de la commande", "Nom participant", "Prénom participant",
    "Nom payeur", "Prénom payeur", "Email payeur", "Raison sociale", "Moyen de paiement", "Tarif", "Montant tarif",
    "Code Promo", "Montant code promo", "Allergies ?  ",
]  # fmt: skip
TICKETS_SOLD = [
    ("Plein tarif", "25,00", 2500),
    ("Plein tarif", "25,00", 2500),
    ("Tarif réduit", "8,50", 850),
    ("Gratuit", "0,00", 0),
]
BOUGHT = [
    ("05/03/2024", "Tablettes d'occasion", "1.576,00 €", 157600),
    ("6.3.24", "Câbles", "€49.90", 4990),
    ("2024-04-02", "Forfait internet", "29,99", 2999),
]


def build(raw: Path) -> Truth:
    """Writes the files below `raw` and says what is in them."""
    truth = Truth(persons=10)
    _write_survey_by_phone(raw, truth)
    _write_grid(raw, truth)
    _write_money(raw, truth)
    _write_survey(raw, truth)
    _write_book(raw, truth)
    return truth


def _write_survey_by_phone(raw: Path, truth: Truth) -> None:
    rows: list[Row] = [KOBO_HEADER]
    for n, (cells, _) in enumerate(SURVEYED):
        stamp = f"2023-02-{6 + n:02}T10:0{n}:33.120+01:00"
        skills = ["couture broderie", 1, 1] if n % 2 else ["couture", 1, 0]
        rows.append(
            [
                stamp,
                stamp,
                *cells[:8],
                *skills,
                *cells[8:],
                70001 + n,
                f"00000000-0000-4000-8000-{n:012}",
                stamp[:19],
                None,
                n + 1,
            ]
        )
    write_xlsx(raw / KOBO, Sheet("accueil_v3", [[None if c == "" else c for c in row] for row in rows]))
    truth.contacts += [meant for _, meant in SURVEYED if meant.who]
    truth.rows[KOBO, "accueil_v3"] = Rows(kept=6, merged=1, not_data=1)


def _write_grid(raw: Path, truth: Truth) -> None:
    body: list[Row] = [[*names, *marks, sum(m == "1" for m in marks)] for *names, marks in HERE]
    counts = [[m[i] for *_, m in HERE].count("1") for i in range(4)]
    rows: list[Row] = [
        ["Au fil de l'eau"],
        [],
        ["Nom", "Prénom", *SESSIONS, "Nb de séances"],
        *body,
        ["Total", None, *counts, None],
    ]
    write_xlsx(raw / GRID, Sheet("Printemps", rows))
    for place, here in enumerate(counts):
        kind, hours = ("training", 7) if "Formation" in SESSIONS[place] else ("workshop", None)
        truth.activities.append(Activity(kind, SEW, 2023, hours, here, (here, 4 - here, 0)))
    truth.rows[GRID, "Printemps"] = Rows(kept=4, not_data=3)


def _write_money(raw: Path, truth: Truth) -> None:
    tills: list[Row] = [[day, kind, f"TX{n}", "Carte", qty, what, "Boutique", "EUR", price, "0,00", price, price,
        "0,00", "0 %", "atelier@deuxrives.example"]
                        for n, (day, kind, qty, what, price, _) in enumerate(TILLS)]  # fmt: skip
    write_text(raw / TILL, csv_text([SUMUP_HEADER, *tills], ","), "utf-8")
    for _, kind, quantity, _, _, cents in TILLS:
        sign = -1 if kind == "Remboursement" else 1
        number = float(quantity.replace(",", ".")) * sign
        truth.sales.append(Sale("sale" if sign > 0 else "refund", cents * sign, SEW, 2023, number, "fil & aiguille"))
    truth.rows[TILL, ""] = Rows(kept=6, not_data=1)
    truth.doubts[TILL, ""] = [7]
    tickets = [[f"91{n}", f"04/03/2023 14:{n + 10}", "Validé", "Gens", f"P{n}", "Payeur", "Paul", "p@courriel.example",
        "", "Carte bancaire",
                name, amount, "", "", "aucune\nsauf noix" if n == 1 else ""] for n, (name, amount,
                    _) in enumerate(TICKETS_SOLD)]  # fmt: skip
    write_text(raw / TICKETS, csv_text([TICKET_HEADER, *tickets]))
    truth.sales += [Sale("sale", cents, SEW, 2023, 1, "les deux rives") for *_, cents in TICKETS_SOLD]
    truth.rows[TICKETS, ""] = Rows(kept=4, not_data=1)
    write_text(
        raw / BILLS,
        csv_text([["Date de facture", "Fournisseur / objet", "Montant de la facture"], *(b[:3] for b in BOUGHT)], "\t"),
        "cp1252",
    )
    truth.sales += [Sale("expense", cents, CLICK, 2024) for *_, cents in BOUGHT]
    truth.rows[BILLS, ""] = Rows(kept=3, not_data=1)


def _write_survey(raw: Path, truth: Truth) -> None:
    days = (8, 9, 9, 10)
    rows = [
        [n, f"2024-01-{day:02} 1{n}:12:13", "6", "fr", f"12345{n}", *cells]
        for n, (day, (cells, _)) in enumerate(zip(days, SURVEY_ANSWERS, strict=True), 1)
    ]
    write_text(raw / SURVEY, csv_text([SURVEY_HEADER, *rows], ",", quote_all=True))
    truth.contacts += [meant for _, meant in SURVEY_ANSWERS]
    truth.rows[SURVEY, ""] = Rows(kept=2, merged=2, not_data=1)


def _write_book(raw: Path, truth: Truth) -> None:
    partners: list[Row] = [
        ["Structure", "Contact", "Téléphone"],
        ["Mission locale", "Mme Petit", "0140000000"],
        ["Mairie", "M. Grand", "0140000001"],
    ]
    people: list[Row] = [
        ["Premiers clics"],
        ["Nom", "de", "code"],
        [],
        ["Bénéficiaire", "Tél.", "DDN", "Inscrit·e le"],
        *(c for c, _ in BENEFICIARIES),
    ]
    write_xlsx(raw / BOOK, Sheet("Partenaires", partners), Sheet("Bénéficiaires", people))
    truth.contacts += [meant for _, meant in BENEFICIARIES if meant.who]
    truth.rows[BOOK, "Partenaires"] = Rows(not_data=3)
    truth.rows[BOOK, "Bénéficiaires"] = Rows(kept=4, not_data=3)


def settings(root: Path) -> None:
    """Writes what the spreadsheets do not say."""
    write_text(root / "impact.toml", SETTINGS, "utf-8")
