"""The sealer holds nobody up, misses nothing however late it commits, and does not seal what was slipped in."""

from __future__ import annotations

import threading
from collections.abc import Callable

import psycopg
import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django import app
from pytest_django import DjangoDbBlocker

from carryover.journal.jobs import EVERY_FIVE_SECONDS, seal_journal
from carryover.journal.sealing import Sealed, Water, seal_through
from carryover.journal.standing import first_break, survey
from carryover.journal.walk import Break, Connection
from carryover.site.connections import Databases
from spec.journal.conftest import entered, seal, settled, waited

Writer = Callable[[], Connection]


def broken(keeper: Connection) -> Break | None:
    """What the walk finds."""
    with keeper.transaction():
        return first_break(keeper, survey(keeper))


def order(keeper: Connection, *entries: int) -> list[int]:
    """These entries in the order in which they were sealed."""
    rows = keeper.execute(
        "SELECT entry_id FROM journal_seal WHERE entry_id = ANY(%s) ORDER BY ordinal", [list(entries)]
    )
    return [entry for (entry,) in rows]


def passed(keeper: Connection) -> int:
    """How far it is certain that nothing can come in below."""
    found = keeper.execute("SELECT passed FROM journal_waterline").fetchone()
    return found[0] if found else 0


FORGED = """
INSERT INTO journal_entry SELECT %(id)s, at, actor_kind, actor_id, "right", 'plan.read', thing_kind, thing_id,
    student_ids, detail FROM journal_entry WHERE id = (SELECT max(id) FROM journal_entry)
"""


def test_what_is_written_is_sealed_once_and_verifies(keeper: Connection, writer: Writer) -> None:
    seal(keeper)
    desk = writer()
    mine = [entered(desk) for _ in range(5)]
    desk.commit()
    assert seal(keeper) == Sealed(5)
    assert order(keeper, *mine) == mine
    assert seal(keeper).count == 0
    assert broken(keeper) is None


def test_an_entry_that_commits_late_is_sealed_late_and_the_chain_goes_on(
    keeper: Connection, writer: Writer
) -> None:
    slow, quick = writer(), writer()
    late = entered(slow)
    early = entered(quick)
    quick.commit()
    assert late < early
    for _ in range(4):
        seal(keeper)
    assert order(keeper, late, early) == [early]
    slow.commit()
    seal(keeper)
    assert order(keeper, late, early) == [early, late]
    assert broken(keeper) is None


def test_the_water_stays_below_whoever_is_still_writing(keeper: Connection, writer: Writer) -> None:
    slow, quick = writer(), writer()
    late = entered(slow)
    for _ in range(6):
        entered(quick)
        quick.commit()
        seal(keeper)
    assert passed(keeper) < late
    slow.commit()
    waited(keeper)
    assert order(keeper, late) == [late]
    assert passed(keeper) > late


def test_a_transaction_that_is_taken_back_leaves_a_number_unused_and_no_trace(
    keeper: Connection, writer: Writer
) -> None:
    desk = writer()
    never = entered(desk)
    desk.rollback()
    then = entered(desk)
    desk.commit()
    waited(keeper)
    assert order(keeper, never, then) == [then]
    assert passed(keeper) >= then and broken(keeper) is None


def test_the_sealer_waits_for_no_writer_and_no_writer_for_it(scratch: Databases, writer: Writer) -> None:
    with psycopg.connect("", **scratch.keeper.dsn()) as keeper, keeper.cursor() as cursor:
        slow = writer()
        entered(slow)
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        seal_through(cursor)  # type: ignore[arg-type]
        desk = writer()  # the seals above are not committed yet
        desk.execute("SET LOCAL lock_timeout = '2s'")
        entered(desk)
        desk.commit()


def test_two_sealers_and_four_writers_at_once_seal_everything_once(
    scratch: Databases, keeper: Connection
) -> None:
    written: list[int] = []
    done = threading.Event()

    def write(seed: int) -> None:
        with psycopg.connect("", **scratch.app.dsn()) as desk:
            for n in range(25):
                mine = [entered(desk) for _ in range(1 + (n + seed) % 3)]
                if (n + seed) % 4:
                    desk.commit()
                    written.extend(mine)
                else:
                    desk.rollback()

    def chain() -> None:
        with psycopg.connect("", autocommit=True, **scratch.keeper.dsn()) as mine:
            while not done.is_set():
                seal(mine, 7)

    writers = [threading.Thread(target=write, args=(seed,)) for seed in range(4)]
    sealers = [threading.Thread(target=chain) for _ in range(2)]
    for each in (*sealers, *writers):
        each.start()
    for each in writers:
        each.join()
    done.set()
    for each in sealers:
        each.join()
    seal(keeper)
    assert sorted(order(keeper, *written)) == sorted(written)
    assert broken(keeper) is None


