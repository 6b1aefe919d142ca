"""Compiling a plan into the day: measures become buttons, supports become card lines. Pure; nothing is typed twice."""

from __future__ import annotations

from dataclasses import dataclass

from carryover.measurement import Measure
from carryover.plans.content import Goal, Plan, Support, SupportKind
from carryover.plans.sentences import goal_sentence


@dataclass(frozen=True)
class Button:
    """A measure as an assigned adult meets it: the definition, its goal in one sentence, when to collect."""

    goal: Goal
    measure: Measure
    sentence: str
    schedule: str


@dataclass(frozen=True)
class Compiled:
    """One version as the day needs it."""

    buttons: tuple[Button, ...]
    card: dict[SupportKind, tuple[Support, ...]]

    def for_role(self, role: str) -> tuple[Button, ...]:
        """The measures that an adult of this role collects."""
        return tuple(b for b in self.buttons if role in b.goal.collectors)


def compile_plan(plan: Plan, learner: str) -> Compiled:
    """The buttons and the card of a plan; `learner` is how the student is called in sentences."""
    return Compiled(
        tuple(Button(goal, goal.measure, goal_sentence(goal, learner), goal.schedule) for goal in plan.goals),
        {kind: plan.of_kind(kind) for kind in SupportKind},
    )
