"""'Confirm it is you': a password, a passkey or a code once more, before what cannot be taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from carryover.journal.acts import record
from carryover.look.forms import GET_POST
from carryover.scope.reauth import ConfirmFirst, confirm
from carryover.scope.requests import moment
from carryover.site.account import kept
from carryover.site.account.forms import ConfirmCodeForm, ConfirmPasskeyForm, ConfirmPasswordForm
from carryover.site.account.whose import key_of, owner

FORMS: dict[str, Callable[..., Form]] = {
    "password": ConfirmPasswordForm,
    "code": ConfirmCodeForm,
    "credential": ConfirmPasskeyForm,
}
DOORS = ("/api/", "/sync/")


@never_cache
@sensitive_post_parameters("password", "code")
@GET_POST
def page(request: HttpRequest) -> HttpResponse:
    """Ask for one of the means that the account has, and go back to where it was asked."""
    forms = forms_of(request)
    shown = next((name for name in FORMS if name in request.POST and name in forms), "")
    if shown:
        form = forms[shown] = FORMS[shown](request.POST, user=owner(request))
        if form.is_valid():
            return _confirmed(request, form, shown)
    credential = forms.get("credential")
    context = {
        "forms": forms,
        "form": forms.get(shown),
        "passkey_wrong": credential is not None and bool(credential.errors),
        "options": webauthn.begin_authentication(request.user) if credential is not None else None,
        "next": _then(request),
        "file": request.GET.get("file", ""),
        "providers": settings.SIGN_IN.providers.values(),
    }
    return render(request, "account/confirm.html", context)


def forms_of(request: HttpRequest) -> dict[str, Form]:
    """The means that this account has, each as an empty form."""
    types = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    has = {
        "password": owner(request).has_usable_password(),
        "code": bool(types & {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}),
        "credential": Authenticator.Type.WEBAUTHN in types,
    }
    return {name: FORMS[name](user=request.user) for name, there in has.items() if there}


def _confirmed(request: HttpRequest, form: Form, means: str) -> HttpResponse:
    if means != "password":
        form.save()  # type: ignore[attr-defined]
    request.try_passed = True  # type: ignore[attr-defined]
    now = moment(request)
    confirm(request.session, now)
    record(
        at=now,
        actor=key_of(owner(request)),
        right="self",
        act="confirm",
        thing=("session", request.session["public"]),
        detail={"means": means},
    )
    then = _then(request)
    if request.GET.get("file"):
        return render(request, "account/confirmed.html", {"next": then, "back": kept_local(request, "back")})
    return redirect(then)


def _then(request: HttpRequest) -> str:
    return kept_local(request, "next") or reverse("account_security")


def kept_local(request: HttpRequest, name: str) -> str:
    """An address of ours that the page was given, or ""."""
    given = request.GET.get(name, "")
    return given if given and url_has_allowed_host_and_scheme(given, None) and kept.local(given) else ""


def ask(request: HttpRequest, first: ConfirmFirst) -> HttpResponse:
    """The answer to a request that came before its proof: to the page above, with the form it sent in safe keeping.

    Called after everything the request wrote was undone.
    """
    if request.path.startswith(DOORS):
        message = _("Confirm at the desk that it is you, on the page “Sign-in and security”, and ask again.")
        return JsonResponse({"error": "confirm_first", "message": message}, status=403)
    values: Mapping[str, str]
    if request.method in ("GET", "HEAD"):
        values = {"next": request.get_full_path()}
        if first.file:
            values = {**values, "file": "1", "back": kept.came_from(request)}
    else:
        values = {"next": _rescued(request)}
    address = f"{reverse('account_confirm')}?{urlencode(values)}"
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _rescued(request: HttpRequest) -> str:
    key = kept.from_request(request, owner(request).id, "confirm", moment(request))
    if key is None:
        messages.warning(request, _("Nothing was done. After you have confirmed, do it once more."))
        return kept.came_from(request) or "/"
    return reverse("account_kept", args=[key])
