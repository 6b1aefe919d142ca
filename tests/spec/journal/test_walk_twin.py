"""The fast walk and the plain one read the same bytes out of the same rows, whatever an act may have written."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from carryover.journal.acts import record
from carryover.journal.chain import GENESIS, Line
from carryover.journal.models import Entry
from carryover.journal.queries import broken_at, line_of
from carryover.journal.sealing import seal_through
from carryover.journal.standing import first_break, first_break_by_many, survey
from carryover.journal.walk import COLUMNS, UNREADABLE, Connection, canonical, seal_hash
from carryover.site.connections import Databases
from spec.scope.world import acting, pupil

# What PostgreSQL can keep: no NUL and no half of a pair of surrogates; and what json and the database treat specially.
words = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
) | st.sampled_from(
    [
        '"',
        "\\",
        "\\u0041",
        "\n\r\t\b\f",
        "\x01\x1f\x7f",
        "</script>",
        "é",
        "e\u0301",
        "😀",
        "\u2028",
        "{a,b}",
        "NULL",
        "",
    ]
)
ids = st.integers(0, 2**128 - 1).map(lambda n: UUID(int=n))
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=zones) | st.sampled_from(
    [
        datetime(2026, 10, 20, 14, 5, 0, microsecond, UTC)
        for microsecond in (0, 1, 10, 100_000, 500_000, 999_999)
    ]
)
numbers = (
    st.integers()
    | st.integers(-(10**60), 10**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([0.0, -0.0, 1e16, 1e-7, 1.10, 123456789.123456789, 5e-324, 1.7976931348623157e308])
)
leaves = st.none() | st.booleans() | numbers | words
details = st.dictionaries(
    words,
    st.recursive(leaves, lambda inside: st.lists(inside, max_size=3) | st.dictionaries(words, inside, max_size=3)),
    max_size=4,
)  # fmt: skip
entries = st.fixed_dictionaries(
    {
        "at": moments,
        "actor": st.tuples(words.filter(lambda w: len(w) <= 16), st.none() | ids),
        "right": words,
        "act": words,
        "thing": st.tuples(words, words),
        "students": st.lists(ids, max_size=4),
        "detail": details,
    }
)


def readable(entry: dict[str, Any], reader: UUID, student: UUID) -> dict[str, Any]:
    """The entry, made such as the reader sees through the wall: about a student of theirs, or their own."""
    students = entry["students"]
    seen = {"students": [*students, student]} if students else {"actor": ("adult", reader)}
    return entry | seen


def read_back() -> list[tuple[bytes, bytes]]:
    """Both forms of every entry of the transaction, plain and fast."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM journal_entry e WHERE act <> 'plan.sign' ORDER BY id")
        fast = {row[0]: canonical(*row) for row in cursor.fetchall()}
    return [(line_of(entry).canonical(), fast[entry.id]) for entry in Entry.objects.filter(id__in=fast)]


