"""From the log to evidence, for one goal with every event or for a whole caseload by sums; always within scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from carryover.decisions.evidence import Evidence, VersionSeen, evidence, numbered, points_hash
from carryover.decisions.models import Decision
from carryover.measurement import Closing, Observed, PromptLevel, State, score
from carryover.observations.models import Event
from carryover.observations.queries import DaySeen, counted, days_seen, notes
from carryover.observations.totals import DayClosing, Totals, state_without_events, totals, value_of
from carryover.plans.content import Goal
from carryover.plans.models import PlanVersion
from carryover.plans.queries import content_of, versions
from carryover.roster.calendars import calendar_of
from carryover.roster.models import Adult, Enrolment, Student
from carryover.scope.actors import Actor, on_day
from carryover.scope.queries import students_for, visible
from carryover.singlecase import Flag
from carryover.terms import DateSpan
from carryover.timelines import OutsideCalendar, SchoolCalendar

FLAGS = {
    "plan_superseded": _("recorded under an earlier version"),
    "clock": _("the tablet's clock could not be right"),
    "grant_revoked": _("the sign-in was taken back later"),
    "grant_expired": _("recorded after the sign-in had run out"),
}
LONGEST = timedelta(days=400)


@dataclass(frozen=True)
class StudentEvidence:
    """One student's goals with what stands behind each, and the decisions on them, newest first."""

    student: Student
    goals: tuple[Evidence, ...]
    past: tuple[Decision, ...] = ()

    @property
    def undecided(self) -> tuple[Evidence, ...]:
        """The goals whose rule fired on points that nobody has decided on yet."""
        settled = {(each.goal_id, each.points_hash) for each in self.past}
        fired = (goal for goal in self.goals if goal.fired)
        return tuple(goal for goal in fired if (goal.goal.id, points_hash(goal)) not in settled)

    @property
    def waiting(self) -> Evidence | None:
        """The first goal that waits for a decision, or None."""
        return next(iter(self.undecided), None)


@dataclass(frozen=True)
class EventSeen:
    """One event behind a point, with who recorded it and under which version of the plan."""

    event: Event
    author: Adult | None
    version: int | None
    taken_back: bool

    @property
    def words(self) -> str:
        """What was recorded, in words."""
        value = self.event.value or {}
        if self.event.kind == "close":
            return str(
                _("session closed: none today") if value.get("zero") else _("session closed: no opportunity")
            )
        if "seconds" in value:
            return str(_("%(n)s seconds") % {"n": f"{value['seconds']:g}"})
        if "correct" in value:
            result = _("correct") if value["correct"] else _("not correct")
            prompt = value.get("prompt")
            return f"{result}, {_(PromptLevel(prompt).words)}" if prompt else str(result)
        return f"+{value.get('count', 0)}"

    @property
    def flag_words(self) -> str:
        """Why the event bears a flag."""
        return str(FLAGS.get(self.event.flag, self.event.flag))


@dataclass(frozen=True)
class QueueItem:
    """A goal that waits for a decision."""

    student: Student
    evidence: Evidence

    @property
    def since(self) -> date:
        """The day of the point that made the rule fire."""
        verdict = self.evidence.verdict
        return verdict.used[-1].day if verdict and verdict.used else date.max


def seen(row: PlanVersion) -> VersionSeen:
    """A version as evidence needs it."""
    return VersionSeen(row.number, row.effective_from, row.phase_label, row.goal_id, content_of(row))


def goal_evidence(actor: Actor, student: UUID, goal_id: str) -> Evidence | None:
    """The evidence of one goal with the ids of its events; None when the student has no such goal in force."""
    rows = [seen(row) for row in versions(actor, student)]
    goal = _goal(rows, goal_id)
    if goal is None:
        return None
    events = counted(actor, [student], "graph.read", since=actor.today - LONGEST)
    points = numbered(_scored(goal, day, actor.today) for day in days_seen(events, goal.measure))
    flags = [Flag(note.day, note.text, _flag_kind(note.kind)) for note in notes(actor, student)]
    calendar = _calendar_of_student(student, actor.today)
    return evidence(goal, rows, points, flags, _school_days(calendar, rows[0].day, actor.today), actor.today)


