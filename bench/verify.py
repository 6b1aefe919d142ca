"""How fast `carryover verify` walks the journal: entries a second, over half a million sealed entries.

The whole of what the command does with the journal is timed: counting, looking for what has no seal, starting the
processes that help, walking. The plain twin (the ORM and `json.dumps`, in one process) walks a fiftieth of it beside.
Goal (issue: scope of practice and confidentiality): at least 50,000 entries a second on two cores.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from uuid import UUID

import psycopg
from django.db import connections

from bench.figures import calibration, machine, spread
from bench.world import emptied
from carryover.journal.chain import GENESIS, Line, first_break, link
from carryover.journal.models import Seal
from carryover.journal.queries import line_of
from carryover.journal.walk import walk
from carryover.site.connections import Connection
from carryover.site.demo.copying import COLUMNS, copy_lines, text
from carryover.site.verifying import journal_of

ENTRIES = 500_000
ROUNDS = 7
SLOW = ENTRIES // 50
START = datetime(2026, 8, 31, 12, tzinfo=UTC)
LOOKS = ("day.read", "card.read", "student.read", "graph.read", "strip.read", "queue.read", "caseload.read")


def main() -> None:
    """Print entries a second of the command and of its twin."""
    with emptied("carryover_bench_verify") as to:
        _fill(to.keeper)
        connections["keeper"].close()
        rates, beside = [], []
        for _ in range(ROUNDS):
            loop = calibration()
            rates.append(_rate(to.keeper))
            beside.append(rates[-1] * (loop + calibration()) / 2)
        print(f"verify, {ENTRIES:,} entries: {spread(rates, 'entries/s')} (goal 50,000)")
        print(
            f"  in the time of one calibration loop, taken before and after each round: {spread(beside, 'entries')}"
        )
        print(
            f"  processor time of an entry, this program's and the database's together: {_cost(to.keeper):.1f} µs"
        )
        print(f"  the plain twin, {SLOW:,} entries in one process: {_twin():,.0f} entries/s")
        print(machine(), flush=True)
        connections["keeper"].close()


def _rate(keeper: Connection) -> float:
    start = perf_counter()
    found = journal_of(keeper)
    taken = perf_counter() - start
    if found.broken or found.survey.sealed != ENTRIES:
        raise SystemExit(f"The journal made for this does not verify: {found.broken}")
    return ENTRIES / taken


def _cost(keeper: Connection) -> float:
    """Microseconds of both processors' time for an entry, walked on one connection: the load of others hardly shows."""
    with psycopg.connect("", **keeper.dsn()) as connection:
        walk(connection, 1, SLOW)
        before = process_time() + _taken_by(connection.info.backend_pid)
        for first in range(1, ENTRIES // 5, SLOW):
            walk(connection, first, first + SLOW - 1)
        return (process_time() + _taken_by(connection.info.backend_pid) - before) / (ENTRIES // 5) * 1e6


def _taken_by(process: int) -> float:
    """Seconds of processor time that another process has taken; proc(5)."""
    told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _twin() -> float:
    rows = Seal.objects.using("keeper").select_related("entry").order_by("ordinal")[:SLOW]
    start = perf_counter()
    broken = first_break((seal.ordinal, line_of(seal.entry), bytes(seal.hash)) for seal in rows)
    if broken:
        raise SystemExit(broken)
    return SLOW / (perf_counter() - start)


def _fill(keeper: Connection) -> None:
    """Entries as a district writes them, and their seals, by COPY."""
    seals: list[str] = []
    with psycopg.connect("", **keeper.dsn()) as connection:
        copy_lines(connection, "journal_entry", COLUMNS["journal_entry"], _entries(seals))
        copy_lines(connection, "journal_seal", COLUMNS["journal_seal"], seals)
        connection.execute("SELECT setval('journal_entry_id_seq', %s)", [ENTRIES])
    with psycopg.connect("", autocommit=True, **keeper.dsn()) as connection:
        connection.execute("VACUUM ANALYZE journal_entry")
        connection.execute("VACUUM ANALYZE journal_seal")


def _entries(seals: list[str]) -> Iterator[str]:
    chance, previous = random.Random(1), GENESIS
    adults = [UUID(int=chance.getrandbits(128), version=4) for _ in range(900)]
    students = [UUID(int=chance.getrandbits(128), version=4) for _ in range(3000)]
    for number in range(1, ENTRIES + 1):
        line = _line(number, chance, adults, students)
        previous = link(previous, line)
        seals.append(f"{number}\t{number}\t\\\\x{previous.hex()}\n")
        row = (
            line.id, line.at, line.actor_kind, line.actor_id, line.right, line.act, line.thing_kind, line.thing_id,
            line.student_ids, json.dumps(line.detail),
        )  # fmt: skip
        yield "\t".join(map(text, row)) + "\n"


def _line(number: int, chance: random.Random, adults: list[UUID], students: list[UUID]) -> Line:
    """Seven of ten are looks at one student, two an upload with its tally, one a day sheet of a whole class."""
    at = START + timedelta(microseconds=number * 1_234_567)
    kind = chance.random()
    adult, one = chance.choice(adults), chance.choice(students)
    if kind < 0.7:
        act, thing, about, detail = chance.choice(LOOKS), ("student", str(one)), (one,), {}
    elif kind < 0.9:
        act, thing = "observations.receive", ("device", str(adult))
        about, detail = tuple(chance.sample(students, 3)), {"stored": chance.randrange(1, 40), "held": 1}
    else:
        act, thing, detail = "day.read", ("day", "2026-10-20"), {}
        about = tuple(chance.sample(students, 8))
    return Line(number, at, "adult", adult, "assigned", act, *thing, about, detail)


if __name__ == "__main__":
    main()
