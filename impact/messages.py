"""Sentences for people in the workspace's language; the English sentence is the key of every other."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from impact.errors import ImpactError


def find_language(root: Path) -> str:
    """The organisation's language; French where impact.toml says nothing that can be read."""
    try:
        said = tomllib.loads((root / "impact.toml").read_text(encoding="utf-8-sig"))
        return "en" if said["organisation"]["language"] == "en" else "fr"
    except (OSError, ValueError, KeyError, TypeError):
        return "fr"


@cache
def _catalogue(language: str) -> Mapping[str, Mapping[str, str]]:
    path = files("impact").joinpath("reference", "locale", language, "cli.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _keys() -> Mapping[str, tuple[str, str]]:
    """English sentence → where it stands in the catalogue."""
    return {text: (group, key) for group, texts in _catalogue("en").items() for key, text in texts.items()}


def translate(error: ImpactError, language: str) -> str:
    """An error's sentence in a language; in English where it has no other words."""
    template = in_language(error.sentence, language)
    said = {"nearest": near_names, "expected": in_language}
    facts = {name: said[name](str(fact), language) if name in said else fact for name, fact in error.facts.items()}
    return template.format(**facts) if facts else template


def near_names(text: str, language: str) -> str:
    """The nearest names that a sentence proposes, in a language."""
    for key, english in _catalogue("en")["nearest"].items():
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.*)", re.escape(english))
        if found := re.fullmatch(pattern, text):
            return _catalogue(language)["nearest"][key].format(**found.groupdict())
    return text


def in_language(sentence: str, language: str) -> str:
    """An English sentence (a reason, a template) in a language; itself where it has no other words."""
    group, key = _keys().get(sentence, ("", ""))
    return _catalogue(language).get(group, {}).get(key, sentence)


def say(key: str, language: str, **facts: object) -> str:
    """A sentence of the catalogue's `said`, with its facts."""
    return _catalogue(language)["said"][key].format(**facts)
