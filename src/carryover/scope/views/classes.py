"""Classes, their members, and an adult assigned to several of them at once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from carryover.look.forms import GET_POST
from carryover.scope.actors import Actor
from carryover.scope.acts.look import look_over
from carryover.scope.acts.school_class import (
    add_members,
    assign_to_class,
    change_class,
    end_members,
    enter_class,
)
from carryover.scope.adults import who_may_be_assigned
from carryover.scope.classes import class_to_keep, classes_of, members_of, who_could_join
from carryover.scope.forms.school_class import AssignClassForm, ClassForm, JoinForm, initial_of
from carryover.scope.queries import students_for
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.scope.school_year import periods_at
from carryover.scope.views.frame import answered, done, in_school, sent
from carryover.terms import DateSpan

NOT_READY = {"assignment.competence": "adult"}
"""At which field it is said that an adult lacks a training."""


@require_safe
@asks("class.manage")
def classes(request: HttpRequest, school: UUID) -> HttpResponse:
    """The classes of a school."""
    actor = asking(request)
    context = in_school(actor, school)
    return answered(request, "classes", context | {"classes": classes_of(actor, school)})


@GET_POST
@asks("class.manage")
def class_new(request: HttpRequest, school: UUID) -> HttpResponse:
    """Enter a class."""
    actor = asking(request)
    context = in_school(actor, school)
    form = _form(request, actor, school, {})
    if form.is_valid():
        made = enter_class(actor, school, form.facts())
        messages.success(request, _("The class is entered. Now its students can be chosen."))
        return redirect("scope:class", made.id)
    return answered(request, "class_edit", context | {"form": form, "class": None}, wrong=bool(form.errors))


@GET_POST
@asks("class.manage")
def class_change(request: HttpRequest, klass: UUID) -> HttpResponse:
    """Correct a class."""
    actor = asking(request)
    row = class_to_keep(actor, klass)
    form = _form(request, actor, row.school_id, initial_of(row))
    if form.is_valid():
        change_class(actor, row, form.facts())
        messages.success(request, _("Saved."))
        return redirect("scope:class", row.id)
    context = in_school(actor, row.school_id) | {"form": form, "class": row}
    return answered(request, "class_edit", context, wrong=bool(form.errors))


@require_safe
@asks("class.manage")
def one(request: HttpRequest, klass: UUID) -> HttpResponse:
    """A class and those of its members of whom the asker may know."""
    actor = asking(request)
    row = class_to_keep(actor, klass)
    pupils = members_of(actor, row)
    look_over(actor, "class.manage", row.school_id, "class.read", [each.student.id for each in pupils])
    context = in_school(actor, row.school_id) | {"class": row, "pupils": pupils}
    return answered(request, "class", context)


@GET_POST
@asks("class.manage")
def class_join(request: HttpRequest, klass: UUID) -> HttpResponse:
    """Students who join, from a day on."""
    actor = asking(request)
    row = class_to_keep(actor, klass)
    others = list(who_could_join(actor, row))
    form = JoinForm(sent(request), students=others, today=actor.today)
    if form.is_valid():
        chosen = form.chosen()
        add_members(actor, row, chosen, DateSpan(form.cleaned_data["since"]))
        words = ngettext("%(n)s student has joined.", "%(n)s students have joined.", len(chosen))
        messages.success(request, words % {"n": len(chosen)})
        return redirect("scope:class", row.id)
    look_over(actor, "class.manage", row.school_id, "students.read", [each.id for each in others])
    context = in_school(actor, row.school_id) | {"class": row, "form": form}
    return answered(request, "class_join", context, wrong=bool(form.errors))


@require_POST
@asks("class.manage")
def class_leave(request: HttpRequest, klass: UUID) -> HttpResponse:
    """A student leaves the class from today on; who works with them stays as it is."""
    actor = asking(request)
    row = class_to_keep(actor, klass)
    asked = request.POST.get("student", "")
    gone = [each.student.id for each in members_of(actor, row) if str(each.student.id) == asked]
    if not gone:
        raise Http404
    end_members(actor, row, gone, actor.today)
    messages.success(request, _("They are no longer in the class. Who works with them stays as it is."))
    return redirect("scope:class", row.id)


@GET_POST
@asks("class.manage")
def class_assign(request: HttpRequest, klass: UUID) -> HttpResponse:
    """Assign an adult to students of the class: those for whom somebody manages a plan are ticked already."""
    actor = asking(request)
    row = class_to_keep(actor, klass)
    mine = set(students_for(actor, "assignment.make").values_list("id", flat=True))
    pupils = [each for each in members_of(actor, row) if each.student.id in mine]
    form = AssignClassForm(
        sent(request), students=[each.student for each in pupils], today=actor.today,
        ticked=frozenset(each.student.id for each in pupils if each.managed),
        adults=who_may_be_assigned(actor, [row.school_id]),
    )  # fmt: skip
    who = form.who() if form.is_valid() else None
    if who is not None:
        days = DateSpan(form.cleaned_data["since"])
        made = done(form, NOT_READY, lambda: assign_to_class(actor, row, who, form.chosen(), days))
        if made is not None:
            words = ngettext(
                "%(who)s is assigned to %(n)s student.", "%(who)s is assigned to %(n)s students.", len(made)
            )
            messages.success(request, words % {"who": who, "n": len(made)})
            return redirect("scope:class", row.id)
    look_over(actor, "class.manage", row.school_id, "class.read", [each.student.id for each in pupils])
    context = in_school(actor, row.school_id) | {"class": row, "form": form}
    return answered(request, "class_assign", context, wrong=bool(form.errors))


def _form(request: HttpRequest, actor: Actor, school: UUID, initial: dict[str, object]) -> ClassForm:
    adults, periods = who_may_be_assigned(actor, [school]), periods_at(actor, [school])
    return ClassForm(sent(request), adults=adults, periods=periods, initial=initial)
