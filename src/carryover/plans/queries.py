"""Look-ups of plans, always narrowed to what the asker may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from carryover.plans.content import Plan, from_json
from carryover.plans.models import PlanDraft, PlanVersion
from carryover.roster.models import Adult, Student
from carryover.scope.actors import Actor, Asker
from carryover.scope.actors import in_force as in_force_then
from carryover.scope.models import Relationship
from carryover.scope.policy import Thing
from carryover.scope.queries import students_for, visible


@dataclass(frozen=True)
class Tie:
    """What one adult is to a student today: the relation, since when, why, and in which periods (none: all day)."""

    adult: Adult
    relation: str
    since: date
    reason: str
    periods: tuple[str, ...]


def in_force(
    actor: Asker, students: Iterable[UUID], day: date, act: str = "day.read"
) -> dict[UUID, PlanVersion]:
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
    return {row.student_id: row for row in rows.select_related("base", "started_by", "student")}


def drafts_begun_by(actor: Actor, adult: UUID) -> list[PlanDraft]:
    """The open drafts that an adult began, of those students whose whole plan the asker may read."""
    rows = visible(actor, PlanDraft, "plan.read").filter(
        started_by=adult, signed_as__isnull=True, set_aside_at__isnull=True
    )
    return list(rows.select_related("student", "base").order_by("started_at"))


def known_student(actor: Actor, student: UUID) -> Student | None:
    """The student, when the actor may know of them today; None also when there is no such student."""
    return students_for(actor, "student.see").filter(id=student).first()


def signed_version(actor: Actor, version: UUID, act: str = "day.read") -> PlanVersion | None:
    """One signed version, in force or older, with its signer and the version it replaced."""
    rows = visible(actor, PlanVersion, act).filter(id=version)
    return rows.select_related("signed_by", "parent").first()


def any_draft(actor: Actor, draft: UUID, act: str = "day.read") -> PlanDraft | None:
    """One draft, open or closed, with the version it began on."""
    rows = visible(actor, PlanDraft, act).filter(id=draft)
    return rows.select_related("base", "started_by", "signed_as").first()


def as_thing(draft: PlanDraft) -> Thing:
    """A draft as the policy table asks about it: of which student, and whether it is still open."""
    closed = "signed" if draft.signed_as_id else "set_aside" if draft.set_aside_at else ""
    return Thing(student=draft.student_id, state=closed or "open")


def ties(actor: Actor, student: UUID) -> tuple[Tie, ...]:
    """Who works with a student today, the case manager first; nobody for a student the actor does not work with."""
    known = students_for(actor, "student.see").filter(id=student).values("id")
    rows = (
        Relationship.objects.filter(in_force_then(actor.now, actor.today), student__in=known)
        .select_related("adult")
        .prefetch_related("periods")
        .order_by("-relation", "adult__family_name", "adult__given_name")
    )
    return tuple(
        Tie(
            row.adult,
            row.relation,
            row.valid_from,
            row.reason,
            tuple(sorted({p.period for p in row.periods.all()})),
        )
        for row in rows
    )


def content_of(row: PlanVersion | PlanDraft) -> Plan:
    """The content of a version or draft as a value."""
    return from_json(row.content)
