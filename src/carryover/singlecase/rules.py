"""Decision rules: what the field's rules of thumb say about the current phase, with their grounds.

A rule looks only at the phase after the last change, only at finished values, and takes a point on the
aim line as neither above nor below it. A verdict is an aid to the person who decides, never the
decision.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from carryover.singlecase.series import Aim, Point, Series
from carryover.singlecase.trend import least_squares
from carryover.singlecase.words import days_words, number, number_words, short_day

VerdictKind = Literal["change", "raise", "none", "too_few"]

_CBM = "Hixson, Christ & Bruni, Best Practices VI: decision rules for progress monitoring"


@dataclass(frozen=True)
class Rule:
    """A named rule, the number of points in the current phase before it speaks, and where it comes from.

    Names: four_point, trend_line, median_of_three. Refuses an unknown name and a minimum below what the rule
    needs to be computed at all (4, 6 and 3 points).
    """

    name: str
    minimum: int
    source: str

    def __post_init__(self) -> None:
        if self.name not in _JUDGES:
            raise ValueError(f"{self.name!r} is not a rule; there are {', '.join(sorted(_JUDGES))}")
        floor = _JUDGES[self.name].floor
        if self.minimum < floor:
            raise ValueError(f"{self.name} needs at least {floor} points, not {self.minimum}")
        if not self.source:
            raise ValueError(f"{self.name} needs a source")


@dataclass(frozen=True)
class Verdict:
    """What a rule says: whether it fired, to change support or to raise the goal, why, and on which
    points.

    `why` is one plain sentence. `used` are the points the rule looked at, `n` the usable points of the
    current phase. Kind too_few is not 'none': the rule has not spoken yet.
    """

    fired: bool
    kind: VerdictKind
    rule: Rule
    why: str
    used: tuple[Point, ...]
    n: int


@dataclass(frozen=True)
class _Finding:
    """The side the data lie on: 1 above, −1 below, 0 neither; with the sentence and the points."""

    side: int
    why: str
    used: tuple[Point, ...]


@dataclass(frozen=True)
class _Judge:
    floor: int
    look: Callable[[Sequence[Point], Aim], _Finding]


def judge(rule: Rule, series: Series, aim: Aim) -> Verdict:
    """What `rule` says of the current phase of `series` against `aim`.

    On the worse side of the line the kind is 'change', on the better side 'raise'; for a behavior that is to
    decrease the sides are exchanged. Never raises for little data: it says how many points are needed.
    """
    points = series.current.usable
    if len(points) < rule.minimum:
        why = f"This phase has {_points(len(points))} so far; the rule needs {rule.minimum}."
        return Verdict(False, "too_few", rule, why, points, len(points))
    finding = _JUDGES[rule.name].look(points, aim)
    better = finding.side * series.sign
    kind: VerdictKind = "raise" if better > 0 else "change" if better < 0 else "none"
    return Verdict(kind != "none", kind, rule, finding.why, finding.used, len(points))


def _four_point(points: Sequence[Point], aim: Aim) -> _Finding:
    last = tuple(points[-4:])
    sides = [_side(_value(point), aim.expected(point.day)) for point in last]
    days = days_words([point.day for point in last])
    for side, word in ((-1, "below"), (1, "above")):
        if sides.count(side) == len(last):
            return _Finding(side, f"Four of the last 4 points ({days}) lie {word} the aim line.", last)
    counts = ", ".join(
        f"{number_words(sides.count(side))} {word}"
        for side, word in ((-1, "below"), (1, "above"), (0, "on it"))
        if side in sides
    )
    why = f"Of the last 4 points ({days}), by the aim line: {counts}; the rule needs all four on one side."
    return _Finding(0, why, last)


def _trend_line(points: Sequence[Point], aim: Aim) -> _Finding:
    """Slopes closer than one standard error of the trend are called alike, or every real trend would fire."""
    start = points[0].day
    weeks = [(point.day - start).days / 7 for point in points]
    fit = least_squares(weeks, [_value(point) for point in points])
    needed = aim.slope * 7
    gap = fit.line.slope - needed
    side = 0 if abs(gap) <= fit.slope_error or _alike(fit.line.slope, needed) else int(math.copysign(1, gap))
    word = {1: "steeper upward than", -1: "less upward than", 0: "about the same as"}[side]
    why = (
        f"The trend of {fit.n} points is {number(fit.line.slope)} a week (standard error "
        f"{number(fit.slope_error)}), {word} the aim line's {number(needed)} a week."
    )
    return _Finding(side, why, tuple(points))


def _median_of_three(points: Sequence[Point], aim: Aim) -> _Finding:
    last = tuple(points[-3:])
    middle = median(_value(point) for point in last)
    expected = aim.expected(last[1].day)
    side = _side(middle, expected)
    word = {1: "above", -1: "below", 0: "on"}[side]
    why = (
        f"The median of the last 3 points ({days_words([point.day for point in last])}) is {number(middle)}, "
        f"{word} the aim line, which is at {number(expected)} on {short_day(last[1].day)}."
    )
    return _Finding(side, why, last)


def _side(value: float, expected: float) -> int:
    return 0 if _alike(value, expected) else (1 if value > expected else -1)


def _alike(value: float, expected: float) -> bool:
    return math.isclose(value, expected, rel_tol=1e-9, abs_tol=1e-9)


def _value(point: Point) -> float:
    if point.value is None:
        raise ValueError(f"{point.day} has no value for a rule to use")
    return point.value


def _points(count: int) -> str:
    return f"{number_words(count)} usable point{'' if count == 1 else 's'}"


_JUDGES: Mapping[str, _Judge] = {
    "four_point": _Judge(4, _four_point),
    "trend_line": _Judge(6, _trend_line),
    "median_of_three": _Judge(3, _median_of_three),
}

FOUR_POINT = Rule("four_point", 6, f"{_CBM}; last 4 consecutive points, after at least 6")
"""All of the last four on one side. Called often by chance at usual probe error (Hintze et al. 2018)."""

TREND_LINE = Rule("trend_line", 8, f"{_CBM}; least-squares trend against the aim line, after 6 to 8 points")
"""The slope of the whole phase against the slope of the aim line."""

MEDIAN_OF_THREE = Rule("median_of_three", 6, f"{_CBM}; median of the last 3 points against the aim line")
"""The median of the last three against the line on the day of the second of them."""

RULES: Mapping[str, Rule] = {rule.name: rule for rule in (FOUR_POINT, TREND_LINE, MEDIAN_OF_THREE)}
"""The rules by name, each with its usual minimum; a plan may hold one with another minimum."""
