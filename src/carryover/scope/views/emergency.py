"""Claiming an emergency, the page and banner while it lasts, and the reviews that follow."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from carryover.look.forms import GET_POST
from carryover.look.frame import address
from carryover.scope.actors import Actor
from carryover.scope.forms.emergency import ClaimForm, ReviewForm
from carryover.scope.glass import (
    Claimed,
    break_glass,
    claims,
    deny,
    end_now,
    look,
    may_review,
    minutes_left,
    own_claim,
    people_to_call,
    review,
    reviews_at,
    running,
    seen_claim,
)
from carryover.scope.looking import record_list
from carryover.scope.policy import table
from carryover.scope.queries import require
from carryover.scope.reauth import recently_signed_in
from carryover.scope.requests import asking, keep_writes
from carryover.scope.routes import asks, for_anyone_signed_in
from carryover.terms import Refused

PAST = 50


@sensitive_post_parameters("reason", "name", "number")
@GET_POST
@asks("glass.break")
@recently_signed_in
def claim(request: HttpRequest) -> HttpResponse:
    """Claim an emergency, having just proved who one is: asked before anything is typed.

    Nothing is looked up before a reason is given, and every refusal is written down.
    """
    actor = asking(request)
    form = ClaimForm(request.POST if request.method == "POST" else None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("scope:glass-running", claim=break_glass(actor, form.claim()).id)
        except Refused as refused:
            refusal = refused.refusal
            deny(actor, refusal)
    context = {"form": form, "refusal": refusal, "running": running(actor)}
    answer = render(request, "scope/emergency.html", context, status=422 if form.errors or refusal else 200)
    return keep_writes(answer)  # that it was refused stands


@require_safe
@for_anyone_signed_in("one's own claim")
def running_claim(request: HttpRequest, claim: UUID) -> HttpResponse:
    """The page of one's own emergency: minutes left, the way to the card, people to call."""
    actor = asking(request)
    glass = next((each for each in running(actor) if each.id == claim), None)
    if glass is None:
        return render(request, "scope/emergency_over.html", {"glass": own_claim(actor, claim)})
    look(actor, glass)
    context = {
        "glass": glass,
        "student": glass.student,
        "minutes": minutes_left(glass, actor.now),
        "card": address("sheets:card", glass.student_id),
        "people": people_to_call(actor, glass),
    }
    return render(request, "scope/emergency_running.html", context)


@require_POST
@for_anyone_signed_in("one's own claim")
def end(request: HttpRequest, claim: UUID) -> HttpResponse:
    """Give back what is left of the hour."""
    end_now(asking(request), claim)
    messages.success(request, _("The emergency access has ended. It will be reviewed."))
    return redirect("/")


@require_safe
@asks("glass.review")
def reviews(request: HttpRequest) -> HttpResponse:
    """The claims that one answers for: those that wait, overdue first, and those reviewed."""
    actor = _reviewer(request)
    waiting = [_row(actor, each) for each in claims(actor, awaiting=True)]
    done = claims(actor, awaiting=False)[:PAST]
    _record_list(actor, [*(each for each, _mine in waiting), *done])
    context = {"waiting": waiting, "done": done}
    return render(request, "scope/reviews.html", context)


@GET_POST
@asks("glass.see")
def review_claim(request: HttpRequest, claim: UUID) -> HttpResponse:
    """One claim, what was looked at under it, and the reviewer's word."""
    actor = asking(request)
    glass = seen_claim(actor, claim)
    found = [*claims(actor, awaiting=True, student=glass.student_id)]
    found += claims(actor, awaiting=False, student=glass.student_id)
    claimed = next(each for each in found if each.glass.id == claim)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        review(actor, claim, form.cleaned_data["outcome"], form.cleaned_data["words"])
        messages.success(request, _("The review is kept, and the one who claimed can read it."))
        return redirect("scope:glass-reviews")
    look(actor, glass, require(actor, "glass.see", glass.student_id).right)
    context = {
        "claimed": claimed, "form": form, "may_review": may_review(actor, claimed),
        "looked": address("scope:looked", glass.student_id), "student": glass.student,
    }  # fmt: skip
    return render(request, "scope/review.html", context, status=422 if form.errors else 200)


@require_safe
@for_anyone_signed_in("one's own claims that hold now")
def banner(request: HttpRequest) -> HttpResponse:
    """What stands above every page while a claim of one's own holds; nothing otherwise."""
    actor = asking(request)
    now = [(glass, minutes_left(glass, actor.now)) for glass in running(actor)]
    return render(request, "scope/_banner.html", {"running": now}) if now else HttpResponse("")


@require_safe
@for_anyone_signed_in("claims about students for whom one answers")
def tasks(request: HttpRequest) -> HttpResponse:
    """The claims that wait for a review, for those who are told of them: a part of their first page."""
    actor = asking(request)
    waiting = [_row(actor, each) for each in claims(actor, awaiting=True)]
    if not waiting:
        return HttpResponse("")
    _record_list(actor, [each for each, _mine in waiting])
    return render(request, "scope/_tasks.html", {"waiting": waiting})


def _record_list(actor: Actor, shown: Iterable[Claimed]) -> None:
    students = dict.fromkeys(each.glass.student_id for each in shown)
    record_list(actor, "glass.see", students, act="glass.list", thing=("list", "glass"))


def _row(actor: Actor, claimed: Claimed) -> tuple[Claimed, bool]:
    return claimed, may_review(actor, claimed)


def _reviewer(request: HttpRequest) -> Actor:
    actor = asking(request)
    if not reviews_at(actor):
        raise Refused(table()["glass.review"].refusal)
    return actor
