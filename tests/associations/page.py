"""A page of a spreadsheet, and what a careful reader finds on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from associations.files import Row, Sheet, write_text, write_xlsx


@dataclass(frozen=True)
class Page:
    """A sheet and what is on it.

    Attributes:
        fates: one letter a filled row: `k` kept, `m` merged, `s` set aside, `-` not data; "" where several are fair.
        figures: the value of figures of the page's sector; None where there must be none.
        others: further sheets of the same workbook; their rows are not in `fates`.
        xfail: why impact does not read it yet; "" where it does.
    """

    name: str
    rows: Sequence[Row]
    fates: str
    figures: Mapping[str, float | None]
    merged: Sequence[str] = ()
    settings: str = ""
    others: Sequence[Sheet] = ()
    xfail: str = field(default="", compare=False)

    @property
    def sector(self) -> str:
        """The sector that the page's source says; its file's name too."""
        return self.name.replace("'", " ")


def write_pages(root: Path, pages: Sequence[Page]) -> None:
    """Writes each page as a file, and the settings that give each its sector."""
    settings = []
    for page in pages:
        write_xlsx(
            root / "data" / "raw" / f"{page.sector}.xlsx", Sheet("Page", page.rows, merged=page.merged), *page.others
        )
        settings.append(f'[[sources]]\npath = "{page.sector}.xlsx"\nsector = "{page.sector}"\n{page.settings}\n')
    write_text(root / "impact.toml", "\n".join(settings), "utf-8")
