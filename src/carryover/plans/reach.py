"""Whom a change of a plan reaches: which adults get, keep or lose which button when it is signed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from carryover.plans.content import Goal, Plan

What = Literal["new", "changed", "gone"]


@dataclass(frozen=True)
class Member:
    """An adult who works with the student: how they are called, and their role."""

    name: str
    role: str


@dataclass(frozen=True)
class ButtonChange:
    """A capture button that appears, changes or goes, and the adults who will see that; perhaps nobody."""

    label: str
    what: What
    adults: tuple[str, ...]


def buttons_changed(before: Plan | None, after: Plan, team: Sequence[Member]) -> tuple[ButtonChange, ...]:
    """What changes in the day of each adult of the team; an adult who stops or starts collecting counts too."""
    old = {goal.id: goal for goal in before.goals} if before else {}
    new = {goal.id: goal for goal in after.goals}
    found: list[ButtonChange] = []
    for key in dict.fromkeys((*new, *old)):
        found += _of_goal(old.get(key), new.get(key), team)
    return tuple(found)


def _of_goal(old: Goal | None, new: Goal | None, team: Sequence[Member]) -> list[ButtonChange]:
    was, will = _collecting(old, team), _collecting(new, team)
    found: list[ButtonChange] = []
    if new is not None:
        fresh = tuple(name for name in will if name not in was)
        if fresh or old is None:
            found.append(ButtonChange(new.measure.label, "new", fresh))
        kept = tuple(name for name in will if name in was)
        if old is not None and old != new and kept:
            found.append(ButtonChange(new.measure.label, "changed", kept))
    gone = tuple(name for name in was if name not in will)
    if old is not None and gone:
        found.append(ButtonChange(old.measure.label, "gone", gone))
    return found


def _collecting(goal: Goal | None, team: Sequence[Member]) -> tuple[str, ...]:
    if goal is None:
        return ()
    return tuple(dict.fromkeys(member.name for member in team if member.role in goal.collectors))
