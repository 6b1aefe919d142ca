"""Before what cannot be taken back: the one who asks has proved within the last minutes that it is them.

A view of any room says `@recently_signed_in`; an act in the middle of something says `require_recent(request)`. Neither
knows how people sign in. The site catches `ConfirmFirst`, undoes what the request had written, keeps the form it sent,
and asks for a password, a passkey or a one-time code.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from carryover.scope.requests import moment

CONFIRMED = "confirmed_at"
RECENT = timedelta(minutes=10)

View = Callable[..., HttpResponseBase]


class ConfirmFirst(Exception):
    """Whoever asks has to confirm first that it is them. `file` says that the answer would have been a download."""

    def __init__(self, *, file: bool = False) -> None:
        super().__init__("confirm first")
        self.file = file


def confirm(session: SessionBase, now: datetime) -> None:
    """Note that the owner of this session has just proved who they are."""
    session[CONFIRMED] = now.timestamp()


def is_recent(request: HttpRequest) -> bool:
    """Whether the owner of this request's session proved who they are within the last ten minutes."""
    at = request.session.get(CONFIRMED)
    if not request.user.is_authenticated or not isinstance(at, int | float):
        return False
    return 0 <= moment(request).timestamp() - at < RECENT.total_seconds()


def require_recent(request: HttpRequest, *, file: bool = False) -> None:
    """Nothing when the proof is recent; else ConfirmFirst. ASVS 7.5.3; before export, destruction, change of role."""
    if not is_recent(request):
        raise ConfirmFirst(file=file)


def recently_signed_in(view: View) -> View:
    """A view that is only entered by somebody who has proved within the last ten minutes who they are."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_recent(request)
        return view(request, *args, **kwargs)

    return guarded


def recently_signed_in_for_a_file(view: View) -> View:
    """The same for a view that answers with a download, which leaves the page where it is."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_recent(request, file=True)
        return view(request, *args, **kwargs)

    return guarded
