"""Whether progress so far suffices: the line of the current phase, carried on to a date."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal

from carryover.singlecase.series import Aim, Series
from carryover.singlecase.trend import theil_sen
from carryover.singlecase.words import number, number_words, short_day

MINIMUM_POINTS = 6


@dataclass(frozen=True)
class Sufficiency:
    """Whether the goal will be met if things go on as they do, with the expected value and how it was found.

    `expected_at_end` is None only when there are too few points. A straight line carried far ahead is a rough
    guide: show `method` and `n` beside it.
    """

    status: Literal["sufficient", "insufficient", "too_few"]
    expected_at_end: float | None
    method: str
    n: int
    why: str


def will_meet(
    series: Series, aim: Aim, by: date, *, lowest: float = 0.0, highest: float = math.inf
) -> Sufficiency:
    """Whether the Theil–Sen line of the current phase reaches the aim's goal value on the day `by`.

    Needs six usable points. The expected value is held within `lowest` and `highest` (give 100 for a
    percentage).
    """
    points = series.current.usable
    n = len(points)
    if n < MINIMUM_POINTS:
        why = f"This phase has {number_words(n)} usable points; a projection needs {MINIMUM_POINTS}."
        return Sufficiency("too_few", None, _method(n), n, why)
    start = points[0].day
    pairs = [((point.day - start).days, point.value) for point in points if point.value is not None]
    line = theil_sen([day for day, _ in pairs], [value for _, value in pairs])
    expected = min(max(line.at((by - start).days), lowest), highest)
    short = (aim.goal_value - expected) * series.sign
    status: Literal["sufficient", "insufficient"] = "sufficient" if short <= 1e-9 else "insufficient"
    why = (
        f"At the pace of this phase's {n} points, about {number(expected, 1)} is expected on {short_day(by)}; "
        f"the goal is {number(aim.goal_value)}."
    )
    return Sufficiency(status, expected, _method(n), n, why)


def _method(n: int) -> str:
    return f"Theil–Sen line (median of pairwise slopes; Sen 1968), n = {n} points of the current phase"
