"""Who works with a student: assignments begun and ended; and who may see the student, and why."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carryover.look.forms import GET_POST
from carryover.scope.actors import Actor
from carryover.scope.acts.assignment import Assignment, assign, end_assignment
from carryover.scope.acts.look import open_record
from carryover.scope.acts.role import ASSIGNABLE
from carryover.scope.adults import who_may_be_assigned
from carryover.scope.enrolled import enrolment_now, schools_of_student
from carryover.scope.forms.assignment import AssignmentForm, EndForm
from carryover.scope.policy import relations
from carryover.scope.queries import Permit, may
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.scope.school_year import periods_at
from carryover.scope.team import Tie, one_tie, students_of, team_of
from carryover.scope.views.frame import about, answered, done, sent
from carryover.scope.who_may_see import who_may_see

NOT_READY = {"assignment.competence": "adult", "competence.override.not_so": "waive_until"}
"""At which field it is said that an adult lacks a training, and that an allowance cannot be so."""


@GET_POST
@asks("assignment.make")
def team(request: HttpRequest, student: UUID) -> HttpResponse:
    """Who works with the student, and one more: what is entered opens the student on its first day."""
    actor = asking(request)
    found = open_record(actor, "assignment.make", student, entry="team.read").student
    schools, now = schools_of_student(student, actor.today), enrolment_now(actor, student)
    form = AssignmentForm(
        sent(request), adults=who_may_be_assigned(actor, schools), periods=periods_at(actor, schools),
        earliest=now.valid_from if now else actor.today, today=actor.today,
        may_waive=isinstance(may(actor, "competence.override", student), Permit),
    )  # fmt: skip
    who = form.who() if form.is_valid() else None
    if who is not None:
        got = form.cleaned_data
        wanted = Assignment(who, student, got["relation"], form.days(), form.places(), got["reason"])
        if done(form, NOT_READY, lambda: assign(actor, [wanted], waiver=form.waiver())) is not None:
            messages.success(request, _begun(actor, wanted))
            return redirect("scope:team", student)
    ties = team_of(actor, student)
    context = about(found) | {
        "form": form,
        "ties": [(tie, tie.state(actor.today), relations()[tie.relation].means) for tie in ties],
        "managed": any(t.relation == "case_manager" and t.state(actor.today) == "now" for t in ties),
        "closed": any(t.account_closed and t.state(actor.today) == "now" for t in ties),
        "endable": tuple(ASSIGNABLE),
        "may_hand_over": isinstance(may(actor, "case_manager.change", student), Permit),
        "may_list": isinstance(may(actor, "access.list", student), Permit),
    }
    return answered(request, "team", context, wrong=bool(form.errors))


@GET_POST
@asks("assignment.make")
def assignment_end(request: HttpRequest, student: UUID, link: UUID) -> HttpResponse:
    """End an assignment. When it is the adult's last one, the way to hand over the rest is shown."""
    actor = asking(request)
    found = open_record(actor, "assignment.make", student, entry="team.read").student
    tie = one_tie(actor, student, link)
    if tie.relation not in ASSIGNABLE or tie.state(actor.today) == "ended":
        raise Http404
    form = EndForm(sent(request), today=actor.today)
    if form.is_valid():
        end_assignment(actor, student, link, form.cleaned_data["last_day"])
        messages.success(request, _("The assignment ends as you said."))
        return redirect("scope:team", student)
    context = about(found) | {"form": form, "tie": tie, "means": relations()[tie.relation].means}
    return answered(request, "assignment_end", context | _left(actor, tie), wrong=bool(form.errors))


@require_safe
@asks("access.list")
def who(request: HttpRequest, student: UUID) -> HttpResponse:
    """Everybody to whom this student's record is open today, and the right it rests on; made to be printed."""
    actor = asking(request)
    found = open_record(actor, "access.list", student, entry="access.list").student
    return answered(request, "who", about(found) | {"seers": who_may_see(actor, student), "day": actor.today})


def _begun(actor: Actor, wanted: Assignment) -> str:
    if wanted.days.start > actor.today:
        words = _("%(who)s is assigned and will see the student on the first day.")
    else:
        words = _("%(who)s is assigned and sees the student from now on.")
    return words % {"who": wanted.adult}


def _left(actor: Actor, tie: Tie) -> dict[str, object]:
    """What the adult holds besides this one, as far as the asker may know."""
    others = students_of(actor, tie.adult, but=tie.id)
    return {"others": others, "last": not others}
