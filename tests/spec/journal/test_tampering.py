"""One thousand of one thousand tamperings are found, and the first row that is not what it was is named.

A share of them runs always; `make nightly` commits all. Each is committed by a superuser for whom no trigger fires,
found through what `carryover verify` runs, and undone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import psycopg
import pytest
from hypothesis import settings

from carryover.journal.heads import Head
from carryover.journal.sealing import seal_through
from carryover.journal.standing import first_break, survey
from carryover.journal.walk import Break, Connection
from carryover.site.connections import Databases
from carryover.site.heads import held
from spec.journal.conftest import settled
from spec.journal.tampering import CRIMES, Journal, Named

ALL, SHARE = 1000, 3 * len(CRIMES)
BATCHES, EACH = 40, 50
ACTS = ("day.read", "card.read", "plan.read", "observations.receive", "note.put")
START = datetime(2026, 10, 20, 14, tzinfo=UTC)


def count() -> int:
    """How many tamperings this run commits."""
    return ALL if settings.get_current_profile_name() == "nightly" else SHARE


@pytest.fixture(scope="module")
def heads(scratch: Databases) -> list[Head]:
    """Some thousand entries on top of the demo's, sealed batch by batch, with a head kept elsewhere after every few."""
    chance, kept = Random(20261020), []
    with psycopg.connect("", **scratch.keeper.dsn()) as keeper, keeper.cursor() as cursor:
        for batch in range(BATCHES):
            cursor.executemany(
                'INSERT INTO journal_entry (at, actor_kind, actor_id, "right", act, thing_kind, thing_id, student_ids,'
                " detail) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                list(_entries(chance)),
            )
            cursor.execute("SELECT nextval('journal_entry_id_seq') FROM generate_series(1, 2)")  # taken back
            keeper.commit()
            seal_through(cursor)  # type: ignore[arg-type]
            keeper.commit()
            if batch % 7 == 0 or batch == BATCHES - 1:
                found = cursor.execute(
                    "SELECT ordinal, hash FROM journal_seal ORDER BY 1 DESC LIMIT 1"
                ).fetchone()
                assert found is not None
                kept.append(Head(found[0], bytes(found[1]), START + timedelta(hours=batch)))
        keeper.commit()
        keeper.autocommit = True
        settled(keeper)
    return kept


def _entries(chance: Random) -> Iterator[tuple[object, ...]]:
    for n in range(EACH):
        student = [UUID(int=chance.getrandbits(128)) for _ in range(chance.choice([0, 1, 1, 1, 3]))]
        detail = chance.choice([{}, {}, {"stored": n, "held": 1}, {"why": "é \n", "of": [n, None, 0.1]}])
        adult = UUID(int=chance.getrandbits(128)) if chance.random() < 0.9 else None
        yield (
            START + timedelta(microseconds=chance.getrandbits(40)), chance.choice(["adult", "device", "job"]), adult,
            "assigned", chance.choice(ACTS), "student", str(n), student, json.dumps(detail),
        )  # fmt: skip


def verdict(intruder: Connection, heads: list[Head]) -> Break | None:
    """What the command finds, in its order: the chain itself, then the heads that were kept elsewhere."""
    found = survey(intruder)
    broken = first_break(intruder, found, size=700)
    return broken or held(intruder, "elsewhere", heads, found.sealed).lost


def test_before_anything_is_forged_all_of_it_holds(heads: list[Head], intruder: Connection) -> None:
    found = survey(intruder)
    assert found.sealed > BATCHES * EACH and found.tail.count == 0
    assert verdict(intruder, heads) is None


def test_every_tampering_is_found_and_the_first_row_is_named(heads: list[Head], intruder: Connection) -> None:
    missed = []
    for number in range(count()):
        crime = CRIMES[number % len(CRIMES)]
        intruder.execute("SAVEPOINT before")
        expected = crime(Journal(intruder, heads, Random(number)))
        found = verdict(intruder, heads)
        intruder.execute("ROLLBACK TO SAVEPOINT before")
        if not _right(found, expected):
            missed.append((number, crime.__name__, expected, found))
    assert missed == []


def _right(found: Break | None, expected: Named) -> bool:
    if found is None or found.seal != expected.seal:
        return False
    if expected.entry is not None and found.entry != expected.entry:
        return False
    if expected.head is not None:
        return f"at seal {expected.head} is not in the chain" in found.sentence
    return f"eal {found.seal}" in found.sentence or f"Entry {found.entry} " in found.sentence


@pytest.mark.parametrize("crime", CRIMES, ids=lambda crime: crime.__name__)
def test_each_kind_of_crime_changes_something(crime: object, heads: list[Head], intruder: Connection) -> None:
    """A crime that changes nothing would be no proof."""
    before = _digest(intruder)
    crime(Journal(intruder, heads, Random(7)))  # type: ignore[operator]
    assert _digest(intruder) != before


def _digest(intruder: Connection) -> object:
    return intruder.execute(
        "SELECT (SELECT md5(string_agg(e::text, ',' ORDER BY id)) FROM journal_entry e),"
        " (SELECT md5(string_agg(s::text, ',' ORDER BY ordinal)) FROM journal_seal s)"
    ).fetchone()


def test_a_changed_seal_is_told_apart_from_a_changed_entry(heads: list[Head], intruder: Connection) -> None:
    intruder.execute("UPDATE journal_seal SET hash = sha256(hash) WHERE ordinal = 500")
    found = verdict(intruder, heads)
    assert found and found.sentence.startswith("Seal 500 was changed; entry ")
    intruder.execute(
        "UPDATE journal_entry SET act = 'x' WHERE id = (SELECT entry_id FROM journal_seal WHERE ordinal = 300)"
    )
    found = verdict(intruder, heads)
    assert found and "(seal 300) is not what was sealed" in found.sentence
