"""Columns of telephone numbers, e-mail addresses, postcodes and departments → text in one form."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from impact.model import Kind, Parsed
from impact.parse.cells import NUMBER, UNKNOWN, Kinds, Outcome, Texts, failed, found, parse_each
from impact.parse.fold import unaccent
from impact.parse.texts import clean_spaces
from impact.parse.vocabulary import says_none

_FRENCH_MOBILE = re.compile(r"0([67](?:[ .]?\d\d){4})", re.ASCII)
_E164 = re.compile(r"\+[1-9]\d{7,14}", re.ASCII)
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
_LOST_ZERO = re.compile(r"[1-9](?:[ .-]?\d){8}", re.ASCII)
_COUNTRY_CODE = re.compile(r"(?:33|262|590|594|596)[1-9]\d{8}", re.ASCII)
_PLACEHOLDER = re.compile(r"(\d)\1{7}$")
_BETWEEN_NUMBERS = re.compile(r"\s+(?:ou|et|or|and|puis)\s+|\s*[;,|\n]\s*|\s+[/-]\s+|(?<=\d{8})/(?=\+?\d{8})")
_FRENCH_IN_TEXT = re.compile(r"(?:0|(?:\+|00)33 ?(?:\(0\) ?)?)[1-9](?:[ .-]?\d\d){4}(?!\d)", re.ASCII)
_FRENCH_NUMBER = re.compile(r"\+33[1-9]\d{8}", re.ASCII)
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[_,](?=\d\d(?:\D|$))", re.ASCII)
_NUMBER_IN_TEXT = re.compile(r"\+?\(?\d[\d .()/-]{5,}\d", re.ASCII)
_FRENCH_AMONG_WORDS = re.compile(
    r"(?<![\w+])(?<!\d[.,/-])(?:0|(?:\+|00)33[ .-]?(?:\(0\)[ .-]?)?)[1-9]([ ./-]?)\d\d(?:\1\d\d){3}(?!\w)", re.ASCII
)
_FOREIGN_AMONG_WORDS = re.compile(r"(?<![\w+])(?<!\d[.,/-])(?:\+|00)[1-9](?:[ .-]?\(?\d\)?){6,13}(?!\w)", re.ASCII)
_LABEL = re.compile(r"^(?:t[eé]l\w*|portable|port|mobile|mob|phone|fixe|gsm|whatsapp)\.? ?:? ?", re.IGNORECASE)

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}")
_WITHIN = re.compile(rf"(?:^|[<(\[:;,/|] ?|\b(?:ou|et|or|and) )({_ADDRESS.pattern})")
_BARE = re.compile(r"^(?:e-?mail ?:? ?|mailto:)?(?P<address>.+?)[.,;]?$")

_FIVE = re.compile(r"(\d{5})", re.ASCII)
_SPACED = re.compile(r"(\d\d) (\d{3})", re.ASCII)
_IN_TEXT = re.compile(r"(?:(?:f|fr|cp)[ -]?)?(\d{5}|\d\d \d{3})(?:[ ,(–-]+[a-z].*)?|[a-z][^\d]*\b(\d{5})")
_FOREIGN = re.compile(
    r"(?:[A-Z]{1,3}[ -]?\d{3,6}|\d{2,3}[ -]\d{2,3}|\d{4}[ -]\d{3}|\d{5}-\d{4}|\d{4} ?[A-Z]{2}|\d{4,6}|"
    r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]\d\d ?[A-Z\d]{4})(?: [^\W\d_]{2}[^\d]*)?"
)
_LAST_DEPARTMENT = 95
_OVERSEAS = frozenset(["971", "972", "973", "974", "975", "976", "977", "978", "984", "986", "987", "988"])
_CORSICA = {"200": "2A", "201": "2A", "202": "2B", "206": "2B"}
_DEPARTMENT = re.compile(
    r"(?:dep(?:artement|t)?\.? ?)?(2[ab]|\d{1,3})(?:\.0|[ :–-]+ ?[a-z][^\d]*)?|[a-z][^\d]*\((2[ab]|\d{2,3})\)"
)


def parse_phones(texts: Texts, kinds: Kinds, *, region: str = "FR") -> Parsed:
    """Telephone numbers → E.164 (`+33673363927`), a number without a country code being of `region`.

    The zero that Excel takes away is put back. Of several numbers in a cell the first good one is taken, and the rule
    says so. A number that Excel has rounded (`7,17E+13`) and one of zeros only fail.

    >>> import numpy as np
    >>> parse_phones(np.array(["06.73.36.39.27"], dtype=object), np.zeros(1, np.uint8)).values[0]
    '+33673363927'
    """

    def parse_one(text: str, kind: int) -> Outcome:
        if kind not in (Kind.TEXT, Kind.NUMBER):
            return failed("not a phone number")
        if says_none(text):
            return UNKNOWN
        if _ROUNDED.fullmatch(text.strip()):
            return failed("rounded by the spreadsheet")
        plain = _LABEL.sub("", clean_spaces(_BETWEEN_DIGITS.sub(" ", text)).removesuffix(".0")).lstrip("'")
        return _parse_phone(plain, text, region)

    return parse_each(texts, kinds, parse_one)


def _parse_phone(plain: str, text: str, region: str) -> Outcome:
    lost_zero = region == "FR" and _LOST_ZERO.fullmatch(plain) is not None
    typed = f"0{plain}" if lost_zero else f"+{plain}" if region == "FR" and _COUNTRY_CODE.fullmatch(plain) else plain
    if (number := _read_phone(typed, region)) is not None:
        return found(number, None if number == text else "lost zero restored" if lost_zero else "international number")
    runs = [run for part in _BETWEEN_NUMBERS.split(plain) for run in _NUMBER_IN_TEXT.findall(part)]
    numbers = [number for run in runs if (number := _read_phone(run, region)) is not None]
    if not numbers and region == "FR" and not re.search(r"\d", _FRENCH_IN_TEXT.sub("", plain)):
        numbers = [number for run in _FRENCH_IN_TEXT.findall(plain) if (number := _read_phone(run, region)) is not None]
    if not numbers:
        return failed("not a phone number")
    return found(numbers[0], "number in a text" if len(set(numbers)) == 1 else "first of several numbers")


def _read_phone(text: str, region: str) -> str | None:
    if region == "FR" and (match := _FRENCH_MOBILE.fullmatch(text)):
        number = "+33" + re.sub("[ .]", "", match[1])
        return None if _PLACEHOLDER.search(number) else number
    if any(letter.isalpha() or letter == ";" for letter in text):
        return None
    try:
        parsed = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    number = str(phonenumbers.format_number(parsed, PhoneNumberFormat.E164))
    good = phonenumbers.is_possible_number(parsed) and _E164.fullmatch(number) and not _PLACEHOLDER.search(number)
    return number if good and (parsed.country_code != 33 or _FRENCH_NUMBER.fullmatch(number)) else None


def find_phones(text: str) -> set[str]:
    """Telephone numbers among other words and figures, as E.164: French ones, and others with their country's code.

    >>> sorted(find_phones("2 410 personnes ; tél. 06 73 36 39 27 ou +221 77 123 45 67"))
    ['+221771234567', '+33673363927']
    """
    runs = [match[0] for form in (_FRENCH_AMONG_WORDS, _FOREIGN_AMONG_WORDS) for match in form.finditer(text)]
    return {number for run in runs if (number := _read_phone(re.sub(r"^00", "+", run), "FR")) is not None}


def find_emails(text: str) -> set[str]:
    """E-mail addresses among other words, in lower case.

    >>> find_emails("Écrire à Aya@Courriel.Example.")
    {'aya@courriel.example'}
    """
    return {address.lower() for address in _ADDRESS.findall(text)}


def parse_emails(texts: Texts, kinds: Kinds) -> Parsed:
    """E-mail addresses → lower case, without `mailto:`, name or spaces; of several the first, and the rule says so.

    >>> import numpy as np
    >>> parse_emails(np.array(["mailto:Aya@Courriel.Example "], dtype=object), np.zeros(1, np.uint8)).values[0]
    'aya@courriel.example'
    """
    return parse_each(texts, kinds, _parse_one_email)


def _parse_one_email(text: str, _kind: int) -> Outcome:
    cleaned = clean_spaces(text).lower()
    if says_none(cleaned):
        return UNKNOWN
    match = _BARE.match(cleaned)
    if match and _ADDRESS.fullmatch(match["address"]) and ".." not in cleaned:
        address = match["address"]
        return found(address, None if address == text else "address in lower case")
    addresses = [address for address in _WITHIN.findall(cleaned) if ".." not in address]
    if not addresses or cleaned.count("@") != len(addresses):
        return failed("not an e-mail")
    return found(addresses[0], "address in a text" if len(set(addresses)) == 1 else "first of several addresses")


def parse_postcodes(texts: Texts, kinds: Kinds) -> Parsed:
    """Postcodes → text: French ones of five digits, others as typed in capitals.

    Four digits are a French code that has lost its zero. `75019 Paris` gives `75019`.

    >>> import numpy as np
    >>> parse_postcodes(np.array(["1000", "75 019"], dtype=object), np.array([1, 0], np.uint8)).values.tolist()
    ['01000', '75019']
    """
    return parse_each(texts, kinds, _parse_one_postcode)


def _parse_one_postcode(text: str, kind: int) -> Outcome:
    if kind not in (NUMBER, int(Kind.TEXT)):
        return failed("not a postcode")
    cleaned = clean_spaces(text).lstrip("'").removesuffix(".0")
    if re.fullmatch(r"[1-9]\d{3}", cleaned, re.ASCII):
        return found(f"0{cleaned}", "lost zero restored")
    if _FIVE.fullmatch(cleaned):
        return (
            found(cleaned, None if cleaned == text else "number format")
            if cleaned != "00000"
            else failed("not a postcode")
        )
    if match := _SPACED.fullmatch(cleaned):
        return found(match[1] + match[2], "spaces cleaned")
    if match := _IN_TEXT.fullmatch(unaccent(cleaned)):
        return found((match[1] or match[2]).replace(" ", ""), "postcode in a text")
    if kind == Kind.TEXT and len(cleaned) > 3 and _FOREIGN.fullmatch(cleaned.upper()):
        return found(cleaned.upper(), None if cleaned.upper() == text else "letter case")
    return failed("not a postcode")


def parse_departments(texts: Texts, kinds: Kinds) -> Parsed:
    """Postcodes, or numbers of departments → the French department (`75`, `2A`, `974`); None for a foreign postcode.

    Of Corsica's postcodes 200 and 201 are `2A`, 202 and 206 `2B`.

    >>> import numpy as np
    >>> parse_departments(np.array(["75019", "20200", "93"], dtype=object), np.zeros(3, np.uint8)).values.tolist()
    ['75', '2B', '93']
    """

    def parse_one(text: str, kind: int) -> Outcome:
        match = _DEPARTMENT.fullmatch(unaccent(text))
        if match and kind in (Kind.TEXT, Kind.NUMBER):
            department = find_department((match[1] or match[2]).upper().zfill(2))
            return failed("not a department") if department is None else found(department, _changed(department, text))
        postcode, failure, _ = _parse_one_postcode(text, kind)
        if failure is not None or not isinstance(postcode, str):
            return failed("not a postcode")
        if not _FIVE.fullmatch(postcode):
            return found(None, "foreign postcode")
        department = find_department(postcode)
        return failed("not a postcode") if department is None else found(department, "department of a postcode")

    return parse_each(texts, kinds, parse_one)


def _changed(department: str, text: str) -> str | None:
    return None if department == text else "number of a department"


def find_department(code: str) -> str | None:
    """The French department of a postcode or of a department's own number; None where there is no such department."""
    if code in ("2A", "2B") or code[:3] in _OVERSEAS:
        return code[:3]
    if code[:2] == "20":
        return _CORSICA.get(code[:3]) if len(code) == 5 else None
    known = len(code) in (2, 5) and code.isdigit() and 1 <= int(code[:2]) <= _LAST_DEPARTMENT
    return code[:2] if known else None
