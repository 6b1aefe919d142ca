"""What every request is given: one transaction, one actor, the time; and what a refusal becomes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from carryover.journal.acts import record
from carryover.roster.models import Adult, District
from carryover.roster.titles import speak
from carryover.scope.actors import Actor, actor_of, enter
from carryover.scope.queries import schools_for
from carryover.scope.reauth import ConfirmFirst
from carryover.scope.requests import asking, keeps_writes, moment
from carryover.scope.routes import pass_door, policy_of
from carryover.site import clock
from carryover.site.account import sessions
from carryover.site.account.confirm import ask
from carryover.site.account.own_password import first_of_all
from carryover.terms import Refusal, Refused

MACHINE_DOORS = ("/sync/", "/api/", "/healthz", "/readyz")
WITHOUT_DATABASE = ("/healthz",)
CARDS = "/s/"
"""Substitutes' cards: their door enters for them, and nothing of a session that the browser may have is looked at."""


NO_PASSWORD = Refusal(
    "Use this account",
    "It has no password of its own yet.",
    "Sign in at the desk and choose one.",
    "account.once",
)


class SignInRequired(LoginRequiredMiddleware):
    """Every page needs a signed-in account unless it says otherwise; machine doors do their own asking."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Let machine doors through to their own checks."""
        if request.path.startswith(MACHINE_DOORS):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """To the sign-in and back; a part of a page that asks by itself takes its whole page there."""
        if request.method == "POST" and not hasattr(request, "told"):
            messages.warning(request, _("You were signed out. What you just sent was not written."))
        response = super().handle_no_permission(request, view_func)
        if "HX-Request" in request.headers:
            page = urlsplit(request.headers.get("HX-Current-URL", ""))
            address = f"{settings.LOGIN_URL}?{urlencode({'next': page.path or '/'})}"
            return HttpResponse(status=204, headers={"HX-Redirect": address})
        return response


class OneTransaction:
    """Runs a request in one transaction under its actor, so that row security and the journal belong to the act.

    A refusal undoes everything the request wrote, and is then journaled by itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response, or the refusal as a page or as JSON."""
        if request.path.startswith(WITHOUT_DATABASE):
            return self.get_response(request)
        with transaction.atomic():
            request.actor = _enter(request)  # type: ignore[attr-defined]
            response = self.get_response(request)
            undone = response.status_code >= 400 or hasattr(request, "confirm_first")
            if undone and not keeps_writes(response):
                transaction.set_rollback(True)
        refusal = getattr(request, "refusal", None)
        if refusal is not None:
            with transaction.atomic():
                _journal_refusal(request, refusal)
        first = getattr(request, "confirm_first", None)
        return ask(request, first) if first is not None else response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        _args: tuple[Any, ...],
        named: dict[str, Any],
    ) -> HttpResponse | None:
        """Ask what the address asks before its view runs; the machine doors ask for themselves.

        Whoever has no password of their own yet is sent to choose one, whatever they asked for.
        """
        if request.path.startswith(WITHOUT_DATABASE):
            return None
        elsewhere = None if request.path.startswith(CARDS) else first_of_all(request)
        if elsewhere is not None:
            return refused(request, NO_PASSWORD) if request.path.startswith(MACHINE_DOORS) else elsewhere
        policy = policy_of(view)
        if policy is None or not policy.acts or request.path.startswith(MACHINE_DOORS):
            return None
        try:
            pass_door(policy, asking(request), named)
        except Refused as error:
            return self.process_exception(request, error)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refused act is an answer, not an error; so is one that its asker has to confirm first."""
        if isinstance(error, ConfirmFirst):
            request.confirm_first = error  # type: ignore[attr-defined]
            return HttpResponse()
        if not isinstance(error, Refused):
            return None
        request.refusal = error.refusal  # type: ignore[attr-defined]
        return refused(request, error.refusal)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal with its reason: JSON at the machine doors, a page elsewhere, always 403."""
    if request.path.startswith(MACHINE_DOORS):
        return JsonResponse(refusal_json(refusal), status=403)
    return render(request, "look/refusal.html", {"refusal": refusal}, status=403)


def refusal_json(refusal: Refusal) -> dict[str, str]:
    """What a machine is told of a refusal, in the language of the request."""
    return {
        "error": refusal.code or "refused",
        "tried": _(refusal.tried),
        "why": _(refusal.why),
        "who_can": _(refusal.who_can),
        "source": refusal.source,
    }


def frame(request: HttpRequest) -> dict[str, object]:
    """What every page knows: who asks, what they hold, whether they begin with people, whether these are made up."""
    actor: Actor | None = getattr(request, "actor", None)
    session, came = getattr(request, "session", None), getattr(request, "moment", None)
    left = (
        sessions.left(session, came)
        if session is not None and came and request.user.is_authenticated
        else None
    )
    return {
        "actor": actor,
        "demo": settings.MODE == "demo",
        "today": actor.today if actor else None,
        "at_people": actor is not None and actor.role in settings.WITH_PEOPLE,
        "session_left": left,
        "holds": lambda act: actor is not None and bool(schools_for(actor, act)),
    }


def _enter(request: HttpRequest) -> Actor | None:
    now = moment(request)
    if request.path.startswith("/sync/") and "Authorization" in request.headers:
        return None  # a tablet: its door enters for it
    request.asked = {}  # type: ignore[attr-defined]  # what parts of one page have looked up already
    if request.path.startswith(CARDS):
        speak({})
        return None
    _speak(request)
    adult_id: UUID | None = getattr(request.user, "adult_id", None)
    if adult_id is None:
        enter(None, None, now.date(), now)
        speak({})
        return None
    adult = Adult.objects.select_related("district", "school").get(id=adult_id)
    zone = zone_of(adult.district)
    timezone.activate(zone)
    today = now.astimezone(zone).date()
    enter(adult.id, None, today, now)
    return actor_of(adult, now, today)


def _speak(request: HttpRequest) -> None:
    """An account's own choice of language goes before what the browser asks for: computers are shared."""
    chosen = getattr(request.user, "language", "")
    if chosen and translation.check_for_language(chosen):
        translation.activate(chosen)
        request.LANGUAGE_CODE = translation.get_language() or chosen


def zone_of(district: District) -> ZoneInfo:
    """The district's own clock."""
    return ZoneInfo(district.time_zone)


def _journal_refusal(request: HttpRequest, refusal: Refusal) -> None:
    actor: Actor | None = getattr(request, "actor", None)
    record(
        at=actor.now if actor else clock.now(),
        actor=actor.key if actor else ("nobody", None),
        right="none",
        act="refused",
        thing=("act", refusal.code or "refused"),
    )
