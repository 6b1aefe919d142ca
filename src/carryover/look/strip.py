"""The thread strip as a value: one station for each place where a student's plan lives.

Promises: a station always says its state in words, so that nobody has to read a color or a shape to know it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Fill = Literal["filled", "half", "open"]

FILL_WORDS: dict[Fill, Words] = {
    "filled": _("done"),
    "half": _("under way"),
    "open": _("not yet"),
}


@dataclass(frozen=True)
class Station:
    """One stop of the thread: its name, where it leads, what is so, and one line more.

    `fill` is "filled" (done), "half" (under way) or "open" (not yet). An empty `href` is a station the reader
    may see but not enter. Refuses to exist without a name and a state in words.
    """

    name: Words
    state_words: Words
    detail: Words
    href: str
    fill: Fill

    def __post_init__(self) -> None:
        if not (self.name and self.state_words):
            raise ValueError("a station has a name and says its state in words")
        if self.fill not in get_args(Fill):
            raise ValueError(f"a station is filled, half or open, not {self.fill!r}")

    @property
    def fill_words(self) -> Words:
        """What the glyph says, for those who do not see it."""
        return FILL_WORDS[self.fill]
