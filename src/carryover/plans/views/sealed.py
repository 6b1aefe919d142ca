"""Sealed notes on the desk: which there are, the question before one is opened, and writing one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from carryover.look.forms import GET_POST
from carryover.plans.acts.sealed import listed, open_note, write_note
from carryover.plans.forms.sealed import NoteForm, PurposeForm
from carryover.plans.queries import known_student, sealed_note, sealed_notes
from carryover.plans.views.frame import frame
from carryover.scope.actors import Actor
from carryover.scope.acts.look import Opened
from carryover.scope.deeds import COMPARTMENTS
from carryover.scope.policy import Thing
from carryover.scope.queries import Permit, may, require
from carryover.scope.requests import asking
from carryover.scope.routes import asks


@require_safe
@asks("sealed.list")
def notes(request: HttpRequest, student: UUID) -> HttpResponse:
    """The notes of one's own compartments, all of them closed, with the lines that the card shows."""
    actor = asking(request)
    opened = _student(actor, student)
    found = [(each, COMPARTMENTS[each.note.compartment]) for each in sealed_notes(actor, student)]
    listed(actor, student, opened.permit, len(found))
    context = frame(actor, opened, "sealed.list") | {
        "notes": [pair for pair in found if pair[0].current],
        "older": [pair for pair in found if not pair[0].current],
        "writes": bool(_compartments(actor, student)),
    }
    return render(request, "plans/sealed.html", context)


@never_cache
@sensitive_variables("seen", "context")
@GET_POST
@asks("sealed.list")
def opened(request: HttpRequest, student: UUID, note: UUID) -> HttpResponse:
    """Asks what for; then shows the reason, once: going back asks again."""
    actor = asking(request)
    frame_of = _student(actor, student)
    row = sealed_note(actor, note)
    if row is None or row.student_id != student:
        raise Http404
    form = PurposeForm(request.POST if request.method == "POST" else None)
    context = frame(actor, frame_of, "sealed.list") | {
        "note": row, "compartment": COMPARTMENTS[row.compartment], "form": form,
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        seen = open_note(actor, note, form.cleaned_data["purpose"])
        context |= {"reason": seen.reason}
    else:
        listed(actor, student, frame_of.permit, 1)
    return render(request, "plans/sealed_note.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("sealed", "do", "avoid")
@sensitive_variables("form", "context")
@GET_POST
@asks("sealed.list")
def write(request: HttpRequest, student: UUID, note: UUID | None = None) -> HttpResponse:
    """A new note, or one that stands for an older: the reason is written anew, the open lines are offered again."""
    actor = asking(request)
    opened = _student(actor, student)
    before = next((each for each in sealed_notes(actor, student) if each.note.id == note), None)
    if note and before is None:
        raise Http404
    compartments = (before.note.compartment,) if before else _compartments(actor, student)
    if not compartments:
        raise Http404
    first = {"compartment": compartments[0] if len(compartments) == 1 else None}
    if before and before.lines:
        first |= {"do": "\n".join(before.lines.do), "avoid": "\n".join(before.lines.avoid)}
    sent = request.POST if request.method == "POST" else None
    form = NoteForm(sent, compartments=compartments, initial=first)
    if sent is not None and form.is_valid():
        write_note(actor, student, form.wanted(), note)
        messages.success(request, _("Sealed. The lines below it stand on the card from now on."))
        return redirect("plans:sealed", student=student)
    listed(actor, student, opened.permit, 1 if before else 0)
    context = frame(actor, opened, "sealed.list") | {"form": form, "before": before}
    return render(request, "plans/sealed_write.html", context, status=422 if form.errors else 200)


def _student(actor: Actor, student: UUID) -> Opened:
    permit = require(actor, "sealed.list", student)
    known = known_student(actor, student)
    if known is None:
        raise Http404
    return Opened(known, permit)


def _compartments(actor: Actor, student: UUID) -> tuple[str, ...]:
    """The compartments in which the actor may write about this student."""
    return tuple(
        of
        for of in COMPARTMENTS
        if isinstance(may(actor, "sealed.write", Thing(student=student, state=of)), Permit)
    )
