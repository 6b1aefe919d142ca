"""Who is asking: an adult with today's relationships, or something else that the school let in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Exists, Q, QuerySet, Subquery

from carryover.roster.models import Adult, Enrolment, SchoolDay, Student
from carryover.roster.roles import PASSING_ROLES, Role
from carryover.roster.titles import speak
from carryover.scope.cards import OPENS, Card
from carryover.scope.majority import ELIGIBLE, Effect, comes_of_age, rights_of_guardian
from carryover.scope.models import AssignedPeriod, Instrument, Relationship

OF_FAMILY = ("guardian", "learner")
"""Relations that are no right by themselves: age and court orders make rights of them."""
STOOD_IN_FOR = ("assigned", "contractor", "case_manager")
"""Whose periods a substitute takes over: those in which the absent adult is with students."""


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Whoever asks, at a moment, with the relations to students and schools that hold then.

    `only` narrows a program to the acts that it was given; None for people.
    """

    kind: str
    id: UUID
    role: str
    now: datetime
    today: date
    to_students: Mapping[UUID, frozenset[str]] = field(repr=False)
    to_schools: Mapping[UUID, frozenset[str]] = field(repr=False)
    only: frozenset[str] | None = None

    @property
    def key(self) -> tuple[str, UUID]:
        """How the journal names this asker."""
        return (self.kind, self.id)


@dataclass(frozen=True, kw_only=True)
class Actor(Asker):
    """An adult who asks. `over`: somebody who only came for a while, and of whose relationships none holds now."""

    adult: Adult
    over: bool = False


def on_day(day: date) -> Q:
    """What holds on a day, both ends included."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def in_force(now: datetime, today: date) -> Q:
    """The relationships that hold on a day and, where they have a time, at that moment; the last moment excluded."""
    begun = Q(starts_at__isnull=True) | Q(starts_at__lte=now)
    return on_day(today) & begun & (Q(ends_at__isnull=True) | Q(ends_at__gt=now))


def actor_of(adult: Adult, now: datetime, today: date) -> Actor:
    """The actor for one request; relationships are read now, so a right that ended is gone on the next request.

    The transaction must have been entered for this adult, else row security shows none of them. From here on roles are
    called as the adult's district calls them.
    """
    speak(adult.district.role_labels)
    rows = list(Relationship.objects.filter(in_force(now, today), adult=adult))
    students: dict[UUID, set[str]] = defaultdict(set)
    schools: dict[UUID, set[str]] = defaultdict(set)
    if adult.school_id:
        schools[adult.school_id].add("staff")
    for row in rows:
        if row.school_id:
            schools[row.school_id].add(row.relation)
        elif row.student_id and row.relation not in OF_FAMILY:
            students[row.student_id].add(row.relation)
    for pupil in _stood_in_for([row.stands_for_id for row in rows if row.stands_for_id], now, today):
        students[pupil].add("substitute_for")
    for pupil, relation in _family(adult, [row for row in rows if row.relation in OF_FAMILY], today):
        students[pupil].add(relation)
    return Actor(
        kind="adult", id=adult.id, role=adult.role, now=now, today=today, adult=adult,
        to_students={key: frozenset(held) for key, held in students.items()},
        to_schools={key: frozenset(held) for key, held in schools.items()},
        over=adult.role in PASSING_ROLES and not rows,
    )  # fmt: skip


def asker_of_card(card: Card, places: Iterable[Place], now: datetime, today: date) -> Asker:
    """A card as an asker: a substitute for the students in these places of it at this moment; nobody's once it is over.

    The transaction must have been entered for this card before the places were looked up, else there are none.
    """
    students = {place.student for place in places} if card.in_force(now) else set()
    return Asker(
        kind="card", id=card.id, role=Role.SUBSTITUTE, now=now, today=today, only=OPENS,
        to_students={student: frozenset({"substitute_for"}) for student in students}, to_schools={},
    )  # fmt: skip


@dataclass(frozen=True)
class Place:
    """With which student somebody is in a period, on every day or on one letter's days, and where."""

    student: UUID
    period: str
    letter: str
    place: str


