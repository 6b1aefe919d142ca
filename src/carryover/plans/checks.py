"""Checks of a plan: each with an id, a severity, a citation, a plain sentence and the field to jump to. Pure.

BLOCK stops a signature, WARN asks for a second look, HINT is style. No check judges style as BLOCK.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from carryover.measurement import Method
from carryover.plans.content import Goal, Plan, SupportKind

GOAL_CLAUSE = "34 CFR 300.320(a)(2)(i)"
MEASURE_CLAUSE = "34 CFR 300.320(a)(3)(i)"
AGREEMENT_CLAUSE = "34 CFR 300.324(a)(4), (a)(6)"
ANNUAL_CLAUSE = "34 CFR 300.324(b)(1)(i)"
PRACTICE = "professional practice: a measurable goal has six parts"
DANGER_ONLY = "professional practice: a physical technique answers danger and is never planned as teaching"
TRAINED = "34 CFR 300.156(b)(2)(iii)"

UNSEEN_VERBS = frozenset(
    {"improve", "understand", "know", "learn", "comprehend", "appreciate", "respect", "feel", "develop",
     "gain", "become", "recognize", "realize", "enjoy", "believe", "master", "grasp", "like", "want",
     "think", "increase", "decrease"}
)  # fmt: skip
"""Main verbs that cannot be seen or counted; 'increase' and 'decrease' are let through before a countable act."""

_COUNTABLE_AFTER = re.compile(
    r"^(increase|decrease)\s+(the number of\s+|the time\s+|\w+ing\b)", re.IGNORECASE
)
_TWO_ACTS = re.compile(r"\band (?:also |then )?(?:will )?(?:\w+) (?:his|her|their|the|a|an)\b", re.IGNORECASE)


class Severity(StrEnum):
    """BLOCK cannot be signed; WARN should be looked at again; HINT is style."""

    BLOCK = "BLOCK"
    WARN = "WARN"
    HINT = "HINT"


@dataclass(frozen=True)
class Finding:
    """What one check found: where (`field`), what to do (`sentence`), and by which clause or practice."""

    id: str
    severity: Severity
    field: str
    sentence: str
    citation: str


def blocks(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Only those that stop a signature."""
    return tuple(f for f in findings if f.severity is Severity.BLOCK)


def check_goal(goal: Goal, plan: Plan) -> tuple[Finding, ...]:
    """Everything a goal lacks, in the order of its parts."""
    return tuple(
        found
        for rule in (_condition, _behavior, _criterion, _timeframe, _measure, _button, _collection)
        for found in rule(goal, plan)
    )


def check_plan(plan: Plan) -> tuple[Finding, ...]:
    """Everything that keeps the whole plan from being signed, or should be looked at again."""
    found = [f for goal in plan.goals for f in check_goal(goal, plan)]
    found += _lines(plan)
    if (plan.ends - plan.starts).days > 366:
        found.append(
            _block("plan.annual", "ends", "A plan is reviewed within a year of its start.", ANNUAL_CLAUSE)
        )
    if plan.agreement is None:
        found.append(
            _block(
                "plan.agreement",
                "agreement",
                "Record how the team and the family agreed, and when, before signing.",
                AGREEMENT_CLAUSE,
            )
        )
    return tuple(found)


def _lines(plan: Plan) -> Iterator[Finding]:
    """What is weak about lines of the card that need training."""
    gated = [line for line in plan.supports if line.needs]
    if any(
        line.needs == "restraint" and line.kind in (SupportKind.BEFORE, SupportKind.TEACH) for line in gated
    ):
        yield Finding(
            "card.planned_restraint",
            Severity.WARN,
            "supports",
            "A physical technique answers a danger that is there now. It cannot be how adults prepare or teach.",
            DANGER_ONLY,
        )
    if any(not line.instead for line in gated):
        yield Finding(
            "card.instead",
            Severity.HINT,
            "supports",
            "Say at each line that needs training what other adults do; until then the card says it in general words.",
            TRAINED,
        )


def _block(code: str, where: str, sentence: str, citation: str) -> Finding:
    return Finding(code, Severity.BLOCK, where, sentence, citation)


