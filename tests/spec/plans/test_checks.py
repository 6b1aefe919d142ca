"""Each missing part of a goal is found, named at its field, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.measurement import Method
from carryover.plans.checks import Severity, blocks, check_goal, check_plan
from carryover.plans.content import Baseline, Criterion, Goal, Plan
from spec.plans.examples import good_plan

Change = Callable[[Goal], Goal]


def without(**parts: object) -> Change:
    return lambda goal: replace(goal, **parts)  # type: ignore[arg-type]


def measured(**parts: object) -> Change:
    return lambda goal: replace(goal, measure=replace(goal.measure, **parts))  # type: ignore[arg-type]


REMOVED: dict[str, tuple[str, Change]] = {
    "goal.condition": ("condition", without(condition=" ")),
    "goal.behavior": ("behavior", without(behavior="")),
    "goal.consistency": ("consistency", without(criterion=Criterion("at_least", 5, ""))),
    "goal.criterion": (
        "criterion_value",
        without(criterion=Criterion("at_least", -1, "daily"), baseline=None),
    ),
    "goal.timeframe": ("by", without(by=date(2028, 1, 1))),
    "goal.definition": ("definition", measured(definition="")),
    "goal.schedule": ("schedule", without(schedule="")),
    "goal.collectors": ("collectors", without(collectors=())),
}


def test_a_good_goal_lacks_nothing(goal: Goal, plan: Plan) -> None:
    assert check_goal(goal, plan) == ()
    assert check_plan(plan) == ()


@pytest.mark.parametrize("code", REMOVED)
def test_remove_a_part_and_exactly_that_is_found(code: str, goal: Goal, plan: Plan) -> None:
    field, remove = REMOVED[code]
    (found,) = check_goal(remove(goal), plan)
    assert (found.id, found.field, found.severity) == (code, field, Severity.BLOCK)
    assert found.sentence.endswith(".")
    assert found.citation


@given(st.sets(st.sampled_from(sorted(REMOVED))))
def test_remove_any_parts_and_exactly_those_are_found(codes: set[str]) -> None:
    goal, plan = _fresh()
    for code in sorted(codes - {"goal.consistency"} if "goal.criterion" in codes else codes):
        goal = REMOVED[code][1](goal)
    expected = codes - {"goal.consistency"} if "goal.criterion" in codes else codes
    assert {found.id for found in check_goal(goal, plan)} == expected


@pytest.mark.parametrize(
    "verb", ["improve", "understand", "Know", "be able to learn", "will develop", "to feel"]
)
def test_a_verb_that_nobody_can_see_is_refused(verb: str, goal: Goal, plan: Plan) -> None:
    (found,) = check_goal(replace(goal, behavior=f"{verb} his writing"), plan)
    assert (found.id, found.field) == ("goal.observable", "behavior")


@pytest.mark.parametrize(
    "behavior",
    ["increase the number of words written", "will decrease calling out", "ask", "will be able to point"],
)
def test_an_act_that_can_be_counted_is_let_through(behavior: str, goal: Goal, plan: Plan) -> None:
    assert check_goal(replace(goal, behavior=behavior), plan) == ()


def test_two_acts_in_one_goal_ask_for_a_second_look(goal: Goal, plan: Plan) -> None:
    (found,) = check_goal(replace(goal, behavior="raise a hand and write his name"), plan)
    assert (found.id, found.severity) == ("goal.two_behaviors", Severity.WARN)


@given(st.floats(min_value=0, max_value=100), st.sampled_from(["increase", "decrease"]))
def test_a_criterion_that_does_not_lie_beyond_the_baseline_asks_for_a_second_look(
    value: float, way: str
) -> None:
    goal, plan = _fresh()
    goal = measured(direction=way)(replace(goal, criterion=Criterion("at_least", value, "daily")))
    goal = replace(goal, baseline=Baseline(50, 3, date(2026, 9, 1)))
    beyond = value > 50 if way == "increase" else value < 50
    assert [found.id for found in check_goal(goal, plan)] == ([] if beyond else ["goal.direction"])


def test_percent_ends_at_a_hundred_and_counts_do_not(goal: Goal, plan: Plan) -> None:
    high = replace(goal, criterion=Criterion("at_least", 101, "daily"))
    assert check_goal(high, plan) == ()
    trials = measured(method=Method.TRIALS, unit="")(high)
    assert [found.id for found in check_goal(trials, plan)] == ["goal.criterion"]


def test_two_buttons_of_one_name_cannot_be_told_apart(goal: Goal, plan: Plan) -> None:
    twin = measured(label="asks for a BREAK ")(replace(goal, id="goal-2"))
    (found,) = check_goal(twin, plan)
    assert (found.id, found.field, found.severity) == ("goal.button", "label", Severity.BLOCK)


@given(st.integers(min_value=-800, max_value=800))
def test_the_date_lies_within_the_plan_both_ends_included(days: int) -> None:
    goal, plan = _fresh()
    by = plan.starts + timedelta(days=days)
    found = check_goal(replace(goal, by=by), plan)
    assert bool(found) is not (plan.starts <= by <= plan.ends)


def test_a_plan_without_agreement_or_longer_than_a_year_is_blocked(plan: Plan) -> None:
    unagreed = replace(plan, agreement=None, ends=plan.starts + timedelta(days=367))
    assert {found.id for found in blocks(check_plan(unagreed))} == {"plan.annual", "plan.agreement"}


def _fresh() -> tuple[Goal, Plan]:
    plan = good_plan()
    return plan.goals[0], plan
