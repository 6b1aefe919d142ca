"""The database's own sums say of every invented day what scoring its events one by one says.

Events, late ones, ones taken back and closings are drawn by hypothesis and stand in the real tables.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from carryover.decisions.evidence import numbered
from carryover.decisions.queries import _scored, _summed_days
from carryover.measurement import HIERARCHY, Measure, Method, score
from carryover.observations.models import Event
from carryover.observations.queries import counted, days_seen
from carryover.observations.totals import Totals, state_without_events, totals, value_of
from carryover.plans.content import Criterion, Goal
from carryover.roster.models import Student
from spec.scope.world import TODAY, as_actor, personas

pytestmark = pytest.mark.django_db
NAMES = UUID("5d0c3b8e-52a1-4f0a-9a11-0c6f5f1a7a55")
LEVELS = tuple(level.value for level in HIERARCHY)
MEASURES = (
    Measure("twin-count", "Calls out", Method.COUNT),
    Measure("twin-duration", "Stays with writing", Method.DURATION),
    Measure("twin-levels", "Asks for a break", Method.TRIALS, prompts=LEVELS),
    Measure("twin-plain", "Reads the word", Method.TRIALS),
)
BY_ID = {measure.id: measure for measure in MEASURES}
SINCE = TODAY - timedelta(days=2)
DEVICE = uuid5(NAMES, "tablet")
VALUES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "twin-count": st.fixed_dictionaries({"count": st.integers(1, 9)}),
    "twin-duration": st.fixed_dictionaries({"seconds": st.floats(0, 3600) | st.integers(0, 86400)}),
    "twin-levels": st.fixed_dictionaries(
        {"correct": st.booleans(), "prompt": st.none() | st.sampled_from(LEVELS)}
    ),
    "twin-plain": st.fixed_dictionaries({"correct": st.booleans()}, optional={"prompt": st.none()}),
}
SESSIONS = st.sampled_from([uuid5(NAMES, f"session {n}") for n in range(3)])
DAYS = st.integers(0, 2).map(lambda n: SINCE + timedelta(days=n))


@dataclass(frozen=True)
class Row:
    """One event to be stored."""

    kind: str
    day: date
    session: UUID
    measure: str | None
    value: dict[str, Any]
    late: bool = False
    taken_back: bool = False


CAPTURES = st.sampled_from(sorted(BY_ID)).flatmap(
    lambda name: st.builds(
        Row,
        kind=st.just("capture"),
        day=DAYS,
        session=SESSIONS,
        measure=st.just(name),
        value=VALUES[name],
        late=st.booleans(),
        taken_back=st.booleans(),
    )
)
SAID = st.lists(st.sampled_from(sorted(BY_ID)), unique=True, max_size=4).flatmap(
    lambda named: st.integers(0, len(named)).map(lambda k: {"zero": named[:k], "no_opportunity": named[k:]})
)
CLOSES = st.builds(
    Row,
    kind=st.just("close"),
    day=DAYS,
    session=SESSIONS,
    measure=st.none(),
    value=SAID,
    taken_back=st.booleans(),
)


def a_student() -> UUID:
    """Somebody whose invented measures have no other events."""
    as_actor(personas()["marcus"])
    return Student.objects.get(given_name="Jaylen", family_name="Tucker").id


def write(student: UUID, rows: list[Row]) -> None:
    """Store the rows as a tablet's batch would: under its device, by the app role."""
    stored: list[list[Any]] = []
    for n, row in enumerate(rows):
        key = uuid5(NAMES, f"event {n}")
        at = datetime.combine(row.day, time(9), ZoneInfo("America/New_York")) + timedelta(seconds=n)
        common = [at.astimezone(UTC), row.day, DEVICE, DEVICE]
        value = json.dumps(row.value)
        stored.append([key, n, student, row.kind, row.measure, row.session, value, None, row.late, *common])
        if row.taken_back:
            void = uuid5(NAMES, f"void {n}")
            stored.append([void, n, student, "void", None, None, None, key, False, *common])
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('carryover.device', %s, true)", [str(DEVICE)])
        cursor.executemany(INSERT, stored)


