"""A fired rule is an answer, not a mark: one event more, one fewer, or a decision changes it at the next look."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from carryover.decisions.acts import keep_going, support_changed
from carryover.decisions.evidence import Evidence, points_hash
from carryover.decisions.models import Decision
from carryover.decisions.queries import caseload, goal_evidence, review_queue
from carryover.plans.acts.sign import Freezing, freeze
from carryover.plans.acts.support import SupportChange
from carryover.plans.content import Latitude, Support, SupportKind
from carryover.plans.models import PlanVersion
from carryover.plans.queries import content_of, versions
from carryover.roster.models import Account
from carryover.scope.actors import Actor
from carryover.scope.queries import require
from carryover.site.demo.shapes import goal_id
from carryover.terms import Refused
from spec.demo.evidence import asking_for_a_break, signed_in, student
from spec.scope.world import TODAY
from tablets import Tablet, set_up, student_on

pytestmark = pytest.mark.django_db
GOAL = goal_id("asks-for-a-break")
WHY = "Two days were cut short by drills; one more week as it is."
LINE = Support("s-choice", SupportKind.BEFORE, "Offer two tasks to choose from", "A choice gives a say")
CHANGE = SupportChange(GOAL, "Four points below the aim line.", "Choice of three", (LINE,))


@pytest.fixture
def tablet() -> Tablet:
    """Denise's."""
    return set_up("denise")


def jaylen() -> UUID:
    """J.T."""
    signed_in("marcus")
    return student("Jaylen", "Tucker").id


def waits() -> bool:
    """Whether the goal is in Marcus' queue now."""
    return any(
        (i.student.initials, i.evidence.goal.id) == ("J.T.", GOAL) for i in review_queue(signed_in("marcus"))
    )


def waits_on_pages() -> bool:
    """Whether the student's page says that a decision waits, and the caseload offers it."""
    client, decide = Client(), f"/students/{jaylen()}/goals/{GOAL}/decide/"
    client.force_login(Account.objects.get(username="marcus"))
    told = [client.get(page).content.decode() for page in (f"/students/{jaylen()}/", "/caseload/")]
    assert [decide in page for page in told] in ([True, True], [False, False]), "two pages say two things"
    return decide in told[0]


def trial(tablet: Tablet, prompt: str = "I") -> dict[str, Any]:
    """A correct trial of asking for a break, at this level of help, captured and sent."""
    jt = student_on(tablet.day(), "J.T.")
    measure = next(m for m in jt["measures"] if m["label"] == "Asks for a break")
    made = tablet.item("capture", tablet.seen(jt, measure, {"correct": True, "prompt": prompt}))
    assert tablet.verdicts([made])[0]["verdict"] == "stored"
    return made


class TestOneEvent:
    def test_before_anything_it_waits(self) -> None:
        assert waits() and asking_for_a_break().fired

    def test_one_contrary_trial_makes_it_vanish_and_taking_it_back_brings_it_back(
        self, tablet: Tablet
    ) -> None:
        made = trial(tablet)
        assert not waits() and not asking_for_a_break().fired
        assert asking_for_a_break().series.points[-1].value == 100
        void = tablet.item("void", {"student": str(jaylen()), "voids": made["id"]})
        assert tablet.verdicts([void])[0]["verdict"] == "stored"
        assert waits() and asking_for_a_break().fired

    def test_a_trial_with_help_is_another_point_below_and_it_still_waits(self, tablet: Tablet) -> None:
        trial(tablet, "V")
        assert waits()
        assert asking_for_a_break().series.points[-1].value == 0

    def test_an_event_that_is_held_changes_nothing(self, tablet: Tablet) -> None:
        before = points_hash(asking_for_a_break())
        jt = student_on(tablet.day(), "J.T.")
        measure = next(m for m in jt["measures"] if m["label"] == "Asks for a break")
        made = tablet.item("capture", tablet.seen(jt, measure, {"correct": True, "prompt": "X"}))
        assert tablet.verdicts([made])[0]["verdict"] == "held"
        assert points_hash(asking_for_a_break()) == before


