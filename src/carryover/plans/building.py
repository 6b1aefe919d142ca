"""A goal from what somebody gave, at the desk or by machine, and back into the parts that a form shows. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from carryover.measurement import DEFAULT_UNITS, HIERARCHY, Direction, Measure, Method
from carryover.plans.content import Goal


def goal_values(goal: Goal) -> dict[str, object]:
    """A goal as the form shows it."""
    measure, base = goal.measure, goal.baseline
    return {
        "area": goal.area,
        "condition": goal.condition,
        "behavior": goal.behavior,
        "label": measure.label,
        "method": measure.method.value,
        "prompts": list(measure.prompts),
        "direction": measure.direction,
        "definition": measure.definition,
        "examples": "\n".join(measure.examples),
        "non_examples": "\n".join(measure.non_examples),
        "comparator": goal.criterion.comparator,
        "criterion_value": f"{goal.criterion.value:g}",
        "consistency": goal.criterion.consistency,
        "by": goal.by,
        "baseline_value": f"{base.value:g}" if base else "",
        "baseline_n": base.n if base else "",
        "baseline_day": base.day if base else None,
        "schedule": goal.schedule,
        "collectors": list(goal.collectors),
        "rule": goal.rule,
    }


def measure_from(
    before: Goal | None, fresh_id: str, *, label: str, method: Method, definition: str, examples: tuple[str, ...],
    non_examples: tuple[str, ...], prompts: Iterable[str], direction: Direction,
) -> Measure:  # fmt: skip
    """The measure of a goal. It stays the same measure while its method does; another method is another measure,
    because its numbers cannot stand on one graph with the old ones."""
    kept = before.measure if before and before.measure.method is method else None
    chosen = set(prompts)
    levels = tuple(level.value for level in HIERARCHY if level.value in chosen or not chosen)
    return Measure(
        id=kept.id if kept else fresh_id,
        label=label,
        method=method,
        unit=kept.unit if kept else DEFAULT_UNITS[method],
        definition=definition,
        examples=examples,
        non_examples=non_examples,
        prompts=levels if method is Method.TRIALS else (),
        direction=direction,
    )


def lines(typed: str) -> tuple[str, ...]:
    """The lines of a text that hold something."""
    return tuple(line.strip() for line in typed.splitlines() if line.strip())


def phrase(typed: str) -> str:
    """A part of the goal's sentence without what the sentence adds itself: 'will' before, a full stop after."""
    words = typed.strip().rstrip(" ,.")
    return words[5:].lstrip() if words.lower().startswith("will ") else words
