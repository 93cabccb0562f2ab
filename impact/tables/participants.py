"""Rows about one person and project are one record; blanks of the person are filled from her other rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.parse import find_department

OF_THE_PERSON = ("gender", "birth_date", "birth_year", "country", "postcode", "priority_district")
OF_THE_RECORD = ("orientation", "skill_level", "project_type", "prior_activity", "active_6m", "age")
COLUMNS = (
    "participant_id person_id project sector year first_contact stage orientation gender birth_year age country "
    "department priority_district skill_level project_type prior_activity active_6m"
).split()


@dataclass(frozen=True, eq=False)
class Participants:
    """The table, and where each of its values comes from.

    Attributes:
        table: the contract's `participants`, with `person` (a cluster's number) in place of `person_id`.
        record_of: one a mention: the place of its record in `table`.
        first: one a mention: whether it is the row that is kept.
        origins: a row a value of a record: `record` (place), `field`, `mention`.
        contradictions: a row a field of a record of which two rows say different things: `record`, `field`, `mentions`.
    """

    table: pd.DataFrame
    record_of: pd.Series
    first: pd.Series
    origins: pd.DataFrame
    contradictions: pd.DataFrame


def merge_participants(mentions: pd.DataFrame) -> Participants:
    """One record a person and project (sector and year where there is no project).

    Args:
        mentions: a row a source row, in file order: `person`, `project`, `sector`, `year`, the fields of participants.
    """
    rows = _complete(mentions)
    group = rows["project"].fillna("\0" + rows["sector"].fillna("") + "\0" + rows["year"].astype("string").fillna(""))
    record_of = pd.Series(pd.factorize(pd.MultiIndex.from_arrays([rows["person"], group]))[0], index=rows.index)
    firsts = ~record_of.duplicated()
    base = rows.loc[firsts, ["person", "project", "sector", "year"]].reset_index(drop=True)
    values: dict[str, pd.Series] = {}
    origins = [pd.DataFrame({"record": record_of, "field": "person", "mention": rows.index})]
    for field, ordered in _orders(rows).items():
        known = ordered[ordered[field].notna()]
        picked = _first_by(known, record_of.loc[known.index], field)
        if field in OF_THE_PERSON:
            anywhere = _first_by(known, known["person"], field)
            picked = picked.reindex(base.index).combine_first(anywhere.reindex(base["person"]).set_axis(base.index))
        values[field] = picked["value"].reindex(base.index)
        origins.append(_origins(picked, field))
    table = _table(base.assign(**values))
    return Participants(
        table, record_of, firsts, pd.concat(origins, ignore_index=True), _contradictions(rows, record_of)
    )


def _complete(mentions: pd.DataFrame) -> pd.DataFrame:
    """Every field of the table, and the stage: the cell or the default; else accompanied where the orientation is."""
    fields = (*OF_THE_PERSON, *OF_THE_RECORD, "first_contact", "stage")
    rows = mentions.reindex(columns=[*mentions.columns, *(f for f in fields if f not in mentions.columns)])
    said = np.where(rows["orientation"] == "accompanied", "accompanied", "met")
    dates = {f: pd.to_datetime(rows[f]).astype("datetime64[s]") for f in ("birth_date", "first_contact")}
    return rows.assign(stage=rows["stage"].where(rows["stage"].notna(), said), **dates)


def _orders(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """For each field, the rows in the order in which they are believed."""
    by_stage = rows.sort_values("stage", kind="stable")  # accompanied before met
    by_contact = rows.sort_values("first_contact", kind="stable")
    plain = dict.fromkeys((*OF_THE_PERSON, *OF_THE_RECORD), rows)
    return {**plain, "stage": by_stage, "first_contact": by_contact}


def _first_by(known: pd.DataFrame, keys: pd.Series, field: str) -> pd.DataFrame:
    """The first row of each key: its `value` and `mention`."""
    first = ~keys.duplicated()
    return pd.DataFrame({"value": known.loc[first, field], "mention": known.index[first]}).set_axis(keys[first])


def _origins(picked: pd.DataFrame, field: str) -> pd.DataFrame:
    found = picked[picked["mention"].notna()]
    return pd.DataFrame({"record": found.index, "field": field, "mention": found["mention"].astype("int64")})


def _table(records: pd.DataFrame) -> pd.DataFrame:
    born = pd.to_datetime(records["birth_date"])
    year = born.dt.year.astype("Int64").fillna(records["birth_year"].astype("Int64"))
    return records.assign(
        participant_id=[f"r{n:05d}" for n in range(1, len(records) + 1)],
        birth_year=year,
        age=_age(born, year, pd.to_datetime(records["first_contact"])).fillna(records["age"].astype("Int64")),
        department=records["postcode"]
        .map(lambda code: find_department(code) if isinstance(code, str) else None)
        .astype(object),
    )


def _age(born: pd.Series, birth_year: pd.Series, contact: pd.Series) -> pd.Series:
    """Completed years on the first contact; contact year − birth year where only the year is known."""
    years: pd.Series = contact.dt.year.astype("Int64") - birth_year
    not_yet = (contact.dt.month * 100 + contact.dt.day) < (born.dt.month * 100 + born.dt.day)
    return years.sub(not_yet.fillna(False).astype("Int64"))


def _contradictions(rows: pd.DataFrame, record_of: pd.Series) -> pd.DataFrame:
    """Fields of one record of which two rows say different things."""
    found = []
    for field in (
        "gender",
        "birth_date",
        "country",
        "orientation",
        "skill_level",
        "project_type",
        "prior_activity",
        "active_6m",
    ):
        known = rows[field].notna()
        several = rows.loc[known, field].astype(str).groupby(record_of[known]).nunique()
        for record in several.index[several > 1]:
            mentions = record_of.index[known & (record_of == record)]
            found.append({"record": int(record), "field": field, "mentions": [int(m) for m in mentions]})
    return pd.DataFrame(found, columns=["record", "field", "mentions"])
