"""The signed plan on paper: every word of the frozen content, how it was agreed, who signed what, and the
hash.

Promises: the page shows the stored content and nothing else; it is made from the stored JSON (schema
`plan/1`), so an old version prints for ever. A signature says its capacity, its meaning and its method: to
have attended is not to consent. A line without a moment is printed blank, to be signed by hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from carryover.documents import press
from carryover.measurement import Measure
from carryover.plans.care import TASKS, how_and_when
from carryover.plans.content import Care
from carryover.scope.competencies import instead_of, name_of
from carryover.terms import DateSpan

TEMPLATE_VERSION = "signed-plan/1"

_KINDS = {"iep": "Individualized education program (IEP)", "504": "Section 504 plan", "bip": "Behavior plan"}
_METHODS = {"count": "counted", "duration": "timed", "trials": "trial by trial, with the help that was given"}
_CARD = {
    "why": "Why it happens",
    "before": "Before",
    "teach": "Teach",
    "respond": "Respond",
    "never": "Never",
}
_LATITUDE = {
    "strategy": "Strategies: how adults prepare, teach and respond",
    "prompt_level": "Prompt levels: how much help is given and how it fades",
    "collection_schedule": "The collection schedule: when data are taken",
}


@dataclass(frozen=True)
class Criterion:
    """When the goal is met, as signed."""

    comparator: str
    value: float
    consistency: str


@dataclass(frozen=True)
class Baseline:
    """Where the student started, with the number of sessions behind it."""

    value: float
    n: int
    day: date


@dataclass(frozen=True)
class Goal:
    """A goal in six parts: condition, learner (the plan's), behavior, criterion, timeframe, measure."""

    area: str
    condition: str
    behavior: str
    criterion: Criterion
    by: date
    measure: Measure
    schedule: str
    collectors: tuple[str, ...]
    baseline: Baseline | None = None


@dataclass(frozen=True)
class Support:
    """One line of the card and why it is there."""

    kind: str
    text: str
    because: str = ""
    needs: str = ""
    instead: str = ""


@dataclass(frozen=True)
class Agreement:
    """How the team and the family agreed, and when."""

    how: str
    agreed_on: date
    family_member: str
    participants: str
    note: str = ""


@dataclass(frozen=True)
class Content:
    """What the print shows of stored plan content; unknown kinds of line are shown under their own name."""

    starts: date
    ends: date
    goals: tuple[Goal, ...]
    supports: tuple[Support, ...]
    latitude: tuple[str, ...]
    agreement: Agreement
    kind: str
    care: tuple[Care, ...] = ()


@dataclass(frozen=True)
class Signature:
    """One line: who, in which capacity, meaning what, by which method, when. No `at` prints a blank line."""

    name: str
    capacity: str
    meaning: str
    method: str
    at: datetime | None = None

    def __post_init__(self) -> None:
        if not (self.capacity and self.meaning and self.method):
            raise ValueError("a signature says its capacity, its meaning and its method")
        if self.at is not None and self.at.utcoffset() is None:
            raise ValueError("the moment of a signature needs a time zone")


@dataclass(frozen=True)
class SignedPlan:
    """One signed version; the signatures cover `content_hash`, with `template_version` as it was then."""

    district: str
    school: str
    initials: str
    student: str
    version: int
    content: Content
    content_hash: str
    template_version: str
    effective_from: date
    frozen_at: datetime
    signatures: tuple[Signature, ...]

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9a-f]{64}", self.content_hash):
            raise ValueError("the content hash is 64 hexadecimal digits")
        if self.frozen_at.utcoffset() is None:
            raise ValueError("the moment of freezing needs a time zone")
        if not any(signature.at for signature in self.signatures):
            raise ValueError("a signed plan carries at least one signature with its moment")


def content_from(stored: Mapping[str, object]) -> Content:
    """The printable part of stored plan JSON. Raises ValueError naming the place that does not fit."""
    if stored.get("schema", "plan/1") != "plan/1":
        raise ValueError(f"this template prints plan/1, not {stored['schema']!r}")
    return msgspec.convert(stored, Content)


def render(plan: SignedPlan) -> bytes:
    """The tagged PDF of the signed version, dated at the moment it was frozen."""
    return press.pdf("signed_plan", _page(plan), {}, created=plan.frozen_at)


def preview(plan: SignedPlan, *, ppi: float = 96) -> list[bytes]:
    """The pages of `render` as PNG images."""
    return press.pages_png("signed_plan", _page(plan), {}, created=plan.frozen_at, ppi=ppi)