def caseload(
    actor: Actor, act: str = "graph.read", only: Iterable[UUID] | None = None
) -> tuple[StudentEvidence, ...]:
    """The actor's own students (or `only` these) with evidence by sums: a fixed number of queries for any number."""
    wanted = actor.to_students if only is None else only
    students = list(students_for(actor, act).filter(id__in=list(wanted)))
    students.sort(key=lambda s: (s.initials, str(s.id)))
    ids = [student.id for student in students]
    by_student: dict[UUID, list[VersionSeen]] = defaultdict(list)
    rows = visible(actor, PlanVersion, act).filter(student__in=ids, plan__kind="iep")
    for row in rows.order_by("student_id", "number"):
        by_student[row.student_id].append(seen(row))
    sums = totals(actor, ids, act, since=actor.today - LONGEST)
    past = _decisions_of(actor, ids, act)
    return tuple(
        StudentEvidence(
            student,
            tuple(_by_sums(by_student[student.id], sums.get(student.id), actor.today)),
            tuple(past[student.id]),
        )
        for student in students
    )


def managed_by(actor: Actor) -> frozenset[UUID]:
    """The students whose plans the actor manages: theirs are the goals to decide on."""
    return frozenset(s for s, held in actor.to_students.items() if "case_manager" in held)


def found_by_name(actor: Actor, asked: str, most: int) -> list[UUID]:
    """Students with a plan, of all whose graphs the actor may open, by initials or name; no more than `most`."""
    rows = students_for(actor, "graph.read").filter(plans__kind="iep")
    for word in asked.split():
        bare = word.replace(".", "")
        rows = rows.filter(
            Q(given_name__istartswith=word)
            | Q(family_name__istartswith=bare)
            | Q(initials__iexact=word)
            | Q(initials__iexact=".".join(bare) + ".")
        )
    return list(
        rows.order_by("family_name", "given_name", "id").values_list("id", flat=True).distinct()[:most]
    )


def decisions_on(actor: Actor, student: UUID, goal_id: str = "") -> list[Decision]:
    """Recorded decisions on a student's goals, newest first."""
    rows = visible(actor, Decision, "graph.read").filter(student=student)
    if goal_id:
        rows = rows.filter(goal_id=goal_id)
    return list(rows.select_related("decided_by", "new_version", "draft").order_by("-decided_at"))


def student_of(actor: Actor, student: UUID) -> Student:
    """The student, when the actor may see the graph."""
    return students_for(actor, "graph.read").get(id=student)


def events_of_day(actor: Actor, student: UUID, goal: Goal, day: date) -> list[EventSeen]:
    """Every event of a goal's measure on a day, those taken back included and marked, in order of time."""
    rows = list(
        visible(actor, Event, "graph.read").filter(student_id=student, day=day).order_by("occurred_at", "seq")
    )
    taken_back = set(
        visible(actor, Event, "graph.read")
        .filter(student_id=student, kind="void")
        .values_list("voids", flat=True)
    )
    people = Adult.objects.in_bulk({row.author_id for row in rows})
    numbers = {row.id: row.number for row in versions(actor, student)}
    return [
        EventSeen(
            row,
            people.get(row.author_id),
            numbers.get(row.plan_version_id) if row.plan_version_id else None,
            row.id in taken_back,
        )
        for row in rows
        if row.measure == goal.measure.id or (row.kind == "close" and _says(row, goal.measure.id))
    ]


def _says(row: Event, measure: str) -> bool:
    value = row.value or {}
    return measure in value.get("zero", ()) or measure in value.get("no_opportunity", ())


