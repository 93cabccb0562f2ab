"""Cells that choose a value by its words: yes or no, gender, orientation, kinds, presence, countries."""

from __future__ import annotations

import numpy as np
import pytest
from babel import Locale

from impact.model import Kind, Parsed
from impact.parse import (
    fold,
    fold_category,
    is_refund_text,
    is_unknown,
    parse_activity_kinds,
    parse_countries,
    parse_genders,
    parse_orientations,
    parse_presences,
    parse_priority_district,
    parse_sale_kinds,
    parse_skill_levels,
    parse_stages,
    parse_yes_no,
)


def column(parser, *texts: str, kind: Kind = Kind.TEXT) -> Parsed:
    return parser(np.array(texts, dtype=object), np.full(len(texts), kind, np.uint8))


def read(parser, texts: str) -> dict[object, list[str]]:
    """Value (or reason of failure) → the texts, of those between bars, that say it."""
    listed = texts.split("|")
    parsed = column(parser, *listed)
    meanings: dict[object, list[str]] = {}
    for text, value, failure in zip(listed, parsed.values, parsed.failures, strict=True):
        meanings.setdefault(failure or value, []).append(text)
    return meanings


@pytest.mark.parametrize(
    ("meaning", "texts"),
    [
        (True, "oui|Oui|OUI (informel)|o|x|X|✓|☑|vrai|1|TRUE|yes|Yes|y|ok|Oui, depuis 2019|en activité|Oui !"),
        (False, "non|Non|NON|n|0|FALSE|faux|no|✗|pas encore|jamais|Non, pas encore|aucune|arrêtée"),
        (None, "?|-|NSP|ne sait pas|Non renseigné|n.c.|N/A|#N/A|No answer|non concernée|"),
        ("neither yes nor no", "en cours|peut-être|2|à voir|12/03/2020|nonante"),
    ],
)
def test_yes_and_no_are_read_in_twenty_ways(meaning, texts):
    assert read(parse_yes_no, texts) == {meaning: texts.split("|")}


def test_yes_and_no_together_and_two_levels_are_no_answer():
    assert column(parse_yes_no, "oui et non").failures[0] == "neither yes nor no"
    assert column(parse_skill_levels, "débutant/intermédiaire").failures[0] == "not a skill level"
    assert column(parse_yes_no, "✔\ufe0f").values[0] is True


def test_a_native_truth_is_its_own_value():
    parsed = column(parse_yes_no, "TRUE", "FALSE", kind=Kind.BOOL)
    assert parsed.values.tolist() == [True, False]
    assert not any(parsed.rules)


def test_the_code_of_a_priority_district_says_yes():
    assert column(parse_priority_district, "QP075019", "oui", "Hors QPV").values.tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("meaning", "texts"),
    [
        ("F", "F|f|femme|Femme|FEMME|Une femme|Mme|Mme.|Madame|Mlle|female|fille|woman|Ms|féminin|♀"),
        ("M", "M|m|M.|H|homme|Un homme|Mr|Monsieur|male|man|garçon|masculin|♂"),
        ("X", "X|x|non-binaire|Non binaire|autre|Autre genre|non-binary|Mx"),
        (None, "?|-|nc|non précisé|ne souhaite pas répondre|Préfère ne pas dire"),
        ("not a gender", "F/H|2|Mali|couture"),
    ],
)
def test_genders_are_read_and_m_is_male_in_french(meaning, texts):
    assert read(parse_genders, texts) == {meaning: texts.split("|")}


@pytest.mark.parametrize(
    ("meaning", "texts"),
    [
        ("accompanied", "accompanied|accompagnée|Accompagné·e|suivie|Accompagnement coopérative|coached"),
        ("met", "met|rencontrée|rencontré.e|Entretien d'accueil|non accompagnée|contact|Orientation partenaire"),
        (None, "?|n.c."),
        ("not a stage", "couture|12"),
    ],
)
def test_stages_are_read(meaning, texts):
    assert read(parse_stages, texts) == {meaning: texts.split("|")}


