"""Text files: encodings, separators, quotes, record numbers."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.model import Grid
from impact.sources.text import find_encoding, find_separator, read_text


def read(text: str, encoding: str = "utf-8") -> Grid:
    (grid,) = read_text(text.encode(encoding))
    return grid


def cells(grid: Grid) -> list[list[str]]:
    return [list(row) for row in zip(*(column.cells() for column in grid.columns), strict=True)]


FRENCH = "Prénom;Libellé;Dépenses\r\nHélène;Réunion d'été;12,50 €\r\nZoé;Fête à Sète;9,90 €\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_french_text_is_read_alike_in_every_encoding(encoding: str) -> None:
    grid = read(FRENCH, encoding)
    assert cells(grid)[1] == ["Hélène", "Réunion d'été", "12,50 €"]
    assert cells(grid)[0][0] == "Prénom"


def test_macintosh_text_is_told_from_windows_text_by_its_letters() -> None:
    text = FRENCH.replace("€", "")
    assert find_encoding(text.encode("mac_roman")) == "mac_roman"
    assert find_encoding(text.encode("cp1252")) == "cp1252"
    assert find_encoding("PRÉNOM;DÉPARTEMENT\n".encode("cp1252")) == "cp1252"
    assert find_encoding("PRÉNOM;DÉPARTEMENT\n".encode("mac_roman")) == "mac_roman"
    assert cells(read(text, "mac_roman"))[1][:2] == ["Hélène", "Réunion d'été"]


def test_a_byte_that_windows_does_not_know_does_not_stop_the_reading() -> None:
    (grid,) = read_text(b"a;b\n\xe9t\xe9;\x81\n")
    assert cells(grid) == [["a", "b"], ["été", "\ufffd"]]


def test_a_windows_line_pasted_into_a_unicode_file_garbles_neither() -> None:
    (grid,) = read_text("Prénom;Œuvre\nHélène;Fête\nZoé;Été\n".encode() + "Noé;a\n".encode("cp1252"))
    assert cells(grid) == [["Prénom", "Œuvre"], ["Hélène", "Fête"], ["Zoé", "Été"], ["Noé", "a"]]
    assert ("encoding", "utf-8, cp1252 in part") in grid.remarks


def naive_count(content: bytes) -> int:
    """The non-empty records of a text file, as a plain script would count them."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = content.decode("utf-16")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
    head = "\n".join(text.splitlines()[:30])
    best = max(";,\t|", key=head.count)
    return sum(any(cell.strip() for cell in row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=best))


def test_as_many_rows_are_seen_as_a_plain_script_counts() -> None:
    demo = sorted((Path(__file__).parents[1] / "data" / "raw").rglob("*.csv"))
    contents = [path.read_bytes() for path in demo]
    contents += [FRENCH.encode(name) for name in ("utf-8", "utf-16", "cp1252")]
    contents += [b'sep=;\na;b\n\n1;"x\ny"\n', b'"Nom,""Ville"""\n"a,""b"""\n', b"un seul mot\n\nun autre\n"]
    for content in contents:
        assert len(read_text(content)[0].rows) == naive_count(content)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_each_separator_is_found_under_a_title_and_a_blank_line(separator: str) -> None:
    lines = ["Livre de caisse", "", *(separator.join(row) for row in (["Date", "Objet", "Somme"], ["1", "a", "2"]))]
    assert find_separator("\n".join(lines)) == separator


def test_decimal_commas_do_not_make_a_comma_the_separator() -> None:
    assert find_separator("12,50;3,20\n9,90;4,10\n7,00;1,00\n") == ";"
    assert find_separator('Date,Prix\n"1 juin, 9:59","12,50"\n"2 juin, 9:59","9,90"\n') == ","


def test_a_line_that_declares_the_separator_is_obeyed_and_counts_as_a_row() -> None:
    grid = read("sep=|\na,b|c\nd,e|f\n")
    assert grid.rows.tolist() == [1, 2, 3]
    assert cells(grid)[1] == ["a,b", "c"]


def test_records_are_numbered_with_the_blank_ones_and_with_line_ends_in_quotes() -> None:
    grid = read('a;b\n\n"un\ndeux";c\n;\n  ;\nd;e\n')
    assert grid.rows.tolist() == [1, 3, 6]
    assert cells(grid)[1] == ["un\ndeux", "c"]


def test_text_is_kept_with_its_spaces() -> None:
    assert cells(read("a;b\n Hélène ;\xa0x\n"))[1] == [" Hélène ", "\xa0x"]


def test_lines_quoted_whole_are_split_again() -> None:
    grid = read('"Nom,""Ville"",""Note"""\n"Zoé,""Sète"",""a, b"""\n')
    assert cells(grid) == [["Nom", "Ville", "Note"], ["Zoé", "Sète", "a, b"]]
    assert ("quoting", "whole lines") in grid.remarks


def test_ordinary_quoted_fields_are_not_taken_for_lines_quoted_whole() -> None:
    grid = read('"Nom","Ville"\n"Zoé ""Z""","Sète"\n')
    assert cells(grid)[1] == ['Zoé "Z"', "Sète"]
    assert "quoting" not in dict(grid.remarks)


def test_a_quote_that_nobody_closes_does_not_swallow_the_rest() -> None:
    grid = read('a;b\n"Les amis;12\nx;1\ny;2\n')
    assert grid.rows.tolist() == [1, 2, 3, 4]
    assert ("quoting", "open") in grid.remarks


def test_zero_bytes_and_old_ends_are_dropped() -> None:
    (grid,) = read_text(b"a;b\r\n1\x00;2\r\n\x1a")
    assert cells(grid) == [["a", "b"], ["1", "2"]]


def test_old_macintosh_line_ends_part_records() -> None:
    assert cells(read("a;b\r1;2\r")) == [["a", "b"], ["1", "2"]]


def test_ragged_rows_keep_all_their_cells() -> None:
    assert cells(read("a;b;c\n1;2\n3;4;5;6\n7;8;9\n")) == [
        ["a", "b", "c", ""],
        ["1", "2", "", ""],
        ["3", "4", "5", "6"],
        ["7", "8", "9", ""],
    ]


def test_a_file_of_spaces_has_no_rows() -> None:
    (grid,) = read_text(b" \n\t\n;;\n")
    assert (grid.rows.tolist(), grid.columns) == ([], ())


FIELD = st.text(st.sampled_from('ab é12,;"\n\t|'), max_size=6)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(FIELD, min_size=3, max_size=3), min_size=2, max_size=8), st.sampled_from([";", ",", "\t"]))
def test_what_a_writer_quotes_comes_back_cell_by_cell(records: list[list[str]], separator: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([["n°", "nom", "âge"], *records])
    grid = read(f"sep={separator}\n{out.getvalue()}")
    expected = {3 + i: record for i, record in enumerate(records) if any(field.strip() for field in record)}
    seen = dict(zip(grid.rows.tolist()[2:], cells(grid)[2:], strict=True))
    assert {row: [c if c.strip() else "" for c in record] for row, record in expected.items()} == seen


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_grid_whose_rows_rise(content: bytes) -> None:
    (grid,) = read_text(content)
    rows = grid.rows.tolist()
    assert rows == sorted(set(rows))
    assert all(len(column.codes) == len(rows) for column in grid.columns)
