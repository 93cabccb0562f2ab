"""A new workspace: its folders, and an impact.toml that proposes what the files seem to belong to."""

from __future__ import annotations

from pathlib import Path

from impact.disk import write_whole
from impact.messages import say

FOLDERS = ("data/raw", "notebooks")
IGNORED = "data/processed/\n.impact/\n.ipynb_checkpoints/\n"
EMPTY = """# Ce que les tableurs ne disent pas. Chaque clé est expliquée dans la documentation du paquet.

[organisation]
name = ""
language = "fr"          # "fr" ou "en"
currency = "EUR"

# [[projects]]           # une édition d'un programme : tout ce qui en relève compte dans son secteur et son année
# id = "textile-2024"
# name = "Coopérative textile"
# sector = "textile"
# year = 2024

# [[sources]]            # à quoi un fichier appartient, et ce que ses cellules ne disent pas
# path = "2024/*textile*"
# project = "textile-2024"
# defaults = { stage = "accompanied" }

# [[funders]]            # qui lit quoi
# id = "fondation"
# name = "Fondation …"
# sectors = ["textile"]
# years = [2024]
"""


def start_workspace(folder: Path) -> str:
    """Makes what is missing of a workspace, touching nothing that is there; says what was done."""
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    if not (folder / ".gitignore").exists():
        write_whole(folder / ".gitignore", IGNORED.encode())
    settings = folder / "impact.toml"
    if settings.exists():
        return say("not_empty", "fr", folder=folder.name)
    write_whole(settings, EMPTY.encode("utf-8"))
    return say("created", "fr", folder=folder.name)