@pytest.mark.parametrize(
    ("meaning", "texts"),
    [
        ("accompanied", "Accompagnement coopérative|accompagnée par l'association|accompagnement|accompanied|Suivi"),
        ("partner", "Orientation partenaire|orientation_partenaire|orientée vers un partenaire|partner|Orientation"),
        ("partner", "réorientée vers Pôle emploi|référée : mission locale|referred to a partner"),
        ("training", "Formation|Orientation formation|ORIENTATION FORMATION|training|réorientée vers une formation"),
        (
            "resource",
            "Ressource du territoire|ressource du territoire|Mise en relation ressource|mise en relation|resource",
        ),
        ("other", "abandon|Abandon du projet|other|autre|Sans suite|perdue de vue|non accompagnée"),
        (None, "-|?"),
        ("not an orientation", "en cours de réflexion|couture"),
    ],
)
def test_orientations_are_read(meaning, texts):
    assert read(parse_orientations, texts) == {meaning: texts.split("|")}


@pytest.mark.parametrize(
    ("meaning", "texts"),
    [
        ("beginner", "débutant|Débutante|novice|beginner|grande débutante|notions"),
        ("intermediate", "intermédiaire|Intermediaire|moyen|intermediate"),
        ("confirmed", "confirmé|Confirmée|avancé|advanced|expérimentée"),
        ("professional", "professionnel|Professionnelle|pro|experte|professional"),
        ("not a skill level", "couture|3"),
    ],
)
def test_skill_levels_are_read(meaning, texts):
    assert read(parse_skill_levels, texts) == {meaning: texts.split("|")}


@pytest.mark.parametrize(
    ("meaning", "texts"),
    [
        ("workshop", "Atelier|ATELIERS|atelier collectif|Atelier vente en ligne|workshop|Séance"),
        ("training", "Formation|Journée de formation|formations|training|Training day"),
        ("governance", "CA|C.A.|AG|Conseil d'administration|Assemblée générale|Réunion du CA|Board meeting|governance"),
        ("commercial_event", "Vente / salon|Evenement commercial|Événement commercial|Vente éphémère à l'atelier"),
        ("commercial_event", "Marché|Portes ouvertes|commercial_event|Craft fair"),
        ("individual_interview", "Entretien indiv.|Entretien individuel|RDV|individual_interview|Individual interview"),
        ("collective_meeting", "Réunion collective|Information collective|meeting|collective_meeting"),
        ("visit", "Visite|visites|Visite d'entreprise|visit"),
        ("social_event", "Repas partagé|pot de clôture|Temps convivial|Convivialité|Pique-nique|social_event"),
        ("self_organisation", "Temps d'auto-organisation|Auto-organisation|self_organisation"),
        ("public_talk", "Intervention publique|Webinaire|Conférence|Table ronde|public_talk"),
        ("production", "Production|Fabrication|production"),
        ("other", "Jury|autre|other|Truc|Zumba"),
        (None, "-|?|nc"),
    ],
)
def test_kinds_of_activity_are_read(meaning, texts):
    assert read(parse_activity_kinds, texts) == {meaning: texts.split("|")}


def test_an_unknown_word_for_an_activity_is_other_and_says_so():
    parsed = column(parse_activity_kinds, "Zumba", "Jury", "other")
    assert parsed.rules.tolist() == ["unknown word for an activity", "word for an activity", None]


@pytest.mark.parametrize(
    ("meaning", "texts"),
    [
        ("sale", "Vente|Ventes|sale|Encaissement"),
        ("refund", "Remboursement|Refund|retour|Avoir|refunded|Annulation"),
        ("expense", "Dépense|Charge|charges|expense|Achats"),
        ("not a kind of sale", "restaurant|traiteur|retouche|commande de confection|articles|boutique"),
    ],
)
def test_kinds_of_sale_are_read_and_channels_are_not(meaning, texts):
    assert read(parse_sale_kinds, texts) == {meaning: texts.split("|")}


