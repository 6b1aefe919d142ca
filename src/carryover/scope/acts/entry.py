"""Entering a student by hand: not before it is clear that they are not here already."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from carryover.journal.acts import record
from carryover.roster.models import Adult, Student
from carryover.scope.actors import Actor
from carryover.scope.acts.enrollment import enroll_again
from carryover.scope.acts.student import Entry, StudentFacts, change_student, enter_students
from carryover.scope.alike import NUMBER, Known
from carryover.scope.enrolled import Twin, twins
from carryover.scope.policy import Thing
from carryover.scope.queries import require


@dataclass(frozen=True)
class Decision:
    """What was decided about whoever may be the same child: another one, after this warning, or one to enroll again."""

    other: bool = False
    shown: str = ""
    again: UUID | None = None


@dataclass(frozen=True)
class Outcome:
    """The student who was entered, or those about whom something has to be decided first."""

    student: UUID | None
    twins: tuple[Twin, ...] = ()


@transaction.atomic
def enter_student(
    actor: Actor, school: UUID, entry: Entry, manager: Adult | None, decision: Decision
) -> Outcome:
    """Enter one student, or nobody where somebody may be the same child and that is not decided yet.

    One of the same number is never entered a second time. Whom the asker may not see is told of without a name, and
    that the question was asked is written down.
    """
    permit = require(actor, "student.enter", Thing(school=school))
    found = tuple(twins(actor, [known(entry.facts)])[0])
    if decision.again is not None and decision.again in {each.again for each in found}:
        enroll_again(actor, school, known(entry.facts), decision.again, entry, manager)
        return Outcome(decision.again)
    decided = decision.other and decision.shown == shown(found)
    if any(each.why == NUMBER for each in found) or (found and not decided):
        record(
            at=actor.now,
            actor=actor.key,
            right=permit.right,
            act="student.alike",
            thing=("school", school),
            students=[each.student for each in found if each.student],
            detail={"found": len(found)},
        )
        return Outcome(None, found)
    return Outcome(enter_students(actor, school, [entry], manager)[0])


@transaction.atomic
def correct_student(actor: Actor, student: Student, facts: StudentFacts, seen: str) -> Outcome:
    """Correct who a student is; or nothing, and those who may be the same child, until the warning was seen."""
    found = tuple(twins(actor, [known(facts)], but=student.id)[0])
    if any(each.why == NUMBER for each in found) or (found and seen != shown(found)):
        return Outcome(None, found)
    change_student(actor, student, facts)
    return Outcome(student.id)


def known(facts: StudentFacts) -> Known:
    """A student as they are compared."""
    return Known(facts.given, facts.family, facts.birth, facts.number)


def shown(found: Sequence[Twin]) -> str:
    """What stands on the page of a warning, so that another one is shown again; it names nobody."""
    if not found:
        return ""
    return hashlib.sha256(",".join(f"{each.why} {each.key}" for each in found).encode()).hexdigest()[:16]
