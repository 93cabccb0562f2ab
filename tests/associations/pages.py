"""Single pages as people keep them, with what a careful reader finds: people, gatherings, money."""

from __future__ import annotations

from datetime import date

from associations.files import Row
from associations.page import Page

JAN, FEB, MAR, APR = (date.fromisoformat(day) for day in ("2024-01-08", "2024-02-05", "2024-03-04", "2024-04-08"))
LIST: Row = ["Nom", "Prénom", "Sexe", "Date d'accueil"]
CASH: Row = ["Date", "Libellé", "Montant TTC"]

PEOPLE = [
    Page(
        "titles within and a header on every page",
        [LIST, ["Abadie", "Rose", "F", JAN], ["Bazin", "Paul", "H", JAN], LIST, ["Carlier", "Ines", "F", FEB],
            ["Doucet", "Remi", "H", FEB]],
        "-kk-kk",
        {"people_met": 4, "share_women": 0.5},
    ),
    Page(
        "two tables one below the other",
        [["Participant·e·s"], LIST, ["Eloy", "Rosa", "F", JAN], ["Fabre", "Jean", "H", JAN], [], ["Ateliers"],
         ["Date", "Intitulé", "Type", "Durée"], [JAN, "Couture", "Atelier", 2], [FEB, "Broderie", "Atelier", 2.5]],
        "--kk--kk",
        {"people_met": 2, "workshops": 2, "training_hours": 4.5},
    ),
    Page(
        "two tables side by side",
        [[*LIST, None, *LIST], ["Gaudin", "Lea", "F", JAN, None, "Hubert", "Zoe", "F", FEB],
         ["Imbert", "Noe", "H", JAN, None, "Jolivet", "Max", "H", FEB]],
        "-kk",
        {"people_met": 4, "share_women": 0.5},
    ),
    Page(
        "women and men in two ticked columns",
        [["NOM", "Prénom", "Femme", "Homme", "Accueilli·e le"], ["Klein", "Eva", "X", None, JAN],
         ["Lamy", "Luc", None, "X", JAN], ["Morel", "Ada", "x", None, FEB]],
        "-kkk",
        {"people_met": 3, "share_women": 2 / 3},
    ),
    Page(
        "notes straight under the last person",
        [LIST, ["Navarro", "Ana", "F", JAN], ["Olivier", "Tom", "H", JAN], ["Dernière mise à jour : 12/03/2024"],
            ["Nombre de personnes : 2"]],
        "-kk--",
        {"people_met": 2},
    ),
    Page(
        "membership fees",
        [["Nom", "Prénom", "Date d'adhésion", "Montant cotisation", "Mode de paiement"],
         ["Perrot", "Lou", JAN, "15,00 €", "Espèces"], ["Quentin", "Eve", FEB, "15,00 €", "Chèque"]],
        "-kk",
        {},
    ),
]  # fmt: skip

