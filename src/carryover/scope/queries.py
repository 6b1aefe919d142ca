"""The one question, asked two ways that must agree: may I do this, and which may I see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from carryover.roster.models import Adult, Enrolment, Student
from carryover.scope.actors import Actor, on_day
from carryover.scope.models import Relationship
from carryover.scope.policy import table
from carryover.terms import Refusal, Refused

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Permit:
    """A yes, with the right it rests on (for the journal)."""

    right: str


def may(actor: Actor, act: str, student: UUID) -> Permit | Refusal:
    """Whether the actor may do the act to this student now: a permit naming the relation, or the refusal to show."""
    line = table()[act]
    wanted = line.relations(actor.adult.role)
    held = actor.to_students.get(student, frozenset()) & wanted
    if not held and actor.to_schools:
        held = _through_school(actor, student) & wanted
    if held:
        return Permit(sorted(held)[0])
    return replace(line.refusal, who_can=_whom_to_ask(student, line.refusal.who_can, actor))


def require(actor: Actor, act: str, student: UUID) -> Permit:
    """The permit, or Refused with the reason.

    About a student to whom the actor has no relationship at all it says the same as about one who does not exist.
    """
    answer = may(actor, act, student)
    if isinstance(answer, Permit):
        return answer
    if student not in actor.to_students and not _through_school(actor, student):
        raise Http404
    raise Refused(answer)


def students_for(actor: Actor, act: str) -> QuerySet[Student]:
    """The students to whom the actor may do the act now: exactly those for whom `may` gives a permit."""
    wanted = table()[act].relations(actor.adult.role)
    direct = [s for s, held in actor.to_students.items() if held & wanted]
    schools = [s for s, held in actor.to_schools.items() if held & wanted]
    where = Q(id__in=direct)
    if schools:
        enrolled = Enrolment.objects.filter(on_day(actor.today), school__in=schools)
        where |= Q(id__in=enrolled.values("student_id"))
    return Student.objects.filter(where)


def visible(actor: Actor, model: type[M], act: str) -> QuerySet[M]:
    """The rows of a model about students whom the actor may see by `act`; the model names its `student_path`."""
    path: str = model.student_path  # type: ignore[attr-defined]
    return model._default_manager.filter(**{f"{path}__in": students_for(actor, act).values("id")})


def case_manager_of(student: UUID, actor: Actor) -> Adult | None:
    """The adult who manages the student's plan today, or None."""
    link = (
        Relationship.objects.filter(on_day(actor.today), student=student, relation="case_manager")
        .select_related("adult")
        .order_by("valid_from")
        .first()
    )
    return link.adult if link else None


def _through_school(actor: Actor, student: UUID) -> frozenset[str]:
    schools = Enrolment.objects.filter(on_day(actor.today), student=student).values_list(
        "school_id", flat=True
    )
    return frozenset().union(*(actor.to_schools.get(school, frozenset()) for school in schools))


def _whom_to_ask(student: UUID, words: str, actor: Actor) -> str:
    """Names the case manager only to an adult who already works with the student; others get the general words."""
    if student not in actor.to_students:
        return words
    manager = case_manager_of(student, actor)
    if manager is None or manager.id == actor.adult.id:
        return words
    who = f"{manager}, {manager.reach}" if manager.reach else str(manager)
    return " ".join((_(words), _("Ask %(who)s.") % {"who": who}))
