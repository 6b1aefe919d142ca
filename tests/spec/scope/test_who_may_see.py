"""Who may see a student, and why: the list is complete, names the right, and is no door by itself."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from carryover.roster.models import School, Student
from carryover.scope.acts.assignment import Assignment, assign
from carryover.scope.models import Relationship
from carryover.scope.who_may_see import staff_with_access, who_may_see
from carryover.terms import DateSpan, Refused
from spec.scope.world import NOON, TODAY, Facts, allowed, as_actor, keeper, personas

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def facts(django_db_setup: None) -> Facts:
    """Everything that stands in the tables."""
    return Facts.read()


def seen_by(facts: Facts, student: UUID) -> dict[UUID, set[str]]:
    """Every adult of the district to whom the oracle opens the student, and by which relations."""
    with keeper() as rows:
        roles = dict(rows.execute("SELECT id, role FROM roster_adult").fetchall())
    found = {}
    for adult in {link.adult for link in facts.links}:
        held = facts.ties(adult, TODAY, NOON).get(student, set())
        opening = {one for one in held if allowed("student.see", roles[adult], [one])}
        if opening:
            found[adult] = opening
    return found


PARTS = (("Jaylen", "Tucker"), ("Sofía", "Herrera"), ("Mateo", "Herrera"), ("Theo", "Novak"))


@pytest.mark.parametrize("name", PARTS)
def test_it_names_everybody_whom_the_table_lets_in_and_nobody_else(
    name: tuple[str, str], facts: Facts
) -> None:
    actor = as_actor(personas()["ap"])
    student = Student.objects.get(given_name=name[0], family_name=name[1]).id
    told = {
        seer.adult.id: {reason.relation for reason in seer.reasons} for seer in who_may_see(actor, student)
    }
    assert told == seen_by(facts, student)


def test_of_every_student_with_a_plan(facts: Facts) -> None:
    """By numbers: substitutes, contractors, auditors and evaluators are among them."""
    actor = as_actor(personas()["director"])
    kinds = set()
    for student in Student.objects.filter(relationships__relation="case_manager").distinct():
        told = {seer.adult.id: {r.relation for r in seer.reasons} for seer in who_may_see(actor, student.id)}
        assert told == seen_by(facts, student.id)
        kinds |= set().union(*told.values())
    assert {"substitute_for", "contractor", "evaluator", "auditor", "guardian_inspect", "privacy"} <= kinds


@pytest.mark.parametrize("username", ["denise", "nurse", "agency", "it", "park"])
def test_others_are_refused_the_list(username: str) -> None:
    as_actor(personas()["ap"])
    student = Student.objects.get(given_name="Jaylen", family_name="Tucker").id
    with pytest.raises(Exception) as refused:
        who_may_see(as_actor(personas()[username]), student)
    assert type(refused.value).__name__ in ("Refused", "Http404")


def test_the_wall_says_the_same() -> None:
    as_actor(personas()["ap"])
    student = Student.objects.get(given_name="Jaylen", family_name="Tucker").id
    as_actor(personas()["denise"])
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM scope_who_may_see(%s)", [student])
        assert cursor.fetchone() == (0,)


def test_a_parent_reads_who_of_the_staff_and_not_what_the_other_parent_may() -> None:
    lucia = as_actor(personas()["lucia"])
    mateo = Student.objects.get(given_name="Mateo", family_name="Herrera").id
    told = {seer.adult.id: seer.of_family for seer in who_may_see(lucia, mateo)}
    assert told[personas()["lucia"].id] is True
    assert personas()["marcus"].id in told
    assert personas()["carlos"].id not in told


def test_what_has_ended_or_has_not_begun_is_not_on_it() -> None:
    head, kim = as_actor(personas()["ap"]), personas()["kim"]  # a team member needs no training of hands
    jaylen = Student.objects.get(given_name="Jaylen", family_name="Tucker").id
    assign(head, [Assignment(kim, jaylen, "team", DateSpan(TODAY + timedelta(days=1)))])
    assert kim.id not in {seer.adult.id for seer in who_may_see(head, jaylen)}
    Relationship.objects.filter(adult=kim, student=jaylen).update(valid_from=TODAY)
    assert kim.id in {seer.adult.id for seer in who_may_see(head, jaylen)}
    Relationship.objects.filter(adult=kim, student=jaylen).update(ends_at=NOON)
    assert kim.id not in {seer.adult.id for seer in who_may_see(head, jaylen)}


def test_the_public_list_has_names_and_positions_of_staff_and_of_nobody_else() -> None:
    actor = as_actor(personas()["ap"])
    told = {adult.id for adult in staff_with_access(actor, School.objects.get().id)}
    everybody = personas()
    assert {everybody[name].id for name in ("denise", "marcus", "ap", "director", "privacy", "it")} <= told
    assert not {everybody[name].id for name in ("lucia", "carlos", "theo", "auditor")} & told


def test_an_assignment_is_refused_to_who_may_not_make_it() -> None:
    as_actor(personas()["ap"])
    jaylen = Student.objects.get(given_name="Jaylen", family_name="Tucker").id
    wanted = Assignment(personas()["kim"], jaylen, "assigned", DateSpan(TODAY))
    with pytest.raises(Refused, match="decided by the one who answers for the plan"):
        assign(as_actor(personas()["denise"]), [wanted])
