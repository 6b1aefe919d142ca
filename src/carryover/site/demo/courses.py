"""How a goal's data run: around the aim line, flat, worse or unsteady, and as the story tells it near the end.

A script is a string for the last days of collection, the newest last: 'b' on the better side of the aim line, 'w' on
the worse side, '.' not collected, 'o' no opportunity. A day that the script does not reach is drawn by chance.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from carryover.measurement import Method
from carryover.plans.content import Goal
from carryover.singlecase import Aim
from carryover.site.demo.goals_of_story import ASKS_BREAK
from carryover.site.demo.shapes import Shape

JAYLEN_ASKS = "bwb.bowbwwww" + "bb.wbob.w.ob.wwww"
"""First phase: four below at its end, so support changed. Second phase: better, then the last four below again."""
STEADY = "bwbwbwbwbw"
FIRES: Mapping[str, str] = {"marcus-2": "bwbbwwww", "marcus-5": "wbwwbbbb", "marcus-9": "wbbwwwww"}
"""Whose first goal is in the queue beside Jaylen's: support does not suffice, the goal may be raised, again support."""


@dataclass(frozen=True)
class Amount:
    """What was seen of one measure on one day: trials right alone of all, times, or minutes."""

    hits: int
    of: int
    minutes: float = 0.0


@dataclass(frozen=True)
class Course:
    """One goal of one student over time. `left`: how many days of collection remain until today, with that day."""

    shape: Shape
    goal: Goal
    aim: Aim
    script: str
    path: str
    left: Mapping[date, int]

    def letter(self, day: date) -> str:
        """What the script says of the day; '' before it begins."""
        place = len(self.script) - self.left[day]
        return self.script[place] if place >= 0 else ""

    def level(self, day: date) -> float:
        """Where the data lie that day if chance adds nothing."""
        start = self.aim.start_value
        if self.path == "flat":
            return start
        if self.path == "worse":
            return max(0.2, start - 0.4 * (self.aim.expected(day) - start))
        return self.aim.expected(day)

    def amount(self, chance: Random, day: date, letter: str) -> Amount:
        """The day's amount: on the side that the letter says, or around the level."""
        if not letter:
            return _around(chance, self.shape, self.level(day), 1.8 if self.path == "unsteady" else 1.0)
        up = (letter == "b") == (self.shape.direction == "increase")
        return _beside(chance, self.shape, self.aim.expected(day), up)


def course_of(
    chance: Random, part: str, first: bool, shape: Shape, goal: Goal, left: Mapping[date, int]
) -> Course:
    """The course of a goal: the story's as written, most others steady around their line."""
    assert goal.baseline is not None
    aim = Aim(goal.baseline.day, goal.baseline.value, goal.by, goal.criterion.value)
    path = chance.choices(("along", "flat", "worse", "unsteady"), (70, 12, 6, 12))[0]
    script = STEADY if path in ("along", "unsteady") else ""
    if part:
        path, script = "along", FIRES.get(part, STEADY) if first else STEADY
    if shape is ASKS_BREAK:
        script = JAYLEN_ASKS
    elif script == STEADY and chance.random() < 0.5:
        script = STEADY[::-1]
    return Course(shape, goal, aim, script, path, left)


def _around(chance: Random, shape: Shape, level: float, wide: float) -> Amount:
    if shape.method is Method.TRIALS:
        share = min(0.97, max(0.02, level / 100 + chance.gauss(0, 0.07 * wide)))
        of = chance.randint(4, 8)
        return Amount(sum(chance.random() < share for _ in range(of)), of)
    if shape.method is Method.COUNT:
        spread = 0.1 * level if level > 15 else 0.7 * math.sqrt(level)
        return Amount(max(0, round(chance.gauss(level, spread * wide))), 0)
    return Amount(0, 0, round(level * math.exp(chance.gauss(0, 0.22 * wide)), 2))


def _beside(chance: Random, shape: Shape, line: float, up: bool) -> Amount:
    """An amount strictly above or below the line, wherever that is possible."""
    more = int(chance.random() < 0.3)
    if shape.method is Method.TRIALS:
        of = chance.randint(4, 8)
        exact = of * line / 100
        hits = math.floor(exact) + 1 + more if up else math.ceil(exact) - 1 - more
        return Amount(min(of, max(0, hits)), of)
    if shape.method is Method.COUNT:
        step = more + int(chance.random() * 0.12 * line)
        return Amount(math.floor(line) + 1 + step if up else max(0, math.ceil(line) - 1 - step), 0)
    return Amount(0, 0, round(line * (1 + chance.uniform(0.08, 0.3) * (1 if up else -1)), 2))
