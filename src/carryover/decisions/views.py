"""The review queue, the caseload and the decision."""

from __future__ import annotations

import os
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carryover.decisions.acts import goal_questioned, keep_going, support_changed
from carryover.decisions.evidence import Evidence, points_hash
from carryover.decisions.forms import CONTINUE, SUPPORT, DecisionForm
from carryover.decisions.parts import asked_of, caseload_of, queue_of, with_stations
from carryover.decisions.queries import (
    StudentEvidence,
    caseload,
    decisions_on,
    found_by_name,
    goal_evidence,
    managed_by,
    next_school_day,
    student_of,
)
from carryover.journal.acts import record
from carryover.look.forms import GET_POST
from carryover.look.words import school_day
from carryover.plans.acts.support import SupportChange
from carryover.plans.content import Support, SupportKind
from carryover.plans.queries import open_drafts
from carryover.scope.actors import Actor
from carryover.scope.certificates import known_competencies
from carryover.scope.looking import record_list
from carryover.scope.queries import require
from carryover.scope.requests import asking
from carryover.scope.routes import asks, for_anyone_signed_in
from carryover.terms import new_id

SHOWN = 7
MOST_FOUND = 30


@for_anyone_signed_in("what waits for oneself, with the students whom one may see by graph.read")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for the asking adult: what adults asked, then goals, the longest waiting first; seven at first."""
    actor = asking(request)
    asked, items = asked_of(request), queue_of(request)
    students = {item.student.id for item in items} | {each.row.student_id for each in asked}
    _journal_list(actor, "queue.read", sorted(students))
    most = len(asked) + len(items) if "all" in request.GET else SHOWN
    context = {
        "asked": asked[:most],
        "items": items[: max(0, most - len(asked))],
        "more": max(0, len(asked) + len(items) - most),
        "all": len(items),
        "all_asked": len(asked),
    }
    drafts = open_drafts(
        actor, [s for s, held in actor.to_students.items() if "case_manager" in held], "plan.draft"
    )
    return render(request, "decisions/queue.html", context | {"drafts": list(drafts.values())[:SHOWN]})


@for_anyone_signed_in("the students whom one may see by graph.read")
@GET_POST
def caseload_page(request: HttpRequest) -> HttpResponse:
    """The asking adult's own students with the strip in miniature and the newest evidence.

    One who answers for a whole school and has no students of their own finds them by name, a page at most. What is
    looked for is a name, so it is sent as a form and stands in no address.
    """
    actor = asking(request)
    asked = request.POST.get("q", "").replace("\x00", "").strip()[:80]
    if actor.to_students:
        loaded = caseload_of(request)
        shown = [each for each in loaded if _matches(each, asked)]
    else:
        loaded = caseload(actor, only=found_by_name(actor, asked, MOST_FOUND))
        shown = list(loaded)
    _journal_list(actor, "caseload.read", [each.student.id for each in shown])
    rows = with_stations(actor, sorted(shown, key=_by_need))
    context = {"rows": rows, "asked": asked, "all": len(loaded), "own": bool(actor.to_students)}
    return render(request, "decisions/caseload.html", context | {"mine": managed_by(actor)})


@asks("decision.make")
@GET_POST
def decide(request: HttpRequest, student: UUID, goal: str) -> HttpResponse:
    """The three choices about a goal; what is sent is recorded, and for a change of support signed."""
    actor = asking(request)
    permit = require(actor, "decision.make", student)
    found = goal_evidence(actor, student, goal)
    if found is None:
        raise Http404
    past = decisions_on(actor, student, goal)
    decided = any(one.points_hash == points_hash(found) for one in past)
    form = DecisionForm(
        request.POST if request.method == "POST" else None, known=known_competencies(actor), decided=decided
    )
    if request.method == "POST" and form.is_valid():
        _decide(request, actor, student, found, form)
        return redirect("decisions:graph", student=student, goal=goal)
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="graph.read",
        thing=("goal", goal),
        students=[student],
    )
    context = {
        "form": form,
        "found": found,
        "student": student_of(actor, student),
        "from_day": next_school_day(student, actor.today),
        "latitude": found.in_force.plan.latitude,
        "past": past[:3],
        "decided": decided,
    }
    return render(request, "decisions/decide.html", context, status=422 if form.errors else 200)


def _decide(request: HttpRequest, actor: Actor, student: UUID, found: Evidence, form: DecisionForm) -> None:
    given = form.cleaned_data
    if given["choice"] == CONTINUE:
        keep_going(actor, student, found, given["why"])
        messages.success(
            request, _("Recorded. The support goes on as it is; new points will be judged again.")
        )
    elif given["choice"] == SUPPORT:
        day = next_school_day(student, actor.today)
        made = support_changed(actor, student, found, _change(actor, found, given), day)
        number = made.new_version.number if made.new_version else 0
        words = _(
            "You signed version %(number)s. From %(day)s on the card says so, and the phase line stands there."
        )
        messages.success(request, words % {"number": number, "day": school_day(day)})
    else:
        goal_questioned(actor, student, found, given["why"])
        words = _(
            "An amendment is drafted. Nothing has changed yet: the goal stays until the team agrees and you sign."
        )
        messages.success(request, words)


_OF_LINE = ("support_text", "support_because", "support_needs", "support_instead")


def _change(actor: Actor, found: Evidence, given: dict[str, str]) -> SupportChange:
    lines: tuple[Support, ...] = ()
    if given["support_text"]:
        key = str(new_id(actor.now, os.urandom))
        kind = SupportKind(given["support_kind"] or SupportKind.BEFORE)
        said = (given[part].strip() for part in _OF_LINE)
        lines = (Support(key, kind, *said),)
    return SupportChange(
        found.goal.id, given["why"], given["label"].strip(), lines, given["schedule"].strip()
    )


def _matches(each: StudentEvidence, asked: str) -> bool:
    names = f"{each.student.given_name} {each.student.family_name} {each.student.initials}".casefold()
    return asked.casefold() in names or asked.casefold().replace(
        ".", ""
    ) in each.student.initials.casefold().replace(".", "")


def _by_need(each: StudentEvidence) -> tuple[int, str]:
    return -sum(goal.fired for goal in each.goals), each.student.initials


def _journal_list(actor: Actor, entry: str, students: list[UUID]) -> None:
    record_list(actor, "graph.read", students, act=entry, thing=("list", entry))
