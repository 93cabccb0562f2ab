"""A page or a picture read again tag by tag: its tables, its pictures, and whatever should not be in it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

FORBIDDEN = frozenset(
    "script iframe object embed link form base frame frameset applet audio video source foreignobject".split()
)
TAGS = frozenset(
    "html head meta title style body header footer main nav section div p span strong em code pre blockquote hr br a "
    "ul ol li dl dt dd h1 h2 h3 h4 h5 h6 details summary figure figcaption img table caption thead tbody tr th td "
    "svg defs clippath g path rect use text desc".split()
)
ATTRIBUTES = frozenset(
    "lang charset http-equiv name content class id href src alt width height scope tabindex role start "
    "aria-labelledby data-about data-label style d x y transform viewbox version type clip-path "
    "xmlns xmlns:xlink xlink:href".split()
)
ADDRESSES = frozenset("src href xlink:href action formaction srcset poster data background".split())
SVG = "data:image/svg+xml;base64,"
GLYPH = re.compile(r"#.*-([0-9a-f]+)$")
MARK = re.compile(r"#m[0-9a-f]+$")
UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|(opacity|font-size)\s*:\s*0(?!\.?\d)", re.IGNORECASE)
OUTSIDE = re.compile(r"@import|url\(\s*['\"]?(?!data:|#|['\"]?#)", re.IGNORECASE)


@dataclass
class Row:
    """One row of a table: what its figures are about, and the texts of its cells."""

    about: str = ""
    texts: list[str] = field(default_factory=list)


@dataclass
class Grid:
    """One table; `columns` says what the figures of each column are about, but for the first."""

    about: str | None = None
    caption: str = ""
    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


@dataclass
class Picture:
    """One picture: the sentence that stands for it, its drawing, the place of the table of the same values, and what
    is said around it.
    """

    alternative: str
    svg: str
    table: int
    around: list[str] = field(default_factory=list)


class MarkupReader(HTMLParser):
    """Reads HTML or SVG, which is given to `read`.

    Attributes:
        about: what the page looks at, "" where it says nothing of the kind.
        language: of the page.
        tables: in order.
        pictures: in order.
        glyphs: the lines of text that a picture spells in shapes, each as the numbers of its glyphs.
        texts: those that it holds as text.
        said: every text of it, wherever it stands.
        aside: the values of its attributes, its comments and instructions.
        shapes, dots: how many filled shapes and dots it draws.
        running: the texts of its sentences, outside of tables, charts and definitions.
        edges: the texts of its head and foot.
        unwanted: what should not be there: `script`, `outside`, `comment`, `unseen`.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.about, self.language = "", "fr"
        self.tables: list[Grid] = []
        self.pictures: list[Picture] = []
        self.glyphs: list[list[int]] = []
        self.texts: list[str] = []
        self.said: list[str] = []
        self.aside: list[str] = []
        self.edges: list[str] = []
        self.running: list[str] = []
        self.shapes = self.dots = 0
        self.unwanted: set[str] = set()
        self._open: list[str] = []
        self._around: list[str] = []

    def read(self, text: str) -> MarkupReader:
        """Reads it all."""
        self.feed(text)
        self.close()
        return self

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps what the tag opens."""
        given = {name: value or "" for name, value in attrs}
        self._check(tag, given)
        self.aside += [value for name, value in given.items() if name != "d" and not value.startswith("data:")]
        if tag == "html":
            self.language = given.get("lang", "fr")
        elif tag == "h1":
            self.about = given.get("data-about", "")
        elif tag == "figure":
            self._around = []
        elif tag == "img":
            self._keep_picture(given)
        elif tag in ("table", "tr", "th", "td"):
            self._open_table(tag, given)
        elif tag in ("g", "path", "use"):
            self._draw(tag, given)
        self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that opens and closes at once."""
        self.handle_starttag(tag, attrs)
        self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Closes the tag and whatever is left open in it."""
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, text: str) -> None:
        """A piece of text."""
        inside = set(self._open)
        self.said.append(text)
        if inside & {"header", "footer"}:
            self.edges.append(text)
        if "figure" in inside and "table" not in inside:
            self._around.append(text)
        elif "main" in inside and not inside & {"table", "dl"}:
            self.running.append(text)
        if "style" in inside:
            self._check_style(text)
        elif "caption" in inside and self.tables:
            self.tables[-1].caption += text
        elif inside & {"td", "th"} and "tbody" in inside and self.tables:
            self.tables[-1].rows[-1].texts[-1] += text
        elif inside & {"text", "title", "desc", "metadata"} and text.strip():
            self.texts.append(text)

    def handle_comment(self, text: str) -> None:
        """Pages of ours have none."""
        self.unwanted.add("comment")
        self.aside.append(text)

    def handle_pi(self, data: str) -> None:
        """An instruction, or a part that is set apart: readers do not see it."""
        self.aside.append(data)

    unknown_decl = handle_pi

    def _open_table(self, tag: str, given: Mapping[str, str]) -> None:
        if tag == "table":
            self.tables.append(Grid(given.get("data-about")))
        elif not self.tables:
            return
        elif "tbody" not in self._open:
            if "data-about" in given:
                self.tables[-1].columns.append(given["data-about"])
        elif tag == "tr":
            self.tables[-1].rows.append(Row(given.get("data-about", "")))
        elif self.tables[-1].rows:
            self.tables[-1].rows[-1].texts.append("")

    def _keep_picture(self, given: Mapping[str, str]) -> None:
        source, svg = given.get("src", ""), ""
        if source.startswith(SVG):
            try:
                svg = base64.b64decode(source.removeprefix(SVG), validate=True).decode()
            except (binascii.Error, UnicodeDecodeError):
                self.unwanted.add("outside")
        self.pictures.append(Picture(given.get("alt", ""), svg, len(self.tables), self._around))

    def _draw(self, tag: str, given: Mapping[str, str]) -> None:
        """Counts what a picture draws and spells what it writes in shapes."""
        if tag == "g" and given.get("id", "").startswith("text_"):
            self.glyphs.append([])
        elif tag == "path" and "defs" not in self._open and "fill: none" not in given.get("style", "fill: none"):
            self.shapes += 1
        elif tag == "use":
            address = given.get("xlink:href") or given.get("href") or ""
            if MARK.search(address):
                self.dots += 1
            elif (glyph := GLYPH.search(address)) and self.glyphs:
                self.glyphs[-1].append(int(glyph[1], 16))

    def _check(self, tag: str, given: Mapping[str, str]) -> None:
        if tag in FORBIDDEN or any(name.startswith("on") for name in given):
            self.unwanted.add("script" if tag not in ("link", "base", "source") else "outside")
        elif tag not in TAGS or not ATTRIBUTES.issuperset(given) or UNSEEN.search(given.get("style", "")):
            self.unwanted.add("unseen")
        if tag == "meta":
            self._check_head(given)
        for name in ADDRESSES & given.keys():
            self._check_address(tag, given[name].strip())
        self._check_style(given.get("style", ""))

    def _check_head(self, given: Mapping[str, str]) -> None:
        if given.get("http-equiv", "").lower() == "refresh":
            self.unwanted.add("outside")
        if given.get("name", "viewport") not in ("viewport", "color-scheme"):
            self.unwanted.add("unseen")

    def _check_address(self, tag: str, address: str) -> None:
        if address.lower().startswith(("javascript:", "vbscript:", "data:text")):
            self.unwanted.add("script")
        elif tag != "a" and not address.startswith(("#", "data:")):
            self.unwanted.add("outside")

    def _check_style(self, style: str) -> None:
        if OUTSIDE.search(style):
            self.unwanted.add("outside")
