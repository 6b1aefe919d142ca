"""Looking: whoever opens something about a student is asked for the right first, and the look is written down."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from carryover.plans.models import PlanDraft, PlanVersion
from carryover.plans.queries import any_draft, signed_version
from carryover.scope.actors import Actor
from carryover.scope.acts.look import Opened, open_record


@dataclass(frozen=True)
class OpenedDraft(Opened):
    """A draft that was opened, open or closed."""

    draft: PlanDraft


@dataclass(frozen=True)
class OpenedVersion(Opened):
    """A signed version that was opened."""

    version: PlanVersion


def open_draft_record(actor: Actor, act: str, draft: UUID) -> OpenedDraft:
    """A draft by the right `act`, journaled; Http404 and Refused as for a student's record."""
    row = any_draft(actor, draft)
    if row is None:
        raise Http404
    opened = open_record(actor, act, row.student_id, entry="draft.read", thing=("plan_draft", row.id))
    return OpenedDraft(opened.student, opened.permit, row)


def open_version_record(actor: Actor, version: UUID) -> OpenedVersion:
    """A signed version by the right to read the whole plan, journaled; Http404 and Refused as for a record."""
    row = signed_version(actor, version)
    if row is None:
        raise Http404
    opened = open_record(
        actor, "plan.read", row.student_id, entry="plan.read", thing=("plan_version", row.id)
    )
    return OpenedVersion(opened.student, opened.permit, row)
