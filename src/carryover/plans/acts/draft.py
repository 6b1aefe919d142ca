"""Drafting: an open draft beside the version in force. Nothing in the day changes until it is signed."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db import transaction

from carryover.journal.acts import record
from carryover.plans.checks import Finding, blocks, check_goal
from carryover.plans.content import Agreement, Goal, Plan, to_json
from carryover.plans.models import PlanDraft
from carryover.plans.queries import content_of, in_force, open_drafts
from carryover.scope.actors import Actor
from carryover.scope.queries import Permit, require
from carryover.terms import Refusal, Refused


@transaction.atomic
def open_draft(actor: Actor, student: UUID, *, reason: str = "", goal_id: str = "") -> PlanDraft:
    """The open draft of this student's plan, begun on the version in force when there is none yet."""
    permit = require(actor, "plan.draft", student)
    existing = open_drafts(actor, [student]).get(student)
    if existing is not None:
        return _with_reason(existing, actor, reason, goal_id)
    base = in_force(actor, [student], actor.today).get(student)
    if base is None:
        raise Refused(
            Refusal(
                "Draft an amendment",
                "This student has no plan in force.",
                "The case manager signs a first plan before it can be amended.",
                "plan.none",
            )
        )
    draft = PlanDraft.objects.create(
        plan_id=base.plan_id,
        student_id=student,
        base=base,
        content=base.content | {"agreement": None},
        reason=reason,
        goal_id=goal_id,
        started_by=actor.adult,
        started_at=actor.now,
        changed_at=actor.now,
    )
    _journal(actor, permit, "plan.draft", draft)
    return draft


@transaction.atomic
def put_goal(actor: Actor, draft: PlanDraft, goal: Goal) -> tuple[Finding, ...]:
    """Add or change a goal in the draft. Anything that blocks is returned and nothing is written."""
    permit = require(actor, "plan.draft", draft.student_id)
    plan = content_of(draft)
    findings = check_goal(goal, plan)
    if not blocks(findings):
        _write(actor, permit, draft, plan.with_goal(goal), "plan.draft.goal")
    return findings


@transaction.atomic
def record_agreement(actor: Actor, draft: PlanDraft, agreement: Agreement) -> None:
    """Write down how the team and the family agreed to this draft, and when."""
    permit = require(actor, "plan.draft", draft.student_id)
    _write(actor, permit, draft, replace(content_of(draft), agreement=agreement), "plan.draft.agreement")


@transaction.atomic
def set_aside(actor: Actor, draft: PlanDraft) -> None:
    """Close the draft without signing; it stays readable, and the version in force stays in force."""
    permit = require(actor, "plan.draft", draft.student_id)
    draft.set_aside_at = actor.now
    draft.save(update_fields=["set_aside_at"])
    _journal(actor, permit, "plan.draft.set_aside", draft)


def _with_reason(draft: PlanDraft, actor: Actor, reason: str, goal_id: str) -> PlanDraft:
    if reason and reason not in draft.reason:
        draft.reason = f"{draft.reason}\n{reason}".strip()
        draft.goal_id = draft.goal_id or goal_id
        draft.changed_at = actor.now
        draft.save(update_fields=["reason", "goal_id", "changed_at"])
    return draft


def _write(actor: Actor, permit: Permit, draft: PlanDraft, plan: Plan, act: str) -> None:
    # A changed goal makes an agreement recorded before it untrue, so only the agreement itself keeps it.
    kept = plan if act == "plan.draft.agreement" else replace(plan, agreement=None)
    draft.content = to_json(kept)
    draft.changed_at = actor.now
    draft.save(update_fields=["content", "changed_at"])
    _journal(actor, permit, act, draft)


def _journal(actor: Actor, permit: Permit, act: str, draft: PlanDraft) -> None:
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act=act,
        thing=("plan_draft", draft.id),
        students=[draft.student_id],
    )
