"""What stands behind one goal: its series with phases, aim line, rule and projection. Pure: facts in, evidence out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from carryover.measurement import State
from carryover.plans.content import Goal, Plan
from carryover.plans.schedule import weekdays_of
from carryover.plans.sentences import criterion_words
from carryover.singlecase import (
    RULES,
    Aim,
    Flag,
    PhaseChange,
    Point,
    Series,
    Sufficiency,
    Verdict,
    judge,
    sparkline,
    value_words,
    will_meet,
)

BASELINE_POINTS = 3


@dataclass(frozen=True)
class VersionSeen:
    """A signed version as far as a graph needs it."""

    number: int
    day: date
    label: str
    goal_id: str
    plan: Plan


@dataclass(frozen=True)
class Evidence:
    """Everything that a graph, a queue line or a report says of one goal."""

    goal: Goal
    series: Series
    aim: Aim | None
    verdict: Verdict | None
    flags: tuple[Flag, ...]
    school_days: tuple[date, ...]
    first_label: str
    first_day: date
    in_force: VersionSeen

    @property
    def outlook(self) -> Sufficiency | None:
        """Whether progress suffices to meet the goal by its date; worked out only where it is shown."""
        if self.aim is None:
            return None
        return will_meet(self.series, self.aim, self.goal.by, highest=_highest(self.goal))

    @property
    def newest(self) -> Point | None:
        """The last point with a value, or None."""
        held = [point for point in self.series.points if point.value is not None]
        return held[-1] if held else None

    @property
    def newest_words(self) -> str:
        """The newest value with its unit and n, as a person reads it."""
        point = self.newest
        return (
            value_words(point.value, self.goal.measure.unit, point.n)
            if point and point.value is not None
            else ""
        )

    @property
    def spark(self) -> str:
        """A small picture of the series; the words stand beside it."""
        return sparkline(self.series)

    @property
    def criterion_words(self) -> str:
        """The goal's criterion in words."""
        return criterion_words(self.goal.criterion, self.goal.measure.unit)

    @property
    def fired(self) -> bool:
        """Whether the goal's rule asks for a decision now."""
        return self.verdict is not None and self.verdict.fired


def evidence(
    goal: Goal,
    versions: Sequence[VersionSeen],
    points: Sequence[Point],
    flags: Iterable[Flag],
    school_days: Sequence[date],
    today: date,
) -> Evidence:
    """The evidence of a goal from its signed versions (oldest first) and its points (in order of days)."""
    having = [v for v in versions if any(g.id == goal.id for g in v.plan.goals)]
    first = having[0]
    # Sessions of before the goal existed, or on days nobody was to collect, say nothing about it.
    asked = weekdays_of(goal.schedule)
    telling = tuple(p for p in points if p.state is not State.NOT_COLLECTED or _missed(p, first.day, asked))
    series = Series(telling, phase_changes(goal, having), goal.measure.direction)
    aim = aim_of(goal, series)
    coming = max([today, *(v.day for v in having)])
    return Evidence(
        goal=goal,
        series=series,
        aim=aim,
        verdict=judge(RULES[goal.rule], series, aim) if aim else None,
        flags=tuple(flags),
        school_days=tuple(day for day in school_days if first.day <= day <= today and day.weekday() in asked),
        first_label=first.label or f"Plan version {first.number}",
        first_day=versions[0].day,
        in_force=[v for v in having if v.day <= coming][-1],
    )


def _missed(point: Point, since: date, weekdays: frozenset[int]) -> bool:
    return point.day >= since and point.day.weekday() in weekdays


def phase_changes(goal: Goal, versions: Sequence[VersionSeen]) -> tuple[PhaseChange, ...]:
    """Where the plan changed for this goal, one line a day at most.

    Solid where the goal itself or the support for it changed, dashed where only the collection schedule did or where
    support was changed for another goal of the same student.
    """
    changes: dict[date, PhaseChange] = {}
    for before, after in pairwise(versions):
        kind = _kind_of_change(goal, before, after)
        same_day = changes.get(after.day)
        if kind == "major" or (kind and not (same_day and same_day.major)):
            changes[after.day] = PhaseChange(after.day, after.label, kind == "major", after.number)
    return tuple(changes[day] for day in sorted(changes) if day > versions[0].day)


def aim_of(goal: Goal, series: Series) -> Aim | None:
    """From the goal's baseline, or else from the median of the first three points, to the criterion on its date."""
    base = goal.baseline
    if base is not None and base.day < goal.by:
        return Aim(base.day, base.value, goal.by, goal.criterion.value)
    held = [(p.day, p.value) for p in series.points if p.value is not None and not p.open][:BASELINE_POINTS]
    if len(held) < BASELINE_POINTS or held[-1][0] >= goal.by:
        return None
    return Aim(held[-1][0], float(median(value for _, value in held)), goal.by, goal.criterion.value)


def numbered(
    days: Iterable[tuple[date, State, float | None, int, tuple[str, ...], str, bool]],
) -> tuple[Point, ...]:
    """Points in order of days; those with a value are numbered from 1 as sessions."""
    points, session = [], 0
    for day, state, value, n, ids, label, still_open in sorted(days, key=lambda row: row[0]):
        session += state.has_value
        points.append(Point(day, session if state.has_value else 0, value, state, n, ids, label, still_open))
    return tuple(points)


def used_points(found: Evidence) -> list[dict[str, object]]:
    """The points that the rule looked at, as plain values for the record of a decision."""
    used = found.verdict.used if found.verdict else ()
    return [{"day": point.day.isoformat(), "value": _figure(point.value), "n": point.n} for point in used]


def _figure(value: float | None) -> float | None:
    """The database adds fractions in another order than we do: a millionth more or less is the same point."""
    return None if value is None else round(value, 6)


def points_hash(found: Evidence) -> str:
    """A digest of the plan version and the points a decision rests on: other points make it another question."""
    what = [found.in_force.number, used_points(found)]
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()


def _kind_of_change(goal: Goal, before: VersionSeen, after: VersionSeen) -> str:
    old = next((g for g in before.plan.goals if g.id == goal.id), None)
    new = after.plan.goal(goal.id)
    if before.plan.supports != after.plan.supports:
        return "major" if after.goal_id in ("", goal.id) else "minor"
    if old is None or (old.condition, old.behavior, old.criterion, old.measure) != (
        new.condition,
        new.behavior,
        new.criterion,
        new.measure,
    ):
        return "major"
    return "minor" if old != new else ""


def _highest(goal: Goal) -> float:
    return 100.0 if goal.measure.method.value == "trials" else float("inf")
