"""Who must have more than a password has it, or is led to set it up and can do nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from carryover.roster.models import Account
from carryover.scope.actors import Actor
from carryover.site.account.adapters import provider_asked
from carryover.site.account.whose import owner

STILL_OPEN = ("/accounts/", "/language/", "/look/", "/tablet", "/healthz", "/readyz", "/static/")
MACHINE_DOORS = ("/api/", "/sync/")
STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def must_have(role: str) -> bool:
    """Whether this installation asks adults of this role for a second step."""
    return bool(role in settings.SIGN_IN.second_step)


def has(account: Account) -> bool:
    """Whether the account has a passkey or an authenticator app."""
    return bool(Authenticator.objects.filter(user=account, type__in=STEPS).exists())


def is_missing(request: HttpRequest) -> bool:
    """Whether the one who asks must have a second step and has none."""
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor) or not must_have(actor.adult.role):
        return False
    return not has(owner(request)) and not provider_asked(request, owner(request))


class SecondStepRequired:
    """Leads to 'Sign-in and security' whoever must have a second step and has none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Decided once the actor is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """None when the view may be entered."""
        if request.path.startswith(STILL_OPEN) or not is_missing(request):
            return None
        if request.path.startswith(MACHINE_DOORS):
            message = _("Set up a passkey or an authenticator app first, on the page “Sign-in and security”.")
            return JsonResponse({"error": "second_step", "message": message}, status=403)
        messages.warning(
            request, _("Your role needs a second step. Set it up here; then everything else opens.")
        )
        return redirect("account_security")
