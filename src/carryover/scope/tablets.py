"""A tablet at the door, looked up the short way: its requests come by the thousand a morning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from carryover.scope.acts import digest, grant_ids
from carryover.scope.policy import table
from carryover.terms import DateSpan

_TABLET = """
SELECT d.id, d.school_id, d.revoked_at IS NOT NULL, t.time_zone
FROM scope_device d JOIN roster_school s ON s.id = d.school_id JOIN roster_district t ON t.id = s.district_id
WHERE d.token_hash = %s
"""
_STANDING = """
SELECT g.id, g.adult_id, g.device_id, g.issued_at, g.expires_at, g.revoked_at, a.role,
    r.student_id, r.relation, r.valid_from, r.valid_to
FROM scope_grant g
JOIN roster_adult a ON a.id = g.adult_id
LEFT JOIN scope_relationship r ON r.adult_id = g.adult_id AND r.student_id = ANY(%s)
WHERE g.id = ANY(%s)
"""
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


Assignments = dict[tuple[UUID, UUID], tuple[DateSpan, ...]]


def standing(
    texts: Iterable[str], students: Iterable[UUID], act: str
) -> tuple[dict[str, GrantSeen], Assignments]:
    """The grants behind these texts that are ours, and on which days their adults may do the act to these students.

    One statement, because every upload asks it.
    """
    ids = grant_ids(texts)
    if not ids:
        return {}, {}
    line = table()[act]
    grants: dict[UUID, GrantSeen] = {}
    spans: dict[tuple[UUID, UUID], set[DateSpan]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [list(students), list(ids.values())])
        for *grant, role, student, relation, start, end in cursor.fetchall():
            seen = grants.setdefault(grant[0], GrantSeen(*grant))
            if student is not None and relation in line.relations(role):
                spans[seen.adult, student].add(DateSpan(start, end))
    found = {text: grants[key] for text, key in ids.items() if key in grants}
    return found, {pair: tuple(days) for pair, days in spans.items()}


def was_seen(tablet: Tablet, now: datetime, next_n: int, pending: int) -> None:
    """Note when a tablet last spoke, what its next number is, and how much still waits on it."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [now, min(max(next_n, 0), 1 << 62), min(max(pending, 0), 1 << 30), tablet.id])