INSERT = """
INSERT INTO observations_event (school_year, school_id, id, seq, student_id, kind, measure, session, value, voids, late,
    occurred_at, day, author_id, device_id, flag, time_quality)
VALUES (2027, gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '', 'good')
"""


Said = dict[date, tuple[Any, ...]]


def one_by_one(events: list[Event], measure: Measure) -> Said:
    """Each day's state, value and n, by scoring its events."""
    found = {}
    for seen in days_seen(events, measure):
        value = score(measure, seen.events, seen.closings, finished=True)
        found[seen.day] = (value.state.value, value.value, value.n)
    return found


def by_sums(sums: Totals, measure: Measure) -> Said:
    """The same from the database's sums."""
    said: dict[date, list[Any]] = {}
    for closing in sums.closings:
        said.setdefault(closing.day, []).append(closing)
    found: Said = {}
    for day, closings in said.items():
        state = state_without_events(measure, closings)
        found[day] = (state.value, 0.0 if state.has_value else None, 0)
    for total in sums.days.get(measure.id, ()):
        found[total.day] = ("value", value_of(measure, total), total.n)
    return found


def looked_up(student: UUID) -> tuple[list[Event], Totals]:
    """Both ways of asking, by Marcus."""
    actor = as_actor(personas()["marcus"])
    events = counted(actor, [student], "graph.read", since=SINCE)
    return events, totals(actor, [student], "graph.read", since=SINCE)[student]


def goal_of(measure: Measure) -> Goal:
    """A goal of which only the measure matters here."""
    return Goal("goal", "", "", "", Criterion("at_least", 1, ""), TODAY, measure, "", ())


@given(rows=st.lists(CAPTURES | CLOSES, max_size=14))
@settings(max_examples=50, deadline=None)
def test_sums_and_events_tell_the_same_day(rows: list[Row]) -> None:
    jaylen = a_student()
    with transaction.atomic():
        write(jaylen, rows)
        events, sums = looked_up(jaylen)
        for measure in MEASURES:
            slow, quick = one_by_one(events, measure), by_sums(sums, measure)
            assert slow.keys() == quick.keys()
            for day, (state, value, n) in slow.items():
                assert quick[day] == (state, pytest.approx(value) if value is not None else None, n)
            assert_the_same_points(events, sums, goal_of(measure))
        transaction.set_rollback(True)


def assert_the_same_points(events: list[Event], sums: Totals, goal: Goal) -> None:
    """The points that the graph and the queue judge agree, open ones included."""
    slow = numbered(_scored(goal, day, TODAY) for day in days_seen(events, goal.measure))
    quick = numbered(_summed_days(goal, sums, TODAY))
    for one, other in zip(slow, quick, strict=True):
        assert (one.day, one.session, one.state, one.n, one.open) == (
            other.day,
            other.session,
            other.state,
            other.n,
            other.open,
        )


def test_missing_is_not_zero_and_no_opportunity_is_neither() -> None:
    jaylen, (count, duration, levels, plain) = a_student(), MEASURES
    said = {"zero": [count.id, levels.id], "no_opportunity": [duration.id]}
    write(jaylen, [Row("close", TODAY, uuid5(NAMES, "session 0"), None, said)])
    events, sums = looked_up(jaylen)
    for told in (lambda m: one_by_one(events, m), lambda m: by_sums(sums, m)):
        assert told(count)[TODAY] == ("true_zero", 0.0, 0)
        assert told(duration)[TODAY] == ("no_opportunity", None, 0)
        assert told(levels)[TODAY] == ("no_opportunity", None, 0), "zero trials are never 0 %"
        assert told(plain)[TODAY] == ("not_collected", None, 0)


def test_what_is_taken_back_counts_nowhere() -> None:
    jaylen, key = a_student(), uuid5(NAMES, "session 0")
    rows = [Row("capture", TODAY, key, "twin-count", {"count": 2}, taken_back=gone) for gone in (True, False)]
    rows.append(Row("close", TODAY, key, None, {"zero": ["twin-duration"]}, taken_back=True))
    write(jaylen, rows)
    events, sums = looked_up(jaylen)
    for told in (lambda m: one_by_one(events, m), lambda m: by_sums(sums, m)):
        assert told(MEASURES[0])[TODAY] == ("value", 2.0, 1)
        assert TODAY not in told(MEASURES[1])