class TestADecision:
    def test_continue_takes_it_off_until_there_is_a_new_point(self, tablet: Tablet) -> None:
        marcus = signed_in("marcus")
        keep_going(marcus, jaylen(), asking_for_a_break(), WHY)
        assert not waits()
        assert asking_for_a_break().fired, "the rule still says what it says"
        assert not waits_on_pages()
        trial(tablet, "V")
        assert waits() and waits_on_pages()

    def test_it_keeps_what_was_seen(self) -> None:
        found = asking_for_a_break()
        kept = keep_going(signed_in("marcus"), jaylen(), found, f"  {WHY} ")
        assert kept.why == WHY and found.verdict is not None
        assert kept.finding == found.verdict.why and kept.points_hash == points_hash(found)
        assert len(kept.points) == len(found.verdict.used) > 0

    @pytest.mark.parametrize("why", ["", "   ", "\n"])
    def test_without_a_reason_it_is_refused_and_nothing_is_kept(self, why: str) -> None:
        found, before = asking_for_a_break(), Decision.objects.count()
        with pytest.raises(Refused, match="reason"):
            keep_going(signed_in("marcus"), jaylen(), found, why)
        assert Decision.objects.count() == before

    @pytest.mark.parametrize("username", ["denise", "ap"])
    def test_it_is_the_case_managers_alone(self, username: str) -> None:
        found, who = asking_for_a_break(), signed_in(username)
        with pytest.raises(Refused) as refused:
            keep_going(who, jaylen_seen_by(who), found, WHY)
        assert refused.value.refusal.code == "decision.make"

    def test_changed_support_draws_a_line_and_the_rule_begins_anew(self) -> None:
        marcus, found = signed_in("marcus"), asking_for_a_break()
        made = support_changed(marcus, jaylen(), found, CHANGE, TODAY + timedelta(days=1))
        assert made.new_version is not None and made.version.number + 1 == made.new_version.number
        after = asking_for_a_break()
        assert [c.label for c in after.series.changes][-1] == "Choice of three"
        assert not after.fired and not waits()


def jaylen_seen_by(actor: Actor) -> UUID:
    """J.T., as this adult sees him."""
    signed_in(str(actor.adult.account.username))  # type: ignore[attr-defined]
    return student("Jaylen", "Tucker").id


class TestLatitude:
    def without(self, *latitude: Latitude) -> tuple[Actor, Evidence]:
        """Marcus and the evidence, once the plan leaves only this to him."""
        marcus, jt = signed_in("marcus"), jaylen()
        newest = versions(marcus, jt)[-1]
        narrow = replace(content_of(newest), latitude=latitude)
        permit = require(marcus, "plan.draft", jt)
        freeze(marcus, permit, newest.plan_id, narrow, newest, Freezing("amendment", "Narrower", TODAY))
        return marcus, asking_for_a_break()

    @pytest.mark.parametrize(
        ("granted", "change", "names"),
        [
            ((), CHANGE, "strategy"),
            ((Latitude.COLLECTION_SCHEDULE,), CHANGE, "strategy"),
            ((), replace(CHANGE, supports=(), schedule="twice a week"), "collection schedule"),
            ((Latitude.STRATEGY,), replace(CHANGE, schedule="twice a week"), "collection schedule"),
        ],
    )
    def test_outside_it_a_change_of_support_is_refused_and_nothing_is_signed(
        self, granted: tuple[Latitude, ...], change: SupportChange, names: str
    ) -> None:
        marcus, found = self.without(*granted)
        count = PlanVersion.objects.count(), Decision.objects.count()
        with pytest.raises(Refused) as refused:
            support_changed(marcus, jaylen(), found, change, TODAY + timedelta(days=1))
        assert names in refused.value.refusal.why
        assert "amendment" in refused.value.refusal.who_can
        assert (PlanVersion.objects.count(), Decision.objects.count()) == count

    def test_within_it_the_same_change_is_signed(self) -> None:
        marcus, found = self.without(Latitude.STRATEGY)
        assert support_changed(marcus, jaylen(), found, CHANGE, TODAY + timedelta(days=1)).new_version


def test_the_queue_and_the_graph_rest_on_the_same_points() -> None:
    marcus = signed_in("marcus")
    compared = 0
    for each in caseload(marcus)[::5]:
        for by_sums in each.goals:
            one_by_one = goal_evidence(marcus, each.student.id, by_sums.goal.id)
            assert one_by_one is not None
            assert points_hash(one_by_one) == points_hash(by_sums)
            assert (one_by_one.fired, one_by_one.aim) == (by_sums.fired, by_sums.aim)
            compared += bool(by_sums.verdict and by_sums.verdict.used)
    assert compared > 4
