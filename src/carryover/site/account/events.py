"""What authentication tells the house: a session that begins or ends, and a code or passkey that was right."""

from __future__ import annotations

from typing import Any

from allauth.mfa.signals import authenticator_used
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest

from carryover.journal.acts import record
from carryover.roster.models import Account
from carryover.site import clock
from carryover.site.account import sessions
from carryover.site.account.whose import key_of


def listen() -> None:
    """Connect the receivers below; they stay for as long as the process lives."""
    user_logged_in.connect(_began, weak=False, dispatch_uid="carryover.began")
    user_logged_out.connect(_ended, weak=False, dispatch_uid="carryover.ended")
    authenticator_used.connect(_used, weak=False, dispatch_uid="carryover.used")


def _began(request: HttpRequest, **_more: Any) -> None:
    now = getattr(request, "moment", None) or clock.now()
    sessions.begin(request.session, now, request.headers.get("User-Agent", ""))


def _ended(request: HttpRequest, user: Account | None, **_more: Any) -> None:
    if user is not None and hasattr(request, "moment"):
        record(
            at=request.moment, actor=key_of(user), right="self", act="sign_out", thing=("account", user.id)
        )


def _used(request: HttpRequest, **_more: Any) -> None:
    request.try_passed = True  # type: ignore[attr-defined]
