"""Which lines of a card stand before 'more', so that it can be read in sixty seconds. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BUDGET = 200
"""Words that an adult reads in sixty seconds with understanding (D40)."""


@dataclass(frozen=True)
class Weighed:
    """A line as far as its room on the card goes. `must` lines stand whatever they take."""

    id: str
    part: str
    words: int
    must: bool = False


def words_in(*texts: str) -> int:
    """How many words these texts have."""
    return sum(len(text.split()) for text in texts)


def before_more(lines: Sequence[Weighed], spent: int = 0, budget: int = BUDGET) -> frozenset[str]:
    """The ids of the lines to show at once, of lines in reading order: all that must stand, then the first of each
    part, then the others while words are left. `spent` words stand on the card besides.
    """
    shown = {line.id for line in lines if line.must}
    left = budget - spent - sum(line.words for line in lines if line.must)
    firsts: dict[str, Weighed] = {}
    for line in lines:
        firsts.setdefault(line.part, line)
    for line in (*firsts.values(), *lines):
        if line.id not in shown and line.words <= left:
            shown.add(line.id)
            left -= line.words
    return frozenset(shown)
