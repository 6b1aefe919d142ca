"""Look-ups for documents, always narrowed to what the asker may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.http import Http404

from carryover.decisions.evidence import Evidence
from carryover.decisions.queries import decisions_on, goal_evidence
from carryover.documents.assemble import Told
from carryover.documents.models import Issued
from carryover.documents.signed_plan import Signature, SignedPlan, content_from
from carryover.plans.content import Plan
from carryover.plans.models import PlanVersion
from carryover.plans.models import Signature as SignatureRow
from carryover.plans.queries import content_of, in_force
from carryover.roster.calendars import calendar_of
from carryover.roster.models import Enrolment, Guardian, School, Student
from carryover.scope.actors import Actor, on_day
from carryover.scope.queries import Permit, require, students_for, visible
from carryover.timelines import SchoolCalendar

READ_BY = {"report": "report.read", "signed_plan": "plan.read"}
"""By which right a stored document of a kind may be opened again."""


@dataclass(frozen=True)
class Reported:
    """One goal as far as a report needs it: its evidence and what was decided on it."""

    evidence: Evidence
    decisions: tuple[Told, ...]


@dataclass(frozen=True)
class Facts:
    """What a progress report is made from, before a person has added anything."""

    student: Student
    school: School | None
    calendar: SchoolCalendar | None
    version: PlanVersion
    plan: Plan
    goals: tuple[Reported, ...]
    guardians: tuple[Guardian, ...]


def report_facts(actor: Actor, student: UUID) -> Facts | None:
    """Everything a report on this student needs; None without a plan in force or a goal in it."""
    version = in_force(actor, [student], actor.today, "report.issue").get(student)
    plan = content_of(version) if version else None
    if version is None or plan is None or not plan.goals:
        return None
    told = _told(actor, student)
    found = [(goal.id, goal_evidence(actor, student, goal.id)) for goal in plan.goals]
    goals = tuple(Reported(each, tuple(told.get(key, ()))) for key, each in found if each is not None)
    if not goals:
        return None
    school = school_of(student, actor.today)
    return Facts(
        student=students_for(actor, "report.issue").get(id=student),
        school=school,
        calendar=_calendar(school),
        version=version,
        plan=plan,
        goals=goals,
        guardians=tuple(visible(actor, Guardian).filter(student=student).order_by("name")),
    )


def issued(actor: Actor, document: UUID) -> Issued | None:
    """A stored document, when the actor may open its kind."""
    rows = visible(actor, Issued).filter(id=document)
    return rows.select_related("student", "plan_version", "issued_by").first()


def opened(actor: Actor, document: UUID) -> tuple[Issued, Permit]:
    """A stored document and the right by which it opens.

    Http404 unless the actor may know of its student; Refused, with the reason, to one who may and may not open it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT student_id, kind FROM documents_about(%s)", [document])
        whose: tuple[UUID, str] | None = cursor.fetchone()
    if whose is None:
        raise Http404
    permit = require(actor, READ_BY[whose[1]], whose[0])
    row = issued(actor, document)
    if row is None:
        raise Http404
    return row, permit


def issued_for(actor: Actor, student: UUID, kinds: Iterable[str] = READ_BY) -> list[Issued]:
    """The stored documents of a student that the actor may open, newest first, without their bytes."""
    rows = [
        row
        for kind in kinds
        for row in visible(actor, Issued, READ_BY[kind])
        .filter(student=student, kind=kind)
        .select_related("plan_version", "issued_by")
        .defer("pdf")
    ]
    return sorted(rows, key=lambda row: row.issued_at, reverse=True)


def kept(actor: Actor, version: UUID) -> Issued | None:
    """The signed plan on paper that was kept of this version, if the job has run."""
    rows = visible(actor, Issued, "plan.read").filter(plan_version=version, kind="signed_plan")
    return rows.order_by("issued_at").first()


def signed_plan(actor: Actor, version: UUID) -> tuple[PlanVersion, SignedPlan] | None:
    """A signed version as its paper shows it, times by the district's clock; None when the actor may not see it."""
    row = visible(actor, PlanVersion, "plan.read").filter(id=version).select_related("student").first()
    if row is None:
        return None
    zone = ZoneInfo(actor.adult.district.time_zone)
    signatures = (
        visible(actor, SignatureRow, "plan.read").filter(version=row).select_related("adult").order_by("at")
    )
    school = school_of(row.student_id, actor.today)
    return row, SignedPlan(
        district=actor.adult.district.name,
        school=school.name if school else "",
        initials=row.student.initials,
        student=row.student.short_name,
        version=row.number,
        content=content_from(row.content),
        content_hash=row.content_hash,
        template_version=row.template_version,
        effective_from=row.effective_from,
        frozen_at=row.signed_at,
        signatures=tuple(
            Signature(str(s.adult), s.capacity, s.meaning, s.method, s.at.astimezone(zone))
            for s in signatures
        ),
    )


def _told(actor: Actor, student: UUID) -> dict[str, list[Told]]:
    told: dict[str, list[Told]] = {}
    for row in reversed(decisions_on(actor, student)):
        told.setdefault(row.goal_id, []).append(Told(row.day, row.choice, row.why, str(row.decided_by)))
    return told


def school_of(student: UUID, day: date) -> School | None:
    row = Enrolment.objects.filter(on_day(day), student=student).select_related("school").first()
    return row.school if row else None


def _calendar(school: School | None) -> SchoolCalendar | None:
    if school is None:
        return None
    try:
        return calendar_of(school.id)
    except ValueError:
        return None
