"""People at the door, for the tests of signing in: the demo's accounts, a moved clock, and an authenticator app."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.hashers import make_password
from django.test import Client, override_settings

from carryover.roster.models import Account

AT = datetime(2026, 10, 20, 14, 5, tzinfo=UTC)
PASSWORD = "correct horse battery"
SIGN_IN = "/accounts/login/"
SECURITY = "/accounts/security/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def at(**after: float) -> override_settings:
    """The clock, so much later than the tests' moment."""
    return override_settings(NOW=(AT + timedelta(**after)).isoformat())


def known(username: str = "marcus") -> Account:
    """Somebody of the demo, with a password that costs no time to check."""
    account = Account.objects.get(username=username)
    account.password = make_password(PASSWORD, "salt" * 6, "md5")
    account.save(update_fields=["password"])
    return account


def signed_in(username: str = "marcus", then: str = "", **extra: Any) -> Client:
    """A browser in which this person has signed in through the form."""
    known(username)
    client = Client(**extra)
    answer = client.post(SIGN_IN, {"login": username, "password": PASSWORD, "next": then})
    assert answer.status_code == 302, answer.content
    return client


def is_in(client: Client) -> bool:
    """Whether a page answers, rather than the sign-in."""
    return client.get(SECURITY).status_code == 200


def with_app(account: Account) -> None:
    """Give the account an authenticator app."""
    TOTP.activate(account, SECRET)


def code(steps: int = 0, secret: str = SECRET) -> str:
    """What the app shows now, or so many half minutes later. Phones have the real time, whatever ours is."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))
