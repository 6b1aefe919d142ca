"""Looking: whoever opens something about a student is asked for the right first, and the look is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from carryover.journal.acts import record
from carryover.roster.models import Adult, Student
from carryover.scope.actors import Actor
from carryover.scope.adults import require_for
from carryover.scope.policy import Thing
from carryover.scope.queries import Permit, require, students_for


@dataclass(frozen=True)
class Opened:
    """A student whose record was opened, and the right by which."""

    student: Student
    permit: Permit


def open_record(
    actor: Actor, act: str, student: UUID, *, entry: str, thing: tuple[str, object] | None = None
) -> Opened:
    """Let the actor look by the right `act`, and journal it as `entry` of `thing` (the student when there is none).

    A student the actor does not work with answers as one who does not exist: Http404. One the actor works with
    answers with the reason: Refused.
    """
    permit = require(actor, act, student)
    known = students_for(actor, act).filter(id=student).first()
    if known is None:
        raise Http404
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act=entry,
        thing=thing or ("student", known.id),
        students=[known.id],
    )
    return Opened(known, permit)


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
