"""What stands behind a goal, from invented versions and points: phase lines, aim line, and which points were used."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.decisions.evidence import (
    Evidence,
    VersionSeen,
    aim_of,
    evidence,
    numbered,
    phase_changes,
    points_hash,
    used_points,
)
from carryover.measurement import Measure, Method, State
from carryover.plans.content import Baseline, Criterion, Goal, Plan, Support, SupportKind
from carryover.singlecase import Point, Series

FIRST = date(2026, 9, 1)
TODAY = date(2026, 10, 20)
BY = date(2027, 5, 14)
GOAL = Goal(
    id="g-1",
    area="Writing",
    condition="given a break card",
    behavior="ask for a break",
    criterion=Criterion("at_least", 80, "on 4 of 5 days"),
    by=BY,
    measure=Measure("m-1", "Asks for a break", Method.TRIALS),
    schedule="daily",
    collectors=("paraprofessional",),
    baseline=Baseline(20, 5, FIRST),
)
OTHER = replace(GOAL, id="g-2", measure=Measure("m-2", "Calls out", Method.COUNT))
PLAN = Plan(
    date(2026, 8, 1), date(2027, 6, 1), (GOAL, OTHER), (Support("s-1", SupportKind.BEFORE, "Card on desk"),)
)
LINE = Support("s-2", SupportKind.TEACH, "Offer a choice of two", "A choice gives a say")


def day(n: int) -> date:
    """The nth day after the first."""
    return FIRST + timedelta(days=n)


def version(number: int, n: int, plan: Plan, goal: str = "", label: str = "") -> VersionSeen:
    """A version signed to start on the nth day."""
    return VersionSeen(number, day(n), label or f"change {number}", goal, plan)


def points(values: list[float | None], start: int = 0) -> tuple[Point, ...]:
    """A point a day; None is a day without collection."""
    rows = [
        (
            day(start + n),
            State.NOT_COLLECTED if v is None else State.VALUE,
            v,
            0 if v is None else 5,
            (),
            "",
            False,
        )
        for n, v in enumerate(values)
    ]
    return numbered(rows)


def found(*versions: VersionSeen, goal: Goal = GOAL, values: list[float | None] | None = None) -> Evidence:
    """The evidence of the goal."""
    seen = points(values if values is not None else [20, 22, 18, 20, 21])
    return evidence(goal, versions or (version(1, 0, PLAN),), seen, (), (), TODAY)


class TestPhaseLines:
    def lines(self, after: Plan, goal: str = "") -> list[tuple[bool, int]]:
        changes = phase_changes(GOAL, [version(1, 0, PLAN), version(2, 10, after, goal)])
        return [(c.major, c.version) for c in changes]

    def test_solid_where_support_was_changed_for_this_goal_or_for_all(self) -> None:
        changed = replace(PLAN, supports=(*PLAN.supports, LINE))
        assert self.lines(changed, "g-1") == self.lines(changed, "") == [(True, 2)]

    def test_dashed_where_support_was_changed_for_another_goal(self) -> None:
        assert self.lines(replace(PLAN, supports=(LINE,)), "g-2") == [(False, 2)]

    @pytest.mark.parametrize(
        "new",
        [
            replace(GOAL, condition="given nothing"),
            replace(GOAL, behavior="ask for help"),
            replace(GOAL, criterion=Criterion("at_least", 90, "on 4 of 5 days")),
            replace(GOAL, measure=replace(GOAL.measure, definition="Hands over the card")),
        ],
    )
    def test_solid_where_the_goal_itself_changed(self, new: Goal) -> None:
        assert self.lines(PLAN.with_goal(new)) == [(True, 2)]

    def test_dashed_where_only_the_collection_changed(self) -> None:
        assert self.lines(PLAN.with_goal(replace(GOAL, schedule="twice a week"))) == [(False, 2)]

    def test_none_where_only_another_goal_changed(self) -> None:
        assert self.lines(PLAN.with_goal(replace(OTHER, schedule="weekly"))) == []
        assert self.lines(PLAN) == []

    def test_a_line_a_day_and_a_solid_one_is_not_hidden_by_a_dashed_one(self) -> None:
        mine = replace(PLAN, supports=(*PLAN.supports, LINE))
        others = replace(mine, supports=(*mine.supports, replace(LINE, id="s-3")))
        for first, second in (("g-1", "g-2"), ("g-2", "g-1")):
            versions = [version(1, 0, PLAN), version(2, 10, mine, first), version(3, 10, others, second)]
            changes = phase_changes(GOAL, versions)
            assert [(c.day, c.major) for c in changes] == [(day(10), True)]
            assert changes[0].label == ("change 2" if first == "g-1" else "change 3")

    def test_a_goal_begins_with_the_version_that_has_it(self) -> None:
        without = replace(PLAN, goals=(OTHER,))
        versions = (version(1, 0, without), version(2, 10, PLAN))
        assert found(*versions, values=[20, 22, 18]).series.changes == ()
        assert found(*versions).first_label == "change 2"

    def test_the_rule_begins_anew_after_a_solid_line_and_not_after_a_dashed_one(self) -> None:
        low: list[float | None] = [20.0] * 8
        solid = replace(PLAN, supports=(LINE,))
        assert found(values=low).fired
        assert not found(version(1, 0, PLAN), version(2, 6, solid, "g-1"), values=low).fired
        assert found(version(1, 0, PLAN), version(2, 6, solid, "g-2"), values=low).fired


class TestTheAimLine:
    def test_from_the_baseline_to_the_criterion_on_its_day(self) -> None:
        aim = found().aim
        assert aim is not None
        assert (aim.start_day, aim.start_value, aim.end_day, aim.goal_value) == (FIRST, 20, BY, 80)

    @pytest.mark.parametrize("values", [[30, 10, 20, 90], [None, 30, None, 10, 20]])
    def test_else_from_the_median_of_the_first_three_points(self, values: list[float | None]) -> None:
        aim = aim_of(replace(GOAL, baseline=None), Series(points(values)))
        third = [n for n, v in enumerate(values) if v is not None][2]
        assert aim is not None and (aim.start_day, aim.start_value) == (day(third), 20)

    def test_a_baseline_after_the_goals_own_date_is_no_baseline(self) -> None:
        late = replace(GOAL, baseline=Baseline(20, 5, BY))
        aim = aim_of(late, Series(points([30, 10, 20])))
        assert aim is not None and aim.start_day == day(2)

    def test_too_few_points_give_no_line_and_no_verdict(self) -> None:
        without = replace(GOAL, baseline=None)
        shown = found(goal=without, values=[20, None, 21])
        assert (shown.aim, shown.verdict, shown.outlook, shown.fired) == (None, None, None, False)

    def test_a_point_of_an_unfinished_day_is_no_ground_for_it(self) -> None:
        seen = points([30, 10, 20])
        still_open = (*seen[:2], replace(seen[2], open=True))
        assert aim_of(replace(GOAL, baseline=None), Series(still_open)) is None


class TestTheUsedPoints:
    def test_the_hash_tells_points_and_versions_apart(self) -> None:
        base = found()
        others = [
            found(values=[20, 22, 18, 20, 20]),
            found(values=[20, 22, 18, 20, 21, 19]),
            found(version(2, 0, PLAN)),
        ]
        assert len({points_hash(each) for each in (base, *others)}) == 4
        assert points_hash(found()) == points_hash(base)

    def test_a_sum_that_was_added_in_another_order_is_the_same_point(self) -> None:
        one, other = 0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1
        assert one != other
        both = [found(values=[1, 1, 1, value]) for value in (one, other)]
        assert points_hash(both[0]) == points_hash(both[1])

    def test_they_are_plain_values_for_the_record(self) -> None:
        assert used_points(found())[-1] == {"day": day(4).isoformat(), "value": 21, "n": 5}

    @given(st.lists(st.none() | st.floats(0, 100), max_size=12))
    def test_only_points_with_a_value_are_numbered_and_used(self, values: list[float | None]) -> None:
        shown = found(values=values)
        held = [v for v in values if v is not None]
        assert [p.session for p in shown.series.points if p.value is not None] == list(
            range(1, len(held) + 1)
        )
        assert all(row["value"] is not None for row in used_points(shown))
        assert (shown.newest.value if shown.newest else None) == (held[-1] if held else None)


def test_a_goal_misses_nothing_from_before_it_existed() -> None:
    newer = replace(
        PLAN, goals=(*PLAN.goals, replace(OTHER, id="g-3", measure=replace(OTHER.measure, id="m-3")))
    )
    seen = [version(1, 0, PLAN), version(2, 21, newer)]
    goal = newer.goal("g-3")
    days = [day(n) for n in range(28) if day(n).weekday() < 5]
    found = evidence(goal, seen, points([None] * 20), (), days, TODAY)
    assert found.series.points == ()
    assert found.school_days == tuple(d for d in days if d >= day(21))


@pytest.mark.parametrize(
    ("schedule", "asked"),
    [("daily", {0, 1, 2, 3, 4}), ("Mondays and Wednesdays", {0, 2}), ("twice a week", set())],
)
def test_only_days_that_the_schedule_names_can_be_missed(schedule: str, asked: set[int]) -> None:
    goal = replace(GOAL, schedule=schedule)
    plan = replace(PLAN, goals=(goal, OTHER))
    days = [day(n) for n in range(14) if day(n).weekday() < 5]
    found = evidence(goal, [version(1, 0, plan)], points([None] * 14), (), days, TODAY)
    assert {d.weekday() for d in found.school_days} == asked
    assert {p.day.weekday() for p in found.series.points} == asked
