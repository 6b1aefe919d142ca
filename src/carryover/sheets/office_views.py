"""Who is absent today, and a card for whoever takes their place: made in two taps, ended in one."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carryover.journal.acts import record
from carryover.look.forms import GET_POST, repeats
from carryover.look.qr import qr_svg
from carryover.scope.actors import Actor
from carryover.scope.policy import Thing
from carryover.scope.queries import Permit, require
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.scope.substitutes import Asked, Kept, cards_kept, issue_card, may_hand_over, revoke_card
from carryover.sheets.forms import CardForm
from carryover.sheets.handed import Handed
from carryover.sheets.handing import Bells, Wanted, bells_of, handed
from carryover.sheets.office import (
    Absent,
    absent_at,
    next_day_with_school,
    office_of,
    offices_of,
    placed_by,
    taken_periods,
    with_students,
)
from carryover.sheets.shown import shown

KEPT_SHOWN = timedelta(days=30)
ONLY_THIS_COMPUTER = ("localhost", "127.0.0.1", "[::1]")


@asks("substitute.issue")
@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    """To the school whose places this adult hands over; the one with their desk, or the one chosen."""
    actor = asking(request)
    mine, wanted = [school.id for school in offices_of(actor)], request.GET.get("school", "")
    for choice in (wanted, str(actor.adult.school_id or "")):
        with suppress(ValueError):
            if choice and UUID(choice) in mine:
                return redirect("sheets:absent", school=UUID(choice))
    return redirect("sheets:absent", school=mine[0])


@asks("substitute.issue")
@require_safe
def absent(request: HttpRequest, school: UUID) -> HttpResponse:
    """Who is absent and who takes their place; whoever is with students that day can be marked so in two taps."""
    actor = asking(request)
    permit = require(actor, "substitute.issue", Thing(school=school))
    kept = cards_kept(actor, school, actor.now - KEPT_SHOWN)
    day = _day(request, actor, school)
    record(at=actor.now, actor=actor.key, right=permit.right, act="substitute.list", thing=("school", school))
    lists = _lists(kept, actor)
    context = lists | {
        "carded": {each.row.stands_for_id for each in lists["current"]},
        "people": with_students(actor, school, day),
        "school": school,
        "schools": offices_of(actor),
        "day": day,
        "is_today": day == actor.today,
    }
    return render(request, "sheets/absent.html", context)


@repeats("periods")
@asks("substitute.issue")
@GET_POST
def make(request: HttpRequest, school: UUID, adult: UUID) -> HttpResponse:
    """A card for the place of an adult of the school: its form with defaults, and once made its link, this once."""
    found = absent_at(school, adult)
    if found is None:
        raise Http404
    return _make(request, asking(request), found, reverse("sheets:absent", args=[school]))


@repeats("periods")
@asks("substitute.issue_own")
@GET_POST
def make_own(request: HttpRequest) -> HttpResponse:
    """A card for one's own place, and those made for it before."""
    actor = asking(request)
    return _make(request, actor, absent_at(actor.adult.school_id, actor.id), "", own=True)


@require_POST
@asks("substitute.issue", "substitute.issue_own")
def end(request: HttpRequest, card: UUID) -> HttpResponse:
    """End a card at once, and back to the list that it was in."""
    actor = asking(request)
    row = revoke_card(actor, card)
    messages.success(request, _("The card has ended. Its link opens nothing any more."))
    if any(school.id == row.school_id for school in offices_of(actor)):
        return redirect("sheets:absent", school=row.school_id)
    return redirect("sheets:make-own-card")


def _make(
    request: HttpRequest, actor: Actor, absent: Absent | None, back: str, *, own: bool = False
) -> HttpResponse:
    if absent is None:
        raise Http404
    permit, day = may_hand_over(actor, absent.adult, absent.school), _day(request, actor, absent.school)
    bells = bells_of(absent.school, day)
    form = _form(request, actor, absent, day, bells)
    context: dict[str, object] = {
        "absent": absent.adult, "form": form, "day": day, "back": back, "own": own,
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        return _made(request, actor, absent, form, context)
    preview = handed(actor, Wanted(day, absent.school, placed_by(actor, absent, day), None))
    _prepared(actor, permit, absent, preview)
    if own:
        kept = cards_kept(actor, absent.school, actor.now - KEPT_SHOWN, own=True)
        context |= _lists(kept, actor)
    context |= {"blocks": shown(preview), "handed": preview, "bells": bells}
    return render(request, "sheets/substitute_make.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, actor: Actor, absent: Absent, day: date, bells: Bells) -> CardForm:
    return CardForm(
        request.POST if request.method == "POST" else None,
        day=day,
        now=actor.now,
        zone=_zone(actor),
        taken=taken_periods(actor, absent, day, bells),
        bells=partial(bells_of, absent.school),
        office=office_of(actor, absent.school),
    )


def _made(
    request: HttpRequest, actor: Actor, absent: Absent, form: CardForm, context: dict[str, object]
) -> HttpResponse:
    given = form.cleaned_data
    starts_at, ends_at = given["window"]
    card, secret = issue_card(
        actor,
        Asked(
            stands_for=absent.adult,
            school=absent.school,
            periods=frozenset(given["covered"]),
            starts_at=starts_at,
            ends_at=ends_at,
            for_whom=given["for_whom"],
            office=given["office"],
            collects=given["collects"],
        ),
    )
    link = request.build_absolute_uri(reverse("sheets:substitute-link", args=[secret]))
    context |= {
        "card": card,
        "secret": secret,
        "link": link,
        "qr": qr_svg(link),
        "for_whom": given["for_whom"],
    }
    context["only_here"] = request.get_host().rpartition(":")[0] in ONLY_THIS_COMPUTER
    response = render(request, "sheets/substitute_made.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _lists(kept: list[Kept], actor: Actor) -> dict[str, list[Kept]]:
    """The cards that open something or will, and those that are over."""
    over = [each for each in kept if each.over(actor.now)]
    return {"current": [each for each in kept if not each.over(actor.now)], "past": over}


def _prepared(actor: Actor, permit: Permit, absent: Absent, preview: Handed) -> None:
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="substitute.prepare",
        thing=("adult", absent.adult.id),
        students=preview.learners,
    )


def _day(request: HttpRequest, actor: Actor, school: UUID) -> date:
    """The day asked for; else today, or the next day with school where there is none today or its bells have rung."""
    asked = request.POST.get("first") or request.GET.get("day", "")
    with suppress(ValueError):
        return date.fromisoformat(asked)
    rings = bells_of(school, actor.today).rings
    if rings and actor.now.astimezone(_zone(actor)).time() < rings[-1].ends:
        return actor.today
    return next_day_with_school(school, actor.today) or actor.today


def _zone(actor: Actor) -> ZoneInfo:
    return ZoneInfo(actor.adult.district.time_zone)
