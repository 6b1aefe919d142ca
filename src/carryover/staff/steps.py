"""The steps of a training as its page shows them: what was done, by whom, and what an observation amounted to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from carryover.staff.criterion import Observed, StepKind
from carryover.staff.models import Step
from carryover.staff.queries import Course
from carryover.staff.words import observed_words, step_words


@dataclass(frozen=True)
class ShownStep:
    """One step. `share` is empty for what is no observation; `reaches`: it met the share of the criterion.

    `mine`: the reader entered it, and may take it back.
    """

    row: Step
    words: str
    share: str
    is_observation: bool
    reaches: bool
    mine: bool


def shown_steps(course: Course, reader: UUID) -> list[ShownStep]:
    """The steps of a training, oldest first, for this reader."""
    return [_shown(course, step, reader) for step in course.steps]


def _shown(course: Course, step: Step, reader: UUID) -> ShownStep:
    kind, seen = StepKind(step.kind), Observed(step.day, tuple(step.answers))
    watched = kind is StepKind.OBSERVE
    return ShownStep(
        step,
        step_words(kind),
        observed_words(seen) if watched and seen.n else "",
        watched,
        watched and seen.reaches(course.criterion.percent),
        course.is_open and step.trainer_id == reader,
    )
