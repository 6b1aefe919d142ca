"""The two machine doors, assembled from every room's router."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja.errors import AuthenticationError, HttpError
from ninja.security import SessionAuth

from carryover.observations.api import router as observations
from carryover.plans.api import router as plans
from carryover.sheets.api import router as sheets
from carryover.site.bodies import Misread, Strict
from carryover.site.described import Described, DescribedByContract
from carryover.site.views import form_expired

api = Described(
    title="Carryover",
    version="1",
    urls_namespace="api-1",
    auth=SessionAuth(),
    parser=Strict(),
    docs_url=None,
    description="For integrators: the same acts and the same refusals as the desk.",
)
api.add_router("", plans)

sync = DescribedByContract(
    title="Carryover sync",
    version="1",
    urls_namespace="sync-1",
    parser=Strict(),
    docs_url=None,
    description="For tablets: append what was recorded, read the day. contracts/sync-v1.schema.json is the format.",
)
sync.add_router("", observations)
sync.add_router("", sheets)


@api.exception_handler(AuthenticationError)
@sync.exception_handler(AuthenticationError)
def not_signed_in(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """Every door says who may not enter in the same two words: an error and a message."""
    message = "Sign in first. What you recorded is kept."
    return sync.create_response(request, {"error": "not_signed_in", "message": message}, status=401)


@api.exception_handler(HttpError)
@sync.exception_handler(HttpError)
def not_read(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is not read is answered with why, in the same two words; a forged request as at the desk."""
    if error.status_code == 403:
        return form_expired(request)
    cause = error.__cause__
    status = cause.status if isinstance(cause, Misread) else error.status_code
    told = {"error": "malformed", "message": str(cause if isinstance(cause, Misread) else error)}
    return sync.create_response(request, told, status=status)
