"""The journal's own job: chaining what was written since the last few seconds."""

from __future__ import annotations

from procrastinate.contrib.django import app

from carryover.journal.sealing import seal_all

EVERY_FIVE_SECONDS = "* * * * * */5"  # the sixth field is seconds


@app.periodic(cron=EVERY_FIVE_SECONDS)
@app.task(name="journal.seal", queueing_lock="journal.seal", lock="journal.seal")
def seal_journal(timestamp: int) -> int:
    """Seal every entry that has none and say how many; also after a long halt.

    `timestamp` is the second that asked for it, in seconds of the epoch; the chain does not use it. While one waits to
    run no other is put behind it, so a worker that was away for a night finds one job and not five thousand.
    """
    return seal_all()
