"""A file judged: what is wrong, what has to be decided, what would change; nothing is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from carryover.exchange.changes import Change, Changes, changes, digest, expanded, too_many_end
from carryover.exchange.columns import ADULT, ASSIGNMENT, CLASS, MEMBER, STUDENT
from carryover.exchange.faults import Fault
from carryover.exchange.questions import Question, decided, is_answered, questions
from carryover.exchange.records import Record, read_records
from carryover.exchange.standing import Standing, standing
from carryover.exchange.tables import Table, read_table, too_long
from carryover.roster.models import Account, School
from carryover.roster.roles import SCHOOL_WIDE_ROLES
from carryover.scope.actors import Actor
from carryover.scope.acts.role import ASSIGNABLE
from carryover.scope.alike import short_number
from carryover.scope.policy import Thing
from carryover.scope.queries import may, students_for
from carryover.scope.school_year import periods_at
from carryover.terms import Refusal


@dataclass(frozen=True)
class Offer:
    """What somebody offers to bring in: the file, whether it is whole, and what they decided row by row."""

    content: bytes
    whole: bool
    decisions: Mapping[int, str]

    @property
    def hash(self) -> str:
        """The hash of the file's bytes."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Judged:
    """The dry run of an offer."""

    table: Table
    faults: tuple[Fault, ...]
    open: tuple[Question, ...]
    answered: tuple[tuple[Question, str], ...]
    changes: Changes
    too_many: int
    active: int
    here: Standing
    digest: str

    @property
    def may_be_applied(self) -> bool:
        """Whether nothing is wrong, nothing is open, and there is something to write."""
        return not (self.faults or self.open or self.too_many) and bool(self.changes.changes)


def judge(actor: Actor, home: School, offer: Offer) -> Judged:
    """Read the file against what stands. Raises Unreadable."""
    table = read_table(offer.content)
    here = standing(actor, home, [each.code for each in periods_at(actor, [home.id])])
    read = read_records(table, home.code, here.schools)
    asked = questions(actor, read.records, here)
    open_ = [each for each in asked if not is_answered(each, offer.decisions.get(each.row, ""))]
    valid = {each.row: offer.decisions[each.row] for each in asked if each not in open_}
    records = expanded(decided(read.records, here, valid), here.state, whole=offer.whole)
    made = changes(records, here.state, today=actor.today.isoformat(), home=home.code, whole=offer.whole)
    active = sum(
        1 for (kind, _key), says in here.state.items() if kind == STUDENT and says.get("school") == home.code
    )
    faults = (*too_long(table), *read.faults, *_faults(actor, here, records, made))
    said = sorted(f"{row} {answer}" for row, answer in valid.items())
    return Judged(
        table=table,
        faults=tuple(sorted(set(faults))),
        open=tuple(open_),
        answered=tuple((each, valid[each.row]) for each in asked if each.row in valid),
        changes=made,
        too_many=too_many_end(made, active),
        active=active,
        here=here,
        digest=digest(made, offer.hash, str(offer.whole), *said),
    )


def _faults(actor: Actor, here: Standing, records: Sequence[Record], made: Changes) -> Iterable[Fault]:
    yield from _who_is_meant(here, records)
    yield from _days(actor, made)
    yield from _rights(actor, here, made)
    yield from _taken(here, made)


def _who_is_meant(here: Standing, records: Sequence[Record]) -> Iterable[Fault]:
    """Whoever and whatever a row names is here or in the file."""
    told = {(each.kind, each.key) for each in records}
    for record in records:
        number = short_number(record.says.get("number", ""))
        if number in here.doubled and number:
            yield Fault(
                record.row, "number", _("Two students here have this number. Correct one of them first.")
            )
        needs: list[tuple[str, str, tuple[str, ...]]] = []
        if record.kind in (MEMBER, ASSIGNMENT) and number:
            needs.append(("number", STUDENT, (number,)))
        if record.kind == MEMBER:
            needs.append(("class", CLASS, record.key[:2]))
        if record.kind in (CLASS, ASSIGNMENT) and record.says.get("user name"):
            needs.append(("user name", ADULT, (record.says["user name"],)))
        for column, kind, key in needs:
            if (kind, key) not in here.state and (kind, key) not in told:
                yield Fault(record.row, column, _NOBODY[column]())
        period = record.says.get("period", "")
        if period and here.periods and period not in here.periods:
            yield Fault(record.row, "period", _("The school's bells have no such period."))