def test_a_long_halt_is_made_good_a_batch_to_a_transaction(keeper: Connection, writer: Writer) -> None:
    settled(keeper)
    desk = writer()
    mine = [entered(desk) for _ in range(10)]
    desk.commit()
    first = seal(keeper, limit=4)
    second = seal(keeper, limit=4, after=first.reached or 0)
    last = seal(keeper, limit=4, after=second.reached or 0)
    assert (first, second, last) == (Sealed(4, mine[3]), Sealed(4, mine[7]), Sealed(2))
    assert broken(keeper) is None


def test_what_comes_late_below_a_batch_is_not_passed_over(keeper: Connection, writer: Writer) -> None:
    settled(keeper)
    slow, desk = writer(), writer()
    late = entered(slow)
    [entered(desk) for _ in range(6)]
    desk.commit()
    first = seal(keeper, limit=3)
    slow.commit()
    while first.reached:
        first = seal(keeper, limit=3, after=first.reached)
    settled(keeper)
    assert order(keeper, late) == [late] and broken(keeper) is None


def test_what_is_put_in_below_the_water_is_not_sealed_but_named(
    keeper: Connection, writer: Writer, intruder: Connection
) -> None:
    desk = writer()
    gap = entered(desk)
    desk.rollback()
    entered(desk)
    desk.commit()
    settled(keeper)
    intruder.execute(FORGED, {"id": gap})
    with intruder.cursor() as cursor:
        assert seal_through(cursor).count == 0  # type: ignore[arg-type]
    found = first_break(intruder, survey(intruder))
    assert found and found.entry == gap and "put in by hand" in found.sentence


def test_a_row_that_no_act_can_have_written_does_not_stop_the_chain(
    keeper: Connection, writer: Writer
) -> None:
    settled(keeper)
    desk = writer()
    unreadable = entered(desk)
    desk.execute(
        'INSERT INTO journal_entry (at, actor_kind, "right", act, thing_kind, thing_id, student_ids, detail)'
        " VALUES (now(), 'adult', 'x', 'x', 'x', 'x', '{}', %s)",
        ['{"n": 1%s}' % ("0" * 5000)],
    )
    then = entered(desk)
    desk.commit()
    assert seal(keeper).count == 2
    assert order(keeper, unreadable, then) == [unreadable, then]
    settled(keeper)
    found = broken(keeper)
    assert found and found.entry == unreadable + 1, "what cannot be sealed is named"


class TestTheWaterline:
    """The arithmetic alone: nothing is passed that a transaction which is still running may bring."""

    def test_a_number_is_passed_when_all_who_ran_with_it_have_ended(self) -> None:
        first = Water().after(last=10, oldest=100, mine=100)
        second = first.after(last=12, oldest=101, mine=105)
        assert (first.passed, second.passed, second.marked) == (0, 10, 12)

    def test_it_stands_while_an_old_transaction_runs(self) -> None:
        water = Water(passed=5, marked=10, marked_xid=105)
        for mine in range(110, 120):
            water = water.after(last=20, oldest=104, mine=mine)
        assert (water.passed, water.marked) == (5, 10)

    def test_in_a_restored_database_transactions_are_counted_anew(self) -> None:
        water = Water(passed=5, marked=10, marked_xid=10**9).after(last=12, oldest=50, mine=50)
        assert water == Water(passed=5, marked=12, marked_xid=50)

    @given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 3)), max_size=30))
    def test_it_never_passes_a_number_that_is_still_held(self, steps: list[tuple[int, int, int]]) -> None:
        """Invented lives: at each step some transactions begin and draw a number, some end, and the sealer runs."""
        water, number, xid = Water(), 0, 1
        running: dict[int, int] = {}  # transaction: the number it holds
        for begin, end, runs in steps:
            for _ in range(begin):
                number, xid = number + 1, xid + 1
                running[xid] = number
            for ended in sorted(running)[:end]:
                del running[ended]
            for _ in range(runs):
                xid += 1
                water = water.after(last=number, oldest=min(running, default=xid), mine=xid)
                assert water.passed < min(running.values(), default=number + 1)


class TestTheJob:
    def test_it_runs_every_five_seconds_and_never_piles_up(self) -> None:
        (found,) = [
            each for each in app.periodic_registry.periodic_tasks.values() if each.task.name == "journal.seal"
        ]
        assert found.cron == EVERY_FIVE_SECONDS
        times = [found.croniter.get_next(float, start_time=at) - at for at in (0.0, 5.0, 57.0)]
        assert times == [5.0, 5.0, 3.0]
        assert found.task.queueing_lock == found.task.lock == "journal.seal"

    def test_it_seals_what_there_is(
        self,
        scratch: Databases,
        keeper: Connection,
        writer: Writer,
        monkeypatch: pytest.MonkeyPatch,
        django_db_blocker: DjangoDbBlocker,
    ) -> None:
        monkeypatch.setitem(connections["keeper"].settings_dict, "NAME", scratch.keeper.database)
        desk = writer()
        mine = entered(desk)
        desk.commit()
        with django_db_blocker.unblock():
            connections["keeper"].close()  # another test may have left it open, in another database
            assert seal_journal.func(timestamp=0) >= 1
            assert seal_journal.func(timestamp=5) == 0
        assert order(keeper, mine) == [mine]
