"""Who manages a student's plan, from a day on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from carryover.journal.acts import record
from carryover.roster.models import Account, Adult
from carryover.scope.actors import Actor
from carryover.scope.adults import may_write_plans
from carryover.scope.handing_over import Held, succession
from carryover.scope.models import Relationship
from carryover.scope.queries import require
from carryover.terms import DateSpan, Refusal, Refused


@transaction.atomic
def hand_over_case(actor: Actor, student: UUID, to: Adult, day: date, reason: str = "") -> None:
    """Let `to` manage the plan from `day` on, today or later; there is one case manager on every day."""
    permit = require(actor, "case_manager.change", student)
    refuse_as_manager(to)
    if day < actor.today:
        raise Refused(_PAST)
    rows = Relationship.objects.filter(student=student, relation="case_manager")
    held = [Held(row.id, row.relation, DateSpan(row.valid_from, row.valid_to), student) for row in rows]
    plan = succession(held, day)
    for each in plan.endings:
        rows.filter(id=each.id).update(valid_to=each.last_day)
    for given in plan.given:
        rows.filter(id=given.id).update(adult=to, valid_to=given.days.end)
    try:
        with transaction.atomic():
            _begin(actor, student, to, plan.days, reason)
    except IntegrityError:
        raise Refused(CHANGED_MEANWHILE) from None
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="case_manager.change",
        thing=("adult", to.id),
        students=[student],
        detail={"from": day.isoformat()},
    )


def refuse_as_manager(adult: Adult) -> None:
    """Refused for an adult who cannot manage a plan: by their role, or because nobody can sign in as them."""
    if not may_write_plans(adult.role):
        raise Refused(_ROLE)
    if Account.objects.filter(adult=adult, is_active=False).exists():
        raise Refused(_CLOSED)


def _begin(actor: Actor, student: UUID, to: Adult, days: DateSpan | None, reason: str) -> None:
    if days is not None:
        Relationship.objects.create(
            adult=to, student_id=student, relation="case_manager", valid_from=days.start, valid_to=days.end,
            reason=reason, source="office", granted_by=actor.adult,
        )  # fmt: skip


CHANGED_MEANWHILE = Refusal(
    "Hand over a caseload",
    "Somebody changed it at the same moment.",
    "Load the page again and look at how it stands now.",
    "case_manager.meanwhile",
)
_ROLE = Refusal(
    "Let this adult manage the plan",
    "Their role does not write and sign plans.",
    "Choose an adult whose role does.",
    "case_manager.role",
    "34 CFR 300.324",
)
_CLOSED = Refusal(
    "Let this adult manage the plan",
    "Their account is closed.",
    "Choose somebody who can sign in.",
    "case_manager.closed",
)
_PAST = Refusal(
    "Hand over who manages this student's plan from a past day",
    "What was decided since then was decided by the one who managed it.",
    "Choose today or a later day.",
    "case_manager.past",
)
