"""What the role that serves may do to the tables: nothing to the chain, and no change of a row without its history."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from psycopg import errors

from carryover.journal.walk import Connection
from carryover.site.connections import Databases
from spec.journal.conftest import entered

ROOMS = "carryover."
WITHOUT_HISTORY = {
    "observations_sequence": "a counter: the numbers that it gave out stand in the events",
    "front_door_cache": "what can be worked out again",
    "front_door_tries": "how often somebody guessed lately; it ends by itself",
    "front_door_knowndevice": "which browser was let in before; it ends by itself",
    "front_door_opensession": "who is signed in now; signing in and out stand in the journal",
    "front_door_keptform": "what somebody typed and has not sent; gone when it is sent or a day old",
}
"""Tables of our rooms whose rows the app may change without leaving what was there, and why."""
OTHERS = {
    "account": "e-mail addresses of accounts, which this installation does not use: rights never rest on them",
    "auth": "groups and permissions of Django, which nothing here asks",
    "contenttypes": "names of models",
    "pghistory": "the context of a tracker, of which this installation gives none",
    "procrastinate": "jobs: what an act asked for stands in the journal with the act",
    "socialaccount": "keys of providers, which come from the settings; whose account is linked keeps its history",
    "sessions": "who is signed in now, which ends by itself",
}
"""Apps of others whose tables the app may change, and why that is no fact about a person's rights or a student."""


@pytest.fixture
def app(scratch: Databases) -> Iterator[Connection]:
    """The role that serves, in the copy; nothing is kept."""
    with psycopg.connect("", **scratch.app.dsn()) as connection:
        yield connection
        connection.rollback()


@pytest.mark.parametrize("table", ["journal_entry", "journal_seal", "journal_history", "journal_waterline"])
@pytest.mark.parametrize("how", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_journal_is_neither_changed_nor_deleted(app: Connection, table: str, how: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute(how.format(table).replace("journal_seal SET id = id", "journal_seal SET hash = hash"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO journal_seal (ordinal, entry_id, hash) SELECT 10000, max(id), ''::bytea FROM journal_entry",
        "INSERT INTO journal_waterline VALUES (1, 1, 1, 1)",
        "INSERT INTO journal_history (at, table_name, row_id, change, by_role, was)"
        " VALUES (now(), 'roster_student', '1', 'update', 'me', '{}')",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('journal', '9999', now())",
    ],
)
def test_seals_history_and_migrations_are_not_the_app_s_to_write(app: Connection, statement: str) -> None:
    entered(app)  # an entry is
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute(statement)  # type: ignore[arg-type]


def changeable(keeper: Connection, app: str) -> set[str]:
    """Every table of which the app role may change or delete a row or a part of one."""
    rows = keeper.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        " AND (has_any_column_privilege(%(app)s, oid, 'UPDATE') OR has_table_privilege(%(app)s, oid, 'DELETE'))",
        {"app": app},
    )
    return {name for (name,) in rows}


def owners() -> dict[str, str]:
    """The app of every table that has a model."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model._meta.app_config.name for model in models if model._meta.app_config}


def test_every_table_whose_rows_change_keeps_its_history_or_is_named_here(
    scratch: Databases, keeper: Connection
) -> None:
    """A new table of ours gets `keep_history` in its migration; one of a new library gets its reason above."""
    found, of = changeable(keeper, scratch.app.user), owners()
    tracked = {
        name
        for (name,) in keeper.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'keep_history' AND tgenabled = 'O'"
            " AND tgtype = 1 | 8 | 16"  # for each row, after, delete or update
        )
    }
    foreign = {name for name in found if not of.get(name, ROOMS).startswith(ROOMS)}
    ours = {name for name in found - foreign if not name.startswith(("procrastinate_", "pghistory_"))}
    assert ours - tracked - set(WITHOUT_HISTORY) == set()
    assert set(WITHOUT_HISTORY) <= ours - tracked, "what is named here is no longer so"
    labels = {name.rpartition(".")[2] for name in (of[table] for table in foreign - tracked if table in of)}
    assert labels - set(OTHERS) - {"django"} == set()


def test_the_walk_over_the_tables_sees_them(scratch: Databases, keeper: Connection) -> None:
    found = changeable(keeper, scratch.app.user)
    assert {"roster_student", "scope_relationship", "plans_plandraft", "mfa_authenticator"} <= found
    assert found.isdisjoint({"journal_entry", "journal_seal", "plans_planversion", "observations_event"})
