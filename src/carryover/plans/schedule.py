"""On which weekdays a goal's data are to be collected, as far as its schedule says so in words. Pure.

A schedule is written for adults. Where it names its weekdays, or says daily, a school day without a record is a gap.
Where it says neither ('twice a week'), nobody can tell which day was missed, and no day is called missed.
"""

from __future__ import annotations

import re

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_EVERY_DAY = re.compile(r"\b(daily|every (school )?day|each (school )?day|all day)\b")


def weekdays_of(schedule: str) -> frozenset[int]:
    """The weekdays (Monday is 0) that a schedule names; all five when it says daily; none when it leaves them open."""
    words = schedule.casefold()
    named = frozenset(n for n, day in enumerate(_WEEKDAYS) if re.search(rf"\b{day}s?\b", words))
    if named:
        return named
    return frozenset(range(5)) if _EVERY_DAY.search(words) else frozenset()
