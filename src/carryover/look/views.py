"""The style page, where every component stands in its states, and the reader's choice of display.

Promises: needs no student, no sign-in and no database.
"""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from carryover.look.forms import way_back
from carryover.look.frame import current_frame
from carryover.look.strip import Station
from carryover.look.templatetags.look import DISPLAYS
from carryover.terms import Refusal

ONE_YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice (light, dark, or as the device) in a cookie and go back to the page."""
    answer = HttpResponseRedirect(way_back(request.POST.get("back", "")))
    chosen, cookie = request.POST.get("display", ""), current_frame().display_cookie
    if chosen in DISPLAYS:
        secure = request.is_secure()
        answer.set_cookie(cookie, chosen, ONE_YEAR, secure=secure, httponly=True, samesite="Lax")
    else:
        answer.delete_cookie(cookie, samesite="Lax")
    return answer


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in its states, made from invented values."""
    return render(
        request,
        "look/gallery.html",
        {
            "stations": STATIONS,
            "good_form": _Example(),
            "form": _Example({"often": "", "often_unit": "", "start": "soon"}),
            "refusal": REFUSAL,
            "spark_up": (2.0, 3.0, 3.0, None, 5.0, 6.0, 6.0, 8.0),
            "spark_flat": (4.0, 4.0, None, None, 4.0, 3.0, 4.0),
        },
    )


STATIONS = (
    Station(_("Plan"), "v3, signed 9/12", "2 lines changed", "#thread", "filled"),
    Station(_("Today"), "4 of 5 seen", "next: Reading", "#thread", "filled"),
    Station(_("Evidence"), "18 points, 6 weeks", "IOA 91 %, n = 4", "#thread", "filled"),
    Station(_("Judgement"), "Not yet tested", "carried out 62 % (n = 8), needs 80 %", "#thread", "half"),
    Station(_("Decision"), "Due Fri Dec 4", "M. Reyes", "#thread", "open"),
)

REFUSAL = Refusal(
    tried="Change the criterion of the reading goal to 70 % of trials.",
    why="A criterion is part of the signed plan. It changes only when the team agrees to an amendment.",
    who_can="Marcus Reyes, case manager, can draft the amendment. You can send him an objection now.",
    source="34 CFR 300.324(a)(4)",
)


class _Example(forms.Form):
    often = forms.CharField(
        label=_("How often is this measured?"),
        help_text=_("For example: 3 times per week"),
        error_messages={"required": _("Enter how often: for example 3 times per week")},
    )
    start = forms.DateField(
        label=_("First day"),
        help_text=_("Month, day, year: 10/14/2026"),
        error_messages={"invalid": _("Enter the first day as month, day, year: 10/14/2026")},
    )
    often_unit = forms.ChoiceField(
        label=_("Who records it?"),
        choices=(("para", _("Paraprofessional")), ("teacher", _("Teacher")), ("learner", _("The learner"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who records it")},
    )
    note = forms.CharField(label=_("Note for the team"), widget=forms.Textarea, required=False)
    told = forms.BooleanField(label=_("The family has been told"), required=False)
