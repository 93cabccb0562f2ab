"""The only maker of figures that may be shown: classes and lines, merging, hiding, and an attack before publishing."""

from impact.protect.reading import Snapshot
from impact.protect.release import Attack, Certificate, Release, protect_figures, protect_release
from impact.protect.rules import Counting, Rules, read_rules
from impact.protect.verify import verify_tables

__all__ = [
    "Attack",
    "Certificate",
    "Counting",
    "Release",
    "Rules",
    "Snapshot",
    "protect_figures",
    "protect_release",
    "read_rules",
    "verify_tables",
]
