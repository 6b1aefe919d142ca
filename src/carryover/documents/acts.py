"""Issuing and keeping: the PDF is made once, stored with the hash of its content, and never made again."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.db import transaction

from carryover.documents import report, signed_plan
from carryover.documents.models import Issued
from carryover.documents.progress import ProgressReport
from carryover.documents.queries import kept
from carryover.documents.queries import signed_plan as plan_on_paper
from carryover.journal.acts import record
from carryover.plans.models import PlanVersion
from carryover.roster.models import Adult
from carryover.scope.actors import Actor, actor_of, enter
from carryover.scope.queries import require
from carryover.terms import new_id

KEEPER = ("job", None)


@transaction.atomic
def issue_report(actor: Actor, version: PlanVersion, value: ProgressReport) -> Issued:
    """Print the report of a student's version, store it and write it down.

    Refused without the right, and while a check blocks it.
    """
    permit = require(actor, "report.issue", version.student_id)
    row = _store(actor, version, "report", report.render(value), content_hash(value), report.TEMPLATE_VERSION)
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="report.issue",
        thing=("document", row.id),
        students=[version.student_id],
        detail={**_hashes(row), "plan_version": version.number, "goals": len(value.goals)},
    )
    return row


@transaction.atomic
def keep_signed_plan(version: UUID, signer: UUID, at: datetime) -> Issued | None:
    """Print a signed version and keep it; the one already kept when there is one, None when there is no such version.

    Runs as a job, on behalf of the adult who signed, with the rights of the day of signing: row security shows
    nothing to nobody, and the signer is the one adult who is known to have seen these words.
    """
    adult = Adult.objects.select_related("district").get(id=signer)
    today = at.astimezone(ZoneInfo(adult.district.time_zone)).date()
    enter(signer, None, today, at)
    actor = actor_of(adult, at, today)
    already, found = kept(actor, version), plan_on_paper(actor, version)
    if already is not None or found is None:
        return already
    row, value = found
    made = _store(
        actor, row, "signed_plan", signed_plan.render(value), row.content_hash, signed_plan.TEMPLATE_VERSION
    )
    record(
        at=at,
        actor=KEEPER,
        right="job:documents.keep_signed_plan",
        act="document.keep",
        thing=("document", made.id),
        students=[row.student_id],
        detail={**_hashes(made), "plan_version": row.number},
    )
    return made


def _hashes(row: Issued) -> dict[str, str]:
    """What the journal keeps of a document: the hash of its content and that of its very bytes."""
    return {"hash": row.content_hash, "pdf": hashlib.sha256(row.pdf).hexdigest()}


def content_hash(value: ProgressReport) -> str:
    """SHA-256, in hex, over the report's values in one canonical form: the same report has the same hash."""
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()


def _store(actor: Actor, version: PlanVersion, kind: str, pdf: bytes, digest: str, template: str) -> Issued:
    return Issued.objects.create(
        id=new_id(actor.now, os.urandom),
        student_id=version.student_id,
        kind=kind,
        plan_version=version,
        content_hash=digest,
        template_version=template,
        pdf=pdf,
        issued_by=actor.adult,
        issued_at=actor.now,
    )
