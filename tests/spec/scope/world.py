"""What the tests of rights share: the demo's personas as plain facts, and a small oracle over the policy table.

The oracle is a second reading of `policy.toml`, written apart from `carryover.scope.policy` and never importing it. It
works on tuples read by the keeper, whom row security does not bind.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from django.db import connections

import carryover.scope
from carryover.roster.models import Account, Adult
from carryover.scope.actors import Actor, actor_of, enter

TODAY = date(2026, 10, 20)
NOON = datetime(2026, 10, 20, 16, 0, tzinfo=UTC)
LINES: dict[str, Any] = tomllib.loads(
    (Path(carryover.scope.__file__).parent / "policy.toml").read_text(encoding="utf-8")
)["acts"]
ACTS = tuple(LINES)


@contextmanager
def keeper() -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """The keeper's own connection to this worker's database; what it writes is committed at once."""
    at = connections["keeper"].settings_dict
    parts = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    where = {name: str(at[key]) for name, key in parts.items() if at[key]}
    with psycopg.connect("", autocommit=True, **where) as connection:
        yield connection


@dataclass(frozen=True)
class Facts:
    """Who is what to whom, from when to when, as the tables hold it."""

    links: tuple[tuple[UUID, UUID | None, UUID | None, str, date, date | None], ...]
    enrolled: tuple[tuple[UUID, UUID, date, date | None], ...]
    students: frozenset[UUID]

    @classmethod
    def read(cls) -> Facts:
        """Everything, whoever may see it."""
        with keeper() as rows:
            links = rows.execute(
                "SELECT adult_id, student_id, school_id, relation, valid_from, valid_to FROM scope_relationship"
            ).fetchall()
            enrolled = rows.execute(
                "SELECT student_id, school_id, valid_from, valid_to FROM roster_enrolment"
            ).fetchall()
            students = rows.execute("SELECT id FROM roster_student").fetchall()
        return cls(tuple(links), tuple(enrolled), frozenset(key for (key,) in students))

    def ties(self, adult: UUID, day: date) -> dict[UUID, set[str]]:
        """Each student with whom the adult has anything to do on that day, and as what."""
        found: dict[UUID, set[str]] = {}
        for who, student, school, relation, start, end in self.links:
            if who != adult or not _holds(start, end, day):
                continue
            of_school = (
                pupil
                for pupil, at, since, until in self.enrolled
                if at == school and _holds(since, until, day)
            )
            for each in [student] if student else of_school:
                found.setdefault(each, set()).add(relation)
        return found


def _holds(start: date, end: date | None, day: date) -> bool:
    return start <= day and (end is None or day <= end)


def allowed(act: str, role: str, relations: Iterable[str]) -> bool:
    """What the table says of one adult and one student; the oracle."""
    return any(
        way["relation"] in relations and role in way.get("roles", [role]) for way in LINES[act]["allow"]
    )


def personas() -> dict[str, Adult]:
    """Everybody in the demo who has an account."""
    accounts = Account.objects.filter(adult__isnull=False).select_related("adult")
    return {account.username: account.adult for account in accounts if account.adult}


def as_actor(adult: Adult, day: date = TODAY) -> Actor:
    """The adult, entered for the current transaction."""
    enter(adult.id, None, day)
    return actor_of(adult, NOON, day)
