"""Bells as an office types them, a period a line: 'P1 8:25 9:55 Reading'. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from django.utils.translation import gettext as _

from carryover.roster.spelling import tidy

MOST = 30
_LINE = re.compile(
    r"(?P<code>\S{1,16})\s+(?P<starts>\S+(?:\s?[ap]m)?)[\s–-]+(?P<ends>\S+(?:\s?[ap]m)?)\s+(?P<name>.+)", re.I
)
_TIME = re.compile(r"(\d{1,2}):(\d{2})\s?(am|pm)?", re.I)


@dataclass(frozen=True)
class BellLine:
    """One period. Refuses to end before it starts."""

    code: str
    name: str
    starts: time
    ends: time

    def __post_init__(self) -> None:
        if self.ends <= self.starts:
            raise ValueError(f"{self.code} ends at {self.ends} and starts at {self.starts}")

    def __str__(self) -> str:
        return f"{self.code} {self.starts:%H:%M} {self.ends:%H:%M} {self.name}"


class Unreadable(ValueError):
    """What is wrong with typed bells, naming the line."""


def read_bells(text: str) -> tuple[BellLine, ...]:
    """The periods in order of their beginning. Raises Unreadable for the first line that cannot be meant."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise Unreadable(_("Type at least one period, for example: P1 8:25 9:55 Reading"))
    if len(lines) > MOST:
        raise Unreadable(_("More than %(most)s periods are no school day") % {"most": MOST})
    found = [_read(number, line) for number, line in lines]
    _refuse_overlap(sorted(found, key=lambda each: each[1].starts))
    codes: dict[str, int] = {}
    for number, bell in found:
        if bell.code in codes:
            words = _("Line %(line)s: the code %(code)s stands in line %(first)s already")
            raise Unreadable(words % {"line": number, "code": bell.code, "first": codes[bell.code]})
        codes[bell.code] = number
    return tuple(sorted((bell for _number, bell in found), key=lambda bell: bell.starts))


def _read(number: int, line: str) -> tuple[int, BellLine]:
    found = _LINE.fullmatch(line[:200])
    starts, ends = (_time(found[name]) if found else None for name in ("starts", "ends"))
    if not found or starts is None or ends is None:
        words = _("Line %(line)s: write code, beginning, end and name, for example: P1 8:25 9:55 Reading")
        raise Unreadable(words % {"line": number})
    if ends <= starts:
        raise Unreadable(_("Line %(line)s: the period ends before it begins") % {"line": number})
    return number, BellLine(found["code"], tidy(found["name"])[:60], starts, ends)


def _time(text: str) -> time | None:
    found = _TIME.fullmatch(text.strip())
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _refuse_overlap(found: list[tuple[int, BellLine]]) -> None:
    for (_one, before), (number, after) in pairwise(found):
        if after.starts < before.ends:
            words = _("Line %(line)s: %(code)s begins before %(other)s has ended")
            raise Unreadable(words % {"line": number, "code": after.code, "other": before.code})
