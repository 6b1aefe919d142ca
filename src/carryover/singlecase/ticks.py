"""Where the ticks of an axis stand: round numbers, whole sessions, Mondays."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from carryover.singlecase.graph import XAxis
from carryover.singlecase.words import short_day

_DAY_STEPS = (1, 2, 7, 14, 28, 56, 84, 168, 336)
_WEEK = 7


@dataclass(frozen=True)
class Tick:
    """A labelled place on an axis."""

    at: float
    label: str


def y_ticks(values: Iterable[float], *, percent: bool) -> tuple[float, ...]:
    """About five round steps that hold 0 and every value; for a percentage 0 to 100 by 20."""
    known = list(values)
    low, high = min([0.0, *known]), max([0.0, *known])
    if percent and low == 0 and high <= 100:
        return (0, 20, 40, 60, 80, 100)
    whole = all(value == int(value) for value in known)
    step = _round_step(max(high - low, 1.0) / 5, 1.0 if whole else 0.0)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(i * step, 10) for i in range(first, max(last, first + 1) + 1))


def _round_step(rough: float, least: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough - 1e-9)
    return float(max(step, least))


def x_ticks(axis: XAxis, most: int) -> tuple[Tick, ...]:
    """At most `most` labelled places: sessions by 1, 5, 10, 50 …; days by 1, 2, or whole weeks from a
    Monday.
    """
    if axis.start is None:
        return _session_ticks(axis, most)
    first, last = math.ceil(axis.low), math.floor(axis.high)
    for step in _DAY_STEPS:
        offset = first + (-(axis.start.weekday() + first) % _WEEK if step >= _WEEK else 0)
        places = range(offset, last + 1, step)
        if len(places) <= max(most, 1):
            return tuple(Tick(at, short_day(axis.start + timedelta(days=at))) for at in places)
    return ()


def _session_ticks(axis: XAxis, most: int) -> tuple[Tick, ...]:
    last = math.floor(axis.high)
    for power in range(6):
        for factor in (1, 5):
            step = factor * 10**power
            places = [1, *range(step, last + 1, step)] if step > 1 else list(range(1, last + 1))
            if len(places) <= max(most, 2):
                return tuple(Tick(at, str(at)) for at in places if at <= last)
    return ()
