"""Crimes against a journal, as somebody with every right in the database would commit them: no trigger fires.

Each changes the rows by a seeded source of chance and says what must be named first: the seal, and the entry where the
chain still knows it. What it says is worked out from the crime, never from the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from carryover.journal.chain import GENESIS
from carryover.journal.heads import Head
from carryover.journal.walk import COLUMNS, Connection, canonical

TEXTS = ("actor_kind", "right", "act", "thing_kind", "thing_id")
FACTS = 'at, actor_kind, actor_id, "right", act, thing_kind, thing_id, student_ids, detail'


@dataclass(frozen=True)
class Named:
    """What must be named first; `head` is the number of the kept head that tells where the chain alone cannot."""

    seal: int | None = None
    entry: int | None = None
    head: int | None = None


class Journal:
    """The sealed journal of a database, and the heads that were kept elsewhere."""

    def __init__(self, connection: Connection, heads: list[Head], chance: Random) -> None:
        self.connection, self.heads, self.chance = connection, heads, chance
        rows = connection.execute("SELECT ordinal, entry_id FROM journal_seal ORDER BY ordinal").fetchall()
        self.entry_of: dict[int, int] = dict(rows)
        self.end = max(self.entry_of)

    def run(self, statement: str, *values: object) -> None:
        """One statement."""
        self.connection.execute(statement, values)

    def some(self, lowest: int = 1, highest: int | None = None) -> int:
        """A seal by chance; the first and the last come up more often than their share."""
        top = self.end if highest is None else highest
        return self.chance.choice([lowest, top, *(self.chance.randint(lowest, top) for _ in range(6))])

    def two(self) -> tuple[int, int]:
        """Two different seals, the lower first; neighbors come up often."""
        one = self.some(1, self.end - 1)
        return one, self.chance.choice([one + 1, self.chance.randint(one + 1, self.end)])

    def entry(self, key: int) -> dict[str, Any]:
        """The facts of an entry as they stand."""
        found = self.connection.execute(
            f"SELECT to_jsonb(e) FROM (SELECT {FACTS} FROM journal_entry WHERE id = %s) e", [key]
        ).fetchone()
        assert found is not None
        return dict(found[0])

    def write(self, key: int, column: str, value: object) -> None:
        """Another value in one column of an entry."""
        self.run(f'UPDATE journal_entry SET "{column}" = %s WHERE id = %s', value, key)

    def hash_of(self, ordinal: int) -> bytes:
        """A stored seal; before the first stands the beginning."""
        found = self.connection.execute(
            "SELECT hash FROM journal_seal WHERE ordinal = %s", [ordinal]
        ).fetchone()
        return bytes(found[0]) if found else GENESIS

    def link(self, previous: bytes, key: int) -> bytes:
        """The seal that an entry would have after another."""
        row = self.connection.execute(
            f"SELECT {COLUMNS} FROM journal_entry e WHERE e.id = %s", [key]
        ).fetchone()
        assert row is not None
        return hashlib.sha256(previous + canonical(*row)).digest()

    def unused(self) -> int:
        """A number that no entry has, from before the last one; taken back transactions leave some."""
        rows = self.connection.execute(
            "SELECT n FROM generate_series(-3, %s) n WHERE NOT EXISTS (SELECT FROM journal_entry WHERE id = n)",
            [max(self.entry_of.values())],
        ).fetchall()
        return int(self.chance.choice(rows)[0])

    def forge(self, key: int) -> None:
        """An entry that nobody's act wrote, made after one that somebody's did."""
        model = self.entry_of[self.some()]
        self.run(
            f"INSERT INTO journal_entry (id, {FACTS}) SELECT %s, {FACTS} FROM journal_entry WHERE id = %s",
            key,
            model,
        )
        self.write(key, "act", "plan.forged")

    def shift(self, above: int, by: int) -> None:
        """Number the seals above one place anew."""
        self.run("UPDATE journal_seal SET ordinal = -ordinal WHERE ordinal > %s", above)
        self.run("UPDATE journal_seal SET ordinal = -ordinal + %s WHERE ordinal < 0", by)

    def remove(self, first: int, last: int) -> None:
        """Seals and their entries, from one to another."""
        entries = [self.entry_of[n] for n in range(first, last + 1)]
        self.run("DELETE FROM journal_seal WHERE ordinal BETWEEN %s AND %s", first, last)
        self.run("DELETE FROM journal_entry WHERE id = ANY(%s)", entries)


def a_letter_of_a_text(journal: Journal) -> Named:
    """One character of one column becomes another."""
    at = journal.some()
    key, column = journal.entry_of[at], journal.chance.choice(TEXTS)
    old = journal.entry(key)[column] or " "
    place = journal.chance.randrange(len(old))
    new = journal.chance.choice([c for c in 'xé"\\ ' if c != old[place]])
    journal.write(key, column, old[:place] + new + old[place + 1 :])
    return Named(at, key)


def the_moment(journal: Journal) -> Named:
    """A microsecond, an hour, a year."""
    at = journal.some()
    by = journal.chance.choice([timedelta(microseconds=1), timedelta(hours=1), timedelta(days=-365)])
    journal.run("UPDATE journal_entry SET at = at + %s WHERE id = %s", by, journal.entry_of[at])
    return Named(at, journal.entry_of[at])


def who_did_it(journal: Journal) -> Named:
    """Another adult, or nobody."""
    at = journal.some()
    key = journal.entry_of[at]
    old = journal.entry(key)["actor_id"]
    other = str(UUID(int=(UUID(old).int if old else 0) ^ (1 << journal.chance.randrange(128))))
    journal.write(key, "actor_id", journal.chance.choice([other, None]) if old else other)
    return Named(at, key)


def about_whom(journal: Journal) -> Named:
    """A student added, left out, exchanged, or a list in another order."""
    at = journal.some()
    key = journal.entry_of[at]
    old: list[str] = journal.entry(key)["student_ids"]
    stranger = str(UUID(int=journal.chance.getrandbits(128)))
    ways = [[*old, stranger], [stranger, *old[1:]], [*old, None], old * 2 or [stranger]]
    ways += [old[:-1]] if old else []
    ways += [old[::-1]] if old != old[::-1] else []
    journal.run(
        "UPDATE journal_entry SET student_ids = %s::text[]::uuid[] WHERE id = %s",
        journal.chance.choice(ways),
        key,
    )
    return Named(at, key)


def the_order_of_the_students(journal: Journal) -> Named:
    """The same students, the other way round."""
    rows = journal.connection.execute(
        "SELECT s.ordinal, e.id, e.student_ids::text[] FROM journal_entry e JOIN journal_seal s ON s.entry_id = e.id"
        " WHERE cardinality(e.student_ids) > 1 ORDER BY s.ordinal"
    ).fetchall()
    at, key, students = journal.chance.choice(rows)
    journal.run(
        "UPDATE journal_entry SET student_ids = %s::text[]::uuid[] WHERE id = %s", students[::-1], key
    )
    return Named(at, key)


def the_detail(journal: Journal) -> Named:
    """A number, a word, a key, or all of it."""
    at = journal.some()
    key = journal.entry_of[at]
    old: dict[str, Any] = journal.entry(key)["detail"]
    ways: list[object] = [{**old, "forged": 1}, {**old, "": None}, [old], None]
    for name in old:
        ways += [{**old, name: "é"}, {k: v for k, v in old.items() if k != name}]
        ways += [{**old, name: [old[name]]}]
    journal.write(key, "detail", json.dumps(journal.chance.choice(ways)))
    return Named(at, key)


def a_bit_of_a_seal(journal: Journal) -> Named:
    """One bit of one hash."""
    at = journal.some()
    flipped = int.from_bytes(journal.hash_of(at), "big") ^ (1 << journal.chance.randrange(256))
    journal.run("UPDATE journal_seal SET hash = %s WHERE ordinal = %s", flipped.to_bytes(32, "big"), at)
    return Named(at, journal.entry_of[at])


def an_entry_is_removed(journal: Journal) -> Named:
    """Its seal stays."""
    at = journal.some()
    journal.run("DELETE FROM journal_entry WHERE id = %s", journal.entry_of[at])
    return Named(at, journal.entry_of[at])


def an_entry_and_its_seal_are_removed(journal: Journal) -> Named:
    """One or some, but not the last."""
    first = journal.some(1, journal.end - 1)
    journal.remove(first, min(first + journal.chance.choice([0, 0, 5]), journal.end - 1))
    return Named(first)


def an_entry_is_removed_and_the_seals_close_ranks(journal: Journal) -> Named:
    """The later seals are numbered anew, so that no number is missing."""
    at = journal.some(1, journal.end - 1)
    journal.remove(at, at)
    journal.shift(at, -1)
    return Named(at, journal.entry_of[at + 1])


def a_seal_is_removed(journal: Journal) -> Named:
    """Its entry stays. The last seal is missed because its entry's number was passed long ago."""
    at = journal.some()
    journal.run("DELETE FROM journal_seal WHERE ordinal = %s", at)
    return Named(at) if at < journal.end else Named(None, journal.entry_of[at])


