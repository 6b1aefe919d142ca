"""What stands, in the words of the file, as far as the asker may see it; and behind each key the row that it means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q

from carryover.exchange.changes import Key
from carryover.exchange.columns import ADULT, ASSIGNMENT, CLASS, MEMBER, STUDENT
from carryover.exchange.records import RELATIONS, assignment_key
from carryover.roster.models import Account, Adult, ClassMember, Enrolment, School, SchoolClass, Student
from carryover.scope.actors import Actor, on_day
from carryover.scope.adults import adults_of, schools_of
from carryover.scope.alike import short_number
from carryover.scope.models import Relationship
from carryover.scope.queries import students_for, visible

RIGHTS = ("people.see", "people.manage", "student.enter", "class.manage")


@dataclass
class Standing:
    """The state that a file is compared with. `doubled` are numbers that more than one student here has."""

    schools: dict[str, School]
    home: str
    state: dict[Key, dict[str, str]] = field(default_factory=dict)
    students: dict[tuple[str, ...], Student] = field(default_factory=dict)
    adults: dict[str, Adult] = field(default_factory=dict)
    classes: dict[tuple[str, ...], SchoolClass] = field(default_factory=dict)
    links: dict[tuple[str, ...], UUID] = field(default_factory=dict)
    doubled: set[str] = field(default_factory=set)
    periods: set[str] = field(default_factory=set)

    def key_of(self, student: UUID) -> tuple[str, ...] | None:
        """The key of a student who is here."""
        return next((key for key, each in self.students.items() if each.id == student), None)


def standing(actor: Actor, home: School, periods: Iterable[str] = ()) -> Standing:
    """Everything that a file of this school can speak of, in a fixed number of queries."""
    schools = {each.code: each for each in schools_of(actor, *RIGHTS)}
    schools.setdefault(home.code, home)
    found = Standing(schools, home.code, periods=set(periods))
    keys = _students(actor, found)
    _adults(actor, found)
    _classes(actor, found)
    _members(actor, found, keys)
    _assignments(actor, found, keys)
    return found


def _students(actor: Actor, found: Standing) -> dict[UUID, tuple[str, ...]]:
    rows = Enrolment.objects.filter(on_day(actor.today), student__in=students_for(actor, "student.see"))
    keys: dict[UUID, tuple[str, ...]] = {}
    for row in rows.select_related("student", "school").order_by("student_id", "-valid_from"):
        student = row.student
        if student.id in keys:
            continue
        key = (short_number(student.number) or f"#{student.id}",)
        if key in found.students:
            found.doubled.add(key[0])
            key = (f"#{student.id}",)
        keys[student.id] = key
        found.students[key] = student
        found.state[STUDENT, key] = _said(
            {
                "number": student.number,
                "given name": student.given_name,
                "family name": student.family_name,
                "initials": student.initials,
                "birth date": student.birth_date.isoformat(),
                "grade": row.grade,
                "school": row.school.code,
                "to": _day(row.valid_to),
            }
        )
    return keys


def _adults(actor: Actor, found: Standing) -> None:
    seen = adults_of(actor, "people.see")
    for account in Account.objects.filter(adult__in=seen).select_related("adult__school"):
        adult = account.adult
        if adult is None:
            continue
        found.adults[account.username.lower()] = adult
        found.state[ADULT, (account.username.lower(),)] = _said(adult_said(adult))


def adult_said(adult: Adult) -> dict[str, str]:
    """Who an adult is, in the words of the file."""
    return {
        "given name": adult.given_name,
        "family name": adult.family_name,
        "role": adult.role,
        "title": adult.title,
        "reach": adult.reach,
        "school": adult.school.code if adult.school else "",
    }


def _classes(actor: Actor, found: Standing) -> None:
    names = {adult.id: name for name, adult in found.adults.items()}
    rows = SchoolClass.objects.filter(school__in=[each.id for each in found.schools.values()])
    for row in rows.select_related("school"):
        key = (row.school.code, row.code.casefold())
        found.classes[key] = row
        teacher = names.get(row.teacher_id, "") if row.teacher_id else ""
        found.state[CLASS, key] = _said(
            {
                "class": row.code,
                "class name": row.name,
                "user name": teacher,
                "period": row.period,
                "place": row.place,
                "school": row.school.code,
            }
        )


def _members(actor: Actor, found: Standing, keys: dict[UUID, tuple[str, ...]]) -> None:
    ahead = Q(valid_to__isnull=True) | Q(valid_to__gte=actor.today)
    for row in visible(actor, ClassMember).filter(ahead).select_related("school_class__school"):
        of = row.school_class
        number = keys.get(row.student_id, ("",))[0]
        if number:
            key = (of.school.code, of.code.casefold(), number)
            found.state[MEMBER, key] = _said(
                {"school": of.school.code, "to": _day(row.valid_to), "class": of.code}
            )


def _assignments(actor: Actor, found: Standing, keys: dict[UUID, tuple[str, ...]]) -> None:
    names = {adult.id: name for name, adult in found.adults.items()}
    ahead = Q(valid_to__isnull=True) | Q(valid_to__gte=actor.today)
    rows = Relationship.objects.filter(
        ahead, ends_at__isnull=True, student__in=list(keys), adult__in=list(names), relation__in=RELATIONS
    )
    for row in rows.prefetch_related("periods").order_by("valid_from", "id"):
        student = keys[row.student_id] if row.student_id else ("",)
        at = found.state[STUDENT, student].get("school", "")
        for period, letter, place in [(p.period, p.letter, p.place) for p in row.periods.all()] or [
            ("", "", "")
        ]:
            says = {"relation": row.relation, "period": period, "letter": letter}
            key = assignment_key(names[row.adult_id], student[0], says)
            found.links[key] = row.id
            found.state[ASSIGNMENT, key] = _said(
                says
                | {"user name": names[row.adult_id], "place": place, "to": _day(row.valid_to), "school": at}
            )


def _said(says: dict[str, str]) -> dict[str, str]:
    """Only what is said: an empty cell is no word."""
    return {name: text for name, text in says.items() if text}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