def places_of(
    adult: UUID, school: UUID, now: datetime, day: date, *, any_letter: bool = False
) -> list[Place]:
    """Where an adult is with which students of a school on a day with school; `any_letter`: on A and on B days."""
    open_today = SchoolDay.objects.filter(school=school, day=day).exclude(kind="closed")
    of_day = Q(letter="") | Q(letter=Subquery(open_today.values("letter")[:1]))
    rows = _periods_with_students(in_force(now, day), adult=adult).filter(
        Q() if any_letter else of_day,
        Exists(open_today),
        relationship__student__in=Enrolment.objects.filter(on_day(day), school=school).values("student"),
    )
    return [Place(*row) for row in rows.values_list("relationship__student_id", "period", "letter", "place")]


def places_of_card(card: Card, now: datetime, day: date) -> list[Place]:
    """Where the absent adult would be with whom that day, in the periods and at the school of the card: one query."""
    found = places_of(card.stands_for, card.school, now, day)
    return [place for place in found if place.period in card.periods]


def places_stood_in(actor: Actor, day: date) -> list[Place]:
    """Where those adults are with students that day whose place this one takes."""
    if not stands_in(actor):
        return []
    mine = Relationship.objects.filter(in_force(actor.now, day), adult=actor.adult, stands_for__isnull=False)
    rows = _periods_with_students(in_force(actor.now, day), adult__in=mine.values("stands_for"))
    return [Place(*row) for row in rows.values_list("relationship__student_id", "period", "letter", "place")]


def stands_in(actor: Actor) -> bool:
    """Whether this adult takes somebody's place now."""
    return any("substitute_for" in held for held in actor.to_students.values())


def _periods_with_students(holding: Q, **whose: object) -> QuerySet[AssignedPeriod]:
    theirs = Relationship.objects.filter(holding, student__isnull=False, relation__in=STOOD_IN_FOR, **whose)
    return AssignedPeriod.objects.filter(relationship__in=theirs)


def _stood_in_for(absent: list[UUID], now: datetime, today: date) -> Iterable[UUID]:
    """The students with whom these adults are in some period."""
    if not absent:
        return ()
    rows = _periods_with_students(in_force(now, today), adult__in=absent)
    return rows.values_list("relationship__student_id", flat=True).distinct()


def _family(adult: Adult, rows: Sequence[Relationship], today: date) -> Iterable[tuple[UUID, str]]:
    """What a guardian, or a student with an account, is to the students of these rows today."""
    if not rows:
        return
    effects: dict[UUID | None, list[Effect]] = defaultdict(list)
    papers = Instrument.objects.filter(
        on_day(today), guardian__in=[row.guardian_id for row in rows if row.guardian_id]
    )
    for paper in papers:
        effects[paper.guardian_id].append(Effect(paper.right, paper.effect == "keeps"))
    births = dict(
        Student.objects.filter(id__in=[row.student_id for row in rows]).values_list("id", "birth_date")
    )
    for row in rows:
        birth = births.get(row.student_id) if row.student_id else None
        if birth is None or row.student_id is None:
            continue
        if row.relation == "learner":
            held = {"self"} if comes_of_age(birth, ELIGIBLE) <= today else set()
        else:
            of_age = comes_of_age(birth, adult.district.majority_age) <= today
            held = {f"guardian_{right}" for right in rights_of_guardian(of_age, effects[row.guardian_id])}
        for relation in held:
            yield row.student_id, relation


def enter(
    adult: UUID | None,
    device: UUID | None,
    today: date,
    now: datetime,
    *,
    mode: str = "",
    other: UUID | None = None,
) -> None:
    """Tell the database, for the current transaction only, on whose behalf it answers (row-level security).

    `mode` names another kind of asker (a card, a program) and `other` its id.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('carryover.adult', %s, true), set_config('carryover.device', %s, true),"
            " set_config('carryover.today', %s, true), set_config('carryover.now', %s, true),"
            " set_config('carryover.other', %s, true)",
            [
                str(adult or ""), str(device or ""), today.isoformat(), now.isoformat(),
                f"{mode}:{other}" if other else "",
            ],
        )  # fmt: skip
