"""Recording a decision: continue, change support within the plan's latitude, or draft a change of the goal."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from carryover.decisions.evidence import Evidence, points_hash, used_points
from carryover.decisions.models import Decision
from carryover.journal.acts import record
from carryover.plans.acts.draft import open_draft
from carryover.plans.acts.support import SupportChange, change_support
from carryover.plans.models import PlanDraft, PlanVersion
from carryover.plans.queries import versions
from carryover.scope.actors import Actor
from carryover.scope.queries import Permit, require
from carryover.terms import Refusal, Refused


@transaction.atomic
def keep_going(actor: Actor, student: UUID, found: Evidence, why: str) -> Decision:
    """Continue as it is, with the reason; the same points will not be asked about again."""
    permit = require(actor, "decision.make", student)
    return _record(actor, permit, student, found, "continue", why, versions(actor, student)[-1])


@transaction.atomic
def support_changed(
    actor: Actor, student: UUID, found: Evidence, change: SupportChange, from_day: date
) -> Decision:
    """Sign a new version that changes support from `from_day` on, and record why."""
    permit = require(actor, "decision.make", student)
    before = versions(actor, student)[-1]
    after = change_support(actor, student, change, from_day)
    return _record(actor, permit, student, found, "change_support", change.why, before, new_version=after)


@transaction.atomic
def goal_questioned(actor: Actor, student: UUID, found: Evidence, why: str) -> Decision:
    """Draft an amendment of the goal and record why; nothing in the day changes until it is agreed and signed."""
    permit = require(actor, "decision.make", student)
    draft = open_draft(actor, student, reason=why, goal_id=found.goal.id)
    return _record(
        actor, permit, student, found, "change_goal", why, versions(actor, student)[-1], draft=draft
    )


def _record(
    actor: Actor,
    permit: Permit,
    student: UUID,
    found: Evidence,
    choice: str,
    why: str,
    version: PlanVersion,
    *,
    new_version: PlanVersion | None = None,
    draft: PlanDraft | None = None,
) -> Decision:
    if not why.strip():
        raise Refused(
            Refusal(
                "Record this decision",
                "A decision needs its reason.",
                "Write why, in a sentence.",
                "decision.why",
            )
        )
    decision = Decision.objects.create(
        student_id=student,
        goal_id=found.goal.id,
        version=version,
        rule=found.goal.rule,
        finding=found.verdict.why if found.verdict else "No rule could be judged.",
        points=used_points(found),
        points_hash=points_hash(found),
        choice=choice,
        why=why.strip(),
        decided_by=actor.adult,
        decided_at=actor.now,
        day=actor.today,
        new_version=new_version,
        draft=draft,
    )
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="decision.make",
        thing=("decision", decision.id),
        students=[student],
        detail={"choice": choice},
    )
    return decision
