"""What the front door tidies up: sessions, tries, devices and kept forms whose time is over."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from carryover.site import clock
from carryover.site.account import kept, throttle
from carryover.site.account.rules import FORGOTTEN
from carryover.site.models import KeptForm, KnownDevice, OpenSession, Tries


@app.periodic(cron="17 3 * * *")
@app.task(name="site.tidy", queueing_lock="site.tidy", lock="site.tidy")
def tidy(timestamp: int) -> int:
    """Remove what no rule looks at any more, and say how many rows; `timestamp` is the minute that asked for it."""
    now = clock.now()
    gone = (
        OpenSession.objects.filter(expire_date__lt=timezone.now()),
        KeptForm.objects.filter(kept_at__lt=now - kept.KEPT_FOR),
        Tries.objects.filter(since__lt=now - 2 * FORGOTTEN),
        KnownDevice.objects.filter(seen_at__lt=now - throttle.COOKIE_LASTS - timedelta(days=1)),
    )
    return sum(rows.delete()[0] for rows in gone)
