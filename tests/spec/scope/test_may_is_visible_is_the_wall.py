"""One question asked three ways gives one answer: may I, which may I see, and what the database shows.

The oracle is a separate reading of the same table.
"""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Count, Model

from carryover.scope.actors import Actor, enter
from carryover.scope.queries import Permit, may, students_for, visible
from spec.scope.world import ACTS, TODAY, Facts, allowed, as_actor, keeper, personas

pytestmark = pytest.mark.django_db
OF_STUDENTS = [model for model in apps.get_models() if hasattr(model, "student_path")]
NAMES = [model._meta.db_table for model in OF_STUDENTS]
PERSONAS = (
    "denise",
    "marcus",
    "kim",
    "osei",
    "park",
    "sub",
    "priya",
    "psych",
    "ap",
    "director",
    "lucia",
    "theo",
    "it",
)


@pytest.fixture(scope="module")
def facts(django_db_setup: None) -> Facts:
    """Everything that stands in the tables."""
    return Facts.read()


def permitted(actor: Actor, act: str, facts: Facts) -> set[object]:
    """The students for whom `may` gives a permit, asked one by one."""
    return {student for student in facts.students if isinstance(may(actor, act, student), Permit)}


def test_the_world_is_worth_asking() -> None:
    assert set(personas()) == set(PERSONAS)
    assert {"roster_student", "plans_planversion", "observations_event", "decisions_decision"} <= set(NAMES)


@pytest.mark.parametrize("username", PERSONAS)
def test_may_and_students_for_and_the_oracle_agree(username: str, facts: Facts) -> None:
    adult = personas()[username]
    actor, ties = as_actor(adult), facts.ties(adult.id, TODAY)
    for act in ACTS:
        expected = {s for s in facts.students if allowed(act, adult.role, ties.get(s, ()))}
        assert set(students_for(actor, act).values_list("id", flat=True)) == expected, act
        # An administrator's 600 students stand in one and the same relation: every tenth is asked one by one.
        asked = facts if len(ties) < 100 else _tenth(facts)
        assert permitted(actor, act, asked) == expected & asked.students, act


def _tenth(facts: Facts) -> Facts:
    return Facts((), (), frozenset(sorted(facts.students)[::10]))


@pytest.mark.parametrize("model", OF_STUDENTS, ids=NAMES)
def test_the_database_shows_exactly_the_rows_of_students_one_works_with(
    model: type[Model], facts: Facts
) -> None:
    path = str(model.student_path)  # type: ignore[attr-defined]
    table = model._meta.db_table
    with keeper() as rows:
        held = dict(rows.execute(f"SELECT {path}, count(*) FROM {table} GROUP BY 1").fetchall())  # type: ignore[arg-type]
    assert held or table in EMPTY_IN_THE_DEMO
    for adult in personas().values():
        actor, mine = as_actor(adult), facts.ties(adult.id, TODAY)
        shown = model._default_manager.order_by().values_list(path).annotate(rows=Count("*"))
        assert dict(shown) == {s: n for s, n in held.items() if s in mine}, adult
        for act in ("day.read", "graph.read", "plan.draft"):
            narrowed = set(visible(actor, model, act).order_by().values_list(path, flat=True).distinct())
            assert narrowed == {s for s in held if allowed(act, adult.role, mine.get(s, ()))}, (adult, act)


EMPTY_IN_THE_DEMO = {"observations_landing", "plans_plandraft", "documents_issued"}


@pytest.mark.parametrize("model", OF_STUDENTS, ids=NAMES)
def test_without_an_actor_there_is_nothing(model: type[Model]) -> None:
    enter(None, None, TODAY)
    assert not model._default_manager.exists()


def test_every_table_with_a_student_is_behind_a_wall_or_named_here() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attname IN ('student_id', 'student_ids')"
        )
        open_tables = {name for name, walled in cursor.fetchall() if not walled}
    assert open_tables == WITHOUT_A_WALL


WITHOUT_A_WALL = {
    "journal_entry",  # plain ids; read only through queries that ask scope
    "roster_outing_students",
    "scope_relationship",  # the ground on which the walls stand; a tablet's door judges by it without an actor
    "scope_relationshipevent",
}


def test_the_app_role_cannot_step_over_the_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole AND relkind IN ('r', 'p')"
            " AND relpersistence = 'p'"
        )
        assert cursor.fetchone() == (0,)
