"""What a plan says, as a frozen value: goals, supports, latitude, and how the team agreed.

Pure. Stored whole as JSON; read back strictly, so that content that does not fit its schema is refused with the place
named. A version of the schema that was ever signed stays readable.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

import msgspec

from carryover.measurement import Measure

SCHEMA = "plan/1"


class SupportKind(StrEnum):
    """The five parts of a plan card, in reading order."""

    WHY = "why"
    BEFORE = "before"
    TEACH = "teach"
    RESPOND = "respond"
    NEVER = "never"


class CareTask(StrEnum):
    """What personal care can be, in fixed words: no free text about a body (D54)."""

    TOILET = "toilet"
    CHANGE = "change"
    DRESS = "dress"
    WASH = "wash"
    EAT = "eat"
    TRANSFER = "transfer"
    POSITION = "position"

    @property
    def competency(self) -> str:
        """What an adult must be trained in for it."""
        return {
            CareTask.EAT: "feeding",
            CareTask.TRANSFER: "lifting",
            CareTask.POSITION: "lifting",
        }.get(self, "personal_care")


class CareHelp(StrEnum):
    """How much help: words, one adult, two adults, two adults with a lift."""

    WORDS = "words"
    ONE = "one"
    TWO = "two"
    LIFT = "lift"


class CareTime(StrEnum):
    """When in the day."""

    ARRIVAL = "arrival"
    MORNING = "morning"
    BEFORE_LUNCH = "before_lunch"
    LUNCH = "lunch"
    AFTERNOON = "afternoon"
    DISMISSAL = "dismissal"
    ASKED = "asked"


class Latitude(StrEnum):
    """What the plan itself lets the case manager change without a new agreement (law 8)."""

    STRATEGY = "strategy"
    PROMPT_LEVEL = "prompt_level"
    COLLECTION_SCHEDULE = "collection_schedule"

    @property
    def words(self) -> str:
        """As it stands in a sentence: 'collection schedule'."""
        return self.value.replace("_", " ")


@dataclass(frozen=True)
class Criterion:
    """When a goal is met: comparator, value in the measure's unit, and across how many occasions it must hold."""

    comparator: str  # at_least | at_most
    value: float
    consistency: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", _figure(self.value))


@dataclass(frozen=True)
class Baseline:
    """Where the student started: value in the measure's unit, how many sessions it rests on, and when."""

    value: float
    n: int
    day: date

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", _figure(self.value))


@dataclass(frozen=True)
class Goal:
    """A six-part annual goal (34 CFR 300.320(a)(2)–(3)) with the measure that captures it."""

    id: str
    area: str
    condition: str
    behavior: str
    criterion: Criterion
    by: date
    measure: Measure
    schedule: str
    collectors: tuple[str, ...]
    baseline: Baseline | None = None
    rule: str = "four_point"


@dataclass(frozen=True)
class Support:
    """One line of the card: what the adult does, and in one sentence why (D74).

    `needs` names a competency: then the line is shown only to adults who hold it today, and others read `instead`,
    or what that competency says for them (D48).
    """

    id: str
    kind: SupportKind
    text: str
    because: str = ""
    needs: str = ""
    instead: str = ""


@dataclass(frozen=True)
class Care:
    """One task of personal care: what, with how much help, at which times of the day."""

    id: str
    task: CareTask
    help: CareHelp
    times: tuple[CareTime, ...]


@dataclass(frozen=True)
class Agreement:
    """How the team and the family agreed, and when (34 CFR 300.324(a)(4), (a)(6))."""

    how: str  # meeting | without_meeting
    agreed_on: date
    family_member: str
    participants: str
    note: str = ""


@dataclass(frozen=True)
class Plan:
    """The whole content of one version."""

    starts: date
    ends: date
    goals: tuple[Goal, ...] = ()
    supports: tuple[Support, ...] = ()
    latitude: tuple[Latitude, ...] = ()
    agreement: Agreement | None = None
    care: tuple[Care, ...] = ()
    kind: str = "iep"
    schema: str = field(default=SCHEMA)

    def goal(self, goal_id: str) -> Goal:
        """The goal with this id; KeyError when the plan has none such."""
        for goal in self.goals:
            if goal.id == goal_id:
                return goal
        raise KeyError(goal_id)

    def with_goal(self, goal: Goal) -> Plan:
        """The same plan with this goal added, or put in the place of the one with its id."""
        if any(g.id == goal.id for g in self.goals):
            return replace(self, goals=tuple(goal if g.id == goal.id else g for g in self.goals))
        return replace(self, goals=(*self.goals, goal))

    def with_line(self, line: Support) -> Plan:
        """The same plan with this line of the card added, or put in the place of the one with its id."""
        if any(each.id == line.id for each in self.supports):
            return replace(
                self, supports=tuple(line if each.id == line.id else each for each in self.supports)
            )
        return replace(self, supports=(*self.supports, line))

    def of_kind(self, kind: SupportKind) -> tuple[Support, ...]:
        """The card lines of one part, in the plan's order."""
        return tuple(line for line in self.supports if line.kind == kind)


def _figure(value: float) -> float:
    """A finite float: 5 and 5.0 are one figure and must give one hash, before storing and after."""
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a figure a plan can hold")
    return float(value)


def to_json(plan: Plan) -> dict[str, object]:
    """The plan as plain JSON values. What came into the schema later is left out where a plan says nothing of it, so
    that a plan signed before then has the bytes that were signed."""
    value = msgspec.to_builtins(plan)
    assert isinstance(value, dict)
    for held, parts in ((value, ("care",)), *((line, ("needs", "instead")) for line in value["supports"])):
        for part in parts:
            if not held.get(part):
                held.pop(part, None)
    return value


def from_json(value: object) -> Plan:
    """The plan that was stored; raises msgspec.ValidationError naming the place when it does not fit."""
    return msgspec.convert(value, Plan)


def canonical(plan: Plan) -> bytes:
    """The one byte string of a plan: what a signature covers, the same before and after it was stored."""
    return json.dumps(to_json(plan), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def content_hash(plan: Plan, template_version: str) -> str:
    """SHA-256, in hex, over the template version and the canonical bytes."""
    return hashlib.sha256(template_version.encode() + b"\n" + canonical(plan)).hexdigest()
