"""A day's value from the database's own sums, for pages that show many students at once.

The quick twin of `measurement.score`: it must give the same state, value and n as scoring the events one by one, and a
test holds the two together on invented days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, FloatField, IntegerField, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform as Text
from django.db.models.functions import Cast, Coalesce

from carryover.measurement import Measure, Method, State
from carryover.observations.models import Event, taken_back
from carryover.scope.actors import Actor
from carryover.scope.queries import visible


@dataclass(frozen=True)
class DayTotal:
    """The sums of one measure of one student on one day; its sessions only while the day is not over."""

    day: date
    n: int
    count: int
    seconds: float
    independent: int
    unprompted: int
    sessions: frozenset[UUID | None]


@dataclass(frozen=True)
class DayClosing:
    """What was said when sessions of one student ended on one day."""

    day: date
    session: UUID | None
    zero: frozenset[str]
    no_opportunity: frozenset[str]


@dataclass(frozen=True)
class Totals:
    """Everything recorded about one student since a day, summed."""

    days: dict[str, tuple[DayTotal, ...]]
    closings: tuple[DayClosing, ...]


def totals(actor: Actor, students: Iterable[UUID], act: str, since: date) -> dict[UUID, Totals]:
    """Sums by student, measure and day: two queries, whatever the number of students."""
    rows = (
        visible(actor, Event, act).filter(student_id__in=list(students), day__gte=since).filter(~taken_back())
    )
    days: dict[UUID, dict[str, list[DayTotal]]] = defaultdict(lambda: defaultdict(list))
    for row in _summed(rows.filter(kind="capture"), actor.today):
        student, measure, day, n, count, seconds, independent, unprompted, sessions = row
        total = DayTotal(day, n, count, seconds, independent, unprompted, frozenset(sessions or ()))
        days[student][measure].append(total)
    closings: dict[UUID, list[DayClosing]] = defaultdict(list)
    for student, day, session, value in rows.filter(kind="close").values_list(
        "student_id", "day", "session", "value"
    ):
        said = value or {}
        closings[student].append(
            DayClosing(
                day, session, frozenset(said.get("zero", ())), frozenset(said.get("no_opportunity", ()))
            )
        )
    return {
        student: Totals({m: tuple(d) for m, d in days[student].items()}, tuple(closings[student]))
        for student in {*days, *closings}
    }


def value_of(measure: Measure, total: DayTotal) -> float:
    """The value of a day with at least one event, by the measure's method."""
    if measure.method is Method.COUNT:
        return float(total.count)
    if measure.method is Method.DURATION:
        return total.seconds / 60
    return 100 * (total.independent + (0 if measure.prompts else total.unprompted)) / total.n


def state_without_events(measure: Measure, closings: Iterable[DayClosing]) -> State:
    """What a day without events was, by what was said when its sessions ended."""
    said = list(closings)
    zero = any(measure.id in c.zero for c in said)
    if zero and measure.method.needs_exposure:
        return State.TRUE_ZERO
    if zero or any(measure.id in c.no_opportunity for c in said):
        return State.NO_OPPORTUNITY
    return State.NOT_COLLECTED


def _summed(
    rows: QuerySet[Event], today: date
) -> Iterable[tuple[UUID, str, date, int, int, float, int, int, list[UUID] | None]]:
    right = Q(value__correct=True)
    return (
        rows.values_list("student_id", "measure", "day")
        .annotate(
            n=Count("id"),
            count=Coalesce(Sum(Cast(Text("count", "value"), IntegerField())), 0),
            seconds=Coalesce(Sum(Cast(Text("seconds", "value"), FloatField())), 0.0),
            independent=Count("id", filter=right & Q(value__prompt="I")),
            unprompted=Count("id", filter=right & (Q(value__prompt=None) | ~Q(value__has_key="prompt"))),
            sessions=ArrayAgg("session", distinct=True, filter=Q(day__gte=today)),
        )
        .order_by("student_id", "measure", "day")
    )
