"""A made-up report: figures of an association that does not exist, some of them hidden."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from impact.model import Page, Project, ProtectedFigures, Quality, ReportData, Scope, Target, Words

UNITS = {
    "people_met": "people",
    "people_accompanied": "people",
    "accompaniment_rate": "share",
    "share_women": "share",
    "mean_age": "years",
    "countries": "countries",
    "share_prior_activity": "share",
    "share_priority_district": "share",
    "share_active_6m": "share",
    "workshops": "activities",
    "trainings": "activities",
    "commercial_events": "activities",
    "visits": "activities",
    "workshops_and_trainings": "activities",
    "training_hours": "hours",
    "learner_hours": "hours",
    "attendance_rate": "share",
    "revenue": "currency",
    "expenses": "currency",
    "net_result": "currency",
    "units_sold": "units",
    "average_sale": "currency",
    "brands": "brands",
}
HIDDEN = "hidden"
Shown = float | tuple[int, int] | str | None

BY_SECTOR_AND_YEAR: dict[tuple[str, str], dict[str, Shown]] = {
    ("bois", "2021"): {
        "people_met": 38, "people_accompanied": 11, "accompaniment_rate": (11, 38), "share_women": (20, 37),
        "mean_age": 37.25, "countries": 9, "share_prior_activity": (4, 11), "share_active_6m": (7, 9),
        "workshops": 12, "trainings": 3, "workshops_and_trainings": 15, "training_hours": 41.5,
        "learner_hours": 366, "attendance_rate": (101, 122), "visits": 2, "revenue": 2345.6, "expenses": 1010.35,
        "net_result": 1335.25, "units_sold": 87, "average_sale": 26.96, "brands": 1,
    },
    ("bois", "2022"): {
        "people_met": 52, "people_accompanied": 16, "accompaniment_rate": (16, 52), "share_women": (31, 50),
        "mean_age": 39, "countries": 13, "share_prior_activity": HIDDEN, "share_active_6m": HIDDEN,
        "workshops": 20, "trainings": 4, "workshops_and_trainings": 24, "training_hours": 70,
        "learner_hours": 1204.5, "attendance_rate": (190, 221), "visits": 0, "revenue": 4120, "expenses": 4310.5,
        "net_result": -190.5, "units_sold": 140, "average_sale": 29.43, "brands": 2,
    },
    ("cuir", "2022"): {
        "people_met": 17, "people_accompanied": 6, "accompaniment_rate": (6, 17), "share_women": (9, 17),
        "mean_age": 41.6, "countries": 5, "share_prior_activity": HIDDEN, "share_active_6m": HIDDEN,
        "workshops": 5, "trainings": 0, "workshops_and_trainings": 5, "training_hours": 12,
        "learner_hours": 61, "attendance_rate": (27, 30), "visits": 1,
    },
}  # fmt: skip
WHOLE: dict[str, Shown] = {
    "people_met": 101, "people_accompanied": 31, "accompaniment_rate": (31, 101), "share_women": (58, 98),
    "mean_age": 39.1, "countries": 19, "share_prior_activity": (13, 31), "share_active_6m": (15, 21),
    "share_priority_district": HIDDEN, "workshops": 37, "trainings": 7, "commercial_events": 4,
    "workshops_and_trainings": 44, "training_hours": 123.5, "learner_hours": 1631.5, "attendance_rate": (318, 373),
    "visits": 3, "revenue": 6465.6, "expenses": 5320.85, "net_result": 1144.75, "units_sold": 227,
    "average_sale": 28.48, "brands": 2,
}  # fmt: skip
PARTS: dict[str, tuple[str, dict[str, Shown]]] = {
    "gender": ("people_met", {"F": 58, "M": 40, "unspecified": 3}),
    "age_band": (
        "people_met",
        {"under 18": HIDDEN, "18–25": HIDDEN, "26–35": 30, "36–45": 33, "46–55": 20, "56 and over": 8},
    ),
    "country": ("people_met", {"SN": 21, "FR": 34, "CI": 9, "BR": HIDDEN, "UA": HIDDEN, "unspecified": 12}),
    "orientation": ("people_met", {"accompanied": 31, "partner": 40, "training": 18, "resource": 12}),
    "project_type": ("people_accompanied", {"mobilier & <déco>": 14, "sacs": 9, "other": 5, "unspecified": 3}),
    "skill_level": (
        "people_accompanied",
        {"beginner": 12, "intermediate": 9, "confirmed": 6, "professional": 4},
    ),
    "brand": ("revenue", {"Copeaux": 5465.6, "Rabot & Fils": 1000}),
    "range": ("revenue", {"tables": 3000.5, "chaises": 2465.1, "jouets": 1000}),
    "channel": ("revenue", {"articles": 6465.6}),
    "event": (
        "revenue",
        {"Foire d'été de la vallée des artisans du bois": 4000, "Marché de Noël": 2465.6, "Retours": -40},
    ),
    "project": ("people_met", {"bois-2021": 38, "bois-2022": 52, "cuir-2022": 17}),
}


def row_of(indicator: str, shown: Shown, **where: str) -> dict[str, object]:
    """One figure as a row; a pair is a numerator and its denominator."""
    pair = shown if isinstance(shown, tuple) else (None, None)
    value = pair[0] / pair[1] if isinstance(shown, tuple) else None if shown == HIDDEN else shown
    status = HIDDEN if shown == HIDDEN else "no_data" if value is None else "ok"
    numbers = {"value": value, "numerator": pair[0], "denominator": pair[1], "missing": 3.0 if pair[1] else None}
    return {"indicator": indicator, **where, **numbers, "unit": UNITS[indicator], "status": status}


def protect(by: tuple[str, ...], rows: list[dict[str, object]], audience: str) -> ProtectedFigures:
    """Rows as a protected breakdown."""
    frame = pd.DataFrame(rows).astype(dict.fromkeys(("value", "numerator", "denominator", "missing"), float))
    return ProtectedFigures(by, Scope(), audience, frame)


def make_figures(audience: str) -> dict[tuple[str, ...], ProtectedFigures]:
    """Every breakdown that a report shows."""
    whole = [row_of(indicator, shown) for indicator, shown in WHOLE.items()]
    cells = {**BY_SECTOR_AND_YEAR, ("all", "2021"): BY_SECTOR_AND_YEAR["bois", "2021"], ("all", "all"): WHOLE}
    cells["bois", "all"] = {"people_met": 84, "revenue": 6465.6}
    cells["cuir", "all"] = BY_SECTOR_AND_YEAR["cuir", "2022"]
    cells["all", "2022"] = {**BY_SECTOR_AND_YEAR["bois", "2022"], "people_met": 68, "people_accompanied": 22}
    crossed = [row_of(i, v, sector=s, year=y) for (s, y), shown in cells.items() for i, v in shown.items()]
    sectors = [row_of(i, v, sector=s) for (s, y), shown in cells.items() if y == "all" for i, v in shown.items()]
    years = [row_of(i, v, year=y) for (s, y), shown in cells.items() if s == "all" for i, v in shown.items()]
    figures = {(): whole, ("sector", "year"): crossed, ("sector",): sectors, ("year",): years}
    for dimension, (indicator, values) in PARTS.items():
        parts = {**values, "all": WHOLE[indicator]}
        figures[dimension,] = [row_of(indicator, shown, **{dimension: value}) for value, shown in parts.items()]
    return {by: protect(by, rows, audience) for by, rows in figures.items()}


def make_quality() -> Quality:
    """What a reading did."""
    sheets = pd.DataFrame(
        {
            "file": ["2021/suivi.xlsx", "2021/suivi.xlsx", "2022/caisse.csv"],
            "sheet": ["Accueil", "Notes", ""],
            "table": ["participants", None, "sales"],
            "seen": [60, 4, 230],
            "kept": [52, 0, 225],
            "merged": [5, 0, 0],
            "set_aside": [1, 0, 2],
            "not_data": [2, 4, 3],
        }
    )
    missing = pd.DataFrame({"table": ["participants"], "field": ["gender"], "known": [98], "unknown": [3]})
    reasons = pd.DataFrame({"reason": ["not a date"], "rows": [3]})
    changed = pd.DataFrame({"rule": ["French amount"], "cells": [1210]})
    return Quality(sheets, missing, reasons, changed)


def make_report(language: str = "fr", audience: str = "funder") -> ReportData:
    """A report on two sectors and two years, with targets, an own text, and hidden figures."""
    targets = (
        Target("people_met", 45, sector="bois", year=2022),
        Target("share_women", 0.6),
        Target("people_accompanied", 31),
        Target("share_active_6m", 0.5, sector="bois", year=2022),
        Target("visits", 5, year=2023),
        Target("expenses", 5000, better="lower"),
    )
    name = Words("Fondation <Imaginaire> & Cie", "Imaginary <Foundation> & Co")
    page = Page("imaginaire", name, language, audience, Scope(), targets)
    projects = (
        Project("bois-2021", Words("Coopérative du bois", "Wood cooperative"), "bois", 2021),
        Project("bois-2022", Words("Bois, deuxième année", "Wood, year two"), "bois", 2022, "2022-03-01", "2023-02-28"),
        Project("cuir-2022", Words("Atelier cuir", "Leather workshop"), "cuir", 2022),
    )
    sectors = {"bois": Words("Travail du bois", "Woodwork"), "cuir": Words("Cuir", "Leather")}
    narrative = "## Ce qui a freiné\n\nUn local fermé : <b>dur</b> ! ![x](http://example.org/x.png)\n\n- un\n- deux\n"
    inputs = (("2021/suivi.xlsx", "a" * 64), ("2022/caisse.csv", "b" * 64))
    return ReportData(
        page, "Les Copeaux", "EUR", projects, sectors, make_figures(audience), make_quality(), "0.1.0", inputs,
        narrative, {"personal": 6, "complementary": 3},
    )  # fmt: skip


def make_small_report(language: str = "fr") -> ReportData:
    """A report on one sector and one year, with one figure and nothing else."""
    full = make_report(language)
    cells = [row_of("people_met", 5)]
    figures = {
        (): protect((), cells, "funder"),
        ("sector",): protect(("sector",), [row_of("people_met", 5, sector=s) for s in ("cuir", "all")], "funder"),
        ("year",): protect(("year",), [row_of("people_met", 5, year=y) for y in ("2022", "all")], "funder"),
    }
    empty = Quality(*(frame.iloc[:0] for frame in vars(full.quality).values()))
    page = replace(full.page, targets=())
    return replace(full, page=page, figures=figures, projects=(), narrative="", quality=empty, hidden_by={})


def make_empty_report(language: str = "fr") -> ReportData:
    """A report on a workspace in which nothing was found."""
    small = make_small_report(language)
    figures = {by: replace(f, frame=f.frame.iloc[:0]) for by, f in small.figures.items()}
    return replace(small, figures=figures, sectors={}, inputs=(), page=replace(small.page, name=Words("", "")))
