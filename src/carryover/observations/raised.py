"""Reading concerns with what was added and answered, who owes the answer and how long it has waited; within scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet

from carryover.observations.concerns import (
    ABOUT,
    ANSWERED,
    OPEN,
    OVERDUE_AFTER,
    SHOWN_FOR,
    Typical,
    age_words,
    state_of,
    typical,
)
from carryover.observations.models import Concern, ConcernAddition, ConcernStep
from carryover.roster.calendars import school_hours
from carryover.roster.models import Adult
from carryover.scope.actors import Actor, on_day
from carryover.scope.models import Relationship
from carryover.scope.policy import Thing
from carryover.scope.queries import students_for, visible
from carryover.timelines import SchoolTime, school_time

Hours = dict[UUID, dict[date, tuple[time, time]]]


@dataclass(frozen=True)
class Raised:
    """One concern: what its author added, what became of it, who owes the answer (None: an administrator), its age."""

    row: Concern
    added: tuple[ConcernAddition, ...]
    steps: tuple[ConcernStep, ...]
    owner: Adult | None
    age: SchoolTime

    @property
    def state(self) -> str:
        """open, answered or settled."""
        return state_of(len(self.steps))

    @property
    def about_words(self) -> str:
        """What kind of thing does not fit."""
        return str(ABOUT[self.row.about])

    @property
    def age_words(self) -> str:
        """How much school has passed: until the answer when there is one, else until now."""
        return age_words(self.age)

    @property
    def line(self) -> str:
        """The id of the line that it is about, said at once or afterwards; empty when nobody said."""
        return self.row.line or next((each.line for each in self.added if each.line), "")

    @property
    def words(self) -> str:
        """What the author wrote, in order."""
        return " · ".join(text for text in (self.row.words, *(each.words for each in self.added)) if text)

    @property
    def answer(self) -> ConcernStep | None:
        """The newest answer while nothing is open."""
        return self.steps[-1] if self.state != OPEN else None

    @property
    def thing(self) -> Thing:
        """As the policy table asks about it."""
        return Thing(student=self.row.student_id, state=self.state)


def raised_by(actor: Actor, students: Iterable[UUID]) -> tuple[Raised, ...]:
    """What the actor raised about these students and is still of interest: open, or answered lately; newest first."""
    rows = visible(actor, Concern, "day.read").filter(author=actor.adult, student__in=list(students))
    found = _whole(actor, rows)
    return tuple(each for each in found if each.answer is None or actor.now - each.answer.at <= SHOWN_FOR)


def about_student(actor: Actor, student: UUID) -> tuple[Raised, ...]:
    """Everything that was raised about a student, newest first, for those who may see it."""
    return _whole(actor, visible(actor, Concern).filter(student=student))


def one_raised(actor: Actor, concern: UUID) -> Raised | None:
    """One concern that the actor raised themselves or may see; None also when there is none."""
    mine = visible(actor, Concern, "day.read").filter(author=actor.adult, id=concern)
    return next(iter(_whole(actor, visible(actor, Concern).filter(id=concern) | mine)), None)


def waiting_for(actor: Actor) -> tuple[Raised, ...]:
    """The open concerns whose answer is owed by the actor, the oldest first.

    A case manager owes those about the students whose plans they manage. An administrator owes those for which nobody
    else may answer, and sees those that have waited for some school days.
    """
    managed = {s for s, held in actor.to_students.items() if "case_manager" in held}
    if not managed and not any("administrator" in held for held in actor.to_schools.values()):
        return ()
    rows = (
        Concern.objects.filter(student__in=students_for(actor, "concern.resolve", state=OPEN))
        .exclude(author=actor.adult)
        .annotate(taken=Count("steps"))
        .filter(taken__in=[0, 2])
    )
    found = [each for each in _whole(actor, rows) if each.row.student_id in managed or _escalated(each)]
    return tuple(sorted(found, key=lambda each: (each.row.raised_at, each.row.id)))


def time_to_answer(raised: Iterable[Raised]) -> Typical | None:
    """The median time to an answer of these concerns; None when none was answered."""
    return typical(each.age for each in raised if each.answer is not None)


def may_open_again(actor: Actor, found: Raised) -> bool:
    """Whether the actor raised it, it was answered, and they have not opened it again before."""
    return found.row.author_id == actor.adult.id and found.state == ANSWERED


def _escalated(found: Raised) -> bool:
    return found.owner is None or found.age.days >= OVERDUE_AFTER


def _whole(actor: Actor, rows: QuerySet[Concern]) -> tuple[Raised, ...]:
    """The concerns with everything around them: one query, and four more when there is any."""
    found = list(rows.select_related("author", "student").order_by("-raised_at", "id"))
    if not found:
        return ()
    ids = [row.id for row in found]
    steps: dict[UUID, list[ConcernStep]] = defaultdict(list)
    for step in ConcernStep.objects.filter(concern__in=ids).select_related("by").order_by("number"):
        steps[step.concern_id].append(step)
    added: dict[UUID, list[ConcernAddition]] = defaultdict(list)
    for each in ConcernAddition.objects.filter(concern__in=ids).order_by("at", "id"):
        added[each.concern].append(each)
    owners = _managers({row.student_id for row in found}, actor.today)
    zone = ZoneInfo(actor.adult.district.time_zone)
    hours = school_hours({row.school_id for row in found}, min(row.day for row in found), actor.today)
    return tuple(
        Raised(
            row,
            tuple(each for each in added[row.id] if each.author_id == row.author_id),
            tuple(steps[row.id]),
            owners.get(row.student_id) if owners.get(row.student_id) != row.author else None,
            _age(row, steps[row.id], hours, zone, actor.now),
        )
        for row in found
    )


def _age(row: Concern, steps: list[ConcernStep], hours: Hours, zone: ZoneInfo, now: datetime) -> SchoolTime:
    ended = steps[-1].at if state_of(len(steps)) != OPEN else now
    on = hours.get(row.school_id, {})
    return school_time(row.raised_at.astimezone(zone), ended.astimezone(zone), on)


def _managers(students: Iterable[UUID], day: date) -> dict[UUID, Adult]:
    rows = Relationship.objects.filter(on_day(day), student__in=list(students), relation="case_manager")
    return {row.student_id: row.adult for row in rows.select_related("adult") if row.student_id}
