"""What an adult holds, handed to others from a day on, as steps. Pure.

Promises: every student is managed on exactly the days on which they were managed before, and on none of them twice;
from that day on the one who leaves holds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from carryover.terms import DateSpan

MANAGES = "case_manager"
WORKS = ("assigned", "team")
"""Relations that a colleague can take over; all others end with the person."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """When in the day, on which letter days, and where."""

    period: str
    letter: str = ""
    place: str = ""


@dataclass(frozen=True)
class Held:
    """One relationship of the adult who leaves; `student` is None for one to a school or to a colleague."""

    id: UUID
    relation: str
    days: DateSpan
    student: UUID | None = None
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Ending:
    """A relationship that ends on a last day, `at_once` at this moment of it."""

    id: UUID
    last_day: date
    at_once: bool = False


@dataclass(frozen=True)
class Beginning:
    """The same relationship, begun for the colleague; `after` is the one that it follows."""

    after: UUID
    relation: str
    student: UUID
    days: DateSpan
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Steps:
    """What is to be written. `given` are relationships that had not begun: they change hands whole."""

    endings: tuple[Ending, ...]
    given: tuple[UUID, ...]
    beginnings: tuple[Beginning, ...]


def steps(held: Iterable[Held], day: date, today: date, *, works_too: bool) -> Steps:
    """How everything held is handed over from `day` on, which is today or later.

    Without `works_too` nobody takes over the assignments: they end.
    """
    if day < today:
        raise ValueError(f"nothing is handed over on {day}, which is past")
    open_then = [each for each in held if each.days.end is None or each.days.end >= day]
    endings: list[Ending] = []
    given: list[UUID] = []
    beginnings: list[Beginning] = []
    for each in open_then:
        taken = each.relation == MANAGES or (works_too and each.relation in WORKS)
        if taken and _changes_hands_whole(each, day, today):
            given.append(each.id)
            continue
        endings.append(_ending(each, day, today))
        if taken and each.student is not None:
            days = DateSpan(max(day, each.days.start), each.days.end)
            beginnings.append(Beginning(each.id, each.relation, each.student, days, each.places))
    return Steps(tuple(endings), tuple(given), tuple(beginnings))


@dataclass(frozen=True)
class Given:
    """A relationship that had not begun: it changes hands, and holds on these days."""

    id: UUID
    days: DateSpan


@dataclass(frozen=True)
class Succession:
    """What is to be written so that one adult manages a plan from a day on; `days` is None when rows given suffice."""

    endings: tuple[Ending, ...]
    given: tuple[Given, ...]
    days: DateSpan | None


def succession(held: Iterable[Held], day: date) -> Succession:
    """How a successor manages the plan from `day` on for good, whoever of these managed it or was going to.

    Days before are left as they were.
    """
    ahead = sorted((h for h in held if h.days.end is None or h.days.end >= day), key=lambda h: h.days.start)
    endings = tuple(Ending(each.id, day - _ONE_DAY) for each in ahead if each.days.start < day)
    later = [each for each in ahead if each.days.start >= day]
    ends = [each.days.start - _ONE_DAY for each in later[1:]]
    given = tuple(
        Given(each.id, DateSpan(each.days.start, end))
        for each, end in zip(later, [*ends, None], strict=False)
    )
    if later and later[0].days.start == day:
        return Succession(endings, given, None)
    return Succession(endings, given, DateSpan(day, later[0].days.start - _ONE_DAY if later else None))


def _changes_hands_whole(held: Held, day: date, today: date) -> bool:
    """One that has not begun. There is one case manager a day, so one who began today is replaced for all of it."""
    return held.days.start >= day and (held.days.start > today or held.relation == MANAGES)


def _ending(held: Held, day: date, today: date) -> Ending:
    before = day - _ONE_DAY
    if held.days.start >= day:  # it never began, or this morning
        return Ending(held.id, held.days.start, at_once=True)
    if held.relation != MANAGES and day == today:
        return Ending(held.id, today, at_once=True)  # this morning's work keeps its right
    return Ending(held.id, before)