def test_a_label_that_speaks_of_money_given_back_is_a_refund():
    refunds = (
        "Sac à main (retour)|Remboursement|REFUND #12|Avoir n°12|avoir|Retour marchandise|Vente annulée|returned item"
    )
    others = (
        "Sac à main|retouche|Aller-retour|Retour sur expérience|Savoir-faire|Remboursement de frais|Avoir confiance"
    )
    texts = np.array(f"{refunds}|{others}".split("|"), dtype=object)
    assert is_refund_text(texts).tolist() == [True] * 8 + [False] * 7


@pytest.mark.parametrize(
    ("meaning", "texts"),
    [
        ("present", "X|x|1|P|p|présent·e|Présente|PRÉSENT|✓|oui|o|2h|2h30|3,5|3|en retard|visio|present"),
        ("absent", "abs|ABS|A|a|Absente|Absent(e)|0|non|N|✗|absence injustifiée|absent non excusé|absent"),
        ("excused", "exc|Exc.|E|Excusée|excusé|justifié|absence justifiée|malade|excused"),
        (None, "NR|?|-|n.c.| "),
        ("not a mark of presence", "26|couture|KONÉ"),
    ],
)
def test_marks_of_presence_are_read(meaning, texts):
    assert read(parse_presences, texts) == {meaning: texts.split("|")}


def test_hours_in_a_list_of_presence_say_present():
    parsed = column(parse_presences, "2.5", "0", "1", "30", kind=Kind.NUMBER)
    assert parsed.values.tolist() == ["present", "absent", "present", None]
    assert column(parse_presences, "02:00:00", "00:00:00", kind=Kind.TIME).values.tolist() == ["present", "absent"]


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        (
            "CI",
            "CI|ci|CIV|Côte d'Ivoire|Côte d’Ivoire|COTE D'IVOIRE|Cote d'Ivoire|RCI|Ivory Coast|ivoirienne|Ivoiriens",
        ),
        ("CD", "RDC|R.D.C.|République démocratique du Congo|Congo Kinshasa|DR Congo|Congo (RDC)|Zaïre"),
        ("CG", "Congo|Congo-Brazzaville|République du Congo"),
        ("GN", "Guinée|Guinee|Guinée Conakry|guinéenne|Guinea"),
        ("GW", "Guinée-Bissau|bissau-guinéen"),
        ("GQ", "Guinée équatoriale|Equatorial Guinea"),
        ("RU", "Russie|RUSSIE|Fédération de Russie|Russian Federation|russe"),
        ("VN", "Viêt Nam|Viet-Nam|Vietnam|vietnamienne"),
        ("US", "USA|U.S.A.|États-Unis|Etats Unis|United States|américaine"),
        ("GB", "UK|Royaume-Uni|Angleterre|britannique|Écosse"),
        ("MM", "Birmanie|Myanmar|birmane"),
        ("XK", "Kosovo|kosovar|kosovare"),
        ("KR", "Corée|Corée du Sud|South Korea|coréenne"),
        ("SO", "so|Somalie"),
        ("NE", "Niger|nigérien|nigérienne"),
        ("NG", "Nigeria|Nigéria|nigérian|nigériane"),
        ("ML", "Mali|MALI|ML|né au Mali|République du Mali|Mali (Bamako)|malienne|nationalité malienne|mali ?"),
        ("BR", "Brésil|Bresil|Brazil|Brasil|brésiliens"),
        ("DO", "République dominicaine|Dominican Republic|dominicaine"),
        ("NA", "Namibie|Namibia|namibien"),
        ("RE", "La Réunion|Réunion"),
        ("TR", "Turquie|Turkey|Türkiye|turque"),
        ("CZ", "Tchéquie|République tchèque|Czech Republic|tchèque"),
        ("BA", "Bosnie|Bosnie-Herzégovine|Bosnie et Herzégovine|bosniaque"),
        (None, "NA|N/A|nc|?|-|inconnu|NSP|s.o.|RAS"),
        ("GB", "R-U|Royaume-Uni|UK"),
        ("RU", "RU|russe"),
        (
            "several countries",
            "franco/portugaise|France/Mali|FR/ML|Mali et Sénégal|Mali, France|franco-malienne|Ethiopie / Érythrée",
        ),
        ("ambiguous country", "congolaise|Kurdistan|Congo (Afrique centrale)"),
        ("a region, not a country", "Afrique|Europe|Maghreb|Afrique de l'Ouest"),
        ("a country that no longer exists", "URSS|Yougoslavie"),
        ("not a country", "DOM|Paris|couture|12|xyz|Nigera|Malie|autre|Congo D|0, NA"),
    ],
)
def test_countries_are_read_however_named(code, texts):
    assert read(parse_countries, texts) == {code: texts.split("|")}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Sénégall", "SN"),
        ("Ukrainne", "UA"),
        ("Afghanisthan", "AF"),
        ("Algréie", "DZ"),
        ("Kenia", "KE"),
        ("Marocc", "MA"),
    ],
)
def test_a_misspelt_country_is_the_only_near_one(text, code):
    parsed = column(parse_countries, text)
    assert (parsed.values[0], parsed.rules[0]) == (code, "nearest spelling")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_country_of_cldr_is_read_in_its_language(language):
    territories = Locale(language).territories
    codes = [code for code in territories if len(code) == 2 and code.isalpha() and code not in RESERVED]
    parsed = column(parse_countries, *(territories[code] for code in codes))
    wrong = [code for code, value in zip(codes, parsed.values, strict=True) if value != code]
    assert wrong == []
    alone = column(parse_countries, *(code for code in codes if code not in ("NA", "NC", "NR")))
    assert not any(alone.rules) and not any(alone.failures)


