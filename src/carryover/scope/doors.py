"""How machines come in: a tablet with its token, and the grant of the adult who holds it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja.security import HttpBearer

from carryover.scope.actors import Actor, actor_of, enter
from carryover.scope.acts import read_grants
from carryover.scope.machines import OPENED, ServiceActor, at_the_door
from carryover.scope.passing import assignment_over
from carryover.scope.requests import moment
from carryover.scope.tablets import Tablet, tablet_of
from carryover.terms import Refusal, Refused

GRANT_HEADER = "X-Carryover-Grant"


class TabletToken(HttpBearer):
    """A tablet's bearer token. It opens the doors for appending; reading asks for a grant as well."""

    openapi_name = "tablet"

    def authenticate(self, request: HttpRequest, token: str) -> Tablet | None:
        """The tablet of this token (a revoked one too: what it still holds must land), or None."""
        return tablet_of(token)


class ServiceBearer(HttpBearer):
    """A service account's token, at an operation that does one act; stands beside the session in a router's `auth`.

    From here on the request's actor is the service, and an act that it was not given is refused with its reason.
    """

    openapi_name = "service"

    def __init__(self, act: str) -> None:
        super().__init__()
        self.act = act
        OPENED.add(act)

    def authenticate(self, request: HttpRequest, token: str) -> ServiceActor | None:
        """The service of this token, or None when the token opens nothing."""
        actor = at_the_door(token, moment(request))
        if actor is None:
            return None
        request.actor = actor  # type: ignore[attr-defined]
        if actor.only is not None and self.act not in actor.only:
            raise Refused(
                Refusal(
                    "Use a service account for this",
                    "It was not given this act.",
                    "The IT administrator can make one that has it.",
                    "service.act",
                )
            )
        return actor


def enter_as_tablet(tablet: Tablet, now: datetime) -> None:
    """From here to the end of the transaction the database sees a tablet that may append."""
    enter(None, tablet.id, now.astimezone(tablet.zone).date(), now)


def reader_on(tablet: Tablet, request: HttpRequest, now: datetime) -> Actor:
    """The adult whose grant came with the request, as an actor that may read; Refused when it cannot be used."""
    text = request.headers.get(GRANT_HEADER, "")
    grant = read_grants([text]).get(text)
    why = ""
    if grant is None or grant.device_id != tablet.id:
        why = "Nobody is signed in on this tablet."
    elif tablet.revoked:
        why = "This tablet was taken out of use."
    elif grant.revoked_at is not None or now >= grant.expires_at:
        why = "Your sign-in on this tablet has ended. What you recorded is kept and will be sent."
    if grant is None or why:
        raise Refused(Refusal("Open today's sheet", why, "Sign in again.", "grant.ended"))
    today = now.astimezone(tablet.zone).date()
    enter(grant.adult_id, tablet.id, today, now)
    actor = actor_of(grant.adult, now, today)
    if actor.over:
        raise Refused(assignment_over(actor))
    return actor


def install_of(text: str) -> UUID:
    """An installation id from a request; Refused when it is not a UUID."""
    try:
        return UUID(text)
    except ValueError:
        raise Refused(
            Refusal(
                "Set up this tablet", "Its installation id is not a UUID.", "Reload the page.", "install.bad"
            )
        ) from None
