"""Compiling a plan into the day: measures become buttons, supports become card lines. Pure; nothing is typed twice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from carryover.measurement import Measure
from carryover.plans.content import Care, Goal, Plan, SupportKind
from carryover.plans.gate import CardLine, Say, card_line, care_for
from carryover.plans.sentences import goal_sentence
from carryover.scope.competencies import instead_of


@dataclass(frozen=True)
class Button:
    """A measure as an assigned adult meets it: the definition, its goal in one sentence, when to collect."""

    goal: Goal
    measure: Measure
    sentence: str
    schedule: str


@dataclass(frozen=True)
class Compiled:
    """One version as one reader's day needs it. `has_care`: the plan holds tasks of personal care, open or not."""

    buttons: tuple[Button, ...]
    card: dict[SupportKind, tuple[CardLine, ...]]
    care: tuple[Care, ...] = ()
    has_care: bool = False

    def for_role(self, role: str) -> tuple[Button, ...]:
        """The measures that an adult of this role collects."""
        return tuple(b for b in self.buttons if role in b.goal.collectors)


def compile_plan(plan: Plan, learner: str, held: Collection[str] = (), say: Say = instead_of) -> Compiled:
    """The buttons and the card of a plan; `learner` is how the student is called in sentences.

    `held` are the competencies that the reader holds with this student: without them, what needs training is closed,
    and `say` has the words for what others do.
    """
    return Compiled(
        tuple(Button(goal, goal.measure, goal_sentence(goal, learner), goal.schedule) for goal in plan.goals),
        {kind: tuple(card_line(line, held, say) for line in plan.of_kind(kind)) for kind in SupportKind},
        care_for(plan, held),
        bool(plan.care),
    )