def two_entries_change_places(journal: Journal) -> Named:
    """Each keeps its number and gets the other's facts."""
    one, other = journal.two()
    pair = (journal.entry_of[one], journal.entry_of[other])
    _swap(journal, "journal_entry", "id", pair)
    return Named(one, pair[0])


def two_seals_change_hashes(journal: Journal) -> Named:
    """The entries stay where they are."""
    one, other = journal.two()
    first, second = journal.hash_of(one), journal.hash_of(other)
    for ordinal, digest in ((one, second), (other, first)):
        journal.run("UPDATE journal_seal SET hash = %s WHERE ordinal = %s", digest, ordinal)
    return Named(one, journal.entry_of[one])


def two_seals_change_entries(journal: Journal) -> Named:
    """The hashes stay where they are."""
    one, other = journal.two()
    _swap(journal, "journal_seal", "entry_id", (journal.entry_of[one], journal.entry_of[other]))
    return Named(one, journal.entry_of[other])


def two_seals_change_places(journal: Journal) -> Named:
    """Hash and entry together."""
    one, other = journal.two()
    _swap(journal, "journal_seal", "ordinal", (one, other))
    return Named(one, journal.entry_of[other])


def _swap(journal: Journal, table: str, column: str, pair: tuple[int, int]) -> None:
    away = -(10**12)
    for old, new in ((pair[0], away), (pair[1], pair[0]), (away, pair[1])):
        journal.run(f"UPDATE {table} SET {column} = %s WHERE {column} = %s", new, old)


