"""Row history: what stood in a row, who changed it, in whose name; written by the database, whoever changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors

from carryover.journal.history import keep_history
from carryover.journal.walk import Connection
from carryover.site.connections import Databases

As = Callable[..., AbstractContextManager[Connection]]
MARCUS, JAYLEN = uuid4(), uuid4()
TABLE = "CREATE TABLE fact (id uuid PRIMARY KEY, student_id uuid, what text, seen integer, secret text)"
OF_STUDENTS = {
    "roster_student": "UPDATE {table} SET given_name = 'X' WHERE id = %s",
    "roster_enrolment": "UPDATE {table} SET grade = 'X' WHERE id = %s",
    "roster_guardian": "UPDATE {table} SET name = 'X' WHERE id = %s",
    "roster_absence": "UPDATE {table} SET leaves_at = '09:01' WHERE id = %s",
    "roster_classmember": "UPDATE {table} SET valid_to = '2030-01-01' WHERE id = %s",
    "roster_outing_students": "DELETE FROM {table} WHERE id = %s",
    "scope_relationship": "UPDATE {table} SET reason = 'X' WHERE id = %s",
    "scope_instrument": "UPDATE {table} SET issuer = 'X' WHERE id = %s",
    "plans_studentplan": "UPDATE {table} SET kind = 'X' WHERE id = %s",
    "plans_plandraft": "UPDATE {table} SET reason = 'X' WHERE id = %s",
    "observations_datednote": "UPDATE {table} SET text = 'X' WHERE id = %s",
}
ONE_OF_EACH = (
    """
    INSERT INTO plans_plandraft (id, content, reason, goal_id, started_at, changed_at, base_id, plan_id, started_by_id,
        student_id)
    SELECT gen_random_uuid(), content, '', '', now(), now(), id, plan_id, signed_by_id, student_id
    FROM plans_planversion LIMIT 1
    """,
    """
    INSERT INTO scope_instrument (id, kind, "right", effect, issuer, reference, issued_on, valid_from, entered_at,
        entered_by_id, guardian_id, student_id)
    SELECT gen_random_uuid(), 'court_order', 'inspect', 'revokes', 'Court', '', '2026-01-01', '2026-01-01', now(),
        (SELECT id FROM roster_adult LIMIT 1), id, student_id
    FROM roster_guardian LIMIT 1
    """,
    """
    INSERT INTO observations_datednote (id, day, kind, text, at, author_id, student_id)
    SELECT gen_random_uuid(), '2026-10-20', 'note', 'New seat', now(), signed_by_id, student_id
    FROM plans_planversion LIMIT 1
    """,
)


@pytest.fixture(scope="module")
def facts(scratch: Databases) -> None:
    """A table of facts about students with a trigger such as every room's migration makes, and no wall in the way."""
    with psycopg.connect("", **scratch.owner.dsn()) as owner:
        owner.execute(TABLE)
        owner.execute(
            str(keep_history("fact", student="student_id", leave_out=["seen", "secret"]).sql).encode()
        )


@pytest.fixture
def fact(facts: None, keeper: Connection) -> UUID:
    """One fact about Jaylen."""
    key = uuid4()
    keeper.execute("INSERT INTO fact VALUES (%s, %s, 'first', 0, 'word')", [key, JAYLEN])
    return key


@pytest.fixture
def act(scratch: Databases) -> As:
    """A transaction of the app role in somebody's name, committed at its end."""

    @contextmanager
    def inside(adult: UUID | None, device: UUID | None = None) -> Iterator[Connection]:
        with psycopg.connect("", **scratch.app.dsn()) as connection:
            for name, value in (("adult", adult), ("device", device)):
                connection.execute("SELECT set_config(%s, %s, true)", [f"carryover.{name}", str(value or "")])
            yield connection

    return inside


def history(keeper: Connection, table: str, row: object) -> list[tuple[Any, ...]]:
    """What is kept of a row, oldest first."""
    return keeper.execute(
        "SELECT change, was, by_adult, by_device, by_role, student_id FROM journal_history"
        " WHERE table_name = %s AND row_id = %s ORDER BY id",
        [table, str(row)],
    ).fetchall()


