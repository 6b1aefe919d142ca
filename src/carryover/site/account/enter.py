"""Coming in by a passkey alone."""

from __future__ import annotations

from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.webauthn.internal import auth, flows
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse

from carryover.site.account.forms import LoginPasskeyForm


class ByPasskey(LoginWebAuthnView):
    """Asks the browser for a passkey (GET, by our script) and lets in whoever it belongs to (POST)."""

    form_class = LoginPasskeyForm

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """What the browser has to sign."""
        response = JsonResponse({"request_options": auth.begin_authentication(user=None)})
        response["Cache-Control"] = "no-store"
        return response

    def form_valid(self, form: LoginPasskeyForm) -> HttpResponse:
        """In, and to where the page that asked for the sign-in was going."""
        found = form.cleaned_data["credential"]
        login = Login(user=found.user, redirect_url=get_next_redirect_url(self.request))
        response: HttpResponse = flows.perform_passwordless_login(self.request, found, login)
        return response


by_passkey = login_not_required(ByPasskey.as_view())
