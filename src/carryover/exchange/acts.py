"""Bringing in a file: exactly what was shown, in one transaction, or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from carryover.exchange.changes import Change
from carryover.exchange.columns import ADULT, ASSIGNMENT, CLASS, KINDS, MEMBER, STUDENT
from carryover.exchange.judging import Judged, Offer, judge
from carryover.exchange.standing import adult_said
from carryover.journal.acts import record
from carryover.roster.models import Adult, School, SchoolClass, Student
from carryover.scope.actors import Actor, actor_of
from carryover.scope.acts.account import name_account
from carryover.scope.acts.adult import AdultFacts, change_adult, enter_adult
from carryover.scope.acts.assignment import Assignment, assign, end_assignment
from carryover.scope.acts.enrollment import change_grade, leave_district, move_student
from carryover.scope.acts.role import change_role
from carryover.scope.acts.school_class import ClassFacts, add_members, change_class, end_members, enter_class
from carryover.scope.acts.student import Entry, StudentFacts, change_student, enter_students
from carryover.scope.alike import short_number
from carryover.scope.handing_over import Place
from carryover.scope.policy import Thing
from carryover.scope.queries import require
from carryover.terms import DateSpan


@dataclass(frozen=True)
class Done:
    """What was written: how much of what, and the adults whose accounts wait for a password."""

    counts: Mapping[str, int]
    waiting: tuple[Adult, ...]


@transaction.atomic
def look_at_offer(actor: Actor, school: UUID, offer: Offer) -> Judged:
    """The dry run: what the offer would change, and nothing written but that somebody asked. Raises Unreadable."""
    permit = require(actor, "roster.import", Thing(school=school))
    judged = judge(actor, School.objects.get(id=school), offer)
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="roster.dry_run",
        thing=("school", school),
        students=sorted(_named(judged)),
        detail={
            "file": offer.hash,
            "faults": len(judged.faults),
            "asked": len(judged.open) + len(judged.answered),
        },
    )
    return judged


def _named(judged: Judged) -> set[UUID]:
    """The students of whom the dry run says something: those who would change, and those who may be in a row."""
    changed = {judged.here.students[each.key].id for each in judged.changes.of(STUDENT) if not each.is_new}
    asked = [*judged.open, *(question for question, _said in judged.answered)]
    return changed | {
        each.id for question in asked if question.kind == STUDENT for each in question.same if each.id
    }


@transaction.atomic
def bring_in(actor: Actor, school: UUID, offer: Offer, shown: str) -> Done | Judged:
    """Write what the offer would change when it still is what was shown; else how it would be now, and nothing written.

    Kept of the file: its hash and counts, in the journal.
    """
    permit = require(actor, "roster.import", Thing(school=school))
    # Two at once would each compare with what the other is changing.
    home = School.objects.select_for_update().get(id=school)
    judged = judge(actor, home, offer)
    if judged.digest != shown or not judged.may_be_applied:
        return judged
    made = _Making(actor, judged)
    made.all()
    counts = {kind: len(judged.changes.of(kind)) for kind in KINDS if judged.changes.of(kind)}
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="roster.import",
        thing=("school", home.id),
        students=sorted(made.touched),
        detail={"file": offer.hash, "whole": offer.whole, **counts, "ended": len(judged.changes.ended)},
    )
    return Done(counts, tuple(made.waiting))


class _Making:
    """The changes of one file on their way into the tables, in the order in which each may name what stands before."""

    def __init__(self, actor: Actor, judged: Judged) -> None:
        self.actor, self.here, self.changes = actor, judged.here, judged.changes
        self.same = {q.row: said for q, said in judged.answered if q.kind == ADULT}
        self.students = {key: each.id for key, each in judged.here.students.items()}
        self.adults: dict[str, Adult] = dict(judged.here.adults)
        self.classes: dict[tuple[str, ...], SchoolClass] = dict(judged.here.classes)
        self.waiting: list[Adult] = []
        self.touched: set[UUID] = set()

    def all(self) -> None:
        """Write them."""
        for each in self.changes.of(ADULT):
            self.adult(each)
        self.new_students()
        for each in self.changes.of(STUDENT):
            if not each.is_new:
                self.student(each)
        for each in self.changes.of(CLASS):
            self.school_class(each)
        self.members()
        self.assignments()
        for each in self.changes.of(STUDENT):
            if each.ends:
                leave_district(self.actor, self.row(each), date.fromisoformat(each.after["to"]))

    def adult(self, each: Change) -> None:
        """A new adult with an account that waits for its password, or what differs of one who is here."""
        name, known = each.key[0], self.same.get(each.row, "")
        if not each.is_new:
            self.change(self.adults[name], each.after)
            return
        if len(known) == 36:
            adult = Adult.objects.select_related("school").get(id=known)
            self.change(adult, each.after)
        else:
            adult = enter_adult(self.actor, self.adult_facts(each.after))
        name_account(self.actor, adult, name)
        self.adults[name] = adult
        self.waiting.append(adult)

    def change(self, adult: Adult, says: Mapping[str, str]) -> None:
        """Make of an adult who is here what the file says; an empty cell says nothing."""
        stands = adult_said(adult)
        if says.get("role", adult.role) != adult.role:
            change_role(self.actor, adult, says["role"], [])
        told = {name: text for name, text in says.items() if name in stands and name != "role"}
        if any(stands[name] != text for name, text in told.items()):
            change_adult(self.actor, adult, self.adult_facts({**stands, **told}))

    def adult_facts(self, says: Mapping[str, str]) -> AdultFacts:
        """An adult as facts."""
        return AdultFacts(
            says["given name"], says["family name"], says["role"], self.school(says.get("school", "")),
            says.get("title", ""), says.get("reach", ""),
        )  # fmt: skip

    def new_students(self) -> None:
        """All new students of each school at once; whoever enters them may manage their plans from here on."""
        by_school: dict[str, list[Change]] = defaultdict(list)
        for each in self.changes.of(STUDENT):
            if each.is_new:
                by_school[each.after["school"]].append(each)
        for code, fresh in by_school.items():
            ids = enter_students(self.actor, self.here.schools[code].id, [self.entry(each) for each in fresh])
            self.students |= {each.key: key for each, key in zip(fresh, ids, strict=True)}
            self.touched |= set(ids)
        if by_school:
            self.actor = actor_of(self.actor.adult, self.actor.now, self.actor.today)

    def entry(self, each: Change) -> Entry:
        """A new student as an entry."""
        says = each.after
        return Entry(self.facts(says), says["grade"], self.day(says.get("from", "")))

    def student(self, each: Change) -> None:
        """What differs of a student who is here, but the end."""
        says, student = {**each.before, **each.after}, self.row(each)
        changed = {column for column, _old, _new in each.differences} - {"to"}
        self.touched.add(student.id)
        if changed - {"grade", "school"}:
            change_student(self.actor, student, self.facts(says))
        if "school" in changed:
            to = self.here.schools[says["school"]].id
            move_student(self.actor, student, to, says["grade"], self.actor.today)
        elif "grade" in changed:
            change_grade(self.actor, student, says["grade"])
        self.students[(short_number(says.get("number", "")) or each.key[0],)] = student.id

    def school_class(self, each: Change) -> None:
        """A new class, or what differs of one."""
        says = {**each.before, **each.after}
        teacher = self.adults.get(says.get("user name", ""))
        facts = ClassFacts(
            says["class"],
            says["class name"],
            teacher.id if teacher else None,
            says.get("period", ""),
            says.get("place", ""),
        )
        if each.is_new:
            school = self.here.schools[each.key[0]].id
            self.classes[each.key] = enter_class(self.actor, school, facts)
        else:
            change_class(self.actor, self.classes[each.key], facts)

    def members(self) -> None:
        """Who joins and who leaves, a class at once."""
        joining: dict[tuple[tuple[str, ...], str, str], list[UUID]] = defaultdict(list)
        for each in self.changes.of(MEMBER):
            student = self.students[(each.key[2],)]
            self.touched.add(student)
            if each.is_new:
                joining[each.key[:2], each.after.get("from", ""), each.after.get("to", "")].append(student)
            else:
                last = date.fromisoformat(each.after["to"])
                end_members(self.actor, self.classes[each.key[:2]], [student], last)
        for (place, since, until), students in joining.items():
            days = DateSpan(self.day(since), date.fromisoformat(until) if until else None)
            add_members(self.actor, self.classes[place], students, days)

    def assignments(self) -> None:
        """Who is assigned, all at once, after what ends; a period that stays of one that ends begins again."""
        ending: dict[UUID, list[Change]] = defaultdict(list)
        for each in self.changes.of(ASSIGNMENT):
            self.touched.add(self.students[(each.key[1],)])
            if not each.is_new:
                ending[self.here.links[each.key]].append(each)
        wanted = [self.assignment(each) for each in self.changes.of(ASSIGNMENT) if each.is_new]
        for link, ends in ending.items():
            wanted += self.ended(link, ends)
        if wanted:
            assign(self.actor, wanted, source="file")

    def ended(self, link: UUID, ends: list[Change]) -> list[Assignment]:
        """End an assignment; its other periods are begun again the day after."""
        last = max(date.fromisoformat(each.after["to"]) for each in ends)
        row = end_assignment(self.actor, self.students[(ends[0].key[1],)], link, last)
        gone = {(each.key[3], each.key[4]) for each in ends}
        kept = [p for p in row.periods.all() if (p.period, p.letter) not in gone]
        if not kept or row.student_id is None:
            return []
        places = tuple(Place(p.period, p.letter, p.place) for p in kept)
        days = DateSpan(date.fromordinal(last.toordinal() + 1))
        return [Assignment(row.adult, row.student_id, row.relation, days, places, row.reason)]

    def assignment(self, each: Change) -> Assignment:
        """A new assignment."""
        says, (user, number, relation, period, letter) = each.after, each.key
        until = date.fromisoformat(says["to"]) if says.get("to") else None
        places = (Place(period, letter, says.get("place", "")),) if period else ()
        days = DateSpan(self.day(says.get("from", "")), until)
        return Assignment(
            self.adults[user], self.students[(number,)], relation, days, places, says.get("reason", "")
        )

    def facts(self, says: Mapping[str, str]) -> StudentFacts:
        """A student as facts."""
        return StudentFacts(
            says["given name"], says["family name"], date.fromisoformat(says["birth date"]), says.get("number", ""),
            says.get("initials", ""),
        )  # fmt: skip

    def row(self, each: Change) -> Student:
        """The student of a change who was here."""
        return self.here.students[each.key]

    def school(self, code: str) -> UUID | None:
        """The school of a code; None for none."""
        return self.here.schools[code].id if code in self.here.schools else None

    def day(self, text: str) -> date:
        """The day that a cell names; today where it names none."""
        return date.fromisoformat(text) if text else self.actor.today
