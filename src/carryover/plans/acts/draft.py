"""Drafting: an open draft beside the version in force. Nothing in the day changes until it is signed."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db import transaction

from carryover.journal.acts import record
from carryover.plans.checks import Finding, blocks, check_goal
from carryover.plans.content import Agreement, Care, Goal, Plan, Support, to_json
from carryover.plans.models import PlanDraft, StudentPlan
from carryover.plans.queries import as_thing, content_of, open_drafts, versions
from carryover.scope.actors import Actor
from carryover.scope.queries import Permit, require
from carryover.terms import Refusal, Refused


@transaction.atomic
def open_draft(actor: Actor, student: UUID, *, reason: str = "", goal_id: str = "") -> PlanDraft:
    """The open draft of this student's plan, begun on the newest signed version when there is none yet.

    The newest may be signed to start tomorrow: a draft that began on an earlier one could never be signed.
    """
    permit = require(actor, "plan.draft", student)
    signed = versions(actor, student, "plan.draft")
    if not signed:
        raise Refused(
            Refusal(
                "Draft an amendment",
                "This student has no signed plan.",
                "The case manager signs a first plan before it can be amended.",
                "plan.none",
            )
        )
    base = signed[-1]
    # Two taps on the button are two requests: the second waits here and finds the first one's draft.
    StudentPlan.objects.select_for_update().get(id=base.plan_id)
    existing = open_drafts(actor, [student]).get(student)
    if existing is not None:
        return _with_reason(existing, actor, reason, goal_id)
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
    permit, draft = _held(actor, draft)
    plan = content_of(draft)
    findings = check_goal(goal, plan)
    if not blocks(findings):
        _write(actor, permit, draft, plan.with_goal(goal), "plan.draft.goal")
    return findings


@transaction.atomic
def put_line(actor: Actor, draft: PlanDraft, line: Support) -> None:
    """Add a line of the card to the draft, or change the one with its id."""
    permit, draft = _held(actor, draft)
    _write(actor, permit, draft, content_of(draft).with_line(line), "plan.draft.line")


@transaction.atomic
def take_line_out(actor: Actor, draft: PlanDraft, line_id: str) -> None:
    """Take a line of the card out of the draft; the version in force keeps it."""
    permit, draft = _held(actor, draft)
    plan = content_of(draft)
    kept = tuple(line for line in plan.supports if line.id != line_id)
    _write(actor, permit, draft, replace(plan, supports=kept), "plan.draft.line")


@transaction.atomic
def put_care(actor: Actor, draft: PlanDraft, care: Care) -> None:
    """Add a task of personal care to the draft."""
    permit, draft = _held(actor, draft)
    plan = content_of(draft)
    _write(actor, permit, draft, replace(plan, care=(*plan.care, care)), "plan.draft.care")


@transaction.atomic
def take_care_out(actor: Actor, draft: PlanDraft, care_id: str) -> None:
    """Take a task of personal care out of the draft; the version in force keeps it."""
    permit, draft = _held(actor, draft)
    plan = content_of(draft)
    kept = tuple(each for each in plan.care if each.id != care_id)
    _write(actor, permit, draft, replace(plan, care=kept), "plan.draft.care")


@transaction.atomic
def record_agreement(actor: Actor, draft: PlanDraft, agreement: Agreement) -> None:
    """Write down how the team and the family agreed to this draft, and when."""
    permit, draft = _held(actor, draft)
    _write(actor, permit, draft, replace(content_of(draft), agreement=agreement), "plan.draft.agreement")


@transaction.atomic
def set_aside(actor: Actor, draft: PlanDraft) -> None:
    """Close the draft without signing; it stays readable, and the version in force stays in force."""
    permit, draft = _held(actor, draft)
    draft.set_aside_at = actor.now
    draft.save(update_fields=["set_aside_at"])
    _journal(actor, permit, "plan.draft.set_aside", draft)


def _held(actor: Actor, draft: PlanDraft) -> tuple[Permit, PlanDraft]:
    """The draft as it is now, held until the transaction ends; refused once it is closed."""
    require(actor, "plan.draft", draft.student_id)
    draft = PlanDraft.objects.select_for_update(of=("self",)).get(id=draft.id)
    return require(actor, "plan.change", as_thing(draft)), draft


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
