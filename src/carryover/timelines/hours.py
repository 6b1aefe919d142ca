"""How much school passed between two moments: the clock of whatever must be answered while school is on.

A night, a weekend and a holiday do not age a question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True)
class SchoolTime:
    """School that passed: the school days that began after the first moment's day, and the minutes of school."""

    days: int
    minutes: int

    def __post_init__(self) -> None:
        if self.days < 0 or self.minutes < 0:
            raise ValueError("school time does not run backward")


def school_time(begun: datetime, ended: datetime, hours: Mapping[date, tuple[time, time]]) -> SchoolTime:
    """The school between two moments, both on the school's own clock.

    `hours` says for each school day from when to when school is on; a day that is not in it is closed. Nothing passes
    when `ended` is not after `begun`.
    """
    between = {day: on for day, on in hours.items() if begun.date() <= day <= ended.date()}
    seconds = sum(_overlap(day, on, begun, ended) for day, on in between.items())
    return SchoolTime(sum(day > begun.date() for day in between), int(seconds // 60))


def _overlap(day: date, on: tuple[time, time], begun: datetime, ended: datetime) -> float:
    opens, closes = (datetime.combine(day, at, begun.tzinfo) for at in on)
    return max(0.0, (min(closes, ended) - max(opens, begun)).total_seconds())
