"""The shape of `impact.toml`, key by key; a key that is not here is refused."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from impact.model import Words

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Id = Annotated[str, Field(min_length=1, pattern=r"^[\w.-]+$")]
OwnId = Annotated[str, Field(min_length=1, pattern=r"^[\w-]+$")]
Scalar = bool | int | float | dt.date | str
Condition = Scalar | list[Scalar]


def _month_and_day(text: str) -> str:
    if not re.fullmatch(r"\d\d-\d\d", text):
        raise ValueError
    dt.date.fromisoformat(f"2001-{text}")
    return text


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class NameByLanguage(_Part):
    """A name in French and in English; one of them may be missing."""

    fr: str | None = None
    en: str | None = None


Name = str | NameByLanguage


def words_of(name: Name | None, otherwise: str) -> Words:
    """The name in both languages; a missing one is taken from the other.

    >>> words_of("Textile", "t").en
    'Textile'
    """
    if isinstance(name, str):
        return Words(name, name)
    fr, en = (name.fr, name.en) if name else (None, None)
    return Words(fr or en or otherwise, en or fr or otherwise)


def _said(name: Name) -> Name:
    words = words_of(name, "")
    if not (words.fr.strip() and words.en.strip()):
        raise PydanticCustomError("string_too_short", "blank")
    return name


Said = Annotated[Name, AfterValidator(_said)]


class Organisation(_Part):
    """Who the association is."""

    name: Name = ""
    language: Literal["fr", "en"] = "fr"
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "EUR"
    fiscal_year_start: Annotated[str, AfterValidator(_month_and_day)] | None = None
    narrative: str | None = None

    @property
    def words(self) -> Words:
        """The name, in both languages."""
        return words_of(self.name, "")


class ProjectSettings(_Part):
    """One edition of a programme."""

    id: Id
    name: Name | None = None
    sector: str | None = None
    year: int | None = None
    start: dt.date | None = None
    end: dt.date | None = None


class SourceSettings(_Part):
    """What a file or a sheet belongs to, and what its cells leave unsaid."""

    path: str
    sheet: str | None = None
    project: str | None = None
    sector: str | None = None
    year: int | None = None
    table: Literal["participants", "workshops", "sales", "none"] | None = None
    header: Annotated[int, Field(ge=1)] | None = None
    defaults: dict[str, Scalar] = {}
    columns: dict[str, str] = {}
    values: dict[str, dict[str, Scalar]] = {}


class TargetSettings(_Part):
    """What a funding agreement promised."""

    indicator: str
    value: Annotated[float, Field(allow_inf_nan=False)] | int
    sector: str | None = None
    project: str | None = None
    year: int | None = None
    better: Literal["higher", "lower"] = "higher"


class FunderSettings(_Part):
    """Who reads a report, and what of."""

    id: Id
    name: Name | None = None
    language: Literal["fr", "en"] | None = None
    audience: Literal["internal", "funder", "public"] = "funder"
    projects: list[str] = []
    sectors: list[str] = []
    years: list[int] = []
    indicators: list[str] = []
    targets: list[TargetSettings] = []


class PrivacySettings(_Part):
    """Lines that are raised, never lowered."""

    threshold: Annotated[int, Field(ge=1)] | None = None
    classes: dict[str, Literal["open", "personal", "sensitive", "never"]] = {}


class PeopleDecision(_Part):
    """A person's word on rows that are, or are not, one person."""

    same: list[str] = []
    different: list[str] = []


class Correction(_Part):
    """One bad cell: where, what was there, what it should be, and why."""

    file: str
    sheet: str = ""
    cell: Annotated[str, Field(pattern=r"^[A-Z]{1,3}\d+$")] | None = None
    row: Annotated[int, Field(ge=1)] | None = None
    was: Scalar | None = None
    is_: Annotated[Scalar | None, Field(alias="is")] = None
    reason: Annotated[str, Field(min_length=1)]


class OwnIndicatorSettings(_Part):
    """A figure of the association's own."""

    id: OwnId
    label: Said
    definition: Name | None = None
    unit: str | None = None
    table: Literal["participants", "workshops", "attendance", "sales"]
    count: str | None = None
    sum: str | None = None
    mean: str | None = None
    where: dict[str, Condition] = {}
    of: dict[str, Condition] | None = None


class RuleSettings(_Part):
    """A consistency rule: left (added up `over` a dimension), operator, right, and what to say where it is broken."""

    left: str
    over: str | None = None
    operator: Literal["==", "<=", ">=", "<", ">", "!="]
    right: str | float | int
    sentence: Said


class Settings(_Part):
    """All of `impact.toml`."""

    organisation: Organisation = Organisation()
    privacy: PrivacySettings = PrivacySettings()
    projects: list[ProjectSettings] = []
    sectors: dict[str, Name] = {}
    sources: list[SourceSettings] = []
    funders: list[FunderSettings] = []
    indicators: list[OwnIndicatorSettings] = []
    rules: list[RuleSettings] = []
    people: list[PeopleDecision] = []
    corrections: list[Correction] = []


EXPECTED: Mapping[str, str] = {
    "string": "a text between quotes",
    "int": "a whole number without quotes",
    "float": "a number without quotes",
    "bool": "true or false, without quotes",
    "date": "a date without quotes, such as 2020-09-01",
    "list": 'a list, such as ["a", "b"],',
    "dict": 'a table in braces, such as key = "value",',
    "model": 'a table in braces, such as key = "value",',
    "value_error": 'a month and a day, such as "09-01",',
    "greater_than_equal": "a number of at least 1",
    "string_too_short": "a text that is not empty",
    "finite_number": "a number, neither nan nor inf,",
}
PATTERNS: Mapping[str, str] = {
    "currency": "three capital letters, such as EUR,",
    "cell": "a cell, such as C12,",
    "id": "a name of letters, digits, dots and hyphens, without spaces,",
    "indicators.id": "a name of letters, digits and hyphens, without dots or spaces,",
}
A_VALUE = "a value, or a list of values,"
DOUBLE_BRACKETS = "a heading in double brackets, [[…]],"


def expected_by(error: ErrorDetails, at_top: bool) -> str:
    """What pydantic wanted, as a person says it in English; the key of the other languages' words.

    Args:
        error: one of pydantic's, about a type, a pattern or a bound.
        at_top: whether it is about a whole part of impact.toml.
    """
    kind, keys = error["type"], [step for step in error["loc"] if isinstance(step, str)]
    if kind == "list_type" and at_top:
        return DOUBLE_BRACKETS
    if {"where", "of"} & set(keys[:-1]):
        return A_VALUE
    if kind == "string_pattern_mismatch":
        return PATTERNS.get(f"{keys[0]}.{keys[-1]}") or PATTERNS[keys[-1]]
    name = kind.removesuffix("_type").removesuffix("_parsing").removesuffix("_from_float")
    return EXPECTED.get(kind) or EXPECTED.get(name, "something else")
