"""Whether an adult may do what needs training: on which day a competency is held, and where one is lacking. Pure.

A certificate holds from the day it was issued to the day on which it expires, both included, as its issuer said; how
long that is is never computed here. One that was ended early no longer holds on the day it was ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from carryover.terms import DateSpan

DAY = timedelta(days=1)
BY_PERIOD = ("assigned", "contractor")
"""The relations in which an adult is with a student by period, so that what the student needs is asked of them."""
SOON = 14
"""Days before a certificate or an override ends on which those who assign are told."""
LONGEST_OVERRIDE = 30
"""Days from its first to its last day that an override may last: long enough to find a course, no longer."""


@dataclass(frozen=True)
class Held:
    """A certificate as far as the gate goes. `student`: for this one only; without `expires_on` it does not expire.

    `plan_number`: the version of the plan that was trained.
    """

    competency: str
    student: UUID | None
    issued_on: date
    expires_on: date | None = None
    ended_on: date | None = None
    plan_number: int | None = None

    @property
    def last(self) -> date | None:
        """The last day on which it holds, or None when it goes on."""
        ends = [self.expires_on] if self.expires_on else []
        ends += [self.ended_on - DAY] if self.ended_on else []
        return min(ends, default=None)

    def valid_on(self, day: date) -> bool:
        """Whether it holds on that day; the day of issue and the day of expiry are included."""
        return self.issued_on <= day and (self.last is None or day <= self.last)

    def is_for(self, student: UUID) -> bool:
        """Whether it counts with this student."""
        return self.student is None or self.student == student


@dataclass(frozen=True)
class Need:
    """What being with a student needs: a competency, in some period (empty: all day), on some days.

    `line`: a line of the plan names it; otherwise somebody entered it by hand, and `why` says so.
    """

    student: UUID
    competency: str
    days: DateSpan
    period: str = ""
    line: bool = False
    why: str = ""

    def in_periods(self, periods: Sequence[str]) -> bool:
        """Whether it matters to an adult who is with the student in these periods; none given: in every one."""
        return not (self.period and periods) or self.period in periods


@dataclass(frozen=True)
class Working:
    """An adult with a student in some periods (none: all day), on some days: what is asked whether they may."""

    adult: UUID
    student: UUID
    days: DateSpan
    periods: tuple[str, ...] = ()


@dataclass(frozen=True)
class Waived:
    """An override as far as the gate goes: for one adult with one student, from a day to a day, both included."""

    competency: str
    student: UUID
    days: DateSpan
    ended_on: date | None = None

    def covers(self, need: Need, day: date) -> bool:
        """Whether it lets that need stand unmet on that day."""
        fits = (self.competency, self.student) == (need.competency, need.student)
        return fits and self.days.includes(day) and (self.ended_on is None or day < self.ended_on)


@dataclass(frozen=True)
class Gap:
    """A need that nothing meets on `day`, the first such day; `until`: the last day on which a certificate did."""

    need: Need
    day: date
    until: date | None


def held_on(held: Iterable[Held], student: UUID, *days: date) -> frozenset[str]:
    """The competencies held with this student on every one of these days, each day by any certificate."""
    mine = [each for each in held if each.is_for(student)]
    by_day = [{each.competency for each in mine if each.valid_on(day)} for day in days]
    return frozenset(set.intersection(*by_day)) if by_day else frozenset()


def missing(needs: Iterable[Need], held: Iterable[Held], day: date) -> tuple[Need, ...]:
    """The needs of that day which no certificate meets on that day."""
    mine = list(held)
    return tuple(
        need
        for need in needs
        if need.days.includes(day) and need.competency not in held_on(mine, need.student, day)
    )


def gaps(needs: Iterable[Need], held: Iterable[Held], days: DateSpan) -> tuple[Gap, ...]:
    """The needs that are not met on some day of an assignment, each with its first such day.

    An assignment without an end is judged on its first day: every certificate ends some day, and those who assign are
    told before it does.
    """
    mine = list(held)
    found = ((need, _first_gap(need, mine, days)) for need in needs)
    return tuple(Gap(need, day, _held_until(need, mine, day)) for need, day in found if day is not None)


def uncovered(found: Iterable[Gap], waived: Iterable[Waived]) -> tuple[Gap, ...]:
    """The gaps that no override covers on their first day."""
    given = list(waived)
    return tuple(gap for gap in found if not any(each.covers(gap.need, gap.day) for each in given))


def ends_on(need: Need, held: Iterable[Held], day: date) -> date | None:
    """The last day without a break, from `day` on, on which certificates meet the need.

    None when they do for good. Raises ValueError when none does on `day`.
    """
    mine = [each for each in held if each.competency == need.competency and each.is_for(need.student)]
    if not any(each.valid_on(day) for each in mine):
        raise ValueError(f"{need.competency} is not held on {day}")
    while True:
        now = [each.last for each in mine if each.valid_on(day)]
        if not now or None in now:
            return None if now else day - DAY
        day = max(last for last in now if last is not None) + DAY


def _first_gap(need: Need, held: Sequence[Held], days: DateSpan) -> date | None:
    """The first day of the assignment on which the need is there and unmet."""
    last = days.end or days.start
    day = max(days.start, need.days.start)
    end = min(last, need.days.end) if need.days.end else last
    if day > end:
        return None
    if need.competency not in held_on(held, need.student, day):
        return day
    kept = ends_on(need, held, day)
    return None if kept is None or kept >= end else kept + DAY


def _held_until(need: Need, held: Sequence[Held], day: date) -> date | None:
    """The last day before `day` on which a certificate still met the need; None when none ever did."""
    fitting = [each for each in held if each.competency == need.competency and each.is_for(need.student)]
    lasts = [each.last for each in fitting if each.last is not None and each.issued_on <= each.last < day]
    return max(lasts, default=None)
