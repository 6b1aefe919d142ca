"""The front door's own jobs: what it tidies up when its time is over, and the journal's head written down elsewhere."""

from __future__ import annotations

from datetime import timedelta

import psycopg
from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from carryover.site import clock
from carryover.site.account import kept, throttle
from carryover.site.account.rules import FORGOTTEN
from carryover.site.heads import head_of, keep
from carryover.site.models import KeptForm, KnownDevice, OpenSession, Tries

EVERY_TEN_MINUTES = "*/10 * * * *"


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


@app.periodic(cron=EVERY_TEN_MINUTES)
@app.task(name="site.keep_head", queueing_lock="site.keep_head", lock="site.keep_head")
def keep_head(timestamp: int) -> bool:
    """Keep the chain's head in the data folder, once an hour at most; whether one was kept.

    `timestamp` is the minute that asked for it, in seconds of the epoch; the head bears the site's own time.
    """
    with psycopg.connect("", **settings.CONNECTIONS.keeper.dsn()) as connection:
        head = head_of(connection, clock.now())
    return keep(settings.HOME.heads, head, settings.SECRETS.signing_key)
