"""Where one student is today and who is with them, period by period, and what has been seen so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID
from zoneinfo import ZoneInfo

from carryover.observations.totals import Totals, totals
from carryover.plans.queries import content_of, in_force
from carryover.roster.calendars import bells_on, calendar_of
from carryover.roster.models import Absence, Adult, Enrolment, Outing
from carryover.scope.actors import Actor, on_day
from carryover.scope.actors import in_force as in_force_then
from carryover.scope.models import AssignedPeriod, Relationship
from carryover.scope.queries import visible
from carryover.sheets.day import Away, Placed, Present, Ring, Status, Trip, blocks
from carryover.timelines import DayKind, SchoolDay


@dataclass(frozen=True)
class Stay:
    """One period of the student's day: where, with which adults, and in words when not there."""

    ring: Ring
    place: str
    adults: tuple[str, ...]
    present: Present
    now: bool


@dataclass(frozen=True)
class StudentDay:
    """A student's day: its kind, the periods with an adult assigned, and how many measures were seen."""

    school_day: SchoolDay
    stays: tuple[Stay, ...]
    seen: int
    measures: int

    @property
    def away_all_day(self) -> bool:
        """True when the student is absent for the whole day."""
        return bool(self.stays) and all(stay.present.status is Status.ABSENT for stay in self.stays)


def clock_of(actor: Actor) -> time:
    """The time of day at the asking adult's district."""
    return actor.now.astimezone(ZoneInfo(actor.adult.district.time_zone)).time()


def student_day(actor: Actor, student: UUID) -> StudentDay:
    """Today of one student whom the actor may see by `day.read` (the caller has asked): a fixed number of queries."""
    seen, measures = _measures(actor, student)
    school = (
        Enrolment.objects.filter(on_day(actor.today), student=student)
        .values_list("school_id", flat=True)
        .first()
    )
    school_day = _day(school, actor.today)
    if school is None or not school_day.in_session:
        return StudentDay(school_day, (), seen, measures)
    rings = [Ring(b.code, b.name, b.starts, b.ends) for b in bells_on(school, school_day)]
    return StudentDay(school_day, _stays(actor, student, rings, school_day), seen, measures)


def _stays(actor: Actor, student: UUID, rings: Iterable[Ring], school_day: SchoolDay) -> tuple[Stay, ...]:
    rows = AssignedPeriod.objects.filter(
        relationship__in=Relationship.objects.filter(in_force_then(actor.now, actor.today), student=student),
        letter__in=["", school_day.letter],
    ).select_related("relationship__adult")
    adults: dict[tuple[str, str], list[Adult]] = {}
    for row in rows.order_by("relationship__adult__family_name"):
        adults.setdefault((row.period, row.place), []).append(row.relationship.adult)
    placed = [Placed(student, period, "", place) for period, place in adults]
    clock = clock_of(actor)
    return tuple(
        Stay(
            block.ring,
            block.place,
            tuple(str(adult) for adult in dict.fromkeys(adults[block.ring.code, block.place])),
            block.students[0],
            block.ring.starts <= clock < block.ring.ends,
        )
        for block in blocks(rings, "", placed, _away(actor, student), _trips(actor, student), {student: 0})
    )


def _away(actor: Actor, student: UUID) -> dict[UUID, Away]:
    rows = visible(actor, Absence, "day.read").filter(student=student, day=actor.today)
    return {row.student_id: Away(row.leaves_at) for row in rows}


def _trips(actor: Actor, student: UUID) -> list[Trip]:
    rows = Outing.objects.filter(day=actor.today, students=student)
    return [Trip(row.title, row.leaves, row.returns, frozenset({student})) for row in rows]


def _day(school: UUID | None, day: date) -> SchoolDay:
    closed = SchoolDay(day, DayKind.CLOSED, "", "No school calendar")
    if school is None:
        return closed
    try:
        return calendar_of(school).day(day)
    except ValueError:
        return closed


def _measures(actor: Actor, student: UUID) -> tuple[int, int]:
    version = in_force(actor, [student], actor.today).get(student)
    if version is None:
        return 0, 0
    ids = {goal.measure.id for goal in content_of(version).goals}
    today = totals(actor, [student], "day.read", since=actor.today).get(student)
    return len(ids & _answered(today, actor.today)), len(ids)


def _answered(found: Totals | None, day: date) -> set[str]:
    """The measures recorded today, or closed as a zero or as no opportunity: each of these is an answer."""
    if found is None:
        return set()
    recorded = {measure for measure, days in found.days.items() if any(each.day == day for each in days)}
    return recorded.union(*(c.zero | c.no_opportunity for c in found.closings if c.day == day))
