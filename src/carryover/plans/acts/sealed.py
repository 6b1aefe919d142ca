"""Sealed notes: written and opened by few, each opening for a stated end and written down by itself."""

from __future__ import annotations

import os
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404

from carryover.journal.acts import record
from carryover.plans.models import OpenLines, SealedNote
from carryover.plans.queries import known_student, sealed_note
from carryover.plans.sealing import Bound, CannotOpen, KeyRing, Sealed
from carryover.roster.models import Student
from carryover.scope.actors import Actor
from carryover.scope.deeds import FOR_SEALED
from carryover.scope.policy import Thing
from carryover.scope.queries import Permit, require
from carryover.terms import Refusal, Refused, new_id


@dataclass(frozen=True)
class Wanted:
    """What goes into a note: its compartment, the reason, and the lines that may be shown without it."""

    compartment: str
    reason: str
    do: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpenedNote:
    """A note whose reason was opened."""

    student: Student
    note: SealedNote
    reason: str


def ring() -> KeyRing:
    """The keys of this installation, from the site's settings; TypeError when they are of another kind."""
    found = getattr(settings, "CARRYOVER_SEALING", None)
    if not isinstance(found, KeyRing):
        raise TypeError("CARRYOVER_SEALING must be a carryover.plans.sealing.KeyRing")
    return found


@transaction.atomic
def write_note(actor: Actor, student: UUID, wanted: Wanted, instead_of: UUID | None = None) -> SealedNote:
    """Seal a note; with `instead_of` it stands for an older one of the same compartment, which stays as it is."""
    permit = require(actor, "sealed.write", Thing(student=student, state=wanted.compartment))
    before = _to_replace(actor, student, wanted.compartment, instead_of) if instead_of else None
    key = new_id(actor.now, os.urandom)
    sealed = ring().seal(wanted.reason, Bound(key, student, wanted.compartment), os.urandom)
    note = SealedNote.objects.create(
        id=key, student_id=student, compartment=wanted.compartment, supersedes=before, key=sealed.key,
        nonce=sealed.nonce, sealed=sealed.text, written_by=actor.adult, written_at=actor.now,
    )  # fmt: skip
    earlier = OpenLines.objects.filter(note=before).first() if before else None
    OpenLines.objects.create(
        id=new_id(actor.now, os.urandom), student_id=student, note=note, supersedes=earlier, do=list(wanted.do),
        avoid=list(wanted.avoid), ask=actor.adult, written_at=actor.now,
    )  # fmt: skip
    _journal(actor, permit, "sealed.write", note, {})
    return note


@transaction.atomic
def open_note(actor: Actor, note: UUID, purpose: str) -> OpenedNote:
    """The reason of a note, for one of the ends that somebody may have; Http404 for a note that is not theirs."""
    if purpose not in FOR_SEALED:
        raise Refused(
            Refusal(
                "Open the reason of a sealed note",
                "It is opened for a purpose, and none was given.",
                "You can choose one and open it again.",
                "sealed.purpose",
            )
        )
    row = sealed_note(actor, note)
    student = known_student(actor, row.student_id) if row else None
    if row is None or student is None:
        raise Http404
    permit = require(actor, "sealed.read", Thing(student=row.student_id, state=row.compartment))
    sealed = Sealed(row.key, bytes(row.nonce), bytes(row.sealed))
    try:
        reason = ring().open(sealed, Bound(row.id, row.student_id, row.compartment))
    except CannotOpen as closed:
        raise Refused(
            Refusal(
                "Open the reason of a sealed note",
                "This server does not hold the key with which it was sealed.",
                "Whoever keeps the server can put the older key back.",
                "sealed.key",
            )
        ) from closed
    _journal(actor, permit, "sealed.read", row, {"purpose": purpose})
    return OpenedNote(student, row, reason)


def listed(actor: Actor, student: UUID, permit: Permit, notes: int) -> None:
    """Write down that somebody saw which sealed notes there are."""
    record(
        at=actor.now, actor=actor.key, right=permit.right, act="sealed.list", thing=("student", student),
        students=[student], detail={"notes": notes},
    )  # fmt: skip


def _to_replace(actor: Actor, student: UUID, compartment: str, key: UUID) -> SealedNote:
    found = sealed_note(actor, key)
    if found is None or found.student_id != student or found.compartment != compartment:
        raise Http404
    if SealedNote.objects.filter(supersedes=found).exists():
        raise Refused(
            Refusal(
                "Write a sealed note",
                "A newer note already stands for this one.",
                "You can change the newer one.",
                "sealed.replaced",
            )
        )
    return found


def _journal(actor: Actor, permit: Permit, act: str, note: SealedNote, detail: dict[str, str]) -> None:
    record(
        at=actor.now, actor=actor.key, right=permit.right, act=act, thing=("sealed_note", note.id),
        students=[note.student_id], detail=detail | {"compartment": note.compartment},
    )  # fmt: skip
