"""Tablets set up and handed over, and dated notes put on a graph: verbs of this room beside receiving."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from carryover.journal.acts import record
from carryover.observations.models import DatedNote
from carryover.scope.actors import Actor
from carryover.scope.acts import Enrolled, device_of, enrol, give_grant
from carryover.scope.queries import require
from carryover.terms import Refusal, Refused


@transaction.atomic
def enrol_tablet(actor: Actor, install: UUID, label: str) -> Enrolled:
    """Set up a tablet at the actor's own school."""
    school = actor.adult.school
    if school is None:
        raise Refused(
            Refusal(
                "Set up this tablet",
                "A tablet belongs to one school, and you work for the whole district.",
                "Somebody at the school can set it up.",
                "device.no_school",
            )
        )
    return enrol(actor, school, install, label)


@transaction.atomic
def grant_on_tablet(actor: Actor, device_token: str) -> Enrolled:
    """A grant for the signed-in adult on a tablet that is set up; it keeps its own token."""
    device = device_of(device_token)
    if device is None:
        raise Refused(
            Refusal(
                "Use this tablet",
                "This tablet is not known here.",
                "Set it up again; what it holds is kept and will be sent.",
                "device.unknown",
            )
        )
    text, row = give_grant(actor, device)
    return Enrolled(device, device_token, text, row)


@transaction.atomic
def put_note(actor: Actor, student: UUID, day: date, kind: str, text: str) -> None:
    """Put a dated note or a condition on the student's graphs; the text is at most 80 characters."""
    permit = require(actor, "note.put", student)
    note = DatedNote.objects.create(
        student_id=student, day=day, kind=kind, text=text.strip()[:80], author=actor.adult, at=actor.now
    )
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="note.put",
        thing=("note", note.id),
        students=[student],
    )


@transaction.atomic
def take_back_note(actor: Actor, student: UUID, note: UUID) -> bool:
    """Take one's own note off the graphs; it stays in the record. False when there is no such note of the actor's."""
    permit = require(actor, "note.put", student)
    mine = DatedNote.objects.filter(id=note, student=student, author=actor.adult, taken_back_at__isnull=True)
    if not mine.update(taken_back_at=actor.now):
        return False
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="note.take_back",
        thing=("note", note),
        students=[student],
    )
    return True
