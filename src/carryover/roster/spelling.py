"""Names as they are abbreviated, and the user name that an office would give. Pure."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"[\s\u00a0]+")


def tidy(name: str) -> str:
    """The name in composed letters with single spaces and no control or direction marks; spelling is left alone."""
    composed = unicodedata.normalize("NFC", name)
    kept = "".join(
        c for c in composed if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")
    )
    return _SPACES.sub(" ", kept).strip()


def initials_of(given: str, family: str) -> str:
    """'J.T.' for Jaylen Tucker: a suggestion, for a family may write them otherwise."""
    return "".join(f"{name[:1].upper()}." for name in (given.strip(), family.strip()) if name)


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name without case, accents and punctuation: what tells whether two spellings may be one name."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c if c.isalnum() else " " for c in apart if not unicodedata.combining(c))
    return tuple(plain.split())


def user_name_of(given: str, family: str) -> str:
    """'dwalker' for Denise Walker: a suggestion in plain small letters; empty where the name has none."""
    letters = "".join(words_of(given))[:1] + "".join(words_of(family))
    return re.sub(r"[^a-z0-9]", "", letters)[:30]