GATHERINGS = [
    Page(
        "blocks of names, one a session, each with a header",
        [["Séance du 08/01/2024"], ["Nom", "Prénom", "Signature"], ["Ravel", "Lise", "x"], ["Simon", "Noé", "x"], [],
         ["Séance du 05/02/2024"], ["Nom", "Prénom", "Signature"], ["Ravel", "Lise", "x"], ["Tessier", "Ana", "x"]],
        "--kk--kk",
        {"workshops": 2, "attendance_rate": 1},
    ),
    Page(
        "a grid of hours",
        [["Nom", "Prénom", JAN, FEB, MAR, "Total"], ["Urbain", "Lise", 2, 2.5, None, 4.5],
         ["Vidal", "Noé", 2, 2.5, 3, 7.5], ["Weber", "Ana", None, 2.5, 3, 5.5], ["Total", None, 4, 7.5, 6, 17.5]],
        "-kkk-",
        {"workshops": 3, "attendance_rate": 1},
    ),
    Page(
        "a list whose day and title are merged",
        [["Date", "Atelier", "Nom", "Prénom", "Présence"], [JAN, "Tricot", "Xavier", "Lise", "oui"],
         [None, None, "Yver", "Noé", "non"], [None, None, "Zola", "Ana", "oui"],
         [FEB, "Crochet", "Xavier", "Lise", "oui"], [None, None, "Yver", "Noé", "oui"]],
        "-kkkkk",
        {"workshops": 2, "attendance_rate": 0.8},
        merged=["A2:A4", "B2:B4", "A5:A6", "B5:B6"],
    ),
    Page(
        "an agenda in minutes",
        [["id_seance", "date_seance", "type_seance", "theme", "duree_minutes", "nb_presents"],
         [1, "2024-01-08", "atelier", "Budget", 120, 8], [2, "2024-01-15", "formation", "CV", 90, 7]],
        "-kk",
        {"workshops": 1, "trainings": 1, "training_hours": 3.5, "learner_hours": 26.5},
    ),
    Page(
        "several names in a cell of an agenda",
        [["Date", "Atelier", "Durée", "Participants"], [JAN, "Mosaïque", "2h", "Lise Arnal, Noé Brisset, Ana Coste"],
         [FEB, "Mosaïque", "2h", "Lise Arnal, Ana Coste"]],
        "-kk",
        {"workshops": 2, "training_hours": 4, "learner_hours": 10},
    ),
    Page(
        "presences under the name of status",
        [["Date", "Module", "Stagiaire", "Heures prévues", "Statut"], [JAN, "Excel", "DELMAS Lise", "3,5", "Présent"],
         [JAN, "Excel", "ESTEVE Noé", "3,5", "Absence justifiée"], [JAN, "Excel", "FERRY Ana", "3,5", "Retard"]],
        "-kkk",
        {"workshops_and_trainings": 1, "attendance_rate": 2 / 3, "learner_hours": 7},
    ),
    Page(
        "days as words over marks",
        [["Nom Prénom", "12-mars", "19-mars", "2-avr"], ["GILLET Lise", "oui", "oui", "non"],
         ["HAMEL Noé", "oui", "non", "oui"]],
        "-kk",
        {"workshops": 3, "attendance_rate": 4 / 6},
        settings="year = 2024",
    ),
    Page(
        "a centre's grid with empty lines and a capacity",
        [["N°", "NOMS", "PRENOMS", "Sexe", JAN, FEB, MAR, "TOTAL"], [1, "ISNARD", "Lise", "F", 1, 1, 1, 3],
         [2, "JULIEN", "Noé", "H", 1, None, 1, 2], [3, "KERN", "Ana", "F", 1, 1, None, 2],
         [4, "LENOIR", "Eva", "F", None, 1, 1, 2], [5, "MASSON", "Luc", "H", 1, None, 1, 2], [6], [7],
         [None, "NOMBRE DE PRESENTS", None, None, 4, 3, 4, 11], [None, "CAPACITE D'ACCUEIL", None, None, 10, 10, 10],
         [None, "TAUX", None, None, "40%", "30%", "40%"]],
        "-kkkkk-----",
        {"workshops": 3, "attendance_rate": 1},
    ),
]  # fmt: skip

MONEY = [
    Page(
        "months as titles within the sales",
        [["Date", "Article", "Qté", "Montant"], ["MARS"], [MAR, "Bol", 1, 10], [MAR, "Bol", 2, 20], ["AVRIL"],
         [APR, "Bol", 1, 10]],
        "--kk-k",
        {"revenue": 40, "units_sold": 4},
    ),
    Page(
        "a day merged over its sales",
        [CASH, [MAR, "Bol", 10], [None, "Tasse", 12], [None, "Assiette", 8], [APR, "Bol", 10], [None, "Mug", 9], [None,
            "TOTAL", 49]],
        "-kkkkk-",
        {"revenue": 49},
        merged=["A2:A4", "A5:A6"],
    ),
    Page(
        "orders that were refunded",
        [["Date", "Order ID", "Item", "Quantity", "Amount", "Status"],
         ["2024-03-02", 1, "Bag", 1, "20.00", "Completed"], ["2024-03-03", 2, "Bag", 1, "20.00", "Refunded"],
         ["2024-03-05", 3, "Mug", 2, "16.00", "Completed"]],
        "-kkk",
        {"revenue": 16, "units_sold": 2},
    ),
    Page(
        "two rows between two balances",
        [["Date", "Libellé", "Débit", "Crédit", "Solde"], [None, "Solde initial", None, None, 100],
         [JAN, "Vente", 0, 50, 150], [JAN, "Achat", 20, 0, 130], [None, "Solde final", None, None, 130]],
        "--kk-",
        {"revenue": 50, "expenses": 20},
    ),
    Page(
        "a stock is no money",
        [["Article", "Stock initial", "Entrées", "Sorties", "Stock final"], ["Sac", 10, 5, 3, 12], ["Bol", 4, 2, 1, 5]],
        "-ss",
        {"revenue": None, "expenses": None},
    ),
    Page(
        "customers are no products",
        [["Numéro de commande", "Date de commande", "Nom client", "Montant total"], [1001, JAN, "Kervella", "45,00"],
         [1002, FEB, "Lagarde", "30,00"]],
        "-kk",
        {"revenue": 75},
    ),
]  # fmt: skip
PAGES = (*PEOPLE, *GATHERINGS, *MONEY)