def test_a_row_that_was_only_made_has_no_history(keeper: Connection, fact: UUID) -> None:
    """Its first state is the row itself, and who made it stands in the journal."""
    assert history(keeper, "fact", fact) == []


def test_each_change_keeps_what_stood_before_it_and_names_who_made_it(
    act: As, keeper: Connection, fact: UUID, scratch: Databases
) -> None:
    denise = uuid4()
    for adult, what in ((MARCUS, "second"), (denise, "third")):
        with act(adult) as desk:
            desk.execute("UPDATE fact SET what = %s WHERE id = %s", [what, fact])
    assert history(keeper, "fact", fact) == [
        ("update", _was(fact, "first"), MARCUS, None, scratch.app.user, JAYLEN),
        ("update", _was(fact, "second"), denise, None, scratch.app.user, JAYLEN),
    ]


def _was(fact: UUID, what: str) -> dict[str, object]:
    return {"id": str(fact), "student_id": str(JAYLEN), "what": what}


def test_what_is_removed_is_kept(act: As, keeper: Connection, fact: UUID) -> None:
    with act(MARCUS) as desk:
        desk.execute("DELETE FROM fact WHERE id = %s", [fact])
    ((change, was, who, *_, about),) = history(keeper, "fact", fact)
    assert (change, was["what"], who, about) == ("delete", "first", MARCUS, JAYLEN)


def test_many_rows_changed_at_once_are_kept_one_by_one(act: As, keeper: Connection, fact: UUID) -> None:
    keeper.execute(
        "INSERT INTO fact SELECT gen_random_uuid(), %s, 'bulk', 0 FROM generate_series(1, 20)", [MARCUS]
    )
    with act(MARCUS) as desk:
        desk.execute("UPDATE fact SET what = 'all' WHERE what = 'bulk'")
    kept = keeper.execute("SELECT count(*) FROM journal_history WHERE was ->> 'what' = 'bulk'").fetchone()
    assert kept == (20,)


def test_a_tablet_is_named_where_no_adult_is(act: As, keeper: Connection, fact: UUID) -> None:
    device = uuid4()
    with act(None, device) as tablet:
        tablet.execute("UPDATE fact SET what = 'seen' WHERE id = %s", [fact])
    assert [(who, by) for _, _, who, by, *_ in history(keeper, "fact", fact)] == [(None, device)]


def test_a_change_by_another_door_names_the_role_that_made_it(keeper: Connection, fact: UUID) -> None:
    """Bulk and raw writes do not slip past, a database administrator's least of all."""
    keeper.execute("UPDATE fact SET what = 'x' WHERE id = %s", [fact])
    assert [(who, role) for _, _, who, _, role, _ in history(keeper, "fact", fact)] == [
        (None, keeper.info.user)
    ]


def test_what_is_undone_leaves_nothing(act: As, keeper: Connection, fact: UUID) -> None:
    with act(MARCUS) as desk:
        desk.execute("UPDATE fact SET what = 'x' WHERE id = %s", [fact])
        desk.rollback()
    assert history(keeper, "fact", fact) == []


def test_an_update_that_changes_nothing_or_only_what_is_left_out_leaves_nothing(
    act: As, keeper: Connection, fact: UUID
) -> None:
    with act(MARCUS) as desk:
        desk.execute("UPDATE fact SET what = 'first', seen = 7, secret = 'another' WHERE id = %s", [fact])
    assert history(keeper, "fact", fact) == []


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE fact DISABLE TRIGGER keep_history",
        "DROP TRIGGER keep_history ON fact",
        "DROP FUNCTION journal_keep_history CASCADE",
        "SET session_replication_role = replica",
    ],
)
def test_the_app_cannot_take_the_trigger_away(act: As, facts: None, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege), act(MARCUS) as desk:
        desk.execute(statement)  # type: ignore[arg-type]


def test_what_switches_other_triggers_off_does_not_reach_it(act: As, keeper: Connection, fact: UUID) -> None:
    with act(MARCUS) as desk:
        desk.execute("SELECT set_config('pgtrigger.ignore', '{keep_history}', true)")
        desk.execute("UPDATE fact SET what = 'x' WHERE id = %s", [fact])
    assert len(history(keeper, "fact", fact)) == 1


