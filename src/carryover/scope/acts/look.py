"""Looking: whoever opens something about a student is asked for the right first, and the look is written down."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404

from carryover.journal.acts import record
from carryover.roster.models import Adult, Student
from carryover.scope.actors import Actor
from carryover.scope.adults import require_for
from carryover.scope.policy import Thing
from carryover.scope.queries import require, students_for


def look_at(actor: Actor, act: str, student: UUID, entry: str) -> Student:
    """The student, by the right `act`, journaled as `entry`; Http404 and Refused as `require` says."""
    permit = require(actor, act, student)
    found = students_for(actor, act).filter(id=student).first()
    if found is None:
        raise Http404
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act=entry,
        thing=("student", student),
        students=[student],
    )
    return found


def look_at_caseload(actor: Actor, adult: Adult, students: Sequence[UUID]) -> None:
    """Write down that what an adult holds was looked at, with the students whom the asker saw among it."""
    permit = require_for(actor, "people.manage", adult)
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="caseload.read",
        thing=("adult", adult.id),
        students=students,
    )


def look_over(actor: Actor, act: str, school: UUID, entry: str, students: Sequence[UUID]) -> None:
    """Write down a list of students of a school that is shown, by an act of the school."""
    permit = require(actor, act, Thing(school=school))
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act=entry,
        thing=("school", school),
        students=students,
    )
