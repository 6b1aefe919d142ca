"""What was typed and not sent: shown to its writer, sent again, put back into its form, or thrown away."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from carryover.look.forms import EVERY, repeats
from carryover.scope.requests import moment
from carryover.site.account import kept, sessions
from carryover.site.account.kept import Kept
from carryover.site.account.whose import owner

SAME_AGAIN = 307  # the browser sends the same form to the new address


@require_POST
def stay(request: HttpRequest) -> JsonResponse:
    """Note that somebody is here, and say for how many seconds the session holds now."""
    sessions.use(request.session, moment(request), least=sessions.AT_ONCE)
    return JsonResponse({"left": sessions.left(request.session, moment(request))})


@require_POST
def keep(request: HttpRequest) -> JsonResponse:
    """Keep a form that is half typed while its session runs out; `form` is its fields as JSON."""
    fields = _fields(request.POST.get("form", ""))
    path, page = request.POST.get("path", ""), request.POST.get("page", "")
    key = (
        kept.keep(owner(request).pk, path, page, fields, "idle", moment(request))
        if kept.local(path)
        else None
    )
    return JsonResponse({"kept": str(key) if key else None})


@never_cache
@require_safe
def page(request: HttpRequest, key: UUID) -> HttpResponse:
    """What was typed, field by field, and what can be done with it now."""
    return render(request, "account/kept.html", {"kept": _mine(request, key)})


@repeats(EVERY)
@require_POST
def send(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send the form to where it was going, as its writer now sends it; it is kept no longer."""
    found = _mine(request, key)
    kept.drop(owner(request), key)
    return HttpResponseRedirect(found.path, status=SAME_AGAIN)


@require_POST
def throw_away(request: HttpRequest, key: UUID) -> HttpResponse:
    """It is not wanted any more."""
    found = _mine(request, key)
    kept.drop(owner(request), key)
    return redirect(found.page or "/")


@never_cache
@require_safe
def fields(request: HttpRequest, key: UUID) -> JsonResponse:
    """The fields, for the page on which the form stands."""
    found = _mine(request, key)
    response = JsonResponse({"path": found.path, "fields": found.fields})
    response["Cache-Control"] = "no-store"
    return response


def _mine(request: HttpRequest, key: UUID) -> Kept:
    found = kept.one(owner(request), key, moment(request))
    if found is None:
        raise Http404
    return found


def _fields(text: str) -> dict[str, list[str]]:
    """Names with their values; whatever else was sent is nothing."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(given, dict):
        return {}
    return {
        name: [value for value in values if isinstance(value, str)]
        for name, values in given.items()
        if isinstance(values, list)
    }
