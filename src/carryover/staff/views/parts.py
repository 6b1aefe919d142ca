"""What other rooms' pages show of training: flags on a student's page, on Today, and one's own on the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carryover.journal.acts import record
from carryover.scope.actors import Actor
from carryover.scope.certificates import held_by, running_out
from carryover.scope.competence import SOON
from carryover.scope.queries import require, schools_for
from carryover.scope.requests import asking
from carryover.scope.routes import asks, for_anyone_signed_in
from carryover.staff.queries import Readiness, managed, readiness
from carryover.staff.words import ENDS_SOON_DAYS, competency_words, shown, standing_words

MOST = 7


@require_safe
@asks("training.see")
def student_part(request: HttpRequest, student: UUID) -> HttpResponse:
    """Who lacks what with this student, and the way to the page of training."""
    actor = asking(request)
    permit = require(actor, "training.see", student)
    found = readiness(actor, [student])
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="training.read",
        thing=("student", student),
        students=[student],
    )
    context = {"flags": _told(found, {}), "needs": found.needs, "student_id": student}
    return render(request, "staff/_student.html", context)


@require_safe
@for_anyone_signed_in("flags of the students whose plan one manages, and of one's schools' certificates")
def today_part(request: HttpRequest) -> HttpResponse:
    """What does not fit between adults and the students whose plan one manages; for the office, what runs out."""
    actor = asking(request)
    students = managed(actor)
    found = readiness(actor, list(students)) if students else None
    flags = _told(found, students) if found else []
    office = schools_for(actor, "competence.record")
    ending = [shown(row, actor.today) for row in running_out(actor, timedelta(days=SOON))] if office else []
    if found:
        _journal(actor, list(students))
    context = {
        "flags": flags[:MOST],
        "more": max(0, len(flags) - MOST),
        "ending": ending[:MOST],
        "more_ending": max(0, len(ending) - MOST),
    }
    return render(request, "staff/_today.html", context)


@require_safe
@for_anyone_signed_in("one's own certificates")
def mine_part(request: HttpRequest) -> HttpResponse:
    """One's own certificates in a line: how many hold, and what ends soon."""
    actor = asking(request)
    last = actor.today + timedelta(days=ENDS_SOON_DAYS)
    held = [each for each in held_by(actor) if each.valid_on(actor.today)]
    soon = sorted(
        (each.last, competency_words(each.competency)) for each in held if each.last and each.last <= last
    )
    return render(request, "staff/_mine.html", {"held": len(held), "soon": soon})


def _told(found: Readiness, students: Mapping[UUID, object]) -> list[dict[str, object]]:
    return [
        {
            "student": students.get(each.student),
            "adult": found.adults[each.adult],
            "name": competency_words(each.competency),
            "words": standing_words(each),
            "state": each.state.value,
            "override": found.override_of(each),
        }
        for each in found.flags
    ]


def _journal(actor: Actor, students: list[UUID]) -> None:
    record(
        at=actor.now,
        actor=actor.key,
        right="case_manager",
        act="training.read",
        thing=("list", "training.flags"),
        students=students,
    )
