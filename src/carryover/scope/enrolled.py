"""Look-ups of students for the office: who is enrolled, who might be entered twice, for whom nobody answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from carryover.roster.models import Account, Enrolment, School, Student
from carryover.roster.spelling import words_of
from carryover.scope.actors import Actor, on_day
from carryover.scope.alike import NUMBER, Known, alike, short_number, turned
from carryover.scope.models import Relationship
from carryover.scope.queries import students_for


@dataclass(frozen=True)
class Twin:
    """A student who may be the one that is about to be entered, and why.

    `student` is None for one whom the asker may not know of; then nothing else is said of them.
    """

    why: str
    student: UUID | None
    name: str
    enrolled: bool
    again: UUID | None = None

    @property
    def key(self) -> str:
        """What a decision about it is filed under."""
        return str(self.student or self.again or "elsewhere")


@dataclass(frozen=True)
class Enrolled:
    """A student of a school with the grade and day of the enrolment."""

    student: Student
    grade: str
    since: date


def twins(actor: Actor, wanted: Sequence[Known], but: UUID | None = None) -> list[list[Twin]]:
    """For each who is about to be entered, the students of the whole district who may be the same child: one query.

    Somebody who left the district can be enrolled again by whoever knows number and birth date: `again` is their id.
    """
    births = {day for each in wanted for day in (each.birth, turned(each.birth)) if day}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM scope_candidates(%s, %s)", [[each.number for each in wanted], sorted(births)]
        )
        rows: list[_Candidate] = [row for row in cursor.fetchall() if row[0] != but]
    born: dict[date, list[_Candidate]] = defaultdict(list)
    numbered: dict[str, list[_Candidate]] = defaultdict(list)
    for row in rows:
        born[row[4]].append(row)
        numbered[short_number(row[3])].append(row)
    near = (
        {*born[w.birth], *born[turned(w.birth) or w.birth], *numbered[short_number(w.number)]} for w in wanted
    )
    return [_twins_of(each, few) for each, few in zip(wanted, near, strict=True)]


_Candidate = tuple[UUID, str, str, str, date, bool, bool]


def _twins_of(wanted: Known, rows: Iterable[_Candidate]) -> list[Twin]:
    found = []
    for key, given, family, number, birth, seen, enrolled in rows:
        other = Known(given, family, birth, number)
        why = alike(wanted, other)
        left = why == NUMBER and wanted.birth == birth and not enrolled
        if why and (seen or left):
            found.append(
                Twin(why, key if seen else None, f"{given} {family}", enrolled, key if left else None)
            )
        elif why:
            found.append(Twin(why, None, "", enrolled))
    return sorted(found, key=lambda twin: (twin.why, twin.name, twin.key))


def students_at(actor: Actor, school: UUID) -> QuerySet[Student]:
    """The students of a school of whom the asker may know."""
    here = Enrolment.objects.filter(on_day(actor.today), school=school)
    return students_for(actor, "student.see").filter(id__in=here.values("student_id"))


def enrolled_at(actor: Actor, school: UUID, asked: str = "") -> list[Enrolled]:
    """They by name; with words, those whose name holds every word or whose number is it."""
    rows = (
        Enrolment.objects.filter(on_day(actor.today), school=school, student__in=students_at(actor, school))
        .select_related("student")
        .order_by("student__family_name", "student__given_name", "student_id")
    )
    words = words_of(asked)
    listed = [Enrolled(row.student, row.grade, row.valid_from) for row in rows]
    return [each for each in listed if not words or _answers(each.student, words, asked)]


def _answers(student: Student, words: Sequence[str], asked: str) -> bool:
    own = words_of(f"{student.given_name} {student.family_name}")
    return asked.strip() == student.number or all(any(w in each for each in own) for w in words)


def unmanaged_at(actor: Actor, school: UUID) -> list[Student]:
    """Students of the school whose plan was managed by somebody, and is by nobody today."""
    managed = Relationship.objects.filter(student=OuterRef("id"), relation="case_manager")
    rows = students_at(actor, school).filter(Exists(managed.filter(valid_from__lte=actor.today)))
    return list(rows.exclude(Exists(managed.filter(on_day(actor.today)))).order_by("initials", "id"))


def managed_by_the_closed(actor: Actor, school: UUID) -> int:
    """For how many students of the school the one who manages the plan can no longer sign in."""
    closed = Account.objects.filter(is_active=False, adult__isnull=False).values("adult_id")
    rows = Relationship.objects.filter(
        on_day(actor.today), relation="case_manager", adult__in=closed, student__in=students_at(actor, school)
    )
    return rows.count()


def enrolments(actor: Actor, student: UUID) -> list[Enrolment]:
    """Where a student was and is enrolled, the newest first."""
    known = students_for(actor, "student.see").filter(id=student).values("id")
    rows = Enrolment.objects.filter(student__in=known).select_related("school")
    return list(rows.order_by("-valid_from", "-id"))


def enrolment_now(actor: Actor, student: UUID) -> Enrolment | None:
    """Where the student is enrolled today."""
    return next((each for each in enrolments(actor, student) if _holds(each, actor.today)), None)


def schools_of_student(student: UUID, day: date) -> list[UUID]:
    """The schools at which a student is enrolled that day."""
    rows = Enrolment.objects.filter(on_day(day), student=student)
    return list(rows.values_list("school_id", flat=True))


def by_id(actor: Actor, students: Iterable[UUID]) -> dict[UUID, Student]:
    """Those of these students of whom the asker may know."""
    return {each.id: each for each in students_for(actor, "student.see").filter(id__in=list(students))}


def one_school(school: UUID) -> School:
    """A school; Http404 when there is none."""
    found = School.objects.select_related("district").filter(id=school).first()
    if found is None:
        raise Http404
    return found


def _holds(row: Enrolment, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)
