"""Writes the generated part of README.md."""

from pathlib import Path

from impact.exports import catalogue_to_markdown
from impact.indicators import CATALOGUE

README = Path(__file__).resolve().parents[2] / "README.md"

if __name__ == "__main__":
    before, rest = README.read_text(encoding="utf-8").split("<!-- catalogue -->\n")
    after = rest.split("<!-- end of catalogue -->")[1]
    catalogue = catalogue_to_markdown(CATALOGUE, "fr")
    README.write_text(f"{before}<!-- catalogue -->\n{catalogue}<!-- end of catalogue -->{after}", encoding="utf-8")
