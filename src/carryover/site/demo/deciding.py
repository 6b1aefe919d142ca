"""Work around plans: the decision behind Jaylen's change of support, and drafts that nobody can sign yet."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from carryover.decisions.evidence import Evidence, VersionSeen, evidence, numbered, points_hash, used_points
from carryover.measurement import State
from carryover.plans.content import Criterion, canonical
from carryover.site.demo.chance import stream, uid
from carryover.site.demo.copying import Rows
from carryover.site.demo.courses import Amount
from carryover.site.demo.plans import Case, Version, moment
from carryover.site.demo.world import World

BLOCKED_DRAFTS = 6
_VAGUE = ("improve reading", "understand fractions better", "be able to feel calm", "learn social skills")


def decision_id(world: World, version: Version) -> UUID:
    """The id of the decision that led to a version."""
    return uid(stream(world.seed, "decision", version.id))


def decisions(world: World, watched: Mapping[UUID, Sequence[tuple[date, Amount]]], rows: Rows) -> None:
    """A row for each version that changed support, with the points and the finding as they stood when it was signed."""
    for case in world.cases:
        for before, version in zip(case.versions, case.versions[1:], strict=False):
            found = _found(case, before, version, watched[case.pupil.id])
            assert found.verdict is not None
            rows.add(
                "decisions_decision", decision_id(world, version), version.goal_id, found.goal.rule, found.verdict.why,
                json.dumps(used_points(found)), points_hash(found), "change_support", version.reason,
                version.signed_at, version.signed_at.date(), case.manager, None, version.id, case.pupil.id, before.id,
            )  # fmt: skip


def _found(case: Case, before: Version, version: Version, seen: Sequence[tuple[date, Amount]]) -> Evidence:
    day = version.signed_at.date()
    points = numbered(
        (at, State.VALUE, 100 * amount.hits / amount.of, amount.of, (), "", False)
        for at, amount in seen
        if at <= day
    )
    known = VersionSeen(before.number, before.effective_from, before.phase_label, before.goal_id, before.plan)
    return evidence(before.plan.goal(version.goal_id), [known], points, (), (), day)


def drafts(world: World, rows: Rows) -> None:
    """In a district, six open drafts with goals that cannot be measured as they stand: the checks block them."""
    free = [case for case in world.cases if not case.pupil.part]
    if len(free) < 100:
        return
    chance = stream(world.seed, "drafts", world.size)
    for place, case in enumerate(chance.sample(free, BLOCKED_DRAFTS)):
        goal = case.current.goals[0]
        vague = replace(goal, behavior=_VAGUE[place % len(_VAGUE)], criterion=Criterion("at_least", 80.0, ""))
        content = replace(case.current.with_goal(vague), agreement=None)
        started = moment(world.calendar.before(2 + place), 14, 10)
        rows.add(
            "plans_plandraft", uid(chance), canonical(content).decode(), "Annual review is near", goal.id, started,
            started + timedelta(minutes=25), None, case.versions[-1].id, case.plan_id, None, case.manager,
            case.pupil.id,
        )  # fmt: skip
