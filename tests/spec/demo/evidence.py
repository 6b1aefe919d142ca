"""A goal's evidence as its case manager gets it, read through row security."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from carryover.decisions.evidence import Evidence
from carryover.decisions.queries import goal_evidence
from carryover.measurement import Observed, score
from carryover.roster.models import Account, Student
from carryover.scope.actors import Actor, actor_of, enter
from carryover.singlecase import RULES, Point, Verdict, judge
from carryover.site.demo.shapes import goal_id

TODAY = date(2026, 10, 20)
NOON = datetime(2026, 10, 20, 16, 0, tzinfo=UTC)


def signed_in(username: str) -> Actor:
    """The actor behind a persona's account, entered for the current transaction."""
    adult = Account.objects.select_related("adult").get(username=username).adult
    assert adult is not None
    enter(adult.id, None, TODAY, NOON)
    return actor_of(adult, NOON, TODAY)


def student(given: str, family: str) -> Student:
    """The student with this name."""
    return Student.objects.get(given_name=given, family_name=family)


def asking_for_a_break() -> Evidence:
    """Jaylen's goal in the queue."""
    found = goal_evidence(signed_in("marcus"), student("Jaylen", "Tucker").id, goal_id("asks-for-a-break"))
    assert found is not None
    return found


def with_today(found: Evidence, seen: Observed) -> Verdict:
    """What the rule says when this one event is recorded today."""
    assert found.aim is not None
    value = score(found.goal.measure, [seen], (), finished=False)
    session = max(point.session for point in found.series.points) + 1
    point = Point(TODAY, session, value.value, value.state, value.n, open=value.open)
    return judge(
        RULES[found.goal.rule], replace(found.series, points=(*found.series.points, point)), found.aim
    )
