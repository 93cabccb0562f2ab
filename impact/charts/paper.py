"""A sheet to draw on, whose bytes repeat from run to run: the only place that loads matplotlib."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from importlib.resources import as_file, files
from typing import Literal, TypeAlias

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from impact.charts.palette import BAR, DARK_STYLE, GAP, INK, KEY, LINE, MARGIN, SIZE, WIDTH
from impact.charts.values import Bar, Drawing

FONT = "DejaVu Sans"
NO_GLYPH = "Glyph .* missing"
Anchor: TypeAlias = Literal["left", "center", "right"]


class Paper:
    """A sheet of a fixed width, in points from its top left corner; used as a context, `drawing()` inside it."""

    def __init__(self, height: float) -> None:
        self.height = height
        self.settings = ExitStack()

    def __enter__(self) -> Paper:
        self.settings.enter_context(matplotlib.rc_context())
        self.settings.enter_context(warnings.catch_warnings())
        warnings.filterwarnings("ignore", message=NO_GLYPH)
        matplotlib.rcdefaults()
        with as_file(files("impact") / "reference" / "style.mplstyle") as style:
            matplotlib.rcParams.update(matplotlib.rc_params_from_file(style, use_default_template=False))
        self.figure = Figure(figsize=(WIDTH / 72, self.height / 72))
        self.renderer = FigureCanvasSVG(self.figure)
        return self

    def __exit__(self, *_: object) -> None:
        self.settings.close()

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A point of the sheet as the figure counts it."""
        return x / WIDTH, 1 - y / self.height

    def box(self, left: float, top: float, width: float, colour: str, height: float = BAR) -> None:
        """A filled rectangle."""
        x, y = self.place(left, top + height)
        shape = Rectangle(
            (x, y), width / WIDTH, height / self.height, facecolor=colour, transform=self.figure.transFigure
        )
        self.figure.add_artist(shape)

    def tick(self, x: float, top: float) -> None:
        """A short upright line that sticks out of a bar."""
        self.line([(x, top - 3), (x, top + BAR + 3)], INK, 2.6)

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: float = 2.2, dots: bool = False) -> None:
        """A line through points, with a dot on each where asked for."""
        if not points:
            return
        xs, ys = zip(*(self.place(x, y) for x, y in points), strict=True)
        marker = "o" if dots else ""
        self.figure.add_artist(Line2D(xs, ys, color=colour, linewidth=width, marker=marker, markersize=5.5))

    def rows(self, bars: Sequence[Bar]) -> Iterator[tuple[float, Bar]]:
        """Every bar with the top of the place where it is drawn; its label and value are written above that place."""
        top = 0.0
        for bar in bars:
            lines = lines_of(bar)
            for number, line in enumerate(lines):
                self.text(MARGIN, top + LINE * (number + 0.5), line, INK)
            self.text(WIDTH - MARGIN, top + LINE * 0.5, bar.shown, INK, anchor="right", bold=True)
            top += LINE * len(lines) + 2
            yield top, bar
            top += BAR + GAP

    def legend(self, top: float, bars: Sequence[Bar]) -> Iterator[float]:
        """Every part's label and value; the top of the place for the square of its colour."""
        for bar in bars:
            lines = lines_of(bar, KEY)
            yield top + 2
            for number, line in enumerate(lines):
                self.text(MARGIN + KEY, top + LINE * (number + 0.5), line, INK)
            self.text(WIDTH - MARGIN, top + LINE * 0.5, bar.shown, INK, anchor="right", bold=True)
            top += LINE * len(lines) + GAP / 2

    def text(
        self,
        x: float,
        y: float,
        words: str,
        colour: str,
        anchor: Anchor = "left",
        bold: bool = False,
        size: float = SIZE,
    ) -> None:
        """One line of text, centred on `y`."""
        weight = "bold" if bold else "normal"
        text = Text(*self.place(x, y), words, color=colour, ha=anchor, va="center", parse_math=False)
        text.set_fontweight(weight)
        text.set_fontsize(size)
        text.set_transform(self.figure.transFigure)
        self.figure.add_artist(text)

    def drawing(self, alternative: str) -> Drawing:
        """What was drawn, with the sentence that stands for it."""
        return Drawing(self.svg(), alternative, round(WIDTH), round(self.height))

    def svg(self) -> bytes:
        """The drawing, with colours for a dark page, and nothing that changes from run to run."""
        out = io.StringIO()
        self.figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
        bare = re.sub(r"^.*?(?=<svg )|<metadata>.*?</metadata>|<!--.*?-->", "", out.getvalue(), flags=re.DOTALL)
        dense = re.sub(r' d="[^"]*"', lambda path: re.sub(r"\s*([MLQCz])\s*", r"\1", path[0]), bare)
        return re.sub(r"(<style[^>]*>)", lambda found: found[1] + DARK_STYLE, dense, count=1).encode()


def width_of(words: str, bold: bool = False) -> float:
    """How wide a line of text is at the charts' size."""
    font = FontProperties(family=FONT, weight="bold" if bold else "normal", size=SIZE)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=NO_GLYPH)
        width, _, _ = text_to_path.get_text_width_height_descent(words, font, ismath=False)
    return float(width)


@cache
def codes_of_glyphs() -> Mapping[int, int]:
    """The number of each glyph of the charts' font, by which a drawing names it → the code of its character."""
    codes = get_font(findfont(FontProperties(family=FONT))).get_charmap()
    return {glyph: code for code, glyph in sorted(codes.items(), reverse=True)}


def height_of(bars: Sequence[Bar]) -> float:
    """How high a sheet must be for one row a bar."""
    return sum(LINE * len(lines_of(bar)) + 2 + BAR + GAP for bar in bars) - GAP / 2


def height_of_legend(bars: Sequence[Bar]) -> float:
    """How high the key of a stack is."""
    return sum(LINE * len(lines_of(bar, KEY)) + GAP / 2 for bar in bars)


def lines_of(bar: Bar, indent: float = 0) -> tuple[str, ...]:
    """A bar's label on one line where it fits beside the value, else on two; what does not fit is cut."""
    room = WIDTH - indent - 6 * MARGIN - width_of(bar.shown, bold=True)
    if width_of(bar.label) <= room:
        return (bar.label,)
    words = bar.label.split(" ")
    fits = [place for place in range(1, len(words)) if width_of(" ".join(words[:place])) <= room]
    if not fits:
        return (shorten(bar.label, room),)
    return " ".join(words[: fits[-1]]), shorten(" ".join(words[fits[-1] :]), WIDTH - indent - 2 * MARGIN)


def shorten(words: str, room: float) -> str:
    """The text, cut with an ellipsis where it is wider than the room."""
    kept = words
    while kept and width_of(kept if kept == words else kept + "…") > room:
        kept = kept[:-1]
    return kept if kept == words else kept.rstrip() + "…"
