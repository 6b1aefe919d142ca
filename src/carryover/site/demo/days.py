"""The district's calendar: three school years around today, each of 180 instructional days, with its breaks.

Pure: today is given. Today itself is always a day with school, because a demo that opens on a Saturday must show a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from carryover.site.demo.chance import stream

INSTRUCTIONAL_DAYS = 180
DEMO_DAY = "demo day"
_DAY = timedelta(days=1)
_MON, _TUE, _WED, _THU, _FRI = range(5)


@dataclass(frozen=True)
class Day:
    """One calendar day of the district: kind as the roster stores it, its letter, and why it is closed or special."""

    day: date
    kind: str
    letter: str
    note: str

    @property
    def in_session(self) -> bool:
        """Whether students come."""
        return self.kind != "closed"


def school_year(day: date) -> int:
    """The year in which the school year of this day ends; it turns on July 1."""
    return day.year + (day.month >= 7)


def first_day(ending: int) -> date:
    """The first day with students: the Monday on or after August 15."""
    return _weekday_from(date(ending - 1, 8, 15), _MON)


@dataclass(frozen=True)
class Year:
    """One school year, named by the calendar year in which it ends."""

    ending: int
    seed: int
    today: date

    @cached_property
    def closures(self) -> dict[date, str]:
        """Weekdays without students between the first day and early June, with the reason."""
        fall, spring = self.ending - 1, self.ending
        closed = {
            _nth(fall, 9, _MON, 1): "Labor Day",
            _nth(fall, 10, _FRI, 2): "Staff learning day",
            _nth(fall, 11, _TUE, 1): "Staff learning day",
            _nth(spring, 1, _MON, 3): "Martin Luther King Jr. Day",
            _nth(spring, 2, _MON, 3): "Presidents' Day",
            _nth(spring, 2, _FRI, 2): "Staff learning day",
            _nth(spring, 4, _FRI, 3): "Staff learning day",
            _weekday_from(date(spring, 5, 25), _MON): "Memorial Day",
        }
        thanksgiving = _nth(fall, 11, _THU, 4)
        closed |= _run(thanksgiving - 3 * _DAY, 5, "Thanksgiving break")
        winter = _monday_of(date(fall, 12, 24))
        closed |= _run(winter, 12, "Winter break")
        closed[winter + 14 * _DAY] = "Staff learning day"
        closed |= _run(_weekday_from(date(spring, 3, 20), _MON), 5, "Spring break")
        return closed | self._weather(closed)

    def _weather(self, closed: dict[date, str]) -> dict[date, str]:
        start = date(self.ending, 1, 10)
        open_days = [d for d in _each(start, start + 45 * _DAY) if d.weekday() < 5 and d not in closed]
        drawn = stream(self.seed, "weather", self.ending).sample(open_days, 3)
        # Nobody knows the snow to come.
        return dict.fromkeys([day for day in drawn if day < self.today], "Closed for weather")

    def days(self) -> list[Day]:
        """Every weekday from August 1 to July 31."""
        found, held = [], 0
        for day in _each(date(self.ending - 1, 8, 1), date(self.ending, 7, 31)):
            if day.weekday() > 4:
                continue
            note = self.closures.get(day, "")
            if day < first_day(self.ending) or held == INSTRUCTIONAL_DAYS:
                note = "Summer"
            held += not note
            kind = "closed" if note else "early_release" if day.weekday() == _WED else "instructional"
            found.append(Day(day, kind, "", note))
        return found


@dataclass(frozen=True)
class Calendar:
    """The weekdays of the last, this and the next school year, seen from `today`."""

    today: date
    seed: int

    @cached_property
    def ending(self) -> int:
        """The school year that today belongs to; before its first day, the one that ended."""
        ending = self.today.year + (self.today.month >= 8)
        return ending if first_day(ending) <= self.today else ending - 1

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """In order of days; today is in session, and letters alternate so that today is an A day."""
        found = {
            d.day: d for year in (-1, 0, 1) for d in Year(self.ending + year, self.seed, self.today).days()
        }
        here = found.get(self.today)
        if here is None or not here.in_session:
            found[self.today] = Day(self.today, "instructional", "", DEMO_DAY)
        ordered = sorted(found.values(), key=lambda d: d.day)
        open_days = [d.day for d in ordered if d.in_session]
        anchor = open_days.index(self.today)
        letters = {day: "AB"[(place - anchor) % 2] for place, day in enumerate(open_days)}
        return tuple(Day(d.day, d.kind, letters.get(d.day, ""), d.note) for d in ordered)

    @cached_property
    def open_days(self) -> tuple[Day, ...]:
        """Days with school, in order."""
        return tuple(d for d in self.days if d.in_session)

    @cached_property
    def past(self) -> tuple[Day, ...]:
        """Days with school before today, in order."""
        return tuple(d for d in self.open_days if d.day < self.today)

    def year_starts(self, ending: int) -> date:
        """The first day with school of that year."""
        return first_day(ending)

    def last_of(self, ending: int) -> date:
        """The last day with school of that year, without a demo day in summer."""
        return max(d.day for d in self.open_days if school_year(d.day) == ending and d.note != DEMO_DAY)

    def before(self, count: int) -> date:
        """The school day that lies `count` school days before today; as early as the calendar goes when it is short."""
        return self.past[max(0, len(self.past) - count)].day


def _each(first: date, last: date) -> list[date]:
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def _run(first: date, length: int, note: str) -> dict[date, str]:
    return {d: note for d in _each(first, first + (length - 1) * _DAY) if d.weekday() < 5}


def _monday_of(day: date) -> date:
    return day - day.weekday() * _DAY


def _weekday_from(day: date, weekday: int) -> date:
    return day + ((weekday - day.weekday()) % 7) * _DAY


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    return _weekday_from(date(year, month, 1), weekday) + (nth - 1) * 7 * _DAY
