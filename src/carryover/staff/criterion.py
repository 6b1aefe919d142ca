"""When a training has been shown: each of the last observations at or above a share of the behaviors seen. Pure.

Behavioral skills training goes on until the trainee shows the skill, not until a course is over; a video is not skill.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FEWEST, MOST = 3, 7
"""How many behaviors of the adult a checklist may hold: enough to mean something, few enough to watch at once."""
SMALL = 5
"""Below this many behaviors a percentage says more than was seen; only counts are shown."""
STRICTEST = 5
"""The most observations in a row that may be asked for."""


class StepKind(StrEnum):
    """The four parts of behavioral skills training."""

    INSTRUCT = "instruct"
    MODEL = "model"
    REHEARSE = "rehearse"
    OBSERVE = "observe"


BEFORE_SIGNING = (StepKind.INSTRUCT, StepKind.MODEL, StepKind.REHEARSE)
"""The parts that must have been done before an observation can end the training."""


@dataclass(frozen=True)
class Criterion:
    """At least `percent` of the behaviors that were seen, in each of the last `observations`.

    Refuses a share outside 1 to 100 and a number of observations outside 1 to 5.
    """

    percent: int
    observations: int

    def __post_init__(self) -> None:
        if not 1 <= self.percent <= 100:
            raise ValueError(f"{self.percent} is not a share from 1 to 100 percent")
        if not 1 <= self.observations <= STRICTEST:
            raise ValueError(f"{self.observations} is not a number of observations from 1 to {STRICTEST}")


@dataclass(frozen=True)
class Observed:
    """One observation: for each behavior yes, no, or None where there was no chance to see it."""

    day: date
    answers: tuple[bool | None, ...]

    @property
    def n(self) -> int:
        """How many behaviors were seen, done or not."""
        return sum(answer is not None for answer in self.answers)

    @property
    def done(self) -> int:
        """How many were done."""
        return sum(answer is True for answer in self.answers)

    @property
    def percent(self) -> float | None:
        """The share done of those seen; None where nothing was seen."""
        return 100 * self.done / self.n if self.n else None

    def reaches(self, percent: int) -> bool:
        """Whether the share done of those seen is at least this; never where nothing was seen."""
        return self.n > 0 and self.done * 100 >= percent * self.n


def counted(observations: Iterable[Observed]) -> list[Observed]:
    """Those in which something was seen: no chance is neither for nor against anybody."""
    return [each for each in observations if each.n]


def deciding(observations: Iterable[Observed], criterion: Criterion) -> Sequence[Observed]:
    """The observations on which the criterion rests: the last ones, in their order."""
    return counted(observations)[-criterion.observations :]


def is_met(observations: Iterable[Observed], criterion: Criterion) -> bool:
    """Whether there were enough observations and each of the last ones reaches the share."""
    last = deciding(observations, criterion)
    return len(last) == criterion.observations and all(each.reaches(criterion.percent) for each in last)


def parts_missing(done: Iterable[StepKind]) -> tuple[StepKind, ...]:
    """The parts before observing that have not been done, in their order."""
    seen = set(done)
    return tuple(kind for kind in BEFORE_SIGNING if kind not in seen)