@pytest.mark.django_db
@given(st.lists(entries, min_size=1, max_size=5))
def test_both_build_the_same_bytes_of_what_was_recorded(written: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        reader = acting("privacy").id
        before = len(read_back())
        for entry in written:
            record(**readable(entry, reader, pupil("Jaylen", "Tucker")))
        pairs = read_back()
        transaction.set_rollback(True)
    assert len(pairs) == before + len([entry for entry in written if entry["act"] != "plan.sign"])
    for plain, fast in pairs:
        assert fast == plain


def test_an_entry_in_its_bytes() -> None:
    """The form is public: an auditor can compute a hash with any program."""
    line = Line(
        7, datetime(2026, 10, 20, 10, 5, tzinfo=timezone(timedelta(hours=-4))), "adult", UUID(int=9), "assigned",
        "day.read", "day", "2026-10-20", (UUID(int=1), UUID(int=2)), {"zé": 1.0, "a": [None, True]},
    )  # fmt: skip
    assert line.canonical().decode() == (
        '{"act":"day.read","actor":["adult","00000000-0000-0000-0000-000000000009"],'
        '"at":"2026-10-20T14:05:00.000000+00:00","detail":{"a":[null,true],"zé":1.0},"id":7,"right":"assigned",'
        '"students":["00000000-0000-0000-0000-000000000001","00000000-0000-0000-0000-000000000002"],'
        '"thing":["day","2026-10-20"]}'
    )


@pytest.mark.parametrize(
    ("students", "detail"),
    [
        ("{}", '{"n": ' + "9" * 5000 + "}"),
        ("{}", "[" * 200_000 + "]" * 200_000),
        ("{}", "not json"),
        (None, "{}"),
        ("{}", None),
    ],
)
def test_what_no_act_can_have_written_has_no_bytes(students: str | None, detail: str | None) -> None:
    with pytest.raises(UNREADABLE):
        canonical(1, "a", "b", "", "2026-10-20T14:05:00.000000+00:00", detail, "r", students, "t", "i")  # type: ignore[arg-type]


@pytest.mark.parametrize("stored", ["{{a,b}}", "[0:1]={a,b}", "{a,NULL}", "{NULL}"])
def test_an_array_that_was_bent_reads_as_another(stored: str) -> None:
    """The database can hold arrays that a program would read as the same list: to the chain they are changed rows."""
    told = json.loads(canonical(1, "a", "b", "", "", "{}", "r", stored, "t", "i").decode().replace("\n", ""))[
        "students"
    ]
    assert told not in (["a", "b"], ["a"], [])


class TestTheWalk:
    """On a committed journal of the demo's signings."""

    def test_it_agrees_with_the_plain_one(self, intruder: Connection) -> None:
        found = survey(intruder)
        assert found.sealed > 90 and found.tail.count == 0
        assert first_break(intruder, found) is None

    @pytest.mark.django_db
    def test_the_plain_one_finds_the_demo_whole(self) -> None:
        assert broken_at() is None

    @pytest.mark.parametrize("size", [1, 7, 10_000])
    def test_a_break_is_found_in_whatever_parts_it_is_walked(self, intruder: Connection, size: int) -> None:
        intruder.execute("UPDATE journal_entry SET act = 'plan.read' WHERE id IN (40, 41, 77)")
        found = first_break(intruder, survey(intruder), size=size)
        assert found and (found.entry, found.seal) == (40, 40)

    def test_several_processes_answer_the_same_at_one_moment(self, scratch: Databases) -> None:
        with psycopg.connect("", **scratch.keeper.dsn()) as keeper:
            keeper.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            (snapshot,) = keeper.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
            walked: list[int] = []
            found = survey(keeper)
            told = first_break_by_many(scratch.keeper.dsn(), snapshot, found, 2, walked.append, size=20)
        assert told is None and sum(walked) == found.sealed

    def test_several_processes_name_the_first_break(self, scratch: Databases) -> None:
        assert scratch.admin is not None
        change = "UPDATE journal_entry SET act = {} WHERE id IN (33, 71)"
        with psycopg.connect("", autocommit=True, **scratch.admin.to(scratch.keeper.database).dsn()) as admin:
            admin.execute("SET session_replication_role = replica")
            admin.execute(change.format("act || '!'"))
            try:
                with admin.transaction():
                    admin.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                    (snapshot,) = admin.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
                    found = first_break_by_many(scratch.keeper.dsn(), snapshot, survey(admin), 2, size=20)
            finally:
                admin.execute(change.format("rtrim(act, '!')"))
        assert found and (found.seal, found.entry) == (33, 33)

    def test_a_seal_is_the_hash_over_the_one_before_and_the_bytes(self, intruder: Connection) -> None:
        assert seal_hash(intruder, 1) != GENESIS and len(seal_hash(intruder, 1) or b"") == 32
        assert seal_hash(intruder, 10**9) is None

    def test_nothing_is_left_to_seal_in_the_demo(self, intruder: Connection) -> None:
        with intruder.cursor() as cursor:
            assert seal_through(cursor).count == 0  # type: ignore[arg-type]