def an_entry_gets_another_number(journal: Journal) -> Named:
    """Alone, or with its seal."""
    at = journal.some()
    old, new = journal.entry_of[at], journal.unused()
    journal.run("UPDATE journal_entry SET id = %s WHERE id = %s", new, old)
    if journal.chance.random() < 0.5:
        return Named(at, old)
    journal.run("UPDATE journal_seal SET entry_id = %s WHERE entry_id = %s", new, old)
    return Named(at, new)


def a_forged_entry_is_put_between(journal: Journal) -> Named:
    """In a number that a taken back transaction left, without a seal."""
    key = journal.unused()
    journal.forge(key)
    return Named(None, key)


def a_forged_entry_is_sealed_between(journal: Journal) -> Named:
    """With a seal that follows well from the one before it; the one after it does not."""
    at, key = journal.some(1, journal.end - 1), journal.unused()
    journal.forge(key)
    digest = journal.link(journal.hash_of(at), key)
    journal.shift(at, 1)
    journal.run("INSERT INTO journal_seal (ordinal, entry_id, hash) VALUES (%s, %s, %s)", at + 1, key, digest)
    return Named(at + 2, journal.entry_of[at + 1])


def a_forged_entry_takes_a_place(journal: Journal) -> Named:
    """The seal of another entry now points to it."""
    at, key = journal.some(), journal.unused()
    journal.forge(key)
    journal.run("UPDATE journal_seal SET entry_id = %s WHERE ordinal = %s", key, at)
    return Named(at, key)


def the_beginning_is_cut_off(journal: Journal) -> Named:
    """With or without numbering the rest anew."""
    last = journal.some(1, journal.end - 1)
    journal.remove(1, last)
    if journal.chance.random() < 0.5:
        return Named(1)
    journal.shift(0, -last)
    return Named(1, journal.entry_of[last + 1])


def the_tail_is_cut_off(journal: Journal) -> Named:
    """Entries and seals from one place on; only a head that was kept elsewhere can tell."""
    first = journal.some(2)
    journal.remove(first, journal.end)
    return Named(first, head=min(head.ordinal for head in journal.heads if head.ordinal >= first))


def the_seals_of_the_tail_are_cut_off(journal: Journal) -> Named:
    """The entries stay, and their numbers were passed long ago."""
    first = journal.some(2)
    journal.run("DELETE FROM journal_seal WHERE ordinal >= %s", first)
    return Named(None, min(journal.entry_of[n] for n in range(first, journal.end + 1)))


def the_chain_is_written_anew(journal: Journal) -> Named:
    """A crime, and every seal from there on computed again: the chain verifies, and a kept head does not fit."""
    at = journal.some()
    journal.write(journal.entry_of[at], "act", "plan.forged")
    previous, ordinals, hashes = journal.hash_of(at - 1), [], []
    for ordinal in range(at, journal.end + 1):
        previous = journal.link(previous, journal.entry_of[ordinal])
        ordinals.append(ordinal)
        hashes.append(previous)
    journal.run(
        "UPDATE journal_seal s SET hash = n.hash FROM unnest(%s::bigint[], %s::bytea[]) n (ordinal, hash)"
        " WHERE s.ordinal = n.ordinal",
        ordinals,
        hashes,
    )
    kept = [head.ordinal for head in journal.heads]
    return Named(max([n for n in kept if n < at], default=0) + 1, head=min(n for n in kept if n >= at))


CRIMES: tuple[Callable[[Journal], Named], ...] = (
    a_letter_of_a_text, the_moment, who_did_it, about_whom, the_order_of_the_students, the_detail, a_bit_of_a_seal,
    an_entry_is_removed, an_entry_and_its_seal_are_removed, an_entry_is_removed_and_the_seals_close_ranks,
    a_seal_is_removed, two_entries_change_places, two_seals_change_hashes, two_seals_change_entries,
    two_seals_change_places, an_entry_gets_another_number, a_forged_entry_is_put_between,
    a_forged_entry_is_sealed_between, a_forged_entry_takes_a_place, the_beginning_is_cut_off, the_tail_is_cut_off,
    the_seals_of_the_tail_are_cut_off, the_chain_is_written_anew,
)  # fmt: skip
