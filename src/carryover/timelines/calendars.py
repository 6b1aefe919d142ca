"""A school's calendar as a value: every weekday from its first to its last is stated, or it refuses to
exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from carryover.terms import DateSpan

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """What kind of day the school has."""

    INSTRUCTIONAL = "instructional"
    EARLY_RELEASE = "early_release"
    CLOSED = "closed"


@dataclass(frozen=True)
class SchoolDay:
    """One day: its kind, its A or B letter where the school rotates, and a note ('Staff learning day')."""

    day: date
    kind: DayKind
    letter: Literal["A", "B", ""] = ""
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", DayKind(self.kind))
        if self.letter not in ("A", "B", ""):
            raise ValueError(f"{self.day} has the letter {self.letter!r}; a day is A, B or neither")

    @property
    def in_session(self) -> bool:
        """True when students come, for a whole or a short day."""
        return self.kind is not DayKind.CLOSED


class OutsideCalendar(ValueError):
    """The calendar was asked about a day it does not hold. Somebody must extend the calendar; nobody may
    guess.
    """


@dataclass(frozen=True)
class SchoolCalendar:
    """The days of one school from its first to its last.

    A Saturday or Sunday that is not listed is closed. Refuses to exist empty, with a weekday left out,
    or with a day filed under another date. Every question about a day outside raises `OutsideCalendar`.
    """

    days: Mapping[date, SchoolDay] = field(hash=False)

    def __post_init__(self) -> None:
        if not self.days:
            raise ValueError("a school calendar needs at least one day")
        days = dict(sorted(self.days.items()))
        for key, school_day in days.items():
            if key != school_day.day:
                raise ValueError(f"{school_day.day} is filed under {key}")
        object.__setattr__(self, "days", MappingProxyType(days))
        for day in _each(self.first, self.last):
            if day not in days and day.weekday() < _SATURDAY:
                raise ValueError(f"the calendar leaves out {day:%A} {day}; say whether it is a school day")

    @cached_property
    def first(self) -> date:
        """The first day the calendar knows."""
        return min(self.days)

    @cached_property
    def last(self) -> date:
        """The last day the calendar knows."""
        return max(self.days)

    def day(self, day: date) -> SchoolDay:
        """What kind of day it is. Raises OutsideCalendar before the first and after the last day."""
        self._require(day)
        return self.days.get(day) or SchoolDay(day, DayKind.CLOSED, "", "Weekend")

    def is_school_day(self, day: date) -> bool:
        """True when students come that day. Raises OutsideCalendar before the first and after the last
        day.
        """
        return self.day(day).in_session

    def school_days(self, span: DateSpan) -> tuple[date, ...]:
        """The school days of the span in order; a span without an end goes to the calendar's last day.

        Raises OutsideCalendar when the span reaches beyond the calendar on either side.
        """
        end = self.last if span.end is None else span.end
        self._require(span.start)
        self._require(end)
        return tuple(day for day in _each(span.start, end) if self.is_school_day(day))

    def next_school_day(self, after: date) -> date:
        """The first school day later than `after`. Raises OutsideCalendar when the calendar holds none."""
        self._require(after)
        for day in _each(after + _ONE_DAY, self.last):
            if self.is_school_day(day):
                return day
        raise OutsideCalendar(f"the calendar ends on {self.last} and holds no school day after {after}")

    def _require(self, day: date) -> None:
        if day < self.first:
            raise OutsideCalendar(f"the calendar begins on {self.first} and says nothing about {day}")
        if day > self.last:
            raise OutsideCalendar(f"the calendar ends on {self.last} and says nothing about {day}")


def _each(first: date, last: date) -> list[date]:
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]
