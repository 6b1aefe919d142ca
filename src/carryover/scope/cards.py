"""A substitute's card as a value: in whose place, in which periods, from when to when, and whether it is good. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

OPENS = frozenset({"student.see", "day.read"})
"""Of what a substitute may do by the table, a card does what a page can show; the walls keep the same two."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a card covers. It is good from `starts_at` until `ends_at`, the last moment excluded, unless revoked."""

    id: UUID
    school: UUID
    stands_for: UUID
    issued_by: UUID
    periods: frozenset[str]
    starts_at: datetime
    ends_at: datetime
    revoked_at: datetime | None
    office: str
    collects: bool

    def in_force(self, now: datetime) -> bool:
        """Whether it opens anything at this moment."""
        return self.revoked_at is None and self.starts_at <= now < self.ends_at

    def over(self, now: datetime) -> bool:
        """Whether it will never open anything again."""
        return self.revoked_at is not None or now >= self.ends_at

    def days(self, zone: ZoneInfo) -> tuple[date, date]:
        """Its first and its last day by the school's clock."""
        return self.starts_at.astimezone(zone).date(), self.ends_at.astimezone(zone).date()
