"""The school's own page: what can be done there, and what nobody should overlook."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carryover.look.forms import GET_POST
from carryover.look.frame import address
from carryover.roster.roles import Role
from carryover.scope.acts.title import label_roles
from carryover.scope.adults import adults_of, every_school, holds_everywhere, keeps_every_school, schools_of
from carryover.scope.classes import classes_of
from carryover.scope.enrolled import managed_by_the_closed, students_at, unmanaged_at
from carryover.scope.forms.adult import LabelsForm
from carryover.scope.policy import Thing
from carryover.scope.queries import require
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.scope.school_year import school_year
from carryover.scope.views.frame import answered, in_school, sent
from carryover.scope.who_may_see import staff_with_access

OPENS = ("people.see", "people.manage", "student.enter")


@require_safe
@asks(*OPENS)
def schools(request: HttpRequest) -> HttpResponse:
    """The schools at which the asker has anything to enter or to see; straight to it when there is one."""
    actor = asking(request)
    found = schools_of(actor, *OPENS)
    elsewhere = keeps_every_school(actor, "people.see")
    if len(found) == 1 and not elsewhere:
        return redirect("scope:school", found[0].id)
    titles = holds_everywhere(actor, "people.manage")
    return answered(request, "schools", {"schools": found, "elsewhere": elsewhere, "titles": titles})


@require_safe
@asks(*OPENS)
def school(request: HttpRequest, school: UUID) -> HttpResponse:
    """How many of whom, which pages are open, and which plans nobody answers for."""
    actor = asking(request)
    context = in_school(actor, school)
    year = school_year(actor, school)
    context |= {
        "adults": adults_of(actor).filter(school=school).count(),
        "students": students_at(actor, school).count(),
        "classes": len(classes_of(actor, school)),
        "year": year,
        "calendar_over": year.last is not None and year.last < actor.today,
        "unmanaged": unmanaged_at(actor, school),
        "orphaned": managed_by_the_closed(actor, school),
        "bring_in": address("exchange:bring-in", school),
    }
    return answered(request, "school", context)


@require_safe
@asks("people.see")
def staff(request: HttpRequest, school: UUID) -> HttpResponse:
    """Names and positions of the staff with access to records, for public inspection (34 CFR 300.623(d))."""
    actor = asking(request)
    context = in_school(actor, school) | {"adults": staff_with_access(actor, school), "day": actor.today}
    return answered(request, "staff", context)


@GET_POST
@asks("people.manage")
def titles(request: HttpRequest) -> HttpResponse:
    """What the district calls each role; open to those who keep the adults of every school."""
    actor = asking(request)
    for each in sorted(every_school(actor)):
        require(actor, "people.manage", Thing(school=each))
    labels = actor.adult.district.role_labels
    form = LabelsForm(sent(request), labels=labels)
    if form.is_valid():
        label_roles(actor, {role.value: form.cleaned_data[role.value] for role in Role})
        messages.success(request, _("Saved. The words have changed, and no right has."))
        return redirect("scope:titles")
    return answered(request, "titles", {"form": form}, wrong=bool(form.errors))