def review_queue(actor: Actor, loaded: Sequence[StudentEvidence] | None = None) -> tuple[QueueItem, ...]:
    """The goals whose rule fired on points that nobody has decided on yet, the longest waiting first."""
    shown = caseload(actor) if loaded is None else loaded
    mine = managed_by(actor)
    waiting = [
        QueueItem(each.student, goal) for each in shown if each.student.id in mine for goal in each.undecided
    ]
    return tuple(sorted(waiting, key=lambda item: (item.since, item.student.initials, item.evidence.goal.id)))


def next_school_day(student: UUID, today: date) -> date:
    """The first school day after today for this student; tomorrow when no calendar says."""
    calendar = _calendar_of_student(student, today)
    try:
        return calendar.next_school_day(today) if calendar else today + timedelta(days=1)
    except OutsideCalendar:
        return today + timedelta(days=1)


def _decisions_of(actor: Actor, students: Iterable[UUID], act: str) -> dict[UUID, list[Decision]]:
    """Every recorded decision on these students' goals, newest first, without the points it rests on: one query."""
    found: dict[UUID, list[Decision]] = defaultdict(list)
    rows = visible(actor, Decision, act).filter(student__in=list(students)).select_related("decided_by")
    for row in rows.defer("points").order_by("-decided_at"):
        found[row.student_id].append(row)
    return found


def _goal(rows: Sequence[VersionSeen], goal_id: str) -> Goal | None:
    return next((goal for goal in rows[-1].plan.goals if goal.id == goal_id), None) if rows else None


def _scored(
    goal: Goal, day: DaySeen, today: date
) -> tuple[date, State, float | None, int, tuple[str, ...], str, bool]:
    finished = day.day < today or _all_closed(day.events, day.closings)
    value = score(goal.measure, day.events, day.closings, finished=finished)
    label = ", ".join(words for words, so in (("late entry", value.late), ("flagged", bool(day.flags))) if so)
    return day.day, value.state, value.value, value.n, value.event_ids, label, value.open


def _all_closed(events: Iterable[Observed], closings: Iterable[Closing]) -> bool:
    ended = {closing.session for closing in closings}
    return all(event.session in ended for event in events)


def _by_sums(rows: Sequence[VersionSeen], sums: Totals | None, today: date) -> Iterable[Evidence]:
    if not rows:
        return
    for goal in rows[-1].plan.goals:
        yield evidence(goal, rows, numbered(_summed_days(goal, sums, today)), (), (), today)


def _summed_days(
    goal: Goal, sums: Totals | None, today: date
) -> Iterable[tuple[date, State, float | None, int, tuple[str, ...], str, bool]]:
    if sums is None:
        return
    measure = goal.measure
    closings: Mapping[date, list[DayClosing]] = defaultdict(list)
    for closing in sums.closings:
        closings[closing.day].append(closing)
    seen_days = set()
    for total in sums.days.get(measure.id, ()):
        seen_days.add(total.day)
        ended = {closing.session for closing in closings[total.day]}
        unfinished = total.day >= today and not total.sessions <= ended
        still_open = unfinished and measure.method.needs_exposure
        yield total.day, State.VALUE, value_of(measure, total), total.n, (), "", still_open
    for day, said in closings.items():
        if day not in seen_days:
            state = state_without_events(measure, said)
            yield day, state, 0.0 if state.has_value else None, 0, (), "", False


def _calendar_of_student(student: UUID, today: date) -> SchoolCalendar | None:
    school = (
        Enrolment.objects.filter(on_day(today), student=student).values_list("school_id", flat=True).first()
    )
    if school is None:
        return None
    try:
        return calendar_of(school)
    except ValueError:
        return None


def _school_days(calendar: SchoolCalendar | None, first: date, today: date) -> tuple[date, ...]:
    if calendar is None or calendar.first > today or calendar.last < first:
        return ()
    # Today is scheduled only once something was collected, so an unfinished morning is not drawn as a gap.
    span = DateSpan(max(first, calendar.first), min(today - timedelta(days=1), calendar.last))
    return calendar.school_days(span)


def _flag_kind(kind: str) -> Literal["note", "condition"]:
    return "condition" if kind == "condition" else "note"
