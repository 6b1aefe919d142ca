"""A library of annual goals in our own words, each with the measure that captures it. No published item is copied.

A shape says what is the same for every student; the plan draws the numbers. `area` is a skill, never a diagnosis.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

from carryover.measurement import Direction, Method

PROMPTS = ("FP", "PP", "M", "G", "V", "I")
PARA, SPECIALIST, THERAPIST, TEACHER, TECHNICIAN = (
    "paraprofessional",
    "intervention_specialist",
    "related_service",
    "teacher",
    "behavior_technician",
)
CLASSROOM = (PARA, SPECIALIST, TEACHER)
SMALL_GROUP = (PARA, SPECIALIST)
SPEECH = (THERAPIST, PARA, SPECIALIST)
BEHAVIOR = (PARA, SPECIALIST, TECHNICIAN)
DAILY = (0, 1, 2, 3, 4)


GOALS = UUID("5b0f6f3e-3a52-4b57-9a0e-2f0f6d8c41aa")


def goal_id(key: str) -> str:
    """The id of the goal of a shape: opaque, because a goal's id stands in addresses and file names."""
    return str(uuid5(GOALS, key))


@dataclass(frozen=True)
class Shape:
    """One kind of goal. `start` and `aim` are ranges in the measure's unit; `weekdays` are those of collection."""

    key: str
    area: str
    condition: str
    behavior: str
    label: str
    method: Method
    definition: str
    examples: tuple[str, ...]
    non_examples: tuple[str, ...]
    start: tuple[float, float]
    aim: tuple[float, float]
    schedule: str
    collectors: tuple[str, ...] = CLASSROOM
    direction: Direction = "increase"
    unit: str = ""
    weekdays: tuple[int, ...] = DAILY
    period: str = "P1"


def trials(
    key: str, area: str, condition: str, behavior: str, label: str, definition: str, yes: str, no: str,
    *, schedule: str = "daily during the lesson", collectors: tuple[str, ...] = SMALL_GROUP,
    weekdays: tuple[int, ...] = DAILY, period: str = "P1", start: tuple[float, float] = (10, 35),
    aim: tuple[float, float] = (75, 90),
) -> Shape:  # fmt: skip
    """A goal judged trial by trial, in percent done alone."""
    return Shape(
        key, area, condition, behavior, label, Method.TRIALS, definition, (yes,), (no,), start, aim, schedule,
        collectors, "increase", "", weekdays, period,
    )  # fmt: skip


def count(
    key: str, area: str, condition: str, behavior: str, label: str, definition: str, yes: str, no: str,
    start: tuple[float, float], aim: tuple[float, float], *, unit: str = "",
    schedule: str = "daily, all day", collectors: tuple[str, ...] = CLASSROOM,
    weekdays: tuple[int, ...] = DAILY, period: str = "P1",
) -> Shape:  # fmt: skip
    """A goal judged by how often something happens; fewer is better when the aim lies lower."""
    direction: Direction = "increase" if aim[0] > start[0] else "decrease"
    return Shape(
        key, area, condition, behavior, label, Method.COUNT, definition, (yes,), (no,), start, aim, schedule,
        collectors, direction, unit, weekdays, period,
    )  # fmt: skip


def minutes(
    key: str, area: str, condition: str, behavior: str, label: str, definition: str, yes: str, no: str,
    start: tuple[float, float], aim: tuple[float, float], *, schedule: str,
    collectors: tuple[str, ...] = CLASSROOM, period: str = "P5",
) -> Shape:  # fmt: skip
    """A goal judged by how long something lasts; shorter is better when the aim lies lower."""
    direction: Direction = "increase" if aim[0] > start[0] else "decrease"
    return Shape(
        key, area, condition, behavior, label, Method.DURATION, definition, (yes,), (no,), start, aim, schedule,
        collectors, direction, "", DAILY, period,
    )  # fmt: skip
