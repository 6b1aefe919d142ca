"""A database of its own for what the journal does with committed rows, and entries as acts write them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import UUID

import psycopg
import pytest

from carryover.journal.sealing import Sealed, seal_through
from carryover.journal.walk import Connection
from carryover.site import roles
from carryover.site.connections import Databases
from carryover.site.starting import Hold

AT = datetime(2026, 10, 20, 14, tzinfo=UTC)
DENISE = UUID(int=9)
ENTRY = """
INSERT INTO journal_entry (at, actor_kind, actor_id, "right", act, thing_kind, thing_id, student_ids, detail)
SELECT %s, 'adult', %s, 'assigned', 'day.read', 'day', %s, %s, '{"n": 1}' WHERE pg_current_xact_id() IS NOT NULL
"""


@pytest.fixture(scope="module")
def scratch(server: Hold, template: str) -> Iterator[Databases]:
    """A copy of the demo's database, to commit in; gone with the module."""
    name = f"{template}_journal_{os.getpid()}"
    yield roles.clone(server.databases, template, name)
    roles.drop(server.databases, name)


@pytest.fixture
def keeper(scratch: Databases) -> Iterator[Connection]:
    """The keeper in the copy; every statement is committed at once."""
    with psycopg.connect("", autocommit=True, **scratch.keeper.dsn()) as connection:
        yield connection


@pytest.fixture
def writer(scratch: Databases) -> Iterator[Callable[[], Connection]]:
    """Further connections of the app role; each holds its transaction open until it is told otherwise."""
    opened: list[Connection] = []

    def another() -> Connection:
        opened.append(psycopg.connect("", **scratch.app.dsn()))
        return opened[-1]

    yield another
    for connection in opened:
        connection.close()


@pytest.fixture
def intruder(scratch: Databases) -> Iterator[Connection]:
    """Somebody with every right in the copy, for whom no trigger fires; what they do is undone."""
    assert scratch.admin is not None
    with psycopg.connect("", **scratch.admin.to(scratch.keeper.database).dsn()) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection
        connection.rollback()


def seal(keeper: Connection, limit: int = 10_000, after: int = 0) -> Sealed:
    """One run of the sealer, in a transaction of its own."""
    with keeper.transaction(), keeper.cursor() as cursor:
        return seal_through(cursor, limit, after)  # type: ignore[arg-type]


def settled(keeper: Connection) -> None:
    """Everything sealed, and the water above all of it, as after some quiet seconds."""
    seal(keeper)
    keeper.execute(
        "INSERT INTO journal_waterline SELECT 1, last_value, last_value, 0 FROM journal_entry_id_seq"
        " ON CONFLICT (id) DO UPDATE SET passed = EXCLUDED.passed"
    )


def waited(keeper: Connection) -> None:
    """As many runs as it takes until the sealer itself is certain that nothing can come in below.

    Transactions of other databases on the server count too, and other tests run there: the water waits for all.
    """
    for _ in range(20_000):
        seal(keeper)
        found = keeper.execute(
            "SELECT passed >= last_value FROM journal_waterline, journal_entry_id_seq"
        ).fetchone()
        if found == (True,):
            return
        time.sleep(0.1)
    raise AssertionError("some transaction on this server has been open for half an hour")


def entered(connection: Connection, what: str = "2026-10-20") -> int:
    """One entry written on this connection; its number, which a wall would not let it read back."""
    connection.execute(ENTRY, [AT, DENISE, what, [UUID(int=1), UUID(int=2)]])
    found = connection.execute("SELECT currval('journal_entry_id_seq')").fetchone()
    assert found is not None
    return int(found[0])
