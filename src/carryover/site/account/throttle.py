"""Slowing down whoever guesses, and nobody else: counts in the database, shared by every process and server.

Promises: a try is counted before its answer is known and outside the request's transaction, so neither a rollback nor
many tries at once lose one; what is counted is a keyed digest, never a name; an unknown name is counted and answered
as a known one. A device that has signed in under a name before has a count of its own, so that nobody is locked out
of their own computer by somebody else's failures; a passkey and the school's provider are not asked for a name at all.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from allauth.account.internal.stagekit import unstash_login
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac

from carryover.journal.acts import record
from carryover.scope.requests import moment
from carryover.site.account import rules
from carryover.site.account.rules import ONE_ADDRESS, ONE_NAME, Rule, Standing
from carryover.site.models import KnownDevice, Tries

COOKIE_LASTS = timedelta(days=365)
SECRETS = ("password", "oldpassword", "code")

Buckets = Mapping[str, Rule]


class Throttle:
    """Counts every try to prove who one is, and refuses those that come too often."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response, or 429 with how long to wait. A view that was convinced sets `request.try_passed`."""
        name = _tried(request)
        if name is None:
            return self.get_response(request)
        now, buckets = moment(request), buckets_of(request, name)
        waiting = reserve(buckets, now)
        if waiting:
            _noted(now, "sign_in.throttled", request)
            return _too_many(request, waiting)
        response = self.get_response(request)
        if getattr(request, "try_passed", False):
            release(buckets)
        else:
            _noted(now, "sign_in.failed", request)
        return response


def _tried(request: HttpRequest) -> str | None:
    """Under which name something secret is tried in this request; None when nothing is."""
    if request.method != "POST" or not request.path.startswith("/accounts/"):
        return None
    if not any(request.POST.get(field) for field in SECRETS):
        return None
    if request.path == reverse("account_login"):
        return named(request.POST.get("login", ""))
    if request.path == reverse("mfa_authenticate"):
        login = unstash_login(request, peek=True)
        return f"code {login.user.pk}" if login and login.user else None
    return f"again {request.user.pk}" if request.user.is_authenticated else None


def buckets_of(request: HttpRequest, name: str) -> Buckets:
    """What a try under this name counts against: a known device's own count, or the name's and the address's."""
    key = name_key(name)
    device = device_of(request)
    person = name_key(named(request.user.get_username())) if request.user.is_authenticated else key
    if device and KnownDevice.objects.filter(device=device, name__in={key, person}).exists():
        return {_digest(f"device {device} {key}"): ONE_NAME}
    return {key: ONE_NAME, _digest(f"address {address_of(request)}"): ONE_ADDRESS}


def reserve(buckets: Buckets, now: datetime) -> timedelta:
    """Count a try as failed under each of these keys; or, counting nothing, how long it must wait."""
    with transaction.atomic():
        Tries.objects.bulk_create([Tries(bucket=each, since=now) for each in buckets], ignore_conflicts=True)
        rows = list(Tries.objects.select_for_update().filter(bucket__in=buckets).order_by("bucket"))
        waiting = max(rules.wait(_standing(row), buckets[row.bucket], now) for row in rows)
        if waiting:
            return waiting
        for row in rows:
            after = rules.after_try(_standing(row), buckets[row.bucket], now)
            row.since, row.failures, row.strikes, row.until = (
                after.since,
                after.failures,
                after.strikes,
                after.until,
            )
            row.save(update_fields=["since", "failures", "strikes", "until"])
    return timedelta(0)


def release(buckets: Buckets) -> None:
    """A try succeeded: a person's count is gone, an address gets this one back."""
    of_person = [bucket for bucket, rule in buckets.items() if rule.waits]
    Tries.objects.filter(bucket__in=of_person).delete()
    shared = Tries.objects.filter(bucket__in=set(buckets) - set(of_person))
    shared.update(failures=Greatest(F("failures") - 1, 0))


def know_device(request: HttpRequest, response: HttpResponse, username: str, now: datetime) -> None:
    """Remember that somebody signed in under this name from this browser, and let the browser show it later."""
    token = request.COOKIES.get(settings.KNOWN_DEVICE_COOKIE, "") if device_of(request) else ""
    token = token or secrets.token_urlsafe(24)
    KnownDevice.objects.update_or_create(
        device=_digest(token), name=name_key(named(username)), defaults={"seen_at": now}
    )
    response.set_cookie(
        settings.KNOWN_DEVICE_COOKIE,
        token,
        max_age=int(COOKIE_LASTS.total_seconds()),
        secure=settings.TLS,
        httponly=True,
        samesite="Lax",
    )


def device_of(request: HttpRequest) -> str:
    """The digest of the token by which this browser is known, or "" without one that could be ours."""
    token = request.COOKIES.get(settings.KNOWN_DEVICE_COOKIE, "")
    return _digest(token) if 30 <= len(token) <= 40 else ""


def name_key(name: str) -> str:
    """A keyed digest of what a try is counted under."""
    return _digest(name)


def named(username: str) -> str:
    """A user name as it is counted: case and outer spaces make no other name, as they do not at the sign-in."""
    return f"name {username.strip().casefold()}"


def address_of(request: HttpRequest) -> str:
    """The address that asks; of IPv6 the network, because one computer has many addresses in it.

    Behind proxies of ours (`CARRYOVER_PROXIES` says how many) it is what the outermost of them wrote down.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.PROXIES:
        said = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",")]
        address = said[-settings.PROXIES] if len(said) >= settings.PROXIES else address
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)


def forgive(username: str, account: object) -> None:
    """Take back every count that keeps this person out, wherever it came from."""
    keys = [name_key(named(username)), name_key(f"code {account}"), name_key(f"again {account}")]
    Tries.objects.filter(bucket__in=keys).delete()


def _standing(row: Tries) -> Standing:
    return Standing(row.since, row.failures, row.strikes, row.until)


def _digest(text: str) -> str:
    return salted_hmac("carryover.throttle", text, algorithm=hashlib.sha256().name).hexdigest()


def _noted(now: datetime, entry: str, request: HttpRequest) -> None:
    """Who tried is not known: a name that was typed is not written down, because it may be a password."""
    with transaction.atomic():
        record(
            at=now, actor=("nobody", None), right="none", act=entry, thing=("sign_in", request.path[10:60])
        )


def _too_many(request: HttpRequest, waiting: timedelta) -> HttpResponse:
    minutes = ceil(waiting.total_seconds() / 60)
    response = render(request, "account/too_many.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(ceil(waiting.total_seconds()))
    return response
