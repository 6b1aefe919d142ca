"""A school's calendar and bells, from rows to values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Literal, cast
from uuid import UUID

from carryover.roster.models import Period, SchoolDay
from carryover.timelines import DayKind, SchoolCalendar
from carryover.timelines import SchoolDay as Day


@dataclass(frozen=True)
class Bell:
    """One period of one day."""

    code: str
    name: str
    starts: time
    ends: time


def calendar_of(school: UUID) -> SchoolCalendar:
    """The whole calendar of a school as a value: one query. ValueError when nobody has entered one."""
    rows = SchoolDay.objects.filter(school=school).values_list("day", "kind", "letter", "note")
    return SchoolCalendar(
        {
            day: Day(day, DayKind(kind), cast(Literal["A", "B", ""], letter), note)
            for day, kind, letter, note in rows
        }
    )


def bells_on(school: UUID, day: Day) -> tuple[Bell, ...]:
    """The periods of that day in order; none on a day without school."""
    rows = Period.objects.filter(bells__schoolday__school=school, bells__schoolday__day=day.day).order_by(
        "starts"
    )
    return tuple(Bell(row.code, row.name, row.starts, row.ends) for row in rows)
