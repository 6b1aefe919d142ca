"""The journal's own job: chaining what was written since the last minute."""

from __future__ import annotations

from procrastinate.contrib.django import app

from carryover.journal.acts import seal

BATCH = 10_000


@app.periodic(cron="* * * * *")
@app.task(name="journal.seal", queueing_lock="journal.seal", lock="journal.seal")
def seal_journal(timestamp: int) -> int:
    """Seal every entry that has none, in batches of one transaction each, and say how many; also after a long halt.

    `timestamp` is the minute that asked for it, in seconds of the epoch; the chain does not use it.
    """
    total = sealed = seal(BATCH)
    while sealed == BATCH:
        sealed = seal(BATCH)
        total += sealed
    return total
