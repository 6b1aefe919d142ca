"""Entering students, and correcting who they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import connection, transaction

from carryover.journal.acts import record
from carryover.roster.models import Adult, Student
from carryover.roster.spelling import initials_of, tidy
from carryover.scope.actors import Actor
from carryover.scope.adults import may_write_plans
from carryover.scope.models import Relationship
from carryover.scope.policy import Thing, table
from carryover.scope.queries import require
from carryover.terms import Refusal, Refused


@dataclass(frozen=True)
class StudentFacts:
    """Who a student is. Without `initials` they are those of the name."""

    given: str
    family: str
    birth: date
    number: str = ""
    initials: str = ""


@dataclass(frozen=True)
class Entry:
    """A student to be entered: who, in which grade, from which day."""

    facts: StudentFacts
    grade: str
    since: date


# An enrolment is what lets its own school see it, so the row cannot be shown to the one who has just written it.
_ENROL = """
INSERT INTO roster_enrolment (student_id, school_id, grade, valid_from)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::date[])
"""


@transaction.atomic
def enter_students(
    actor: Actor, school: UUID, entries: Sequence[Entry], manager: Adult | None = None
) -> list[UUID]:
    """Enter students of a school, enrolled from their days on, and return their ids in order.

    `manager` manages their plans from then on; without one, whoever enters them and may manage plans does.
    """
    permit = require(actor, "student.enter", Thing(school=school))
    late = [each for each in entries if each.since > actor.today]
    if late:
        raise Refused(_TOO_EARLY)
    rows = [_student(each.facts) for each in entries]
    Student.objects.bulk_create(rows)
    enrol_rows(school, [row.id for row in rows], entries)
    ids = [row.id for row in rows]
    _managed(actor, school, ids, entries, manager)
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="student.enter",
        thing=("school", school),
        students=ids,
    )
    return ids


@transaction.atomic
def change_student(actor: Actor, student: Student, facts: StudentFacts) -> None:
    """Correct name, initials, birth date or number; the wrong ones stay in the row's history."""
    permit = require(actor, "student.change", student.id)
    fresh = _student(facts)
    for name in ("given_name", "family_name", "initials", "birth_date", "number"):
        setattr(student, name, getattr(fresh, name))
    student.save(update_fields=["given_name", "family_name", "initials", "birth_date", "number"])
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="student.change",
        thing=("student", student.id),
        students=[student.id],
    )


def enrol_rows(school: UUID, students: Sequence[UUID], entries: Sequence[Entry]) -> None:
    """The rows of enrolments, written without reading them back."""
    with connection.cursor() as cursor:
        days, grades = [each.since for each in entries], [each.grade for each in entries]
        cursor.execute(_ENROL, [list(students), [school] * len(students), grades, days])


def facts_of(student: Student) -> StudentFacts:
    """Who a student is, as they stand in the rows."""
    return StudentFacts(
        student.given_name, student.family_name, student.birth_date, student.number, student.initials
    )


def _student(facts: StudentFacts) -> Student:
    given, family = tidy(facts.given), tidy(facts.family)
    initials = tidy(facts.initials) or initials_of(given, family)
    return Student(
        id=uuid4(), given_name=given, family_name=family, initials=initials[:8], birth_date=facts.birth,
        number=tidy(facts.number),
    )  # fmt: skip


def _managed(
    actor: Actor, school: UUID, students: Sequence[UUID], entries: Sequence[Entry], manager: Adult | None
) -> None:
    """Somebody answers for each from the first day, where that can be said at once."""
    who = manager
    if who is None and may_write_plans(actor.role) and actor.adult.school_id == school:
        who = actor.adult
    if who is None:
        return
    if who.id != actor.adult.id and not may_name_a_manager(actor, school):
        raise Refused(table()["case_manager.change"].refusal)
    if not may_write_plans(who.role):
        raise Refused(_NO_WRITER)
    Relationship.objects.bulk_create(
        Relationship(
            adult=who,
            student_id=key,
            relation="case_manager",
            valid_from=each.since,
            source="entered",
            granted_by=actor.adult,
        )
        for key, each in zip(students, entries, strict=True)
    )


def may_name_a_manager(actor: Actor, school: UUID) -> bool:
    """Whether the asker, entering a student there, may say who manages the plan: by their right over the school."""
    through = table()["case_manager.change"].relations(actor.role)
    return bool(actor.to_schools.get(school, frozenset()) & through)


_TOO_EARLY = Refusal(
    "Enroll a student from a later day",
    "Somebody who is not enrolled yet is nobody's student, and no one could see the entry.",
    "Enter the student on the day of enrollment or afterwards.",
    "student.too_early",
)
_NO_WRITER = Refusal(
    "Name this adult as case manager",
    "Their role does not write and sign plans.",
    "Choose an adult whose role does.",
    "case_manager.role",
)
