"""Points, phases and aim lines refuse to exist when they are wrong."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.measurement import State
from carryover.singlecase import Aim, Flag, PhaseChange, Point, Series

DAY = date(2026, 10, 14)


def point(offset: int, value: float = 50.0, session: int | None = None) -> Point:
    return Point(DAY + timedelta(days=offset), session or offset + 1, value, State.VALUE, 10)


@pytest.mark.parametrize(
    ("value", "state", "session", "n"),
    [
        (None, State.VALUE, 1, 0),
        (0.0, State.NOT_COLLECTED, 0, 0),
        (3.0, State.TRUE_ZERO, 1, 0),
        (float("inf"), State.VALUE, 1, 1),
        (3.0, State.VALUE, 0, 1),
        (3.0, State.VALUE, 1, -1),
    ],
)
def test_a_point_whose_value_and_state_disagree_does_not_exist(
    value: float | None, state: State, session: int, n: int
) -> None:
    with pytest.raises(ValueError, match="2026-10-14"):
        Point(DAY, session, value, state, n)


@pytest.mark.parametrize("offsets", [(1, 0), (3, 3)])
def test_days_out_of_order_or_twice_are_refused(offsets: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="must come after"):
        Series(tuple(point(o, session=i + 1) for i, o in enumerate(offsets)))
    with pytest.raises(ValueError, match="must come after"):
        Series((), tuple(PhaseChange(DAY + timedelta(days=o), "Plan", True, 2) for o in offsets))


def test_session_numbers_rise() -> None:
    with pytest.raises(ValueError, match="each session"):
        Series((point(0, session=2), point(1, session=2)))


@pytest.mark.parametrize("fields", [{"text": " "}, {"text": "Sub", "kind": "gossip"}])
def test_a_flag_says_something(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="flag"):
        Flag(DAY, **fields)


def test_the_day_of_a_change_belongs_to_the_new_phase() -> None:
    series = Series(tuple(point(i) for i in range(4)), (PhaseChange(point(2).day, "Plan v2", True, 2),))
    assert [len(phase.points) for phase in series.phases()] == [2, 2]
    assert series.current.change is not None
    assert series.current.change.version == 2


@given(st.lists(st.integers(0, 60), unique=True), st.lists(st.integers(-5, 65), unique=True, max_size=6))
def test_phases_hold_every_point_once_and_in_order(days: list[int], changes: list[int]) -> None:
    points = tuple(point(d, session=i + 1) for i, d in enumerate(sorted(days)))
    starts = (DAY + timedelta(days=d) for d in sorted(changes))
    series = Series(points, tuple(PhaseChange(day, "P", True, 1) for day in starts))
    assert tuple(p for phase in series.phases() for p in phase.points) == points
    assert len(series.phases()) == len(changes) + 1


def test_an_open_point_is_not_usable() -> None:
    assert not Point(DAY, 1, 4.0, State.VALUE, 4, open=True).usable
    assert Point(DAY, 1, 0.0, State.TRUE_ZERO, 0).usable
    assert not Point(DAY, 0, None, State.NO_OPPORTUNITY, 0).usable


def test_the_aim_line_is_straight_between_its_ends_and_level_outside() -> None:
    aim = Aim(DAY, 20, DAY + timedelta(days=100), 80)
    assert aim.expected(DAY + timedelta(days=50)) == 50
    assert aim.expected(DAY - timedelta(days=9)) == 20
    assert aim.expected(DAY + timedelta(days=300)) == 80


def test_an_aim_line_that_ends_before_it_starts_does_not_exist() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Aim(DAY, 20, DAY, 80)
    with pytest.raises(ValueError, match="two numbers"):
        Aim(DAY, float("nan"), DAY + timedelta(days=1), 80)
