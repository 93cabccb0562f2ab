"""Pages that look like what they are not: fees beside prices, other years, sheets that say everything again."""

from __future__ import annotations

from datetime import date

from associations.files import Sheet
from associations.page import Page

JAN, FEB, MAR = (date.fromisoformat(day) for day in ("2024-01-08", "2024-02-05", "2024-03-04"))

MONEY = [
    Page(
        "the till's fees beside the price",
        [["Date", "Article", "Montant", "Frais SumUp"], [JAN, "Sac", "10,00", "0,18"], [FEB, "Sac", "20,00", "0,35"]],
        "-kk",
        {"revenue": 30, "expenses": 0},
    ),
    Page(
        "what a piece costs beside what it brings",
        [["Date", "Article", "Qté", "Prix de vente", "Coût de revient", "Total"],
         [JAN, "Sac", 2, "10,00", "4,00", "20,00"], [FEB, "Sac", 1, "20,00", "8,00", "20,00"]],
        "-kk",
        {"revenue": 40, "expenses": 0, "units_sold": 3},
    ),
    Page(
        "a price where one piece goes without saying",
        [["Date", "Article", "Qté", "Prix unitaire"], [JAN, "Sac", 2, 10], [FEB, "Sac", None, 15]],
        "-kk",
        {"revenue": 35, "units_sold": 3},
    ),
    Page(
        "customers counted beside the takings",
        [["Date", "CA TTC", "Nb de clients"], [JAN, "100,00", 12], [FEB, "200,00", 20]],
        "-kk",
        {"revenue": 300, "units_sold": 2},
    ),
    Page(
        "debit and credit as letters",
        [["Date", "Libellé", "Montant", "Sens"], [JAN, "Tissu", "10,00", "D"], [FEB, "Sac", "20,00", "C"]],
        "-kk",
        {"revenue": 20, "expenses": 10},
    ),
    Page(
        "takings by means of payment with their total",
        [["Date", "Espèces", "CB", "Chèques", "Total"], [JAN, 100, 50, None, 150], [FEB, 200, None, 20, 220]],
        "-kk",
        {"revenue": 370},
    ),
    Page(
        "one amount without taxes and one with",
        [["Date", "Article", "Montant HT", "TVA", "Montant TTC"], [JAN, "Sac", 10, 2, 12], [FEB, "Sac", 20, 4, 24]],
        "-kk",
        {"revenue": 36},
    ),
    Page(
        "months and a summary of them",
        [["Date", "Libellé", "Recettes", "Dépenses"], [JAN, "Vente", 84, None], [JAN, "Vente", 91.5, None],
         [FEB, "Terreau", None, 42.8], [FEB, "Vente", 50, None]],
        "-kkkk",
        {"revenue": 225.5, "expenses": 42.8},
        others=[Sheet("Récapitulatif", [["Mois", "Recettes", "Dépenses", "Solde"], ["Janvier", 175.5, None, 175.5],
                                        ["Février", 50, 42.8, 7.2], ["TOTAL", 225.5, 42.8, 182.7]])],
    ),
    Page(
        "sales and a summary by article",
        [["Date", "Article", "Qté", "Montant"], [JAN, "Bol", 1, 10], [FEB, "Bol", 2, 20], [MAR, "Mug", 1, 8]],
        "-kkk",
        {"revenue": 38, "units_sold": 4},
        others=[Sheet("Synthèse", [["Article", "Qté", "Montant"], ["Bol", 3, 30], ["Mug", 1, 8], ["Total", 4, 38]])],
    ),
]  # fmt: skip

