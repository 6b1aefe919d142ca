"""What a family is handed: a copy of the record of access, and the list of what was issued."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from carryover.documents import access
from carryover.documents.forms_access import CopyForm
from carryover.documents.queries import issued_for, school_of
from carryover.documents.stored import pdf_response
from carryover.journal.acts import record
from carryover.look.forms import GET_POST
from carryover.roster.models import Student
from carryover.scope.actors import Actor
from carryover.scope.disclosing import register
from carryover.scope.looked import Asked, Reach, handed_out, looks, visits
from carryover.scope.looking import record_look
from carryover.scope.queries import require, students_for
from carryover.scope.reauth import recently_signed_in
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.terms import Refusal, Refused

YEAR = timedelta(days=365)
MOST_ROWS = 200_000
"""Single looks in one file for a spreadsheet: more than a program opens with ease."""


@GET_POST
@asks("access.read")
@recently_signed_in
def access_copy(request: HttpRequest, student: UUID) -> HttpResponse:
    """The form; on POST the copy, as a PDF or as CSV. That it was made stands in the record itself."""
    actor = asking(request)
    shown = handed_out(actor, student)
    known = _known(actor, student)
    first = {"since": actor.today - YEAR, "until": actor.today, "language": translation.get_language()}
    form = CopyForm(request.POST if request.method == "POST" else None, today=actor.today, initial=first)
    if request.method == "POST" and form.is_valid():
        return _copy(actor, known, form, shown, as_rows=request.POST.get("as") == "csv")
    record_look(actor, student, shown.permit)
    context = {"student": known, "form": form, "staff": shown.staff}
    return render(request, "documents/access.html", context, status=422 if form.errors else 200)


@require_safe
@asks("report.read")
def issued_list(request: HttpRequest, student: UUID) -> HttpResponse:
    """The stored documents of a student that the asker may open."""
    actor = asking(request)
    permit = require(actor, "report.read", student)
    record(
        at=actor.now, actor=actor.key, right=permit.right, act="document.list", thing=("student", student),
        students=[student],
    )  # fmt: skip
    context = {"student": _known(actor, student), "issued": issued_for(actor, student)}
    return render(request, "documents/issued_list.html", context)


def _copy(actor: Actor, student: Student, form: CopyForm, shown: Reach, *, as_rows: bool) -> HttpResponse:
    asked, language = form.period(), str(form.cleaned_data["language"])
    with translation.override(language):
        value = _value(actor, student, asked, shown, language, whole=not as_rows)
        record(
            at=actor.now, actor=actor.key, right=shown.permit.right, act="access.export",
            thing=("student", student.id), students=[student.id], detail={"as": "csv" if as_rows else "pdf"},
        )  # fmt: skip
        if not as_rows:
            return pdf_response(access.render(value), f"access-{student.id}.pdf", save=True)
        rows = islice(looks(actor, student.id, asked, shown), MOST_ROWS)
        response = HttpResponse(access.spreadsheet(value, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="access-{student.id}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _value(
    actor: Actor, student: Student, asked: Asked, shown: Reach, language: str, *, whole: bool
) -> access.AccessRecord:
    page = visits(actor, student.id, asked, shown, access.MOST_LINES) if whole else None
    if page is not None and page.older is not None:
        raise Refused(
            Refusal(
                "Make a copy of the record of access",
                "The period holds more lines than can be printed.",
                "You can choose a shorter period, or take the copy for a spreadsheet.",
                "access.too_long",
            )
        )
    school = school_of(student.id, actor.today)
    return access.AccessRecord(
        district=actor.adult.district.name, school=school.name if school else "", student=student.short_name,
        initials=student.initials, asked=asked, made_at=actor.now, made_by=str(actor.adult), language=language,
        register=tuple(register(actor, student.id, asked.since, asked.until)), staff=shown.staff,
        visits=page.visits if page else (),
    )  # fmt: skip


def _known(actor: Actor, student: UUID) -> Student:
    known = students_for(actor, "student.see").filter(id=student).first()
    if known is None:
        raise Http404
    return known
