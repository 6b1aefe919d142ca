"""What allauth asks of the house: who may be let in, by what steps, and what is remembered of it."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from carryover.journal.acts import record
from carryover.look.forms import is_path_of_ours
from carryover.roster.models import Account
from carryover.scope.requests import keep_writes, moment
from carryover.site.account import kept, sessions, throttle
from carryover.site.account.config import Provider
from carryover.site.account.district import Claims, DistrictProvider, NotProven, app_of, provider_of
from carryover.site.account.whose import key_of, proofs


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the school, so nobody signs themselves up, and nothing is sent by mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Where somebody goes after signing in or out is a path of this site, whatever the address asks for."""
        return is_path_of_ours(url)

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Our own guard asks (`scope/reauth.py`), by the moment of the request."""
        return False

    def get_login_stages(self) -> list[str]:
        """The second step is ours, because a provider may have asked for it already."""
        return [f"{__name__}.SecondStep"]

    def pre_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse | None:
        """What was shown so far was right."""
        request.try_passed = True  # type: ignore[attr-defined]
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        """Journal the sign-in, know the device again, and lead to a form that was rescued if there is one."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        now = moment(request)
        sessions.say_what_for(request.session, kwargs.get("redirect_url") or "")
        throttle.know_device(request, response, user.username, now)
        means = sorted({str(each.get("type", each["method"])) for each in proofs(request, user)})
        record(
            at=now,
            actor=key_of(user),
            right="self",
            act="sign_in",
            thing=("session", request.session["public"]),
            detail={"means": means},
        )
        waiting = kept.newest(user, now)
        if waiting and request.session["kind"] == "desk":
            response["Location"] = reverse("account_kept", args=[waiting.id])
        return response


def provider_asked(request: HttpRequest, account: Account) -> bool:
    """Whether this session was opened through a provider that asks for a second step itself."""
    providers = settings.SIGN_IN.providers
    through = [
        str(each.get("provider")) for each in proofs(request, account) if each["method"] == "socialaccount"
    ]
    return any(providers[name].asks_second_step for name in through if name in providers)


class SecondStep(AuthenticateStage):
    """A code or a passkey after the password, for whoever has one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if self.login.user is not None and provider_asked(request, self.login.user):
            return False
        should: bool = super()._should_handle(request)
        return should


class MfaAdapter(DefaultMFAAdapter):
    """The keys of one-time codes are sealed in the database with a key that is not in it."""

    def encrypt(self, text: str) -> str:
        """Sealed with the installation's own key."""
        return _seal(settings.SECRETS.signing_key).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Opened again; a seal of another key opens nothing, and no code fits then."""
        try:
            return _seal(settings.SECRETS.signing_key).decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(hashlib.sha256(encrypted_text.encode()).digest()).decode()

    def get_totp_issuer(self) -> str:
        """What the authenticator app calls us."""
        return "Carryover"

    def get_totp_label(self, user: Account) -> str:
        """The user name: an app often holds several accounts."""
        return user.username

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name that the browser shows; the id is the host, so a passkey fits no other address."""
        return {"id": str(super().get_public_key_credential_rp_entity()["id"]), "name": "Carryover"}

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, Any]:
        """Whose passkey it is, by user name: the browser keeps and shows this."""
        return {"id": str(user.pk).encode(), "display_name": user.username, "name": user.username}


def _seal(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"mfa {key}".encode()).digest()))


class ProviderAdapter(DefaultSocialAccountAdapter):
    """A provider opens the account that the school made, and never makes one. The settings say which there are."""

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> DistrictProvider:
        """The provider of this id, or the one whose client we are by this name, or Http404."""
        listed = settings.SIGN_IN.providers
        named = next(
            (name for name, each in listed.items() if client_id and each.client_id == client_id), provider
        )
        return DistrictProvider(request, app_of(named))

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """All of them."""
        return [
            app_of(name) for name in settings.SIGN_IN.providers if provider in (None, "openid_connect", name)
        ]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in whoever belongs to the district and has an account here; link it the first time."""
        provider = provider_of(sociallogin.account.provider)
        if not belongs(provider, sociallogin.claims):
            _refuse(
                request, "other_district", _("The account that you chose does not belong to this district.")
            )
        if not sociallogin.is_existing:
            account = _to_link(request, provider, sociallogin.claims)
            sociallogin.connect(request, account)
            record(
                at=moment(request),
                actor=key_of(account),
                right="self",
                act="provider.link",
                thing=("account", account.id),
                detail={"provider": provider.id},
            )

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, **_more: Any
    ) -> None:
        """Say plainly that it did not work; what was wrong stands in the journal."""
        if error == AuthError.CANCELLED:
            _refuse(request, "cancelled", _("You did not finish signing in there."))
        code = exception.code if isinstance(exception, NotProven) else type(exception).__name__
        if exception is not None and not isinstance(exception, NotProven):
            _refuse(request, code, _("The sign-in service did not answer as it should."))
        _refuse(
            request, code, _("The answer of the sign-in service could not be trusted, or it came too late.")
        )


def belongs(provider: Provider, claims: Claims) -> bool:
    """Whether these claims are those of one of the district's people."""
    if provider.claim:
        return str(claims.get(provider.claim, "")).lower() == provider.value.lower()
    return True  # the domain of the verified address decides, at the first sign-in


def _to_link(request: HttpRequest, provider: Provider, claims: Claims) -> Account:
    """The one account that the school made for the owner of this verified address; refused without one."""
    email = str(claims.get("email", "")).strip()
    # Microsoft says nothing of the kind: there the pinned tenant and its domain stand in for it.
    verified = claims.get("email_verified") in (True, "true") or provider.kind == "microsoft"
    if not email or not verified:
        _refuse(request, "email_not_verified", _("The sign-in service has not verified your e-mail address."))
    if provider.domain and email.rpartition("@")[2].lower() != provider.domain:
        _refuse(request, "other_domain", _("The account that you chose does not belong to this district."))
    found = Account.objects.filter(email__iexact=email, adult__isnull=False, is_active=True)[:2]
    if len(found) != 1:
        _refuse(request, "no_account", _("The school has not made an account for your e-mail address here."))
    if SocialAccount.objects.filter(user=found[0], provider=provider.id).exists():
        # An address can be given to a new person: the account stays with whom it was linked to.
        _refuse(
            request, "linked_already", _("Your account here is linked to another sign-in of that service.")
        )
    return found[0]


def _refuse(request: HttpRequest, code: str, why: str) -> None:
    record(
        at=moment(request),
        actor=("nobody", None),
        right="none",
        act="sign_in.failed",
        thing=("provider", code[:60]),
    )
    response = render(request, "account/provider_refused.html", {"why": why}, status=403)
    raise ImmediateHttpResponse(keep_writes(response))  # the state is used up, and the journal has its line
