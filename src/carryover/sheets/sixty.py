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
    """The ids of the lines to show at once, of lines in reading order.

    What must stand and the first line of each part stand whatever they take: a heading with nothing under it helps
    nobody. The others follow while words are left. `spent` words stand on the card besides.
    """
    firsts: dict[str, str] = {}
    for line in lines:
        firsts.setdefault(line.part, line.id)
    shown = {line.id for line in lines if line.must} | set(firsts.values())
    left = budget - spent - sum(line.words for line in lines if line.id in shown)
    for line in lines:
        if line.id not in shown and line.words <= left:
            shown.add(line.id)
            left -= line.words
    return frozenset(shown)
