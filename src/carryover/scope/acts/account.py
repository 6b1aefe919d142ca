"""Accounts: given with a password that is good once, renewed, closed and opened again; never removed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.http import Http404

from carryover.journal.acts import record
from carryover.roster.models import Account, Adult, Enrolment
from carryover.roster.roles import FAMILY_ROLES
from carryover.scope.actors import Actor, on_day
from carryover.scope.adults import account_of, require_for, require_over
from carryover.scope.models import Grant, Relationship
from carryover.scope.once import GOOD_FOR, once_password
from carryover.scope.policy import Thing
from carryover.scope.queries import Permit, require
from carryover.terms import Refusal, Refused


@dataclass(frozen=True)
class Given:
    """An account and the password for its first sign-in, which is shown once and kept nowhere."""

    account: Account
    password: str = field(repr=False)


@transaction.atomic
def give_account(actor: Actor, adult: Adult, username: str) -> Given:
    """Make the adult's account under a user name that nobody has, with a password that is good once."""
    permit = require_account(actor, adult)
    if account_of(adult) is not None:
        raise Refused(
            Refusal(_MAKE, "This adult has an account.", "Give a new password instead.", "account.there")
        )
    account = Account(username=username, adult=adult)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise Refused(_TAKEN) from None
    return _with_password(actor, permit, account, "account.give")


@transaction.atomic
def name_account(actor: Actor, adult: Adult, username: str) -> Account:
    """Make the adult's account without a password: nobody can sign in until the office gives one."""
    permit = require_account(actor, adult)
    account = Account(username=username, adult=adult)
    account.set_unusable_password()
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise Refused(_TAKEN) from None
    _journal(actor, permit, "account.name", account)
    return account


@transaction.atomic
def renew_password(actor: Actor, adult: Adult) -> Given:
    """Give a new password that is good once; the old one stops, and so does what is open on tablets."""
    permit = require_account(actor, adult)
    account = _held(adult)
    _end_grants(actor, adult)
    return _with_password(actor, permit, account, "account.renew")


@transaction.atomic
def close_account(actor: Actor, adult: Adult) -> None:
    """Let nobody in under this account from the next request on; what the adult wrote stays."""
    permit = require_account(actor, adult)
    if adult.id == actor.adult.id:
        raise Refused(_OWN)
    account = _held(adult)
    account.is_active = False
    account.save(update_fields=["is_active"])
    _end_grants(actor, adult)
    _journal(actor, permit, "account.close", account)


@transaction.atomic
def open_account(actor: Actor, adult: Adult) -> None:
    """Let the adult in again, with the password that they had."""
    permit = require_account(actor, adult)
    account = _held(adult)
    account.is_active = True
    account.save(update_fields=["is_active"])
    _journal(actor, permit, "account.open", account)


def require_account(actor: Actor, adult: Adult) -> Permit:
    """The permit to touch this adult's account.

    Whoever holds a key to an account could be its owner, so an account with rights over a school is touched only by
    those who may give such rights. A family's account is the office's, which knows the child.
    """
    if adult.role not in FAMILY_ROLES:
        permit = require_for(actor, "people.manage", adult)
        require_over(actor, adult)
        return permit
    children = Relationship.objects.filter(adult=adult, relation__in=("guardian", "learner"))
    child = children.values_list("student_id", flat=True).first()
    if child is None:
        raise Http404
    require(actor, "family.change", child)
    school = Enrolment.objects.filter(on_day(actor.today), student=child).values_list("school_id", flat=True)
    return require(actor, "people.manage", Thing(school=school.first()))


_MAKE = "Make an account"
_TAKEN = Refusal(_MAKE, "Somebody has this user name.", "Choose another user name.", "account.taken")
_OWN = Refusal(
    "Close your own account",
    "Nobody shuts themselves out.",
    "Another administrator of the school can close it.",
    "account.own",
)


def _held(adult: Adult) -> Account:
    account = Account.objects.select_for_update().filter(adult=adult).first()
    if account is None:
        raise Http404
    return account


def _with_password(actor: Actor, permit: Permit, account: Account, act: str) -> Given:
    password = once_password(secrets.choice)
    account.set_password(password)
    account.once_until = actor.now + GOOD_FOR
    account.save(update_fields=["password", "once_until"])
    _journal(actor, permit, act, account)
    return Given(account, password)


def _end_grants(actor: Actor, adult: Adult) -> None:
    Grant.objects.filter(adult=adult, revoked_at=None, expires_at__gt=actor.now).update(revoked_at=actor.now)


def _journal(actor: Actor, permit: Permit, act: str, account: Account) -> None:
    record(at=actor.now, actor=actor.key, right=permit.right, act=act, thing=("account", account.id))
