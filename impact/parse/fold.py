"""One spelling for texts that mean the same: case, accents, punctuation, inclusive forms and plurals set aside."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CACHE = 1 << 16
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th", "ħ": "h", "ə": "e", "ŋ": "n"}
)
_ACCENTS = re.compile(r"[\u0300-\u036f\u1dc0-\u1dff\ufe20-\ufe2f]")
_OTHER_SCRIPTS = re.compile(r"[\u0483-\u1cff]")
_DOTS = "[·•‧∙⋅・]"
_FEMININE = "trice|rice|euse|ienne|enne|esse|ere|nne|ive|ne|re|ve|le|te|se|e"
_INCLUSIVE = re.compile(
    rf"(?<=[a-z]{{2}})(?:{_DOTS}(?:{_FEMININE})|\((?:{_FEMININE})\)|[./-](?:trice|rice|euse|e))"
    rf"(?:(?:{_DOTS}|[./(-])?(s)\)?)?(?![a-z])"
)
_PLURAL = re.compile(rf"(?<=[a-z]{{2}})(?:\(([sx])\)|{_DOTS}([sx])(?![a-z]))")
_SEPARATORS = re.compile(r"[\W_]+")
_ENDING = re.compile(r"(?<=\w{3})[sx]\b")


@lru_cache(_CACHE)
def unaccent(text: str) -> str:
    """The text in lower case, without accents or ligatures, each run of spaces made one; punctuation stays.

    >>> unaccent(" 1er  AOÛT ")
    '1er aout'
    """
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
        if _OTHER_SCRIPTS.search(text):
            text = "".join(letter for letter in text if not unicodedata.combining(letter))
        text = text.casefold().translate(_LETTERS)
    return " ".join(text.lower().split())


@lru_cache(_CACHE)
def fold(text: str) -> str:
    """The text in lower case, without accents, ligatures, punctuation or inclusive endings.

    Apostrophes, hyphens, underscores and every other sign become one space; a text of signs alone becomes "".

    >>> fold("Participant·e·s  NÉ(E)S à Saint-Étienne")
    'participants nes a saint etienne'
    """
    plain = unaccent(text)
    if plain.replace(" ", "").isalnum():
        return plain
    plain = _PLURAL.sub(r"\1\2", _INCLUSIVE.sub(r"\1", plain))
    return _SEPARATORS.sub(" ", plain).strip()


@lru_cache(_CACHE)
def fold_category(text: str) -> str:
    """`fold`, and each word of four letters or more loses its plural `s` or `x`: what two variants of a value share.

    >>> fold_category("Vêtements enfants") == fold_category("vêtement-enfant")
    True
    """
    return _ENDING.sub("", fold(text))
