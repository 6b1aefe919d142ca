"""Writing guidance, and confirming that one has read a card: verbs that add rows and never change one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from carryover.journal.acts import record
from carryover.observations.acts import Link, answer_concern
from carryover.observations.raised import Raised
from carryover.plans.models import PlanVersion
from carryover.scope.actors import Actor
from carryover.scope.queries import Permit, require
from carryover.sheets.guidance import LineKind
from carryover.sheets.models import CardReading, GuidanceLine
from carryover.sheets.suggesting import Suggestion
from carryover.terms import Refusal, Refused, new_id


@dataclass(frozen=True)
class NewLine:
    """A line as it is written: for one adult, for a role, or for all; in one period, or all day."""

    kind: LineKind
    text: str
    because: str
    period: str = ""
    role: str = ""
    adult: UUID | None = None
    whom: UUID | None = None
    source: str = ""


@dataclass(frozen=True)
class Answered:
    """One question of a reading: its kind, and at which try it was answered right (1 is the first)."""

    asked: str
    tries: int


@transaction.atomic
def write_line(actor: Actor, student: UUID, line: NewLine, replaces: UUID | None = None) -> GuidanceLine:
    """Write a line of guidance, in the place of another one where that is named; the other one stays in the record."""
    permit = require(actor, "guidance.write", student)
    return _write(actor, permit, student, line, _standing(student, replaces) if replaces else None)


@transaction.atomic
def take_over(actor: Actor, student: UUID, suggested: Iterable[Suggestion]) -> tuple[GuidanceLine, ...]:
    """Write these suggestions, drawn from the signed plan, as lines for all who work with the student."""
    permit = require(actor, "guidance.write", student)
    lines = [NewLine(each.kind, each.text, each.because, source=each.source) for each in suggested]
    return tuple(_write(actor, permit, student, line, None) for line in lines)


@transaction.atomic
def withdraw(actor: Actor, student: UUID, line: UUID) -> None:
    """End a line of guidance; it stays in the record with the moment from which it no longer held."""
    permit = require(actor, "guidance.write", student)
    old = _standing(student, line)
    ended = NewLine(LineKind(old.kind), "", "", old.period, old.role, old.adult_id, old.whom_id, old.source)
    _write(actor, permit, student, ended, old, withdrawn=True)


@transaction.atomic
def answer(actor: Actor, found: Raised, words: str, link: Link | None, line: NewLine | None) -> None:
    """Answer a concern; a line that is written with it stands in the guidance at once, and the answer says so."""
    if line is not None:
        written = write_line(actor, found.row.student_id, line)
        link = Link("guidance", str(written.id), written.text)
    answer_concern(actor, found, words, link)


@transaction.atomic
def confirm_reading(
    actor: Actor,
    student: UUID,
    version: PlanVersion,
    guidance: str,
    asked_at: datetime,
    answers: Sequence[Answered],
) -> CardReading:
    """Keep that the actor read this card and answered its questions, each at some try."""
    permit = require(actor, "day.read", student)
    reading = CardReading.objects.create(
        id=new_id(actor.now, os.urandom),
        adult=actor.adult,
        student_id=student,
        version=version,
        guidance_hash=guidance,
        asked_at=min(asked_at, actor.now),
        read_at=actor.now,
        answers=[{"asked": each.asked, "tries": each.tries} for each in answers],
    )
    _journal(actor, permit, "card.confirm", ("card_reading", reading.id), student, {"number": version.number})
    return reading


def _standing(student: UUID, line: UUID) -> GuidanceLine:
    """The line, while it stands; Refused when another hand replaced or withdrew it a moment ago."""
    found = GuidanceLine.objects.filter(
        id=line, student=student, replaced_by__isnull=True, withdrawn=False
    ).first()
    if found is None:
        raise Refused(_gone())
    return found


def _write(
    actor: Actor,
    permit: Permit,
    student: UUID,
    line: NewLine,
    replaces: GuidanceLine | None,
    withdrawn: bool = False,
) -> GuidanceLine:
    row = GuidanceLine(
        id=new_id(actor.now, os.urandom),
        student_id=student,
        kind=line.kind.value,
        text=line.text.strip(),
        because=line.because.strip(),
        period=line.period,
        role="" if line.adult else line.role,
        adult_id=line.adult,
        whom_id=line.whom,
        source=line.source,
        replaces=replaces,
        withdrawn=withdrawn,
        written_by=actor.adult,
        written_at=actor.now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        # Two who replace one line at once: the second finds its place taken.
        raise Refused(_gone()) from error
    detail = {"kind": row.kind, "replaces": str(replaces.id) if replaces else "", "withdrawn": withdrawn}
    _journal(actor, permit, "guidance.write", ("guidance_line", row.id), student, detail)
    return row


def _gone() -> Refusal:
    return Refusal(
        "Change a line of the guidance",
        "It was replaced or withdrawn already.",
        "Open the page again: it shows what stands now.",
        "guidance.gone",
    )


def _journal(
    actor: Actor,
    permit: Permit,
    act: str,
    thing: tuple[str, object],
    student: UUID,
    detail: dict[str, object],
) -> None:
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act=act,
        thing=thing,
        students=[student],
        detail=detail,
    )
