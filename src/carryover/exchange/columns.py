"""The columns of the one file, by the names that stand in its header. Pure."""

from __future__ import annotations

import re
import unicodedata

STUDENT, ADULT, CLASS, MEMBER, ASSIGNMENT = "student", "adult", "class", "member", "assignment"
KINDS = (ADULT, STUDENT, CLASS, MEMBER, ASSIGNMENT)
"""What a row can be, in the order in which rows are written: each may name what stands before it."""

KNOWN = (
    "kind", "school", "number", "given name", "family name", "initials", "birth date", "grade", "user name", "role",
    "title", "reach", "class", "class name", "relation", "period", "letter", "place", "from", "to", "reason",
)  # fmt: skip
NEEDED = ("kind",)
NEEDED_BY_KIND = {
    STUDENT: ("number", "given name", "family name", "birth date", "grade"),
    ADULT: ("user name", "given name", "family name", "role"),
    CLASS: ("class", "class name"),
    MEMBER: ("class", "number"),
    ASSIGNMENT: ("user name",),
}
"""What a row of a kind must hold; an assignment names a student by number or a class besides."""

_OTHER_NAMES = {
    "tipo": "kind", "type": "kind", "building": "school", "student number": "number", "student id": "number",
    "first name": "given name", "last name": "family name", "surname": "family name", "dob": "birth date",
    "date of birth": "birth date", "birthdate": "birth date", "username": "user name", "user": "user name",
    "class code": "class", "room": "place", "start": "from", "end": "to",
}  # fmt: skip


def column_of(name: str) -> str:
    """The column that a header means, whatever its case, spaces, accents and underscores; empty when we know none."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    words = " ".join(
        re.sub(r"[^a-z0-9]+", " ", "".join(c for c in plain if not unicodedata.combining(c))).split()
    )
    if words in KNOWN:
        return words
    return _OTHER_NAMES.get(words, "") or next((each for each in KNOWN if each.replace(" ", "") == words), "")