_NOBODY = {
    "number": lambda: _("No student of whom you may know, and none in this file, has this number."),
    "class": lambda: _("No class of the school, and none in this file, has this code."),
    "user name": lambda: _("No adult whom you may see, and none in this file, has this user name."),
}


def _days(actor: Actor, made: Changes) -> Iterable[Fault]:
    today = actor.today.isoformat()
    for each in made.changes:
        since, until = each.after.get("from", ""), each.after.get("to", "")
        if each.kind == STUDENT and since > today:
            yield Fault(
                each.row,
                "from",
                _("This day has not come yet: a student is entered on the day or afterwards."),
            )
        if each.kind == STUDENT and each.is_new and until:
            yield Fault(each.row, "to", _("Somebody who is not here cannot end. Leave it empty."))
        if each.kind == STUDENT and each.ends and until > today:
            yield Fault(each.row, "to", _("This day has not come yet."))
        if each.kind == ASSIGNMENT and each.ends and until < today:
            yield Fault(each.row, "to", _("This day is past. Write today or a later day."))
        if each.is_new and until and since and date.fromisoformat(until) < date.fromisoformat(since):
            yield Fault(each.row, "to", _("The last day lies before the first."))


def _rights(actor: Actor, here: Standing, made: Changes) -> Iterable[Fault]:
    """Each row asks the act that it stands for; the reason is that of the refusal."""
    allowed = {act: set(students_for(actor, act).values_list("id", flat=True)) for act in _OF_STUDENTS}
    for each in made.changes:
        for act in _acts_of(each):
            if act in _OF_STUDENTS:
                student = _student(here, each)
                if student is not None and student not in allowed[act]:
                    yield Fault(each.row, "kind", _why(actor, act, Thing(student=student)))
                continue
            for code in {each.before.get("school", ""), each.after.get("school", "")} - {""}:
                asked = may(actor, act, Thing(school=here.schools[code].id)) if code in here.schools else None
                if isinstance(asked, Refusal):
                    yield Fault(each.row, "kind", _(asked.why))
        yield from _roles(actor, here, each)


_OF_STUDENTS = ("student.change", "assignment.make", "student.see")


def _acts_of(each: Change) -> tuple[str, ...]:
    if each.kind == ADULT:
        return ("people.manage",)
    if each.kind == CLASS:
        return ("class.manage",)
    if each.kind == MEMBER:
        return ("class.manage", "student.see")
    if each.kind == ASSIGNMENT:
        return ("assignment.make",)
    moves = any(name == "school" for name, _old, _new in each.differences)
    return (
        ("student.enter",)
        if each.is_new
        else ("student.change", "student.enter")
        if moves
        else ("student.change",)
    )


def _student(here: Standing, each: Change) -> UUID | None:
    """The student of a change who is here already; None for one whom the file enters."""
    number = each.key[-1] if each.kind == MEMBER else each.key[1] if each.kind == ASSIGNMENT else each.key[0]
    found = here.students.get((number,))
    return found.id if found else None


def _why(actor: Actor, act: str, thing: Thing) -> str:
    asked = may(actor, act, thing)
    return _(asked.why) if isinstance(asked, Refusal) else ""


def _roles(actor: Actor, here: Standing, each: Change) -> Iterable[Fault]:
    """Rights over a school are changed on the adult's page; an assignment fits the role."""
    changed = {name for name, _old, _new in each.differences}
    if each.kind == ADULT and "role" in changed and _not_by_file(actor, here, each):
        yield Fault(each.row, "role", _("This role is changed on the adult's page."))
    if each.kind == ASSIGNMENT and each.is_new:
        adult = here.adults.get(each.key[0])
        if adult is not None and adult.role not in ASSIGNABLE[each.key[2]]:
            yield Fault(each.row, "relation", _("The adult's role is another: choose what fits it."))


def _not_by_file(actor: Actor, here: Standing, each: Change) -> bool:
    return each.before["role"] in SCHOOL_WIDE_ROLES or here.adults[each.key[0]].id == actor.adult.id


def _taken(here: Standing, made: Changes) -> Iterable[Fault]:
    """A user name is given once in the whole district, also to somebody whom the asker may not see."""
    fresh = {each.key[0]: each for each in made.of(ADULT) if each.is_new}
    for name in Account.objects.filter(username__in=list(fresh)).values_list("username", flat=True):
        yield Fault(fresh[name].row, "user name", _("Somebody has this user name."))
