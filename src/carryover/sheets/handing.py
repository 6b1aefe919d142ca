"""The facts of a substitute's card for a day, fetched in a fixed number of queries for whoever may see them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from uuid import UUID

from django.utils.translation import gettext as _

from carryover.plans.compile import compile_plan
from carryover.plans.content import SupportKind
from carryover.plans.gate import for_reader
from carryover.plans.models import OpenLines, PlanVersion
from carryover.plans.queries import content_of, in_force, open_lines
from carryover.roster.models import Adult, Period, Student
from carryover.scope.actors import Asker
from carryover.scope.queries import students_for
from carryover.sheets.card_words import instead_words
from carryover.sheets.day import Placed, Ring, blocks
from carryover.sheets.handed import Called, Handed, Learner, Noted, first_names, lines, outward, stretches
from carryover.sheets.queries import absences, case_managers, trips


@dataclass(frozen=True)
class Bells:
    """The periods of a school's day and its letter; no periods on a day without school."""

    rings: tuple[Ring, ...]
    letter: str


@dataclass(frozen=True)
class Wanted:
    """Which day is to be handed over at which school, with whom the absent adult would be, and what is to be noted.

    `clock` is the time of day when the day is today. `role` is the absent adult's; empty when nothing is collected.
    """

    day: date
    school: UUID
    placed: Collection[Placed]
    clock: time | None
    role: str = ""


def bells_of(school: UUID, day: date) -> Bells:
    """The bells that ring at a school on a day: one query."""
    rows = Period.objects.filter(bells__schoolday__school=school, bells__schoolday__day=day).exclude(
        bells__schoolday__kind="closed"
    )
    found = rows.order_by("starts").values_list("code", "name", "starts", "ends", "bells__schoolday__letter")
    rings = [(Ring(code, name, starts, ends), letter) for code, name, starts, ends, letter in found]
    return Bells(tuple(ring for ring, _letter in rings), rings[0][1] if rings else "")


def handed(asker: Asker, wanted: Wanted) -> Handed:
    """The card of a day, with those students only whom the asker may see by day.read."""
    bells = bells_of(wanted.school, wanted.day)
    students = list(students_for(asker, "day.read").filter(id__in={p.student for p in wanted.placed}))
    seen = {student.id for student in students}
    names = first_names(_called(each) for each in students)
    order = {key: place for place, key in enumerate(sorted(names, key=lambda key: (names[key], str(key))))}
    day_blocks = blocks(
        bells.rings,
        bells.letter,
        [each for each in wanted.placed if each.student in seen],
        absences(asker, wanted.day),
        trips(wanted.school, wanted.day),
        order,
    )
    shown = {each.student for block in day_blocks for each in block.students}
    kept = [student for student in students if student.id in shown]
    return Handed(stretches(day_blocks, wanted.clock), _learners(asker, kept, names, wanted))


def _learners(
    asker: Asker, students: Iterable[Student], names: Mapping[UUID, str], wanted: Wanted
) -> dict[UUID, Learner]:
    known = list(students)
    ids = [student.id for student in known]
    versions, managers = in_force(asker, ids, wanted.day), case_managers(ids, wanted.day)
    sealed = open_lines(asker, ids)
    return {
        student.id: _learner(
            _shared(student, names[student.id], managers.get(student.id), sealed.get(student.id, ())),
            _called(student),
            versions.get(student.id),
            wanted.role,
        )
        for student in known
    }


def _called(student: Student) -> Called:
    return Called(student.id, student.given_name, student.family_name)


def _shared(student: Student, name: str, manager: Adult | None, sealed: Sequence[OpenLines]) -> Learner:
    """What stands on every card, plan or none: whom to ask, and the lines whose reason is sealed."""
    called, instead = _called(student), _("(left out)")
    return Learner(
        student.id,
        name,
        do=tuple(outward(line, called, instead) for each in sealed for line in each.do),
        avoid=tuple(outward(line, called, instead) for each in sealed for line in each.avoid),
        ask=str(manager) if manager else "",
        reach=manager.reach if manager else "",
    )


def _learner(shared: Learner, called: Called, version: PlanVersion | None, role: str) -> Learner:
    if version is None:
        return replace(shared, has_plan=False)
    # A card is handed to whoever comes: what needs training stands there as those read it who lack it.
    plan, instead = for_reader(content_of(version), (), instead_words), _("(left out)")
    buttons = compile_plan(plan, called.given).for_role(role) if role else ()
    return replace(
        shared,
        never=lines(plan, called, SupportKind.NEVER, instead),
        before=lines(plan, called, SupportKind.BEFORE, instead),
        respond=lines(plan, called, SupportKind.RESPOND, instead),
        note=tuple(
            Noted(
                outward(each.measure.label, called, instead),
                outward(each.measure.definition, called, instead),
            )
            for each in buttons
        ),
    )
