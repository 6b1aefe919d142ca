"""Classes and who belongs to them, and assigning an adult to students of a class at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from carryover.journal.acts import record
from carryover.roster.models import Adult, ClassMember, SchoolClass
from carryover.roster.spelling import tidy
from carryover.scope.actors import Actor
from carryover.scope.acts.assignment import Assignment, assign
from carryover.scope.handing_over import Place
from carryover.scope.policy import Thing
from carryover.scope.queries import Permit, require, require_each
from carryover.terms import DateSpan, Refusal, Refused


@dataclass(frozen=True)
class ClassFacts:
    """A class: its code, which is unique at the school, its name, and where the day has them who leads it and where."""

    code: str
    name: str
    teacher: UUID | None = None
    period: str = ""
    place: str = ""


@transaction.atomic
def enter_class(actor: Actor, school: UUID, facts: ClassFacts) -> SchoolClass:
    """Enter a class without members."""
    permit = require(actor, "class.manage", Thing(school=school))
    row = SchoolClass(school_id=school)
    _fill(row, facts)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(_CODE) from None
    _journal(actor, permit, "class.enter", row)
    return row


@transaction.atomic
def change_class(actor: Actor, row: SchoolClass, facts: ClassFacts) -> None:
    """Correct what a class is called, who leads it, and when and where it meets."""
    permit = require(actor, "class.manage", Thing(school=row.school_id))
    _fill(row, facts)
    try:
        with transaction.atomic():
            row.save(update_fields=["code", "name", "teacher", "period", "place"])
    except IntegrityError:
        raise Refused(_CODE) from None
    _journal(actor, permit, "class.change", row)


@transaction.atomic
def add_members(actor: Actor, row: SchoolClass, students: Sequence[UUID], days: DateSpan) -> None:
    """Let students belong to the class on these days; each must be one of whom the asker may know."""
    permit = require(actor, "class.manage", Thing(school=row.school_id))
    require_each(actor, "student.see", students)
    try:
        with transaction.atomic():
            ClassMember.objects.bulk_create(
                ClassMember(
                    id=uuid4(), school_class=row, student_id=each, valid_from=days.start, valid_to=days.end
                )
                for each in students
            )
    except IntegrityError:
        raise Refused(_MEMBER) from None
    _journal(actor, permit, "class.join", row, students)


@transaction.atomic
def end_members(actor: Actor, row: SchoolClass, students: Sequence[UUID], last_day: date) -> None:
    """Let students belong to the class no longer than a day; assignments that came with it stay as they are."""
    permit = require(actor, "class.manage", Thing(school=row.school_id))
    rows = ClassMember.objects.filter(school_class=row, student__in=students).exclude(valid_to__lte=last_day)
    for member in rows:
        # Whoever joins later than that day belongs to it for one: a row is never taken back.
        member.valid_to = max(member.valid_from, last_day)
        member.save(update_fields=["valid_to"])
    _journal(actor, permit, "class.leave", row, students)


@transaction.atomic
def assign_to_class(
    actor: Actor, row: SchoolClass, adult: Adult, students: Iterable[UUID], days: DateSpan, reason: str = ""
) -> list[UUID]:
    """Assign an adult to these students in the class's period and place: one relationship a student, all or none."""
    places = (Place(row.period, "", row.place),) if row.period else ()
    wanted = [Assignment(adult, each, "assigned", days, places, reason) for each in students]
    return assign(actor, wanted, source="class")


def _fill(row: SchoolClass, facts: ClassFacts) -> None:
    row.code, row.name, row.teacher_id = tidy(facts.code), tidy(facts.name), facts.teacher
    row.period, row.place = tidy(facts.period), tidy(facts.place)


def _journal(actor: Actor, permit: Permit, act: str, row: SchoolClass, students: Iterable[UUID] = ()) -> None:
    record(
        at=actor.now, actor=actor.key, right=permit.right, act=act, thing=("class", row.id), students=students
    )


_CODE = Refusal(
    "Enter a class under this code",
    "Another class of the school has it.",
    "Choose another code.",
    "class.code",
)
_MEMBER = Refusal(
    "Add these students to the class",
    "One of them belongs to it on some of these days.",
    "Load the page again and look at how it stands now.",
    "class.member",
)
