"""`carryover let-in`: for whoever keeps the server, when somebody cannot sign in any more.

Promises: takes back every wait under the name; with `--without-means` it also removes passkeys, authenticator app,
recovery codes and links to a provider, and ends every session, so that the person begins again with the password; with
`--password` it asks for a new one. Each is journaled. The person's records are not touched.
"""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Sequence

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from carryover.journal.acts import record
from carryover.roster.models import Account
from carryover.site import clock
from carryover.site.account import sessions, throttle
from carryover.site.arguments import Arguments
from carryover.site.home import CannotStart


def main(line: Sequence[str], ask: Callable[[str], str] = getpass.getpass) -> int:
    """Do it and say what was done. Raises CannotStart for a name that nobody has."""
    parser = Arguments(prog="carryover let-in", description="Let somebody in who cannot sign in.")
    parser.add_argument("username", help="the user name")
    parser.add_argument(
        "--without-means",
        action="store_true",
        help="remove passkeys, app, codes and links, and end every session",
    )
    parser.add_argument("--password", action="store_true", help="ask for a new password")
    asked = parser.parse_args(line)
    account = Account.objects.filter(username__iexact=asked.username).first()
    if account is None:
        raise CannotStart(f"Nobody has the user name {asked.username}.")
    password = _password(account, ask) if asked.password else ""
    with transaction.atomic():
        throttle.forgive(account.username, account.id)
        if password:
            account.set_password(password)
            account.save(update_fields=["password"])
        if asked.without_means:
            Authenticator.objects.filter(user=account).delete()
            SocialAccount.objects.filter(user=account).delete()
        if asked.without_means or password:
            sessions.end_others(account, None)
        record(
            at=clock.now(),
            actor=("server", None),
            right="office",
            act="account.let_in",
            thing=("account", account.id),
            detail={"without_means": asked.without_means, "password": bool(password)},
        )
    print(f"{account.username} can sign in again.", file=sys.stdout)
    return 0


def _password(account: Account, ask: Callable[[str], str]) -> str:
    """A new password, typed twice. Raises CannotStart."""
    password = ask("New password: ")
    if ask("Once more: ") != password:
        raise CannotStart("The two passwords differ; nothing was changed.")
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise CannotStart(" ".join(error.messages)) from error
    return password
