"""A sheet to draw on, whose bytes repeat from run to run: the only place that loads matplotlib."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from importlib.resources import as_file, files
from typing import Literal, TypeAlias

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from impact.charts.palette import DARK_STYLE, INK, MARGIN, ROW, SIZE, WIDTH
from impact.charts.values import Bar, Drawing

Anchor: TypeAlias = Literal["left", "center", "right"]


class Paper:
    """A sheet of a fixed width, in points from its top left corner; used as a context, `drawing()` inside it."""

    def __init__(self, height: float) -> None:
        self.height = height
        self.settings = ExitStack()

    def __enter__(self) -> Paper:
        self.settings.enter_context(matplotlib.rc_context())
        self.settings.enter_context(warnings.catch_warnings())
        warnings.filterwarnings("ignore", message="Glyph .* missing")
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

    def box(self, left: float, top: float, width: float, colour: str, height: float = 15) -> None:
        """A filled rectangle."""
        x, y = self.place(left, top + height)
        shape = Rectangle(
            (x, y), width / WIDTH, height / self.height, facecolor=colour, transform=self.figure.transFigure
        )
        self.figure.add_artist(shape)

    def tick(self, x: float, top: float) -> None:
        """A short upright line that sticks out of a bar."""
        self.line([(x, top - 4), (x, top + 19)], INK, 2.6)

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: float = 2.2, dots: bool = False) -> None:
        """A line through points, with a dot on each where asked for."""
        if not points:
            return
        xs, ys = zip(*(self.place(x, y) for x, y in points), strict=True)
        marker = "o" if dots else ""
        self.figure.add_artist(Line2D(xs, ys, color=colour, linewidth=width, marker=marker, markersize=5.5))

    def rows(self, bars: Sequence[Bar]) -> Iterator[tuple[float, Bar]]:
        """Every bar with the top of the place where it is drawn; its label and value are written above that place."""
        for number, bar in enumerate(bars):
            top = ROW * number
            room = WIDTH - 3 * MARGIN - width_of(bar.shown, bold=True)
            self.text(MARGIN, top + 11, shorten(bar.label, room), INK)
            self.text(WIDTH - MARGIN, top + 11, bar.shown, INK, anchor="right", bold=True)
            yield top + 21, bar

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
    font = FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal", size=SIZE)
    width, _, _ = text_to_path.get_text_width_height_descent(words, font, ismath=False)
    return float(width)


def shorten(words: str, room: float) -> str:
    """The text, cut with an ellipsis where it is wider than the room."""
    if width_of(words) <= room:
        return words
    kept = words
    while kept and width_of(kept + "…") > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"
