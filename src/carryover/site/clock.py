"""The only place that reads the clock. Everything else is told what time it is.

Three settings move it, for demonstrations and tests: `CARRYOVER_TODAY` (a date, at the district's real time of day),
`CARRYOVER_CLOCK_SHIFT` (seconds added to the real time) and `CARRYOVER_NOW` (a moment at which time stands still).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

DEMO_ZONE = ZoneInfo("America/New_York")


def now() -> datetime:
    """The current moment, aware, in UTC, moved as the settings say."""
    if settings.NOW:
        return datetime.fromisoformat(settings.NOW).astimezone(UTC)
    moment = datetime.now(UTC) + timedelta(seconds=settings.CLOCK_SHIFT)
    if not settings.TODAY:
        return moment
    clock = moment.astimezone(DEMO_ZONE).time()
    return datetime.combine(date.fromisoformat(settings.TODAY), clock, DEMO_ZONE).astimezone(UTC)
