"""Labels, numbers, money, dates and percentages in a language: one catalogue of TOML files, and CLDR through Babel."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, get_currency_precision, get_currency_symbol

from impact.errors import UsageError
from impact.model import Words

NO_BREAK, NARROW, MINUS = "\u00a0", "\u202f", "\u2212"
HIDDEN, NO_DATA = "[c]", "—"


@dataclass(frozen=True, eq=False)
class Wording:
    """What the program says in one language.

    Attributes:
        language: the folder of `reference/locale` that it was read from.
        texts: dotted key → text, all TOML files of the folder together.
    """

    language: str
    texts: Mapping[str, str]

    @property
    def locale(self) -> Locale:
        """The CLDR locale that numbers, dates and lists follow."""
        return Locale.parse(self.language)

    def has(self, key: str) -> bool:
        """Whether the catalogue holds the dotted `key`."""
        return key in self.texts

    def text(self, key: str, /, **values: object) -> str:
        """The text of a dotted `key`, its `{names}` filled in, its spaces set as the language wants them.

        Raises:
            KeyError: the catalogue has no such key (a fault of the program, not of its user).

        >>> read_words("fr").text("targets.gap_line", gap="+6")
        'écart\\xa0: +6'
        """
        return self.typeset(self.texts[key].format(**values))

    def plural(self, key: str, count: float, /, **values: object) -> str:
        """The text of `key.one` or `key.other` as CLDR has it for `count`, which fills `{count}`.

        >>> read_words("fr").plural("counts.people", 36)
        '36 personnes'
        """
        form = self.locale.plural_form(count)
        chosen = f"{key}.{form}" if self.has(f"{key}.{form}") else f"{key}.other"
        return self.text(chosen, count=self.number(count), **values)

    def label(self, group: str, name: str, fallback: str | None = None) -> str:
        """What a reader calls `name`: `group.name` of the catalogue, else the fall-back, else the name in capitals.

        >>> read_words("fr").label("values.gender", "F")
        'Femmes'
        """
        found = self.texts.get(f"{group}.{name}")
        return self.typeset(found if found is not None else capitalised(name) if fallback is None else fallback)

    def sentence(self, english: str) -> str:
        """A reason as a sentence begins: `reason`, its first letter a capital.

        >>> read_words("fr").sentence("decimal comma")
        'Virgule décimale'
        """
        return capitalised(self.reason(english))

    def reason(self, english: str) -> str:
        """A reason or a rule, which the rooms name in English, in this language; itself where no catalogue has it.

        Several reasons are joined by commas; what stands after a colon is a fact, and stays.

        >>> read_words("fr").reason("same file as: 2020/a.xlsx")
        'même fichier que\xa0: 2020/a.xlsx'
        """
        head, colon, fact = english.partition(": ") if english not in english_keys() else (english, "", "")
        parts = [head] if head in english_keys() else head.split(", ")
        said = self.typeset(", ".join(map(self._translated, parts)) + (" :" if colon else ""))
        return f"{said} {fact}" if colon else said

    def _translated(self, english: str) -> str:
        return self.texts.get(english_keys().get(english, ""), english)

    def name(self, words: Words) -> str:
        """A name given in two languages, in this one."""
        return self.typeset(words[self.language])

    def country(self, code: str) -> str:
        """The name of an ISO 3166-1 alpha-2 code; the code itself where CLDR has none.

        >>> read_words("fr").country("SN")
        'Sénégal'
        """
        return str(self.locale.territories.get(code, code))

    def number(self, value: float, decimals: int = 0, sign: bool = False) -> str:
        """A number, rounded half up, grouped as the language does.

        >>> read_words("fr").number(1576.5, 1)
        '1\\u202f576,5'
        """
        rounded = round_half_up(value, decimals)
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        shown = str(format_decimal(abs(rounded), format=pattern, locale=self.locale))
        return prefix(rounded, sign) + shown

    def percent(self, share: float | Decimal) -> str:
        """A share from 0 to 1 as a percentage; never rounded up to a whole that it does not reach.

        >>> read_words("fr").percent(0.9167)
        '92\\xa0%'
        """
        hundredfold = float(Decimal(str(share)) * 100)
        return self.number(hundredfold, decimals_of(share, "share")) + self.text("numbers.percent")

    def fraction(self, numerator: float, denominator: float) -> str:
        """A share with what it is made of; below ten, the fraction leads.

        >>> read_words("fr").fraction(33, 36)
        '92\\xa0% (33\\xa0sur\\xa036)'
        >>> read_words("fr").fraction(5, 9)
        '5\\xa0sur\\xa09 (56\\xa0%)'
        """
        percent = self.percent(Decimal(str(numerator)) / Decimal(str(denominator)))
        key = "numbers.fraction_first" if denominator < 10 else "numbers.percent_first"
        return self.text(key, percent=percent, numerator=self.number(numerator), denominator=self.number(denominator))

    def points(self, gap: float) -> str:
        """The difference of two shares, in percentage points, signed.

        >>> read_words("fr").points(0.1167)
        '+11,7\\xa0points'
        """
        return self.number(gap * 100, 1, sign=True) + self.text("numbers.points")

    def money(self, value: float, currency: str, sign: bool = False) -> str:
        """An amount with its currency, in the decimals that the currency has.

        >>> read_words("fr").money(1576, "EUR")
        '1\\u202f576,00\\xa0€'
        """
        rounded = round_half_up(value, get_currency_precision(currency))
        return prefix(rounded, sign) + str(format_currency(abs(rounded), currency, locale=self.locale))

    def bare(self, value: float, unit: str, currency: str, sign: bool = False) -> str:
        """A value without its unit, for a column whose header says it."""
        return self.number(value, decimals_of(value, unit, currency), sign)

    def value(self, value: float, unit: str, currency: str, sign: bool = False) -> str:
        """A value with its unit, for a sentence: `36 personnes`, `1 576,00 €`, `92 %`.

        >>> read_words("en").value(40.4, "years", "EUR")
        '40.4 years'
        """
        if unit == "share":
            return self.percent(value)
        if unit == "currency":
            return self.money(value, currency, sign)
        form = self.locale.plural_form(abs(value))
        key = f"counts.{unit}.{form}" if self.has(f"counts.{unit}.{form}") else f"counts.{unit}.other"
        count = self.bare(value, unit, currency, sign)
        return self.text(key, count=count) if self.has(key) else self.typeset(f"{count} {unit}".strip())

    def unit(self, unit: str, currency: str) -> str:
        """What a table's header calls a unit: `€`, `personnes`, `%`."""
        return (
            str(get_currency_symbol(currency, self.locale)) if unit == "currency" else self.label("units", unit, unit)
        )

    def date(self, day: str) -> str:
        """A day given as `2020-09-01`, in words.

        >>> read_words("fr").date("2020-09-01")
        '1er septembre 2020'
        """
        shown = str(format_date(date.fromisoformat(day), "long", locale=self.locale))
        return re.sub(r"^1 ", "1er ", shown) if self.language == "fr" else shown

    def list_of(self, items: Iterable[str]) -> str:
        """Items as a sentence lists them: `a, b et c`."""
        return str(format_list(list(items), locale=self.locale))

    def typeset(self, text: str) -> str:
        """The text with the unbreakable spaces that French wants before `: ; ! ? % €` and inside « »; else none."""
        if self.language != "fr":
            return re.sub(r" (?=[:;!?](?:\s|$))", "", text)
        text = re.sub(r"(?<=\S)[ \u00a0]+(?=[:%€»](?:[\s.,)]|$))", NO_BREAK, text)
        text = re.sub(r"(?<=\S)[ \u00a0]+(?=[;!?])", NARROW, text)
        return re.sub(r"«\s+", "«" + NO_BREAK, text)


