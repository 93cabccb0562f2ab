"""The only reader of TOML: `impact.toml` into settings, refusing what it does not know, with the nearest names."""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ValidationError

from impact.errors import ConfigError
from impact.model import Page, Project, Scope, Target, Words
from impact.settings import FunderSettings, Scalar, Settings, SourceSettings, expected_by, words_of

GENERAL = {"fr": "rapport", "en": "report"}
"""The general page's id in each language."""


@cache
def read_reference(name: str) -> Mapping[str, Mapping[str, object]]:
    """A TOML file of `impact/reference/`, by its name below that folder."""
    return tomllib.loads(files("impact").joinpath("reference", name).read_text(encoding="utf-8"))


FIELDS_OF_ALL = ("sector", "project", "year", "note")
PERSON_FIELDS = (
    "last_name first_name full_name gender birth_date birth_year age country email phone person_number postcode city"
).split()
FIELDS: Mapping[str, tuple[str, ...]] = {
    "participants": (
        *PERSON_FIELDS,
        *"priority_district first_contact stage orientation skill_level project_type prior_activity active_6m".split(),
        *FIELDS_OF_ALL,
    ),
    "workshops": (
        *"date title kind hours start_time end_time place attendees".split(),
        *PERSON_FIELDS,
        "presence",
        *FIELDS_OF_ALL,
    ),
    "sales": (
        *"date product brand range channel event quantity unit_price amount kind payment reference".split(),
        *FIELDS_OF_ALL,
    ),
}
MOST_NAMES = 30
ALL_FIELDS = tuple(dict.fromkeys(name for names in FIELDS.values() for name in names))


@dataclass(frozen=True)
class SheetSettings:
    """What every `[[sources]]` entry that matches a sheet says of it, the later ones over the earlier, key by key."""

    project: str | None = None
    sector: str | None = None
    year: int | None = None
    table: str | None = None
    header: int | None = None
    named: bool = False
    currency: str = "EUR"
    defaults: Mapping[str, Scalar] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Scalar]] = field(default_factory=dict)


def read_settings(path: Path) -> Settings:
    """`impact.toml`, checked; an absent or empty file gives the defaults.

    Raises:
        ConfigError: not TOML, an unknown key, a wrong type, a reference to nothing; the sentence names the place.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Settings()
    return parse_settings(raw)


def parse_settings(raw: bytes) -> Settings:
    """The bytes of an `impact.toml`, checked."""
    try:
        said = tomllib.loads(raw.decode("utf-8-sig"))
        settings = Settings.model_validate(said)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError("impact.toml is not valid TOML ({error}): correct that line.", error=error) from None
    except ValidationError as error:
        raise _refusal(error, said) from None
    _check_references(settings)
    return settings


def _refusal(error: ValidationError, said: Mapping[str, object]) -> ConfigError:
    """What is wrong, of the deepest place that pydantic names."""
    first = max(error.errors(), key=lambda found: len(_steps(found["loc"], said)))
    steps = _steps(first["loc"], said)
    place, name = _place(steps), str(first["loc"][-1])
    match first["type"]:
        case "extra_forbidden":
            known = _keys_at(first["loc"])
            return _unknown("impact.toml, {place}: unknown key “{name}”; {nearest}", place, name, known)
        case "missing":
            return ConfigError("impact.toml, {place}: this key is missing.", place=_place((*steps, name)))
        case "literal_error":
            nearest = "known: " + ", ".join(re.findall(r"'([^']*)'", str(first["ctx"]["expected"])))
            sentence = "impact.toml, {place}: “{name}” does not exist; {nearest}"
            return ConfigError(sentence, place=place, name=first["input"], nearest=nearest)
        case _:
            expected = expected_by(first, len(steps) == 1)
            return ConfigError("impact.toml, {place}: {expected} was expected.", place=place, expected=expected)


def _steps(location: tuple[int | str, ...], said: object) -> tuple[int | str, ...]:
    """The keys and numbers of a location that stand in the file, without the names of types that pydantic tried."""
    steps: list[int | str] = []
    for step in location:
        by_name = said.get(step) if isinstance(said, dict) else None
        inner = said[step] if isinstance(said, list) and isinstance(step, int) else by_name
        if inner is not None:
            said = inner
            steps.append(step)
    return tuple(steps)


def _place(location: tuple[int | str, ...]) -> str:
    text = ""
    for step in location:
        text += f" n° {step + 1}" if isinstance(step, int) else f".{step}"
    return text.lstrip(".")


def _keys_at(location: tuple[int | str, ...]) -> list[str]:
    """The keys allowed where `location` ends."""
    part: type[BaseModel] = Settings
    for step in location[:-1]:
        annotation = part.model_fields[step].annotation if isinstance(step, str) and step in part.model_fields else None
        for candidate in (annotation, *getattr(annotation, "__args__", ())):
            if isinstance(candidate, type) and issubclass(candidate, BaseModel):
                part = candidate
    return [info.alias or name for name, info in part.model_fields.items()]


def nearest_names(name: str, known: Iterable[str]) -> str:
    """“did you mean …”, or the first names where none is near, and how many more there are.

    >>> nearest_names("textil", ["textile", "culinaire"])
    'did you mean “textile”?'
    """
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    if near:
        return "did you mean " + ", ".join(f"“{n}”" for n in near) + "?"
    listed, more = ", ".join(names[:MOST_NAMES]), len(names) - MOST_NAMES
    if more > 0:
        return f"known: {listed} … and {more} more"
    return f"known: {listed}" if names else "there is none"


def _unknown(sentence: str, place: str, name: str, known: Iterable[str]) -> ConfigError:
    return ConfigError(sentence, place=place, name=name, nearest=nearest_names(name, known))


def _check_references(settings: Settings) -> None:
    projects = {p.id for p in settings.projects}
    if len(projects) < len(settings.projects):
        raise ConfigError("impact.toml, projects: two projects have the same id; give each its own.")
    if len({f.id for f in settings.funders}) < len(settings.funders):
        raise ConfigError("impact.toml, funders: two funders have the same id; give each its own.")
    if taken := {f.id for f in settings.funders} & set(GENERAL.values()):
        raise ConfigError("impact.toml, funders: “{name}” is the general page; give another id.", name=min(taken))
    for number, source in enumerate(settings.sources, 1):
        _check_source(f"sources n° {number}", source, projects)
    for own in settings.indicators:
        for key, conditions in (("where", own.where), ("of", own.of or {})):
            named = conditions.get("project", [])
            given = named if isinstance(named, list) else [named]
            check_names(f"indicators.{own.id}.{key}.project", map(str, given), {*projects, "unspecified"})
    for funder in settings.funders:
        check_names(f"funders.{funder.id}.projects", funder.projects, projects)
        for target in funder.targets:
            check_names(f"funders.{funder.id}.targets", filter(None, [target.project]), projects)


def _check_source(place: str, source: SourceSettings, projects: set[str]) -> None:
    check_names(f"{place}.project", filter(None, [source.project]), projects)
    check_names(f"{place}.defaults", source.defaults, ALL_FIELDS)
    check_names(f"{place}.columns", filter(None, source.columns.values()), ALL_FIELDS)
    check_names(f"{place}.values", source.values, ALL_FIELDS)


def check_names(place: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Refuses a name that does not exist, and says the nearest ones."""
    for name in names:
        if name not in known:
            raise _unknown("impact.toml, {place}: “{name}” does not exist; {nearest}", place, name, known)


