"""The graph of one goal, its table twin and CSV, and what each point rests on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carryover.decisions.evidence import Evidence
from carryover.decisions.forms import NoteForm
from carryover.decisions.queries import decisions_on, events_of_day, goal_evidence, student_of
from carryover.journal.acts import record
from carryover.observations.acts import put_note, take_back_note
from carryover.observations.queries import notes
from carryover.scope.actors import Actor
from carryover.scope.queries import Permit, may, require
from carryover.scope.reauth import recently_signed_in_for_a_file
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.singlecase import Graph, GraphPoint, draw, table_csv, value_words
from carryover.singlecase import render as svg
from carryover.terms import Refusal

WIDTH, HEIGHT = 860, 420


@asks("graph.read")
@require_safe
def graph(request: HttpRequest, student: UUID, goal: str) -> HttpResponse:
    """Graph, table, rule, projection, notes and decisions of one goal."""
    actor = asking(request)
    found = _found(actor, student, goal, "graph.read")
    by = "session" if request.GET.get("x") == "session" else "date"
    drawn = drawing(found, by)
    context = {
        "student": student_of(actor, student),
        "found": found,
        "by": by,
        "graph": drawn,
        "rows": [(row, row.day.isoformat()) for row in reversed(drawn.rows)],
        "svg": mark_safe(  # noqa: S308 - drawn by our own renderer, which escapes every text
            svg(drawn, width=WIDTH, height=HEIGHT, point_href=_to_point(student, goal))
        ),
        "past": decisions_on(actor, student, goal),
        "my_notes": [one for one in notes(actor, student) if one.author_id == actor.adult.id],
        "may_note": isinstance(may(actor, "note.put", student), Permit),
        "may_decide": not isinstance(may(actor, "decision.make", student), Refusal),
        "note": NoteForm(initial={"day": actor.today}, earliest=found.first_day, today=actor.today),
    }
    return render(request, "decisions/graph.html", context)


@asks("graph.read")
@recently_signed_in_for_a_file
@require_safe
def graph_csv(request: HttpRequest, student: UUID, goal: str) -> HttpResponse:
    """The numbers of the graph; the file's name says nothing about anybody."""
    found = _found(asking(request), student, goal, "graph.export")
    response = HttpResponse(table_csv(drawing(found, "date")), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="graph-{goal}.csv"'
    response["Cache-Control"] = "no-store"
    return response


@asks("graph.read")
@require_safe
def point(request: HttpRequest, student: UUID, goal: str, day: str) -> HttpResponse:
    """The events behind one point, each with who recorded it, when, and under which version."""
    actor = asking(request)
    found = _found(actor, student, goal, "graph.read")
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    at = next((p for p in found.series.points if p.day == wanted), None)
    context = {
        "student": student_of(actor, student),
        "found": found,
        "day": wanted,
        "point": at,
        "point_words": value_words(at.value, found.goal.measure.unit, at.n)
        if at and at.value is not None
        else "",
        "events": events_of_day(actor, student, found.goal, wanted),
    }
    return render(request, "decisions/point.html", context)


@require_POST
@asks("note.put")
def add_note(request: HttpRequest, student: UUID, goal: str) -> HttpResponse:
    """Put a dated note on the student's graphs."""
    actor = asking(request)
    require(actor, "note.put", student)
    found = _found(actor, student, goal, "note.write")
    form = NoteForm(request.POST, earliest=found.first_day, today=actor.today)
    if form.is_valid():
        given = form.cleaned_data
        put_note(actor, student, given["day"], given["kind"], given["text"])
        messages.success(request, _("The note stands on the graph."))
    else:
        words = _(
            "The note was not kept: give a day from %(first)s to today, and up to 80 characters of text."
        )
        messages.error(request, words % {"first": f"{found.first_day:%m/%d/%Y}"})
    return redirect("decisions:graph", student=student, goal=goal)


@require_POST
@asks("note.put")
def remove_note(request: HttpRequest, student: UUID, goal: str, note: UUID) -> HttpResponse:
    """Take one's own dated note off the student's graphs."""
    if take_back_note(asking(request), student, note):
        messages.success(request, _("The note is off the graphs. It stays in the record."))
    else:
        messages.error(request, _("Only the person who wrote a note can take it back."))
    return redirect("decisions:graph", student=student, goal=goal)


def drawing(found: Evidence, by: str) -> Graph:
    """The graph as data, by dates or by sessions."""
    return draw(
        found.series,
        found.aim,
        found.flags,
        measure_label=found.goal.measure.label,
        unit=found.goal.measure.unit,
        x="session" if by == "session" else "date",
        school_days=found.school_days,
        first_label=found.first_label,
    )


def _found(actor: Actor, student: UUID, goal: str, entry: str) -> Evidence:
    permit = require(actor, "graph.read", student)
    found = goal_evidence(actor, student, goal)
    if found is None:
        raise Http404
    record(
        at=actor.now, actor=actor.key, right=permit.right, act=entry, thing=("goal", goal), students=[student]
    )
    return found


def _to_point(student: UUID, goal: str) -> Callable[[GraphPoint], str]:
    def href(at: GraphPoint) -> str:
        return reverse("decisions:point", args=[student, goal, at.day.isoformat()])

    return href
