"""Decisions of the past: what stood on Jaylen's graph when his support was changed, judged by the rule of his goal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from carryover.measurement import State
from carryover.singlecase import RULES, Aim, Point, Series, judge
from carryover.site.demo.chance import stream, uid
from carryover.site.demo.copying import Rows
from carryover.site.demo.courses import Amount
from carryover.site.demo.plans import Case, Version
from carryover.site.demo.world import World


def decisions(world: World, watched: Mapping[UUID, Sequence[tuple[date, Amount]]], rows: Rows) -> None:
    """A row for each version that changed support, with the points and the finding of that day."""
    for case in world.cases:
        for version in case.versions[1:]:
            _decision(world, case, version, watched[case.pupil.id], rows)


def _decision(
    world: World, case: Case, version: Version, seen: Sequence[tuple[date, Amount]], rows: Rows
) -> None:
    goal = version.plan.goal(version.goal_id)
    assert goal.baseline is not None
    day = version.signed_at.date()
    points = tuple(
        Point(at, place, 100 * amount.hits / amount.of, State.VALUE, amount.of)
        for place, (at, amount) in enumerate([each for each in seen if each[0] <= day], 1)
    )
    aim = Aim(goal.baseline.day, goal.baseline.value, goal.by, goal.criterion.value)
    verdict = judge(RULES[goal.rule], Series(points, (), goal.measure.direction), aim)
    stored = [{"day": p.day.isoformat(), "value": p.value, "state": p.state.value, "n": p.n} for p in points]
    text = json.dumps(stored, sort_keys=True, separators=(",", ":"))
    rows.add(
        "decisions_decision", uid(stream(world.seed, "decision", version.id)), goal.id, goal.rule, verdict.why, text,
        hashlib.sha256(text.encode()).hexdigest(), "change_support", version.reason, version.signed_at, day,
        case.manager, None, version.id, case.pupil.id, case.versions[version.number - 2].id,
    )  # fmt: skip
