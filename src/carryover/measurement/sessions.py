"""What an adult put down in a session: the things seen, and what was said when it closed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime

from carryover.measurement.methods import Method, PromptLevel


@dataclass(frozen=True)
class Observed:
    """One recorded event of one measure, after corrections.

    `count` is for counts (1 or more; none seen is said by a `Closing`), `seconds` for durations,
    `correct` and `prompt` for trials. `occurred_at` must be aware. `late` marks an entry made afterwards
    from paper. Refuses to exist without the value its method asks for, or with one that belongs to
    another method.
    """

    id: str
    method: Method
    occurred_at: datetime
    session: str
    count: int = 0
    seconds: float = 0.0
    correct: bool | None = None
    prompt: str | None = None
    late: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "method", Method(self.method))
        if not self.id:
            raise ValueError("an observed event needs an id")
        if self.occurred_at.utcoffset() is None:
            raise ValueError(f"event {self.id} has a time without a zone")
        if self.prompt is not None and self.prompt not in set(PromptLevel):
            raise ValueError(f"event {self.id}: {self.prompt!r} is not a prompt level")
        self._check_value()

    def _check_value(self) -> None:
        if self.method is Method.COUNT and self.count < 1:
            raise ValueError(f"event {self.id} counts {self.count}; a zero is said when a session closes")
        if self.method is Method.TRIALS and self.correct is None:
            raise ValueError(f"trial {self.id} does not say whether it was correct")
        if not (math.isfinite(self.seconds) and self.seconds >= 0):
            raise ValueError(f"event {self.id} lasts {self.seconds} seconds")
        foreign = {
            "a count": self.method is not Method.COUNT and self.count != 0,
            "a duration": self.method is not Method.DURATION and self.seconds != 0,
            "a trial's result": self.method is not Method.TRIALS
            and (self.correct is not None or self.prompt is not None),
        }
        for what, present in foreign.items():
            if present:
                raise ValueError(f"event {self.id} is recorded as {self.method} but carries {what}")


@dataclass(frozen=True)
class Closing:
    """What an adult said when a session ended: which measures truly did not occur, and which had no
    opportunity.

    Both hold measure ids. Refuses a measure that is in both, because nobody can have seen that.
    """

    session: str
    zero: frozenset[str] = field(default_factory=frozenset)
    no_opportunity: frozenset[str] = field(default_factory=frozenset)
    ended_at: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "zero", frozenset(self.zero))
        object.__setattr__(self, "no_opportunity", frozenset(self.no_opportunity))
        if both := self.zero & self.no_opportunity:
            raise ValueError(f"session {self.session}: {min(both)} is both zero and without opportunity")
