"""Reading the log, always narrowed to what the asker may see, and turned into what `measurement` scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from carryover.measurement import Closing, Measure, Method, Observed
from carryover.observations.models import DatedNote, Event, Landing, taken_back
from carryover.scope.actors import Actor
from carryover.scope.queries import visible


@dataclass(frozen=True)
class DaySeen:
    """What was recorded of one measure on one day: the events that count, and the sessions that were closed."""

    day: date
    events: tuple[Observed, ...]
    closings: tuple[Closing, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Sent:
    """One item as the server holds it, for 'what I sent today'."""

    id: UUID
    student: UUID
    measure: str | None
    occurred_at: datetime
    late: bool
    voided: bool
    verdict: str
    reason: str


def counted(actor: Actor, students: Iterable[UUID], act: str, since: date | None = None) -> list[Event]:
    """Captures and closes that count (not taken back) of these students, in order of time: one query."""
    rows = visible(actor, Event, act).filter(student_id__in=list(students), kind__in=["capture", "close"])
    if since is not None:
        rows = rows.filter(day__gte=since)
    return list(rows.filter(~taken_back()).order_by("occurred_at", "seq"))


def days_seen(events: Iterable[Event], measure: Measure) -> list[DaySeen]:
    """Per day of collection, what was recorded of one measure, from events already fetched."""
    observed: dict[date, list[Observed]] = defaultdict(list)
    closed: dict[date, list[Closing]] = defaultdict(list)
    flags: dict[date, list[str]] = defaultdict(list)
    for event in events:
        if event.kind == "close":
            closed[event.day].append(_closing(event))
        elif event.measure == measure.id:
            observed[event.day].append(_observed(event, measure.method))
            if event.flag:
                flags[event.day].append(event.flag)
    return [
        DaySeen(day, tuple(observed[day]), tuple(closed[day]), tuple(flags[day]))
        for day in sorted({*observed, *closed})
    ]


def notes(actor: Actor, student: UUID) -> list[DatedNote]:
    """Dated notes and condition flags of one student that nobody took back, oldest first."""
    rows = visible(actor, DatedNote, "graph.read").filter(student=student, taken_back_at__isnull=True)
    return list(rows.order_by("day", "at"))


def sent_on(actor: Actor, day_starts: datetime, day_ends: datetime) -> list[Sent]:
    """What this adult sent that landed or happened within these moments, counted or held, newest first."""
    rows = (
        Landing.objects.filter(author_id=actor.adult.id, kind="capture")
        .filter(Q(received_at__gte=day_starts, received_at__lt=day_ends))
        .annotate(voided=taken_back())
        .order_by("-seq")
    )
    events = {e.id: e for e in Event.objects.filter(id__in=[row.id for row in rows])}
    return [_sent(row, events.get(row.id)) for row in rows]


def _sent(row: Landing, event: Event | None) -> Sent:
    assert row.student_id is not None
    return Sent(
        id=row.id,
        student=row.student_id,
        measure=event.measure if event else None,
        occurred_at=event.occurred_at if event else row.dev_wall,
        late=event.late if event else False,
        voided=bool(getattr(row, "voided", False)),
        verdict=row.verdict,
        reason=row.reason,
    )


def _observed(event: Event, method: Method) -> Observed:
    value = event.value or {}
    return Observed(
        id=str(event.id),
        method=method,
        occurred_at=event.occurred_at,
        session=str(event.session or ""),
        count=int(value.get("count", 0)),
        seconds=float(value.get("seconds", 0)),
        correct=value.get("correct"),
        prompt=value.get("prompt"),
        late=event.late,
    )


def _closing(event: Event) -> Closing:
    value = event.value or {}
    return Closing(
        session=str(event.session or ""),
        zero=frozenset(value.get("zero", ())),
        no_opportunity=frozenset(value.get("no_opportunity", ())),
        ended_at=event.occurred_at,
    )
