"""Worlds nobody thought of: adults of any role, tied by chance to students, schools and each other, on a day by chance.

In each, `may`, `students_for`, `visible`, the database and the oracle give one answer. Three hundred worlds always, by
a seed; ten thousand in `make nightly`, by chance. What a world adds is taken away again.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import hypothesis
import psycopg
import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Model

from carryover.roster.models import Adult
from carryover.roster.roles import Role
from carryover.scope.actors import Actor, actor_of, enter
from carryover.scope.models.relationship import KNOWN, MUST_END
from carryover.scope.policy import Thing
from carryover.scope.queries import Permit, may, students_for, visible
from spec.scope.world import (
    OF_STUDENTS,
    TABLE,
    TODAY,
    Facts,
    Link,
    allowed,
    held_rows,
    keeper,
    opened_rows,
    states,
)

pytestmark = pytest.mark.django_db
NIGHTLY = hypothesis.settings.get_current_profile_name() == "nightly"
WORLDS, SHARES = (10_000 if NIGHTLY else 300), 5
SEED = os.urandom(4).hex() if NIGHTLY else "always"
ADULTS, TIES, ASKED_ACTS, ASKED_TABLES = 4, 6, 4, 3
ADDED_TO = {"scope_relationship", "scope_instrument"}
"""Tables in which a world writes, so that what stood in them at first is not all."""
NOT_BY_ROWS = {"technical", "staff", "service"}
"""Relations that open no student: who keeps accounts, has a desk there, or is a program."""
TO_SCHOOLS = ("administrator", "privacy", "technical")


@dataclass(frozen=True)
class Demo:
    """What every world begins with."""

    facts: Facts
    tables: dict[type[Model], Counter[tuple[Any, ...]]]
    guardians: tuple[tuple[UUID, UUID], ...]
    schools: tuple[UUID, ...]
    staff: tuple[UUID, ...]  # those who are somewhere by period, for whom somebody may stand in
    district: UUID


@dataclass(frozen=True)
class World:
    """Who was added, on which moment they ask, and everything that now stands in the tables."""

    adults: tuple[tuple[UUID, str], ...]
    day: date
    moment: datetime
    facts: Facts


@pytest.fixture(scope="module")
def demo(apart: None) -> Demo:
    """Read once by the keeper, whom row security does not bind."""
    models = [m for m in apps.get_models() if hasattr(m, "student_path") and m._meta.db_table not in ADDED_TO]
    with keeper() as rows:

        def all_of(asked: str) -> list[tuple[Any, ...]]:
            return rows.execute(asked).fetchall()  # type: ignore[arg-type]

        facts = Facts.read()
        return Demo(
            facts,
            {model: held_rows(model) for model in models},
            tuple((g, s) for g, s in all_of("SELECT id, student_id FROM roster_guardian ORDER BY id")),
            tuple(each for (each,) in all_of("SELECT id FROM roster_school ORDER BY id")),
            tuple(sorted({link.adult for link in facts.links if link.has_periods})),
            all_of("SELECT id FROM roster_district")[0][0],
        )


@contextmanager
def world(demo: Demo, chance: random.Random) -> Iterator[World]:
    """A world by chance, committed, and taken away at its end."""
    day = TODAY + timedelta(days=chance.randint(-400, 900))
    moment = datetime.combine(day, time(chance.randint(12, 21), chance.choice((0, 30))), UTC)
    adults = tuple((_id(chance), chance.choice(Role.values)) for _ in range(ADULTS))
    mine = [adult for adult, _ in adults]
    with keeper() as rows:
        for adult, role in adults:
            rows.execute(
                "INSERT INTO roster_adult (id, district_id, school_id, given_name, family_name, initials, role, title,"
                " reach) VALUES (%s, %s, %s, 'Some', 'Body', 'SB', %s, '', '')",
                [adult, demo.district, chance.choice((*demo.schools, None)), role],
            )
        papers = [_paper(rows, demo, chance, mine[0], day) for _ in range(2)]
        links = [
            link
            for adult in mine
            for _ in range(chance.randint(0, TIES))
            if (link := _tie(rows, demo, chance, adult, mine, day, moment))
        ]
    now = replace(
        demo.facts, links=(*demo.facts.links, *links), papers=(*demo.facts.papers, *(p[1] for p in papers))
    )
    try:
        yield World(adults, day, moment, now)
    finally:
        with keeper() as rows:
            rows.execute(
                "DELETE FROM scope_assignedperiod p USING scope_relationship r"
                " WHERE r.id = p.relationship_id AND r.adult_id = ANY(%s)",
                [mine],
            )
            rows.execute("DELETE FROM scope_relationship WHERE adult_id = ANY(%s)", [mine])
            rows.execute("DELETE FROM scope_instrument WHERE id = ANY(%s)", [[each for each, _ in papers]])
            rows.execute("DELETE FROM roster_adult WHERE id = ANY(%s)", [mine])


def _id(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def _days(chance: random.Random, day: date, *, must_end: bool) -> tuple[date, date | None]:
    """Days that are mostly, but not always, about this one; their edges are met often."""
    since = day + timedelta(days=chance.choice((-300, -30, -1, 0, 0, 1, 20)))
    until = since + timedelta(days=chance.choice((0, 1, 30, 600)))
    return since, until if must_end or chance.random() < 0.6 else None


def _tie(
    rows: psycopg.Connection[Any],
    demo: Demo,
    chance: random.Random,
    adult: UUID,
    mine: list[UUID],
    day: date,
    moment: datetime,
) -> Link | None:
    """One more relationship of this adult; none where the table may not hold it (a second case manager)."""
    relation = chance.choice(KNOWN)
    since, until = _days(chance, day, must_end=relation in MUST_END)
    starts = chance.choice((None, None, moment, moment - timedelta(hours=1), moment + timedelta(minutes=1)))
    # An end before its own beginning is refused by the table, and asked elsewhere.
    ends = chance.choice((None, None, moment, moment + timedelta(minutes=1))) if starts is None else None
    student: UUID | None = chance.choice(sorted(demo.facts.students))
    school = stands_for = guardian = None
    if relation in TO_SCHOOLS:
        student, school = None, chance.choice(demo.schools)
    elif relation == "substitute_for":
        student, stands_for = None, chance.choice(chance.choice((demo.staff, mine)))
    elif relation == "learner":
        student = chance.choice(
            sorted(demo.facts.births, key=lambda each: (demo.facts.births[each], each))[:20]
        )
    elif relation == "guardian":
        guardian, student = chance.choice(demo.guardians)
    key = _id(chance)
    held = rows.execute(
        "INSERT INTO scope_relationship (id, adult_id, relation, student_id, school_id, stands_for_id, guardian_id,"
        " valid_from, valid_to, starts_at, ends_at, reason) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '')"
        " ON CONFLICT DO NOTHING RETURNING id",
        [key, adult, relation, student, school, stands_for, guardian, since, until, starts, ends],
    ).fetchone()
    if held is None:
        return None
    by_period = student is not None and chance.random() < 0.5
    if by_period:
        rows.execute(
            "INSERT INTO scope_assignedperiod (relationship_id, period, letter, place) VALUES (%s, 'P1', '', '')",
            [key],
        )
    return Link(
        adult, relation, student, school, stands_for, guardian, (since, until), (starts, ends), by_period
    )


def _paper(
    rows: psycopg.Connection[Any], demo: Demo, chance: random.Random, adult: UUID, day: date
) -> tuple[UUID, tuple[Any, ...]]:
    """A court order against a guardian, or one that leaves them a right."""
    guardian, student = chance.choice(demo.guardians)
    right = chance.choice(("inspect", "consent", "notice"))
    kind, effect = chance.choice(
        (("court_order", "revokes"), ("statute", "revokes"), ("guardianship", "keeps"))
    )
    since, until = _days(chance, day, must_end=False)
    key = _id(chance)
    rows.execute(
        'INSERT INTO scope_instrument (id, student_id, guardian_id, kind, "right", effect, issuer, reference,'
        " issued_on, valid_from, valid_to, entered_by_id, entered_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, 'A court', '', %s, %s, %s, %s, '2026-10-01T12:00:00Z')",
        [key, student, guardian, kind, right, effect, since, since, until, adult],
    )
    return key, (guardian, right, effect, since, until)


def asked(world: World, adult: UUID) -> Actor:
    """The adult, asking at the world's moment."""
    enter(adult, None, world.day, world.moment)
    return actor_of(Adult.objects.get(id=adult), world.moment, world.day)


