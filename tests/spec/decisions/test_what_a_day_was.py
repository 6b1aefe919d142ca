"""A day on the graph is a value, a true zero, no opportunity or not collected; and an unfinished day is open."""

from __future__ import annotations

from uuid import UUID

import pytest

from carryover.decisions.evidence import Evidence
from carryover.decisions.queries import caseload, goal_evidence
from carryover.decisions.workbench import drawing
from carryover.measurement import Method, State
from carryover.singlecase import Point
from spec.demo.evidence import signed_in, student
from spec.scope.world import TODAY
from tablets import Tablet, measure_of, set_up, student_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def tablet() -> Tablet:
    """Denise's."""
    return set_up("denise")


def counting() -> Evidence:
    """J.T.'s goal that is counted, as the graph has it."""
    marcus = signed_in("marcus")
    key: UUID = student("Jaylen", "Tucker").id
    goals = caseload(marcus, only=[key])[0].goals
    goal = next(each.goal for each in goals if each.goal.measure.method is Method.COUNT)
    found = goal_evidence(marcus, key, goal.id)
    assert found is not None
    return found


def today(found: Evidence) -> Point | None:
    """Today's point, if there is one."""
    return next((p for p in found.series.points if p.day == TODAY), None)


def both_ways() -> tuple[Point | None, Point | None]:
    """Today's point on the graph, and in the queue's sums."""
    one = counting()
    loaded = caseload(signed_in("marcus"), only=[student("Jaylen", "Tucker").id])[0].goals
    other = next(each for each in loaded if each.goal.id == one.goal.id)
    return today(one), today(other)


def close(tablet: Tablet, zero: bool = False, no_opportunity: bool = False) -> None:
    """End the session for J.T."""
    jt = student_on(tablet.day(), "J.T.")
    measure = measure_of(jt, "count")
    seen = tablet.seen(jt, measure, {})
    said = {
        "zero": [measure["id"]] if zero else [],
        "no_opportunity": [measure["id"]] if no_opportunity else [],
    }
    payload = {k: seen[k] for k in ("student", "plan_version", "session", "session_started_at")} | said
    made = tablet.item("close", payload)
    assert tablet.verdicts([made])[0]["verdict"] == "stored"


def test_an_unfinished_count_is_shown_open_and_no_rule_uses_it(tablet: Tablet) -> None:
    before = counting()
    tablet.capture(tablet.day(), "J.T.", "count", {"count": 3})
    tablet.verdicts()
    found = counting()
    for point in both_ways():
        assert point is not None and (point.value, point.open) == (3, True)
    assert before.verdict and found.verdict
    assert [p.day for p in found.verdict.used] == [p.day for p in before.verdict.used]
    assert any(row.day == TODAY for row in drawing(found, "date").rows), "it is shown"


def test_it_is_used_once_the_session_is_closed(tablet: Tablet) -> None:
    tablet.capture(tablet.day(), "J.T.", "count", {"count": 3})
    tablet.verdicts()
    close(tablet)
    for point in both_ways():
        assert point is not None and (point.value, point.open) == (3, False)
    found = counting()
    assert found.verdict and found.verdict.used[-1].day == TODAY


def test_a_second_session_that_still_runs_keeps_the_day_open(tablet: Tablet) -> None:
    tablet.capture(tablet.day(), "J.T.", "count", {"count": 3})
    tablet.verdicts()
    close(tablet)
    jt = student_on(tablet.day(), "J.T.")
    again = tablet.seen(jt, measure_of(jt, "count"), {"count": 1}) | {"session": str(UUID(int=7))}
    tablet.verdicts([tablet.item("capture", again)])
    for point in both_ways():
        assert point is not None and (point.value, point.open) == (4, True)


def test_a_confirmed_zero_is_a_zero(tablet: Tablet) -> None:
    close(tablet, zero=True)
    for point in both_ways():
        assert point is not None and (point.state, point.value, point.open) == (State.TRUE_ZERO, 0, False)
    row = next(row for row in drawing(counting(), "date").rows if row.day == TODAY)
    assert row.value == 0


def test_no_opportunity_is_no_zero(tablet: Tablet) -> None:
    close(tablet, no_opportunity=True)
    for point in both_ways():
        assert point is not None and (point.state, point.value) == (State.NO_OPPORTUNITY, None)
    found = counting()
    assert found.verdict and all(p.day != TODAY for p in found.verdict.used)


def test_what_nobody_said_anything_about_is_not_collected(tablet: Tablet) -> None:
    assert today(counting()) is None
    close(tablet)
    for point in both_ways():
        assert point is not None and (point.state, point.value) == (State.NOT_COLLECTED, None)
    row = next(row for row in drawing(counting(), "date").rows if row.day == TODAY)
    assert row.value is None


def test_what_was_seen_counts_even_where_the_closing_denies_it(tablet: Tablet) -> None:
    tablet.capture(tablet.day(), "J.T.", "count", {"count": 2})
    tablet.verdicts()
    close(tablet, zero=True)
    for point in both_ways():
        assert point is not None and (point.state, point.value) == (State.VALUE, 2)