OTHERS = [
    Page(
        "years of birth and of arrival",
        [["Horodateur", "Nom", "Prénom", "En quelle année êtes-vous né·e ?", "Année d'arrivée en France"],
         ["08/01/2024 10:00:00", "Nadeau", "Lise", 1984, 2015], ["09/01/2024 10:00:00", "Ollivier", "Noé", 1990, 2016]],
        "-kk",
        {"people_met in 2024": 2},
    ),
    Page(
        "a date of arrival in the country",
        [["Nom", "Prénom", "Date de naissance", "Date d'arrivée en France", "Accompagnée"],
         ["Pasquier", "Lise", "02/01/1984", "03/02/2015", "oui"],
         ["Quesnel", "Noé", "02/01/1990", "03/02/2016", "oui"]],
        "-kk",
        {"people_met": 2, "people_met in 2015": None, "mean_age": None},
    ),
    Page(
        "people with statistics of them",
        [["Nom", "Prénom", "Sexe", "Date d'accueil"], ["Renaud", "Lise", "F", JAN], ["Sabatier", "Noé", "H", JAN]],
        "-kk",
        {"people_met": 2, "workshops": None, "revenue": None},
        others=[Sheet("Stats", [["Mois", "Femmes", "Hommes", "Total"], ["Janvier", 1, 1, 2], ["Février", 0, 0, 0],
                                ["Total", 1, 1, 2]])],
    ),
    Page(
        "an agenda with its balance",
        [["Date", "Atelier", "Durée", "Nb participants"], [JAN, "Couture", 2, 5], [FEB, "Couture", 2, 7]],
        "-kk",
        {"workshops": 2, "trainings": 0, "training_hours": 4, "learner_hours": 24},
        others=[Sheet("Bilan", [["Type", "Nombre", "Heures", "Participants"], ["Atelier", 2, 4, 12],
                                ["Formation", 0, 0, 0]])],
    ),
    Page(
        "an agenda with those who lead it",
        [["Date", "Heure", "Activité", "Animé par", "Public", "Total participants"],
         [JAN, "14h-16h", "Atelier couture", "Lise", "adultes", 7],
         [FEB, "14h-16h30", "Atelier couture", "Lise", "adultes", 5]],
        "-kk",
        {"workshops": 2, "training_hours": 4.5, "learner_hours": 26.5},
    ),
]  # fmt: skip
WORDS = [
    Page(
        "who is not accompanied",
        [["Nom", "Prénom", "Date d'accueil", "Orientation"], ["Rigaud", "Ana", JAN, "Accompagnement"],
         ["Sorel", "Noé", JAN, "Pas d'accompagnement"], ["Texier", "Eva", JAN, "Sans accompagnement"],
         ["Urien", "Luc", FEB, "Accompagnement refusé"], ["Verdier", "Rose", FEB, "Accompagnement individuel"],
         ["Wagner", "Zoe", FEB, "Ne souhaite pas d'accompagnement"]],
        "-kkkkkk",
        {"people_met": 6, "people_accompanied": 2},
    ),
    Page(
        "marks from a telephone",
        [["Nom", "Prénom", JAN, FEB], ["Abel", "Lise", "✔️", "❌"], ["Bernat", "Noé", "✔️", "✔️"], ["Clavel", "Ana",
            "❌", "✔️"]],
        "-kkk",
        {"workshops": 2, "attendance_rate": 4 / 6},
    ),
    Page(
        "answers that are none",
        [["Nom", "Prénom", "Date d'accueil", "Accompagnée", "En QPV ?", "En activité à 6 mois"],
         ["Danton", "Ana", JAN, "oui", "Oui/Non", "non joignable"], ["Estival", "Eva", JAN, "oui", "oui", "oui"],
         ["Favre", "Luc", JAN, "oui", "non", "non"], ["Gerard", "Lea", JAN, "oui", "oui", "oui"]],
        "-kkkk",
        {"share_active_6m": 2 / 3, "share_priority_district": 2 / 3},
    ),
]  # fmt: skip
DOUBTFUL = [
    Page(
        "who refuses in words of a stage",
        [["Nom", "Prénom", "Date d'accueil", "Statut d'accompagnement"], ["Hervieu", "Ana", JAN, "Accompagnée"],
         ["Isabel", "Noé", JAN, "Ne souhaite pas être accompagnée"], ["Jacob", "Eva", JAN, "Pas encore accompagnée"],
         ["Kremer", "Luc", FEB, "Sans accompagnement"], ["Lacaze", "Rose", FEB, "Accompagnée"]],
        "-kkkkk",
        {"people_met": 5, "people_accompanied": 2},
    ),
    Page(
        "takings by means of payment without a total",
        [["Date", "Libellé", "Espèces", "CB", "Chèques"], [JAN, "Marché", 100, 50.5, None], [FEB, "Boutique", 200,
            None, 20]],
        "",
        {"commercial_events": None},
    ),
    Page(
        "a forecast with two sides",
        [["Budget prévisionnel 2024"], ["CHARGES", None, "PRODUITS", None], ["Poste", "Montant", "Poste", "Montant"],
         ["Achats", 1000, "Ventes", 3000], ["Salaires", 5000, "Subventions", 4000], ["TOTAL", 6000, "TOTAL", 7000]],
        "",
        {"average_sale": None},
    ),
]  # fmt: skip
TRAPS: tuple[Page, ...] = (*MONEY, *OTHERS, *WORDS, *DOUBTFUL)
