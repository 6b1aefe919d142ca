"""Signing: the draft freezes into a version that is in force from a day, with the signature over its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from carryover.journal.acts import record
from carryover.journal.enqueue import enqueue
from carryover.plans.checks import blocks, check_plan
from carryover.plans.content import Plan, content_hash, to_json
from carryover.plans.models import PlanDraft, PlanVersion, Signature, StudentPlan
from carryover.plans.queries import as_thing, content_of
from carryover.scope.actors import Actor
from carryover.scope.queries import Permit, require
from carryover.terms import Refusal, Refused

TEMPLATE_VERSION = "plan-1"
ENQUEUES = ("documents.keep_signed_plan",)


@dataclass(frozen=True)
class Freezing:
    """What a new version is made of, beside its content."""

    purpose: str
    phase_label: str
    effective_from: date
    reason: str = ""
    goal_id: str = ""


@transaction.atomic
def sign_draft(actor: Actor, draft: PlanDraft, *, shown_hash: str) -> PlanVersion:
    """Freeze the draft as the next version, in force from today, or from the day its base starts if that is later.

    `shown_hash` is the hash of what stood on the screen; a draft that changed since is refused, and so is one that a
    check blocks, one begun on a version that is no longer the newest, and one already closed.
    """
    require(actor, "plan.sign", as_thing(draft))
    draft = PlanDraft.objects.select_for_update(of=("self",)).select_related("base").get(id=draft.id)
    permit = require(actor, "plan.sign", as_thing(draft))
    plan = content_of(draft)
    _refuse_unless_ready(draft, plan, shown_hash)
    start = starts_on(actor, draft)
    how = Freezing("amendment", f"Amended {start:%b} {start.day}", start, draft.reason, draft.goal_id)
    version = freeze(actor, permit, draft.plan_id, plan, draft.base, how)
    draft.signed_as = version
    draft.save(update_fields=["signed_as"])
    return version


def starts_on(actor: Actor, draft: PlanDraft) -> date:
    """The day from which this draft would be in force if it were signed now."""
    return max(actor.today, draft.base.effective_from)


def draft_hash(draft: PlanDraft) -> str:
    """What a signature on this draft would cover."""
    return content_hash(content_of(draft), TEMPLATE_VERSION)


def freeze(
    actor: Actor, permit: Permit, plan_id: UUID, plan: Plan, parent: PlanVersion | None, how: Freezing
) -> PlanVersion:
    """Write a version and its signature; the caller holds the permit and has checked the content."""
    row = version_row(StudentPlan.objects.get(id=plan_id), plan, parent, how)
    row.signed_by, row.signed_at = actor.adult, actor.now
    row.save(force_insert=True)
    Signature.objects.create(
        version=row,
        student_id=row.student_id,
        adult=actor.adult,
        capacity="case manager",
        meaning="signs for the team",
        method="click to sign",
        content_hash=row.content_hash,
        at=actor.now,
    )
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="plan.sign",
        thing=("plan_version", row.id),
        students=[row.student_id],
        detail={"number": row.number, "hash": row.content_hash, "purpose": row.purpose},
    )
    enqueue(
        "documents.keep_signed_plan",
        version=str(row.id),
        signer=str(actor.adult.id),
        at=actor.now.isoformat(),
    )
    return row


def version_row(owner: StudentPlan, plan: Plan, parent: PlanVersion | None, how: Freezing) -> PlanVersion:
    """The unsaved row of the next version: canonical content, its hash, its number. The demo uses it too."""
    return PlanVersion(
        plan=owner,
        student_id=owner.student_id,
        number=parent.number + 1 if parent else 1,
        parent=parent,
        purpose=how.purpose,
        phase_label=how.phase_label,
        reason=how.reason,
        goal_id=how.goal_id,
        content=to_json(plan),
        content_hash=content_hash(plan, TEMPLATE_VERSION),
        template_version=TEMPLATE_VERSION,
        effective_from=how.effective_from,
    )


def _refuse_unless_ready(draft: PlanDraft, plan: Plan, shown_hash: str) -> None:
    newest = PlanVersion.objects.filter(plan=draft.plan_id).order_by("-number").first()
    blocking = blocks(check_plan(plan))
    why, who = "", "You can mend it in the draft."
    if newest is not None and newest.id != draft.base_id:
        why, who = (
            "A newer version was signed after this draft began.",
            "Set this draft aside and start from the newest.",
        )
    elif blocking:
        why = " ".join(_(f.sentence) for f in blocking)
    elif draft_hash(draft) != shown_hash:
        why, who = "The draft changed after you opened this page.", "Read it again, then sign."
    if why:
        raise Refused(Refusal("Sign this draft", why, who, "plan.sign.not_ready"))
