"""Generated parts of the documentation are fresh."""

from pathlib import Path

from impact.exports import catalogue_to_markdown
from impact.indicators import CATALOGUE

ROOT = Path(__file__).resolve().parents[2]
START, END = "<!-- catalogue -->\n", "<!-- end of catalogue -->"


def test_the_catalogue_in_the_readme_is_that_of_the_program() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    written = readme.split(START)[1].split(END)[0]
    assert written == catalogue_to_markdown(CATALOGUE, "fr"), "run: make readme"
