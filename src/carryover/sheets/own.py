"""The adult's own part of each card, looked up for many students at once in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, Subquery

from carryover.observations.models import Event
from carryover.observations.raised import Raised, raised_by
from carryover.plans.gate import for_reader
from carryover.plans.models import PlanVersion
from carryover.plans.queries import content_of
from carryover.roster.models import Adult, Student
from carryover.scope.actors import Actor, in_force
from carryover.scope.models import Relationship
from carryover.scope.queries import visible
from carryover.sheets.card_words import instead_words
from carryover.sheets.changes import (
    Change,
    Since,
    guidance_changes,
    known_until,
    last_worked,
    plan_changes,
)
from carryover.sheets.guidance import (
    Line,
    LineKind,
    Part,
    Professional,
    guidance_hash,
    holding,
    parts,
    spoken_to,
)
from carryover.sheets.models import CardReading, GuidanceLine

CHANGE_SHOWN_FOR = timedelta(days=14)
"""For somebody who only looks in, how long a change counts as new."""
REMEMBERED = timedelta(days=90)
"""How far back a recorded event still says that the adult knows the card; also what keeps the look-up short."""
CARRY_OUT = frozenset({"team", "assigned", "substitute_for", "contractor"})
"""In which relations to a student an adult confirms that they have read the card (34 CFR 300.323(d)(2))."""


@dataclass(frozen=True)
class Own:
    """What one card tells this adult beside the plan: their part, who directs them, what changed, what they confirmed.

    `reading` is their last confirmed reading, of whatever version; `due` says that they still have to read this very
    card. Who manages the plan wrote the card, and who only looks in carries nothing out: neither is asked.
    """

    since: Since
    changes: tuple[Change, ...]
    periods: tuple[str, ...]
    parts: tuple[Part, ...]
    guidance: str
    directs: Professional | None
    reading: CardReading | None
    due: bool
    raised: tuple[Raised, ...]

    @property
    def part_lines(self) -> tuple[Line, ...]:
        """Every line of guidance that speaks to this adult."""
        return tuple(line for part in self.parts for line in part.lines)


def own_parts(
    actor: Actor,
    students: Sequence[Student],
    versions: Mapping[UUID, PlanVersion],
    managers: Mapping[UUID, Adult],
    trained: Mapping[UUID, Collection[str]],
) -> dict[UUID, Own]:
    """The own part of each of these students' cards, whose versions in force and case managers are known.

    `trained` says which competencies the adult holds with each: what needs another one is no news to them.
    """
    ids = [student.id for student in students]
    written = lines_of(actor, ids)
    readings = _readings(actor, ids)
    assigned = _assigned(actor, ids)
    since = _since(actor, ids, readings, assigned)
    known = _versions_known(actor, since, readings)
    raised: dict[UUID, list[Raised]] = defaultdict(list)
    for each in raised_by(actor, ids):
        raised[each.row.student_id].append(each)
    return {
        student: _own(
            actor,
            written[student],
            since[student],
            (known.get(student), versions.get(student)),
            trained[student],
            assigned[student].periods if student in assigned else (),
            managers.get(student),
            readings.get(student),
            tuple(raised[student]),
            bool(actor.to_students.get(student, frozenset()) & CARRY_OUT),
        )
        for student in ids
    }


def lines_of(actor: Actor, students: Iterable[UUID]) -> dict[UUID, list[Line]]:
    """Every line of guidance ever written about these students, oldest first: one query."""
    found: dict[UUID, list[Line]] = defaultdict(list)
    rows = visible(actor, GuidanceLine).filter(student__in=list(students)).select_related("whom")
    for row in rows.order_by("written_at", "id"):
        found[row.student_id].append(line_of(row))
    return found


def line_of(row: GuidanceLine) -> Line:
    """A stored line as a value."""
    return Line(
        row.id,
        LineKind(row.kind),
        row.text,
        row.because,
        row.written_at,
        row.period,
        row.role,
        row.adult_id,
        professional(row.whom) if row.whom else None,
        row.source,
        row.replaces_id,
        row.withdrawn,
    )


def professional(adult: Adult) -> Professional:
    """An adult as the one who directs, or whom to ask."""
    return Professional(adult.id, str(adult), adult.reach)


def _own(
    actor: Actor,
    written: Sequence[Line],
    since: Since,
    plans: tuple[PlanVersion | None, PlanVersion | None],
    trained: Collection[str],
    periods: Sequence[str],
    manager: Adult | None,
    reading: CardReading | None,
    raised: tuple[Raised, ...],
    asked: bool,
) -> Own:
    mine = spoken_to(holding(written), actor.adult.id, actor.adult.role)
    before = spoken_to(holding(written, since.at), actor.adult.id, actor.adult.role)
    known, now = plans
    of_plan = _news(known, now, trained) if known and now and known.id != now.id else ()
    found = parts(mine, periods)
    digest = guidance_hash(mine)
    return Own(
        since,
        (*of_plan, *guidance_changes(before, mine)),
        tuple(periods),
        found,
        digest,
        found[0].directs or (professional(manager) if manager else None),
        reading,
        now is not None and asked and not _of(reading, now, digest),
        raised,
    )


def _news(known: PlanVersion, now: PlanVersion, trained: Collection[str]) -> tuple[Change, ...]:
    """What differs between two versions as this adult may read them."""
    before, after = (for_reader(content_of(each), trained, instead_words) for each in (known, now))
    return plan_changes(before, after)


def _of(reading: CardReading | None, version: PlanVersion, guidance: str) -> bool:
    """Whether a reading was of this version with this guidance."""
    return reading is not None and (reading.version_id, reading.guidance_hash) == (version.id, guidance)


def _readings(actor: Actor, students: Iterable[UUID]) -> dict[UUID, CardReading]:
    """The asking adult's last reading of each of these cards."""
    rows = visible(actor, CardReading, "day.read").filter(adult=actor.adult, student__in=list(students))
    newest = rows.order_by("student_id", "-read_at").distinct("student_id").select_related("version")
    return {row.student_id: row for row in newest.defer("version__content", "answers")}


