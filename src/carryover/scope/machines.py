"""Service accounts: made and ended by those who keep the accounts, and what one of them is at the door.

Promises: a token opens only the acts that its account was given, only for students enrolled in its school, and only
until it expires or is taken back, which holds from the next request on. Its text is shown once and never kept.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from carryover.journal.acts import record
from carryover.roster.models import School
from carryover.scope.actors import Actor, enter
from carryover.scope.acts import digest
from carryover.scope.models import ServiceAccount, ServiceToken
from carryover.scope.policy import Thing, table
from carryover.scope.queries import require, schools_for
from carryover.terms import new_id

PREFIX = "cvo_"
LONGEST = timedelta(days=366)
KNOWS = "student.see"
"""The act that comes with every other: a program that reads of a student knows that there is one."""
OPENED: set[str] = set()
"""The acts of the operations that say they are open to services (`scope.doors.ServiceBearer`)."""


@dataclass(frozen=True, kw_only=True)
class ServiceActor(Actor):
    """A program at the door; `adult` is the one who answers for it."""


def _require_keeper(actor: Actor, school: UUID) -> None:
    require(actor, "service.keep", Thing(school=school))


def may_keep(actor: Actor) -> bool:
    """Whether this adult makes and ends service accounts for some school."""
    return bool(schools_for(actor, "service.keep"))


def givable() -> list[str]:
    """The acts that a service account can be given: those that the table and some operation open to programs."""
    return sorted(act for act in OPENED if table()[act].relations("service"))


def make(actor: Actor, school: School, name: str, purpose: str, acts: Iterable[str]) -> ServiceAccount:
    """A new service account, without a token yet. Refused for others; ValueError for acts it cannot be given."""
    _require_keeper(actor, school.id)
    given = sorted(set(acts))
    if not given or not set(given) <= set(givable()):
        raise ValueError("a service account is given acts that only look")
    account = ServiceAccount.objects.create(
        id=new_id(actor.now, os.urandom),
        name=name,
        purpose=purpose,
        owner=actor.adult,
        school=school,
        acts=given,
        made_at=actor.now,
    )
    _note(actor, "service.make", ("service", account.id), {"acts": given})
    return account


def give_token(actor: Actor, account: ServiceAccount, expires_at: datetime) -> str:
    """A new token's text, to be shown this once. ValueError unless it ends within a year from now."""
    _require_keeper(actor, account.school_id)
    if not actor.now < expires_at <= actor.now + LONGEST or account.ended_at is not None:
        raise ValueError("a token ends within a year")
    text = PREFIX + secrets.token_urlsafe(32)
    token = ServiceToken.objects.create(
        id=new_id(actor.now, os.urandom),
        account=account,
        token_hash=digest(text),
        made_by=actor.adult,
        made_at=actor.now,
        expires_at=expires_at,
    )
    _note(actor, "service.token", ("token", token.id), {"account": str(account.id)})
    return text


def take_back(actor: Actor, token: ServiceToken) -> None:
    """The token opens nothing from now on; repeating changes nothing."""
    _require_keeper(actor, token.account.school_id)
    if ServiceToken.objects.filter(id=token.id, revoked_at=None).update(revoked_at=actor.now):
        _note(actor, "service.take_back", ("token", token.id))


def end(actor: Actor, account: ServiceAccount) -> None:
    """The account and every token of it open nothing from now on; repeating changes nothing."""
    _require_keeper(actor, account.school_id)
    if ServiceAccount.objects.filter(id=account.id, ended_at=None).update(ended_at=actor.now):
        _note(actor, "service.end", ("service", account.id))


def kept_by(actor: Actor) -> list[ServiceAccount]:
    """The service accounts of the schools whose programs this adult keeps, with their tokens, those in use first."""
    mine = ServiceAccount.objects.filter(school__in=schools_for(actor, "service.keep"))
    rows = mine.select_related("owner", "school").prefetch_related("tokens")
    return sorted(rows.order_by("name", "made_at"), key=lambda account: account.ended_at is not None)


def schools_of(actor: Actor) -> list[School]:
    """The schools for which this adult can make one."""
    return list(School.objects.filter(id__in=schools_for(actor, "service.keep")).order_by("name"))


def account_of(actor: Actor, key: UUID) -> ServiceAccount | None:
    """One of the district's service accounts."""
    return next((each for each in kept_by(actor) if each.id == key), None)


def token_of(actor: Actor, key: UUID) -> ServiceToken | None:
    """One of its tokens."""
    return next((token for each in kept_by(actor) for token in each.tokens.all() if token.id == key), None)


def at_the_door(text: str, now: datetime) -> ServiceActor | None:
    """Whoever this token belongs to, entered for the current transaction; None when it opens nothing now."""
    related = ("account__school__district", "account__owner")
    found = ServiceToken.objects.select_related(*related).filter(token_hash=digest(text)).first()
    if found is None or found.revoked_at or now >= found.expires_at or found.account.ended_at:
        return None
    account = found.account
    today = now.astimezone(ZoneInfo(account.school.district.time_zone)).date()
    ServiceToken.objects.filter(id=found.id).update(last_used_at=now)
    enter(None, None, today, now, mode="service", other=account.id)
    actor = ServiceActor(
        kind="service",
        id=account.id,
        role="service",
        adult=account.owner,
        now=now,
        today=today,
        to_students={},
        to_schools={account.school_id: frozenset({"service"})},
        only=frozenset(account.acts) | {KNOWS},
    )
    _note(actor, "service.use", ("token", found.id))
    return actor


def _note(
    actor: Actor, entry: str, thing: tuple[str, object], detail: dict[str, object] | None = None
) -> None:
    right = "token" if isinstance(actor, ServiceActor) else "office"
    record(at=actor.now, actor=actor.key, right=right, act=entry, thing=thing, detail=detail)
