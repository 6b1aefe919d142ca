"""The first page of those who have no day and no queue: whom one may see, why, and what is open because of it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from carryover.look.frame import address
from carryover.scope.actors import Actor
from carryover.scope.forms.record import FindForm
from carryover.scope.glass import claims, may_review, reviews_at
from carryover.scope.looked import staff_shown
from carryover.scope.looking import record_list
from carryover.scope.policy import Thing
from carryover.scope.queries import Permit, may, schools_for
from carryover.scope.requests import asking
from carryover.scope.routes import asks, for_anyone_signed_in
from carryover.scope.whom import MOST_FOUND, at_schools, found, places, whom


@require_safe
@for_anyone_signed_in("the students to whom one stands in some relation, and that relation")
def page(request: HttpRequest) -> HttpResponse:
    """Each student with the right, its term and the pages it opens; what an officer watches over stands above."""
    actor = asking(request)
    mine = whom(actor)
    seen = [each.student.id for each in mine]
    record_list(actor, "student.see", seen, act="whom.read", thing=("list", "whom"))
    context = _context(actor) | {"mine": mine, "form": FindForm()}
    return render(request, "scope/whom.html", context)


@require_POST
@asks("access.read")
def find(request: HttpRequest) -> HttpResponse:
    """A student of the schools one watches over, by what was typed: sent by POST, so that no name is in an address."""
    actor = asking(request)
    form = FindForm(request.POST)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    shown = found(actor, asked) if asked else []
    seen = [student.id for student in shown]
    record_list(actor, "access.read", seen, act="student.find", thing=("list", "found"))
    rows = [(student, places(actor, student.id, _relations(actor, student.id))) for student in shown]
    context = _context(actor) | {
        "mine": whom(actor), "form": form, "asked": asked, "found": rows, "most": len(rows) >= MOST_FOUND,
    }  # fmt: skip
    return render(request, "scope/whom.html", context, status=200 if form.is_valid() else 422)


@require_safe
@for_anyone_signed_in("a number: how many claims wait for one's own review")
def count(request: HttpRequest) -> HttpResponse:
    """How many claims wait for the asking adult's review, as a bare number; nothing when none does."""
    actor = asking(request)
    if not reviews_at(actor):
        return HttpResponse("")
    waiting = sum(may_review(actor, each) for each in claims(actor, awaiting=True))
    return HttpResponse(str(waiting) if waiting else "")


def _context(actor: Actor) -> dict[str, object]:
    at = min(schools_for(actor, "access.decide"), default=None)
    return {
        "schools": at_schools(actor),
        "finds": bool(_watches(actor)),
        "decides": isinstance(may(actor, "access.decide", Thing(school=at)), Permit),
        "staff_shown": staff_shown(actor),
        "emergency": address("scope:glass") if schools_for(actor, "glass.break") else "",
    }


def _watches(actor: Actor) -> set[str]:
    """Relations to schools through which the actor reads records of access."""
    return {relation for held in actor.to_schools.values() for relation in held} & {
        "administrator",
        "privacy",
    }


def _relations(actor: Actor, student: UUID) -> set[str]:
    return set(actor.to_students.get(student, ())) | _watches(actor)
