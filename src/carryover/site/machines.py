"""The page on which IT and district administrators keep service accounts: made, given tokens, ended."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from carryover.look.forms import GET_POST, repeats
from carryover.scope import machines
from carryover.scope.actors import Actor
from carryover.scope.policy import table
from carryover.scope.reauth import recently_signed_in
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.site.requests import zone_of

USUAL = timedelta(days=90)


class ServiceForm(forms.Form):
    """What a program is for, and the least that it needs."""

    name = forms.CharField(
        label=gettext_lazy("Name of the program"),
        max_length=80,
        error_messages={"required": gettext_lazy("Enter what the program is called")},
    )
    purpose = forms.CharField(
        label=gettext_lazy("What it needs the records for"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Enter what it needs the records for")},
    )
    school = forms.ChoiceField(
        label=gettext_lazy("School whose students it may see"),
        error_messages={"required": gettext_lazy("Choose a school")},
    )
    acts = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one thing that it may do")},
    )
    until = forms.DateField(
        label=gettext_lazy("Last day of its token"),
        help_text=gettext_lazy("Month, day, year; within a year"),
        error_messages={"required": gettext_lazy("Enter the last day: month, day, year")},
    )

    def __init__(self, actor: Actor, data: object = None) -> None:
        super().__init__(data, initial={"until": actor.today + USUAL})  # type: ignore[arg-type]
        self.today = actor.today
        self.schools = {str(school.id): school for school in machines.schools_of(actor)}
        self.fields["school"].choices = [(key, str(school)) for key, school in self.schools.items()]  # type: ignore[attr-defined]
        self.fields["acts"].choices = [(act, _in_words(act)) for act in machines.givable()]  # type: ignore[attr-defined]

    def clean_until(self) -> object:
        """A day within a year from now."""
        until = self.cleaned_data["until"]
        if not self.today <= until < self.today + machines.LONGEST:
            raise forms.ValidationError(_("Choose a day within a year from now"))
        return until


@never_cache
@require_safe
@asks("service.keep")
def listed(request: HttpRequest) -> HttpResponse:
    """Every service account of the district, with its tokens and when each was last used."""
    accounts = [(each, [_in_words(act) for act in each.acts]) for each in machines.kept_by(asking(request))]
    return render(request, "account/services.html", {"accounts": accounts})


@repeats("acts")
@never_cache
@GET_POST
@recently_signed_in
@asks("service.keep")
def new(request: HttpRequest) -> HttpResponse:
    """Make one and show its first token, this once."""
    actor = asking(request)
    form = ServiceForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        school = form.schools[given["school"]]
        account = machines.make(actor, school, given["name"], given["purpose"], given["acts"])
        return _shown(request, machines.give_token(actor, account, _end_of(actor, given["until"])))
    return render(request, "account/service_new.html", {"form": form})


@require_POST
@recently_signed_in
@asks("service.keep")
def renew(request: HttpRequest, account: UUID) -> HttpResponse:
    """A further token for an account that is in use, for the usual time; the old ones hold until they end."""
    actor = asking(request)
    found = machines.account_of(actor, account)
    if found is None or found.ended_at is not None:
        raise Http404
    return _shown(request, machines.give_token(actor, found, _end_of(actor, actor.today + USUAL)))


@require_POST
@recently_signed_in
@asks("service.keep")
def end(request: HttpRequest, account: UUID) -> HttpResponse:
    """End the account with every token of it."""
    found = machines.account_of(asking(request), account)
    if found is None:
        raise Http404
    machines.end(asking(request), found)
    messages.success(request, _("The service account has ended; it opens nothing any more."))
    return redirect("services")


@require_POST
@recently_signed_in
@asks("service.keep")
def take_back(request: HttpRequest, token: UUID) -> HttpResponse:
    """End one token."""
    found = machines.token_of(asking(request), token)
    if found is None:
        raise Http404
    machines.take_back(asking(request), found)
    messages.success(request, _("The token is taken back; it opens nothing any more."))
    return redirect("services")


def _in_words(act: str) -> str:
    """An act as the policy's table says it; one that the table no longer has, by its name."""
    return _(table()[act].refusal.tried) if act in table() else act


def _end_of(actor: Actor, day: object) -> datetime:
    """The last second of that day, by the district's clock; never more than a year away."""
    last = datetime.combine(day, time(23, 59, 59), zone_of(actor.adult.district))  # type: ignore[arg-type]
    return min(last, actor.now + machines.LONGEST)


def _shown(request: HttpRequest, token: str) -> HttpResponse:
    response = render(request, "account/service_token.html", {"token": token})
    response["Cache-Control"] = "no-store"
    return response


urlpatterns = [
    path("", listed, name="services"),
    path("new/", new, name="service_new"),
    path("<uuid:account>/token/", renew, name="service_renew"),
    path("<uuid:account>/end/", end, name="service_end"),
    path("tokens/<uuid:token>/take-back/", take_back, name="service_take_back"),
]
