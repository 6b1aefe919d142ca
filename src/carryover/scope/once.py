"""A password that is good once: short to read aloud, long to guess. Pure but for the chance that is handed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

GOOD_FOR = timedelta(days=14)
"""How long a password that the office gave opens the door to choosing one's own."""
_CONSONANTS, _VOWELS = "bdfgkmnprstvz", "aeiou"  # none that is heard or read as another
WORDS = 5


def once_password(choose: Callable[[str], str]) -> str:
    """Five words of four letters, 60 bits: 'tavo-mike-ruda-sepo-niba'. `choose` picks one letter of several."""
    return "-".join("".join(choose(letters) for letters in (_CONSONANTS, _VOWELS) * 2) for _ in range(WORDS))
