"""Pages of other trades, as an outsider typed them: each was once read wrongly."""

from __future__ import annotations

from datetime import date

from associations.files import Row
from associations.page import Page

JAN, FEB, MAR, APR = (date.fromisoformat(day) for day in ("2024-01-08", "2024-02-05", "2024-03-04", "2024-04-08"))
NAMES: Row = ["Nom et prénom", "Signature / présence"]

PEOPLE = [
    Page(
        "a signature in two cells is nobody",
        [["Ref", "Surname", "Forename", "DOB", "Nationality", "First contact"],
         ["BT1", "Adair", "Siobhan", "1971-03-17", "Irish", JAN],
         ["BT2", "Badri", "Parisa", "1990-07-02", "Iranian", FEB],
         [], ["Total clients: 2"], ["Signed: the manager", None, "Date: 03/01/2025"]],
        "-kk--",
        {"people_met": 2, "countries": 2},
    ),
    Page(
        "twins whose file is settled",
        [["Élève", None, None, None, "Dossier", None, None],
         ["Nom", "Prénom", "Né(e) le", "Genre", "Inscrit le", "Téléphone", "Réglé (oui/non)"],
         ["CARO", "Jules", "2010-04-03", "garçon", JAN, "0611223344", "oui"],
         ["CARO", "Jeanne", "2010-04-03", "fille", JAN, "0611223344", "oui"]],
        "--kk",
        {"people_met": 2, "share_women": 0.5},
        merged=["A1:D1", "E1:G1"],
    ),
    Page(
        "stages as letters that a person explains",
        [["Inscription", "Nom", "Prénom", "Genre", "Stade (A=accompagné, R=rencontré)"],
         [JAN, "Dray", "Lise", "femme", "A"],
         [JAN, "Elan", "Noe", "homme", "R"], [FEB, "Faure", "Ana", "femme", "A"]],
        "-kkk",
        {"people_met": 3, "people_accompanied": 2},
        settings='values = { stage = { A = "accompanied", R = "met" } }',
    ),
    Page(
        "an activity of one's own in other words",
        [["Nom", "Prénom", "1er accueil le", "Stade", "Activité pro. avant ? (O/N)"],
         ["Gral", "Lise", JAN, "accompagnée", "O"],
         ["Huon", "Noe", JAN, "accompagné", "N"], ["Izard", "Ana", FEB, "accompagnée", "?"]],
        "-kkk",
        {"people_accompanied": 3, "share_prior_activity": 0.5},
    ),
    Page(
        "a question of which the rest is a name",
        [["Submission Date", "Quel est votre nom ?", "Et votre prénom ?", "Travaillez-vous déjà à votre compte ?",
          "Nat."],
         ["2024-01-08", "Yvon", "Lise", "Non", "MA"], ["2024-02-05", "Zadig", "Ana", "Oui", "ML"]],
        "-kk",
        {"people_accompanied": 2, "share_prior_activity": 0.5, "countries": 2},
        settings='defaults = { stage = "accompanied" }',
    ),
    Page(
        "a register beside an agenda",
        [["Date accueil", "Prénom NOM", "Sexe", "Stade", None, "Date", "Intitulé", "Type", "Durée", "Présents"],
         [JAN, "Lise JOUVE", "F", "accompagnée", None, JAN, "Cuisine", "Atelier", 3, 7],
         [FEB, "Noe KERN", "H", "rencontré", None, FEB, "Hygiène", "Formation", 7, 9],
         [None, None, None, None, None, MAR, "Repas", "Temps convivial", 4, 40]],
        "-kkk",
        {"people_met": 2, "people_accompanied": 1, "learner_hours": 84, "social_events": 1},
    ),
]  # fmt: skip

