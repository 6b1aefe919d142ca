"""Receiving a tablet's batch: look the facts up once, judge every item, write all of it, answer when it is durable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

import msgspec
from django.db import connection

from carryover.journal.acts import record
from carryover.observations.facts import facts_for
from carryover.observations.judge import WHO_RESOLVES, Judged, judge, open_item
from carryover.observations.landing import Arrival, land, take_sequence
from carryover.observations.models import Epoch, Landing, SetAside
from carryover.observations.wire import Batch, Concern, Envelope, Unreadable, read_item
from carryover.scope.tablets import Tablet, was_seen

ENCODER = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one item, as the tablet reads it; `id` and `n` as the item itself says them."""

    id: str
    n: int
    verdict: str
    seq: int | None
    reason: str | None

    @property
    def who_resolves(self) -> str | None:
        """Who can settle a held item; None for any other."""
        return WHO_RESOLVES.get(self.reason or "") if self.verdict == "held" else None


def current_epoch(now: datetime) -> UUID:
    """The identity of this database's life; the first question begins the first epoch."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM observations_epoch ORDER BY since DESC LIMIT 1")
        newest = cursor.fetchone()
    epoch: UUID = newest[0] if newest else Epoch.objects.create(id=uuid4(), since=now).id
    return epoch


def receive(tablet: Tablet, batch: Batch, now: datetime) -> list[Verdict]:
    """Land every item of the batch and return a verdict for each, in order. Nothing here is ever refused.

    Runs in the request's own transaction: the answer is given after it has committed.
    """
    read = [read_item(bytes(raw)) for raw in batch.items]
    opened = [open_item(item) for item in read if isinstance(item, Envelope)]
    facts = facts_for(tablet, opened, now)
    judged = [judge(item, facts) for item in opened]
    year = school_year(now.astimezone(tablet.zone).date())
    verdicts = iter(_land_all(judged, Arrival(tablet.id, tablet.school, year, now)))
    answers = [
        next(verdicts) if isinstance(item, Envelope) else _set_aside(tablet.id, item, "unreadable", now)
        for item in read
    ]
    was_seen(tablet, now, batch.next_n, batch.pending)
    _journal(tablet, answers, judged, now)
    return answers


def school_year(day: date) -> int:
    """The school year of a day, named by the year in which it ends; it turns on July 1."""
    return day.year + (day.month >= 7)


def _land_all(judged: Sequence[Judged], arrival: Arrival) -> list[Verdict]:
    if not judged:
        return []
    first = take_sequence(arrival.school, len(judged))
    landed = land(judged, first, arrival)
    verdicts = [
        Verdict(str(j.envelope.id), j.envelope.n, j.verdict, first + i, j.reason or None)
        for i, j in enumerate(judged)
    ]
    if len(landed) < len(judged):
        repeats = [i for i in range(len(judged)) if i not in landed]
        for place, verdict in zip(repeats, _known([judged[i] for i in repeats], arrival), strict=True):
            verdicts[place] = verdict
    return verdicts


def _known(judged: Sequence[Judged], arrival: Arrival) -> list[Verdict]:
    """What to say of items whose id or number had landed before: the same item again, or a conflict to keep beside."""
    by_id = Landing.objects.in_bulk([j.envelope.id for j in judged])
    answers = []
    for item in judged:
        e, first = item.envelope, by_id.get(item.envelope.id)
        if first is not None and first.hash == e.hash and (first.install, first.n) == (e.install, e.n):
            answers.append(Verdict(str(e.id), e.n, "already", first.seq, first.reason or None))
        else:
            reason = "id_conflict" if first is not None else "device_fork"
            raw = Unreadable(ENCODER.encode(e), reason)
            answers.append(_set_aside(arrival.device, raw, reason, arrival.now, e))
    return answers


def _set_aside(
    device: UUID, item: Unreadable, reason: str, now: datetime, envelope: Envelope | None = None
) -> Verdict:
    """Keep an item that cannot have a landing row of its own; a repeat of the same bytes is kept once."""
    named = item.name
    SetAside.objects.bulk_create(
        [
            SetAside(
                digest=item.digest,
                device_id=device,
                item_id=envelope.id if envelope else None,
                install=envelope.install if envelope else None,
                n=envelope.n if envelope else None,
                raw=item.raw,
                reason=reason,
                received_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    return Verdict(named.id, named.n, "held", None, reason)


def _journal(tablet: Tablet, answers: Sequence[Verdict], judged: Sequence[Judged], now: datetime) -> None:
    """One entry a request: how many of each verdict, about whom, how many concerns; what they hold is in the log."""
    tally = Counter(answer.verdict for answer in answers)
    tally["concerns"] = sum(isinstance(j.payload, Concern) and j.counted for j in judged)
    students = {j.payload.student for j in judged if j.payload is not None and j.counted}
    record(
        at=now,
        actor=("device", tablet.id),
        right="device",
        act="observations.receive",
        thing=("device", tablet.id),
        students=sorted(students),
        detail={name: many for name, many in tally.items() if many},
    )
