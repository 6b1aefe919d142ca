"""The actor of a request, for views: always there behind the sign-in, else a refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.http import HttpRequest, HttpResponse

from carryover.scope.actors import Actor
from carryover.scope.passing import assignment_over
from carryover.terms import Refusal, Refused

T = TypeVar("T")


def moment(request: HttpRequest) -> datetime:
    """When this request came, as the site says; aware."""
    came = getattr(request, "moment", None)
    if not isinstance(came, datetime):
        raise TypeError("the site sets the moment of every request")
    return came


def asking(request: HttpRequest) -> Actor:
    """Who is asking; Refused when the account belongs to no adult of a school, or to one who only came for a while."""
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor):
        raise Refused(
            Refusal(
                "Open this page",
                "Your account is not linked to anybody at a school.",
                "The office can link it.",
                "account.unlinked",
            )
        )
    if actor.over:
        raise Refused(assignment_over(actor))
    return actor


def once(request: HttpRequest, key: object, look: Callable[[], T]) -> T:
    """The answer to a question that several parts of one page ask, looked up only the first time."""
    asked: dict[object, T] = getattr(request, "asked", {})
    if key not in asked:
        asked[key] = look()
    return asked[key]


def known(request: HttpRequest, key: object) -> bool:
    """Whether this page has already looked that up."""
    return key in getattr(request, "asked", {})


def keep_writes(response: HttpResponse) -> HttpResponse:
    """Let what this request wrote stand although the answer is an error: that somebody looked, tried or was let out."""
    response.keep_writes = True  # type: ignore[attr-defined]
    return response


def keeps_writes(response: HttpResponse) -> bool:
    """Whether what was written stands although the answer is an error."""
    return bool(getattr(response, "keep_writes", False))
