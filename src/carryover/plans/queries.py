"""Look-ups of plans, always narrowed to what the asker may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from carryover.plans.content import Plan, from_json
from carryover.plans.models import PlanDraft, PlanVersion
from carryover.scope.actors import Actor
from carryover.scope.queries import visible


def in_force(actor: Actor, students: Iterable[UUID], day: date, act: str = "day.read") -> dict[UUID, PlanVersion]:
    """The version in force on `day` for each of these students whom the actor may see by `act`: one query."""
    rows = (
        visible(actor, PlanVersion, act)
        .filter(student__in=list(students), plan__kind="iep", effective_from__lte=day)
        .select_related("signed_by")
        .order_by("student_id", "-number")
        .distinct("student_id")
    )
    return {row.student_id: row for row in rows}


def versions(actor: Actor, student: UUID, act: str = "graph.read") -> list[PlanVersion]:
    """Every signed version of a student's plan, oldest first."""
    rows = visible(actor, PlanVersion, act).filter(student=student, plan__kind="iep")
    return list(rows.select_related("signed_by").order_by("number"))


def open_drafts(actor: Actor, students: Iterable[UUID], act: str = "day.read") -> dict[UUID, PlanDraft]:
    """The open draft of each of these students' plans."""
    rows = visible(actor, PlanDraft, act).filter(
        student__in=list(students), signed_as__isnull=True, set_aside_at__isnull=True
    )
    return {row.student_id: row for row in rows.select_related("base", "started_by")}


def content_of(row: PlanVersion | PlanDraft) -> Plan:
    """The content of a version or draft as a value."""
    return from_json(row.content)
