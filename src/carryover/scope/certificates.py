"""Look-ups of what adults are trained in, what students need and what was waived, as far as the asker may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet

from carryover.roster.models import Adult, Enrolment
from carryover.roster.roles import STAFF_ROLES, Role
from carryover.scope.actors import Actor, Asker, on_day
from carryover.scope.competence import Held, Need, Waived
from carryover.scope.competencies import Competency, competencies
from carryover.scope.models import Certificate, Override, OwnCompetency, Requirement
from carryover.scope.queries import schools_for, students_for, visible
from carryover.terms import DateSpan

WITH_STUDENTS = (*STAFF_ROLES, Role.SUBSTITUTE, Role.CONTRACTOR)
"""Roles of adults who may work with students, and so may need to be trained."""


def known_competencies(actor: Actor) -> Mapping[str, Competency]:
    """The reviewed competencies and those of the asker's district that are in use, by key."""
    rows = OwnCompetency.objects.filter(district=actor.adult.district_id, retired_on__isnull=True)
    own = {row.name: as_competency(row) for row in rows.order_by("name")}
    return {**competencies(), **own}


def as_competency(row: OwnCompetency) -> Competency:
    """A district's own competency as the value that the reviewed ones are."""
    return Competency(
        row.name, row.name, row.one_student, row.trained_here, row.who_trains, row.instead, row.source
    )


def own_competencies(actor: Actor) -> list[OwnCompetency]:
    """What the asker's district added, retired ones last."""
    rows = OwnCompetency.objects.filter(district=actor.adult.district_id)
    return sorted(rows, key=lambda row: (row.retired_on is not None, row.name.casefold()))


def held_by(actor: Actor) -> tuple[Held, ...]:
    """The asking adult's own certificates."""
    rows = Certificate.objects.filter(adult=actor.id)
    return tuple(
        Held(row.competency, row.student_id, row.issued_on, row.expires_on, row.ended_on) for row in rows
    )


def waived_for(actor: Actor, students: Iterable[UUID], day: date) -> dict[UUID, list[Override]]:
    """The overrides in force for the asking adult on that day, by student."""
    rows = Override.objects.filter(running(day), adult=actor.id, student__in=list(students))
    found: dict[UUID, list[Override]] = defaultdict(list)
    for row in rows.select_related("allowed_by").order_by("ends_on"):
        found[row.student_id].append(row)
    return found