def agree(demo: Demo, here: World, chance: random.Random) -> Counter[str]:
    """Ask for each adult a few acts and a few tables all four ways; what opened something, by relation."""
    opened = Counter[str]()
    everybody = sorted(demo.facts.students)
    for adult, role in here.adults:
        ties = here.facts.ties(adult, here.day, here.moment)
        actor = asked(here, adult)
        for act in chance.sample(OF_STUDENTS, ASKED_ACTS):
            state = chance.choice(states(act))
            expected = {s for s in everybody if allowed(act, role, ties.get(s, ()), state)}
            assert set(students_for(actor, act, state=state).values_list("id", flat=True)) == expected, (
                act,
                state,
            )
            for student in {chance.choice(everybody), *sorted(ties)[:2]}:
                answer = may(actor, act, Thing(student=student, state=state))
                assert isinstance(answer, Permit) == (student in expected), (act, state, student)
            opened.update(relation for student in expected for relation in ties[student])
        for model in chance.sample(list(demo.tables), ASKED_TABLES):
            name, held = model._meta.db_table, demo.tables[model]
            rows = opened_rows(model, held, role, ties)
            assert visible(actor, model).count() == rows, (name, role)
            most = rows + {
                "scope_certificate": sum(held[None, state] for student, state in held if student is None),
                "roster_guardian": len(
                    {link.guardian for link in here.facts.links if link.adult == adult} - {None}
                ),
            }.get(name, 0)
            assert rows <= model._default_manager.count() <= most, (name, role)
            opened[name] += bool(rows)
    return opened


@pytest.mark.parametrize("share", range(SHARES))
def test_one_question_has_one_answer(demo: Demo, share: int) -> None:
    opened, seen = Counter[str](), 0
    for number in range(WORLDS // SHARES):
        chance = random.Random(f"{SEED}-{share}-{number}")
        with world(demo, chance) as here:
            try:
                with transaction.atomic():
                    opened += agree(demo, here, chance)
            except AssertionError as fault:
                raise AssertionError(f"seed {SEED}-{share}-{number}, {here.day}: {fault}") from fault
        seen += 1
    assert seen == WORLDS // SHARES
    # No relation and hardly a table was only ever asked about in vain.
    assert set(TABLE["relations"]) - NOT_BY_ROWS <= set(opened)
    assert sum(1 for each in opened if each.startswith(("roster_", "plans_", "observations_"))) > 8
