"""Sequence numbers become visible in order: nobody sees k + 1 who could not have seen k (invariant I7).

Two connections of the app role, as two servers would hold them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connections

from carryover.observations import landing
from carryover.roster.models import School
from spec.scope.world import keeper

pytestmark = pytest.mark.django_db
LAST = "SELECT coalesce(max(last), 0) FROM observations_sequence WHERE school_id = %s"


@contextmanager
def app() -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A second connection of the app role, which gives up waiting after a fifth of a second."""
    at = connections["default"].settings_dict
    parts = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    where = {name: str(at[key]) for name, key in parts.items() if at[key]}
    with psycopg.connect("", **where) as connection:
        connection.execute("SET lock_timeout = '200ms'")
        yield connection


class Cursor:
    """What `take_sequence` needs of Django's connection, over a connection of our own."""

    def __init__(self, over: psycopg.Connection[tuple[Any, ...]]) -> None:
        self.over = over

    def cursor(self) -> psycopg.Cursor[tuple[Any, ...]]:
        """A cursor."""
        return self.over.cursor()


def take(
    over: psycopg.Connection[tuple[Any, ...]], school: UUID, count: int, patch: pytest.MonkeyPatch
) -> int:
    """Take numbers by the product's own code on another connection."""
    with patch.context() as here:
        here.setattr(landing, "connection", Cursor(over))
        return landing.take_sequence(school, count)


@pytest.fixture
def school() -> Iterator[UUID]:
    """A school whose counter is put back afterwards."""
    found = School.objects.order_by("id").first()
    assert found is not None
    with keeper() as rows:
        before = rows.execute(LAST, [found.id]).fetchone()
    yield found.id
    with keeper() as rows:
        rows.execute("DELETE FROM observations_sequence WHERE school_id = %s", [found.id])
        if before and before[0]:
            rows.execute(
                "INSERT INTO observations_sequence (school_id, last) VALUES (%s, %s)", [found.id, before[0]]
            )


def test_the_second_waits_until_the_first_has_committed(
    school: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app() as one, app() as two, app() as reader:
        first = take(one, school, 3, monkeypatch)
        with pytest.raises(psycopg.errors.LockNotAvailable):
            take(two, school, 2, monkeypatch)
        two.rollback()
        assert reader.execute(LAST, [school]).fetchone() == (first - 1,), "nothing shows before the commit"
        one.commit()
        assert take(two, school, 2, monkeypatch) == first + 3
        reader.rollback()
        assert reader.execute(LAST, [school]).fetchone() == (first + 2,)
        two.commit()
        assert reader.execute(LAST, [school]).fetchone() == (first + 4,)


def test_what_is_rolled_back_leaves_no_gap(school: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    with app() as one, app() as two:
        first = take(one, school, 5, monkeypatch)
        one.rollback()
        assert take(two, school, 1, monkeypatch) == first
        two.rollback()
