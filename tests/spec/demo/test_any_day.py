"""The story holds on whatever day the demo is opened, and for whatever seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from carryover.decisions.evidence import Evidence, VersionSeen, evidence, numbered
from carryover.measurement import State
from carryover.singlecase import RULES, Point, judge
from carryover.site.demo.histories import Told, tell
from carryover.site.demo.load import diaries
from carryover.site.demo.world import World, make_world

DAYS = [
    date(2026, 10, 20),
    date(2026, 8, 17),
    date(2026, 9, 2),
    date(2026, 7, 18),
    date(2026, 12, 25),
    date(2027, 3, 28),
    date(2027, 6, 7),
    date(2028, 2, 29),
]


def asking(world: World) -> Evidence:
    """Jaylen's goal as it would stand on the graph, from what the generator tells."""
    told = Told()
    mine = [diary for diary in diaries(world, told, "none") if diary.case.pupil.part == "jt"]
    assert list(tell(world.calendar, mine))
    case = mine[0].case
    points = numbered(
        (day, State.VALUE, 100 * amount.hits / amount.of, amount.of, (), "", False)
        for day, amount in told.watched[case.pupil.id]
    )
    seen = [VersionSeen(v.number, v.effective_from, v.phase_label, v.goal_id, v.plan) for v in case.versions]
    return evidence(case.current.goals[0], seen, points, (), (), world.calendar.today)


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("seed", [1, 5])
def test_the_rule_fires_and_one_good_day_unsays_it(today: date, seed: int) -> None:
    found = asking(make_world("tiny", seed, today))
    assert found.verdict is not None
    assert found.aim is not None
    assert (found.verdict.kind, len(found.series.changes)) == ("change", 1)
    assert 6 <= len(found.series.current.usable) <= 12
    good = Point(today, found.series.points[-1].session + 1, 100.0, State.VALUE, 1)
    series = replace(found.series, points=(*found.series.points, good))
    assert not judge(RULES[found.goal.rule], series, found.aim).fired


@pytest.mark.parametrize("today", DAYS)
def test_every_plan_is_in_force_and_none_began_today(today: date) -> None:
    world = make_world("tiny", 1, today)
    for case in world.cases:
        starts = [version.effective_from for version in case.versions]
        assert starts == sorted(starts)
        assert starts[-1] < today
        assert all(goal.by > goal.baseline.day for goal in case.current.goals if goal.baseline)
