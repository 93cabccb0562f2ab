"""Columns of countries, however named → ISO 3166-1 alpha-2 codes.

The names are those of CLDR in French and English, with the codes of ISO 3166-1; `reference/countries.toml` adds what
people write besides, and documents what is decided where a name has two meanings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from impact.model import Kind, Parsed
from impact.parse.cells import UNKNOWN, Kinds, Outcome, Texts, failed, found, parse_each
from impact.parse.fold import fold, fold_category
from impact.parse.vocabulary import is_unknown, read_reference

_NOT_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
_PARTS = re.compile(r"[/,;+&|()\[\]\n]| [-–—] |\b(?:et|and|ou|or|puis)\b")
_MARKS = frozenset(["NA", "NC", "NR"])
"""Codes that, in a cell, rather say that nothing is known."""
_DOUBLE = re.compile(r"(?:franco|italo|anglo|belgo|germano|hispano|afro|algero|maroco|luso) ")
_NEAR, _NEARER = 5, 8
"""Letters from which one mistake, and from which two, still leave a name recognisable."""


def parse_countries(texts: Texts, kinds: Kinds) -> Parsed:
    """Countries → ISO 3166-1 alpha-2 codes (and XK, Kosovo): names, codes, the people's names, old and short names.

    A misspelling is the only country whose name is one mistake away (two in a long name); with two such countries the
    cell fails. So does a cell with several countries, a continent, a country that is no more. `NA`, `NC` and `NR` are
    unknown, not Namibia, New Caledonia and Nauru.

    >>> import numpy as np
    >>> parse_countries(np.array(["COTE D'IVOIRE", "malienne", "Sénegall"], dtype=object), np.zeros(3, np.uint8)).values
    array(['CI', 'ML', 'SN'], dtype=object)
    """
    return parse_each(texts, kinds, _parse_one_country)


def _parse_one_country(text: str, kind: int) -> Outcome:
    if kind != Kind.TEXT:
        return failed("not a country")
    if is_unknown(text) and ("." in text or _key(text).upper() not in _codes().keys() - _MARKS):
        return UNKNOWN
    code, reason, rule = _find_country(text.strip())
    return failed(reason or "not a country") if code is None else found(code, None if text == code else rule)


@lru_cache(1 << 14)
def _find_country(text: str) -> tuple[str | None, str | None, str | None]:
    if (reason := _refused().get(_key(text))) is not None:
        return None, reason, None
    code, rule = _look_up(text)
    if code is not None:
        return code, None, rule
    found_in = {part: _look_up(part) for part in _PARTS.split(text) if fold(part)}
    parts = set(found_in.values()) - {(None, None)}
    several = {code for code, _ in parts}
    if len(several) > 1 or _DOUBLE.match(fold(text)):
        return None, "several countries", None
    if _unsettled(found_in):
        return None, "ambiguous country", None
    if len(several) == 1 and any(rule != "country code" for _, rule in parts):
        return several.pop(), None, "country in a text"
    initial_added = len(fold(text).split(" ")[-1]) <= 2
    return None if initial_added else _nearest(_key(text)), None, "nearest spelling"


def _unsettled(parts: Mapping[str, tuple[str | None, str | None]]) -> bool:
    """Whether what stands beside a name that two countries share (`Congo`) is not understood."""
    shared = {_key(name) for name in read_reference("countries.toml")["shared"]["names"]}
    return not shared.isdisjoint(map(_key, parts)) and any(code is None for code, _ in parts.values())


def _look_up(text: str) -> tuple[str | None, str | None]:
    key = _key(text)
    code = _codes().get(text.strip().removesuffix(".").upper()) if len(key) <= 3 else None
    if code is not None:
        return code, "spelling of a country" if _names().get(key) == code else "country code"
    if key in _names():
        return _names()[key], "spelling of a country"
    if key in _people():
        return _people()[key], "name of a people"
    words = fold_category(text).split(" ")
    while words and words[0] in _before():
        words = words[1:]
    key = "".join(words)
    code = _names().get(key) or _people().get(key)
    return code, None if code is None else "spelling of a country"


def _key(text: str) -> str:
    return fold_category(text).replace(" ", "")


@cache
def _codes() -> dict[str, str]:
    known = {code for code in _territories("en") if len(code) == 2 and code.isalpha()} - _NOT_COUNTRIES
    aliases: dict[str, list[str]] = dict(get_global("territory_aliases"))
    alpha_3 = {alias: new[0] for alias, new in aliases.items() if len(alias) == 3 and alias.isalpha() and len(new) == 1}
    return {code: code for code in known} | {alias: code for alias, code in alpha_3.items() if code in known}


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in ("en", "fr"):
        for code, name in _territories(language).items():
            if len(code) == 2 and code in _codes():
                names |= {_key(name): code, _key(name.replace("&", " and ")): code}
    return names | dict(_spellings("names"))


def _territories(language: str) -> dict[str, str]:
    return {str(code): str(name) for code, name in Locale(language).territories.items()}


@cache
def name_countries() -> frozenset[str]:
    """Every country's name, in English and in French."""
    named = (named for language in ("en", "fr") for named in _territories(language).items())
    return frozenset(name for code, name in named if code in _codes())


@cache
def _people() -> dict[str, str]:
    return dict(_spellings("people"))


def _spellings(part: str) -> Iterator[tuple[str, str]]:
    for code, listed in read_reference("countries.toml")[part].items():
        for name in listed:
            yield _key(name), code


@cache
def _before() -> frozenset[str]:
    return frozenset(
        word
        for phrase in read_reference("countries.toml")["before"]["words"]
        for word in fold_category(phrase).split(" ")
    )


@cache
def _refused() -> dict[str, str]:
    regions = {
        _key(name): "a region, not a country"
        for language in ("en", "fr")
        for code, name in _territories(language).items()
        if code.isdigit()
    }
    listed = read_reference("countries.toml")["refused"]
    return regions | {_key(name): reason for reason, names in listed.items() for name in names}


def _nearest(key: str) -> str | None:
    if not _NEAR <= len(key) <= 40:
        return None
    cutoff = 1 if len(key) < _NEARER else 2
    known = _known()
    near = extract(key, list(known), scorer=OSA.distance, score_cutoff=cutoff, limit=None)
    nearest = [name for name, distance, _ in near if distance == near[0][1] and len(name) >= _NEAR]
    codes = {known[name] for name in nearest}
    alike = len(codes) == 1 and any(name[0] == key[0] for name in nearest)
    return (codes.pop() or None) if alike else None


@cache
def _known() -> dict[str, str]:
    return _people() | _names() | dict.fromkeys(_refused(), "")
