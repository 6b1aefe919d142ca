"""A student's family: guardians, papers about their rights, and accounts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from carryover.look.forms import GET_POST
from carryover.roster.spelling import user_name_of
from carryover.scope.acts.account import renew_password
from carryover.scope.acts.guardian import (
    change_guardian,
    end_guardian,
    enter_guardian,
    let_guardian_in,
    let_learner_in,
)
from carryover.scope.acts.look import open_record
from carryover.scope.acts.paper import end_paper, enter_paper
from carryover.scope.family import accounts_of_the_same_name, family_of, one_guardian, one_paper
from carryover.scope.forms.adult import UserNameForm
from carryover.scope.forms.family import RIGHTS, GuardianForm, PaperForm
from carryover.scope.forms.student import LeaveForm
from carryover.scope.queries import Permit, may
from carryover.scope.reauth import recently_signed_in
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.scope.views.frame import about, answered, sent


@require_safe
@asks("family.see")
def family(request: HttpRequest, student: UUID) -> HttpResponse:
    """Who the family is, and in words what each guardian may do today and from when that changes."""
    actor = asking(request)
    found = open_record(actor, "family.see", student, entry="family.read").student
    shown = ("family.change", "order.enter")
    context = about(found) | {"family": family_of(actor, found), "rights_words": dict(RIGHTS)}
    context |= {act.replace(".", "_"): isinstance(may(actor, act, student), Permit) for act in shown}
    return answered(request, "family", context)


@GET_POST
@asks("family.change")
def guardian_new(request: HttpRequest, student: UUID) -> HttpResponse:
    """Enter a parent or guardian."""
    actor = asking(request)
    found = open_record(actor, "family.change", student, entry="family.read").student
    form = GuardianForm(sent(request))
    if form.is_valid():
        enter_guardian(actor, student, form.facts())
        messages.success(
            request, _("Entered. By law they have every right of a parent until a paper says otherwise.")
        )
        return redirect("scope:family", student)
    return answered(
        request, "guardian", about(found) | {"form": form, "guardian": None}, wrong=bool(form.errors)
    )


@GET_POST
@asks("family.change")
def guardian_change(request: HttpRequest, student: UUID, guardian: UUID) -> HttpResponse:
    """Correct a guardian."""
    actor = asking(request)
    found = open_record(actor, "family.change", student, entry="family.read").student
    row = one_guardian(actor, student, guardian)
    initial = {"name": row.name, "relation": row.relation, "language": row.language}
    form = GuardianForm(sent(request), initial=initial)
    if form.is_valid():
        change_guardian(actor, row, form.facts())
        messages.success(request, _("Saved."))
        return redirect("scope:family", student)
    return answered(
        request, "guardian", about(found) | {"form": form, "guardian": row}, wrong=bool(form.errors)
    )


@require_POST
@asks("family.change")
def guardian_end(request: HttpRequest, student: UUID, guardian: UUID) -> HttpResponse:
    """From now on they are no guardian of this student."""
    actor = asking(request)
    end_guardian(actor, one_guardian(actor, student, guardian))
    messages.success(
        request, _("They are no guardian of this student any more, and see nothing more of the record.")
    )
    return redirect("scope:family", student)


@GET_POST
@asks("order.enter")
@recently_signed_in
def paper_new(request: HttpRequest, student: UUID, guardian: UUID) -> HttpResponse:
    """Enter a court order or another paper."""
    actor = asking(request)
    found = open_record(actor, "order.enter", student, entry="family.read").student
    row = one_guardian(actor, student, guardian)
    form = PaperForm(sent(request), today=actor.today)
    if form.is_valid():
        enter_paper(actor, row, form.facts())
        messages.success(request, _("Entered. It holds from its first day, on the next page that they open."))
        return redirect("scope:family", student)
    return answered(request, "paper", about(found) | {"form": form, "guardian": row}, wrong=bool(form.errors))


@GET_POST
@asks("order.enter")
@recently_signed_in
def paper_end(request: HttpRequest, student: UUID, paper: UUID) -> HttpResponse:
    """Let one effect of a paper end after a day."""
    actor = asking(request)
    found = open_record(actor, "order.enter", student, entry="family.read").student
    row = one_paper(actor, student, paper)
    form = LeaveForm(sent(request), since=row.valid_from, today=max(actor.today, row.valid_from))
    if form.is_valid():
        end_paper(actor, row, form.cleaned_data["last_day"])
        messages.success(request, _("It holds no longer than that day."))
        return redirect("scope:family", student)
    context = about(found) | {"form": form, "paper": row, "rights_words": dict(RIGHTS)}
    return answered(request, "paper_end", context, wrong=bool(form.errors))


@GET_POST
@never_cache
@asks("family.change")
@recently_signed_in
def guardian_account(request: HttpRequest, student: UUID, guardian: UUID) -> HttpResponse:
    """A sign-in for a guardian: a new one, or the one that they have for another child."""
    actor = asking(request)
    found = open_record(actor, "family.change", student, entry="family.read").student
    row = one_guardian(actor, student, guardian)
    same = accounts_of_the_same_name(actor, row)
    known = next((each for each in same if str(each.id) == request.POST.get("known")), None)
    given_name, _space, family_name = row.name.rpartition(" ")
    form = UserNameForm(
        request.POST if request.method == "POST" and known is None else None,
        initial={"username": user_name_of(given_name, family_name)},
    )
    if known is not None:
        let_guardian_in(actor, row, "", known)
        messages.success(request, _("They see this student too, with the sign-in that they have."))
        return redirect("scope:family", student)
    if form.is_valid():
        given = let_guardian_in(actor, row, form.cleaned_data["username"])
        return answered(request, "account_given", {"given": given, "adult": row.name, "student": found})
    context = about(found) | {"form": form, "guardian": row, "same": same}
    return answered(request, "guardian_account", context, wrong=bool(form.errors))


@GET_POST
@never_cache
@asks("family.change")
@recently_signed_in
def learner_account(request: HttpRequest, student: UUID) -> HttpResponse:
    """A sign-in for a student who is 18 or older."""
    actor = asking(request)
    found = open_record(actor, "family.change", student, entry="family.read").student
    form = UserNameForm(
        sent(request), initial={"username": user_name_of(found.given_name, found.family_name)}
    )
    if form.is_valid():
        given = let_learner_in(actor, found, form.cleaned_data["username"])
        return answered(
            request, "account_given", {"given": given, "adult": given.account.adult, "student": found}
        )
    return answered(request, "learner_account", about(found) | {"form": form}, wrong=bool(form.errors))


@require_POST
@never_cache
@asks("family.change")
@recently_signed_in
def family_password(request: HttpRequest, student: UUID, adult: UUID) -> HttpResponse:
    """A new password for somebody of the family, good once, shown once."""
    actor = asking(request)
    found = open_record(actor, "family.change", student, entry="family.read").student
    members = family_of(actor, found)
    accounts = [each.account for each in members.members if each.account] + [members.learner]
    account = next((each for each in accounts if each and each.adult_id == adult), None)
    if account is None or account.adult is None:
        raise Http404
    given = renew_password(actor, account.adult)
    return answered(request, "account_given", {"given": given, "adult": account.adult, "student": found})
