"""Where a student is enrolled: moved to another school, ended, begun again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.http import Http404

from carryover.journal.acts import record
from carryover.roster.models import Adult, Enrolment, Student
from carryover.scope.actors import Actor
from carryover.scope.acts.student import Entry, enrol_rows, facts_of, may_name_a_manager
from carryover.scope.adults import may_write_plans
from carryover.scope.alike import Known
from carryover.scope.ending import end_rows
from carryover.scope.enrolled import enrolment_now, twins
from carryover.scope.models import Relationship
from carryover.scope.policy import Thing
from carryover.scope.queries import Permit, may, require
from carryover.terms import Refusal, Refused

WITH_THE_SCHOOL = ("assigned", "team", "contractor")
"""Relations that hold because of where the student is; others end with the student's leaving the district."""
_ONE_DAY = timedelta(days=1)


@transaction.atomic
def move_student(actor: Actor, student: Student, to: UUID, grade: str, first_day: date) -> int:
    """Enroll the student at another school from a day on; the number of assignments that ended with the old one.

    The case manager stays until the new school names another, so that nobody is without one.
    """
    permit = require(actor, "student.change", student.id)
    require(actor, "student.enter", Thing(school=to))
    now = _enrolled(actor, student.id)
    if first_day <= now.valid_from or first_day > actor.today:
        raise Refused(_NO_SUCH_DAY)
    ended = _end(actor, student.id, first_day - _ONE_DAY, WITH_THE_SCHOOL)
    enrol_rows(to, [student.id], [Entry(facts_of(student), grade, first_day)])
    Enrolment.objects.filter(id=now.id).update(valid_to=first_day - _ONE_DAY)
    _journal(actor, permit, "student.move", student.id, {"to": str(to), "from": first_day.isoformat()})
    return ended


@transaction.atomic
def change_grade(actor: Actor, student: Student, grade: str) -> None:
    """Correct the grade of the present enrollment."""
    permit = require(actor, "student.change", student.id)
    now = _enrolled(actor, student.id)
    Enrolment.objects.filter(id=now.id).update(grade=grade)
    _journal(actor, permit, "student.grade", student.id, {})


@transaction.atomic
def leave_district(actor: Actor, student: Student, last_day: date) -> int:
    """End the enrolment and with it every staff relationship; the number of those that ended.

    A case manager who does this remains one until the office ends it, because records are still to be sent.
    """
    permit = require(actor, "student.change", student.id)
    now = _enrolled(actor, student.id)
    if not now.valid_from <= last_day <= actor.today:
        raise Refused(_NO_SUCH_DAY)
    of_staff = [*WITH_THE_SCHOOL, "evaluator", "auditor"]
    if isinstance(may(actor, "case_manager.change", student.id), Permit):
        of_staff.append("case_manager")
    ended = _end(actor, student.id, last_day, of_staff)
    Enrolment.objects.filter(id=now.id).update(valid_to=last_day)
    _journal(actor, permit, "student.leave", student.id, {"last_day": last_day.isoformat()})
    return ended


@transaction.atomic
def enroll_again(
    actor: Actor, school: UUID, who: Known, student: UUID, entry: Entry, manager: Adult | None = None
) -> None:
    """Enroll somebody who had left, found by number and birth date; for those who answer for the school."""
    permit = require(actor, "student.enter", Thing(school=school))
    if not may_name_a_manager(actor, school):
        raise Refused(_OFFICE_ENROLLS_AGAIN)
    if student not in {twin.again for twin in twins(actor, [who])[0]}:
        raise Http404
    if entry.since > actor.today:
        raise Refused(_NO_SUCH_DAY)
    enrol_rows(school, [student], [entry])
    if manager is not None and may_write_plans(manager.role) and not _managed(student, entry.since):
        Relationship.objects.create(
            adult=manager, student_id=student, relation="case_manager", valid_from=entry.since, source="entered",
            granted_by=actor.adult,
        )  # fmt: skip
    _journal(actor, permit, "student.enter", student, {"again": True})


def _enrolled(actor: Actor, student: UUID) -> Enrolment:
    now = enrolment_now(actor, student)
    if now is None:
        raise Refused(_NOT_ENROLLED)
    return now


def _managed(student: UUID, since: date) -> bool:
    rows = Relationship.objects.filter(student=student, relation="case_manager")
    return rows.exclude(valid_to__lt=since).exists()


def _end(actor: Actor, student: UUID, last_day: date, relations: Sequence[str]) -> int:
    rows = Relationship.objects.filter(student=student, relation__in=relations)
    return end_rows(actor, rows, last_day if last_day >= actor.today else None)


def _journal(actor: Actor, permit: Permit, act: str, student: UUID, detail: dict[str, object]) -> None:
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act=act,
        thing=("student", student),
        students=[student],
        detail=detail,
    )


_NO_SUCH_DAY = Refusal(
    "Change where this student is enrolled",
    "The day does not lie after the enrollment began, or it has not come yet.",
    "Choose a day from the enrollment to today.",
    "enrollment.day",
)
_NOT_ENROLLED = Refusal(
    "Change where this student is enrolled",
    "The student is enrolled nowhere in the district today.",
    "The office can enroll the student again.",
    "enrollment.none",
)
_OFFICE_ENROLLS_AGAIN = Refusal(
    "Enroll a student again who had left",
    "Their old record comes with them, so those who answer for the school do it.",
    "The office can enroll the student again.",
    "enrollment.again",
)
