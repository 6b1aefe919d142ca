"""Certificates entered, given by a training and ended early; competencies that a district adds."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from carryover.journal.acts import record
from carryover.roster.models import Adult, District
from carryover.scope.actors import Actor
from carryover.scope.certificates import known_competencies
from carryover.scope.competencies import PLAN_TRAINING, Competency, competencies
from carryover.scope.models import Certificate, OwnCompetency
from carryover.scope.policy import Thing
from carryover.scope.queries import Permit, require, schools_for
from carryover.terms import Refusal, Refused, new_id


@dataclass(frozen=True)
class CertificateGiven:
    """What a certificate says. No `expires_on` means that it says it does not expire."""

    competency: str
    issued_on: date
    expires_on: date | None
    issuer: str
    reference: str = ""
    student: UUID | None = None
    plan_number: int | None = None


@dataclass(frozen=True)
class CompetencyAdded:
    """A competency as a district describes it."""

    name: str
    one_student: bool
    trained_here: bool
    who_trains: str
    instead: str
    source: str


@transaction.atomic
def enter_certificate(actor: Actor, adult: Adult, given: CertificateGiven) -> Certificate:
    """Write down a certificate that the office has seen. It counts from this moment, between its own days."""
    permit = require(actor, "competence.record", _desk(actor, adult))
    if given.student is not None:
        require(actor, "training.see", given.student)
    return _write(actor, permit, adult, given, "certificate.enter")


@transaction.atomic
def certify(actor: Actor, adult: Adult, given: CertificateGiven) -> Certificate:
    """Give the certificate that follows from a training with this student which the actor signs off.

    Refused to the adult who was trained, and for what is not trained in the school.
    """
    assert given.student is not None
    permit = require(actor, "training.sign", given.student)
    why = ""
    if adult.id == actor.id:
        why = "Nobody signs off their own training."
    elif not _known(actor, given.competency).trained_here:
        why = "This is certified by a training organization, not by a training in the school."
    if why:
        raise Refused(
            Refusal(
                "Sign off a training",
                why,
                "Somebody else who may sign off trainings for this student, or the office, can do it.",
                "training.sign.not_this",
                "34 CFR 300.156(b)(2)(iii)",
            )
        )
    return _write(actor, permit, adult, given, "certificate.train")


@transaction.atomic
def end_certificate(actor: Actor, row: Certificate, reason: str) -> None:
    """End a certificate from today on, with the reason; it stays in the wallet as ended."""
    permit = require(actor, "competence.record", _desk(actor, row.adult))
    row = Certificate.objects.select_for_update(of=("self",)).select_related("adult").get(id=row.id)
    if row.ended_on is not None or not reason.strip():
        why = "It has ended already." if row.ended_on else "Ending a certificate early needs its reason."
        raise Refused(
            Refusal(
                "End a certificate", why, "Write why, in a sentence, if it still holds.", "certificate.end"
            )
        )
    row.ended_on, row.ended_by, row.ended_reason = actor.today, actor.adult, reason.strip()[:200]
    row.save(update_fields=["ended_on", "ended_by", "ended_reason"])
    _journal(actor, permit, "certificate.end", row)


@transaction.atomic
def add_competency(actor: Actor, given: CompetencyAdded) -> OwnCompetency:
    """Add a competency of the district's own. Its name is new and not that of a reviewed one."""
    permit = require(
        actor, "competence.record", Thing(school=min(schools_for(actor, "competence.record"), default=None))
    )
    # Two taps on the button are two requests: the second waits here and finds the first one's row.
    District.objects.select_for_update().get(id=actor.adult.district_id)
    if given.name.casefold() in _names_taken(actor):
        raise Refused(
            Refusal(
                "Add a competency",
                "There is one of this name already, perhaps one that is no longer in use.",
                "Choose another name, or use the one that is there.",
                "competency.twice",
            )
        )
    row = OwnCompetency.objects.create(
        id=new_id(actor.now, os.urandom), district_id=actor.adult.district_id, name=given.name,
        one_student=given.one_student, trained_here=given.trained_here, who_trains=given.who_trains,
        instead=given.instead, source=given.source, added_by=actor.adult, added_at=actor.now,
    )  # fmt: skip
    record(
        at=actor.now, actor=actor.key, right=permit.right, act="competency.add", thing=("competency", row.id)
    )
    return row


@transaction.atomic
def retire_competency(actor: Actor, key: UUID) -> None:
    """Take a competency of the district's own out of use: it can no longer be chosen; what names it stays."""
    mine = Thing(school=min(schools_for(actor, "competence.record"), default=None))
    permit = require(actor, "competence.record", mine)
    rows = OwnCompetency.objects.filter(id=key, district=actor.adult.district_id, retired_on__isnull=True)
    if not rows.update(retired_on=actor.today):
        raise Refused(
            Refusal(
                "Take a competency out of use",
                "It is out of use already.",
                "Nothing is left to do.",
                "competency.retired",
            )
        )
    record(
        at=actor.now, actor=actor.key, right=permit.right, act="competency.retire", thing=("competency", key)
    )


def _names_taken(actor: Actor) -> set[str]:
    own = OwnCompetency.objects.filter(district=actor.adult.district_id).values_list("name", flat=True)
    reviewed = [text for each in competencies().values() for text in (each.key, each.name, str(_(each.name)))]
    return {name.casefold() for name in (*own, *reviewed)}


def _write(actor: Actor, permit: Permit, adult: Adult, given: CertificateGiven, act: str) -> Certificate:
    _refuse_unless_possible(actor, given)
    row = Certificate.objects.create(
        id=new_id(actor.now, os.urandom), adult=adult, competency=given.competency, student_id=given.student,
        plan_number=given.plan_number, issued_on=given.issued_on, expires_on=given.expires_on,
        never_expires=given.expires_on is None, issuer=given.issuer, reference=given.reference,
        entered_by=actor.adult, entered_at=actor.now,
    )  # fmt: skip
    _journal(actor, permit, act, row)
    return row


def _refuse_unless_possible(actor: Actor, given: CertificateGiven) -> None:
    known = _known(actor, given.competency)
    why = ""
    if given.issued_on > actor.today:
        why = "It is dated after today."
    elif given.expires_on is not None and given.expires_on < given.issued_on:
        why = "It would expire before it was issued."
    elif known.one_student and given.student is None:
        why = "This competency is about one student: say which."
    elif given.plan_number is not None and given.competency != PLAN_TRAINING:
        why = "Only a training on a plan names a version of it."
    if why:
        raise Refused(
            Refusal("Enter a certificate", why, "Look at the certificate and mend it.", "certificate.enter")
        )


def _known(actor: Actor, key: str) -> Competency:
    found = known_competencies(actor).get(key)
    if found is None:
        raise Refused(
            Refusal(
                "Enter a certificate",
                "This competency is not among those in use.",
                "An administrator can add it under Training.",
                "competency.unknown",
            )
        )
    return found


def _desk(actor: Actor, adult: Adult) -> Thing:
    """The school at which an adult's certificates are kept; one of the asker's own for somebody without a desk."""
    if adult.school_id is not None:
        return Thing(school=adult.school_id)
    return Thing(school=min(schools_for(actor, "competence.record"), default=None))


def _journal(actor: Actor, permit: Permit, act: str, row: Certificate) -> None:
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act=act,
        thing=("certificate", row.id),
        students=[row.student_id] if row.student_id else [],
    )
