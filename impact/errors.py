"""What can stop the program, and the exit status of each.

ImpactError            1  something failed; the sentence says what, where and what to do
├── ConfigError        2  impact.toml says something that cannot be; nothing is written
├── UsageError         2  the command asks for something that does not exist; nothing is written
├── UnreadableFile     1  a source file cannot be read; the other files go on
├── BrokenAccount      1  rows or amounts do not add up; nothing is put in place
├── Leak               1  a hidden figure could be worked out; nothing is published
└── Busy               1  another run is writing to this workspace
"""

from __future__ import annotations


class ImpactError(Exception):
    """A sentence for the user: what happened, where, and what to do about it.

    The English sentence is also its key in the catalogue of words; `facts` fill its `{places}`.
    """

    exit_status = 1

    def __init__(self, sentence: str, **facts: object) -> None:
        self.sentence = sentence
        self.facts = facts
        super().__init__(sentence.format(**facts) if facts else sentence)


class ConfigError(ImpactError):
    """`impact.toml` holds a key, a value or a reference that cannot be."""

    exit_status = 2


class UsageError(ImpactError):
    """A command or a call asks for something that does not exist."""

    exit_status = 2


class UnreadableFile(ImpactError):
    """A source file cannot be read; it is a finding, and the other files go on."""


class BrokenAccount(ImpactError):
    """Rows or amounts do not add up: the build is refused."""


class Leak(ImpactError):
    """A hidden figure could be worked out from what would be published."""


class Busy(ImpactError):
    """Another run is writing to this workspace."""
