"""Charts: what they draw, what they say to who does not see them, and that their bytes repeat."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from impact.charts import Bar, Series, draw_bars, draw_bullets, draw_funnel, draw_lines, draw_stack
from impact.charts.palette import DARK, ON_COLOUR, PALETTE
from impact.words import Wording, read_words

PEOPLE = (Bar("Bois", 40, "40", "40 personnes"), Bar("Cuir", 12, "12", "12 personnes"), Bar("Laine", 3, "3"))


@pytest.fixture(scope="module")
def fr() -> Wording:
    return read_words("fr")


def widths_of(svg: bytes, colour: str) -> list[float]:
    """Widths of the rectangles of a colour, in the order drawn."""
    paths = re.findall(rf'd="([^"]*)" style="fill: {colour.lower()}"', svg.decode())
    corners = [[float(x) for x in re.findall(r"[ML](-?[\d.]+) ", path)] for path in paths]
    return [round(max(xs) - min(xs), 3) for xs in corners]


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, as WCAG defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("in_the_dark", [False, True])
def test_each_colour_stands_out_from_the_page_and_from_its_neighbour(in_the_dark: bool) -> None:
    colours = [DARK[colour.lower()] if in_the_dark else colour for colour in PALETTE]
    page = DARK["#ffffff"] if in_the_dark else "#ffffff"
    assert min(contrast(colour, page) for colour in colours) >= 3
    assert min(contrast(one, other) for one, other in pairwise(colours)) >= 3


@pytest.mark.parametrize("in_the_dark", [False, True])
def test_words_on_a_colour_can_be_read(in_the_dark: bool) -> None:
    pairs = [(DARK[a.lower()], DARK[b]) if in_the_dark else (a, b) for a, b in zip(PALETTE, ON_COLOUR, strict=True)]
    assert min(contrast(colour, words) for colour, words in pairs) >= 4.5


def test_bars_start_at_zero_and_are_as_long_as_their_values(fr: Wording) -> None:
    widths = widths_of(draw_bars(PEOPLE, fr, "Personnes").svg, PALETTE[0])
    assert [round(width / widths[0] * 40, 1) for width in widths] == [40, 12, 3]


def test_a_loss_is_drawn_on_the_other_side_of_zero(fr: Wording) -> None:
    drawing = draw_bars((Bar("Gain", 30, "30"), Bar("Perte", -10, "−10")), fr, "Résultat")
    assert [round(width / 336 * 40) for width in widths_of(drawing.svg, PALETTE[0])] == [30, 10]


def test_a_hidden_value_has_no_bar_whatever_it_was(fr: Wording) -> None:
    drawing = draw_bars((*PEOPLE, Bar("Verre", None, "[c]")), fr, "Personnes")
    assert len(widths_of(drawing.svg, PALETTE[0])) == 3
    assert "Verre, [c]" in drawing.alternative


def test_the_alternative_text_names_the_longest_and_the_shortest(fr: Wording) -> None:
    many = tuple(Bar(f"Secteur {place}", place, str(place)) for place in range(1, 9))
    said = draw_bars(many, fr, "Personnes par secteur").alternative
    assert said.startswith("Personnes par secteur, 8 barres")
    assert "Secteur 8, 8" in said
    assert "Secteur 1, 1" in said


def test_with_a_hidden_bar_nothing_is_said_of_ranks(fr: Wording) -> None:
    many = tuple(Bar(f"Secteur {place}", place or None, str(place)) for place in range(8))
    assert "la plus" not in draw_bars(many, fr, "Personnes").alternative


def test_a_line_says_its_first_last_and_highest_year(fr: Wording) -> None:
    years = (Bar("2019", 5, "5"), Bar("2020", 9, "9"), Bar("2021", 7, "7"))
    said = draw_lines((Series("Bois", years),), fr, "Personnes").alternative
    assert "5 en 2019, 7 en 2021, au plus haut 9 en 2020" in said


def test_a_line_without_values_says_so(fr: Wording) -> None:
    said = draw_lines((Series("Bois", (Bar("2019", None, "[c]"),)),), fr, "Personnes").alternative
    assert "masquées" in said


def test_a_bullet_is_drawn_against_its_target(fr: Wording) -> None:
    bars = (Bar("A", 50, "50 / 100", target=100), Bar("B", 30, "30 / 20", target=20))
    half, more = widths_of(draw_bullets(bars, fr, "Objectifs").svg, PALETTE[0])
    assert round(more / half, 3) == 3


def test_the_parts_of_a_stack_fill_it_in_their_order(fr: Wording) -> None:
    drawing = draw_stack(PEOPLE, fr, "Personnes")
    first, second = (widths_of(drawing.svg, colour)[0] for colour in PALETTE[:2])
    assert round((first + 2) / (second + 2), 2) == round(40 / 12, 2)


def test_a_funnel_narrows_with_each_step(fr: Wording) -> None:
    svg = draw_funnel(PEOPLE, fr, "Parcours").svg
    widths = [widths_of(svg, colour)[0] for colour in PALETTE[:3]]
    assert widths == sorted(widths, reverse=True)


def test_a_chart_repeats_its_bytes_and_holds_no_date_no_script_and_no_address(fr: Wording) -> None:
    drawings = [draw_bars(PEOPLE, fr, "Personnes") for _ in range(2)]
    assert drawings[0] == drawings[1]
    svg = drawings[0].svg.decode()
    assert "metadata" not in svg
    assert "<script" not in svg
    assert set(re.findall(r"https?://[^\"']+", svg)) <= {"http://www.w3.org/1999/xlink", "http://www.w3.org/2000/svg"}
    ElementTree.fromstring(svg)


def test_labels_are_drawn_as_they_are_typed(fr: Wording) -> None:
    tricky = (Bar("5 $ & 6 $ <b> 日本", 1, "1"), Bar("x" * 200, 2, "2"), Bar("un deux " * 20, 3, "3"))
    drawing = draw_bars(tricky, fr, "Prix")
    ElementTree.fromstring(drawing.svg.decode())
    assert "5 $ & 6 $ <b> 日本" in drawing.alternative


def test_charts_of_nothing_do_not_fail(fr: Wording) -> None:
    nothing = (Bar("A", None, "—"), Bar("B", 0, "0"))
    for draw in (draw_bars, draw_bullets, draw_funnel, draw_stack):
        assert draw(nothing, fr, "Rien").alternative
    assert draw_lines((Series("A", nothing),), fr, "Rien").alternative
