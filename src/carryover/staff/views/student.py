"""A student's page of training: what being with them needs, how every adult stands to it, overrides and trainings."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carryover.look.forms import GET_POST, repeats
from carryover.look.words import school_day
from carryover.plans.views.frame import frame
from carryover.scope.actors import Actor
from carryover.scope.acts.competence import (
    allow_without,
    end_override,
    end_requirement,
    lacks,
    set_requirement,
    unmet,
)
from carryover.scope.acts.look import Opened, open_record
from carryover.scope.certificates import (
    adults_at_schools,
    is_running,
    known_competencies,
    overrides,
    requirements,
)
from carryover.scope.queries import Permit, may
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.staff.forms import EndForm, OverrideForm, ReadyForm, RequirementForm
from carryover.staff.matrix import matrix
from carryover.staff.queries import periods_of, readiness, trainings, who_could
from carryover.staff.words import competency_words

ASKED = {
    "requirement.set": "may_require",
    "competence.override": "may_override",
    "training.record": "may_train",
    "assignment.make": "may_assign",
}
"""What the page offers, by the right to do it."""


@require_safe
@asks("training.see")
def student(request: HttpRequest, student: UUID) -> HttpResponse:
    """What is needed, who lacks what, who allowed it until when, and the trainings with this student."""
    actor = asking(request)
    opened = open_record(actor, "training.see", student, entry="training.read")
    periods = periods_of(student, actor.today)
    context = _page(actor, opened) | {
        "table": matrix(readiness(actor, [student]), periods),
        "by_hand": [
            {
                "row": row,
                "name": competency_words(row.competency),
                "when": periods.get(row.period, row.period) if row.period else _("all day"),
            }
            for row in requirements(actor, [student], actor.today)
        ],
        "overrides": [
            {"row": row, "name": competency_words(row.competency), "running": is_running(row, actor.today)}
            for row in overrides(actor, [student])
        ],
        "courses": [
            {"course": each, "name": competency_words(each.row.competency)}
            for each in trainings(actor, student)
        ],
    }
    return render(request, "staff/student.html", context)


@GET_POST
@asks("requirement.set")
def requirement_new(request: HttpRequest, student: UUID) -> HttpResponse:
    """Say by hand what being with this student needs, in one period or all day."""
    actor = asking(request)
    opened = open_record(actor, "requirement.set", student, entry="training.read")
    periods = list(periods_of(student, actor.today).items())
    form = RequirementForm(_sent(request), known=known_competencies(actor), periods=periods)
    if request.method == "POST" and form.is_valid():
        got = form.cleaned_data
        set_requirement(actor, student, got["competency"], got["period"], got["why"])
        messages.success(request, _("It is needed from today on. Adults who lack it are flagged."))
        return redirect("staff:student", student)
    return _form_page(request, actor, opened, "staff/requirement.html", form)


@require_POST
@asks("requirement.set")
def requirement_end(request: HttpRequest, student: UUID, requirement: UUID) -> HttpResponse:
    """Take a requirement back."""
    actor = asking(request)
    end_requirement(actor, requirement, student)
    messages.info(request, _("It is no longer needed."))
    return redirect("staff:student", student)


@GET_POST
@asks("assignment.make")
@repeats("periods")
def ready(request: HttpRequest, student: UUID) -> HttpResponse:
    """Whether an adult could be assigned, asked before it is done: what they lack, who trains, who can allow it."""
    actor = asking(request)
    opened = open_record(actor, "assignment.make", student, entry="training.read")
    adults = list(adults_at_schools(actor, "competence.see", student=student))
    periods = list(periods_of(student, actor.today).items())
    form = ReadyForm(_sent(request), adults=adults, periods=periods, initial={"starts": actor.today})
    found: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        adult = next(each for each in adults if str(each.id) == form.cleaned_data["adult"])
        lacking = unmet(actor, adult.id, student, form.cleaned_data["periods"], form.days())
        known = known_competencies(actor)
        told = [{"words": lacks(gap), "known": known.get(gap.need.competency)} for gap in lacking]
        found = {"asked": adult, "lacking": told}
    return _form_page(request, actor, opened, "staff/ready.html", form, **found)


@GET_POST
@asks("competence.override")
def override_new(request: HttpRequest, student: UUID, adult: UUID | None = None) -> HttpResponse:
    """Let an adult work without a competency for thirty days at most; `adult` is chosen already."""
    actor = asking(request)
    opened = open_record(actor, "competence.override", student, entry="training.read")
    found = readiness(actor, [student])
    adults = who_could(actor, student, found)
    if adult is not None and all(each.id != adult for each in adults):
        raise Http404
    asked = {need.competency for need in found.needs}
    known = {key: each for key, each in known_competencies(actor).items() if key in asked}
    lacking = (each.competency for each in found.flags if each.adult == adult and each.state == "missing")
    initial = {"adult": str(adult) if adult else "", "competency": next(lacking, "")}
    form = OverrideForm(_sent(request), adults=adults, known=known, today=actor.today, initial=initial)
    if request.method == "POST" and form.is_valid():
        chosen = next(each for each in adults if str(each.id) == form.cleaned_data["adult"])
        row = allow_without(actor, chosen, student, form.cleaned_data["competency"], form.waiver())
        said = _(
            "Allowed until %(day)s. It stands on the adult's card, and the flag comes back when it ends."
        )
        messages.success(request, said % {"day": school_day(row.ends_on)})
        return redirect("staff:student", student)
    return _form_page(request, actor, opened, "staff/override.html", form)


@GET_POST
@asks("competence.override")
def override_end(request: HttpRequest, student: UUID, override: UUID) -> HttpResponse:
    """End an override today, with the reason; the assignment stays and is flagged again."""
    actor = asking(request)
    opened = open_record(actor, "competence.override", student, entry="training.read")
    row = next((each for each in overrides(actor, [student]) if each.id == override), None)
    if row is None:
        raise Http404
    form = EndForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        end_override(actor, override, student, form.cleaned_data["reason"])
        messages.info(request, _("The override has ended. The assignment stays, and is flagged again."))
        return redirect("staff:student", student)
    name = competency_words(row.competency)
    return _form_page(request, actor, opened, "staff/override_end.html", form, row=row, name=name)


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _page(actor: Actor, opened: Opened) -> dict[str, object]:
    rights = {act: isinstance(may(actor, act, opened.student.id), Permit) for act in ASKED}
    return frame(actor, opened, "training.see") | {ASKED[act]: held for act, held in rights.items()}


def _form_page(
    request: HttpRequest, actor: Actor, opened: Opened, template: str, form: Form, **more: object
) -> HttpResponse:
    context = _page(actor, opened) | {"form": form} | more
    return render(request, template, context, status=422 if form.errors else 200)