def _condition(goal: Goal, plan: Plan) -> Iterator[Finding]:
    if not goal.condition.strip():
        yield _block(
            "goal.condition",
            "condition",
            "Say under what condition: given what, during what, or after what (for example: 'Given a writing"
            " task of five minutes').",
            PRACTICE,
        )


def _behavior(goal: Goal, plan: Plan) -> Iterator[Finding]:
    words = goal.behavior.strip()
    if not words:
        yield _block(
            "goal.behavior", "behavior", "Say what the student will do that can be seen.", GOAL_CLAUSE
        )
        return
    act = re.sub(r"^(will\s+)?((be able )?to\s+)?", "", words, flags=re.IGNORECASE) or words
    verb = act.split()[0].lower().rstrip(",.")
    if verb in UNSEEN_VERBS and not _COUNTABLE_AFTER.match(act):
        yield _block(
            "goal.observable",
            "behavior",
            f"'{verb}' cannot be seen or counted. Start with an act two adults would both see, such as ask,"
            " write, point, read aloud, stay.",
            GOAL_CLAUSE,
        )
    elif _TWO_ACTS.search(words):
        yield Finding(
            "goal.two_behaviors",
            Severity.WARN,
            "behavior",
            "This reads like two acts in one goal; one number cannot judge both. Consider two goals.",
            PRACTICE,
        )


def _criterion(goal: Goal, plan: Plan) -> Iterator[Finding]:
    criterion, trials = goal.criterion, goal.measure.method is Method.TRIALS
    if criterion.value < 0 or (trials and criterion.value > 100):
        yield _block("goal.criterion", "criterion_value", "Give a number from 0 to 100 percent.", GOAL_CLAUSE)
    if not criterion.consistency.strip():
        yield _block(
            "goal.consistency",
            "consistency",
            "Say across how many occasions it must hold (for example: 'on 4 of 5 school days').",
            GOAL_CLAUSE,
        )
    base = goal.baseline
    if base is not None:
        up = goal.measure.direction == "increase"
        if criterion.value == base.value or (criterion.value > base.value) != up:
            yield Finding(
                "goal.direction",
                Severity.WARN,
                "criterion_value",
                "The criterion does not lie beyond the baseline in the direction of the goal.",
                PRACTICE,
            )


def _timeframe(goal: Goal, plan: Plan) -> Iterator[Finding]:
    if not plan.starts <= goal.by <= plan.ends:
        yield _block(
            "goal.timeframe",
            "by",
            f"Give a date within the plan: from {plan.starts:%m/%d/%Y} to {plan.ends:%m/%d/%Y}.",
            GOAL_CLAUSE,
        )


def _measure(goal: Goal, plan: Plan) -> Iterator[Finding]:
    measure = goal.measure
    if not measure.definition.strip():
        yield _block(
            "goal.definition",
            "definition",
            "Define the behavior so that two adults would record the same: what it looks like, when it starts"
            " and ends.",
            MEASURE_CLAUSE,
        )
    for where, given, words in (
        ("examples", measure.examples, "an example of what counts"),
        ("non_examples", measure.non_examples, "an example of what does not count"),
    ):
        if not given:
            yield Finding(f"goal.{where}", Severity.WARN, where, f"Give at least {words}.", PRACTICE)


def _button(goal: Goal, plan: Plan) -> Iterator[Finding]:
    name = goal.measure.label.strip().casefold()
    if any(each.id != goal.id and each.measure.label.strip().casefold() == name for each in plan.goals):
        yield _block(
            "goal.button",
            "label",
            "Another goal of this plan has a button of this name. Adults could not tell them apart: give another.",
            MEASURE_CLAUSE,
        )


def _collection(goal: Goal, plan: Plan) -> Iterator[Finding]:
    if not goal.schedule.strip():
        yield _block(
            "goal.schedule",
            "schedule",
            "Say when it is measured (for example: 'daily during writing').",
            MEASURE_CLAUSE,
        )
    if not goal.collectors:
        yield _block("goal.collectors", "collectors", "Say who collects the data.", MEASURE_CLAUSE)
