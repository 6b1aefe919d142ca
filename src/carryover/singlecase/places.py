"""Where a day stands on the x axis, by date or by session."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from carryover.singlecase.graph import XKind
from carryover.singlecase.series import Point

_HALF_A_DAY = 0.5


@dataclass(frozen=True)
class Places:
    """Turns a day into a place. On a session axis a day without a value stands between its neighbors, in
    proportion to the calendar; before the first and after the last it stays within one step of them.
    """

    kind: XKind
    start: date
    days: tuple[date, ...]
    sessions: tuple[int, ...]

    @classmethod
    def of(cls, kind: XKind, start: date, points: Sequence[Point]) -> Places:
        """The places of an axis that begins at `start` and holds these points."""
        held = [point for point in points if point.value is not None]
        return cls(kind, start, tuple(p.day for p in held), tuple(p.session for p in held))

    def at(self, day: date) -> float:
        """The place of a day's own value or mark."""
        return self._at(day.toordinal())

    def before(self, day: date) -> float:
        """The place just before a day begins, where a phase line stands."""
        return self._at(day.toordinal() - _HALF_A_DAY)

    def _at(self, ordinal: float) -> float:
        if self.kind == "date":
            return ordinal - self.start.toordinal()
        if not self.days:
            return 1.0
        after = bisect_right(self.days, ordinal, key=date.toordinal)
        if after == 0:
            return self.sessions[0] - _short_of_one(self.days[0].toordinal() - ordinal)
        left, number = self.days[after - 1].toordinal(), self.sessions[after - 1]
        if after == len(self.days):
            return number + _short_of_one(ordinal - left)
        share = (ordinal - left) / (self.days[after].toordinal() - left)
        return number + share * (self.sessions[after] - number)


def _short_of_one(days: float) -> float:
    """Rises from 0 towards 1, so that later days stand later without ever taking a whole step."""
    return days / (days + 1)
