"""What a block is made of: tables, charts, key figures; each becomes HTML through a template of the package."""

from __future__ import annotations

import base64
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from impact.charts import Drawing
from impact.words import HIDDEN, NO_DATA, Wording

SECTION_TYPE = "application/vnd.impact.section+json"
COVER = "cover"


@dataclass(frozen=True)
class Table:
    """One table: a caption, a header a column, and rows whose first cell is their header.

    Attributes:
        key: names the table within its page; its id is made from it.
        text_columns: places of the columns that hold words, not figures.
        total: the last row is a total.
        about: what every figure of the table is about, as `name=value&…`; with that of its row and of its column it
            says which figure a cell holds, so that a program can read the table again.
        about_rows: what the figures of each row are about; () where the table is not one of figures.
        about_columns: what the figures of each column are about, but for the first, which holds headers.
    """

    key: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text_columns: frozenset[int] = frozenset()
    total: bool = False
    note: str = ""
    about: str = ""
    about_rows: tuple[str, ...] = ()
    about_columns: tuple[str, ...] = ()

    @property
    def has_hidden(self) -> bool:
        """Whether a cell is hidden, so that a note must say what the symbol means."""
        return any(HIDDEN in cell for row in self.rows for cell in row)

    @property
    def has_empty(self) -> bool:
        """Whether a cell is without data, so that a note must say what the dash means."""
        return any(cell == NO_DATA for row in self.rows for cell in row)


@dataclass(frozen=True)
class Chart:
    """One chart: what it shows in a title, how to read one value of it, the drawing and the same values as a table.

    A `partial` drawing shows the first values only; the table has them all.
    """

    finding: str
    measure: str
    reading: str
    field: str
    source: str
    drawing: Drawing
    table: Table
    partial: bool = False

    @property
    def uri(self) -> str:
        """The drawing as a `data:` address."""
        return "data:image/svg+xml;base64," + base64.b64encode(self.drawing.svg).decode("ascii")


@dataclass(frozen=True)
class Tile:
    """One key figure: its value, what it counts, and lines for its targets and the year before."""

    value: str
    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """One block of a report, ready to be shown in a notebook or put into a page.

    Attributes:
        id: ASCII slug, the anchor that the contents list points to.
        number: its place in the report, "" where it has none; of the cover, the line at the foot of the page.
        title: its heading.
        html: what stands under the heading.
        language: of all its words.
    """

    id: str
    number: str
    title: str
    html: Markup
    language: str

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        """The block for Jupyter: the package's own type for the exporter, HTML for the eye."""
        own = {
            "id": self.id,
            "number": self.number,
            "title": self.title,
            "html": str(self.html),
            "language": self.language,
        }
        return {SECTION_TYPE: own, "text/html": str(self._repr_html_()), "text/plain": self.title}

    def _repr_html_(self) -> Markup:
        return Markup("<section lang='{}'><h2>{}</h2>{}</section>").format(self.language, self.title, self.html)


@cache
def find_templates() -> Environment:
    """The package's templates, autoescaping."""
    loader = PackageLoader("impact.report", "template")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def render(template: str, words: Wording, **values: object) -> Markup:
    """One of the package's templates, filled in."""
    return Markup(find_templates().get_template(f"{template}.html.j2").render(words=words, **values))  # noqa: S704


def render_table(table: Table, words: Wording) -> Markup:
    """A table in a box that scrolls on its own on a narrow screen."""
    return render("table", words, table=table)


def render_chart(chart: Chart, words: Wording) -> Markup:
    """A chart with its title, its alternative text, how to read it, and its values as a table."""
    return render("chart", words, chart=chart)


def render_charts(charts: tuple[Chart | None, ...], words: Wording) -> Markup:
    """Charts side by side where the screen is wide enough; those with nothing to show are left out."""
    drawn = [render_chart(chart, words) for chart in charts if chart is not None]
    return Markup('<div class="charts">{}</div>').format(Markup("").join(drawn)) if drawn else Markup("")


def about(**facts: str) -> str:
    """What figures are about, as `name=value&…`.

    >>> about(indicator="people_met", sector="bois & cuir")
    'indicator=people_met&sector=bois+%26+cuir'
    """
    return urlencode(facts)


def paragraph(text: str, kind: str = "") -> Markup:
    """One paragraph, of a kind that the style sheet knows."""
    return Markup('<p class="{}">{}</p>').format(kind, text) if kind else Markup("<p>{}</p>").format(text)


def subtitle(text: str) -> Markup:
    """A heading inside a block."""
    return Markup("<h3>{}</h3>").format(text)


def slug(text: str) -> str:
    """An ASCII id made from a text.

    >>> slug("Qualité des données")
    'qualite-des-donnees'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "x"
