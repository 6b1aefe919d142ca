"""The school's year and bells."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carryover.look.forms import GET_POST
from carryover.scope.acts.calendar import keep_bells, lay_out_year, set_days, span_of_days
from carryover.scope.forms.calendar import BellsForm, DaysForm, YearForm, bells_initial
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.scope.school_year import bells_of, one_bells, school_year
from carryover.scope.views.frame import answered, in_school, sent
from carryover.timelines import DayKind


@GET_POST
@asks("calendar.manage")
def calendar(request: HttpRequest, school: UUID) -> HttpResponse:
    """The year as it stands; lay one out, and say which days are otherwise."""
    actor = asking(request)
    context = in_school(actor, school)
    bells, what = bells_of(actor, school), request.POST.get("what", "")
    year = YearForm(request.POST if what == "year" else None, bells=bells, prefix="year")
    days = DaysForm(request.POST if what == "days" else None, bells=bells, prefix="days")
    if year.is_valid():
        added = lay_out_year(actor, school, year.facts())
        words = ngettext(
            "%(n)s day is added to the calendar.", "%(n)s days are added to the calendar.", added
        )
        messages.success(request, words % {"n": added})
        return redirect("scope:calendar", school)
    if days.is_valid():
        got, span = days.cleaned_data, days.span()
        changed = set_days(
            actor, school, span_of_days(*span), DayKind(got["kind"]), got["bells"], got["note"]
        )
        words = ngettext("%(n)s day is changed.", "%(n)s days are changed.", changed)
        messages.success(request, words % {"n": changed})
        return redirect("scope:calendar", school)
    wrong = bool(year.errors or days.errors)
    context |= {"year": school_year(actor, school), "bells": bells, "year_form": year, "days_form": days}
    return answered(request, "calendar", context | {"form": days if days.errors else year}, wrong=wrong)


@GET_POST
@asks("calendar.manage")
def bells(request: HttpRequest, school: UUID, bells: UUID | None = None) -> HttpResponse:
    """A set of bells, new or instead of an older one from today on."""
    actor = asking(request)
    context = in_school(actor, school)
    instead = one_bells(school, bells) if bells else None
    initial = bells_initial(instead) if instead else {}
    form = BellsForm(sent(request), initial=initial)
    if form.is_valid():
        keep_bells(actor, school, form.cleaned_data["name"], form.cleaned_data["lines"], instead)
        messages.success(request, _("Saved. Past days keep the bells that they had."))
        return redirect("scope:calendar", school)
    return answered(request, "bells", context | {"form": form, "instead": instead}, wrong=bool(form.errors))
