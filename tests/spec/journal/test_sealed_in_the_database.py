"""The journal in PostgreSQL: the app role may add and read, nothing else; what somebody stronger forges is found."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections, transaction

from carryover.journal.acts import line_of, record, seal
from carryover.journal.chain import GENESIS, first_break, link
from carryover.journal.jobs import seal_journal
from carryover.journal.models import Entry, Seal
from carryover.journal.queries import broken_at

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
OWNER = "owner"
AT = datetime(2026, 10, 20, 14, tzinfo=UTC)
JAYLEN = UUID(int=1)


@pytest.fixture
def entries() -> list[Entry]:
    """Five acts of Denise on top of whatever the demo left, all sealed."""
    for n in range(5):
        record(
            at=AT,
            actor=("adult", UUID(int=9)),
            right="assigned",
            act="day.read",
            thing=("day", f"2026-10-{n + 10}"),
            students=[JAYLEN],
            detail={"n": n},
        )
    seal(100_000)
    return list(Entry.objects.order_by("-id")[:5])


def run(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_what_is_recorded_is_sealed_and_verifies(entries: list[Entry]) -> None:
    assert not Entry.objects.filter(seal__isnull=True).exists()
    assert broken_at() is None


def test_sealing_again_changes_nothing(entries: list[Entry]) -> None:
    before = list(Seal.objects.order_by("ordinal").values_list("ordinal", "entry_id"))
    assert seal() == 0
    assert list(Seal.objects.order_by("ordinal").values_list("ordinal", "entry_id")) == before


def test_the_job_of_every_minute_seals_what_came_since(entries: list[Entry]) -> None:
    record(at=AT, actor=("job", None), right="job:test", act="test", thing=("test", 1))
    assert seal_journal.func(timestamp=0) == 1
    assert seal_journal.func(timestamp=60) == 0
    assert broken_at() is None


@pytest.mark.parametrize("table", ["journal_entry", "journal_seal"])
@pytest.mark.parametrize("how", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_role_that_serves_can_neither_change_nor_delete(
    entries: list[Entry], table: str, how: str
) -> None:
    column = {"journal_entry": "act", "journal_seal": "hash"}[table]
    with pytest.raises(DatabaseError, match=f"permission denied for table {table}"):
        run(how.format(table, column, column))
    assert broken_at() is None


class Intruder:
    """Somebody with the owner's rights, who takes the guards off and rewrites; undone with the test."""

    def __init__(self) -> None:
        for table in ("journal_entry", "journal_seal"):
            self.run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        last = Seal.objects.using(OWNER).order_by("-ordinal").first()
        ordinal, previous = (last.ordinal, bytes(last.hash)) if last else (0, GENESIS)
        self.entries = []
        for n in range(1, 6):
            entry = self.entry(f"2026-10-{n + 10}")
            previous = link(previous, line_of(entry))
            self.sealed(ordinal + n, entry, previous)
            self.entries.append(entry)

    def run(self, sql: str, *values: object) -> None:
        with connections[OWNER].cursor() as cursor:
            cursor.execute(sql, values)

    def entry(self, day: str) -> Entry:
        made = Entry(
            at=AT, actor_kind="adult", right="assigned", act="day.read", thing_kind="day", thing_id=day
        )
        made.save(using=OWNER)
        return made

    def sealed(self, ordinal: int, entry: Entry, digest: bytes) -> None:
        Seal(ordinal=ordinal, entry=entry, hash=digest).save(using=OWNER, force_insert=True)

    def flip(self) -> None:
        self.run("UPDATE journal_entry SET act = 'day.unread' WHERE id = %s", self.entries[2].id)

    def delete(self) -> None:
        self.run("DELETE FROM journal_seal WHERE entry_id = %s", self.entries[2].id)
        self.run("DELETE FROM journal_entry WHERE id = %s", self.entries[2].id)

    def insert(self) -> None:
        last = Seal.objects.using(OWNER).order_by("-ordinal")[0]
        self.sealed(last.ordinal + 1, self.entry("2026-10-09"), bytes(last.hash))

    def swap(self) -> None:
        for entry, day in zip(self.entries[1:3], ("2026-10-13", "2026-10-12"), strict=True):
            self.run("UPDATE journal_entry SET thing_id = %s WHERE id = %s", day, entry.id)

    def truncate(self) -> None:
        """Everything before one entry is cut away."""
        kept = Seal.objects.using(OWNER).get(entry=self.entries[2]).ordinal
        self.run("DELETE FROM journal_seal WHERE ordinal < %s", kept)

    def found(self) -> str | None:
        rows = Seal.objects.using(OWNER).select_related("entry").order_by("ordinal")
        return first_break((row.ordinal, line_of(row.entry), bytes(row.hash)) for row in rows)


def test_before_anything_is_forged_the_chain_holds() -> None:
    assert Intruder().found() is None


@pytest.mark.parametrize("crime", ["flip", "delete", "insert", "swap", "truncate"])
def test_what_an_owner_forges_is_found(crime: str) -> None:
    intruder = Intruder()
    getattr(intruder, crime)()
    assert intruder.found() is not None


def test_even_the_owner_must_take_the_guards_off_first() -> None:
    with transaction.atomic(using=OWNER):
        entry = Entry(at=AT, actor_kind="job", right="r", act="a", thing_kind="t", thing_id="1")
        entry.save(using=OWNER)
    with pytest.raises(DatabaseError, match="Cannot update or delete rows"), transaction.atomic(using=OWNER):
        Entry.objects.using(OWNER).filter(id=entry.id).update(act="b")
