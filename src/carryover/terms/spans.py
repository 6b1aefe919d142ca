"""Spans of days, both ends included, as schools speak of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class DateSpan:
    """From `start` to `end`, both included; an `end` of None has not come yet. Refuses to end before it starts."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"a span cannot end on {self.end} before it starts on {self.start}")

    def includes(self, day: date) -> bool:
        """True on the first day, the last day and every day between."""
        return self.start <= day and (self.end is None or day <= self.end)

    def overlaps(self, other: DateSpan) -> bool:
        """True when at least one day belongs to both."""
        return (other.end is None or self.start <= other.end) and (
            self.end is None or other.start <= self.end
        )
