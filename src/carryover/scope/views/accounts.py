"""Accounts of adults: made, a new password, closed, opened again; and everything handed over when somebody leaves."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from carryover.look.forms import GET_POST
from carryover.roster.spelling import user_name_of
from carryover.scope.acts.account import (
    Given,
    close_account,
    give_account,
    open_account,
    renew_password,
    require_account,
)
from carryover.scope.acts.leaving import BY_THEMSELVES, Heirs, hand_over, held_rows
from carryover.scope.acts.look import look_at_caseload
from carryover.scope.adults import account_of, held_by, one_adult, who_may_be_assigned
from carryover.scope.enrolled import by_id
from carryover.scope.forms.adult import UserNameForm
from carryover.scope.forms.assignment import LeavingForm
from carryover.scope.handing_over import MANAGES
from carryover.scope.queries import students_for
from carryover.scope.reauth import recently_signed_in
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.scope.views.frame import answered, done, sent

NOT_READY = {"assignment.competence": "worker", "competence.override.not_so": "waive_until"}
"""At which field it is said that a colleague lacks a training, and that an allowance cannot be so."""


@GET_POST
@never_cache
@asks("people.manage")
@recently_signed_in
def account_new(request: HttpRequest, adult: UUID) -> HttpResponse:
    """Make an account under a user name; its first password is shown once, on the answer to this form."""
    actor = asking(request)
    found = one_adult(actor, adult)
    require_account(actor, found)
    suggested = user_name_of(found.given_name, found.family_name)
    form = UserNameForm(sent(request), initial={"username": suggested})
    if form.is_valid():
        return _handed(request, give_account(actor, found, form.cleaned_data["username"]))
    context = {"form": form, "adult": found, "school": found.school}
    return answered(request, "account_new", context, wrong=bool(form.errors))


@require_POST
@never_cache
@asks("people.manage")
@recently_signed_in
def account_password(request: HttpRequest, adult: UUID) -> HttpResponse:
    """A new password that is good once, shown once."""
    actor = asking(request)
    return _handed(request, renew_password(actor, one_adult(actor, adult)))


@require_POST
@asks("people.manage")
def account_close(request: HttpRequest, adult: UUID) -> HttpResponse:
    """Let nobody in under this account any more; what the adult holds stays and is named on the school's page."""
    actor = asking(request)
    found = one_adult(actor, adult)
    close_account(actor, found)
    messages.success(request, _("The account is closed from now on."))
    return redirect("scope:adult", found.id)


@require_POST
@asks("people.manage")
@recently_signed_in
def account_open(request: HttpRequest, adult: UUID) -> HttpResponse:
    """Let the adult in again with the password that they had."""
    actor = asking(request)
    found = one_adult(actor, adult)
    open_account(actor, found)
    messages.success(request, _("The account is open again, with the same password."))
    return redirect("scope:adult", found.id)


@GET_POST
@asks("people.manage")
def leaving(request: HttpRequest, adult: UUID) -> HttpResponse:
    """What the adult still holds, and to whom it goes: all of it in one act, or nothing."""
    actor = asking(request)
    found = one_adult(actor, adult)
    schools = [found.school_id] if found.school_id else []
    colleagues = [each for each in who_may_be_assigned(actor, schools) if each.id != found.id]
    held = {name: n for name, n in held_by(found.id).items() if name not in BY_THEMSELVES}
    form = LeavingForm(
        sent(request), colleagues=colleagues, manages=MANAGES in held, works=bool({"assigned", "team"} & set(held)),
        today=actor.today, initial={"close": request.GET.get("close") == "yes"},
        may_waive=students_for(actor, "competence.override").exists(),
    )  # fmt: skip
    if form.is_valid():
        heirs = Heirs(form.heir("manager"), form.heir("worker"))
        close = form.cleaned_data["close"] and account_of(found) is not None
        day = form.cleaned_data["day"]
        told = done(
            form, NOT_READY, lambda: hand_over(actor, found, heirs, day, close=close, waiver=form.waiver())
        )
        if told is not None:
            words = _("Done: %(begun)s handed over, %(ended)s ended.")
            counts = {"begun": len(told.beginnings) + len(told.given), "ended": len(told.endings)}
            messages.success(request, words % counts)
            return redirect("scope:adult", found.id)
    rows = held_rows(actor, found)
    students = by_id(actor, {each.student for each in rows if each.student})
    look_at_caseload(actor, found, sorted(students))
    named = [(students[row.student], row) for row in rows if row.student in students]
    context = {
        "form": form,
        "adult": found,
        "school": found.school,
        "held": held,
        "account": account_of(found),
        "named": sorted(named, key=lambda pair: (pair[1].relation != MANAGES, pair[0].initials)),
    }
    return answered(request, "leaving", context, wrong=bool(form.errors))


def _handed(request: HttpRequest, given: Given) -> HttpResponse:
    context = {"given": given, "adult": given.account.adult, "school": None}
    return answered(request, "account_given", context)