@cache
def read_words(language: str) -> Wording:
    """Read every TOML of `reference/locale/<language>/`.

    Raises:
        UsageError: there is no such language.
        ValueError: two files give the same key.
    """
    check_language(language)
    folder = files("impact") / "reference" / "locale" / language
    texts: dict[str, str] = {}
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".toml"):
            found = flatten(tomllib.loads(entry.read_text(encoding="utf-8")))
            if twice := texts.keys() & found.keys():
                raise ValueError(f"{language}/{entry.name} repeats {sorted(twice)[0]}")
            texts.update(found)
    return Wording(language, texts)


def check_language(language: str) -> None:
    """Refuses a language that has no folder of words."""
    if language not in find_languages():
        known = ", ".join(find_languages())
        raise UsageError("There is no language “{language}”. Choose one of: {known}.", language=language, known=known)


@cache
def english_keys() -> Mapping[str, str]:
    """English text → its dotted key; of two keys that say the same, the first."""
    keys: dict[str, str] = {}
    for key, text in read_words("en").texts.items():
        keys.setdefault(text, key)
    return keys


@cache
def find_languages() -> tuple[str, ...]:
    """The languages that have a folder in `reference/locale`."""
    return tuple(sorted(e.name for e in (files("impact") / "reference" / "locale").iterdir() if e.is_dir()))


def flatten(table: Mapping[str, object], above: str = "") -> dict[str, str]:
    """A nested TOML table as dotted keys.

    >>> flatten({"a": {"b": "c"}})
    {'a.b': 'c'}
    """
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            flat.update(flatten(value, f"{above}{key}."))
        else:
            flat[above + key] = str(value)
    return flat


def round_half_up(value: float | Decimal, decimals: int) -> Decimal:
    """The value at so many decimals, halves away from zero.

    >>> round_half_up(2.5, 0)
    Decimal('3')
    """
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def decimals_of(value: float | Decimal, unit: str, currency: str = "") -> int:
    """How many decimals a value is shown with: those of its currency; else one where it is not whole to the tenth.

    A share is shown in whole percents, but with one decimal where they would be a 0 or a 100 that it is not.

    >>> decimals_of(1.9375, "units"), decimals_of(2, "hours"), decimals_of(0.917, "share"), decimals_of(0.997, "share")
    (1, 0, 0, 1)
    """
    if unit == "currency":
        return int(get_currency_precision(currency))
    if unit == "share":
        hundredfold = Decimal(str(value)) * 100
        return int(hundredfold != round_half_up(hundredfold, 0) in (0, 100))
    return int(round_half_up(value, 1) != round_half_up(value, 0))


def prefix(rounded: Decimal, sign: bool) -> str:
    """The sign to write before a number: always where asked for, else only a minus."""
    return MINUS if rounded < 0 else "+" if sign and rounded > 0 else ""


def capitalised(name: str) -> str:
    """The name with a capital first letter, the others as they are."""
    return name[:1].upper() + name[1:]
