"""Text files: which encoding, which separator, which records."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from impact.model import Grid
from impact.sources.cells import build_columns

SEPARATORS = ";\t|,"
SAMPLE_RECORDS = 200
SAMPLE_BYTES = 1024 * 1024
LONGEST_CELL = 64 * 1024 * 1024

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_MAC_LETTERS = re.compile(rb"[A-Za-z][\x83\x88\x8d\x8e\x8f\x90\x9d](?![\x80-\xff])")
_DOS_LETTERS = re.compile(rb"[A-Za-z][\x82\x87\x88\x8a\x8c](?![\x80-\xff])")
_WINDOWS_LETTERS = re.compile(rb"[A-Za-z][\xe0-\xf6\xf8-\xff]|[A-Z][\xc0-\xcf][A-Z]")
_LETTERS = {"cp1252": _WINDOWS_LETTERS, "mac_roman": _MAC_LETTERS, "cp850": _DOS_LETTERS}
"""What French letters are in encodings of one byte; where two have as many, the first."""
_PAIRS = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe1-\xec][\x80-\xbf]{2}")
_VALID = re.compile(rb"((?:[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|[\xe1-\xec][\x80-\xbf]{2})+)")
_QUOTED_FIELD = re.compile(r'"(?:[^"]|"")+"')
_DECIMAL_COMMA = re.compile(r"\d,\d")

Records = Sequence[Sequence[str]]


def find_encoding(content: bytes) -> str:
    """The encoding of a text: its mark, else UTF-16 by its zero bytes, else UTF-8, else that of its letters.

    >>> [find_encoding("Libellé".encode(encoding)) for encoding in ("cp1252", "mac_roman", "cp850")]
    ['cp1252', 'mac_roman', 'cp850']
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return encoding
    head = content[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) * 0.2 and max(even, odd) > 8 * min(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        sample = content[max(0, error.start - 1) : error.start + SAMPLE_BYTES]
        found = {encoding: len(letters.findall(sample)) for encoding, letters in _LETTERS.items()}
        return max(_LETTERS, key=lambda encoding: found[encoding])
    return "utf-8"


def decode(content: bytes) -> tuple[str, str]:
    """The text without its mark and its zero characters, and its encoding.

    UTF-8 with a few bytes of another encoding (two exports pasted together) stays UTF-8; those bytes are read as
    Windows', and the encoding is `utf-8, cp1252 in part`.
    """
    encoding = find_encoding(content)
    if encoding == "cp1252" and _is_mostly_utf8(content):
        pieces = _VALID.split(content)
        text = "".join(piece.decode("utf-8" if i % 2 else "cp1252", "replace") for i, piece in enumerate(pieces))
        encoding = "utf-8, cp1252 in part"
    else:
        text = content.decode(encoding, errors="replace")
    return text.removeprefix("\ufeff").replace("\0", "").rstrip("\x1a"), encoding


def _is_mostly_utf8(content: bytes) -> bool:
    beyond_ascii = len(content.translate(None, bytes(range(128))))
    return sum(map(len, _PAIRS.findall(content))) > 0.8 * beyond_ascii


def _records(text: str, separator: str, quoting: int = csv.QUOTE_MINIMAL) -> Iterator[list[str]]:
    if quoting == csv.QUOTE_NONE:
        return csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=csv.QUOTE_NONE)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _consistency(records: Records, separator: str) -> float:
    """How far the records agree on a number of fields: 0 where none is split, near 1 where all are, alike."""
    widths = Counter(len(record) for record in records if any(field.strip() for field in record))
    split = [(number * (width - 1) / width, width) for width, number in widths.items() if width > 1]
    if not split:
        return 0.0
    weight = max(split)[0] / widths.total()
    if separator == ",":
        flat = [",".join(record) for record in records]
        commas = sum(line.count(",") for line in flat)
        weight *= 1 - 0.5 * sum(len(_DECIMAL_COMMA.findall(line)) for line in flat) / max(1, commas)
    return weight


def find_separator(text: str) -> str:
    """The separator that splits the records most alike; `;` where nothing splits them.

    >>> find_separator("Livre de caisse\\n\\nDate;Montant\\n1/2/2020;12,50\\n2/2/2020;9,90\\n")
    ';'
    """
    declared = re.match(r'"?sep=([;,\t|])', text, re.IGNORECASE)
    if declared:
        return declared[1]
    scores = {
        separator: _consistency(list(islice(_records(text[:262_144], separator), SAMPLE_RECORDS)), separator)
        for separator in SEPARATORS
    }
    return max(SEPARATORS, key=lambda separator: scores[separator])


def _unwrap(records: Iterable[Sequence[str]], separator: str) -> list[Sequence[str]]:
    """Records whose whole line was quoted, split as the line that was quoted."""
    return [
        next(csv.reader([record[0]], delimiter=separator), []) if len(record) == 1 and record[0] else record
        for record in records
    ]


def _is_wrapped(text: str) -> bool:
    """Whether nearly every line is one quoted field that holds quoted fields."""
    lines = [line for line in text[:65_536].splitlines()[:SAMPLE_RECORDS] if line.strip()]
    wrapped = [line for line in lines if _QUOTED_FIELD.fullmatch(line.rstrip())]
    return len(wrapped) >= 0.8 * len(lines) and any('""' in line for line in wrapped)


def _has_open_quote(text: str, separator: str) -> bool:
    """Whether a quote that nobody closes swallows the end of the text."""
    if text.count('"') % 2 == 0:
        return False
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def read_text(content: bytes) -> tuple[Grid, ...]:
    """A text file of records as one grid whose cells are all text; `rows` counts blank records too.

    The remarks say the encoding, the separator, and whether lines were quoted whole or a quote was never closed.

    >>> (grid,) = read_text("Nom;Ville\\n\\nZoé;Sète\\n".encode("cp1252"))
    >>> grid.rows.tolist(), grid.columns[1].cells().tolist(), dict(grid.remarks)["encoding"]
    ([1, 3], ['Ville', 'Sète'], 'cp1252')
    """
    csv.field_size_limit(LONGEST_CELL)
    text, encoding = decode(content)
    remarks = [("encoding", encoding)]
    records: Iterable[Sequence[str]]
    if _is_wrapped(text):
        lines = list(_records(text, "\x1f"))
        separator = find_separator("\n".join(line[0] for line in lines if line))
        records = _unwrap(lines, separator)
        remarks.append(("quoting", "whole lines"))
    else:
        separator = find_separator(text)
        is_open = _has_open_quote(text, separator)
        records = _records(text, separator, csv.QUOTE_NONE if is_open else csv.QUOTE_MINIMAL)
        remarks += [("quoting", "open")] if is_open else []
    remarks.append(("separator", {"\t": "tab"}.get(separator, separator)))
    rows, columns = build_columns(records, typed=False)
    return (Grid("", "", rows, columns, remarks=tuple(remarks)),)
