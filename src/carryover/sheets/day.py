"""The day in bell order, computed from facts: who is with this adult, where, and who is not there and why. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from uuid import UUID


class Status(StrEnum):
    """Where a student is in a block."""

    HERE = "here"
    ABSENT = "absent"
    TRIP = "trip"
    LEFT_EARLY = "left_early"


@dataclass(frozen=True)
class Ring:
    """A period of the day's bells."""

    code: str
    name: str
    starts: time
    ends: time


@dataclass(frozen=True)
class Placed:
    """An assignment of this adult to a student in a period, on every day or on one letter's days."""

    student: UUID
    period: str
    letter: str
    place: str


@dataclass(frozen=True)
class Away:
    """An absence: the whole day, or from a time on."""

    leaves_at: time | None


@dataclass(frozen=True)
class Trip:
    """An outing that some students are on."""

    title: str
    leaves: time
    returns: time
    students: frozenset[UUID]


@dataclass(frozen=True)
class Present:
    """A student in a block, and in words why not there."""

    student: UUID
    status: Status
    note: str = ""


@dataclass(frozen=True)
class Block:
    """A period in one place with the students of this adult in it."""

    ring: Ring
    place: str
    students: tuple[Present, ...]


def blocks(
    rings: Iterable[Ring],
    letter: str,
    placed: Iterable[Placed],
    absences: Mapping[UUID, Away],
    trips: Iterable[Trip],
    order: Mapping[UUID, int],
) -> tuple[Block, ...]:
    """This adult's blocks in bell order; students within one in the day's own order, which never changes in the day."""
    today = [p for p in placed if p.letter in ("", letter)]
    outings = list(trips)
    found = []
    for ring in sorted(rings, key=lambda r: (r.starts, r.code)):
        here = [p for p in today if p.period == ring.code]
        for place in sorted({p.place for p in here}):
            students = sorted({p.student for p in here if p.place == place}, key=lambda s: order.get(s, 0))
            seen = tuple(_present(student, ring, absences.get(student), outings) for student in students)
            found.append(Block(ring, place, seen))
    return tuple(found)


def _present(student: UUID, ring: Ring, away: Away | None, trips: Iterable[Trip]) -> Present:
    if away is not None and away.leaves_at is None:
        return Present(student, Status.ABSENT)
    if away is not None and away.leaves_at is not None and away.leaves_at < ring.ends:
        return Present(student, Status.LEFT_EARLY, f"leaves at {away.leaves_at:%H:%M}")
    for trip in trips:
        if student in trip.students and trip.leaves < ring.ends and trip.returns > ring.starts:
            return Present(student, Status.TRIP, f"{trip.title}, back {trip.returns:%H:%M}")
    return Present(student, Status.HERE)
