"""Whose account a request comes under, and by what means its owner has proved it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import get_authentication_records
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from carryover.roster.models import Account


def owner(request: HttpRequest) -> Account:
    """The account that is signed in. PermissionDenied without one; the sign-in comes before every view that asks."""
    if not isinstance(request.user, Account):
        raise PermissionDenied
    return request.user


def key_of(account: Account) -> tuple[str, UUID]:
    """How the journal names whoever owns an account."""
    return ("adult", account.adult_id) if account.adult_id else ("account", account.id)


def proofs(request: HttpRequest, account: Account) -> list[dict[str, Any]]:
    """By what means the owner of this session has proved who they are, oldest first."""
    found: list[dict[str, Any]] = get_authentication_records(request, account)
    return found
