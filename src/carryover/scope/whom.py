"""Whom somebody may see, by what right, from when to when, and which pages are open to them because of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from carryover.look.frame import address
from carryover.roster.models import School, Student
from carryover.scope.actors import OF_FAMILY, Actor, Asker, in_force, on_day
from carryover.scope.because import OF_SCHOOL, because
from carryover.scope.models import Instrument, Relationship
from carryover.scope.policy import table
from carryover.scope.queries import students_for

MOST_FOUND = 30


@dataclass(frozen=True)
class Place:
    """A page about a student, the act that opens it, its name in the addresses of whichever room shows it."""

    act: str
    url_name: str
    words: str | Promise
    fragment: str = ""


PLACES = (
    Place("day.read", "sheets:card", gettext_lazy("Card")),
    Place("plan.read", "plans:plan", gettext_lazy("Plan")),
    Place("graph.read", "plans:student", gettext_lazy("Goals and graphs"), "#lines"),
    Place("report.read", "documents:issued-list", gettext_lazy("Issued documents")),
    Place("sealed.list", "plans:sealed", gettext_lazy("Sealed notes")),
    Place("access.read", "scope:looked", gettext_lazy("Who has looked")),
)
"""What may be open to somebody, in the order in which it is offered."""


@dataclass(frozen=True)
class Right:
    """One relation in words, from when to when; `ends_at` is the moment where it has one."""

    words: str
    since: date | None
    until: date | None
    ends_at: datetime | None


@dataclass(frozen=True)
class Seen:
    """A student whom somebody may see, the rights on which it rests, and the pages that these open."""

    student: Student
    rights: tuple[Right, ...]
    places: tuple[tuple[str, str], ...]
    closed_by_paper: bool


@dataclass(frozen=True)
class AtSchool:
    """A school and what somebody is to it."""

    school: School
    words: tuple[str, ...]


def whom(actor: Actor) -> tuple[Seen, ...]:
    """The students to whom the actor stands in some relation of their own, by name; a fixed number of statements."""
    students = students_for(actor, "student.see").filter(id__in=list(actor.to_students))
    terms, closed = _terms(actor), _closed(actor)
    return tuple(
        Seen(
            student,
            tuple(_rights(actor, student.id, terms)),
            places(actor, student.id, actor.to_students[student.id]),
            student.id in closed,
        )
        for student in students.order_by("family_name", "given_name", "id")
    )


def at_schools(actor: Actor) -> tuple[AtSchool, ...]:
    """The schools for which the actor answers, watches or keeps things, by name."""
    wanted = {
        school: relations & set(OF_SCHOOL)
        for school, relations in actor.to_schools.items()
        if relations & set(OF_SCHOOL)
    }
    rows = School.objects.filter(id__in=list(wanted)).order_by("name")
    return tuple(AtSchool(row, tuple(str(OF_SCHOOL[r]) for r in sorted(wanted[row.id]))) for row in rows)


def places(asker: Asker, student: UUID, held: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Words and address of each page that somebody in these relations may open."""
    relations = frozenset(held)
    found = []
    for place in PLACES:
        where = address(place.url_name, student)
        if where and table()[place.act].relations(asker.role) & relations:
            found.append((str(place.words), where + place.fragment))
    return tuple(found)


def found(actor: Actor, asked: str) -> list[Student]:
    """Students whose record of access the actor may read, by name, initials or number; a page of them at most."""
    rows = students_for(actor, "access.read")
    for word in asked.split():
        bare = word.replace(".", "")
        rows = rows.filter(
            Q(given_name__istartswith=word)
            | Q(family_name__istartswith=bare)
            | Q(number=word)
            | Q(initials__iexact=word)
            | Q(initials__iexact=".".join(bare) + ".")
        )
    return list(rows.order_by("family_name", "given_name", "id").distinct()[:MOST_FOUND])


def _terms(actor: Actor) -> Mapping[tuple[UUID | None, str], list[Relationship]]:
    """The actor's own rows by student and relation; what stands for somebody else has no student."""
    rows = Relationship.objects.filter(
        in_force(actor.now, actor.today), adult=actor.adult, school__isnull=True
    )
    found: dict[tuple[UUID | None, str], list[Relationship]] = defaultdict(list)
    for row in rows.order_by("valid_from"):
        found[row.student_id, row.relation].append(row)
    return found


def _rights(
    actor: Actor, student: UUID, terms: Mapping[tuple[UUID | None, str], list[Relationship]]
) -> Iterable[Right]:
    for relation in sorted(actor.to_students[student]):
        row = _row(student, relation, terms)
        yield Right(
            because(relation),
            row.valid_from if row else None,
            row.valid_to if row else None,
            row.ends_at if row else None,
        )


def _row(
    student: UUID, relation: str, terms: Mapping[tuple[UUID | None, str], list[Relationship]]
) -> Relationship | None:
    """The row on which a relation rests: its own, that of the family, or that of standing in for somebody."""
    family = "guardian" if relation.startswith("guardian_") else "learner" if relation == "self" else ""
    own = terms.get((student, family or relation)) or terms.get((None, relation)) or []
    return own[0] if own else None


def _closed(actor: Actor) -> frozenset[UUID]:
    """The students of whom a paper in force takes a right from this parent."""
    if not any(relation.startswith("guardian_") for held in actor.to_students.values() for relation in held):
        return frozenset()
    mine = Relationship.objects.filter(adult=actor.adult, relation__in=OF_FAMILY, guardian__isnull=False)
    papers = Instrument.objects.filter(
        on_day(actor.today), guardian__in=mine.values("guardian_id"), effect="revokes",
        right__in=("inspect", "consent", "notice"),
    )  # fmt: skip
    return frozenset(papers.values_list("student_id", flat=True))
