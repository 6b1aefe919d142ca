"""A tablet at the door, looked up the short way: its requests come by the thousand a morning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from carryover.scope.acts import digest, grant_ids
from carryover.terms import DateSpan

_TABLET = """
SELECT d.id, d.school_id, d.revoked_at IS NOT NULL, t.time_zone
FROM scope_device d JOIN roster_school s ON s.id = d.school_id JOIN roster_district t ON t.id = s.district_id
WHERE d.token_hash = %s
"""
_STANDING = "SELECT * FROM scope_standing(%s, %s, %s)"
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


@dataclass(frozen=True, slots=True)
class Term:
    """When an adult may do an act to a student: on some days, and within moments where those are set."""

    days: DateSpan
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def holds(self, day: date, moment: datetime) -> bool:
        """Whether it held on that school day, at that moment; the last moment excluded."""
        return (
            self.days.includes(day)
            and (self.starts_at is None or self.starts_at <= moment)
            and (self.ends_at is None or moment < self.ends_at)
        )


Assignments = dict[tuple[UUID, UUID], tuple[Term, ...]]


def standing(
    texts: Iterable[str], students: Iterable[UUID], act: str
) -> tuple[dict[str, GrantSeen], Assignments]:
    """The grants behind these texts that are ours, and when their adults may do the act to these students.

    One statement, because every upload asks it; the transaction must have been entered for a tablet.
    """
    ids = grant_ids(texts)
    if not ids:
        return {}, {}
    grants: dict[UUID, GrantSeen] = {}
    terms: dict[tuple[UUID, UUID], set[Term]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [list(ids.values()), list(students), [act]])
        for *grant, student, first, last, starts, ends in cursor.fetchall():
            seen = grants.setdefault(grant[0], GrantSeen(*grant))
            if student is not None and (last is None or first <= last):
                terms[seen.adult, student].add(Term(DateSpan(first, last), starts, ends))
    found = {text: grants[key] for text, key in ids.items() if key in grants}
    return found, {pair: tuple(each) for pair, each in terms.items()}


def was_seen(tablet: Tablet, now: datetime, next_n: int, pending: int) -> None:
    """Note when a tablet last spoke, what its next number is, and how much still waits on it."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [now, min(max(next_n, 0), 1 << 62), min(max(pending, 0), 1 << 30), tablet.id])
