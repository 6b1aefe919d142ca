"""Lines through data refuse what has no line, and the robust one does not follow a wild point."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.singlecase import least_squares, theil_sen

NUMBER = st.floats(-1000, 1000)


@pytest.mark.parametrize("fit", [least_squares, theil_sen])
@pytest.mark.parametrize(
    ("xs", "ys"), [([1.0], [1.0]), ([1.0, 2.0, 3.0], [1.0, 2.0]), ([4.0, 4.0, 4.0], [1.0, 2.0, 3.0])]
)
def test_what_has_no_line_is_refused(
    fit: Callable[[list[float], list[float]], object], xs: list[float], ys: list[float]
) -> None:
    with pytest.raises(ValueError, match="points"):
        fit(xs, ys)


@given(st.integers(-20, 20), st.integers(-100, 100), st.lists(st.integers(0, 99), min_size=3, unique=True))
def test_points_on_a_line_give_that_line(slope: int, intercept: int, xs: list[int]) -> None:
    ys = [intercept + slope * x for x in xs]
    fit = least_squares(xs, ys)
    assert fit.line.slope == pytest.approx(slope, abs=1e-9)
    assert fit.error == pytest.approx(0, abs=1e-6)
    assert theil_sen(xs, ys) == theil_sen(xs[::-1], ys[::-1])
    assert theil_sen(xs, ys).at(7) == intercept + slope * 7


@given(st.lists(NUMBER, min_size=2, max_size=15))
def test_the_robust_line_halves_the_points(ys: list[float]) -> None:
    xs = [float(i) for i in range(len(ys))]
    line = theil_sen(xs, ys)
    assert median(y - line.at(x) for x, y in zip(xs, ys, strict=True)) == pytest.approx(0, abs=1e-6)


def test_a_wild_point_moves_least_squares_and_not_the_robust_line() -> None:
    xs, ys = [float(i) for i in range(10)], [2.0 * i for i in range(9)] + [500.0]
    assert theil_sen(xs, ys).slope == 2
    assert least_squares(xs, ys).line.slope > 10


def test_pairs_on_the_same_day_are_left_out() -> None:
    assert theil_sen([0.0, 0.0, 1.0], [0.0, 2.0, 3.0]).slope == 2
