"""A school's calendar and bells, from rows to values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Literal, cast
from uuid import UUID

from django.db.models import Max, Min

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


def school_hours(
    schools: Iterable[UUID], since: date, until: date
) -> dict[UUID, dict[date, tuple[time, time]]]:
    """For each of these schools, from when to when school is on, on each of its school days between: one query."""
    found: dict[UUID, dict[date, tuple[time, time]]] = defaultdict(dict)
    rows = SchoolDay.objects.filter(school__in=list(schools), day__range=(since, until)).exclude(
        kind="closed"
    )
    for school, day, opens, closes in rows.values_list("school_id", "day").annotate(
        opens=Min("bells__periods__starts"), closes=Max("bells__periods__ends")
    ):
        if opens is not None and closes is not None:
            found[school][day] = (opens, closes)
    return dict(found)
