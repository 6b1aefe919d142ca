"""Whether the journal still stands: the whole chain walked, what has no seal yet, and what was slipped in.

Promises: reads only, at one moment (every process that helps sees the same snapshot); names the first row that is not
as it was sealed. The connection must be of a role that sees every row: the keeper.
"""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from multiprocessing import get_context

import psycopg
from psycopg import sql

from carryover.journal.walk import Break, Connection, walk

SIZE = 10_000  # seals in a range: some 10 MB of rows, and a tenth of a second
ALONE = 100_000  # below this many seals, one process is done before another has started
Progress = Callable[[int], object]

_COUNTED = "SELECT count(*), min(ordinal), max(ordinal) FROM journal_seal"
_GAP = """
SELECT ordinal, place FROM (SELECT ordinal, row_number() OVER (ORDER BY ordinal) AS place FROM journal_seal) numbered
WHERE ordinal <> place ORDER BY place LIMIT 1
"""
_LOOSE = """
SELECT count(*) FILTER (WHERE e.id > water.passed), min(e.at) FILTER (WHERE e.id > water.passed),
    min(e.id) FILTER (WHERE e.id <= water.passed)
FROM journal_entry e, (SELECT coalesce(max(passed), 0) AS passed FROM journal_waterline) water
WHERE NOT EXISTS (SELECT FROM journal_seal s WHERE s.entry_id = e.id)
"""


@dataclass(frozen=True)
class Tail:
    """What was written and is not sealed yet: how many entries, and the moment of the oldest."""

    count: int
    oldest: datetime | None


@dataclass(frozen=True)
class Survey:
    """What is there to walk: seals without a gap from 1 to `sealed`, and what is wrong before anything is computed."""

    sealed: int
    tail: Tail
    gap: Break | None
    slipped: Break | None


@contextmanager
def at_one_moment(connection: Connection) -> Iterator[str]:
    """Hold a snapshot, named so that other connections can share it."""
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    with connection.transaction():
        found = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert found is not None
        yield str(found[0])


def survey(connection: Connection) -> Survey:
    """Count what there is; cheap against the walk."""
    count, lowest, highest = connection.execute(_COUNTED).fetchone() or (0, None, None)
    unsealed, oldest, slipped = connection.execute(_LOOSE).fetchone() or (0, None, None)
    whole = not count or (lowest, highest) == (1, count)
    gap, sealed = (None, count) if whole else _first_gap(connection)
    return Survey(sealed, Tail(unsealed, oldest), gap, _slipped(slipped))


def first_break(
    connection: Connection, found: Survey, told: Progress = lambda _: None, size: int = SIZE
) -> Break | None:
    """Walk the chain on this connection alone; what breaks first in the chain's own order is answered first."""
    for first, last in ranges(found.sealed, size):
        broken = walk(connection, first, last)
        if broken:
            return broken
        told(last - first + 1)
    return found.gap or found.slipped


def first_break_by_many(
    dsn: Mapping[str, object],
    snapshot: str,
    found: Survey,
    processes: int,
    told: Progress = lambda _: None,
    size: int = SIZE,
) -> Break | None:
    """The same answer from several processes, each with a connection of its own on the shared snapshot."""
    spans = list(ranges(found.sealed, size))
    pool = ProcessPoolExecutor(processes, get_context("spawn"), partial(_begin, dict(dsn), snapshot))
    try:
        for (first, last), broken in zip(spans, pool.map(_walk_here, spans), strict=True):
            if broken:
                return broken
            told(last - first + 1)
    finally:
        pool.shutdown(cancel_futures=True)
    return found.gap or found.slipped


def ranges(sealed: int, size: int) -> Iterator[tuple[int, int]]:
    """The first and last ordinal of each part of a chain of so many seals."""
    return ((first, min(first + size - 1, sealed)) for first in range(1, sealed + 1, size))


_here: list[Connection] = []
"""In a process that helps: its connection."""


def _begin(dsn: Mapping[str, object], snapshot: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who asked ends us
    gc.disable()  # rows of text make no circles, and looking for them takes a tenth of the time
    connection: Connection = psycopg.connect("", **dsn)  # type: ignore[arg-type]
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    connection.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(snapshot)))
    _here.append(connection)


def _walk_here(span: tuple[int, int]) -> Break | None:
    return walk(_here[0], *span)


def _first_gap(connection: Connection) -> tuple[Break, int]:
    """The first place whose seal is not there, and how many seals stand whole before it."""
    ordinal, place = connection.execute(_GAP).fetchone() or (0, 1)
    sentence = f"Seal {place} is missing: in its place stands seal {ordinal}."
    return Break(sentence, seal=place), place - 1


def _slipped(entry: int | None) -> Break | None:
    if entry is None:
        return None
    why = "it was put in by hand, or its seal was taken away"
    return Break(f"Entry {entry} has no seal though the chain passed its number: {why}.", entry=entry)
