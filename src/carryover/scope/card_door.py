"""How a substitute comes in: a link with a secret, exchanged for a cookie that holds only which card it was.

Promises: what is unknown, ended, revoked or forged is looked up in the same way and answered with None. The secret is
never kept: the database has its hash. Nothing of an account or a session is read or written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.signing import BadSignature, Signer
from django.db import connection

from carryover.scope.actors import Asker, Place, asker_of_card, enter, places_of_card
from carryover.scope.acts import digest
from carryover.scope.cards import Card

COOKIE = "carryover_card"
COOKIE_LASTS = timedelta(hours=12)
"""A school day and no more; a card of several days asks for its link again each morning."""
LONGEST_SECRET = 64
_SIGNER = "carryover.scope.card"
_DOOR = "SELECT * FROM scope_card_at_door(%s, %s, %s)"


@dataclass(frozen=True)
class AtDoor:
    """A card that is good now or will be, with what its page says before it opens: no student yet."""

    card: Card
    absent: str
    role: str
    school: str
    zone: ZoneInfo
    read_at: datetime | None = None


def card_of_link(secret: str, now: datetime) -> AtDoor | None:
    """The card of this link, or None when it opens nothing and never will."""
    return _at_door(digest(secret if len(secret) <= LONGEST_SECRET else ""), None, now)


def card_of_cookie(text: str, now: datetime) -> AtDoor | None:
    """The card of this cookie, or None when it is not ours, too old, or the card is over."""
    card, read_at = _read(text, now)
    found = _at_door(None, card, now)
    return replace(found, read_at=read_at) if found else None


def cookie_for(card: Card, now: datetime, read_at: datetime | None = None) -> tuple[str, int]:
    """The cookie's text and its age in seconds: it ends with the card, and after a school day at the latest.

    `read_at`: when whoever holds it said that they have read the card.
    """
    lasts = min(card.ends_at - now, COOKIE_LASTS)
    text = Signer(salt=_SIGNER).sign_object(
        {"c": str(card.id), "t": now.timestamp(), "r": read_at.timestamp() if read_at else None}
    )
    return text, max(int(lasts.total_seconds()), 1)


def enter_as_card(card: Card, now: datetime, today: date) -> tuple[Asker, list[Place]]:
    """From here to the end of the transaction the database shows what the card opens; who asks, and where with whom."""
    enter(None, None, today, now, mode="card", other=card.id)
    places = places_of_card(card, now, today) if card.in_force(now) else []
    return asker_of_card(card, places, now, today), places


def _at_door(secret: bytes | None, card: UUID | None, now: datetime) -> AtDoor | None:
    with connection.cursor() as cursor:
        cursor.execute(_DOOR, [secret, card, now])
        found = cursor.fetchone()
    if found is None:
        return None
    (key, school, stands_for, periods, starts, ends, revoked, office, collects, issued_by) = found[:10]
    absent, school_name, zone, role, still_assigned = found[10:]
    value = Card(
        id=key, school=school, stands_for=stands_for, issued_by=issued_by, periods=frozenset(periods),
        starts_at=starts, ends_at=ends, revoked_at=revoked, office=office, collects=collects,
    )  # fmt: skip
    if value.over(now) or not still_assigned:
        return None
    return AtDoor(value, absent, role, school_name, ZoneInfo(zone))


def _read(text: str, now: datetime) -> tuple[UUID | None, datetime | None]:
    """Which card a cookie is about, and when it was said to be read; the moments are ours, so a moved clock counts."""
    try:
        value = Signer(salt=_SIGNER).unsign_object(text)
        if now.timestamp() - value["t"] >= COOKIE_LASTS.total_seconds():
            return None, None
        read_at = datetime.fromtimestamp(value["r"], UTC) if value["r"] else None
        return UUID(value["c"]), read_at
    except (BadSignature, KeyError, TypeError, ValueError):
        return None, None
