"""Training an adult: begin, take the steps, observe, sign off. Each verb asks, writes and is journaled in one go."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from carryover.journal.acts import record
from carryover.plans.queries import in_force
from carryover.roster.models import Adult
from carryover.scope.actors import Actor
from carryover.scope.acts.certificate import CertificateGiven, certify
from carryover.scope.certificates import known_competencies
from carryover.scope.competencies import PLAN_TRAINING
from carryover.scope.queries import Permit, require
from carryover.staff.criterion import FEWEST, MOST, Criterion, StepKind, deciding, is_met, parts_missing
from carryover.staff.models import Step, Training
from carryover.staff.queries import Course, training
from carryover.terms import Refusal, Refused, new_id

TRIED = "Train an adult to work with this student"


@dataclass(frozen=True)
class TrainingBegun:
    """What is trained, and when it has been shown: three to seven behaviors of the adult, and the criterion."""

    competency: str
    behaviors: tuple[str, ...]
    criterion: Criterion


@transaction.atomic
def begin_training(actor: Actor, student: UUID, trainee: Adult, given: TrainingBegun) -> Training:
    """Begin to train an adult with this student, on the version of the plan that is in force today."""
    permit = require(actor, "training.record", student)
    version = in_force(actor, [student], actor.today).get(student)
    _refuse(_cannot_begin(actor, trainee, given, has_plan=version is not None))
    row = Training(
        id=new_id(actor.now, os.urandom), student_id=student, trainee=trainee, competency=given.competency,
        plan_version=version, behaviors=list(given.behaviors), percent=given.criterion.percent,
        observations=given.criterion.observations, begun_by=actor.adult, begun_at=actor.now,
    )  # fmt: skip
    try:  # two taps on the button are two requests
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        _refuse("This adult is being trained in it already.")
    _journal(actor, permit, "training.begin", row)
    return row


def _cannot_begin(actor: Actor, trainee: Adult, given: TrainingBegun, *, has_plan: bool) -> str:
    known = known_competencies(actor).get(given.competency)
    why = ""
    if trainee.id == actor.id:
        why = "Nobody trains themselves."
    elif known is None or not known.trained_here:
        why = "This is certified by a training organization, not by a training in the school."
    elif given.competency == PLAN_TRAINING and not has_plan:
        why = "No plan is in force on which an adult could be trained."
    elif not FEWEST <= len(given.behaviors) <= MOST:
        why = "A checklist holds three to seven behaviors of the adult."
    return why


@transaction.atomic
def add_step(actor: Actor, key: UUID, kind: StepKind, day: date) -> Step:
    """Write down that the adult was instructed, shown it, or rehearsed it on a day, by the one who asks."""
    permit, course = _held(actor, "training.record", key)
    _refuse(_cannot_step(actor, course, day))
    return _step(actor, permit, course, kind, day, ())


@transaction.atomic
def observe(actor: Actor, key: UUID, day: date, answers: Sequence[bool | None]) -> Step:
    """Write down one observation: for each behavior yes, no, or no chance to see it."""
    permit, course = _held(actor, "training.record", key)
    why = _cannot_step(actor, course, day)
    if not why and len(answers) != len(course.row.behaviors):
        why = "Every behavior on the checklist needs an answer."
    _refuse(why)
    return _step(actor, permit, course, StepKind.OBSERVE, day, answers)


@transaction.atomic
def take_step_back(actor: Actor, key: UUID, step: UUID) -> None:
    """Take back a step that one entered oneself, while the training is under way; it stays in the record."""
    permit, course = _held(actor, "training.record", key)
    row = next((each for each in course.steps if each.id == step and each.trainer_id == actor.id), None)
    _refuse("" if row else "Only the one who entered a step takes it back, and only once.")
    assert row is not None
    row.taken_back_at = actor.now
    row.save(update_fields=["taken_back_at"])
    _journal(actor, permit, "training.step.take_back", course.row)


@transaction.atomic
def set_training_aside(actor: Actor, key: UUID) -> None:
    """End a training without a certificate; it stays readable."""
    permit, course = _held(actor, "training.record", key)
    course.row.set_aside_at = actor.now
    course.row.save(update_fields=["set_aside_at"])
    _journal(actor, permit, "training.set_aside", course.row)


@transaction.atomic
def sign_off(actor: Actor, key: UUID, expires_on: date, issuer: str) -> Training:
    """Sign that the adult has shown it: gives the certificate, until the day that the observer names.

    Refused until the parts were done and the criterion is met, to the trainee, and to one who observed none of the
    observations on which it rests.
    """
    permit, course = _held(actor, "training.sign", key)
    _refuse(cannot_sign(actor, course, expires_on))
    row = course.row
    number = row.plan_version.number if row.plan_version and row.competency == PLAN_TRAINING else None
    given = CertificateGiven(
        row.competency,
        deciding(course.observed, course.criterion)[-1].day,
        expires_on,
        issuer,
        str(row.id),
        row.student_id,
        number,
    )
    row.certificate = certify(actor, row.trainee, given)
    row.save(update_fields=["certificate"])
    _journal(actor, permit, "training.sign", row)
    return row


def cannot_sign(actor: Actor, course: Course, expires_on: date | None = None) -> str:
    """Why this adult cannot sign this training off now, in a sentence; empty when they can."""
    last = deciding(course.observed, course.criterion)
    observations = [step for step in course.steps if step.kind == StepKind.OBSERVE and any(_seen(step))]
    observers = {step.trainer_id for step in observations[-len(last) :]} if last else set()
    why = ""
    if course.row.trainee_id == actor.id:
        why = "Nobody signs off their own training."
    elif parts_missing(course.done):
        why = "The adult has to be instructed, shown it and to rehearse it before it is signed off."
    elif not is_met(course.observed, course.criterion):
        why = "The last observations do not meet the criterion yet."
    elif actor.id not in observers:
        why = "It is signed by somebody who observed it: you observed none of the last observations."
    elif expires_on is not None and expires_on <= actor.today:
        why = "The certificate would end today or earlier."
    return why


def _seen(step: Step) -> list[bool]:
    return [answer is not None for answer in step.answers]


def _cannot_step(actor: Actor, course: Course, day: date) -> str:
    why = ""
    if course.row.trainee_id == actor.id:
        why = "Nobody trains themselves."
    elif day > actor.today:
        why = "This day has not come yet."
    elif (actor.today - day).days > 60:
        why = "This day is more than 60 days ago. Train and observe again."
    return why


def _held(actor: Actor, act: str, key: UUID) -> tuple[Permit, Course]:
    """A training under way, held until the transaction ends; refused once it is closed."""
    row = Training.objects.select_for_update(of=("self",)).filter(id=key).first()
    course = training(actor, key) if row else None
    if course is None:
        raise Refused(
            Refusal(TRIED, "There is no such training.", "Open it from the student's page.", "training.none")
        )
    permit = require(actor, act, course.row.student_id)
    _refuse("" if course.is_open else "This training is closed: it was signed off or set aside.")
    return permit, course


def _step(
    actor: Actor, permit: Permit, course: Course, kind: StepKind, day: date, answers: Sequence[bool | None]
) -> Step:
    row = Step.objects.create(
        id=new_id(actor.now, os.urandom), training=course.row, student_id=course.row.student_id, kind=kind, day=day,
        trainer=actor.adult, answers=list(answers), entered_at=actor.now,
    )  # fmt: skip
    _journal(actor, permit, f"training.{kind}", course.row)
    return row


def _refuse(why: str) -> None:
    if why:
        raise Refused(
            Refusal(
                TRIED,
                why,
                "The case manager can say how to go on.",
                "training.not_so",
                "34 CFR 300.156(b)(2)(iii)",
            )
        )


def _journal(actor: Actor, permit: Permit, act: str, row: Training) -> None:
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act=act,
        thing=("training", row.id),
        students=[row.student_id],
    )
