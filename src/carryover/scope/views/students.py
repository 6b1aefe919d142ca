"""Students: the list of a school, entering one, correcting, moving, leaving, and who manages the plan."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carryover.look.forms import GET_POST
from carryover.scope.actors import Actor
from carryover.scope.acts.case_manager import hand_over_case
from carryover.scope.acts.enrollment import leave_district, move_student
from carryover.scope.acts.entry import Outcome, correct_student, enter_student, shown
from carryover.scope.acts.look import look_over, open_record
from carryover.scope.acts.student import may_name_a_manager
from carryover.scope.adults import schools_of, who_may_manage_plans
from carryover.scope.alike import NUMBER
from carryover.scope.enrolled import enrolled_at, enrolment_now, enrolments, schools_of_student
from carryover.scope.forms.choices import among
from carryover.scope.forms.student import EntryForm, LeaveForm, ManagerForm, MoveForm, StudentForm, initial_of
from carryover.scope.queries import Permit, case_manager_of, may
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.scope.views.frame import about, answered, in_school, paged, sent


@GET_POST
@asks("student.enter")
def students(request: HttpRequest, school: UUID) -> HttpResponse:
    """The students of a school of whom the asker may know; a name that is looked for is sent, never in the address."""
    actor = asking(request)
    asked = request.POST.get("name", "").replace("\x00", "").strip()[:80]
    context = in_school(actor, school)
    page = paged(request, enrolled_at(actor, school, asked))
    look_over(actor, "student.enter", school, "students.read", [row.student.id for row in page.rows])
    return answered(request, "students", context | {"page": page, "asked": asked})


@GET_POST
@asks("student.enter")
def student_new(request: HttpRequest, school: UUID) -> HttpResponse:
    """Enter a student. Whoever may be the same child is asked about before anything is written."""
    actor = asking(request)
    context = in_school(actor, school)
    names = may_name_a_manager(actor, school)
    managers = who_may_manage_plans(actor, [school]) if names else []
    form = EntryForm(sent(request), today=actor.today, managers=managers)
    outcome = Outcome(None)
    if form.is_valid():
        manager = among(managers, form.cleaned_data.get("manager"))
        outcome = enter_student(actor, school, form.entry(), manager, form.decision())
        if outcome.student is not None:
            messages.success(request, _("%(who)s is entered.") % {"who": form.whole_name()})
            return _on(actor, school, outcome.student)
    context |= {
        "form": form,
        "twins": outcome.twins,
        "shown": shown(outcome.twins),
        "same_number": any(each.why == NUMBER and not each.again for each in outcome.twins),
        "becomes_manager": not names,
    }
    return answered(request, "student_new", context, wrong=bool(form.errors or outcome.twins))


def _on(actor: Actor, school: UUID, student: UUID) -> HttpResponse:
    if isinstance(may(actor, "assignment.make", student), Permit):
        return redirect("scope:team", student)
    return redirect("scope:students", school)


@GET_POST
@asks("student.change")
def student_change(request: HttpRequest, student: UUID) -> HttpResponse:
    """Correct who a student is; another of the same number or name is told of and may be passed."""
    actor = asking(request)
    found = open_record(actor, "student.change", student, entry="student.read").student
    form = StudentForm(sent(request), today=actor.today, initial=initial_of(found))
    outcome = Outcome(None)
    if form.is_valid():
        outcome = correct_student(actor, found, form.facts(), request.POST.get("seen", ""))
        if outcome.student is not None:
            messages.success(request, _("Saved. What stood there before is kept in the history."))
            return redirect("scope:enrollment", student)
    context = about(found) | {
        "form": form,
        "twins": outcome.twins,
        "shown": shown(outcome.twins),
        "same_number": any(each.why == NUMBER for each in outcome.twins),
    }
    return answered(request, "student_change", context, wrong=bool(form.errors or outcome.twins))


@GET_POST
@asks("student.change")
def enrollment(request: HttpRequest, student: UUID) -> HttpResponse:
    """Where a student is and was enrolled; to another school, or out of the district."""
    actor = asking(request)
    found = open_record(actor, "student.change", student, entry="student.read").student
    now = enrolment_now(actor, student)
    if now is None:
        raise Http404
    schools = [each for each in schools_of(actor, "student.enter") if each.id != now.school_id]
    what = request.POST.get("what", "")
    move = MoveForm(
        request.POST if what == "move" else None, schools=schools, since=now.valid_from, today=actor.today,
        initial={"grade": now.grade}, prefix="move",
    )  # fmt: skip
    leave = LeaveForm(
        request.POST if what == "leave" else None, since=now.valid_from, today=actor.today, prefix="leave"
    )
    if move.is_valid():
        got = move.cleaned_data
        ended = move_student(actor, found, got["to"], got["grade"], got["first_day"])
        words = ngettext("Moved. %(n)s assignment ended.", "Moved. %(n)s assignments ended.", ended)
        messages.success(request, words % {"n": ended})
        return redirect("scope:schools")
    if leave.is_valid():
        ended = leave_district(actor, found, leave.cleaned_data["last_day"])
        words = ngettext("The enrollment has ended, and %(n)s assignment with it.",
                         "The enrollment has ended, and %(n)s assignments with it.", ended)  # fmt: skip
        messages.success(request, words % {"n": ended})
        return redirect("scope:schools")
    context = about(found) | {
        "enrolments": enrolments(actor, student),
        "now": now,
        "schools": schools,
        "move": move,
        "leave": leave,
        "form": leave if leave.errors else move,
    }
    return answered(request, "enrollment", context, wrong=bool(move.errors or leave.errors))


@GET_POST
@asks("case_manager.change")
def case_manager(request: HttpRequest, student: UUID) -> HttpResponse:
    """Who manages the plan, from a day on."""
    actor = asking(request)
    found = open_record(actor, "case_manager.change", student, entry="student.read").student
    managers = who_may_manage_plans(actor, schools_of_student(student, actor.today))
    form = ManagerForm(sent(request), managers=managers, today=actor.today)
    if form.is_valid():
        to = among(managers, form.cleaned_data["to"])
        if to is None:
            raise Http404
        hand_over_case(actor, student, to, form.cleaned_data["day"], form.cleaned_data["reason"])
        messages.success(request, _("%(who)s manages the plan from that day on.") % {"who": to})
        return redirect("scope:team", student)
    context = about(found) | {"form": form, "now": case_manager_of(student, actor)}
    return answered(request, "case_manager", context, wrong=bool(form.errors))