def _since(
    actor: Actor,
    students: Sequence[UUID],
    readings: Mapping[UUID, CardReading],
    assigned: Mapping[UUID, _Assigned],
) -> dict[UUID, Since]:
    """Up to when the adult knows each card. Today's own taps do not count: the card must not change under the hand."""
    zone = ZoneInfo(actor.adult.district.time_zone)
    recorded = _last_events(actor, students)
    lately = Since(datetime.combine(actor.today, time(), zone) - CHANGE_SHOWN_FOR, "lately")
    found = {}
    for student in students:
        reading, mine, event = readings.get(student), assigned.get(student), recorded.get(student)
        since = last_worked(
            event.astimezone(zone) if event else None,
            reading.read_at.astimezone(zone) if reading else None,
            datetime.combine(mine.since, time(), zone) if mine else None,
        )
        found[student] = since or lately
    return found


def _last_events(actor: Actor, students: Iterable[UUID]) -> dict[UUID, datetime | None]:
    """When the adult last recorded something about each of these students, on a day before today."""
    lately = (actor.today - REMEMBERED, actor.today - timedelta(days=1))
    events = visible(actor, Event, "day.read").filter(
        student_id=OuterRef("id"), author_id=actor.adult.id, day__range=lately
    )
    newest = Subquery(events.order_by("-day", "-occurred_at").values("occurred_at")[:1])
    return dict(Student.objects.filter(id__in=list(students)).values_list("id", newest))


@dataclass(frozen=True)
class _Assigned:
    """Since when the adult works with a student, and in which periods."""

    since: date
    periods: tuple[str, ...]


def _assigned(actor: Actor, students: Sequence[UUID]) -> dict[UUID, _Assigned]:
    """By the relationships that hold now; for a substitute, by the day from which they stand in."""
    mine = Q(student__in=students) | Q(stands_for__isnull=False)
    rows = Relationship.objects.filter(mine, in_force(actor.now, actor.today), adult=actor.adult)
    begun: dict[UUID, set[date]] = defaultdict(set)
    periods: dict[UUID, set[str]] = defaultdict(set)
    for student, start, period in rows.values_list("student_id", "valid_from", "periods__period"):
        for each in [student] if student else students:
            begun[each].add(start)
            periods[each] |= {period} if period else set()
    return {
        student: _Assigned(min(begun[student]), tuple(sorted(periods[student])))
        for student in students
        if begun[student]
    }


def _versions_known(
    actor: Actor, since: Mapping[UUID, Since], readings: Mapping[UUID, CardReading]
) -> dict[UUID, PlanVersion]:
    """The version of each plan that the adult knows: the one they read, or the one in force on that day."""
    if not since:
        return {}
    then = [
        Q(id=readings[student].version_id)
        if each.why == "read"
        else Q(student=student, effective_from__lte=known_until(each))
        for student, each in since.items()
    ]
    rows = visible(actor, PlanVersion, "day.read").filter(reduce(or_, then), plan__kind="iep")
    return {row.student_id: row for row in rows.order_by("student_id", "-number").distinct("student_id")}
