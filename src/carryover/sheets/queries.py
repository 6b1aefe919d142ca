"""The day sheet of an adult: facts fetched in a fixed number of queries, whatever the size of the district."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from carryover.plans.compile import Button, compile_plan
from carryover.plans.content import Support, SupportKind
from carryover.plans.models import OpenLines, PlanDraft, PlanVersion
from carryover.plans.queries import content_of, in_force, open_drafts, open_lines
from carryover.plans.sentences import changed_lines
from carryover.roster.calendars import bells_on, calendar_of
from carryover.roster.models import Absence, Adult, Outing, Student
from carryover.scope.actors import Actor, Asker, on_day, places_stood_in
from carryover.scope.models import AssignedPeriod, Relationship
from carryover.scope.queries import students_for, visible
from carryover.sheets.day import Away, Block, Placed, Ring, Trip, blocks
from carryover.timelines import DayKind, OutsideCalendar, SchoolDay

CHANGE_SHOWN_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Card:
    """A student as this adult's card shows them: how to help, what to collect, whom to ask."""

    student: Student
    place: int
    version: PlanVersion | None
    changed: tuple[str, ...]
    lines: Mapping[SupportKind, tuple[Support, ...]]
    buttons: tuple[Button, ...]
    ask: Adult | None
    pending: PlanDraft | None
    shared: tuple[OpenLines, ...] = ()


@dataclass(frozen=True)
class DaySheet:
    """One adult's day."""

    school_day: SchoolDay
    next_school_day: date | None
    blocks: tuple[Block, ...]
    cards: tuple[Card, ...]


def day_sheet(actor: Actor, day: date) -> DaySheet:
    """The sheet of the asking adult for a day; empty of blocks on a day without school."""
    school_day, following = _school_day(actor, day)
    placed = placed_of(actor, day)
    students = list(students_for(actor, "day.read").filter(id__in={p.student for p in placed}))
    students.sort(key=lambda s: (s.initials, str(s.id)))
    order = {student.id: place for place, student in enumerate(students)}
    rings: tuple[Ring, ...] = ()
    if school_day.in_session and actor.adult.school_id is not None:
        rings = tuple(
            Ring(b.code, b.name, b.starts, b.ends) for b in bells_on(actor.adult.school_id, school_day)
        )
    return DaySheet(
        school_day,
        following,
        blocks(
            rings, school_day.letter, placed, absences(actor, day), trips(actor.adult.school_id, day), order
        ),
        cards(actor, students, day),
    )


def cards(actor: Actor, students: Iterable[Student], day: date) -> tuple[Card, ...]:
    """The cards of these students, with the measures that an adult of the asker's role collects."""
    wanted = list(students)
    ids = [student.id for student in wanted]
    versions = in_force(actor, ids, day)
    earlier = _parents(actor, versions.values())
    drafts = open_drafts(actor, ids)
    managers = case_managers(ids, day)
    shared = open_lines(actor, ids)
    return tuple(
        replace(
            _card(actor, student, place, day, versions.get(student.id), earlier, managers, drafts),
            shared=tuple(shared.get(student.id, ())),
        )
        for place, student in enumerate(wanted)
    )


def _card(
    actor: Actor,
    student: Student,
    place: int,
    day: date,
    version: PlanVersion | None,
    earlier: Mapping[UUID, PlanVersion],
    managers: Mapping[UUID, Adult],
    drafts: Mapping[UUID, PlanDraft],
) -> Card:
    asked, pending = managers.get(student.id), drafts.get(student.id)
    if version is None:
        return Card(student, place, None, (), {}, (), asked, pending)
    plan = content_of(version)
    compiled = compile_plan(plan, student.short_name)
    parent = earlier.get(version.parent_id) if version.parent_id else None
    fresh = parent is not None and day - version.effective_from <= CHANGE_SHOWN_FOR
    changed = changed_lines(content_of(parent), plan) if parent is not None and fresh else ()
    return Card(
        student, place, version, changed, compiled.card, compiled.for_role(actor.adult.role), asked, pending
    )


def _school_day(actor: Actor, day: date) -> tuple[SchoolDay, date | None]:
    closed = SchoolDay(day, DayKind.CLOSED, "", "No school calendar")
    if actor.adult.school_id is None:
        return closed, None
    try:
        calendar = calendar_of(actor.adult.school_id)
        today = calendar.day(day)
    except ValueError:
        return closed, None
    try:
        return today, calendar.next_school_day(day)
    except OutsideCalendar:
        return today, None


def placed_of(actor: Actor, day: date) -> list[Placed]:
    """Where this adult is with whom: their own students, and those of adults whose place they take."""
    rows = AssignedPeriod.objects.filter(
        relationship__in=Relationship.objects.filter(on_day(day), adult=actor.adult, student__isnull=False)
    ).values_list("relationship__student_id", "period", "letter", "place")
    own = [Placed(student, period, letter, place) for student, period, letter, place in rows if student]
    taken = (Placed(p.student, p.period, p.letter, p.place) for p in places_stood_in(actor, day))
    return [*own, *taken]


def absences(asker: Asker, day: date) -> dict[UUID, Away]:
    """Who is away that day, of those whom the asker may see by day.read."""
    rows = visible(asker, Absence, "day.read").filter(day=day)
    return {row.student_id: Away(row.leaves_at) for row in rows}


def trips(school: UUID | None, day: date) -> list[Trip]:
    """The outings of a school on a day."""
    rows = Outing.objects.filter(school=school, day=day).values_list(
        "id", "title", "leaves", "returns", "students"
    )
    found: dict[int, Trip] = {}
    for key, title, leaves, returns, student in rows:
        known = found[key].students if key in found else frozenset()
        found[key] = Trip(title, leaves, returns, known | {student})
    return list(found.values())


def _parents(actor: Actor, versions: Iterable[PlanVersion]) -> dict[UUID, PlanVersion]:
    ids = [version.parent_id for version in versions if version.parent_id]
    return {row.id: row for row in visible(actor, PlanVersion, "day.read").filter(id__in=ids)}


def case_managers(students: Iterable[UUID], day: date) -> dict[UUID, Adult]:
    """Who manages the plan of each of these students that day."""
    rows = Relationship.objects.filter(on_day(day), student__in=list(students), relation="case_manager")
    return {row.student_id: row.adult for row in rows.select_related("adult") if row.student_id}