RESERVED = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}


def test_no_spelling_means_two_countries():
    from impact.parse.countries import _names, _people, _refused

    assert not {key for key, code in _people().items() if _names().get(key, code) != code}
    assert not set(_refused()) & (set(_names()) | set(_people()))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  COUTURE ", "couture"),
        ("Cosmétique", "cosmetique"),
        ("Saint-Étienne", "saint etienne"),
        ("l’Œuvre_d'art", "l oeuvre d art"),
        ("participant·e·s", "participants"),
        ("Participant(e)s", "participants"),
        ("Né(e) le", "ne le"),
        ("né.e", "ne"),
        ("rencontré.e.s", "rencontres"),
        ("élu-e-s", "elus"),
        ("formateur·trice·s", "formateurs"),
        ("citoyen·ne", "citoyen"),
        ("professionnel(le)", "professionnel"),
        ("personne(s)", "personnes"),
        ("R.E.R.", "r e r"),
        ("Date de\nnaissance", "date de naissance"),
        ("E-mail", "e mail"),
        ("Straße", "strasse"),
        ("…", ""),
    ],
)
def test_folding_keeps_what_is_said_and_drops_how(text, folded):
    assert fold(text) == folded
    assert fold(folded) == folded


def test_variants_of_a_category_fold_to_one():
    assert len({fold_category(text) for text in ("Vêtements enfants", "vêtement-enfant", "VETEMENTS  ENFANT")}) == 1
    assert fold_category("bus") == "bus"


def test_what_says_nothing_is_unknown_and_names_are_not():
    marks = [
        "-",
        "néant",
        "n.c.",
        "nc",
        "NC",
        "NSP",
        "ne sait pas",
        "?",
        "??",
        "#N/A",
        "N/A",
        "na",
        "non renseigné",
        "/",
        "…",
    ]
    assert all(map(is_unknown, [*marks, "Inconnue", "Non renseignée", "null", "—"]))
    assert not any(map(is_unknown, ["0", "non", "Nadia", "A", "x", "12"]))
    assert not is_unknown("Na", letters=False)
