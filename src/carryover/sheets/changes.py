"""What differs since an adult last worked with a student: in the plan and in their own part. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from carryover.plans.content import Plan, SupportKind
from carryover.sheets.guidance import Line, LineKind

CARE = "care"
"""Personal care as a part of the card. Its tasks are never named in a change."""
What = Literal["new", "changed", "ended"]
Why = Literal["recorded", "read", "assigned", "lately"]


@dataclass(frozen=True)
class Since:
    """The moment up to which an adult knows a card, and how we know: they recorded, read, or were assigned then.

    `lately` stands for somebody who only looks in: what changed in the last days.
    """

    at: datetime
    why: Why


@dataclass(frozen=True)
class Change:
    """One thing that differs. `part` is where it stands: a part of the card, `goal`, `care`, or `my_` and a kind
    of guidance.

    `line` is the id of the line that is new; `text` is what is new, or what no longer holds.
    """

    what: What
    part: str
    text: str
    line: str = ""


def last_worked(recorded: datetime | None, read: datetime | None, assigned: datetime | None) -> Since | None:
    """The newest of: the last event recorded on an earlier day, the last reading of the card. Else the assignment.

    None when there is none of the three.
    """
    known: list[Since] = []
    if recorded is not None:
        known.append(Since(recorded, "recorded"))
    if read is not None:
        known.append(Since(read, "read"))
    if known:
        return max(known, key=lambda since: since.at)
    return Since(assigned, "assigned") if assigned is not None else None


def plan_changes(before: Plan | None, after: Plan) -> tuple[Change, ...]:
    """What an adult who knew the earlier version must know of this one; nothing when it is the same or the first."""
    if before is None or before == after:
        return ()
    care = (Change("changed", CARE, ""),) if before.care != after.care else ()
    return (*_of_goals(before, after), *_of_card(before, after), *care)


def guidance_changes(before: Sequence[Line], after: Sequence[Line]) -> tuple[Change, ...]:
    """What is new in the lines that stand, what stands in another one's place, and what no longer holds."""
    old, new = {line.id for line in before}, {line.id: line for line in after}
    replaced = {line.replaces for line in after if line.id not in old}
    found = [
        Change("changed" if line.replaces in old else "new", f"my_{line.kind}", _said(line), str(line.id))
        for line in after
        if line.id not in old
    ]
    ended = [line for line in before if line.id not in new and line.id not in replaced]
    return (*found, *(Change("ended", f"my_{line.kind}", _said(line)) for line in ended))


def known_until(since: Since) -> date:
    """The day whose version of the plan the adult knows."""
    return since.at.date()


def _of_goals(before: Plan, after: Plan) -> Iterable[Change]:
    old = {goal.id: goal for goal in before.goals}
    new = {goal.id for goal in after.goals}
    for goal in after.goals:
        if goal.id not in old:
            yield Change("new", "goal", goal.measure.label)
        elif old[goal.id] != goal:
            yield Change("changed", "goal", goal.measure.label)
    yield from (Change("ended", "goal", goal.measure.label) for goal in before.goals if goal.id not in new)


def _of_card(before: Plan, after: Plan) -> Iterable[Change]:
    old = {line.id: line for line in before.supports}
    new = {line.id for line in after.supports}
    for kind in SupportKind:
        for line in after.of_kind(kind):
            if line.id not in old:
                yield Change("new", kind.value, line.text, line.id)
            elif old[line.id] != line:
                yield Change("changed", kind.value, line.text, line.id)
        yield from (
            Change("ended", kind.value, line.text) for line in before.of_kind(kind) if line.id not in new
        )


def _said(line: Line) -> str:
    if line.kind is LineKind.DIRECTS:
        return line.whom.words if line.whom else ""
    return line.text
