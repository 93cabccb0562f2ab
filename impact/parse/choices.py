"""Cells that choose among a few values: yes or no, gender, stage, orientation, kinds, marks of presence."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from impact.model import Kind, Parsed
from impact.parse.cells import UNKNOWN, Kinds, Outcome, Texts, failed, found, parse_each, parse_words
from impact.parse.fold import fold
from impact.parse.vocabulary import beginnings, is_unknown, read_reference, vocabulary

_TRUTHS = {"true": True, "false": False}
_BOTH = re.compile(r"(?:oui|yes) (?:et |ou |and |or )?(?:non|no)|(?:non|no) (?:et |ou |and |or )?(?:oui|yes)")
_BETWEEN_LEVELS = re.compile(r"/|\b(?:ou|or|a|to)\b|-")
_ANSWER = re.compile(r"(oui|yes|non|no)\b")
_DISTRICT_CODE = re.compile(r"q[pn] ?\d{5,6}[a-z]?\b")
_HOURS = re.compile(
    r"(?:[01]?\d|2[0-4])(?:[.,]\d+|:[0-5]\d(?::[0-5]\d)?|)(?: ?(?:h|hrs?|heures?|hours?) ?(?:[0-5]\d)?)?"
    r"|\d{1,3} ?(?:min|mn)"
)
_NOT_ZERO = re.compile("[1-9]")


def parse_yes_no(texts: Texts, kinds: Kinds) -> Parsed:
    """Yes or no → bool, in French, English and signs.

    A text that begins with oui, yes, non or no counts whatever follows: `OUI (informel)`, `Non, pas encore`.
    `en cours` and `peut-être` are neither, and fail.

    >>> import numpy as np
    >>> parse_yes_no(np.array(["OUI (informel)", "0"], dtype=object), np.zeros(2, np.uint8)).values.tolist()
    [True, False]
    """
    return parse_each(texts, kinds, _parse_one_yes_no)


def parse_priority_district(texts: Texts, kinds: Kinds) -> Parsed:
    """Lives in a priority district (QPV) → bool: yes or no, or the district's code (`QP075019`), which says yes."""

    def parse_one(text: str, kind: int) -> Outcome:
        if _DISTRICT_CODE.match(fold(text)):
            return found(True, "code of a district")
        return _parse_one_yes_no(text, kind)

    return parse_each(texts, kinds, parse_one)


def _parse_one_yes_no(text: str, kind: int) -> Outcome:
    if kind == Kind.BOOL:
        return found(text == "TRUE")
    if _BOTH.fullmatch(fold(text)):
        return failed("neither yes nor no")
    word = vocabulary("yes_no").find(text)
    if word is None and (answer := _ANSWER.match(fold(text))) and not is_unknown(text):
        word = "true" if answer[1] in ("oui", "yes") else "false"
    return failed("neither yes nor no") if word is None else found(_TRUTHS[word], "word for yes or no")


def parse_genders(texts: Texts, kinds: Kinds) -> Parsed:
    """Gender or civility → `F`, `M` or `X` (neither, or another); `M` is masculin and Monsieur."""
    return parse_each(texts, kinds, _parse_one_gender)


def _parse_one_gender(text: str, _kind: int) -> Outcome:
    words = vocabulary("gender")
    value = words.find(text) or words.find(re.sub(r"^(?:une?|an?|je suis une?|i am an?) ", "", fold(text)))
    if value is None:
        return failed("not a gender")
    return found(value, None if text == value else "word for a gender")


def parse_stages(texts: Texts, kinds: Kinds) -> Parsed:
    """How far a person came → `met` or `accompanied`; a column “accompagné·e” may also be answered by yes or no."""
    words, answers = parse_words(texts, kinds, "stage", "a stage"), parse_yes_no(texts, kinds)
    pairs = zip(words.failures, answers.failures, strict=True)
    answered = np.array([word is not None and answer is None for word, answer in pairs], dtype=bool)
    said = np.array([None if v is None else "accompanied" if v else "met" for v in answers.values], dtype=object)
    return Parsed(
        np.where(answered, said, words.values),
        np.array([None if a else f for a, f in zip(answered, words.failures, strict=True)], dtype=object),
        np.where(answered, "yes or no for a stage", words.rules),
    )


def parse_orientations(texts: Texts, kinds: Kinds) -> Parsed:
    """What followed a first contact → `accompanied`, `partner`, `training`, `resource` or `other`."""
    return parse_words(texts, kinds, "orientation", "an orientation")


def parse_skill_levels(texts: Texts, kinds: Kinds) -> Parsed:
    """Level of skill → `beginner`, `intermediate`, `confirmed` or `professional`; two of them fail."""
    words = vocabulary("skill_level")

    def parse_one(text: str, _kind: int) -> Outcome:
        value = words.find(text)
        if value is None or len({words.find(part) for part in _BETWEEN_LEVELS.split(text)} - {None}) > 1:
            return failed("not a skill level")
        return found(value, None if text == value else "word for a skill level")

    return parse_each(texts, kinds, parse_one)


def parse_activity_kinds(texts: Texts, kinds: Kinds) -> Parsed:
    """Kind of an activity → one of the contract's twelve; unknown words are `other`, by a rule that says so."""
    words = vocabulary("kind")

    def parse_one(text: str, _kind: int) -> Outcome:
        if is_unknown(text):
            return UNKNOWN
        value = words.find(text)
        if value is None:
            return found("other", "unknown word for an activity")
        return found(value, None if text == value else "word for an activity")

    return parse_each(texts, kinds, parse_one)


def parse_sale_kinds(texts: Texts, kinds: Kinds) -> Parsed:
    """Nature of a sale → `sale`, `refund` or `expense`; anything else fails: the column may be a channel."""
    return parse_words(texts, kinds, "sale_kind", "a kind of sale")


def is_refund_text(texts: Texts) -> NDArray[np.bool_]:
    """Whether a product or a label says that something was paid back (`Sac à main (retour)`), one bool a text."""
    refund, other = _refund_patterns()
    folded = [fold(text) for text in texts.tolist()]
    says = ((bool(refund.search(text)) and not other.search(text)) or text == "avoir" for text in folded)
    return np.fromiter(says, dtype=np.bool_, count=len(folded))


@cache
def _refund_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    part = read_reference("values.toml")["refund"]["has"]
    refund, other = (re.compile(rf"{beginnings(part[key]).pattern}(?= |$)") for key in ("refund", "but"))
    return refund, other


def parse_presences(texts: Texts, kinds: Kinds) -> Parsed:
    """Mark in a list of presence → `present`, `absent` or `excused`; hours (up to 24) say present, 0 says absent."""
    return parse_each(texts, kinds, _parse_one_presence)


def _parse_one_presence(text: str, kind: int) -> Outcome:
    if kind == Kind.BOOL:
        return found("present" if text == "TRUE" else "absent", "mark of presence")
    value = vocabulary("presence").find(text) if kind in (Kind.TEXT, Kind.NUMBER) else None
    if value is not None:
        return found(value, None if text == value else "mark of presence")
    if _HOURS.fullmatch(text.strip().lower()):
        return found("present" if _NOT_ZERO.search(text) else "absent", "hours present")
    return failed("not a mark of presence")
