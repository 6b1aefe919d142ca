"""A substitute's card as whoever holds its link sees it: no account, no session, one page.

Promises: the secret of the link stands in the address for one request only, is exchanged for a cookie that is sent to
these pages alone, and is passed on to nobody. What opens nothing, whatever the reason, is answered alike.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from carryover.journal.acts import record
from carryover.scope.actors import Asker
from carryover.scope.card_door import (
    COOKIE,
    AtDoor,
    card_of_cookie,
    card_of_link,
    cookie_for,
    enter_as_card,
)
from carryover.scope.guesses import GUESSES, WINDOW
from carryover.scope.requests import keep_writes, moment
from carryover.scope.routes import open_to_all
from carryover.scope.substitutes import ACKNOWLEDGED, READ
from carryover.sheets.handed import Handed
from carryover.sheets.handing import Wanted, handed
from carryover.sheets.office import placed
from carryover.sheets.shown import shown

ONLY_HERE = "/s/"
"""The path of these pages, and the only one to which the cookie is sent."""
NAME = f"__Secure-{COOKIE}" if settings.SESSION_COOKIE_SECURE else COOKIE


def _told_to_nobody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of which no answer, whatever it says, is kept, searched, or named to the next page."""

    @wraps(view)
    def told(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        response = view(request, *args, **named)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return told


@_told_to_nobody
@require_GET
@open_to_all("asks for the secret of a substitute's card instead")
def exchange(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the link's secret out of the address bar: a cookie for it, and on to the card."""
    now = moment(request)
    found = card_of_link(secret, now)
    if found is None:
        return _opens_nothing(request, now)
    response = redirect("sheets:substitute-card")
    response.status_code = 303
    _keep(response, found, now)
    return response


@_told_to_nobody
@require_GET
@open_to_all("asks for the cookie of a substitute's card instead")
def card(request: HttpRequest) -> HttpResponse:
    """Today by the bells, and what each student needs; before its first moment, when it opens."""
    now = moment(request)
    found = card_of_cookie(request.COOKIES.get(NAME, ""), now)
    if found is None:
        return _opens_nothing(request, now)
    timezone.activate(found.zone)
    if not found.card.in_force(now):
        return render(request, "sheets/substitute_early.html", {"door": found})
    asker, day = _opened(found, now)
    _journal(asker, READ, found, day)
    context = {"door": found, "card": found.card, "blocks": shown(day), "day": asker.today, "handed": day}
    return render(request, "sheets/substitute_card.html", context)


@_told_to_nobody
@require_POST
@open_to_all("asks for the cookie of a substitute's card instead")
def acknowledge(request: HttpRequest) -> HttpResponse:
    """Whoever holds the card says that they have read it; the page says so from then on."""
    now = moment(request)
    found = card_of_cookie(request.COOKIES.get(NAME, ""), now)
    if found is None or not found.card.in_force(now):
        return _opens_nothing(request, now)
    asker, day = _opened(found, now)
    _journal(asker, ACKNOWLEDGED, found, day)
    response = redirect("sheets:substitute-card")
    response.status_code = 303
    _keep(response, found, now, read_at=now)
    return response


def _opened(found: AtDoor, now: datetime) -> tuple[Asker, Handed]:
    local = now.astimezone(found.zone)
    asker, places = enter_as_card(found.card, now, local.date())
    role = found.role if found.card.collects else ""
    return asker, handed(asker, Wanted(asker.today, found.card.school, placed(places), local.time(), role))


def _journal(asker: Asker, deed: str, found: AtDoor, day: Handed) -> None:
    card = found.card
    record(
        at=asker.now,
        actor=asker.key,
        right="substitute_for",
        act=deed,
        thing=("substitute_card", card.id),
        students=day.learners,
        detail={"issued_by": str(card.issued_by), "for": str(card.stands_for)},
    )


def _keep(response: HttpResponse, found: AtDoor, now: datetime, read_at: datetime | None = None) -> None:
    text, age = cookie_for(found.card, now, read_at)
    response.set_cookie(
        # Lax, not Strict: the first page comes by way of a redirect from somebody's message.
        NAME, text, max_age=age, path=ONLY_HERE, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _opens_nothing(request: HttpRequest, now: datetime) -> HttpResponse:
    """Unknown, forged, ended, revoked: the same page and status, and one more that was counted."""
    cookie = NAME in request.COOKIES
    guessed = cookie or request.path != ONLY_HERE
    too_many, first = GUESSES.note(request.META.get("REMOTE_ADDR", ""), now) if guessed else (False, False)
    response = render(
        request, "sheets/substitute_over.html", {"too_many": too_many}, status=429 if too_many else 404
    )
    if too_many:
        response["Retry-After"] = str(int(WINDOW.total_seconds()))
    if first:
        record(at=now, actor=("nobody", None), right="none", act="substitute.guesses", thing=("link", "none"))
        keep_writes(response)
    if cookie:
        response.delete_cookie(NAME, path=ONLY_HERE, samesite="Lax")
    return response
