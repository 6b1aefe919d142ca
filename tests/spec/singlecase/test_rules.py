"""Decision rules read the current phase, say why in one sentence, and let go at the first contrary point."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.measurement import State
from carryover.singlecase import (
    FOUR_POINT,
    MEDIAN_OF_THREE,
    RULES,
    TREND_LINE,
    Aim,
    PhaseChange,
    Point,
    Rule,
    Series,
    judge,
    will_meet,
)

START = date(2026, 9, 14)
AIM = Aim(START, 20, START + timedelta(days=200), 80)
FLAT = Aim(START, 50, START + timedelta(days=200), 50)
APART = st.floats(0.01, 40)


def series(values: list[float], aim: Aim | None = None, direction: str = "increase") -> Series:
    """One point a day; with an aim, each value is the distance from the line that day."""
    points = []
    for i, value in enumerate(values):
        day = START + timedelta(days=i)
        height = value + (aim.expected(day) if aim else 0)
        points.append(Point(day, i + 1, height, State.VALUE, 10))
    return Series(tuple(points), direction=direction)  # type: ignore[arg-type]


def test_the_sentence_names_the_points() -> None:
    days = [date(2026, 10, d) for d in (12, 13, 14, 15, 16, 19)]
    points = tuple(Point(day, i + 1, 5.0, State.VALUE, 10) for i, day in enumerate(days))
    verdict = judge(FOUR_POINT, Series(points), AIM)
    assert verdict.why == "Four of the last 4 points (Oct 14, 15, 16, 19) lie below the aim line."
    assert (verdict.fired, verdict.kind, verdict.n) == (True, "change", 6)
    assert verdict.used == points[-4:]


def test_too_few_points_says_how_many_are_needed() -> None:
    verdict = judge(FOUR_POINT, series([-1, -1, -1, -1, -1], AIM), AIM)
    assert (verdict.fired, verdict.kind) == (False, "too_few")
    assert verdict.why == "This phase has five usable points so far; the rule needs 6."


@given(st.lists(APART, min_size=6, max_size=20), st.sampled_from([-1, 1]), st.sampled_from([-1, 1]))
def test_four_on_one_side_fire_and_a_decreasing_target_exchanges_the_sides(
    gaps: list[float], side: int, sign: int
) -> None:
    direction = "increase" if sign > 0 else "decrease"
    verdict = judge(FOUR_POINT, series([side * gap for gap in gaps], AIM, direction), AIM)
    assert verdict.fired
    assert verdict.kind == ("raise" if side == sign else "change")
    assert ("above" if side > 0 else "below") in verdict.why


@given(
    st.lists(APART, min_size=6, max_size=20),
    st.sampled_from([-1, 1]),
    st.integers(1, 4),
    st.one_of(st.just(0.0), APART),
)
def test_one_contrary_point_among_the_last_four_and_the_verdict_is_gone(
    gaps: list[float], side: int, which: int, contrary: float
) -> None:
    values = [side * gap for gap in gaps]
    assert judge(FOUR_POINT, series(values, AIM), AIM).fired
    values[-which] = -side * contrary
    verdict = judge(FOUR_POINT, series(values, AIM), AIM)
    assert (verdict.fired, verdict.kind) == (False, "none")
    assert "needs all four" in verdict.why


@given(st.integers(0, 190))
def test_a_point_on_the_line_counts_as_neither(offset: int) -> None:
    points = tuple(
        Point(day, i + 1, AIM.expected(day), State.VALUE, 10)
        for i, day in enumerate(START + timedelta(days=offset + j) for j in range(6))
    )
    assert judge(FOUR_POINT, Series(points), AIM).kind == "none"
    assert judge(MEDIAN_OF_THREE, Series(points), AIM).kind == "none"


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_rules_use_neither_open_points_nor_gaps_nor_earlier_phases(rule: Rule) -> None:
    base = series([-5] * 9, AIM)
    verdict = judge(rule, base, FLAT)
    after = START + timedelta(days=9)
    still_open = Point(after, 10, 99.0, State.VALUE, 10, open=True)
    missed = Point(after + timedelta(days=1), 0, None, State.NO_OPPORTUNITY, 0)
    assert judge(rule, replace(base, points=(*base.points, still_open, missed)), FLAT) == verdict
    changed = replace(base, changes=(PhaseChange(after, "Plan v2", True, 2),))
    assert judge(rule, changed, FLAT).kind == "too_few"
    assert judge(rule, changed, FLAT).n == 0


def test_a_true_zero_is_a_point_like_any_other() -> None:
    points = tuple(Point(START + timedelta(days=i), i + 1, 0.0, State.TRUE_ZERO, 0) for i in range(6))
    assert judge(FOUR_POINT, Series(points, direction="decrease"), FLAT).kind == "raise"


def test_the_trend_is_compared_with_the_aim_line_in_weeks() -> None:
    falling = judge(TREND_LINE, series([50 - i for i in range(8)]), AIM)
    assert (falling.kind, falling.n) == ("change", 8)
    assert falling.why.startswith("The trend of 8 points is -7 a week (standard error 0), less upward than")
    assert judge(TREND_LINE, series([20 + i for i in range(8)]), AIM).kind == "raise"


def test_a_trend_within_one_standard_error_of_the_aim_line_says_nothing() -> None:
    wobble = [3, -3, 3, -3, -3, 3, -3, 3]
    assert judge(TREND_LINE, series([float(w) for w in wobble], AIM), AIM).kind == "none"


def test_the_median_of_three_ignores_one_wild_point() -> None:
    verdict = judge(MEDIAN_OF_THREE, series([50, 50, 50, 40, 95, 45]), FLAT)
    assert verdict.kind == "change"
    assert verdict.why == (
        "The median of the last 3 points (Sep 17, 18, 19) is 45, "
        "below the aim line, which is at 50 on Sep 18."
    )


@pytest.mark.parametrize(
    ("name", "minimum", "source"), [("feeling", 4, "x"), ("four_point", 3, "x"), ("four_point", 6, "")]
)
def test_a_rule_without_sense_or_source_does_not_exist(name: str, minimum: int, source: str) -> None:
    with pytest.raises(ValueError, match=name):
        Rule(name, minimum, source)


def test_every_rule_names_its_source() -> None:
    assert all("Best Practices" in rule.source for rule in RULES.values())


@pytest.mark.parametrize(
    ("values", "direction", "status", "expected"),
    [
        ([20 + i for i in range(6)], "increase", "sufficient", 100),
        ([50 + 0.1 * i for i in range(6)], "increase", "insufficient", 70),
        ([90 - 0.1 * i for i in range(6)], "decrease", "sufficient", 70),
        ([90 - i for i in range(6)], "decrease", "sufficient", 0),
        ([90 + i for i in range(6)], "decrease", "insufficient", 100),
        ([50] * 5, "increase", "too_few", None),
    ],
)
def test_progress_suffices_when_its_line_reaches_the_goal(
    values: list[float], direction: str, status: str, expected: float | None
) -> None:
    answer = will_meet(series(values, direction=direction), AIM, AIM.end_day, highest=100)
    assert answer.status == status
    assert answer.expected_at_end == (None if expected is None else pytest.approx(expected))
    assert answer.n == len(values)
    assert f"n = {len(values)}" in answer.method


def test_too_few_points_for_a_projection_says_how_many() -> None:
    assert "needs 6" in will_meet(series([50] * 5), AIM, AIM.end_day).why


def test_one_wild_point_does_not_move_the_projection_much() -> None:
    steady = will_meet(series([50 + 0.1 * i for i in range(9)]), AIM, AIM.end_day)
    wild = will_meet(series([50 + 0.1 * i if i != 8 else 5 for i in range(9)]), AIM, AIM.end_day)
    assert steady.expected_at_end == pytest.approx(70)
    assert wild.status == steady.status == "insufficient"
    assert wild.expected_at_end == pytest.approx(70, abs=5)


def test_a_minor_tweak_does_not_begin_the_count_anew_but_a_major_change_does() -> None:
    points = tuple(
        Point(date(2026, 10, 1) + timedelta(days=n), n + 1, 10.0, State.VALUE, 5) for n in range(8)
    )
    aim = Aim(date(2026, 9, 30), 20, date(2027, 5, 30), 80)
    for major, fired in ((False, True), (True, False)):
        change = PhaseChange(date(2026, 10, 6), "Twice a day", major, 2)
        assert judge(FOUR_POINT, Series(points, (change,)), aim).fired is fired
