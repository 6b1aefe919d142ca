"""The one question, asked two ways that must agree: may I do this, and which may I see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from carryover.roster.models import Adult, Enrolment, Student
from carryover.scope.actors import Asker, on_day
from carryover.scope.any_of import AnyOf
from carryover.scope.models import Relationship
from carryover.scope.policy import Thing, table
from carryover.terms import Refusal, Refused

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Permit:
    """A yes, with the right it rests on (for the journal)."""

    right: str


def may(asker: Asker, act: str, thing: UUID | Thing) -> Permit | Refusal:
    """Whether the asker may do the act now to a student (by id) or thing: a permit naming the relation, or why not."""
    line, about = table()[act], thing if isinstance(thing, Thing) else Thing(student=thing)
    fitting = _held(asker, about, _wanted(asker, [act], about.state))
    if fitting:
        return Permit(min(fitting))
    in_another_state = line.states and _held(asker, about, line.ever(asker.role))
    refusal = line.wrong_state if in_another_state else line.refusal
    if about.student is None:
        return refusal
    return replace(refusal, who_can=_whom_to_ask(about.student, refusal.who_can, asker))


def holds(asker: Asker, act: str, student: UUID) -> bool:
    """Whether the asker may do the act to the student, without the words of a refusal: for what a page offers."""
    return bool(_held(asker, Thing(student=student), _wanted(asker, [act], "")))


def require(asker: Asker, act: str, thing: UUID | Thing) -> Permit:
    """The permit, or Refused with the reason.

    About a student of whom the asker may not even know it says the same as about one who does not exist: Http404.
    """
    answer = may(asker, act, thing)
    if isinstance(answer, Permit):
        return answer
    student = thing.student if isinstance(thing, Thing) else thing
    if student is not None and not isinstance(may(asker, "student.see", student), Permit):
        raise Http404
    raise Refused(answer)


def require_one(asker: Asker, acts: Sequence[str], thing: UUID | Thing) -> Permit:
    """The permit of the first of these acts that the asker may do; else Refused (or Http404) as for the first one."""
    for act in acts:
        answer = may(asker, act, thing)
        if isinstance(answer, Permit):
            return answer
    return require(asker, acts[0], thing)


def require_each(asker: Asker, act: str, students: Iterable[UUID]) -> dict[UUID, Permit]:
    """The permit for every one of these students, in one query; else as `require` says for the first without."""
    wanted, asked = _wanted(asker, [act], ""), set(students)
    held = {each: asker.to_students.get(each, frozenset()) & wanted for each in asked}
    through = Enrolment.objects.filter(
        on_day(asker.today), student__in=[each for each in asked if not held[each]]
    )
    for student, school in through.values_list("student_id", "school_id"):
        held[student] |= asker.to_schools.get(school, frozenset()) & wanted
    for student in sorted(each for each in asked if not held[each]):
        require(asker, act, student)
    return {student: Permit(min(relations)) for student, relations in held.items()}


def students_for(asker: Asker, *acts: str, state: str = "") -> QuerySet[Student]:
    """The students to whom the asker may do one of the acts now: exactly those for whom `may` gives a permit."""
    return Student.objects.filter(_about(asker, "id", acts, state))


def by_right(asker: Asker, act: str, students: Iterable[UUID]) -> dict[str, list[UUID]]:
    """These students by the right through which the asker may do the act to each: for the journal of a list.

    Through a school where the asker stands in no relation to the student; who has none at all is left out.
    """
    wanted = _wanted(asker, [act], "")
    at_school = min((r for held in asker.to_schools.values() for r in held & wanted), default="")
    found: dict[str, list[UUID]] = {}
    for student in students:
        right = min(asker.to_students.get(student, frozenset()) & wanted, default=at_school)
        if right:
            found.setdefault(right, []).append(student)
    return found


def schools_for(asker: Asker, act: str) -> frozenset[UUID]:
    """The schools at which the asker may do the act now."""
    wanted = _wanted(asker, [act], "")
    return frozenset(school for school, held in asker.to_schools.items() if held & wanted)


def visible(asker: Asker, model: type[M], act: str = "") -> QuerySet[M]:
    """The rows of a model that the asker may see: by the model's own acts (`seen_by`), or by this stronger one.

    The model names the way to its student (`student_path`) and the acts that open it (`seen_by`): for all rows, or
    by the state that the column `state_path` holds.
    """
    path: str = model.student_path  # type: ignore[attr-defined]
    seen_by: Sequence[str] | Mapping[str, Sequence[str]] = (act,) if act else model.seen_by  # type: ignore[attr-defined]
    if not isinstance(seen_by, Mapping):
        return model._default_manager.filter(_about(asker, path, seen_by))
    where = Q(pk__in=())
    for state, acts in seen_by.items():
        where |= Q(**{model.state_path: state}) & _about(asker, path, acts, state)  # type: ignore[attr-defined]
    return model._default_manager.filter(where)


def _about(asker: Asker, path: str, acts: Sequence[str], state: str = "") -> Q:
    wanted = _wanted(asker, acts, state)
    where = Q(AnyOf(F(path), [s for s, held in asker.to_students.items() if held & wanted]))
    schools = [s for s, held in asker.to_schools.items() if held & wanted]
    if schools:
        enrolled = Enrolment.objects.filter(on_day(asker.today), school__in=schools)
        where |= Q(**{f"{path}__in": enrolled.values("student_id")})
    return where


def case_manager_of(student: UUID, asker: Asker) -> Adult | None:
    """The adult who manages the student's plan today, or None."""
    link = (
        Relationship.objects.filter(on_day(asker.today), student=student, relation="case_manager")
        .select_related("adult")
        .order_by("valid_from")
        .first()
    )
    return link.adult if link else None


def _given(asker: Asker, act: str) -> bool:
    return asker.only is None or act in asker.only


def _wanted(asker: Asker, acts: Iterable[str], state: str) -> frozenset[str]:
    return frozenset().union(
        *(table()[act].relations(asker.role, state) for act in acts if _given(asker, act))
    )


def _held(asker: Asker, about: Thing, wanted: frozenset[str]) -> frozenset[str]:
    """Those of the wanted relations in which the asker stands to the thing."""
    if about.student is None:
        of_school = asker.to_schools.get(about.school, frozenset()) if about.school else frozenset()
        return of_school & wanted
    held = asker.to_students.get(about.student, frozenset()) & wanted
    if held or not any(relations & wanted for relations in asker.to_schools.values()):
        return held
    return _through_school(asker, about.student) & wanted


def _through_school(asker: Asker, student: UUID) -> frozenset[str]:
    schools = Enrolment.objects.filter(on_day(asker.today), student=student).values_list(
        "school_id", flat=True
    )
    return frozenset().union(*(asker.to_schools.get(school, frozenset()) for school in schools))


def _whom_to_ask(student: UUID, words: str, asker: Asker) -> str:
    """Names the case manager only to an adult who already works with the student; others get the general words."""
    if student not in asker.to_students:
        return words
    manager = case_manager_of(student, asker)
    if manager is None or manager.id == asker.id:
        return words
    who = f"{manager}, {manager.reach}" if manager.reach else str(manager)
    return " ".join((_(words), _("Ask %(who)s.") % {"who": who}))
