"""One question asked three ways gives one answer: may I, which may I see, and what the database shows.

The oracle is a separate reading of the same table.
"""

from __future__ import annotations

from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model

from carryover.scope.actors import Actor, enter
from carryover.scope.policy import Thing
from carryover.scope.queries import Permit, may, students_for, visible
from spec.scope.world import (
    LINES,
    NOON,
    OF_STUDENTS,
    TODAY,
    Facts,
    allowed,
    as_actor,
    held_rows,
    opened_rows,
    personas,
    states,
)

pytestmark = pytest.mark.django_db
MODELS = [model for model in apps.get_models() if hasattr(model, "student_path")]
NAMES = [model._meta.db_table for model in MODELS]
PERSONAS = (
    "denise",
    "marcus",
    "kim",
    "osei",
    "park",
    "sub",
    "priya",
    "psych",
    "nadia",
    "nurse",
    "agency",
    "evaluator",
    "auditor",
    "privacy",
    "ap",
    "director",
    "lucia",
    "carlos",
    "theo",
    "it",
)


@pytest.fixture(scope="module")
def facts(django_db_setup: None) -> Facts:
    """Everything that stands in the tables."""
    return Facts.read()


def permitted(actor: Actor, act: str, state: str, students: set[UUID]) -> set[UUID]:
    """The students for whom `may` gives a permit, asked one by one."""
    return {s for s in students if isinstance(may(actor, act, Thing(student=s, state=state)), Permit)}


def test_the_world_is_worth_asking() -> None:
    assert set(personas()) == set(PERSONAS)
    assert {"roster_student", "plans_planversion", "observations_event", "decisions_decision"} <= set(NAMES)


@pytest.mark.parametrize("username", PERSONAS)
def test_may_and_students_for_and_the_oracle_agree(username: str, facts: Facts) -> None:
    adult = personas()[username]
    actor, ties = as_actor(adult), facts.ties(adult.id, TODAY)
    # An administrator's 600 students stand in one and the same relation: every tenth is asked one by one.
    asked = set(facts.students) if len(ties) < 100 else set(sorted(facts.students)[::10])
    for act in OF_STUDENTS:
        for state in states(act):
            expected = {s for s in facts.students if allowed(act, adult.role, ties.get(s, ()), state)}
            found = students_for(actor, act, state=state).values_list("id", flat=True)
            assert set(found) == expected, (act, state)
            assert permitted(actor, act, state, asked) == expected & asked, (act, state)


def shown_by(model: type[Model], actor: Actor) -> tuple[set[object], set[object]]:
    """The keys of the rows that the app's own narrowing lets through, and of those that the database shows."""
    narrowed = visible(actor, model).order_by().values_list("pk", flat=True)
    return set(narrowed), set(model._default_manager.order_by().values_list("pk", flat=True))


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_the_database_shows_what_the_table_opens_and_nothing_else(model: type[Model], facts: Facts) -> None:
    table, held = model._meta.db_table, held_rows(model)
    assert held or table in EMPTY_IN_THE_DEMO
    for username, adult in personas().items():
        actor, mine = as_actor(adult), facts.ties(adult.id, TODAY)
        narrowed, shown = shown_by(model, actor)
        assert len(narrowed) == opened_rows(model, held, adult.role, mine), username
        assert narrowed <= shown, username
        assert shown == narrowed or table in OWN_ROWS_TOO, username


EMPTY_IN_THE_DEMO = {"observations_landing", "plans_plandraft", "documents_issued"}
OWN_ROWS_TOO = {
    "scope_relationship",  # one's own relationships, and those to one's own school
    "roster_guardian",  # a guardian sees themself
    "scope_instrument",  # and the papers about themself
    "observations_concern",  # what one raised oneself
    "observations_concernaddition",  # and added to it
    "observations_concernstep",  # and was answered
    "sheets_cardreading",  # one's own readings
    "scope_certificate",  # one's own, and those that are for no one student, of colleagues (test_competence_walls.py)
    "scope_override",  # those for oneself
    "staff_training",  # those in which one is trained
    "staff_step",
    "scope_glass",  # whoever claimed an emergency sees the claim
    "scope_glassreview",  # and what the reviewer found
}
"""Tables of which the database shows the asker's own rows besides."""


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_without_an_actor_there_is_nothing(model: type[Model]) -> None:
    enter(None, None, TODAY, NOON)
    assert not model._default_manager.exists()


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_a_model_names_acts_of_the_table(model: type[Model]) -> None:
    seen_by = model.seen_by  # type: ignore[attr-defined]
    acts = [act for each in seen_by.values() for act in each] if isinstance(seen_by, dict) else seen_by
    assert set(acts) <= set(OF_STUDENTS)


def test_whoever_may_do_anything_to_a_student_may_know_of_them() -> None:
    def holders(act: str) -> set[tuple[str, str]]:
        return {(way["relation"], role) for way in LINES[act]["allow"] for role in way.get("roles", [""])}

    anybody = {relation for relation, role in holders("student.see") if not role}
    for act in OF_STUDENTS:
        assert {relation for relation, _ in holders(act)} <= anybody, act


def test_every_table_with_a_student_is_behind_a_forced_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity FROM pg_class c"
            " JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relkind IN ('r', 'p') AND a.attname IN ('student_id', 'student_ids') AND NOT a.attisdropped"
        )
        found = dict(cursor.fetchall())
    assert {name for name, walled in found.items() if not walled} == set()
    assert {"observations_event_2027", "journal_entry"} <= set(found), (
        "partitions and the journal are among them"
    )


def test_the_app_role_cannot_step_over_the_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole AND relkind IN ('r', 'p')"
            " AND relpersistence = 'p'"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(databases=["default", "owner", "keeper"])
def test_the_wall_is_not_vacuous() -> None:
    """The keeper sees rows; the app entered for nobody and the owner, who is bound too, see none of the same table."""
    enter(None, None, TODAY, NOON)
    for model in (apps.get_model("plans", "PlanVersion"), apps.get_model("observations", "Event")):
        assert model._default_manager.using("keeper").exists()
        assert not model._default_manager.exists()
        assert not model._default_manager.using("owner").exists()


def test_the_lines_that_the_database_asks_are_those_of_the_file() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT act, relation, role, state FROM scope_allowed")
        kept = set(cursor.fetchall())
    roles = {role for _, _, role, _ in kept} | {adult.role for adult in personas().values()}
    relations = {relation for _, relation, _, _ in kept}
    for act in LINES:
        for relation in relations:
            for role in roles - {""}:
                for state in states(act):
                    found = any((act, relation, r, s) in kept for r in ("", role) for s in {"", state})
                    assert found == allowed(act, role, [relation], state), (act, relation, role, state)


def test_the_app_role_cannot_change_those_lines() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_or(has_table_privilege(current_user, 'scope_allowed', right_)) FROM"
            " unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS right_"
        )
        assert cursor.fetchone() == (False,)
