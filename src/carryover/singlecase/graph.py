"""The single-case line graph as data: everything a renderer, a table or a reader needs, and nothing
drawn yet.

The conventions are decided here, once: where a path breaks, what a gap is, where a phase line stands.
The x of a date axis counts calendar days from its `start`; the x of a session axis is the session
number, and a day without a value stands between its neighbors.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from carryover.measurement import State

XKind = Literal["date", "session"]


@dataclass(frozen=True)
class GraphPoint:
    """A marker: where it stands, what it says ('Tue Oct 14: 60 % (n = 10)') and what it opens to.

    `value` is None for a day without opportunity, which has its own mark and no place on the y axis.
    """

    day: date
    session: int | None
    x: float
    value: float | None
    state: State
    n: int
    open: bool
    phase: str
    label: str
    event_ids: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class PathRun:
    """Points joined by a line: two or more neighbors in one phase with no gap between any of them."""

    days: tuple[date, ...]
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class PhaseLine:
    """A vertical line just before the first day of a phase; solid when major, dashed when not."""

    day: date
    x: float
    label: str
    major: bool
    version: int


@dataclass(frozen=True)
class PhaseLabel:
    """What stands centered above the phase between two places of the x axis."""

    left: float
    right: float
    text: str


@dataclass(frozen=True)
class AimLine:
    """The visible part of the aim line, the goal in words, and the day of the goal when it lies out of
    sight.
    """

    points: tuple[tuple[float, float], ...]
    goal: str
    by: date | None


@dataclass(frozen=True)
class FlagMark:
    """The remarks of one day, above the data."""

    day: date
    x: float
    text: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class XAxis:
    """From `low` to `high`; `start` is the day at 0 on a date axis; `stops` are the places of the
    table's days.
    """

    kind: XKind
    label: str
    low: float
    high: float
    start: date | None
    stops: tuple[float, ...]


@dataclass(frozen=True)
class YAxis:
    """From `low` (0 unless a value is negative) to `high`, with its ticks; the label is the unit in words."""

    label: str
    low: float
    high: float
    ticks: tuple[float, ...]
    percent: bool


@dataclass(frozen=True)
class TableRow:
    """One day of the graph's twin table: `text` is the value with its unit, or the state in words."""

    day: date
    session: int | None
    phase: str
    text: str
    value: float | None
    unit: str
    state: State
    n: int
    flags: tuple[str, ...]
    open: bool
    event_ids: tuple[str, ...]


@dataclass(frozen=True)
class Graph:
    """A whole graph. `markers` have values, `no_opportunity` have none; `sentence` is for one who does
    not see it.
    """

    measure_label: str
    x_axis: XAxis
    y_axis: YAxis
    markers: tuple[GraphPoint, ...]
    no_opportunity: tuple[GraphPoint, ...]
    paths: tuple[PathRun, ...]
    phase_lines: tuple[PhaseLine, ...]
    phase_labels: tuple[PhaseLabel, ...]
    aim: AimLine | None
    flags: tuple[FlagMark, ...]
    rows: tuple[TableRow, ...]
    sentence: str
