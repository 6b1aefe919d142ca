"""Straight lines through data: least squares with its errors, and the robust line of median slopes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median


@dataclass(frozen=True)
class Line:
    """A straight line; the slope is per unit of x."""

    slope: float
    intercept: float

    def at(self, x: float) -> float:
        """The height of the line at x."""
        return self.intercept + self.slope * x


@dataclass(frozen=True)
class Fit:
    """A least-squares line with the standard error of estimate, the standard error of its slope, and its
    n.
    """

    line: Line
    error: float
    slope_error: float
    n: int


def least_squares(xs: Sequence[float], ys: Sequence[float]) -> Fit:
    """The ordinary least-squares line; the residual error has n − 2 degrees of freedom.

    Raises ValueError for fewer than three points, unequal lengths, or points that all have the same x.
    """
    _check(xs, ys, at_least=3)
    n = len(xs)
    mean_x, mean_y = math.fsum(xs) / n, math.fsum(ys) / n
    spread = math.fsum((x - mean_x) ** 2 for x in xs)
    slope = math.fsum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / spread
    line = Line(slope, mean_y - slope * mean_x)
    residual = math.fsum((y - line.at(x)) ** 2 for x, y in zip(xs, ys, strict=True))
    error = math.sqrt(residual / (n - 2))
    return Fit(line, error, error / math.sqrt(spread), n)


def theil_sen(xs: Sequence[float], ys: Sequence[float]) -> Line:
    """The line whose slope is the median of all pairwise slopes and whose intercept is the median of y −
    slope · x.

    Pairs with the same x have no slope and are left out. Source: Theil 1950; Sen 1968 (JASA 63,
    1379–1389). Raises ValueError for fewer than two points, unequal lengths, or points that all have the
    same x.
    """
    _check(xs, ys, at_least=2)
    pairs = combinations(zip(xs, ys, strict=True), 2)
    slope = median((yb - ya) / (xb - xa) for (xa, ya), (xb, yb) in pairs if xb != xa)
    return Line(slope, median(y - slope * x for x, y in zip(xs, ys, strict=True)))


def _check(xs: Sequence[float], ys: Sequence[float], at_least: int) -> None:
    if len(xs) != len(ys):
        raise ValueError(f"{len(xs)} places and {len(ys)} values do not make points")
    if len(xs) < at_least:
        raise ValueError(f"this line needs at least {at_least} points, not {len(xs)}")
    if len(set(xs)) < 2:
        raise ValueError("points at one place have no slope")
