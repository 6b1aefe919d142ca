"""The day in bell order: who is with the adult, where, and who is not there and why."""

from __future__ import annotations

from datetime import time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.sheets.day import Away, Placed, Ring, Status, Trip, blocks

JAYLEN, AMARA, LEO = (UUID(int=n) for n in (1, 2, 3))
ORDER = {JAYLEN: 0, AMARA: 1, LEO: 2}
READING = Ring("P1", "Reading", time(8, 25), time(9, 55))
BREAK = Ring("P2", "Break", time(9, 55), time(10, 10))
MATH = Ring("P3", "Math", time(10, 10), time(11, 0))
BELLS = (READING, BREAK, MATH)

times = st.times().map(lambda t: t.replace(second=0, microsecond=0))
placings = st.lists(
    st.builds(
        Placed,
        student=st.sampled_from(list(ORDER)),
        period=st.sampled_from(["P1", "P2", "P3", "P9"]),
        letter=st.sampled_from(["", "A", "B"]),
        place=st.sampled_from(["Room 12", "Gym"]),
    ),
    max_size=12,
)


def here(student: UUID, period: str, letter: str = "", place: str = "Room 12") -> Placed:
    return Placed(student, period, letter, place)


@given(st.permutations(BELLS), placings, st.sampled_from(["", "A", "B"]))
def test_blocks_follow_the_bells_whatever_order_the_rows_came_in(
    rings: list[Ring], placed: list[Placed], letter: str
) -> None:
    found = blocks(rings, letter, placed, {}, [], ORDER)
    starts = [block.ring.starts for block in found]
    assert starts == sorted(starts)
    assert found == blocks(BELLS, letter, list(reversed(placed)), {}, [], ORDER)


@given(placings, st.sampled_from(["", "A", "B"]))
def test_every_placing_of_the_day_is_in_its_block_once_and_nothing_else_is(
    placed: list[Placed], letter: str
) -> None:
    found = blocks(BELLS, letter, placed, {}, [], ORDER)
    shown = [(p.student, block.ring.code, block.place) for block in found for p in block.students]
    wanted = {
        (p.student, p.period, p.place)
        for p in placed
        if p.letter in ("", letter) and p.period in ("P1", "P2", "P3")
    }
    assert len(shown) == len(set(shown))
    assert set(shown) == wanted


@given(placings)
def test_students_stand_in_the_same_order_in_every_block(placed: list[Placed]) -> None:
    for block in blocks(BELLS, "A", placed, {}, [], ORDER):
        places = [ORDER[p.student] for p in block.students]
        assert places == sorted(places)


def test_denise_has_a_student_on_a_days_only() -> None:
    placed = [here(JAYLEN, "P1"), here(AMARA, "P1", "A")]
    assert [p.student for p in blocks(BELLS, "A", placed, {}, [], ORDER)[0].students] == [JAYLEN, AMARA]
    assert [p.student for p in blocks(BELLS, "B", placed, {}, [], ORDER)[0].students] == [JAYLEN]


def test_one_period_in_two_places_is_two_blocks() -> None:
    found = blocks(BELLS, "", [here(JAYLEN, "P1"), here(AMARA, "P1", place="Gym")], {}, [], ORDER)
    assert [(b.place, [p.student for p in b.students]) for b in found] == [
        ("Gym", [AMARA]),
        ("Room 12", [JAYLEN]),
    ]


def test_a_period_that_the_short_day_leaves_out_has_no_block() -> None:
    assert blocks([READING], "", [here(JAYLEN, "P1"), here(JAYLEN, "P3")], {}, [], ORDER)[-1].ring == READING


def test_an_absent_student_is_shown_as_absent_in_every_block() -> None:
    found = blocks(BELLS, "", [here(JAYLEN, p) for p in ("P1", "P2", "P3")], {JAYLEN: Away(None)}, [], ORDER)
    assert {b.students[0].status for b in found} == {Status.ABSENT}


@given(times)
def test_who_leaves_before_a_block_ends_is_not_there_to_its_end(leaves: time) -> None:
    placed = [here(JAYLEN, ring.code) for ring in BELLS]
    for block in blocks(BELLS, "", placed, {JAYLEN: Away(leaves)}, [], ORDER):
        gone = leaves < block.ring.ends
        assert (block.students[0].status is Status.LEFT_EARLY) == gone
        assert (f"{leaves:%H:%M}" in block.students[0].note) == gone


@given(times, times)
def test_a_trip_takes_its_students_from_the_blocks_it_touches_and_no_other(
    leaves: time, returns: time
) -> None:
    if leaves >= returns:
        leaves, returns = returns, leaves
    trip = Trip("Aquarium", leaves, returns, frozenset({AMARA}))
    placed = [here(student, ring.code) for ring in BELLS for student in (JAYLEN, AMARA)]
    for block in blocks(BELLS, "", placed, {}, [trip], ORDER):
        jaylen, amara = block.students
        touches = leaves < block.ring.ends and returns > block.ring.starts
        assert jaylen.status is Status.HERE
        assert (amara.status is Status.TRIP) == touches


@pytest.mark.parametrize("away", [Away(None), Away(time(9, 0))])
def test_who_is_absent_or_has_left_is_not_said_to_be_on_the_trip(away: Away) -> None:
    trip = Trip("Aquarium", time(8, 0), time(14, 0), frozenset({AMARA}))
    found = blocks(BELLS, "", [here(AMARA, "P1")], {AMARA: away}, [trip], ORDER)
    assert found[0].students[0].status in (Status.ABSENT, Status.LEFT_EARLY)
