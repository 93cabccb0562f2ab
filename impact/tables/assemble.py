"""The workspace's tables from the clean tables of its sheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from impact.clean import CleanTable
from impact.model import Tables
from impact.people import Register
from impact.settings import Settings
from impact.tables import activities, participants
from impact.tables.activities import Activities, gather_activities
from impact.tables.categories import mask_names, name_sectors, respell, spellings, unify
from impact.tables.gather import stack_lines, stack_records
from impact.tables.identify import Identities, identify_people
from impact.tables.participants import Participants, merge_participants

SALES = "sale_id date kind product brand range channel event quantity unit_price amount sector project year".split()
CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "participants": ("project_type",),
    "lines": ("place",),
    "sales": ("product", "brand", "range", "channel", "event"),
}
FREE_TEXTS = ("title", "place", "product", "event", "brand", "range", "channel", "project_type")


@dataclass(frozen=True, eq=False)
class Dataset:
    """Everything that the sheets say, together.

    Attributes:
        tables: the contract's four.
        mentions: a row a source row of participants, with `person` and its `participant_id`.
        lines: a row a source line of activities, with its `workshop_id`.
        presences: a row a presence, with `person`.
        sales: a row a record of sales with its cells' place.
        who: participants and their origins.
        identities: who is who.
    """

    tables: Tables
    mentions: pd.DataFrame
    lines: pd.DataFrame
    presences: pd.DataFrame
    sales: pd.DataFrame
    who: Participants
    identities: Identities


def assemble(cleans: Sequence[CleanTable], settings: Settings, key: bytes, register: Register) -> Dataset:
    """Stacks, matches, merges; nothing is dropped.

    Args:
        cleans: tables of sheets that are not copies, in file order.
        settings: of the workspace.
        key, register: for the ids of persons.
    """
    mentions, sales = stack_records(cleans, "participants"), stack_records(cleans, "sales")
    lines, presences = stack_lines(cleans)
    mentions, lines, sales, presences = _one_spelling(settings, mentions, lines, sales, presences)
    identities = identify_people(mentions, presences, settings.people, key, register)
    mentions = mentions.assign(person=identities.person)
    presences = presences.assign(person=identities.of_presence)
    who = merge_participants(mentions)
    names = list_names(mentions, presences)
    lines, sales = (_masked(frame, names) for frame in (lines, sales))
    found = gather_activities(lines, presences)
    table = who.table.assign(person_id=who.table["person"].map(identities.ids))
    money = _sales(sales)
    tables = Tables(
        _masked(table, names).reindex(columns=participants.COLUMNS),
        found.workshops.reindex(columns=activities.COLUMNS),
        _attendance(found, identities),
        money[SALES],
    )
    mentions = mentions.assign(
        participant_id=who.record_of.map(table["participant_id"]), person_id=mentions["person"].map(identities.ids)
    )
    presences = presences.assign(
        person_id=presences["person"].map(identities.ids), workshop_id=presences["line"].map(found.activity_of)
    )
    return Dataset(tables, mentions, lines.assign(workshop_id=found.activity_of), presences, money, who, identities)


def _attendance(found: Activities, identities: Identities) -> pd.DataFrame:
    ids = found.attendance["person"].map(identities.ids).astype(object)
    return found.attendance.assign(person_id=ids.where(ids.notna(), None))[["workshop_id", "person_id", "status"]]


def _sales(sales: pd.DataFrame) -> pd.DataFrame:
    """Money in units again, exact to its last place; a field that no sheet has is blank."""
    unit = {"amount": 100, "quantity": 1000, "unit_price": 10_000}
    numbers = {f: sales[f].astype("Float64") / by for f, by in unit.items() if f in sales}
    ids = "s" + pd.Series(range(1, len(sales) + 1)).astype("str").str.zfill(6)
    return sales.assign(**{**dict.fromkeys(f for f in SALES if f not in sales), **numbers, "sale_id": ids})


def _known(settings: Settings, field: str) -> list[str]:
    """Spellings that stand in `impact.toml`."""
    sectors = name_sectors(settings) if field == "sector" else []
    defaults = [s.defaults[field] for s in settings.sources if field in s.defaults]
    values = [v for s in settings.sources for v in s.values.get(field, {}).values()]
    return [v for v in (*sectors, *defaults, *values) if isinstance(v, str)]


def _one_spelling(settings: Settings, *frames: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
    """Sectors in one spelling everywhere, other categories in one spelling a table."""
    sectors = {s for frame in frames if "sector" in frame for s in frame["sector"].dropna().unique().tolist()}
    sector = spellings(sorted(sectors), _known(settings, "sector"))
    spelt = []
    for frame in frames:
        columns = {
            f: unify(frame[f], _known(settings, f)) for fields in CATEGORIES.values() for f in fields if f in frame
        }
        if "sector" in frame:
            columns["sector"] = respell(frame["sector"], lambda _: sector)
        spelt.append(frame.assign(**columns))
    return tuple(spelt)


def list_names(*frames: pd.DataFrame) -> set[tuple[str, str]]:
    """First and last names of everybody; of a name in one column its first word and the rest."""
    found: set[tuple[str, str]] = set()
    for frame in frames:
        if {"first_name", "last_name"} <= set(frame.columns):
            both = frame[["first_name", "last_name"]].dropna().drop_duplicates()
            found |= set(both.itertuples(index=False, name=None))
        if "full_name" in frame:
            found |= {name.partition(" ")[::2] for name in frame["full_name"].dropna().unique().tolist()}
    return found


def _masked(frame: pd.DataFrame, names: Iterable[tuple[str, str]]) -> pd.DataFrame:
    wanted = set(names)
    return frame.assign(**{f: mask_names(frame[f], wanted) for f in FREE_TEXTS if f in frame}) if wanted else frame
