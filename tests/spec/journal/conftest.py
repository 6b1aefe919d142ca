"""A database of its own for what the journal does with committed rows, and entries as acts write them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import UUID

import psycopg
import pytest

from carryover.journal.walk import Connection
from carryover.site import roles
from carryover.site.connections import Databases
from carryover.site.starting import Hold

AT = datetime(2026, 10, 20, 14, tzinfo=UTC)
DENISE = UUID(int=9)
ENTRY = """
INSERT INTO journal_entry (at, actor_kind, actor_id, "right", act, thing_kind, thing_id, student_ids, detail)
VALUES (%s, 'adult', %s, 'assigned', 'day.read', 'day', %s, %s, '{"n": 1}') RETURNING id
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


def entered(connection: Connection, what: str = "2026-10-20") -> int:
    """One entry written on this connection; its number."""
    found = connection.execute(ENTRY, [AT, DENISE, what, [UUID(int=1), UUID(int=2)]]).fetchone()
    assert found is not None
    return int(found[0])
