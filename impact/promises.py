"""What impact.toml says that funders read and were promised: figures that exist, one target each, places that exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from impact.config import check_names, nearest_names
from impact.errors import ConfigError
from impact.indicators import values_anywhere

if TYPE_CHECKING:
    from impact.model import Tables
    from impact.settings import FunderSettings, Settings, TargetSettings


def check_promises(settings: Settings, units: Mapping[str, str]) -> None:
    """Refuses a figure that does not exist, a share beyond 1, and a second target for one figure and place.

    Args:
        settings: the workspace's.
        units: of the built-in indicators, by id.
    """
    own = settings.indicators
    known = {*units, *(each.id for each in own)}
    shares = {name for name, unit in units.items() if unit == "share"} | {i.id for i in own if i.of is not None}
    for funder in settings.funders:
        check_names(f"funders.{funder.id}.indicators", funder.indicators, known)
        place = f"funders.{funder.id}.targets"
        check_names(place, (target.indicator for target in funder.targets), known)
        for number, target in enumerate(funder.targets):
            _check_target(place, target, funder.targets[:number], target.indicator in shares)


def _check_target(place: str, target: TargetSettings, before: list[TargetSettings], is_share: bool) -> None:
    if is_share and not 0 <= target.value <= 1:
        sentence = "impact.toml, {place}: “{name}” is a share, from 0 to 1: write 0.8 for 80 %."
        raise ConfigError(sentence, place=place, name=target.indicator)
    if any(target.model_copy(update={"value": other.value}) == other for other in before):
        sentence = "impact.toml, {place}: “{name}” has two targets for one place; keep one of them."
        raise ConfigError(sentence, place=place, name=target.indicator)


def find_absent(settings: Settings, tables: Tables) -> Iterator[tuple[str, str, str, str]]:
    """Funder, key, value and the nearest values, of each sector and year that no row and no project has."""
    projects = settings.projects
    known = {
        "sector": values_anywhere(tables, "sector") | {*settings.sectors, *(p.sector for p in projects if p.sector)},
        "year": values_anywhere(tables, "year") | {str(p.year) for p in projects if p.year is not None},
    }
    for funder in settings.funders:
        for key, value in dict.fromkeys(_places(funder)):
            there = known["sector" if "sector" in key else "year"]
            if value not in there:
                yield funder.id, key, value, nearest_names(value, there)


def _places(funder: FunderSettings) -> Iterator[tuple[str, str]]:
    yield from (("sectors", sector) for sector in funder.sectors)
    yield from (("years", str(year)) for year in funder.years)
    yield from (("targets.sector", target.sector) for target in funder.targets if target.sector is not None)
    yield from (("targets.year", str(target.year)) for target in funder.targets if target.year is not None)
