"""The day sheet of an adult: facts fetched in a fixed number of queries, whatever the size of the district."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from carryover.plans.compile import Button, compile_plan
from carryover.plans.content import Care, Plan, SupportKind
from carryover.plans.gate import CardLine, for_reader
from carryover.plans.models import OpenLines, PlanDraft, PlanVersion
from carryover.plans.queries import content_of, in_force, open_drafts, open_lines
from carryover.roster.calendars import bells_on, calendar_of
from carryover.roster.models import Absence, Adult, Outing, Student
from carryover.scope.actors import Actor, Asker, on_day, places_stood_in
from carryover.scope.certificates import held_by, waived_for
from carryover.scope.competence import held_on
from carryover.scope.models import AssignedPeriod, Override, Relationship
from carryover.scope.queries import students_for, visible
from carryover.sheets.card_words import instead_words, sentence
from carryover.sheets.day import Away, Block, Placed, Ring, Trip, blocks
from carryover.sheets.own import CARRY_OUT, Own, own_parts
from carryover.timelines import DayKind, OutsideCalendar, SchoolDay


@dataclass(frozen=True)
class Card:
    """A student as this adult's card shows them: how to help, what to collect, whom to ask, and their own part.

    What needs a competency that the adult does not hold on that day is closed already: its words are not here, and
    not in `plan`, which is the version's content as this adult may read it. `care` are the tasks of personal care that
    the adult is trained in; `has_care` says that there are some at all. `waived`: what the adult may do without being
    trained in it, until when and how.
    """

    student: Student
    place: int
    version: PlanVersion | None
    changed: tuple[str, ...]
    lines: Mapping[SupportKind, tuple[CardLine, ...]]
    buttons: tuple[Button, ...]
    ask: Adult | None
    pending: PlanDraft | None
    own: Own | None = None
    plan: Plan | None = None
    care: tuple[Care, ...] = ()
    has_care: bool = False
    waived: tuple[Override, ...] = ()
    shared: tuple[OpenLines, ...] = ()

    @property
    def to_read(self) -> bool:
        """Whether the adult still has to confirm that they read this very card."""
        return self.own is not None and self.own.due


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


def carried_out(actor: Actor) -> tuple[Card, ...]:
    """The cards of all students for whom the adult carries something out, whether they have a period today or not."""
    mine = [student for student, held in actor.to_students.items() if held & CARRY_OUT]
    students = students_for(actor, "day.read").filter(id__in=mine)
    return cards(actor, sorted(students, key=lambda s: (s.initials, str(s.id))), actor.today)


@dataclass(frozen=True)
class _Around:
    """What is known of all the students of one sheet, looked up once."""

    versions: Mapping[UUID, PlanVersion]
    drafts: Mapping[UUID, PlanDraft]
    managers: Mapping[UUID, Adult]
    held: Mapping[UUID, frozenset[str]]
    waived: Mapping[UUID, list[Override]]
    own: Mapping[UUID, Own]
    shared: Mapping[UUID, list[OpenLines]]


def cards(actor: Actor, students: Iterable[Student], day: date) -> tuple[Card, ...]:
    """The cards of these students, with the measures that an adult of the asker's role collects.

    A line that needs a competency is open to an adult who holds it today and on the day that is shown.
    """
    wanted = list(students)
    ids = [student.id for student in wanted]
    versions = in_force(actor, ids, day)
    mine, managers = held_by(actor), case_managers(ids, day)
    held = {student: held_on(mine, student, actor.today, day) for student in ids}
    around = _Around(
        versions,
        open_drafts(actor, ids),
        managers,
        held,
        waived_for(actor, ids, day),
        own_parts(actor, wanted, versions, managers, held),
        open_lines(actor, ids),
    )
    return tuple(_card(actor, student, place, around) for place, student in enumerate(wanted))


def _card(actor: Actor, student: Student, place: int, around: _Around) -> Card:
    asked, pending = around.managers.get(student.id), around.drafts.get(student.id)
    own, waived = around.own[student.id], tuple(around.waived.get(student.id, ()))
    version, shared = around.versions.get(student.id), tuple(around.shared.get(student.id, ()))
    if version is None:
        return Card(student, place, None, (), {}, (), asked, pending, own, waived=waived, shared=shared)
    plan, held = content_of(version), around.held[student.id]
    compiled = compile_plan(plan, student.short_name, held, instead_words)
    changed = tuple(sentence(change) for change in own.changes)
    return Card(
        student, place, version, changed, compiled.card, compiled.for_role(actor.adult.role), asked, pending, own,
        for_reader(plan, held, instead_words), compiled.care, compiled.has_care, waived, shared,
    )  # fmt: skip


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


def rings_today(actor: Actor) -> tuple[Ring, ...]:
    """The periods of today at the actor's own school, in order; none on a day without school."""
    if actor.adult.school_id is None:
        return ()
    today = SchoolDay(actor.today, DayKind.INSTRUCTIONAL)
    return tuple(Ring(b.code, b.name, b.starts, b.ends) for b in bells_on(actor.adult.school_id, today))


def placed_of(actor: Actor, day: date) -> list[Placed]:
    """Where this adult is with whom: their own students, and those of adults whose place they take."""
    held = Relationship.objects.filter(on_day(day), adult=actor.adult, student__isnull=False)
    rows = AssignedPeriod.objects.filter(relationship__in=held.exclude(ends_at__lte=actor.now)).values_list(
        "relationship__student_id", "period", "letter", "place"
    )
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


def case_managers(students: Iterable[UUID], day: date) -> dict[UUID, Adult]:
    """Who manages the plan of each of these students that day."""
    rows = Relationship.objects.filter(on_day(day), student__in=list(students), relation="case_manager")
    return {row.student_id: row.adult for row in rows.select_related("adult") if row.student_id}
