"""What a signature covers: any change of any word changes the hash, the order of keys does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.plans.building import phrase
from carryover.plans.content import Plan, canonical, content_hash, from_json, to_json
from spec.plans.examples import good_plan

PLACES = list[str | int]


def leaves(value: Any, place: PLACES | None = None) -> Iterator[tuple[PLACES, Any]]:
    """Every text, number and date of a plan with the way to it."""
    place = place or []
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, [*place, key])
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from leaves(each, [*place, number])
    elif isinstance(value, str | float | int):
        yield place, value


FREE_TEXT = [
    place
    for place, value in leaves(to_json(good_plan()))
    if isinstance(value, str) and " " in value and place[-1] not in ("unit",)
]


def test_a_plan_reads_back_as_it_was_stored(plan: Plan) -> None:
    stored = json.loads(json.dumps(to_json(plan)))
    assert from_json(stored) == plan
    assert content_hash(from_json(stored), "plan-1") == content_hash(plan, "plan-1")


@given(st.data())
def test_the_order_of_keys_does_not_matter(data: st.DataObject) -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            keys = data.draw(st.permutations(sorted(value)))
            return {key: shuffled(value[key]) for key in keys}
        return [shuffled(each) for each in value] if isinstance(value, list) else value

    plan = good_plan()
    assert content_hash(from_json(shuffled(to_json(plan))), "plan-1") == content_hash(plan, "plan-1")


@given(st.sampled_from(FREE_TEXT), st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_change_of_any_words_changes_the_hash(place: PLACES, more: str) -> None:
    plan = good_plan()
    changed: Any = to_json(plan)
    inner = changed
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] += more
    assert content_hash(from_json(changed), "plan-1") != content_hash(plan, "plan-1")


def test_numbers_dates_and_the_template_are_covered_too(plan: Plan) -> None:
    goal = plan.goals[0]
    others = [
        plan.with_goal(replace(goal, criterion=replace(goal.criterion, value=5.5))),
        replace(plan, ends=plan.starts),
        replace(plan, latitude=()),
        replace(plan, supports=()),
    ]
    hashes = {content_hash(each, "plan-1") for each in (plan, *others)} | {content_hash(plan, "plan-2")}
    assert len(hashes) == len(others) + 2


def test_the_canonical_bytes_are_plain_utf_8(plan: Plan) -> None:
    plan = replace(plan, agreement=replace(plan.agreement, family_member="Lucía Herrera, mother"))  # type: ignore[type-var]
    assert "Lucía" in canonical(plan).decode()
    assert b": " not in canonical(plan).replace(b'": ', b"")[:50]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("starts", "soon"),
        ("supports", [{"id": "x", "kind": "sometimes", "text": "y"}]),
        ("latitude", ["everything"]),
    ],
)
def test_content_that_does_not_fit_is_refused_with_the_place(plan: Plan, place: str, value: object) -> None:
    with pytest.raises(msgspec.ValidationError, match=place):
        from_json(to_json(plan) | {place: value})


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_five_and_five_point_zero_are_one_figure(value: int) -> None:
    plan = good_plan()
    whole = replace(plan.goals[0], criterion=replace(plan.goals[0].criterion, value=value))
    point = replace(plan.goals[0], criterion=replace(plan.goals[0].criterion, value=float(value)))
    assert canonical(plan.with_goal(whole)) == canonical(plan.with_goal(point))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_plan_cannot_hold_what_is_not_a_figure(plan: Plan, value: float) -> None:
    with pytest.raises(ValueError, match="not a figure"):
        replace(plan.goals[0].criterion, value=value)


def test_a_goal_takes_the_place_of_the_one_with_its_id(plan: Plan) -> None:
    changed = replace(plan.goals[0], area="Math")
    assert plan.with_goal(changed).goals == (changed,)
    assert plan.with_goal(replace(changed, id="goal-2")).goals == (
        plan.goals[0],
        replace(changed, id="goal-2"),
    )
    with pytest.raises(KeyError):
        plan.goal("goal-2")


@given(st.text())
def test_a_phrase_stays_as_it_is_the_second_time(typed: str) -> None:
    once = phrase(typed)
    assert not once.endswith((".", ",", " "))
    assert once == once.strip()
    assert phrase("Will " + once) == once or once == ""
