"""What is kept and what is handed out: issued documents as they were stored, and blank data sheets for today."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carryover.documents import sheet, signed_plan
from carryover.documents.compose import data_sheet
from carryover.documents.queries import issued_for, kept, opened
from carryover.documents.queries import signed_plan as plan_on_paper
from carryover.journal.acts import record
from carryover.scope.actors import Actor
from carryover.scope.looking import record_list
from carryover.scope.queries import holds, require, students_for
from carryover.scope.requests import asking
from carryover.scope.routes import asks, for_anyone_signed_in
from carryover.sheets.queries import Card, cards, day_sheet
from carryover.terms import Refusal
from carryover.timelines import SchoolDay

FILE_NAMES = {"report": "report", "signed_plan": "plan"}


@asks("report.read", "plan.read")
@require_safe
def issued_pdf(request: HttpRequest, document: UUID) -> HttpResponse:
    """The stored bytes; `?download` asks the browser to save them. The file's name tells only the opaque id."""
    actor = asking(request)
    row, permit = opened(actor, document)
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="document.read",
        thing=("document", document),
        students=[row.student_id],
    )
    name = f"{FILE_NAMES[row.kind]}-{document}.pdf"
    return pdf_response(bytes(row.pdf), name, save="download" in request.GET)


@asks("report.read", "plan.read")
@require_safe
def about(request: HttpRequest, document: UUID) -> HttpResponse:
    """What the stored document is, for whom, from which version, with which hash; and the way to its bytes."""
    actor = asking(request)
    row, permit = opened(actor, document)
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="document.about",
        thing=("document", document),
        students=[row.student_id],
    )
    return render(request, "documents/about.html", {"document": row, "student": row.student})


@asks("plan.read")
@require_safe
def plan_pdf(request: HttpRequest, version: UUID) -> HttpResponse:
    """A signed version on paper: the copy that was kept, or, while the job has not run yet, the same page made now."""
    actor = asking(request)
    found = plan_on_paper(actor, version)
    if found is None:
        raise Http404
    row, value = found
    permit = require(actor, "plan.read", row.student_id)
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="document.read",
        thing=("plan_version", version),
        students=[row.student_id],
    )
    copy = kept(actor, version)
    pdf = bytes(copy.pdf) if copy else signed_plan.render(value)
    return pdf_response(pdf, f"plan-{version}.pdf", save="download" in request.GET)


@asks("plan.read")
@require_safe
def list_part(request: HttpRequest, student: UUID) -> HttpResponse:
    """The stored documents of a student that the asking adult may open: a fragment for the student's page."""
    actor = asking(request)
    permit = require(actor, "plan.read", student)
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="document.list",
        thing=("student", student),
        students=[student],
    )
    context = {
        "issued": issued_for(actor, student),
        "student_id": student,
        "may_issue": holds(actor, "report.issue", student),
    }
    return render(request, "documents/_list.html", context)


@asks("day.read")
@require_safe
def data_sheet_of(request: HttpRequest, student: UUID) -> HttpResponse:
    """Today's blank data sheet of one student for the asking adult."""
    actor = asking(request)
    require(actor, "day.read", student)
    found = cards(actor, students_for(actor, "day.read").filter(id=student), actor.today)
    return _printed(request, actor, found, day_sheet(actor, actor.today).school_day)


@for_anyone_signed_in("blank sheets of one's own day")
@require_safe
def data_sheets(request: HttpRequest) -> HttpResponse:
    """Today's blank data sheets of every student who is with the asking adult, one student to a page."""
    actor = asking(request)
    today = day_sheet(actor, actor.today)
    return _printed(request, actor, today.cards, today.school_day)


def pdf_response(pdf: bytes, name: str, *, save: bool = False) -> HttpResponse:
    """A PDF that no cache keeps and no browser takes for anything else."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'{"attachment" if save else "inline"}; filename="{name}"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _printed(request: HttpRequest, actor: Actor, found: Sequence[Card], day: SchoolDay) -> HttpResponse:
    value = data_sheet(actor, found, day)
    if value is None:
        refusal = Refusal(
            _("Print a blank data sheet"),
            _("There is no measure for you to collect today, so the sheet would be empty."),
            _("The case manager names in the plan who collects each measure."),
        )
        return render(request, "look/refusal.html", {"refusal": refusal}, status=404)
    seen = [card.student.id for card in found if card.buttons]
    record_list(actor, "day.read", seen, act="data_sheet.print", thing=("day", day.day.isoformat()))
    return pdf_response(sheet.render(value), f"data-sheet-{day.day.isoformat()}.pdf")
