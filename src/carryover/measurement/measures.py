"""What is measured: one behavior or skill, defined so that two people would record the same thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from carryover.measurement.methods import HIERARCHY, Method

Direction = Literal["increase", "decrease"]

DEFAULT_UNITS: Mapping[Method, str] = {
    Method.COUNT: "times per day",
    Method.DURATION: "minutes",
    Method.TRIALS: "percent independent",
}
"""The unit of a measure that names none, in words, as it stands on the axis."""


@dataclass(frozen=True)
class Measure:
    """A measure of a plan: its operational definition, how it is recorded, and which way is better.

    An empty `unit` becomes the default of the method. `prompts` holds the codes this measure uses, most
    intrusive first, and only trials have them. Refuses a missing id or label, an unknown code, a
    repeated or misplaced one.
    """

    id: str
    label: str
    method: Method
    unit: str = ""
    definition: str = ""
    examples: tuple[str, ...] = ()
    non_examples: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    direction: Direction = "increase"

    def __post_init__(self) -> None:
        if not (self.id and self.label):
            raise ValueError("a measure needs an id and a label")
        object.__setattr__(self, "method", Method(self.method))
        object.__setattr__(self, "unit", self.unit or DEFAULT_UNITS[self.method])
        if self.direction not in ("increase", "decrease"):
            raise ValueError(f"a measure is to increase or to decrease, not {self.direction!r}")
        self._check_prompts()

    def _check_prompts(self) -> None:
        if self.prompts and self.method is not Method.TRIALS:
            raise ValueError(f"prompt levels belong to trials, not to {self.method}")
        if self.prompts != tuple(level.value for level in HIERARCHY if level.value in self.prompts):
            raise ValueError(f"prompt levels go once each from most to least intrusive, not {self.prompts}")
