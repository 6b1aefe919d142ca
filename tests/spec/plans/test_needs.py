"""What a plan asks of adults, version by version, and in which version the card last changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from carryover.plans.acts.draft import (
    open_draft,
    put_care,
    put_line,
    record_agreement,
    take_care_out,
    take_line_out,
)
from carryover.plans.acts.sign import draft_hash, sign_draft
from carryover.plans.acts.support import SupportChange, change_support
from carryover.plans.content import Agreement, Care, CareHelp, CareTask, CareTime, Support, SupportKind
from carryover.plans.models import PlanDraft
from carryover.plans.needs import card_changed_in, of_students
from carryover.plans.queries import content_of, versions
from carryover.scope.actors import Actor
from carryover.scope.competence import Need
from carryover.terms import DateSpan, Refused
from spec.scope.world import TODAY, as_actor, personas

pytestmark = pytest.mark.django_db
LIFT = Support("lift", SupportKind.RESPOND, "Lift together.", "It is safe.", "lifting", "Call.")
CARE = Care("care", CareTask.EAT, CareHelp.ONE, (CareTime.LUNCH,))
AGREED = Agreement("meeting", TODAY, "Renee T., mother", "Marcus Reyes; Renee T.")
TOMORROW = TODAY + timedelta(days=1)


def signed(marcus: Actor, student: UUID, *changes: object) -> None:
    """An amendment with these lines and tasks, agreed and signed today."""
    draft = open_draft(marcus, student)
    for each in changes:
        (put_care if isinstance(each, Care) else put_line)(marcus, draft, each)  # type: ignore[arg-type]
    record_agreement(marcus, draft, AGREED)
    draft = PlanDraft.objects.get(id=draft.id)
    sign_draft(marcus, draft, shown_hash=draft_hash(draft))


def found(actor: Actor, student: UUID) -> set[tuple[str, DateSpan]]:
    """The needs of a student as pairs."""
    return {(need.competency, need.days) for need in of_students(actor, [student], TODAY)}


def test_a_plan_without_such_lines_asks_nothing(marcus: Actor, jaylen: UUID) -> None:
    assert list(of_students(marcus, [jaylen], TODAY)) == []


def test_lines_and_care_name_what_they_need_from_the_day_of_their_version(
    marcus: Actor, jaylen: UUID
) -> None:
    signed(marcus, jaylen, LIFT, CARE)
    (first, second) = of_students(marcus, [jaylen], TODAY)
    assert first == Need(jaylen, "feeding", DateSpan(TODAY), line=True)
    assert second == Need(jaylen, "lifting", DateSpan(TODAY), line=True)


def test_a_version_signed_for_tomorrow_is_known_today_with_its_day(marcus: Actor, jaylen: UUID) -> None:
    change_support(marcus, jaylen, SupportChange("", "Because.", "Lifting", (LIFT,)), TOMORROW)
    assert found(marcus, jaylen) == {("lifting", DateSpan(TOMORROW))}
    again = SupportChange("", "Because.", "No lifting", (replace(LIFT, needs="", instead=""),))
    change_support(marcus, jaylen, again, TOMORROW + timedelta(days=6))
    assert found(marcus, jaylen) == {("lifting", DateSpan(TOMORROW, TOMORROW + timedelta(days=5)))}


def test_a_version_that_was_replaced_on_its_first_day_asks_nothing(marcus: Actor, jaylen: UUID) -> None:
    change_support(marcus, jaylen, SupportChange("", "Because.", "Lifting", (LIFT,)), TODAY)
    crisis = SupportChange("", "Because.", "Crisis", (replace(LIFT, needs="crisis"),))
    change_support(marcus, jaylen, crisis, TODAY)
    assert found(marcus, jaylen) == {("crisis", DateSpan(TODAY))}


def test_a_draft_asks_nothing_until_it_is_signed(marcus: Actor, jaylen: UUID) -> None:
    draft = open_draft(marcus, jaylen)
    put_line(marcus, draft, LIFT)
    put_care(marcus, draft, CARE)
    assert found(marcus, jaylen) == set()
    draft = PlanDraft.objects.get(id=draft.id)
    assert content_of(draft).supports[-1] == LIFT and content_of(draft).care == (CARE,)
    take_line_out(marcus, draft, LIFT.id)
    take_care_out(marcus, draft, CARE.id)
    assert content_of(PlanDraft.objects.get(id=draft.id)) == replace(content_of(draft.base), agreement=None)


def test_a_changed_line_makes_an_agreement_before_it_untrue(marcus: Actor, jaylen: UUID) -> None:
    draft = open_draft(marcus, jaylen)
    record_agreement(marcus, draft, AGREED)
    put_line(marcus, PlanDraft.objects.get(id=draft.id), LIFT)
    assert content_of(PlanDraft.objects.get(id=draft.id)).agreement is None


def test_only_the_case_manager_changes_the_card_of_a_draft(jaylen: UUID, marcus: Actor) -> None:
    draft = open_draft(marcus, jaylen)
    for username in ("denise", "ap", "psych"):
        with pytest.raises(Refused):
            put_line(as_actor(personas()[username]), draft, LIFT)


def test_the_card_changed_in_the_version_that_changed_it(marcus: Actor, jaylen: UUID) -> None:
    assert card_changed_in(marcus, [jaylen], TODAY) == {jaylen: 2}
    goal = content_of(versions(marcus, jaylen)[-1]).goals[0]
    schedule = SupportChange(goal.id, "Because.", "Weekly", schedule="weekly")
    change_support(marcus, jaylen, schedule, TODAY)
    assert card_changed_in(marcus, [jaylen], TODAY) == {jaylen: 2}, "a schedule is not the card"
    change_support(marcus, jaylen, SupportChange("", "Because.", "Lifting", (LIFT,)), TOMORROW)
    assert card_changed_in(marcus, [jaylen], TODAY) == {jaylen: 2}, "not yet in force"
    assert card_changed_in(marcus, [jaylen], TOMORROW) == {jaylen: 4}


def test_the_needs_of_a_student_are_told_to_those_who_see_the_day(marcus: Actor, jaylen: UUID) -> None:
    signed(marcus, jaylen, LIFT)
    assert found(as_actor(personas()["denise"]), jaylen) == {("lifting", DateSpan(TODAY))}
    assert found(as_actor(personas()["kim"]), jaylen) == set()
