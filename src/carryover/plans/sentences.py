"""Goals in plain words, formed from their parts so that nobody types them twice. Pure."""

from __future__ import annotations

from datetime import date

from carryover.plans.content import Criterion, Goal


def plain_day(day: date) -> str:
    """'May 14, 2027', without a leading zero."""
    return f"{day:%B} {day.day}, {day.year}"


def number(value: float) -> str:
    """A figure without needless decimals: 80, 2.5."""
    return f"{value:g}"


def criterion_words(criterion: Criterion, unit: str) -> str:
    """'at least 80 percent independent, on 4 of 5 school days'."""
    words = f"{criterion.comparator.replace('_', ' ')} {number(criterion.value)} {unit}"
    return f"{words}, {criterion.consistency}" if criterion.consistency else words


SENTENCE: tuple[tuple[str, str], ...] = (
    ("", "condition"),
    (", {learner} will ", "behavior"),
    (", ", "comparator"),
    (" ", "value"),
    (" ", "unit"),
    (", ", "consistency"),
    (", as measured by “", "label"),
    ("”, ", "schedule"),
    (", by ", "by"),
)
"""The sentence of a goal: the words before each slot, and the slot. Screens that fill it live use the same one."""


def sentence_slots(goal: Goal) -> dict[str, str]:
    """What stands in each slot of a goal's sentence."""
    return {
        "condition": goal.condition[:1].upper() + goal.condition[1:],
        "behavior": goal.behavior,
        "comparator": goal.criterion.comparator.replace("_", " "),
        "value": number(goal.criterion.value),
        "unit": goal.measure.unit,
        "consistency": goal.criterion.consistency,
        "label": goal.measure.label,
        "schedule": goal.schedule,
        "by": plain_day(goal.by),
    }


def goal_sentence(goal: Goal, learner: str) -> str:
    """The six-part sentence of a goal: condition, learner, behavior, criterion, measure, timeframe."""
    slots = sentence_slots(goal)
    words = (f"{before}{slots[name]}" for before, name in SENTENCE if slots[name] or name != "consistency")
    return "".join(words).replace("{learner}", learner) + "."
