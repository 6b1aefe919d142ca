"""A note to the team of a student: read by those who work with the student, and by nobody else."""

from __future__ import annotations

import os
from uuid import UUID

from django.db import transaction

from carryover.journal.acts import record
from carryover.plans.models import TeamNote
from carryover.scope.actors import Actor
from carryover.scope.queries import require
from carryover.terms import new_id


@transaction.atomic
def tell_team(actor: Actor, student: UUID, text: str) -> TeamNote:
    """Write a note that the student's team reads. What was written stays as it is."""
    permit = require(actor, "team.note", student)
    note = TeamNote.objects.create(
        id=new_id(actor.now, os.urandom),
        student_id=student,
        author=actor.adult,
        text=text.strip(),
        written_at=actor.now,
    )
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="team.note.write",
        thing=("team_note", note.id),
        students=[student],
    )
    return note
