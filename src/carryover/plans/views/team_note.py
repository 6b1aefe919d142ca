"""Notes to the team: a part of the student's page, and the address that takes a new one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carryover.look.forms import GET_POST
from carryover.look.parts import is_part
from carryover.plans.acts.team_note import tell_team
from carryover.plans.forms.team_note import TeamNoteForm
from carryover.plans.queries import team_notes
from carryover.scope.acts.look import open_record
from carryover.scope.queries import require
from carryover.scope.requests import asking
from carryover.scope.routes import asks


@require_safe
@asks("team.note")
def part(request: HttpRequest, student: UUID) -> HttpResponse:
    """The newest notes with the form; in the student's page the look is that at the page."""
    actor = asking(request)
    if is_part(request):
        require(actor, "team.note", student)
    else:
        open_record(actor, "team.note", student, entry="team.note.read")
    context = {"notes": team_notes(actor, student), "form": TeamNoteForm(), "student_id": student}
    return render(request, "plans/_team_notes.html", context)


@GET_POST
@asks("team.note")
def write(request: HttpRequest, student: UUID) -> HttpResponse:
    """The form on a page of its own; a note that cannot be kept comes back with what was typed."""
    actor = asking(request)
    opened = open_record(actor, "team.note", student, entry="team.note.read")
    form = TeamNoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        tell_team(actor, student, form.cleaned_data["text"])
        messages.success(request, _("The team can read it now."))
        return redirect("plans:student", student=student)
    context = {"form": form, "student_id": student, "student": opened.student}
    return render(request, "plans/team_note.html", context, status=422 if form.errors else 200)
