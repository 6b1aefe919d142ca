"""Coming in: the page with every way that there is, and the way of a passkey alone."""

from __future__ import annotations

from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from allauth.mfa.webauthn.internal import auth, flows
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from carryover.site.account.forms import LoginPasskeyForm


class Enter(LoginView):
    """User name and password, and the buttons of the other ways."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Whoever wants to begin again leaves a half-finished sign-in behind."""
        if "again" in request.GET and request.method == "GET":
            clear_login(request)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """With the district's own providers."""
        found: dict[str, object] = super().get_context_data(**kwargs)
        return found | {"providers": settings.SIGN_IN.providers.values()}


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


enter = login_not_required(Enter.as_view())
by_passkey = login_not_required(ByPasskey.as_view())
