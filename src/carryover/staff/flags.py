"""What is not in order between adults and the students they are assigned to, and until or since when. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from carryover.scope.competence import SOON, Held, Need, Waived, Working, ends_on, held_on
from carryover.scope.competencies import PLAN_TRAINING


class State(StrEnum):
    """How an adult stands to a need: the most pressing first."""

    MISSING = "missing"
    WAIVED = "waived"
    ENDING = "ending"
    RETRAIN = "retrain"
    HELD = "held"


@dataclass(frozen=True)
class Standing:
    """How one adult stands to one need of one student. `day`: the last day of what holds; None for good or never."""

    adult: UUID
    student: UUID
    competency: str
    state: State
    day: date | None = None
    period: str = ""
    versions: tuple[int, int] | None = None
    """The version of the plan that was trained, and the one in which the card last changed."""


@dataclass(frozen=True)
class Ground:
    """What standings are computed from: all that is known of some students and the adults assigned to them."""

    needs: tuple[Need, ...]
    held: Mapping[UUID, Sequence[Held]]
    waived: Mapping[UUID, Sequence[Waived]]
    card_changed: Mapping[UUID, int]
    """The version of each student's plan in which its card last changed."""


def standings(assignments: Iterable[Working], ground: Ground, today: date) -> tuple[Standing, ...]:
    """How every assigned adult stands to every need that concerns them, and whose plan training is of an old card."""
    found: dict[tuple[UUID, UUID, str, str], Standing] = {}
    for each in assignments:
        for need in ground.needs:
            if need.student == each.student and need.in_periods(each.periods):
                standing = _standing(each, need, ground, today)
                if standing is not None:
                    found.setdefault((each.adult, each.student, need.competency, need.period), standing)
        for standing in _retrain(each, ground, today):
            found.setdefault((each.adult, each.student, "retrain", ""), standing)
    return tuple(found.values())


def once_each(found: Iterable[Standing]) -> tuple[Standing, ...]:
    """The most pressing standing of each adult to each competency with each student, the most pressing first."""
    order = list(State)
    rows = sorted(found, key=lambda each: (order.index(each.state), each.day or date.max, str(each.adult)))
    first = {(each.adult, each.student, each.competency): each for each in reversed(rows)}
    return tuple(each for each in rows if first[each.adult, each.student, each.competency] is each)


def flagged(found: Iterable[Standing]) -> tuple[Standing, ...]:
    """Those that somebody must look at, the most pressing first."""
    return tuple(each for each in once_each(found) if each.state is not State.HELD)


def _standing(each: Working, need: Need, ground: Ground, today: date) -> Standing | None:
    day = max(today, each.days.start, need.days.start)
    if not (each.days.includes(day) and need.days.includes(day)):
        return None
    mine = ground.held.get(each.adult, ())

    def standing(state: State, until: date | None = None) -> Standing:
        return Standing(each.adult, each.student, need.competency, state, until, need.period)

    if need.competency not in held_on(mine, need.student, day):
        allowed = [one.days.end for one in ground.waived.get(each.adult, ()) if one.covers(need, day)]
        return standing(State.WAIVED, max(filter(None, allowed))) if allowed else standing(State.MISSING)
    last = ends_on(need, mine, day)
    ends_first = last is not None and (each.days.end is None or last < each.days.end)
    if last is not None and ends_first and last - today <= timedelta(days=SOON):
        return standing(State.ENDING, last)
    return standing(State.HELD, last)


def _retrain(each: Working, ground: Ground, today: date) -> Iterable[Standing]:
    """A plan training that is valid but was of a version before the card's last change."""
    numbers = [
        held.plan_number
        for held in ground.held.get(each.adult, ())
        if held.competency == PLAN_TRAINING and held.student == each.student and held.valid_on(today)
    ]
    trained = max((number for number in numbers if number is not None), default=None)
    changed = ground.card_changed.get(each.student, 0)
    if trained is not None and each.days.includes(today) and trained < changed:
        yield Standing(each.adult, each.student, PLAN_TRAINING, State.RETRAIN, versions=(trained, changed))
