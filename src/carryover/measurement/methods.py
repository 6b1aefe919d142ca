"""The ways of recording, and the words for help given, from most to least intrusive."""

from __future__ import annotations

from enum import StrEnum


class Method(StrEnum):
    """How an adult records what a student does."""

    COUNT = "count"
    DURATION = "duration"
    TRIALS = "trials"

    @property
    def needs_exposure(self) -> bool:
        """True when the value grows with the time watched, so that an unfinished day says too little."""
        return self is not Method.TRIALS


class PromptLevel(StrEnum):
    """One step of help. A measure names its own hierarchy; these are the codes it may choose from."""

    FULL_PHYSICAL = "FP"
    PARTIAL_PHYSICAL = "PP"
    MODEL = "M"
    GESTURE = "G"
    VERBAL = "V"
    INDEPENDENT = "I"

    @property
    def words(self) -> str:
        """The level as a person says it: 'partial physical'."""
        return self.name.lower().replace("_", " ")


HIERARCHY: tuple[PromptLevel, ...] = tuple(PromptLevel)
"""All levels, most intrusive first."""
