"""Slope, standard error of estimate and of the slope, after the formulas for reading probes.

Formulas: Christ (2006), short-term estimates of growth with curriculum-based measurement: SEE = √(Σe² /
(n − 2)) and SE_b = SEE / √Σ(t − t̄)². The numbers below are worked out from those formulas, weeks as
the unit of time.
"""

from __future__ import annotations

import math

import pytest

from carryover.singlecase import least_squares, theil_sen

WEEKS = [1.0, 2, 3, 4, 5, 6, 7, 8]
WORDS_CORRECT = [42.0, 45, 44, 48, 50, 49, 53, 55]


def test_rate_of_improvement_over_eight_weeks() -> None:
    fit = least_squares(WEEKS, WORDS_CORRECT)
    assert fit.line.slope == pytest.approx(1.761905, abs=5e-7)
    assert fit.line.intercept == pytest.approx(40.321429, abs=5e-7)
    assert fit.error == pytest.approx(1.232818, abs=5e-7)
    assert fit.slope_error == pytest.approx(0.190228, abs=5e-7)
    assert fit.n == 8


@pytest.mark.parametrize(
    ("a_week", "error", "weeks", "slope_error"),
    [
        (1, 5, 4, 2.236), (1, 5, 6, 1.195), (1, 5, 8, 0.772),
        (1, 5, 10, 0.550), (1, 5, 12, 0.418), (1, 5, 15, 0.299),
        (1, 10, 4, 4.472), (1, 10, 6, 2.390), (1, 10, 8, 1.543),
        (1, 10, 10, 1.101), (1, 10, 15, 0.598),
        (2, 5, 4, 1.581), (2, 5, 6, 0.845), (2, 5, 8, 0.546),
        (2, 5, 10, 0.389), (2, 5, 12, 0.296), (2, 5, 15, 0.211),
        (2, 10, 4, 3.162), (2, 10, 6, 1.690), (2, 10, 8, 1.091), (2, 10, 10, 0.778), (2, 10, 12, 0.591),
    ],
)  # fmt: skip
def test_more_weeks_make_the_slope_surer(a_week: int, error: float, weeks: int, slope_error: float) -> None:
    """Scores are made with the wanted SEE by adding a residual that is at right angles to a straight line."""
    times = [float(week) for week in range(1, weeks + 1) for _ in range(a_week)]
    wave = _residual(times)
    size = error * math.sqrt((len(times) - 2) / math.fsum(e * e for e in wave))
    fit = least_squares(times, [50 + 1.5 * t + size * e for t, e in zip(times, wave, strict=True)])
    assert fit.error == pytest.approx(error)
    assert fit.line.slope == pytest.approx(1.5)
    assert fit.slope_error == pytest.approx(slope_error, abs=0.001)


def _residual(times: list[float]) -> list[float]:
    wave = [math.sin(3 * i) for i in range(len(times))]
    line = least_squares(times, wave).line
    return [e - line.at(t) for t, e in zip(times, wave, strict=True)]


def test_the_robust_slope_of_the_same_weeks() -> None:
    """28 pairwise slopes; in order, the 14th is 5/3 and the 15th 7/4, and the median is half-way between."""
    line = theil_sen(WEEKS, WORDS_CORRECT)
    assert line.slope == pytest.approx(41 / 24)
    assert line.intercept == pytest.approx(1973 / 48)
