"""A tiny association whose every row is known: two projects, one person in both, a shop, an agenda, a presence list."""

from __future__ import annotations

from pathlib import Path

SETTINGS = """
[organisation]
name = "La Navette"
language = "fr"
fiscal_year_start = "09-01"

[[projects]]
id = "fil-2022"
name = "Au fil"
sector = "couture"
year = 2022

[[projects]]
id = "bois-2023"
name = "Du bois"
sector = "bois"
year = 2023

[[sources]]
path = "fil/*"
project = "fil-2022"

[[sources]]
path = "bois/*"
project = "bois-2023"

[[sources]]
path = "fil/ventes.csv"
defaults = { brand = "Bobine" }
"""
PEOPLE = "Nom;Prénom;Genre;Date de naissance;Date d'entretien;Pays;Orientation\n"
FILES = {
    "fil/personnes.csv": PEOPLE
    + """Zorglu;Aline;F;03/02/2001;10/10/2022;Mali;Accompagnement
Quixano;Berthe;F;14/07/1980;11/10/2022;Mali;Partenaire
Vazaha;Carine;F;01/01/1999;12/10/2022;Pérou;Accompagnement
Wolfram;David;M;25/12/1975;;France;Partenaire
Yamaska;Elsa;F;;14/10/2022;;
Zorglu;Aline;F;03/02/2001;20/11/2022;Mali;Accompagnement
""",
    "bois/personnes.csv": PEOPLE
    + """Zorglu;Aline;F;03/02/2001;05/09/2023;Mali;Partenaire
Thuriferaire;Farid;M;09/09/2004;06/09/2023;France;Accompagnement
Ursuline;Gaël;M;30/06/1990;07/09/2023;France;Formation
""",
    "fil/ventes.csv": """Date;Produit;Gamme;Canal;Quantité;Prix unitaire;Montant
12/11/2022;Sac;sacs;marché;2;15,00;30,00
12/11/2022;Trousse;trousses;marché;3;8,00;24,00
03/02/2023;Sac;sacs;boutique;2;15,00;30,00
03/02/2023;Sac;sacs;marché;-1;15,00;-15,00
""",
    "bois/ventes.csv": """Date;Produit;Marque;Canal;Quantité;Prix unitaire
10/09/2023;Tabouret;Copeau;boutique;2;40,00
10/10/2023;Banc;Rabot;boutique;1;120,00
""",
    "bois/depenses.csv": """Date;Dépense;Dépenses (€)
01/09/2023;Planches;90,50
""",
    "fil/agenda.csv": """Date;Intitulé;Type;Durée (h);Nombre de participants
15/10/2022;Point droit;Atelier;3;4
22/10/2022;Tenir sa caisse;Formation;7;5
29/10/2022;Marché de Noël;Événement commercial;;
""",
    "bois/emargement.csv": """Date;Séance;Nature;Heure début;Heure fin;Nom;Prénom;Présence
16/09/2023;Raboter;Atelier;14h;16h30;Zorglu;Aline;Présent
16/09/2023;Raboter;Atelier;14h;16h30;Thuriferaire;Farid;Absent
16/09/2023;Raboter;Atelier;14h;16h30;Ursuline;Gaël;Présent
23/09/2023;Assembler;Atelier;14h;16h;Zorglu;Aline;Présent
""",
}
NAMES = "Zorglu Aline Quixano Berthe Vazaha Carine Wolfram Yamaska Elsa Thuriferaire Farid Ursuline Gaël".split()


def write_tiny(root: Path, settings: str = "") -> Path:
    """The workspace's files; `settings` is added to its impact.toml."""
    for name, text in FILES.items():
        path = root / "data" / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "impact.toml").write_text(SETTINGS + settings, encoding="utf-8")
    return root
