"""What earlier rooms' pages show of this one: the thread strip, a goal's newest evidence, the length of the queue."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from carryover.decisions.queries import StudentEvidence, caseload, decisions_on, review_queue
from carryover.decisions.strip import stations
from carryover.plans.queries import open_drafts
from carryover.scope.queries import require
from carryover.scope.requests import asking, once


def strip_part(request: HttpRequest, student: UUID, here: str = "") -> HttpResponse:
    """The five stations of one student."""
    actor = asking(request)
    require(actor, "graph.read", student)
    shown = evidence_of(request, student)
    goals = shown.goals
    past = decisions_on(actor, student)
    context = {
        "stations": stations(
            shown.student,
            goals[0].in_force if goals else None,
            goals,
            past[0] if past else None,
            student in open_drafts(actor, [student]),
            actor.today,
        ),
        "here": here.capitalize(),
    }
    return render(request, "decisions/_strip.html", context)


def evidence_part(request: HttpRequest, student: UUID, goal: str) -> HttpResponse:
    """The newest evidence of one goal: sparkline, last value with n, what the rule says."""
    require(asking(request), "graph.read", student)
    found = [each for each in evidence_of(request, student).goals if each.goal.id == goal]
    if not found:
        raise Http404
    return render(request, "decisions/_evidence.html", {"student_id": student, "found": found[0]})


def queue_count(request: HttpRequest) -> HttpResponse:
    """How many goals wait for the asking adult's decision, as a bare number; nothing when none does."""
    actor = asking(request)
    waiting = len(once(request, "queue", lambda: review_queue(actor)))
    return HttpResponse(str(waiting) if waiting else "")


def evidence_of(request: HttpRequest, student: UUID) -> StudentEvidence:
    """The evidence of one student, looked up once a page; 404 when the asker may not see it."""
    actor = asking(request)
    found = once(request, ("evidence", student), lambda: caseload(actor, only=[student]))
    if not found:
        raise Http404
    return found[0]
