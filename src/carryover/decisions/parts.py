"""What earlier rooms' pages show of this one: the thread strip, a goal's newest evidence, the length of the queue."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carryover.decisions.queries import QueueItem, StudentEvidence, caseload, managed_by, review_queue
from carryover.decisions.strip import stations
from carryover.journal.acts import record
from carryover.look.parts import is_part
from carryover.look.strip import Station
from carryover.observations.raised import Raised, waiting_for
from carryover.plans.queries import open_drafts
from carryover.scope.actors import Actor
from carryover.scope.queries import Permit, by_right, require
from carryover.scope.requests import asking, known, once
from carryover.scope.routes import asks, for_anyone_signed_in


@asks("graph.read")
@require_safe
def strip_part(request: HttpRequest, student: UUID, here: str = "") -> HttpResponse:
    """The five stations of one student."""
    actor = asking(request)
    permit = require(actor, "graph.read", student)
    shown = evidence_of(request, student)
    _looked(request, student, permit)
    ((_shown, strip),) = with_stations(actor, [shown])
    return render(request, "decisions/_strip.html", {"stations": strip, "here": here.capitalize()})


@asks("graph.read")
@require_safe
def evidence_part(request: HttpRequest, student: UUID, goal: str) -> HttpResponse:
    """The newest evidence of one goal: sparkline, last value with n, what the rule says."""
    permit = require(asking(request), "graph.read", student)
    found = [each for each in evidence_of(request, student).goals if each.goal.id == goal]
    if not found:
        raise Http404
    _looked(request, student, permit)
    return render(request, "decisions/_evidence.html", {"student_id": student, "found": found[0]})


def with_stations(
    actor: Actor, shown: Sequence[StudentEvidence]
) -> list[tuple[StudentEvidence, tuple[Station, ...]]]:
    """Each student with the stations of the strip, leading where the asking adult may go."""
    students = [each.student.id for each in shown]
    drafts, mine = open_drafts(actor, students), managed_by(actor)
    cards = {student for found in by_right(actor, "day.read", students).values() for student in found}
    return [
        (each, stations(each, key in drafts, actor.today, decides=key in mine, reads_card=key in cards))
        for key, each in zip(students, shown, strict=True)
    ]


def _looked(request: HttpRequest, student: UUID, permit: Permit) -> None:
    """A page writes down its own look; a part that somebody asks for by its address is one by itself."""
    if is_part(request):
        return
    actor = asking(request)
    record(
        at=actor.now, actor=actor.key, right=permit.right, act="graph.read", thing=("student", student),
        students=[student],
    )  # fmt: skip


@for_anyone_signed_in("a number: how much waits for oneself")
@require_safe
def queue_count(request: HttpRequest) -> HttpResponse:
    """How much waits for the asking adult's decision or answer, as a bare number; nothing when nothing does.

    Judging a whole caseload for a figure in the margin would slow every page, so only pages that have judged it say it.
    """
    waiting = len(queue_of(request)) if known(request, "caseload") else 0
    waiting += len(asked_of(request)) if known(request, "asked") else 0
    return HttpResponse(str(waiting) if waiting else "")


def caseload_of(request: HttpRequest) -> tuple[StudentEvidence, ...]:
    """The asking adult's caseload, looked up once a page."""
    actor = asking(request)
    return once(request, "caseload", lambda: caseload(actor))


def queue_of(request: HttpRequest) -> tuple[QueueItem, ...]:
    """The asking adult's review queue, looked up once a page."""
    actor = asking(request)
    return once(request, "queue", lambda: review_queue(actor, caseload_of(request)))


def asked_of(request: HttpRequest) -> tuple[Raised, ...]:
    """What adults raised and the asking adult owes an answer to, looked up once a page."""
    actor = asking(request)
    return once(request, "asked", lambda: waiting_for(actor))


def evidence_of(request: HttpRequest, student: UUID) -> StudentEvidence:
    """The evidence of one student, looked up once a page; 404 when the asker may not see it."""
    actor = asking(request)
    found = once(request, ("evidence", student), lambda: caseload(actor, only=[student]))
    if not found:
        raise Http404
    return found[0]
