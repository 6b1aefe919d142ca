"""Look-ups of plans, always narrowed to what the asker may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from carryover.plans.content import Plan, from_json
from carryover.plans.models import OpenLines, PlanDraft, PlanVersion, SealedNote, TeamNote
from carryover.roster.models import Adult, Student
from carryover.scope.actors import Actor, Asker
from carryover.scope.actors import in_force as in_force_then
from carryover.scope.models import Relationship
from carryover.scope.policy import Thing
from carryover.scope.queries import students_for, visible

NOTES_SHOWN_FOR, MOST_NOTES = timedelta(days=365), 12


@dataclass(frozen=True)
class Tie:
    """What one adult is to a student today: the relation, since when, why, and in which periods (none: all day)."""

    adult: Adult
    relation: str
    since: date
    reason: str
    periods: tuple[str, ...]


@dataclass(frozen=True)
class NoteSeen:
    """A sealed note, still closed, its open lines, and whether no newer one stands for it."""

    note: SealedNote
    lines: OpenLines | None
    current: bool


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


def signed_version(actor: Actor, version: UUID) -> PlanVersion | None:
    """One signed version, in force or older, with its signer and the version it replaced."""
    rows = visible(actor, PlanVersion).filter(id=version)
    return rows.select_related("signed_by", "parent").first()


def any_draft(actor: Actor, draft: UUID) -> PlanDraft | None:
    """One draft, open or closed, with the version it began on."""
    rows = visible(actor, PlanDraft).filter(id=draft)
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


def sealed_note(actor: Actor, note: UUID) -> SealedNote | None:
    """One sealed note, still sealed, when its compartment is the actor's."""
    return visible(actor, SealedNote).filter(id=note).select_related("written_by").first()


def sealed_notes(actor: Actor, student: UUID) -> list[NoteSeen]:
    """The sealed notes of a student that the actor may open, the newest first, with their open lines."""
    rows = visible(actor, SealedNote).filter(student=student)
    found = list(rows.select_related("written_by").order_by("-written_at"))
    replaced = {row.supersedes_id for row in found}
    lines = {each.note_id: each for each in OpenLines.objects.filter(note__in=[row.id for row in found])}
    return [NoteSeen(row, lines.get(row.id), row.id not in replaced) for row in found]


def open_lines(actor: Asker, students: Iterable[UUID]) -> dict[UUID, list[OpenLines]]:
    """What to do and to avoid whose reason is sealed, by student, for those who read the card: one query."""
    rows = visible(actor, OpenLines, "day.read").filter(student__in=list(students)).select_related("ask")
    found = list(rows.order_by("written_at"))
    replaced = {row.supersedes_id for row in found}
    by_student: dict[UUID, list[OpenLines]] = {}
    for row in found:
        if row.id not in replaced and (row.do or row.avoid):
            by_student.setdefault(row.student_id, []).append(row)
    return by_student


def team_notes(actor: Actor, student: UUID) -> list[TeamNote]:
    """The newest notes to the team of a student, of a year at most: one query."""
    rows = visible(actor, TeamNote).filter(student=student, written_at__gte=actor.now - NOTES_SHOWN_FOR)
    return list(rows.select_related("author").order_by("-written_at")[:MOST_NOTES])


def content_of(row: PlanVersion | PlanDraft) -> Plan:
    """The content of a version or draft as a value."""
    return from_json(row.content)