def check_ids(settings: Settings, built_in: Collection[str]) -> None:
    """Refuses an own indicator whose id another one bears."""
    own = [each.id for each in settings.indicators]
    for name in own:
        if name in built_in or own.count(name) > 1:
            raise ConfigError("impact.toml, indicators: two figures have the id “{name}”; choose another.", name=name)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


@cache
def _glob(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", _plain(pattern))
    meaning = {"**/": r"(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(meaning.get(part) or re.escape(part) for part in parts), re.DOTALL)


def matches(pattern: str, text: str) -> bool:
    """Whether a glob of `[[sources]]` matches: `*` within one name, `**` across folders, case ignored.

    >>> matches("2020/*textile*", "2020/Activités TEXTILE.xlsx"), matches("*.csv", "2020/a.csv")
    (True, False)
    """
    return _glob(pattern).fullmatch(_plain(text)) is not None


def find_sheet_settings(settings: Settings, file: str, sheet: str) -> SheetSettings:
    """All that `[[sources]]` says of one sheet."""
    found = SheetSettings(currency=settings.organisation.currency)
    for entry in settings.sources:
        if matches(entry.path, file) and (
            entry.sheet is None or matches(entry.sheet.replace("/", " "), sheet.replace("/", " "))
        ):
            found = _merged(found, entry)
    return found


def _merged(found: SheetSettings, entry: SourceSettings) -> SheetSettings:
    values = {name: {**found.values.get(name, {}), **texts} for name, texts in entry.values.items()}
    return SheetSettings(
        project=entry.project or found.project,
        sector=entry.sector or found.sector,
        year=entry.year or found.year,
        table=entry.table or found.table,
        header=entry.header or found.header,
        named=found.named or (entry.sheet is not None and not set(entry.sheet) & set("*?")),
        currency=found.currency,
        defaults={**found.defaults, **entry.defaults},
        columns={**found.columns, **entry.columns},
        values={**found.values, **values},
    )


def find_projects(settings: Settings) -> dict[str, Project]:
    """Projects by id, in the order of `impact.toml`."""
    return {
        p.id: Project(
            p.id,
            words_of(p.name, p.id),
            p.sector,
            p.year,
            *(day.isoformat() if day else None for day in (p.start, p.end)),
        )
        for p in settings.projects
    }


def find_sectors(settings: Settings) -> dict[str, Words]:
    """The names to show of the sectors that `impact.toml` names."""
    named = {p.sector: words_of(None, p.sector) for p in settings.projects if p.sector}
    return {**named, **{sector: words_of(name, sector) for sector, name in settings.sectors.items()}}


def key_of(page: str) -> str:
    """What a page is kept under: its id; of the general one, whatever its language, the French one."""
    return GENERAL["fr"] if page in GENERAL.values() else page


def find_pages(settings: Settings) -> dict[str, Page]:
    """The general page, then one a funder."""
    language = settings.organisation.language
    general = Page(GENERAL[language], words_of(None, ""), language, "public", Scope())
    return {general.id: general, **{f.id: _page(f, language) for f in settings.funders}}


def _page(funder: FunderSettings, language: str) -> Page:
    return Page(
        id=funder.id,
        name=words_of(funder.name, funder.id),
        language=funder.language or language,
        audience=funder.audience,
        scope=Scope(tuple(funder.projects), tuple(funder.sectors), tuple(funder.years)),
        targets=tuple(Target(t.indicator, t.value, t.sector, t.project, t.year, t.better) for t in funder.targets),
        indicators=tuple(funder.indicators),
    )
