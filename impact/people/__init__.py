"""Who is the same person: merge, keep apart, or ask; and an id that stays hers."""

from impact.people.link import link_presences
from impact.people.match import Matches, match_people
from impact.people.mentions import is_counter
from impact.people.register import Register, assign_person_ids, read_or_make_key, read_register, write_register

__all__ = [
    "Matches",
    "Register",
    "assign_person_ids",
    "is_counter",
    "link_presences",
    "match_people",
    "read_or_make_key",
    "read_register",
    "write_register",
]
