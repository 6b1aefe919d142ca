"""Changing support within the latitude that the plan itself grants: a new version, signed in the same act."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from carryover.plans.acts.sign import Freezing, freeze
from carryover.plans.content import Latitude, Plan, Support, to_json
from carryover.plans.models import PlanVersion
from carryover.plans.queries import content_of, open_drafts, versions
from carryover.scope.actors import Actor
from carryover.scope.queries import require
from carryover.terms import Refusal, Refused


@dataclass(frozen=True)
class SupportChange:
    """What is asked for: new or reworded card lines, or another collection schedule for one goal."""

    goal_id: str
    why: str
    label: str
    supports: tuple[Support, ...] = ()
    schedule: str = ""


def needed_latitude(change: SupportChange) -> frozenset[Latitude]:
    """Which latitude a change needs of the plan."""
    needed = set()
    if change.supports:
        needed.add(Latitude.STRATEGY)
    if change.schedule:
        needed.add(Latitude.COLLECTION_SCHEDULE)
    return frozenset(needed)


def apply(plan: Plan, change: SupportChange) -> Plan:
    """The plan with the change made: goals, criteria and measures are the same values as before."""
    fresh = {line.id: line for line in change.supports}
    kept = tuple(fresh.pop(line.id, line) for line in plan.supports)
    changed = replace(plan, supports=(*kept, *fresh.values()))
    if change.schedule:
        changed = changed.with_goal(replace(changed.goal(change.goal_id), schedule=change.schedule))
    return changed


@transaction.atomic
def change_support(actor: Actor, student: UUID, change: SupportChange, effective_from: date) -> PlanVersion:
    """Sign a new version that changes support only, in force from `effective_from`; refused outside the latitude."""
    permit = require(actor, "decision.make", student)
    newest = versions(actor, student)[-1]
    plan = content_of(newest)
    _refuse_outside(plan, change)
    how = Freezing("support", change.label, effective_from, change.why, change.goal_id)
    version = freeze(actor, permit, newest.plan_id, apply(plan, change), newest, how)
    _carry_into_draft(actor, student, change, version)
    return version


def _carry_into_draft(actor: Actor, student: UUID, change: SupportChange, version: PlanVersion) -> None:
    """An amendment under way goes on from the new version, with the same change in it."""
    draft = open_drafts(actor, [student]).get(student)
    if draft is not None:
        draft.base = version
        draft.content = to_json(apply(content_of(draft), change))
        draft.changed_at = actor.now
        draft.save(update_fields=["base", "content", "changed_at"])


def _refuse_outside(plan: Plan, change: SupportChange) -> None:
    needed = needed_latitude(change)
    missing = needed - set(plan.latitude)
    why = ""
    if not change.why.strip():
        why = "A change of support needs a written reason."
    elif not needed:
        why = "Nothing was changed: name a strategy line or a collection schedule."
    elif missing:
        parts = ", ".join(_(each.words) for each in sorted(missing))
        why = _("This plan does not leave it to you to change: %(parts)s.") % {"parts": parts}
    if why:
        raise Refused(
            Refusal(
                "Change support",
                why,
                "You can draft an amendment, which the team and the family agree to.",
                "plan.support.outside_latitude",
                "34 CFR 300.324(a)(4), (a)(6)",
            )
        )
