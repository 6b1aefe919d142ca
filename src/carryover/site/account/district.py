"""Signing in with the district's own provider: OpenID Connect with state, PKCE and nonce, and every claim checked.

allauth carries the browser there and back. What it leaves to trust in the connection is checked here: the signature,
the issuer, the audience, the times, the nonce, and the claim that only this district's people have.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from carryover.site.account.config import Provider, is_safe

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LEEWAY = 60  # seconds by which two clocks may differ
CONFIG_KEPT = 600  # seconds

Claims = Mapping[str, Any]


class NotProven(OAuth2Error):
    """The provider's answer does not prove who somebody is; `code` says what was wrong with it, for the log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class DistrictProvider(OpenIDConnectProvider):
    """One of the providers of this installation's settings; nothing about it can be changed by a request."""

    def get_oauth2_adapter(self, request: HttpRequest) -> DistrictAdapter:
        """The adapter that checks."""
        return DistrictAdapter(request, self.app.provider_id)

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Sign-in only, our scopes only; of what the request says only where to go afterwards, if that is ours."""
        given = super().get_redirect_from_request_kwargs(request)
        nonce = secrets.token_urlsafe(24)
        choose = self.app.settings["kind"] in (
            "google",
            "microsoft",
        )  # a shared computer knows several people
        params = {"nonce": nonce} | ({"prompt": "select_account"} if choose else {})
        return {
            "process": AuthProcess.LOGIN,
            "next_url": given.get("next_url"),
            "scope": self.get_default_scope(),
            "auth_params": params,
            "nonce": nonce,
        }

    def extract_uid(self, data: dict[str, Any]) -> str:
        """An opaque key made of the issuer and whom it means: never an address, which may be given to somebody else."""
        claims = data["id_token"]
        subject = str(claims["sub"])
        if self.app.settings["kind"] == "microsoft":
            subject = (
                f"{claims.get('tid')} {claims.get('oid')}"  # `sub` differs from application to application
            )
        return hashlib.sha256(f"{claims['iss']}\n{subject}".encode()).hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing of what the provider tells is kept."""
        return {}


class DistrictAdapter(OpenIDConnectOAuth2Adapter):
    """Fetches what the provider says and believes only what is proven."""

    nonce = ""

    def get_provider(self) -> DistrictProvider:
        """The provider of this address, or Http404."""
        return DistrictProvider(self.request, app_of(self.provider_id))

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's description of itself, fetched once in ten minutes."""
        address = self.get_provider().server_url
        key = f"oidc:{hashlib.sha256(address.encode()).hexdigest()}"
        found: dict[str, Any] | None = cache.get(key)
        if found is None:
            found = _described(_fetched(address), address)
            cache.set(key, found, CONFIG_KEPT)
        return found

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: object, **kwargs: Any
    ) -> SocialLogin:
        """The person whom a fully checked identity token means, with its claims. Raises NotProven."""
        text = kwargs["response"].get("id_token")
        if not isinstance(text, str) or not text:
            raise NotProven("no_id_token")
        config = self.openid_config
        if request.GET.get("iss", config["issuer"]) != config["issuer"]:
            raise NotProven("other_issuer")  # RFC 9207
        claims = dict(proven(text, _fetched(config["jwks_uri"]), config["issuer"], app.client_id, self.nonce))
        if "email" not in claims and "userinfo_endpoint" in config:
            told = self._fetch_user_info(kwargs["response"]["access_token"])
            if told.get("sub") == claims["sub"]:
                claims |= {name: told[name] for name in ("email", "email_verified") if name in told}
        login = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.claims = claims
        return login


class Callback(OAuth2CallbackView):
    """The way back; hands the nonce of this state to the adapter."""

    def _get_state(
        self, request: HttpRequest, provider: DistrictProvider
    ) -> tuple[dict[str, Any] | None, HttpResponse | None]:
        state, response = super()._get_state(request, provider)
        if state is not None:
            self.adapter.nonce = state.get("nonce", "")
        return state, response


def proven(text: str, keys: Claims, issuer: str, client: str, nonce: str) -> Claims:
    """The claims of an identity token, each checked as OpenID Connect Core 3.1.3.7 asks. Raises NotProven."""
    try:
        header = jwt.get_unverified_header(text)
        if header.get("alg") not in ALGORITHMS:
            raise NotProven("algorithm")
        claims: dict[str, Any] = jwt.decode(
            text,
            key=_key(header, keys),
            algorithms=[header["alg"]],
            audience=client,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise NotProven(type(error).__name__) from error
    audience = claims["aud"]
    several = isinstance(audience, list) and len(audience) > 1
    if claims.get("azp", client if not several else None) != client:
        raise NotProven("authorized_party")
    if not nonce or not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise NotProven("nonce")
    return claims


def _key(header: Claims, keys: Claims) -> Any:
    """The provider's own key that the token names; of one key only, it need not be named."""
    listed = [each for each in keys.get("keys", []) if each.get("use", "sig") == "sig"]
    named = [each for each in listed if each.get("kid") == header.get("kid")]
    chosen = named or (listed if "kid" not in header and len(listed) == 1 else [])
    if not chosen or chosen[0].get("kty") == "oct":
        raise NotProven("unknown_key")
    if chosen[0].get("alg", header["alg"]) != header["alg"]:
        raise NotProven("algorithm")
    return jwt.PyJWK(chosen[0], algorithm=header["alg"]).key


def _fetched(address: str) -> dict[str, Any]:
    with get_adapter().get_requests_session() as session:
        answer = session.get(address, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    if not isinstance(found, dict):
        raise NotProven("not_an_object")
    return found


def _described(found: dict[str, Any], address: str) -> dict[str, Any]:
    """A description that is whole, speaks for the address it came from, and leads only to safe ones."""
    if any(not isinstance(found.get(name), str) for name in ("issuer", *ENDPOINTS)):
        raise NotProven("discovery")
    if found["issuer"].rstrip("/") != address.partition("/.well-known/")[0].rstrip("/"):
        raise NotProven("other_issuer")
    if not all(is_safe(found[name]) for name in ENDPOINTS):
        raise NotProven("discovery")
    return found


def provider_of(name: str) -> Provider:
    """The provider of this id, or Http404."""
    found = settings.SIGN_IN.providers.get(name)
    if found is None:
        raise Http404
    return found


def app_of(name: str) -> SocialApp:
    """The provider as allauth's application, made from the settings; it has no row."""
    provider = provider_of(name)
    return SocialApp(
        provider="openid_connect",
        provider_id=provider.id,
        name=provider.name,
        client_id=provider.client_id,
        secret=provider.client_secret,
        settings={"server_url": provider.discovery, "oauth_pkce_enabled": True, "kind": provider.kind},
    )


@login_not_required
@never_cache
@require_POST
def start(request: HttpRequest, provider: str) -> HttpResponse:
    """Lead the browser to the provider; only from a form of ours, so that nobody is signed in by a link."""
    adapter = DistrictAdapter(request, provider)
    response: HttpResponse
    try:
        response = OAuth2LoginView.adapter_view(adapter)(request)
    except (OAuth2Error, RequestException) as error:
        response = render_authentication_error(request, adapter.get_provider(), exception=error)
    return response


@login_not_required
@never_cache
@require_safe
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the provider sends the browser back to."""
    response: HttpResponse = Callback.adapter_view(DistrictAdapter(request, provider_id))(request)
    return response
