"""Tablets set up and handed over, dated notes on a graph, concerns raised and answered: verbs beside receiving."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from carryover.journal.acts import record
from carryover.observations.models import Concern, ConcernStep, DatedNote
from carryover.observations.raised import Raised
from carryover.roster.models import Enrolment
from carryover.scope.actors import Actor, on_day
from carryover.scope.acts import Enrolled, device_of, enrol, give_grant
from carryover.scope.queries import Permit, require
from carryover.terms import Refusal, Refused, new_id


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


@dataclass(frozen=True)
class About:
    """What a concern is about: two directions that differ, or a measure's definition; which line; in a few words."""

    about: str
    plan_version: UUID | None = None
    measure: str = ""
    line: str = ""
    words: str = ""


@dataclass(frozen=True)
class Link:
    """What an answer changed: a guidance line, a line of the plan, or a draft, with its words as they stand now."""

    kind: str
    id: str
    words: str


@transaction.atomic
def raise_concern(actor: Actor, student: UUID, what: About) -> Concern:
    """Say at the desk what does not fit; on a tablet it comes through the queue as everything recorded does."""
    permit = require(actor, "concern.raise", student)
    row = Concern.objects.create(
        id=new_id(actor.now, os.urandom),
        student_id=student,
        school_id=_school_of(actor, student),
        author=actor.adult,
        about=what.about,
        plan_version_id=what.plan_version,
        measure=what.measure,
        line=what.line,
        words=what.words.strip(),
        raised_at=actor.now,
        day=actor.today,
        received_at=actor.now,
    )
    _journal(actor, permit, "concern.raise", row, {"about": what.about})
    return row


@transaction.atomic
def answer_concern(actor: Actor, found: Raised, words: str, link: Link | None = None) -> ConcernStep:
    """Answer an open concern in words, and say what it changed. Nobody answers what they raised themselves."""
    permit = require(actor, "concern.resolve", found.thing)
    if found.row.author_id == actor.adult.id:
        raise Refused(_own_answer())
    return _step(actor, permit, found, "answered", words, link)


@transaction.atomic
def open_again(actor: Actor, found: Raised, words: str) -> ConcernStep:
    """Open again what was answered: its author, once, with words."""
    permit = require(actor, "concern.reopen", found.thing)
    if found.row.author_id != actor.adult.id:
        raise Refused(_not_the_raiser())
    return _step(actor, permit, found, "reopened", words, None)


def _school_of(actor: Actor, student: UUID) -> UUID:
    """Whose clock a concern goes by: the student's school, else the actor's own."""
    enrolled = Enrolment.objects.filter(on_day(actor.today), student=student)
    school: UUID | None = enrolled.values_list("school_id", flat=True).first() or actor.adult.school_id
    if school is None:
        raise Refused(
            Refusal(
                "Say that you were told two different things, or that a definition does not fit",
                "The student is enrolled at no school today.",
                "The office can enroll the student.",
                "concern.no_school",
            )
        )
    return school


def _step(
    actor: Actor, permit: Permit, found: Raised, kind: str, words: str, link: Link | None
) -> ConcernStep:
    if not words.strip():
        raise Refused(_without_words(kind))
    step = ConcernStep(
        id=new_id(actor.now, os.urandom),
        concern=found.row,
        student_id=found.row.student_id,
        number=len(found.steps) + 1,
        kind=kind,
        words=words.strip(),
        by=actor.adult,
        at=actor.now,
        link_kind=link.kind if link else "",
        link_id=link.id if link else "",
        link_words=link.words[:200] if link else "",
    )
    # Two who answer at once: the second waits here for the first, and then finds the place taken.
    ConcernStep.objects.bulk_create([step], ignore_conflicts=True)
    if not ConcernStep.objects.filter(id=step.id).exists():
        raise Refused(_was_faster())
    act = "concern.resolve" if kind == "answered" else "concern.reopen"
    _journal(actor, permit, act, found.row, {"number": step.number, "changed": step.link_kind})
    return step


def _journal(actor: Actor, permit: Permit, act: str, row: Concern, detail: dict[str, object]) -> None:
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act=act,
        thing=("concern", row.id),
        students=[row.student_id],
        detail=detail,
    )


def _own_answer() -> Refusal:
    return Refusal(
        "Answer what an adult raised",
        "You raised it yourself, and nobody answers themselves.",
        "An administrator of the school can answer it.",
        "concern.own",
    )


def _not_the_raiser() -> Refusal:
    return Refusal(
        "Open again what you raised",
        "Somebody else raised it.",
        "The adult who raised it can open it again.",
        "concern.not_the_raiser",
    )


def _without_words(kind: str) -> Refusal:
    tried = "Answer what an adult raised" if kind == "answered" else "Open again what you raised"
    return Refusal(tried, "It was sent without words.", "Write a sentence, then send it.", "concern.words")


def _was_faster() -> Refusal:
    return Refusal(
        "Answer what an adult raised",
        "Somebody else answered it a moment ago.",
        "Open the page again and read the answer.",
        "concern.taken",
    )
