"""What stands around every page about a student: who they are, why one sees it, and who works with them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from carryover.look.frame import address
from carryover.look.words import school_day
from carryover.plans.queries import Tie, ties
from carryover.plans.reach import Member
from carryover.scope.actors import Actor
from carryover.scope.acts.look import Opened
from carryover.scope.because import because
from carryover.scope.policy import table
from carryover.scope.queries import holds

WORK_WITH = ("case_manager", "team", "assigned", "contractor")


@dataclass(frozen=True)
class Person:
    """An adult who works with the student today, once, whatever their relations."""

    name: str
    role: str
    role_label: str
    manager: bool
    periods: tuple[str, ...]


def frame(actor: Actor, opened: Opened, act: str) -> dict[str, object]:
    """The context that all pages about a student share; `act` is the right they were opened by."""
    return _frame(actor, opened, act, ties(actor, opened.student.id))


def frame_and_team(actor: Actor, opened: Opened, act: str) -> tuple[dict[str, object], tuple[Member, ...]]:
    """The shared context and the adults whom a change would reach, from one look-up."""
    known = ties(actor, opened.student.id)
    return _frame(actor, opened, act, known), tuple(Member(str(tie.adult), tie.adult.role) for tie in known)


def _frame(actor: Actor, opened: Opened, act: str, known: tuple[Tie, ...]) -> dict[str, object]:
    return {
        "student": opened.student,
        "learner": opened.student.short_name,
        "why": _why(actor, opened, known),
        "why_source": table()[act].refusal.source,
        "people": _people(known),
        "managed": any(tie.relation == "case_manager" for tie in known),
        "caseload": address("decisions:caseload"),
        "looked": address("scope:looked", opened.student.id)
        if holds(actor, "access.read", opened.student.id)
        else "",
    }


def _why(actor: Actor, opened: Opened, known: tuple[Tie, ...]) -> str:
    words = because(opened.permit.right)
    for tie in known:
        if tie.adult.id == actor.adult.id and tie.relation == opened.permit.right:
            words += _(", since %(day)s") % {"day": school_day(tie.since, year=True)}
            break
    return words + "."


def _people(known: tuple[Tie, ...]) -> list[Person]:
    found: dict[object, Person] = {}
    for tie in known:
        if tie.relation not in WORK_WITH:
            continue
        had = found.get(tie.adult.id)
        found[tie.adult.id] = Person(
            str(tie.adult),
            tie.adult.role,
            tie.adult.role_label,
            tie.relation == "case_manager" or bool(had and had.manager),
            tie.periods or (had.periods if had else ()),
        )
    return list(found.values())
