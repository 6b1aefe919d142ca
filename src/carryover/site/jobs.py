"""The front door's own job: writing the journal's head down outside the database."""

from __future__ import annotations

import psycopg
from django.conf import settings
from procrastinate.contrib.django import app

from carryover.site import clock
from carryover.site.heads import head_of, keep

EVERY_TEN_MINUTES = "*/10 * * * *"


@app.periodic(cron=EVERY_TEN_MINUTES)
@app.task(name="site.keep_head", queueing_lock="site.keep_head", lock="site.keep_head")
def keep_head(timestamp: int) -> bool:
    """Keep the chain's head in the data folder, once an hour at most; whether one was kept.

    `timestamp` is the minute that asked for it, in seconds of the epoch; the head bears the site's own time.
    """
    with psycopg.connect("", **settings.CONNECTIONS.keeper.dsn()) as connection:
        head = head_of(connection, clock.now())
    return keep(settings.HOME.heads, head, settings.SECRETS.signing_key)
