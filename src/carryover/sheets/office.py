"""Look-ups for whoever hands over a place: who is with students that day, and in which periods."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count

from carryover.roster.models import Adult, School, SchoolDay
from carryover.roster.roles import Role
from carryover.scope.actors import STOOD_IN_FOR, Actor, Place, in_force, places_of
from carryover.scope.models import AssignedPeriod, Relationship
from carryover.scope.queries import schools_for
from carryover.sheets.day import Placed, Ring
from carryover.sheets.handing import Bells, bells_of


@dataclass(frozen=True)
class Absent:
    """An adult who will be away from a school."""

    adult: Adult
    school: UUID


@dataclass(frozen=True)
class WithStudents:
    """An adult who is with students that day, and with how many."""

    adult: Adult
    students: int


@dataclass(frozen=True)
class Taken:
    """A period of the absent adult: when it rings, and where."""

    ring: Ring
    places: tuple[str, ...]


def offices_of(actor: Actor) -> list[School]:
    """The schools for which this adult may hand over places, by name."""
    mine = schools_for(actor, "substitute.issue")
    return list(School.objects.filter(id__in=mine).order_by("name")) if mine else []


def with_students(actor: Actor, school: UUID, day: date) -> list[WithStudents]:
    """The adults with a desk at the school who are with students in some period that day, by family name."""
    bells = bells_of(school, day)
    theirs = Relationship.objects.filter(
        in_force(actor.now, day), adult__school=school, student__isnull=False, relation__in=STOOD_IN_FOR
    )
    rows = AssignedPeriod.objects.filter(
        relationship__in=theirs, letter__in=["", bells.letter], period__in=[ring.code for ring in bells.rings]
    )
    counted = rows.values_list("relationship__adult").annotate(Count("relationship__student", distinct=True))
    students = dict(counted.order_by())
    adults = Adult.objects.filter(id__in=students).order_by("family_name", "given_name")
    return [WithStudents(adult, students[adult.id]) for adult in adults]


def taken_periods(actor: Actor, absent: Absent, day: date, bells: Bells) -> list[Taken]:
    """The periods in which the absent adult is with students of the school, on days of either letter, in bell order."""
    found = places_of(absent.adult.id, absent.school, actor.now, day, any_letter=True)
    return [
        Taken(ring, tuple(sorted({each.place for each in found if each.period == ring.code})))
        for ring in bells.rings
        if any(each.period == ring.code for each in found)
    ]


def placed_by(actor: Actor, absent: Absent, day: date) -> list[Placed]:
    """Where the absent adult would be with whom on that day."""
    return placed(places_of(absent.adult.id, absent.school, actor.now, day))


def placed(places: Iterable[Place]) -> list[Placed]:
    """Places as the day reads them."""
    return [Placed(each.student, each.period, each.letter, each.place) for each in places]


def office_of(actor: Actor, school: UUID) -> str:
    """How the office of a school is reached: by its own administrator who asks, else by the first who says how."""
    if actor.adult.reach and actor.adult.school_id == school and offices_of(actor):
        return actor.adult.reach
    heads = Adult.objects.filter(school=school, role=Role.BUILDING_ADMINISTRATOR).exclude(reach="")
    return heads.order_by("family_name", "given_name").values_list("reach", flat=True).first() or ""


def absent_at(school: UUID | None, adult: UUID) -> Absent | None:
    """An adult with a desk at this school, or None."""
    row = Adult.objects.filter(id=adult, school=school).select_related("district").first() if school else None
    return Absent(row, school) if row and school else None


def next_day_with_school(school: UUID, after: date) -> date | None:
    """The next day on which the school's bells ring, or None when the calendar holds none."""
    days = SchoolDay.objects.filter(school=school, day__gt=after).exclude(kind="closed")
    return days.order_by("day").values_list("day", flat=True).first()