def held_of(adults: Iterable[UUID], students: Iterable[UUID]) -> dict[UUID, tuple[Held, ...]]:
    """What these adults are trained in as far as it counts with these students, wherever they have their desk.

    Answered to those who assign or train for the students; a certificate for another student stays out.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM scope_held(%s, %s)", [list(adults), list(students)])
        rows = cursor.fetchall()
    found: dict[UUID, list[Held]] = defaultdict(list)
    for adult, competency, student, issued, expires, ended, number in rows:
        found[adult].append(Held(competency, student, issued, expires, ended, number))
    return {adult: tuple(each) for adult, each in found.items()}


def required(asker: Asker, students: Iterable[UUID], since: date) -> tuple[Need, ...]:
    """What was entered by hand for these students and holds on `since` or later."""
    return tuple(as_need(row) for row in requirements(asker, students, since))


def requirements(asker: Asker, students: Iterable[UUID], since: date) -> list[Requirement]:
    """The rows behind `required`, in the order of periods."""
    rows = visible(asker, Requirement).filter(student__in=list(students))
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=since) & Q(valid_to__gte=F("valid_from")))
    return list(rows.select_related("entered_by").order_by("period", "competency", "valid_from"))


def as_need(row: Requirement) -> Need:
    """A requirement as the gate asks about it."""
    days = DateSpan(row.valid_from, row.valid_to)
    return Need(row.student_id, row.competency, days, row.period, why=row.why)


def overrides(asker: Asker, students: Iterable[UUID]) -> list[Override]:
    """Every override for these students, the newest first."""
    rows = visible(asker, Override).filter(student__in=list(students))
    return list(rows.select_related("adult", "allowed_by", "ended_by").order_by("-starts_on", "-allowed_at"))


def as_waived(row: Override) -> Waived:
    """An override as the gate asks about it."""
    return Waived(row.competency, row.student_id, DateSpan(row.starts_on, row.ends_on), row.ended_on)


def running(day: date) -> Q:
    """Overrides in force on a day."""
    return Q(starts_on__lte=day, ends_on__gte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gt=day))


def is_running(row: Override, day: date) -> bool:
    """Whether an override is in force on a day."""
    return row.starts_on <= day <= row.ends_on and (row.ended_on is None or day < row.ended_on)


def readable(actor: Actor) -> QuerySet[Certificate]:
    """The certificates that the asker may read whole: exactly those that the wall shows.

    One's own; those for a student with that student; any other of an adult with a desk where one may see them.
    """
    schools = schools_for(actor, "competence.see")
    of_student = Q(student__in=students_for(actor, "training.see").values("id"))
    at_desk = Q(adult__school__in=schools) | (Q(adult__school__isnull=True) if schools else Q(pk__in=()))
    return Certificate.objects.filter(Q(adult=actor.id) | of_student | Q(student__isnull=True) & at_desk)


def of_adult(actor: Actor, adult: UUID) -> list[Certificate]:
    """The certificates of one adult that the asker may read: those that hold first, then by the day they end."""
    rows = readable(actor).filter(adult=adult).select_related("student", "entered_by", "ended_by")
    return sorted(rows, key=lambda row: (not _holds(row, actor.today), row.competency, row.issued_on))


def running_out(actor: Actor, within: timedelta) -> list[Certificate]:
    """Certificates at the asker's schools that ended or will end soon and that no later one replaces.

    The asker holds `competence.record` there. The soonest first; those that were ended early are left out.
    """
    schools = schools_for(actor, "competence.record")
    at_desk = Q(adult__school__in=schools) | (Q(adult__school__isnull=True) if schools else Q(pk__in=()))
    rows = readable(actor).filter(at_desk, ended_on__isnull=True).select_related("adult", "student")
    newest: dict[tuple[UUID, str, UUID | None], Certificate] = {}
    for row in rows.order_by("issued_on"):
        key = (row.adult_id, row.competency, row.student_id)
        had = newest.get(key)
        if had is None or _later(row, had):
            newest[key] = row
    last = actor.today + within
    ending = [row for row in newest.values() if row.expires_on is not None and row.expires_on <= last]
    return sorted(ending, key=lambda row: (row.expires_on or date.max, str(row.adult)))


def one_certificate(actor: Actor, key: UUID) -> Certificate | None:
    """One certificate that the asker may read."""
    return readable(actor).filter(id=key).select_related("adult__school", "student").first()


def adults_at_schools(
    actor: Actor, act: str, *, named: str = "", student: UUID | None = None
) -> QuerySet[Adult]:
    """Adults with a desk at a school where the asker may do the act, or at none, who may work with students.

    Narrowed to a part of their name, or to the school where a student is enrolled today.
    """
    schools = schools_for(actor, act)
    if not schools:
        return Adult.objects.none()
    at = Q(school__in=schools)
    if student is not None:
        at &= Q(school__in=Enrolment.objects.filter(on_day(actor.today), student=student).values("school_id"))
    rows = Adult.objects.filter(
        at | Q(school__isnull=True), district=actor.adult.district_id, role__in=WITH_STUDENTS
    )
    for part in named.split():
        rows = rows.filter(Q(given_name__icontains=part) | Q(family_name__icontains=part))
    return rows.select_related("school").order_by("family_name", "given_name", "id")


def _holds(row: Certificate, day: date) -> bool:
    held = Held(row.competency, row.student_id, row.issued_on, row.expires_on, row.ended_on)
    return held.valid_on(day)


def _later(row: Certificate, had: Certificate) -> bool:
    return row.never_expires or (
        had.expires_on is not None and row.expires_on is not None and row.expires_on >= had.expires_on
    )
