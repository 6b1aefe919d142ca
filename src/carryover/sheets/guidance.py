"""Written guidance as values: which lines hold, for whom, in which period, and what identifies them together. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class LineKind(StrEnum):
    """What a line tells an adult, in reading order."""

    DO = "do"
    MAY = "may"
    NEVER = "never"
    ASK = "ask"
    DIRECTS = "directs"


@dataclass(frozen=True)
class Professional:
    """The one adult who directs, or whom to ask, with how to reach them."""

    id: UUID
    name: str
    reach: str = ""

    @property
    def words(self) -> str:
        """'Marcus Reyes, room 14', or the name alone."""
        return f"{self.name}, {self.reach}" if self.reach else self.name


@dataclass(frozen=True)
class Line:
    """One line of guidance. Empty `period`: all day. Without adult and role it is for all who work with the student.

    `replaces` is the line in whose place it stands; a `withdrawn` one only ends that.
    """

    id: UUID
    kind: LineKind
    text: str
    because: str
    at: datetime
    period: str = ""
    role: str = ""
    adult: UUID | None = None
    whom: Professional | None = None
    source: str = ""
    replaces: UUID | None = None
    withdrawn: bool = False

    def is_for(self, adult: UUID, role: str) -> bool:
        """Whether it speaks to this adult."""
        if self.adult is not None:
            return self.adult == adult
        return self.role in ("", role)

    @property
    def narrow(self) -> tuple[bool, bool, bool]:
        """Sorts lines from the widest to the narrowest: for one adult, for a role, in one period."""
        return self.adult is not None, bool(self.role), bool(self.period)


@dataclass(frozen=True)
class Part:
    """What one adult does, may offer, never does and asks first, all day (empty period) or in one period."""

    period: str
    do: tuple[Line, ...] = ()
    may: tuple[Line, ...] = ()
    never: tuple[Line, ...] = ()
    ask: tuple[Line, ...] = ()
    directs: Professional | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its lines in reading order."""
        return (*self.do, *self.may, *self.never, *self.ask)


def holding(lines: Iterable[Line], at: datetime | None = None) -> tuple[Line, ...]:
    """The lines that stand, at a moment or after all that was written: neither replaced nor withdrawn; oldest first."""
    written = [line for line in lines if at is None or line.at <= at]
    gone = {line.replaces for line in written}
    standing = [line for line in written if line.id not in gone and not line.withdrawn]
    return tuple(sorted(standing, key=lambda line: (line.at, str(line.id))))


def spoken_to(lines: Iterable[Line], adult: UUID, role: str) -> tuple[Line, ...]:
    """Those of these lines that speak to this adult."""
    return tuple(line for line in lines if line.is_for(adult, role))


def parts(lines: Sequence[Line], periods: Sequence[str]) -> tuple[Part, ...]:
    """The lines of one adult: first those of all day, then those of each of the adult's periods that has any.

    An adult without periods of their own reads the lines of every period.
    """
    named = dict.fromkeys(line.period for line in lines if line.period)
    wanted = [period for period in periods if period in named] if periods else list(named)
    return tuple(_part(lines, period) for period in ("", *wanted))


def together(whole_day: Part, of_period: Part | None) -> Part:
    """What holds in one period: the lines of all day and its own; the period's own professional directs."""
    if of_period is None:
        return whole_day
    return Part(
        of_period.period,
        (*whole_day.do, *of_period.do),
        (*whole_day.may, *of_period.may),
        (*whole_day.never, *of_period.never),
        (*whole_day.ask, *of_period.ask),
        of_period.directs or whole_day.directs,
    )


def guidance_hash(lines: Iterable[Line]) -> str:
    """SHA-256, in hex, over which lines stand: another hash, another card to read. A line's id fixes its words."""
    return hashlib.sha256(",".join(sorted(str(line.id) for line in lines)).encode()).hexdigest()


def _part(lines: Iterable[Line], period: str) -> Part:
    here = sorted((line for line in lines if line.period == period), key=lambda line: line.narrow)
    of = {kind: tuple(line for line in here if line.kind is kind) for kind in LineKind}
    # The narrowest word on who directs holds, and of two alike the later one.
    directs = of[LineKind.DIRECTS][-1].whom if of[LineKind.DIRECTS] else None
    return Part(period, of[LineKind.DO], of[LineKind.MAY], of[LineKind.NEVER], of[LineKind.ASK], directs)
