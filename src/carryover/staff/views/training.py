"""A training under way: begin it, take its steps, observe on the checklist, sign off."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carryover.look.forms import GET_POST
from carryover.look.words import school_day
from carryover.plans.views.frame import frame
from carryover.scope.actors import Actor
from carryover.scope.acts.look import Opened, open_record
from carryover.scope.certificates import known_competencies
from carryover.scope.queries import Permit, may
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.staff.acts import (
    TrainingBegun,
    add_step,
    begin_training,
    cannot_sign,
    observe,
    set_training_aside,
    sign_off,
    take_step_back,
)
from carryover.staff.criterion import BEFORE_SIGNING, StepKind, is_met
from carryover.staff.forms import DayForm, ObservationForm, SignOffForm, TrainingForm
from carryover.staff.queries import Course, readiness, training, who_could
from carryover.staff.steps import shown_steps
from carryover.staff.words import competency_words, step_words


@GET_POST
@asks("training.record")
def begin(request: HttpRequest, student: UUID) -> HttpResponse:
    """Who is trained in what with this student, what is watched, and when it has been shown."""
    actor = asking(request)
    opened = open_record(actor, "training.record", student, entry="training.read")
    adults = [each for each in who_could(actor, student, readiness(actor, [student])) if each.id != actor.id]
    form = TrainingForm(
        request.POST if request.method == "POST" else None, adults=adults, known=known_competencies(actor)
    )
    if request.method == "POST" and form.is_valid():
        got = form.cleaned_data
        trainee = next(each for each in adults if str(each.id) == got["trainee"])
        given = TrainingBegun(got["competency"], got["behaviors"], form.criterion())
        row = begin_training(actor, student, trainee, given)
        messages.success(request, _("The training has begun. Write down each step when it is done."))
        return redirect("staff:training", row.id)
    context = frame(actor, opened, "training.record") | {"form": form}
    return render(request, "staff/begin.html", context, status=422 if form.errors else 200)


@require_safe
@asks("training.see")
def page(request: HttpRequest, training: UUID) -> HttpResponse:
    """The training with its steps, what is still missing, and what can be done now."""
    actor = asking(request)
    opened, course = _opened(actor, training)
    return render(request, "staff/training.html", _context(actor, opened, course))


@require_POST
@asks("training.record")
def step(request: HttpRequest, training: UUID, kind: str) -> HttpResponse:
    """Write down that the adult was instructed, shown it, or rehearsed it: today, or on the day that was typed."""
    actor = asking(request)
    opened, course = _opened(actor, training, "training.record")
    if kind not in BEFORE_SIGNING:
        raise Http404
    form = DayForm(request.POST if request.POST.get("day") else {"day": f"{actor.today}"}, today=actor.today)
    if not form.is_valid():
        context = _context(actor, opened, course) | {"form": form}
        return render(request, "staff/training.html", context, status=422)
    add_step(actor, training, StepKind(kind), form.cleaned_data["day"])
    messages.success(request, _("Written down: %(step)s.") % {"step": step_words(StepKind(kind)).lower()})
    return redirect("staff:training", training)


@GET_POST
@asks("training.record")
def observation(request: HttpRequest, training: UUID) -> HttpResponse:
    """The checklist while watching: one tap for each behavior, then one to keep it."""
    actor = asking(request)
    opened, course = _opened(actor, training, "training.record")
    if not course.is_open:
        return redirect("staff:training", training)
    sent = request.POST if request.method == "POST" else None
    form = ObservationForm(sent, today=actor.today, behaviors=course.row.behaviors)
    if request.method == "POST" and form.is_valid():
        observe(actor, training, form.cleaned_data["day"], form.answers())
        messages.success(request, _("The observation is kept."))
        return redirect("staff:training", training)
    context = _context(actor, opened, course) | {"form": form}
    return render(request, "staff/observation.html", context, status=422 if form.errors else 200)


@require_POST
@asks("training.record")
def take_back(request: HttpRequest, training: UUID, step: UUID) -> HttpResponse:
    """Take back a step that one entered oneself."""
    actor = asking(request)
    _opened(actor, training, "training.record")
    take_step_back(actor, training, step)
    messages.info(request, _("Taken back. It stays in the record and no longer counts."))
    return redirect("staff:training", training)


@require_POST
@asks("training.record")
def aside(request: HttpRequest, training: UUID) -> HttpResponse:
    """End the training without a certificate."""
    actor = asking(request)
    opened, _course = _opened(actor, training, "training.record")
    set_training_aside(actor, training)
    messages.info(request, _("The training was set aside. It stays readable."))
    return redirect("staff:student", opened.student.id)


@GET_POST
@asks("training.sign")
def sign(request: HttpRequest, training: UUID) -> HttpResponse:
    """Sign off what was shown; the observer names the day until which it holds."""
    actor = asking(request)
    opened, course = _opened(actor, training, "training.sign")
    form = SignOffForm(request.POST if request.method == "POST" else None, today=actor.today)
    if request.method == "POST" and form.is_valid():
        school = actor.adult.school or actor.adult.district
        issuer = f"{actor.adult}, {school.name}"[:120]
        row = sign_off(actor, training, form.cleaned_data["expires_on"], issuer)
        said = _("Signed off. %(adult)s is trained until %(day)s.")
        day = school_day(form.cleaned_data["expires_on"], year=True)
        messages.success(request, said % {"adult": row.trainee, "day": day})
        return redirect("staff:student", opened.student.id)
    context = _context(actor, opened, course) | {"form": form}
    return render(request, "staff/sign.html", context, status=422 if form.errors else 200)


def _opened(actor: Actor, key: UUID, act: str = "training.see") -> tuple[Opened, Course]:
    course = training(actor, key)
    if course is None:
        raise Http404
    row = course.row
    return open_record(actor, act, row.student_id, entry="training.read", thing=("training", row.id)), course


def _context(actor: Actor, opened: Opened, course: Course) -> dict[str, object]:
    done = set(course.done)
    return frame(actor, opened, "training.see") | {
        "course": course,
        "row": course.row,
        "name": competency_words(course.row.competency),
        "parts": [
            {"kind": kind.value, "words": step_words(kind), "done": kind in done} for kind in BEFORE_SIGNING
        ],
        "steps": shown_steps(course, actor.id),
        "met": is_met(course.observed, course.criterion),
        "may_record": isinstance(may(actor, "training.record", opened.student.id), Permit),
        "may_sign": isinstance(may(actor, "training.sign", opened.student.id), Permit),
        "cannot_sign": _(said) if (said := cannot_sign(actor, course)) else "",
        "mine": course.row.trainee_id == actor.id,
    }
