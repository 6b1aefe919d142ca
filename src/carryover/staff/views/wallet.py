"""Certificates: one's own wallet, and what the office keeps of every adult of its schools."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carryover.journal.acts import record
from carryover.look.forms import GET_POST
from carryover.scope.actors import Actor
from carryover.scope.acts.certificate import (
    add_competency,
    end_certificate,
    enter_certificate,
    retire_competency,
)
from carryover.scope.certificates import (
    adults_at_schools,
    known_competencies,
    of_adult,
    one_certificate,
    own_competencies,
    running_out,
)
from carryover.scope.competencies import competencies
from carryover.scope.requests import asking
from carryover.scope.routes import asks, for_anyone_signed_in
from carryover.staff.criterion import StepKind
from carryover.staff.flags import once_each
from carryover.staff.forms import CertificateForm, CompetencyForm, EndForm
from carryover.staff.queries import next_day, own_readiness, own_trainings, students_of
from carryover.staff.words import ENDS_SOON_DAYS, competency_words, shown, standing_words, step_words

SOON = timedelta(days=ENDS_SOON_DAYS)
MOST_FOUND = 30


@require_safe
@for_anyone_signed_in("one's own certificates and trainings, with the students whom one may see by day.read")
def mine(request: HttpRequest) -> HttpResponse:
    """The asking adult's certificates, what ends soon, and what the students of the next school day need of them."""
    actor = asking(request)
    day = next_day(actor)
    found, students = own_readiness(actor, day)
    rows = [shown(row, actor.today) for row in of_adult(actor, actor.id)]
    known = known_competencies(actor)
    record(
        at=actor.now,
        actor=actor.key,
        right="self",
        act="wallet.read",
        thing=("adult", actor.id),
        students=list(students),
    )
    context = {
        "rows": rows,
        "soon": [each for each in rows if each.state == "soon"],
        "day": day,
        "needs": [
            {
                "student": students[each.student],
                "name": competency_words(each.competency),
                "words": standing_words(each),
                "state": each.state,
                "override": found.override_of(each),
                "known": known.get(each.competency),
            }
            for each in once_each(found.standings)
        ],
        "courses": [
            {
                "course": each,
                "name": competency_words(each.row.competency),
                "done": [step_words(kind) for kind in StepKind if kind in each.done],
            }
            for each in own_trainings(actor)
        ],
    }
    return render(request, "staff/mine.html", context)


@GET_POST
@asks("competence.record")
def school(request: HttpRequest) -> HttpResponse:
    """What ended or ends soon at the asker's schools, and the way to every adult's certificates.

    A part of a name is sent with POST, so that no name stands in an address.
    """
    actor = asking(request)
    asked = request.POST.get("named", "").replace("\x00", "").strip()[:80]
    rows = [shown(row, actor.today) for row in running_out(actor, SOON)]
    found = adults_at_schools(actor, "competence.record", named=asked)[:MOST_FOUND] if asked else []
    _journal(actor, "certificates.read", "list", "expiring", [each.row.student_id for each in rows])
    context = {"rows": rows, "adults": found, "asked": asked}
    return render(request, "staff/school.html", context)


@GET_POST
@asks("competence.record")
def adult(request: HttpRequest, adult: UUID) -> HttpResponse:
    """One adult's certificates as the office keeps them, and the form for another one."""
    actor = asking(request)
    who = adults_at_schools(actor, "competence.record").filter(id=adult).first()
    if who is None:
        raise Http404
    students = students_of(actor, adult)
    form = CertificateForm(
        request.POST if request.method == "POST" else None,
        known=known_competencies(actor),
        students=students,
        today=actor.today,
    )
    if request.method == "POST" and form.is_valid():
        enter_certificate(actor, who, form.given())
        messages.success(request, _("The certificate is entered and counts from now on."))
        return redirect("staff:adult", adult)
    rows = [shown(row, actor.today) for row in of_adult(actor, adult)]
    named = [*(each.row.student_id for each in rows), *(student.id for student in students)]
    _journal(actor, "certificates.read", "adult", adult, named)
    context = {"adult": who, "rows": rows, "form": form}
    return render(request, "staff/adult.html", context, status=422 if form.errors else 200)


@GET_POST
@asks("competence.record")
def end(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """End a certificate today, with the reason."""
    actor = asking(request)
    row = one_certificate(actor, certificate)
    offices = adults_at_schools(actor, "competence.record")
    if row is None or not offices.filter(id=row.adult_id).exists():
        raise Http404
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        end_certificate(actor, row, form.cleaned_data["reason"])
        messages.info(request, _("The certificate has ended. What it opened is closed from now on."))
        return redirect("staff:adult", row.adult_id)
    _journal(actor, "certificates.read", "certificate", certificate, [row.student_id])
    context = {"form": form, "shown": shown(row, actor.today), "adult": row.adult}
    return render(request, "staff/end.html", context, status=422 if form.errors else 200)


@GET_POST
@asks("competence.record")
def competency(request: HttpRequest) -> HttpResponse:
    """The competencies in use, each with its source, and the form for one of the district's own."""
    actor = asking(request)
    form = CompetencyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        add_competency(actor, form.given())
        messages.success(request, _("It can be chosen from now on, in plans and for certificates."))
        return redirect("staff:competencies")
    context = {
        "form": form,
        "reviewed": list(competencies().values()),
        "own": own_competencies(actor),
    }
    return render(request, "staff/competencies.html", context, status=422 if form.errors else 200)


@require_POST
@asks("competence.record")
def retire(request: HttpRequest, competency: UUID) -> HttpResponse:
    """Take a competency of the district's own out of use."""
    actor = asking(request)
    retire_competency(actor, competency)
    messages.info(request, _("It can no longer be chosen. What names it stays as it is."))
    return redirect("staff:competencies")


def _journal(actor: Actor, entry: str, kind: str, key: object, students: list[UUID | None]) -> None:
    record(
        at=actor.now,
        actor=actor.key,
        right="administrator",
        act=entry,
        thing=(kind, key),
        students=[each for each in dict.fromkeys(students) if each is not None],
    )
