"""A tablet at the door, looked up the short way: its requests come by the thousand a morning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from carryover.scope.acts import digest, grant_ids

_TABLET = """
SELECT d.id, d.school_id, d.revoked_at IS NOT NULL, t.time_zone
FROM scope_device d JOIN roster_school s ON s.id = d.school_id JOIN roster_district t ON t.id = s.district_id
WHERE d.token_hash = %s
"""
_GRANTS = (
    "SELECT id, adult_id, device_id, issued_at, expires_at, revoked_at FROM scope_grant WHERE id = ANY(%s)"
)
_SEEN = "UPDATE scope_device SET seen_at = %s, next_n = %s, pending = %s WHERE id = %s"


@dataclass(frozen=True, slots=True)
class Tablet:
    """What a door needs to know of a tablet: whose school's clock it goes by, and whether it was taken out of use."""

    id: UUID
    school: UUID
    revoked: bool
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class GrantSeen:
    """A grant whose signature is ours, as far as judging an item needs it."""

    id: UUID
    adult: UUID
    device: UUID
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


def tablet_of(token: str) -> Tablet | None:
    """The tablet with this token, revoked or not, or None."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLET, [digest(token)])
        found = cursor.fetchone()
    return Tablet(found[0], found[1], found[2], ZoneInfo(found[3])) if found else None


def grants_seen(texts: Iterable[str]) -> dict[str, GrantSeen]:
    """The grants behind these texts: only those whose signature is ours and which still have their row."""
    ids = grant_ids(texts)
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_GRANTS, [list(ids.values())])
        rows = {row[0]: GrantSeen(*row) for row in cursor.fetchall()}
    return {text: rows[key] for text, key in ids.items() if key in rows}


def was_seen(tablet: Tablet, now: datetime, next_n: int, pending: int) -> None:
    """Note when a tablet last spoke, what its next number is, and how much still waits on it."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [now, min(max(next_n, 0), 1 << 62), min(max(pending, 0), 1 << 30), tablet.id])
