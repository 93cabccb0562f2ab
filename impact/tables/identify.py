"""Every row about a person, whoever she is: participants matched, presences linked, ids given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.config import PERSON_FIELDS, nearest_names
from impact.errors import ConfigError
from impact.people import Matches, Register, assign_person_ids, link_presences, match_people
from impact.settings import PeopleDecision

WHO = [name for name in PERSON_FIELDS if name != "age"]
LINE = ["file", "sheet", "row", "named_at"]
NOBODY = Matches(
    np.zeros(0, np.int64),
    pd.DataFrame(columns=["left", "right", "why", "score"]),
    pd.DataFrame(columns=["left", "right", "score", "why"]),
    pd.DataFrame(columns=["field", "left", "right"]),
)


@dataclass(frozen=True, eq=False)
class Identities:
    """Who each row is about.

    Attributes:
        person: one a mention: the number of its person.
        of_presence: one a presence: the number of its person, null where two could be meant.
        ids: one a person: her id.
        register: as it is to be kept.
        matches: why.
        unlinked: a row a line of a presence list that could be several people: `file`, `sheet`, `row`, `why`.
    """

    person: pd.Series
    of_presence: pd.Series
    ids: pd.Series
    register: Register
    matches: Matches
    unlinked: pd.DataFrame


def identify_people(
    mentions: pd.DataFrame, presences: pd.DataFrame, decisions: Sequence[PeopleDecision], key: bytes, register: Register
) -> Identities:
    """Matches, links and names everybody.

    Args:
        mentions: a row a source row of participants, in file order.
        presences: a row a name's presence; several may come from one line.
        decisions: `[[people]]`.
        key, register: of the workspace.
    """
    who = mentions.reindex(columns=[*WHO, "project", "sector", "file", "sheet", "row"])
    place = _places(who)
    who = who.assign(
        place=place, source=who["file"] + "#" + who["sheet"], number_scope=who["file"] + "#" + who["sheet"]
    )
    same = [tuple(_mention(p, place) for p in d.same) for d in decisions if d.same]
    different = [tuple(_mention(p, place) for p in d.different) for d in decisions if d.different]
    matches = match_people(who, same, different) if len(who) else NOBODY
    person = pd.Series(matches.person, index=mentions.index, dtype="int64")
    lines = presences.drop_duplicates(LINE).reset_index(drop=True).reindex(columns=[*WHO, *LINE, "project", "sector"])
    linked = _link(lines, who.assign(person=person))
    strangers = lines[linked["new"].notna().to_numpy()].assign(
        person=linked.loc[linked["new"].notna(), "person"].to_numpy()
    )
    everybody = pd.concat([who, strangers[[*WHO, "project", "sector"]]], ignore_index=True) if len(strangers) else who
    numbers = np.concatenate([person.to_numpy(), strangers["person"].to_numpy(dtype="int64")])
    assigned, register = assign_person_ids(numbers, everybody, key, register)
    ids = pd.Series(assigned, index=numbers)
    return Identities(
        person,
        _spread(presences, lines, linked["person"]),
        ids[~ids.index.duplicated()],
        register,
        matches,
        lines.assign(why=linked["why"])[linked["person"].isna().to_numpy()][["file", "sheet", "row", "why"]],
    )


def _places(rows: pd.DataFrame) -> pd.Series:
    """`2020/a.xlsx#Suivi!12`; `2021/b.csv!7` where the file has no sheets."""
    sheet = ("#" + rows["sheet"].astype(str)).where(rows["sheet"].astype(str) != "", "")
    return rows["file"].astype(str) + sheet + "!" + rows["row"].astype(str)


def _mention(place: str, places: pd.Series) -> int:
    found = places.index[places == place]
    if not len(found):
        raise ConfigError(
            "impact.toml, people: “{place}” is not a row about a person; {nearest}",
            place=place,
            nearest=nearest_names(place, places.tolist()),
        )
    return int(found[0])


def _link(lines: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Whose each line is: `person` (new ones numbered after the known), `new`, `why`."""
    context = lines["project"].where(lines["project"].notna(), lines["sector"])
    known = pd.concat([mentions.assign(context=mentions[c]) for c in ("project", "sector")], ignore_index=True)
    linked = link_presences(lines.assign(presence=lines.index, context=context), known)
    after = (int(mentions["person"].max()) + 1) if len(mentions) else 0
    new = linked["new"].astype("Int64")
    return linked.assign(person=linked["person"].astype("Int64").fillna(new + after))


def _spread(presences: pd.DataFrame, lines: pd.DataFrame, person: pd.Series) -> pd.Series:
    """From lines back to every presence on them."""
    keyed = lines[LINE].assign(person=person.to_numpy())
    merged = presences[LINE].merge(keyed, on=LINE, how="left")
    return pd.Series(merged["person"].to_numpy(), index=presences.index, dtype="Int64")
