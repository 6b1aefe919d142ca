"""What the tests of rights share: the demo's personas as plain facts, and a small oracle over the policy table.

The oracle is a second reading of `policy.toml`, written apart from `carryover.scope.policy` and never importing it. It
works on tuples read by the keeper, whom row security does not bind.
"""

from __future__ import annotations

import tomllib
from calendar import isleap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
from django.db import connection, connections
from django.db.models import Model, QuerySet
from django.test import Client

import carryover.scope
from carryover.journal.models import Entry
from carryover.roster.models import Account, Adult
from carryover.scope.actors import Actor, actor_of, enter
from carryover.scope.reauth import CONFIRMED

TODAY = date(2026, 10, 20)
NOON = datetime(2026, 10, 20, 16, 0, tzinfo=UTC)
TABLE: dict[str, Any] = tomllib.loads(
    (Path(carryover.scope.__file__).parent / "policy.toml").read_text(encoding="utf-8")
)
LINES: dict[str, Any] = TABLE["acts"]
ACTS = tuple(LINES)
OF_STUDENTS = tuple(act for act, line in LINES.items() if line.get("on", "student") == "student")


@contextmanager
def keeper() -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """The keeper's own connection to this worker's database; what it writes is committed at once."""
    at = connections["keeper"].settings_dict
    parts = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    where = {name: str(at[key]) for name, key in parts.items() if at[key]}
    with psycopg.connect("", autocommit=True, **where) as connection:
        yield connection


@dataclass(frozen=True)
class Link:
    """A relationship as the table holds it."""

    adult: UUID
    relation: str
    student: UUID | None
    school: UUID | None
    stands_for: UUID | None
    guardian: UUID | None
    days: tuple[date, date | None]
    moments: tuple[datetime | None, datetime | None]
    has_periods: bool

    def holds(self, day: date, moment: datetime) -> bool:
        """Whether it is in force then."""
        starts, ends = self.moments
        return _holds(*self.days, day) and (starts or moment) <= moment and (ends is None or moment < ends)


@dataclass(frozen=True)
class Facts:
    """Who is what to whom, from when to when, as the tables hold it."""

    links: tuple[Link, ...]
    enrolled: tuple[tuple[UUID, UUID, date, date | None], ...]
    births: Mapping[UUID, date]
    papers: tuple[tuple[UUID, str, str, date, date | None], ...]
    of_age: int

    @property
    def students(self) -> frozenset[UUID]:
        """Every student."""
        return frozenset(self.births)

    @classmethod
    def read(cls) -> Facts:
        """Everything, whoever may see it."""
        with keeper() as rows:
            links = rows.execute(
                "SELECT r.adult_id, r.relation, r.student_id, r.school_id, r.stands_for_id, r.guardian_id,"
                " r.valid_from, r.valid_to, r.starts_at, r.ends_at,"
                " EXISTS (SELECT FROM scope_assignedperiod p WHERE p.relationship_id = r.id) FROM scope_relationship r"
            ).fetchall()
            enrolled = rows.execute(
                "SELECT student_id, school_id, valid_from, valid_to FROM roster_enrolment"
            ).fetchall()
            births = rows.execute("SELECT id, birth_date FROM roster_student").fetchall()
            papers = rows.execute(
                'SELECT guardian_id, "right", effect, valid_from, valid_to FROM scope_instrument'
            ).fetchall()
            (age,) = rows.execute("SELECT majority_age FROM roster_district").fetchone() or (0,)
        return cls(
            tuple(Link(*row[:6], row[6:8], row[8:10], row[10]) for row in links),
            tuple(enrolled),
            dict(births),
            tuple(papers),
            age,
        )

    def ties(self, adult: UUID, day: date, moment: datetime = NOON) -> dict[UUID, set[str]]:
        """Each student with whom the adult has anything to do then, and as what."""
        found: dict[UUID, set[str]] = {}
        for link in self.links:
            if link.adult == adult and link.holds(day, moment):
                for student, relation in self._of(link, day, moment):
                    found.setdefault(student, set()).add(relation)
        return found

    def _of(self, link: Link, day: date, moment: datetime) -> Iterator[tuple[UUID, str]]:
        if link.school:
            here = (
                p for p, at, since, until in self.enrolled if at == link.school and _holds(since, until, day)
            )
            yield from ((pupil, link.relation) for pupil in here)
        elif link.stands_for:
            for other in self.links:
                taken_over = (
                    other.relation in ("assigned", "contractor", "case_manager") and other.has_periods
                )
                if (
                    other.adult == link.stands_for
                    and other.student
                    and taken_over
                    and other.holds(day, moment)
                ):
                    yield other.student, "substitute_for"
        elif link.student and link.relation == "learner":
            if birthday(self.births[link.student], 18) <= day:
                yield link.student, "self"
        elif link.student and link.relation == "guardian":
            yield from ((link.student, f"guardian_{right}") for right in self._rights(link, day))
        elif link.student:
            yield link.student, link.relation

    def _rights(self, link: Link, day: date) -> Iterator[str]:
        assert link.student is not None
        minor = birthday(self.births[link.student], self.of_age) > day
        mine = [
            (right, effect)
            for who, right, effect, *days in self.papers
            if who == link.guardian and _holds(*days, day)
        ]
        for right in ("inspect", "consent", "notice"):
            if (right, "revokes") not in mine and (minor or right == "notice" or (right, "keeps") in mine):
                yield right


