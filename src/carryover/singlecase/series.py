"""One student's data on one measure, in order: points, phase changes, dated notes and the aim line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from carryover.measurement import Direction, State


@dataclass(frozen=True)
class Point:
    """The value of one day, or the stated absence of one.

    `session` is the 1-based ordinal among the days with a value, 0 for a day without one. `n` is what
    the value rests on (trials, or events). An `open` point is shown but no rule uses it. Refuses a value
    that does not fit its state, and a number that is not finite.
    """

    day: date
    session: int
    value: float | None
    state: State
    n: int
    event_ids: tuple[str, ...] = ()
    label: str = ""
    open: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", State(self.state))
        if (self.value is not None) != self.state.has_value:
            raise ValueError(f"{self.day} is {self.state.words} and cannot have the value {self.value}")
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError(f"{self.day} has the value {self.value}, which is not a number")
        if self.state is State.TRUE_ZERO and self.value != 0:
            raise ValueError(f"{self.day} is a true zero with the value {self.value}")
        if self.n < 0 or self.session < (1 if self.state.has_value else 0):
            raise ValueError(f"{self.day} has session {self.session} and n = {self.n}")

    @property
    def usable(self) -> bool:
        """True when a rule or a statistic may use it: it has a value and its day is finished."""
        return self.value is not None and not self.open


@dataclass(frozen=True)
class PhaseChange:
    """From `day` on the student was under something new. `major` (solid line) is a new condition, else
    dashed.
    """

    day: date
    label: str
    major: bool
    version: int


@dataclass(frozen=True)
class Flag:
    """A dated remark beside the data: a note, or a condition such as a substitute or a change of
    medication.
    """

    day: date
    text: str
    kind: Literal["note", "condition"] = "note"

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError(f"the flag on {self.day} says nothing")
        if self.kind not in ("note", "condition"):
            raise ValueError(f"a flag is a note or a condition, not {self.kind!r}")


@dataclass(frozen=True)
class Aim:
    """The straight line from where the student started to the goal. Refuses to end on or before its start."""

    start_day: date
    start_value: float
    end_day: date
    goal_value: float

    def __post_init__(self) -> None:
        if self.end_day <= self.start_day:
            raise ValueError(f"an aim line cannot end on {self.end_day} when it starts on {self.start_day}")
        if not (math.isfinite(self.start_value) and math.isfinite(self.goal_value)):
            raise ValueError("an aim line needs two numbers")

    @property
    def slope(self) -> float:
        """The gain a day that the aim line asks for; negative when the goal is lower than the start."""
        return (self.goal_value - self.start_value) / (self.end_day - self.start_day).days

    def expected(self, day: date) -> float:
        """The value on the line that day; before its start the starting value, after its end the goal."""
        if day >= self.end_day:
            return self.goal_value
        return self.start_value + self.slope * max(0, (day - self.start_day).days)


@dataclass(frozen=True)
class Phase:
    """A run of points under one condition; `change` is what began it, None for the first."""

    change: PhaseChange | None
    points: tuple[Point, ...]

    @property
    def usable(self) -> tuple[Point, ...]:
        """The points that a rule may use."""
        return tuple(point for point in self.points if point.usable)


@dataclass(frozen=True)
class Series:
    """Points in order of days, one a day, with the phase changes among them and the direction that is better.

    Refuses days or changes out of order or twice, and session numbers that do not rise.
    """

    points: tuple[Point, ...]
    changes: tuple[PhaseChange, ...] = ()
    direction: Direction = "increase"

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", tuple(self.points))
        object.__setattr__(self, "changes", tuple(self.changes))
        if self.direction not in ("increase", "decrease"):
            raise ValueError(f"a series is to increase or to decrease, not {self.direction!r}")
        _rising("point", [point.day for point in self.points])
        _rising("phase change", [change.day for change in self.changes])
        _rising("session", [point.session for point in self.points if point.state.has_value])

    def phases(self) -> tuple[Phase, ...]:
        """The runs between changes, in order; a run may be empty. A change's own day belongs to the new
        run.
        """
        starts = [None, *self.changes]
        ends = [*(change.day for change in self.changes), None]
        return tuple(
            Phase(start, tuple(p for p in self.points if _within(p.day, start, end)))
            for start, end in zip(starts, ends, strict=True)
        )

    @property
    def current(self) -> Phase:
        """The condition that holds now: from the last major change on. A minor tweak does not begin the count anew."""
        major = [change for change in self.changes if change.major]
        start = major[-1] if major else None
        return Phase(start, tuple(p for p in self.points if _within(p.day, start, None)))

    @property
    def sign(self) -> int:
        """1 when more is better, −1 when less is."""
        return 1 if self.direction == "increase" else -1


LONGEST_JOIN = timedelta(days=10)
"""A week off and its weekends may lie within a path; a summer or two weeks of winter break it."""


def runs(points: Sequence[Point], changes: Sequence[PhaseChange]) -> tuple[tuple[Point, ...], ...]:
    """The stretches of points with a value that a path may join: none goes on across a point without one, a phase
    change, or a break longer than `LONGEST_JOIN`.
    """
    found: list[list[Point]] = []
    starts = [change.day for change in changes]
    before: Point | None = None
    for point in points:
        parted = (
            before is None
            or before.value is None
            or point.day - before.day > LONGEST_JOIN
            or any(before.day < start <= point.day for start in starts)
        )
        if point.value is not None:
            if parted:
                found.append([])
            found[-1].append(point)
        before = point
    return tuple(tuple(run) for run in found)


def _within(day: date, start: PhaseChange | None, end: date | None) -> bool:
    return (start is None or day >= start.day) and (end is None or day < end)


def _rising(what: str, values: Sequence[date] | Sequence[int]) -> None:
    for earlier, later in pairwise(_numbers(values)):
        if later <= earlier:
            raise ValueError(f"each {what} must come after the one before it; one does not")


def _numbers(values: Sequence[date] | Sequence[int]) -> list[int]:
    return [value if isinstance(value, int) else value.toordinal() for value in values]