def test_a_table_of_the_same_name_before_ours_catches_nothing(
    act: As, keeper: Connection, fact: UUID
) -> None:
    """The function looks in our schema first, whatever path the session has set."""
    with act(MARCUS) as desk:
        desk.execute("CREATE TEMPORARY TABLE journal_history (LIKE public.journal_history)")
        desk.execute("SET LOCAL search_path = pg_temp, public")
        desk.execute("UPDATE public.fact SET what = 'x' WHERE id = %s", [fact])
    assert len(history(keeper, "fact", fact)) == 1


def test_nobody_reads_history_through_the_app(act: As, keeper: Connection, fact: UUID) -> None:
    """Until a page shows it and opens the wall by an act of the policy table."""
    with act(MARCUS) as desk:
        desk.execute("UPDATE fact SET what = 'x' WHERE id = %s", [fact])
        assert desk.execute("SELECT count(*) FROM journal_history").fetchone() == (0,)
    assert len(history(keeper, "fact", fact)) == 1


class TestOfOurTables:
    @pytest.mark.parametrize("table", OF_STUDENTS)
    def test_history_says_which_student_a_row_was_about(self, keeper: Connection, table: str) -> None:
        column = "id" if table == "roster_student" else "student_id"
        with keeper.transaction(force_rollback=True):
            for statement in ONE_OF_EACH:
                keeper.execute(statement)  # type: ignore[arg-type]
            question = f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL LIMIT 1"
            row, student = keeper.execute(question).fetchone() or (None, None)  # type: ignore[arg-type]
            keeper.execute(OF_STUDENTS[table].format(table=table), [row])  # type: ignore[arg-type]
            ((*_, about),) = history(keeper, table, row)
            assert student is not None and about == student

    def test_every_table_about_students_is_asked_here(self, keeper: Connection) -> None:
        rows = keeper.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger JOIN pg_attribute ON attrelid = tgrelid"
            " WHERE tgname = 'keep_history' AND attname = 'student_id'"
        )
        assert {name for (name,) in rows} - {"fact"} == set(OF_STUDENTS) - {"roster_student"}

    def test_a_password_is_never_kept_and_signing_in_is_no_change(self, keeper: Connection) -> None:
        with keeper.transaction(force_rollback=True):
            denise = "WHERE username = 'denise'"
            found = keeper.execute(f"SELECT id FROM roster_account {denise}").fetchone()  # type: ignore[arg-type]
            assert found is not None
            keeper.execute(f"UPDATE roster_account SET last_login = now(), password = 'x' {denise}")  # type: ignore[arg-type]
            assert history(keeper, "roster_account", found[0]) == []
            keeper.execute(f"UPDATE roster_account SET is_active = false {denise}")  # type: ignore[arg-type]
            ((_, was, *_),) = history(keeper, "roster_account", found[0])
            assert was["is_active"] is True and not {"password", "last_login"} & set(was)

    def test_a_tablet_that_reports_leaves_no_history_and_one_that_is_revoked_does(
        self, keeper: Connection
    ) -> None:
        key = uuid4()
        keeper.execute(
            "INSERT INTO scope_device (id, install, label, token_hash, enrolled_at, next_n, pending, enrolled_by_id,"
            " school_id) SELECT %(key)s, %(key)s, 'cart 1', %(hash)s, now(), 0, 0, id, school_id FROM roster_adult"
            " WHERE school_id IS NOT NULL LIMIT 1",
            {"key": key, "hash": key.bytes * 2},
        )
        keeper.execute(
            "UPDATE scope_device SET seen_at = now(), next_n = 7, pending = 2 WHERE id = %s", [key]
        )
        assert history(keeper, "scope_device", key) == []
        keeper.execute("UPDATE scope_device SET revoked_at = now() WHERE id = %s", [key])
        ((_, was, *_),) = history(keeper, "scope_device", key)
        assert was["revoked_at"] is None and not {"token_hash", "next_n", "pending", "seen_at"} & set(was)
