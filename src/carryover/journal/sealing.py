"""The sealer: links entries into the chain a few seconds after they were written, and holds nobody up.

Promises: it reads entries and writes seals, takes no lock that a writer waits for, and runs one at a time. Entries may
commit late and out of order: the chain follows the order of sealing. What has a number that no transaction can still
bring, and no seal, is not sealed any more: somebody put it in by hand, and `carryover verify` names it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connections, transaction

from carryover.journal.chain import GENESIS
from carryover.journal.walk import COLUMNS, UNREADABLE, canonical

SEALER_LOCK = 0x6A6F7572  # one sealer at a time, whoever runs it
BATCH = 10_000
KEEPER = "keeper"

_WATER = """
SELECT CASE WHEN s.is_called THEN s.last_value ELSE s.last_value - 1 END,
    coalesce(w.passed, 0), coalesce(w.marked, 0), coalesce(w.marked_xid, 0)
FROM journal_entry_id_seq s LEFT JOIN journal_waterline w ON true
"""
_MOMENT = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_current_xact_id()::text::bigint"
_UNSEALED = f"""
SELECT {COLUMNS} FROM journal_entry e
WHERE e.id > %s AND NOT EXISTS (SELECT FROM journal_seal s WHERE s.entry_id = e.id)
ORDER BY e.id LIMIT %s
"""  # noqa: S608 - no value of anybody's is in it
_SEAL = """
INSERT INTO journal_seal (ordinal, entry_id, hash)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[])
"""
_KEEP = """
INSERT INTO journal_waterline (id, passed, marked, marked_xid) VALUES (1, %s, %s, %s)
ON CONFLICT (id) DO UPDATE SET passed = EXCLUDED.passed, marked = EXCLUDED.marked, marked_xid = EXCLUDED.marked_xid
"""


class Cursor(Protocol):
    """What the sealer needs of a cursor: Django's and psycopg's both have it."""

    def execute(self, query: str, params: list[Any] = ..., /) -> object:
        """Run one statement."""

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows that are left."""


@dataclass(frozen=True)
class Water:
    """How far it is certain that nothing can come in below.

    Everything up to `passed` is sealed or will never be. Numbers up to `marked` were handed out to transactions older
    than `marked_xid` (an act has its transaction's number before its entry's): when these have ended, it is passed.
    """

    passed: int = 0
    marked: int = 0
    marked_xid: int = 0

    def after(self, *, last: int, oldest: int, mine: int) -> Water:
        """The waterline after a run that sealed everything it saw.

        `last` is the highest number handed out, `oldest` the oldest transaction still running, `mine` the run's own.
        """
        if self.marked_xid > mine:  # restored from a copy: transactions are counted anew
            return Water(self.passed, last, mine)
        if oldest <= self.marked_xid:
            return self
        return Water(max(self.passed, self.marked), last, mine)


@dataclass(frozen=True)
class Sealed:
    """What one batch did: how many entries it sealed, and the last number it looked at when more may follow."""

    count: int
    reached: int | None = None


def seal_all(batch: int = BATCH) -> int:
    """Chain every entry that has no seal, a batch to a transaction, and say how many; safe to run twice or at once.

    Opens the keeper's connection and lets it go, so that a database that was restarted is met afresh.
    """
    total, reached = 0, 0
    try:
        while True:
            with transaction.atomic(using=KEEPER), connections[KEEPER].cursor() as cursor:
                done = seal_through(cursor, batch, reached)
            total += done.count
            if done.reached is None:
                return total
            reached = done.reached
    finally:
        connections[KEEPER].close()


def seal_through(cursor: Cursor, limit: int = BATCH, after: int = 0) -> Sealed:
    """One batch of entries numbered above `after`, within the transaction of a cursor whose role may write seals."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALER_LOCK])
    cursor.execute(_WATER)
    last, *held = cursor.fetchone() or (0,)
    water = Water(*held)
    if water.passed >= last:
        return Sealed(0)
    cursor.execute(_MOMENT)
    # Asked before the entries are: whoever has ended by now has left entries that the next statement sees.
    oldest, mine = cursor.fetchone() or (0, 0)
    cursor.execute(_UNSEALED, [max(water.passed, after), limit])
    rows = cursor.fetchall()
    count = _chain(cursor, rows)
    if len(rows) == limit:
        return Sealed(count, rows[-1][0])
    if not after:  # what came late below an earlier batch was not looked for
        now = water.after(last=last, oldest=oldest, mine=mine)
        cursor.execute(_KEEP, [now.passed, now.marked, now.marked_xid])
    return Sealed(count)


def _chain(cursor: Cursor, rows: Sequence[tuple[Any, ...]]) -> int:
    cursor.execute("SELECT ordinal, hash FROM journal_seal ORDER BY ordinal DESC LIMIT 1")
    ordinal, previous = cursor.fetchone() or (0, GENESIS)
    entries, hashes = [], []
    for row in rows:
        try:
            line = canonical(*row)
        except UNREADABLE:
            continue  # no act of ours can have written it, and it must not stop the chain
        previous = hashlib.sha256(bytes(previous) + line).digest()
        entries.append(row[0])
        hashes.append(previous)
    if entries:
        cursor.execute(_SEAL, [list(range(ordinal + 1, ordinal + 1 + len(entries))), entries, hashes])
    return len(entries)