GATHERINGS = [
    Page(
        "blocks under a header that is no known name",
        [["Séance n°1 – 8 janvier 2024 – 2h"], NAMES, ["Lamy Lise", "présent·e"], ["Mora Noe", "absent·e"], [],
         ["Séance n°2 – 5 février 2024 – 2h30"], NAMES, ["Lamy Lise", "présent·e"], ["Mora Noe", "présent·e"]],
        "--kk--kk",
        {"workshops": 2, "training_hours": 4.5, "learner_hours": 7, "attendance_rate": 0.75},
    ),
    Page(
        "blocks that label what they say",
        [["Atelier :", "Pâtes fraîches"], ["Date :", "8 janvier 2024"], ["Durée :", "2,5h"],
         [None, "NOM", "PRÉNOM", "Présent(e)"], [1, "NERI", "Lise", "X"], [2, "OLLIER", "Noe", "X"],
         [None, "Total", None, 2],
         [], ["Formation :", "Hygiène"], ["Date :", FEB], ["Durée :", 7],
         [None, "NOM", "PRÉNOM", "Présent(e)"], [1, "NERI", "Lise", "X"]],
        "----kk-----k",
        {"workshops": 1, "trainings": 1, "training_hours": 9.5, "learner_hours": 12},
    ),
    Page(
        "two grids one below the other",
        [["Présences du trimestre"], [], ["Chorale (1h30)"], ["Nom", "Prénom", JAN, FEB, "Total"],
         ["PAVY", "Lise", 1, 0, 1],
         ["QUINT", "Noe", 1, 1, 2], ["Présents", None, 2, 1], [], ["Guitare (1h)"],
         ["Nom", "Prénom", date(2024, 1, 9), date(2024, 2, 6), "Total"], ["ROUX", "Ana", 1, 1, 2],
         ["Présents", None, 1, 1]],
        "---kk---k-",
        {"workshops": 4, "training_hours": 5, "learner_hours": 6.5, "attendance_rate": 5 / 6},
    ),
    Page(
        "a grid that names a course and its kind",
        [[None, None, "Cours de français", "Cours de français"], [None, "Type", "atelier", "atelier"],
         [None, "Nb h", 2, 2], ["Nom", "Prénom", JAN, FEB], ["Sarr", "Lise", "P", "A"], ["Tari", "Noe", "P", "E"]],
        "----kk",
        {"workshops": 2, "trainings": 0, "attendance_rate": 0.5},
    ),
    Page(
        "people across, one of whom is called N'Guessan",
        [["Jour", "Thème", "Nature", "Nb h", "Aya N'Guessan", "Farid Haidari", "Présents"],
         [JAN, "Freins", "Atelier", "2,5 h", "x", "abs", 1], [FEB, "Roues", "Atelier", 2, "x", "x", 2],
         [MAR, "Freins", "Atelier", 2, "x", "x", 2]],
        "-kkk",
        {"workshops": 3, "training_hours": 6.5, "attendance_rate": 5 / 6},
    ),
    Page(
        "people across, on days that were counted",
        [["Jour", "Thème", "Lise Urbain", "Noe Valette"], [45299, "Freins", "x", "abs"], [45306, "Roues", "x", "x"],
         [45313, "Freins", "x", "x"]],
        "-kkk",
        {"workshops in 2024": 3, "attendance_rate": 5 / 6},
    ),
    Page(
        "first and last, and who did not attend",
        [["Session date", "Session", "First", "Last", "Status"], [JAN, "Sewing", "Lise", "Whitby", "Attended"],
         [JAN, "Sewing", "Noe", "Xeres", "DNA"], [FEB, "Sewing", "Lise", "Whitby", "Attended"]],
        "-kkk",
        {"workshops": 2, "attendance_rate": 2 / 3},
    ),
    Page(
        "hours under the days of a grid",
        [["Groupe du mardi"], ["Nom Prénom", "Séances"], [None, JAN, FEB, MAR], ["(durée)", "2h", "2h", "2h"],
         ["ARNOUX Lise", "✓", "✗", "✓"], ["BLIN Noé", "✓", "✓", "exc"]],
        "----kk",
        {"workshops": 3, "training_hours": 6, "attendance_rate": 4 / 6},
    ),
    Page(
        "an English register with the number present",
        [["Attendance register"], [None, "Date", JAN, FEB, MAR], [None, "Hours", 2, 2, 2], ["First name", "Surname"],
         ["Lise", "Ural", "✓", "absent", "✓"], ["Noe", "Vial", "✓", "✓", "apologies"],
         ["Number present", None, 2, 1, 1]],
        "----kk-",
        {"workshops": 3, "attendance_rate": 4 / 6, "learner_hours": 8},
    ),
    Page(
        "an English log",
        [["Date", "Activity", "What kind?", "Start", "Finish", "No. of attendees"],
         [JAN, "Dye workshop", "Workshop", "10:00", "13:00", 9], [FEB, "Weaving", "Workshop", "10:00", "12:00", 4]],
        "-kk",
        {"workshops": 2, "training_hours": 5, "learner_hours": 35},
    ),
]  # fmt: skip

MONEY = [
    Page(
        "receipts beside expenses under their groups",
        [["Caisse – janvier 2024"], [], ["RECETTES", None, None, None, "DÉPENSES", None, None],
         ["Date", "Objet", "Montant", None, "Date", "Objet", "Montant"], [JAN, "Repas", 40, None, JAN, "Gaz", 15],
         [FEB, "Buffet", 60, None, None, None, None], [None, "Total", 100, None, None, "Total", 15]],
        "---kk-",
        {"revenue": 100, "expenses": 15},
        merged=["A3:C3", "E3:G3"],
    ),
    Page(
        "in and out as letters",
        [["Date", "Sens", "Libellé", "Somme"], [JAN, "E", "Marché", 120], [FEB, "S", "Tissu", 45],
         [MAR, "E", "Marché", 60]],
        "-kkk",
        {"revenue": 180, "expenses": 45},
    ),
    Page(
        "months down and products across",
        [["Ventes 2024 en euros"], ["Mois", "Plats à emporter", "Bocaux", "Total mois"],
         ["janvier", "10,00 €", "-", "10,00 €"],
         ["février", "5,00 €", "7,50 €", "12,50 €"], ["mars", "-", "2,00 €", "2,00 €"]],
        "--kkk",
        {"revenue": 24.5, "units_sold": 4},
    ),
    Page(
        "bills with their taxes",
        [["Date facture", "Fournisseur", "Poste", "HT", "TVA", "TTC", "Réglé ?"], ["JANVIER"],
         [JAN, "Tissus & Co", "Tissus", 100, 20, 120, "oui"], [JAN, "Bailleur", "Loyer", 50, 10, "60,00 €", "oui"],
         [None, None, "Sous-total", None, None, 180]],
        "--kk-",
        {"expenses": 180},
        settings='defaults = { kind = "expense" }',
    ),
    Page(
        "a till that takes discounts off",
        [["Date", "Item", "Qty", "Gross Sales", "Discounts", "Net Sales"],
         ["2024-01-08", "Bag", 2, "20.00", "-1.50", "18.50"],
         ["2024-02-05", "Mug", 1, "8.00", "0.00", "8.00"]],
        "-kk",
        {"revenue": 26.5, "units_sold": 3},
    ),
]  # fmt: skip

STRANGERS = (*PEOPLE, *GATHERINGS, *MONEY)