def _page(plan: SignedPlan) -> dict[str, object]:
    content = plan.content
    kind = _KINDS.get(content.kind, content.kind)
    return {
        "meta": {
            "title": f"Signed plan, {plan.initials}, version {plan.version}",
            "lang": "en",
            "head": f"{plan.initials} · Signed plan · version {plan.version}",
            "foot": [
                f"Version {plan.version}, content hash {plan.content_hash}",
                f"For {plan.student}'s family and the adults who carry the plan out · {TEMPLATE_VERSION}",
            ],
        },
        "place": f"{plan.district} · {plan.school}",
        "student": plan.student,
        "kind": kind,
        "facts": [
            ["Version", str(plan.version)],
            ["In effect from", press.day_words(plan.effective_from)],
            ["Plan period", press.span_words(DateSpan(content.starts, content.ends))],
        ],
        "goals": [_goal(number, goal, plan.student) for number, goal in enumerate(content.goals, 1)],
        "card": _card(content.supports),
        "care": [f"{TASKS[each.task]}, {how_and_when(each)}" for each in content.care],
        "latitude": [_LATITUDE.get(item, item) for item in content.latitude],
        "collection": [
            [g.measure.label, _METHODS[g.measure.method.value], g.schedule, ", ".join(g.collectors)]
            for g in content.goals
        ],
        "agreement": _agreement(content.agreement),
        "signatures": [_signature(signature) for signature in plan.signatures],
        "hash": plan.content_hash,
        "covers": f"The signatures cover the content with this SHA-256 (template {plan.template_version}):",
    }


def _goal(number: int, goal: Goal, student: str) -> dict[str, object]:
    measure = goal.measure
    how = _METHODS[measure.method.value]
    parts = [
        ["Condition", goal.condition],
        ["Learner", student],
        ["Behavior", goal.behavior],
        ["Criterion", _criterion(goal)],
        ["Timeframe", f"By {press.day_words(goal.by)}"],
        ["Measurement", f"{measure.label}: {how}, in {measure.unit}. {goal.schedule}"],
    ]
    return {
        "heading": f"Goal {number}: {goal.area}",
        "parts": parts,
        "baseline": _baseline(goal),
        "definition": measure.definition,
        "examples": list(measure.examples),
        "non_examples": list(measure.non_examples),
    }


def _criterion(goal: Goal) -> str:
    asked = goal.criterion
    comparator = {"at_least": "At least", "at_most": "At most"}.get(asked.comparator, asked.comparator)
    return f"{comparator} {asked.value:g} {goal.measure.unit}, {asked.consistency}"


def _baseline(goal: Goal) -> str:
    if goal.baseline is None:
        return "Not recorded"
    start = goal.baseline
    return f"{start.value:g} {goal.measure.unit} (n = {start.n} sessions), {press.day_words(start.day)}"


def _card(supports: tuple[Support, ...]) -> list[dict[str, object]]:
    kinds = [*_CARD, *sorted({line.kind for line in supports} - set(_CARD))]
    parts = [
        (kind, [[s.text, s.because, *_training(s)] for s in supports if s.kind == kind]) for kind in kinds
    ]
    return [{"heading": _CARD.get(kind, kind), "lines": lines} for kind, lines in parts if lines]


def _training(line: Support) -> list[str]:
    """Who alone carries a line out, and what others do; nothing for a line that needs no training."""
    if not line.needs:
        return []
    others = line.instead or instead_of(line.needs)
    return [f"Only for adults who are trained in {name_of(line.needs)}. Others: {others}"]


def _agreement(agreement: Agreement) -> list[list[str]]:
    how = {"meeting": "At a meeting of the team", "without_meeting": "In writing, without a meeting"}
    facts = [
        ["How", how.get(agreement.how, agreement.how)],
        ["When", press.day_words(agreement.agreed_on)],
        ["For the family", agreement.family_member],
        ["Team", agreement.participants],
    ]
    return [*facts, ["Note", agreement.note]] if agreement.note else facts


def _signature(signature: Signature) -> dict[str, str]:
    at = signature.at
    return {
        "name": signature.name,
        "capacity": signature.capacity,
        "meaning": signature.meaning,
        "method": signature.method,
        "at": f"{press.day_words(at.date())}, {at:%H:%M} {at.tzname()}" if at else "",
    }