def birthday(birth: date, years: int) -> date:
    """The day of that birthday; the last of February for somebody born on the 29th."""
    leap = (birth.month, birth.day) == (2, 29)
    year = birth.year + years
    return date(year, 2, 29 if isleap(year) else 28) if leap else date(year, birth.month, birth.day)


def _holds(start: date, end: date | None, day: date) -> bool:
    return start <= day and (end is None or day <= end)


def allowed(act: str, role: str, relations: Iterable[str], state: str = "") -> bool:
    """What the table says of one adult and one record; the oracle."""
    for way in LINES[act]["allow"]:
        roles = [r for name in way.get("roles", []) for r in TABLE["groups"].get(name, [name])]
        fits = not roles or role in roles
        if way["relation"] in relations and fits and (not way.get("state") or state in way["state"]):
            return True
    return False


def opens(
    seen_by: Sequence[str] | Mapping[str, Sequence[str]], role: str, relations: Iterable[str], state: str = ""
) -> bool:
    """Whether one of the acts that open a row is allowed."""
    acts = seen_by.get(state, ()) if isinstance(seen_by, Mapping) else seen_by
    return any(allowed(act, role, relations, state) for act in acts)


def states(act: str) -> list[str]:
    """The states in which records are asked about: those that the table names, none, and one unheard of."""
    return sorted(
        {state for way in LINES[act]["allow"] for state in way.get("state", [])} | {"", "unheard of"}
    )


def held_rows(model: type[Model]) -> Counter[tuple[Any, ...]]:
    """How many rows a table holds of each student in each state, whoever may see them."""
    path, state = str(model.student_path), getattr(model, "state_path", "''::text")  # type: ignore[attr-defined]
    with keeper() as rows:
        asked = f"SELECT {path}, {state} FROM {model._meta.db_table}"
        return Counter(rows.execute(asked).fetchall())  # type: ignore[arg-type]


def opened_rows(
    model: type[Model], held: Mapping[tuple[Any, ...], int], role: str, ties: Mapping[UUID, Iterable[str]]
) -> int:
    """How many of them the table opens to an adult of this role with these ties; the oracle."""
    return sum(
        count
        for (student, state), count in held.items()
        if opens(model.seen_by, role, ties.get(student, ()), state)  # type: ignore[attr-defined]
    )


@contextmanager
def second_school(director: UUID) -> Iterator[UUID]:
    """Another school of the district, for which only this adult answers; committed, and gone again afterwards.

    Open it before the test's transaction begins, so that it goes when nothing refers to it any more.
    """
    school = uuid4()
    with keeper() as rows:
        rows.execute(
            "INSERT INTO roster_school (id, name, code, district_id)"
            " SELECT %s, 'Birchwood School', 'BIR', id FROM roster_district",
            [school],
        )
        rows.execute(
            "INSERT INTO scope_relationship (id, adult_id, school_id, relation, valid_from, reason)"
            " VALUES (%s, %s, %s, 'administrator', '2026-08-01', '')",
            [uuid4(), director, school],
        )
    yield school
    with keeper() as rows:
        rows.execute("DELETE FROM scope_relationship WHERE school_id = %s", [school])
        rows.execute("DELETE FROM roster_school WHERE id = %s", [school])


def personas() -> dict[str, Adult]:
    """Everybody in the demo who has an account."""
    accounts = Account.objects.filter(adult__isnull=False).select_related("adult")
    return {account.username: account.adult for account in accounts if account.adult}


def as_actor(adult: Adult, day: date = TODAY) -> Actor:
    """The adult, entered for the current transaction."""
    enter(adult.id, None, day, NOON)
    return actor_of(adult, NOON, day)


def acting(username: str, moment: datetime = NOON) -> Actor:
    """A persona at a moment, entered for the current transaction; the day is the district's."""
    adult = personas()[username]
    today = moment.astimezone(ZoneInfo(adult.district.time_zone)).date()
    enter(adult.id, None, today, moment)
    return actor_of(adult, moment, today)


def journal() -> QuerySet[Entry]:
    """What the journal holds about students, as the privacy officer reads it: its wall binds tests too."""
    acting("privacy")
    return Entry.objects.all()


class Written(NamedTuple):
    """An entry as it was handed to the journal."""

    at: datetime
    actor_kind: str
    actor_id: UUID | None
    right: str
    act: str
    thing_kind: str
    thing_id: str
    student_ids: list[UUID]
    detail: str


@contextmanager
def overheard() -> Iterator[list[Written]]:
    """What is handed to the journal meanwhile, whoever may read it there, and whether it is kept or not."""
    told: list[Written] = []

    def listen(execute: Callable[..., object], sql: str, values: Any, *rest: Any) -> object:
        if "INSERT INTO journal_entry" in sql:
            told.append(Written(*values))
        return execute(sql, values, *rest)

    with connection.execute_wrapper(listen):
        yield told


def entries_written() -> int:
    """How many entries were ever begun, whoever may read them and whether they were kept or not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM journal_entry_id_seq")
        return int(cursor.fetchone()[0])


def pupil(given: str, family: str) -> UUID:
    """A student of the demo by name, whoever may see them."""
    with keeper() as rows:
        found = rows.execute(
            "SELECT id FROM roster_student WHERE given_name = %s AND family_name = %s", [given, family]
        ).fetchall()
    assert len(found) == 1
    return UUID(str(found[0][0]))


def browser(username: str, *, just: bool = True) -> Client:
    """A browser in which this person has signed in, just now or long enough ago to be asked again who they are."""
    client = Client()
    client.force_login(Account.objects.get(username=username))
    if not just:
        session = client.session
        del session[CONFIRMED]
        session.save()
    return client
