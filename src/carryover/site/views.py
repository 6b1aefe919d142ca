"""The front door's own pages: home, health, the record of who asks."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carryover.look.forms import way_back
from carryover.scope.requests import asking
from carryover.scope.routes import for_anyone_signed_in, open_to_all
from carryover.site.account import kept
from carryover.site.requests import refused
from carryover.terms import Refusal


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token no longer fits: nothing was written. From a page of ours it is kept for its writer."""
    account, now = request.user, getattr(request, "moment", None)
    if account.is_authenticated and now and kept.from_us(request, surely=True):
        key = kept.from_request(request, account.pk, "token", now)
        if key is not None:
            return redirect("account_kept", key)
    return refused(
        request,
        Refusal(
            _("Send this form"),
            _("It had been open for long, or this browser does not keep our cookies. Nothing was written."),
            _("Go back, load the page again and send it once more."),
            "form.expired",
        ),
    )


@for_anyone_signed_in("sends each person to their own first page")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The page that answers each role's first question: the day, whom they may see, or the queue."""
    role = asking(request).adult.role
    if role in settings.WITH_STUDENTS:
        return redirect("sheets:day")
    return redirect("scope:whom" if role in settings.WITH_PEOPLE else "decisions:queue")


@require_POST
@open_to_all("English or Spanish, kept in a cookie and with one's own account")
def language(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice in a cookie, and with the account when somebody is signed in, and go back."""
    chosen, account = request.POST.get("language", ""), request.user
    if account.is_authenticated and chosen in dict(settings.LANGUAGES) and check_for_language(chosen):
        account.language = chosen
        account.save(update_fields=["language"])
    answer = HttpResponseRedirect(way_back(request.POST.get("next", "")))
    if chosen in dict(settings.LANGUAGES):
        age, safe = settings.LANGUAGE_COOKIE_AGE, settings.LANGUAGE_COOKIE_SECURE
        cookie = settings.LANGUAGE_COOKIE_NAME
        answer.set_cookie(cookie, chosen, age, secure=safe, httponly=True, samesite="Lax")
    return answer


@open_to_all("answers that the process is up")
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answers when the server is up; asks nothing of the database."""
    return JsonResponse({"status": "up"})


@open_to_all("answers that the database is up")
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answers 200 when the database answers too, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return JsonResponse({"status": "waiting for the database"}, status=503)
    return JsonResponse({"status": "ready"})
