"""The only place that reads the clock. Everything else is told what time it is.

`CARRYOVER_TODAY` (a date) moves the program to that day, at the real time of day: for demonstrations and tests.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings


def now() -> datetime:
    """The current moment, aware, in UTC, moved to the injected day when there is one."""
    moment = datetime.now(UTC)
    if not settings.TODAY:
        return moment
    return datetime.combine(date.fromisoformat(settings.TODAY), moment.timetz().replace(tzinfo=UTC))


def noon(day: date, zone: ZoneInfo) -> datetime:
    """Midday of a school day, for acts that carry a date but no time."""
    return datetime.combine(day, time(12), zone)
