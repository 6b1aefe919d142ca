"""A right begins on its first day, ends after its last, and concerns nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from carryover.plans.models import PlanVersion
from carryover.roster.models import Account, School, Student
from carryover.scope.actors import actor_of, enter
from carryover.scope.models import Relationship
from carryover.scope.queries import students_for
from spec.scope.world import NOON, OF_STUDENTS, TODAY, as_actor, keeper, personas

pytestmark = pytest.mark.django_db
DAYS = st.integers(-3, 3).map(lambda n: TODAY + timedelta(days=n))
SPANS = st.tuples(DAYS, st.none() | DAYS).filter(lambda span: span[1] is None or span[0] <= span[1])


def a_students_id() -> UUID:
    """A student with a plan with whom neither Kim nor Ivo works."""
    as_actor(personas()["denise"])
    return Student.objects.get(given_name="Jaylen", family_name="Tucker").id


@given(span=SPANS)
@settings(max_examples=30, deadline=None)
def test_a_relationship_holds_on_its_days_and_on_no_other(span: tuple[date, date | None]) -> None:
    start, end = span
    holds = start <= TODAY and (end is None or end >= TODAY)
    student = a_students_id()
    with transaction.atomic():
        kim = personas()["kim"]
        as_actor(personas()["ap"])
        Relationship.objects.create(
            adult=kim, student_id=student, relation="assigned", valid_from=start, valid_to=end
        )
        actor = as_actor(kim)
        assert students_for(actor, "day.read").filter(id=student).exists() is holds
        assert Student.objects.filter(id=student).exists() is holds, "the wall says otherwise"
        client = Client()
        client.force_login(Account.objects.get(username="kim"))
        assert client.get(f"/students/{student}/card/").status_code == (200 if holds else 404)
        transaction.set_rollback(True)


def test_what_ended_yesterday_is_gone_on_the_next_request() -> None:
    student, client = a_students_id(), Client()
    client.force_login(Account.objects.get(username="denise"))
    address = f"/students/{student}/card/"
    assert client.get(address).status_code == 200
    assert end(student, TODAY) == 1
    assert client.get(address).status_code == 200
    assert end(student, TODAY - timedelta(days=1)) == 1
    assert client.get(address).status_code == 404


def end(student: UUID, day: date) -> int:
    """The assistant principal ends Denise's assignment to the student; how many rows that was."""
    as_actor(personas()["ap"])
    mine = Relationship.objects.filter(adult=personas()["denise"], student=student)
    return mine.update(valid_to=day)


def test_what_ends_within_the_day_is_gone_at_that_moment() -> None:
    student, denise = a_students_id(), personas()["denise"]
    as_actor(personas()["ap"])
    Relationship.objects.filter(adult=denise, student=student).update(ends_at=NOON)
    for moment, holds in ((NOON - timedelta(seconds=1), True), (NOON, False)):
        enter(denise.id, None, TODAY, moment)
        actor = actor_of(denise, moment, TODAY)
        assert students_for(actor, "day.read").filter(id=student).exists() is holds
        assert Student.objects.filter(id=student).exists() is holds, "the wall says otherwise"


@given(span=SPANS)
@settings(max_examples=15, deadline=None)
def test_an_administrators_right_lasts_as_long_as_theirs_and_the_enrolment(
    span: tuple[date, date | None],
) -> None:
    start, end = span
    holds = start <= TODAY and (end is None or end >= TODAY)
    with transaction.atomic():
        head = personas()["ap"]
        as_actor(personas()["director"])
        Relationship.objects.filter(adult=head).update(valid_from=start, valid_to=end)
        actor = as_actor(head)
        assert students_for(actor, "plan.read").exists() is holds
        assert PlanVersion.objects.exists() is holds
        transaction.set_rollback(True)


@pytest.fixture
def newcomer() -> Iterator[UUID]:
    """A student of a school of their own and an adult who works with them; gone again afterwards."""
    school, adult, student = uuid4(), uuid4(), uuid4()
    district = School.objects.values_list("district_id", flat=True).first()
    with keeper() as rows:
        rows.execute(
            "INSERT INTO roster_school (id, name, code, district_id) VALUES (%s, 'Else', 'ELS', %s)",
            [school, district],
        )
        rows.execute(
            "INSERT INTO roster_adult (id, district_id, given_name, family_name, initials, role, title, reach)"
            " VALUES (%s, %s, 'Nora', 'New', 'N.N.', 'teacher', '', '')",
            [adult, district],
        )
        rows.execute(
            "INSERT INTO roster_student (id, given_name, family_name, initials, birth_date, number)"
            " VALUES (%s, 'Zoe', 'Zeller', 'Z.Z.', '2015-01-01', '999')",
            [student],
        )
        rows.execute(
            "INSERT INTO roster_enrolment (student_id, school_id, grade, valid_from)"
            " VALUES (%s, %s, '5', '2026-08-01')",
            [student, school],
        )
        rows.execute(
            "INSERT INTO scope_relationship (id, adult_id, student_id, relation, valid_from, reason)"
            " VALUES (%s, %s, %s, 'assigned', '2026-08-01', '')",
            [uuid4(), adult, student],
        )
    yield student
    with keeper() as rows:
        for table, column in (("scope_relationship", "student_id"), ("roster_enrolment", "student_id")):
            rows.execute(f"DELETE FROM {table} WHERE {column} = %s", [student])  # type: ignore[arg-type]
        rows.execute("DELETE FROM roster_student WHERE id = %s", [student])
        rows.execute("DELETE FROM roster_adult WHERE id = %s", [adult])
        rows.execute("DELETE FROM roster_school WHERE id = %s", [school])


def views() -> dict[tuple[str, str], frozenset[UUID]]:
    """What everybody may do to whom, and whom the wall shows them."""
    found: dict[tuple[str, str], frozenset[UUID]] = {}
    for username, adult in personas().items():
        actor = as_actor(adult)
        found[username, "wall"] = frozenset(Student.objects.values_list("id", flat=True))
        for act in OF_STUDENTS:
            found[username, act] = frozenset(students_for(actor, act).values_list("id", flat=True))
    return found


def test_somebody_new_elsewhere_changes_nobodys_view(request: pytest.FixtureRequest) -> None:
    before = views()
    student = request.getfixturevalue("newcomer")
    assert views() == before
    assert all(student not in seen for seen in before.values())


def test_ending_a_relationship_never_widens_a_view() -> None:
    before = views()
    as_actor(personas()["director"])
    Relationship.objects.filter(relation="assigned").update(
        valid_from=TODAY - timedelta(days=9), valid_to=TODAY - timedelta(days=1)
    )
    after = views()
    assert all(after[key] <= before[key] for key in before)
    assert after["denise", "day.read"] < before["denise", "day.read"]
