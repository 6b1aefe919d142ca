"""A page asks the database as often for a case manager with two students as for one with twenty-two."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from carryover.roster.models import Account
from carryover.scope.models import Relationship
from carryover.site.demo.shapes import goal_id
from spec.demo.evidence import signed_in, student
from spec.scope.world import TODAY
from tablets import set_up

pytestmark = pytest.mark.django_db
STUDENT, GOAL = "/students/{student}/", f"/students/{{student}}/goals/{goal_id('asks-for-a-break')}/"
OPEN_CONCERNS = 5
"""What adults raised that waits for an answer, what was added and answered, who owes it, and the bells to age it by."""
OWN_PART = 5
"""Guidance, one's last readings, last events and assignments, and what one raised; the version that one knew is asked
for in the place of the version before."""
READY = 10
QUERIES = {
    "/queue/": 15 + OPEN_CONCERNS + READY,
    "/caseload/": 14,
    f"{GOAL}graph/": 22,
    f"{GOAL}points/2026-10-19/": 18,
    f"{GOAL}decide/": 24,
    "/day/": 19 + OWN_PART + 3,
    f"{STUDENT}card/": 21 + OWN_PART + 2,  # and today's bells: in which period one is
    STUDENT: 33 + 9,
}
"""Queries a page, with session, account, adult, relationships, the wall's settings and savepoints.

What training adds: one's own certificates and overrides to every card (2) and a line on the day (1); to Today and the
student's page how the adults assigned stand to what is needed (students, assignments and their periods, overrides,
requirements, lines of plans, certificates, when cards changed, the journal); to a decision the competencies. One of
the queue's asks for claims of an emergency that wait; one of a card's for lines whose reason is sealed; one of the
student's for notes to the team.
"""


def jaylen() -> UUID:
    """J.T."""
    signed_in("marcus")
    return student("Jaylen", "Tucker").id


def leave(username: str, *names: tuple[str, str]) -> None:
    """End all of this adult's relationships but those to these students."""
    actor = signed_in(username)
    kept = [student(*name).id for name in names]
    ended = TODAY - timedelta(days=1)
    signed_in("ap")  # the one who may end assignments
    Relationship.objects.filter(adult=actor.adult).exclude(student__in=kept).update(
        valid_from=ended, valid_to=ended
    )
    assert set(signed_in(username).to_students) == set(kept)


def asked(username: str, address: str) -> int:
    """How many queries a page took that was opened before in the same session."""
    client = Client()
    client.force_login(Account.objects.get(username=username))
    client.get(address)  # templates and calendars are read, and the session is there
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("students", [22, 2])
@pytest.mark.parametrize(("page", "queries"), QUERIES.items(), ids=QUERIES)
def test_the_number_of_queries_is_fixed(page: str, queries: int, students: int) -> None:
    address = page.format(student=jaylen())
    if students == 2:
        leave("marcus", ("Jaylen", "Tucker"), ("Amara", "Okoye"))
    assert asked("marcus", address) == queries


@pytest.mark.parametrize("page", ["/day/", "/day/?day=2026-10-21", "/day/?day=2026-10-24"])
def test_denises_day_costs_the_same_with_five_students_and_with_one(page: str) -> None:
    five = asked("denise", page)
    leave("denise", ("Jaylen", "Tucker"))
    assert asked("denise", page) == five


def test_a_tablets_day_costs_the_same_with_five_students_and_with_one() -> None:
    tablet, counts = set_up("denise"), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            tablet.day()
        counts.append(len(queries))
        leave("denise", ("Jaylen", "Tucker"))
    assert counts[0] == counts[1]


def test_a_batch_costs_the_same_with_one_item_and_with_a_hundred() -> None:
    tablet, counts = set_up("denise"), []
    sheet = tablet.day()
    tablet.verdicts([tablet.capture(sheet, "J.T.", "count", {"count": 1})])
    for size in (1, 100):
        items = [tablet.capture(sheet, "J.T.", "count", {"count": 1}) for _ in range(size)]
        with CaptureQueriesContext(connection) as queries:
            assert {v["verdict"] for v in tablet.verdicts(items)} == {"stored"}
        counts.append(len(queries))
    assert counts[0] == counts[1]
