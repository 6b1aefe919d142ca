"""Signing freezes: in the database too, only what was shown, only on the newest version, only when agreed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from carryover.journal.models import Entry
from carryover.plans.acts.draft import open_draft, put_goal, record_agreement, set_aside
from carryover.plans.acts.sign import draft_hash, sign_draft
from carryover.plans.acts.support import SupportChange, change_support
from carryover.plans.content import Agreement, Goal, Latitude, Support, SupportKind, content_hash, to_json
from carryover.plans.models import PlanDraft, PlanVersion, Signature
from carryover.plans.queries import content_of, in_force, open_drafts, versions
from carryover.scope.actors import Actor
from carryover.terms import Refused

TODAY = date(2026, 10, 20)
AGREED = Agreement("without_meeting", date(2026, 10, 19), "Renee T., mother", "Marcus Reyes; Renee T.")
LINE = Support(
    "before-9", SupportKind.BEFORE, "Sit beside him for the first line.", "The start is the hardest."
)


@pytest.fixture
def draft(marcus: Actor, jaylen: UUID, goal: Goal) -> PlanDraft:
    """A draft with one more goal, agreed and ready to sign."""
    row = open_draft(marcus, jaylen)
    fresh = replace(
        goal, id="goal-new", measure=replace(goal.measure, id="measure-new", label="Asks for a helper")
    )
    assert not put_goal(marcus, row, fresh)
    record_agreement(marcus, row, AGREED)
    return PlanDraft.objects.get(id=row.id)


def refused(code: str, act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught, transaction.atomic():
        act()
    assert caught.value.refusal.code == code
    return caught.value.refusal.why


def test_a_signature_covers_the_bytes_and_starts_today(marcus: Actor, jaylen: UUID, draft: PlanDraft) -> None:
    before = in_force(marcus, [jaylen], TODAY)[jaylen]
    version = sign_draft(marcus, draft, shown_hash=draft_hash(draft))
    assert (version.number, version.parent_id, version.effective_from) == (
        before.number + 1,
        before.id,
        TODAY,
    )
    assert version.content_hash == content_hash(content_of(version), version.template_version)
    signature = Signature.objects.get(version=version)
    assert (signature.adult, signature.content_hash) == (marcus.adult, version.content_hash)
    assert in_force(marcus, [jaylen], TODAY)[jaylen] == version
    entry = Entry.objects.filter(act="plan.sign").latest("id")
    assert (entry.right, entry.student_ids, entry.detail["hash"]) == (
        "case_manager",
        [jaylen],
        version.content_hash,
    )


@pytest.mark.parametrize("table", ["plans_planversion", "plans_signature"])
@pytest.mark.parametrize(
    "change", ["UPDATE {} SET student_id = student_id", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_the_database_itself_refuses_to_change_what_was_signed(
    marcus: Actor, table: str, change: str
) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table))


@pytest.mark.django_db(databases=["default", "keeper"])
def test_even_a_role_that_steps_over_row_security_cannot_change_a_version(jaylen: UUID) -> None:
    rows = PlanVersion.objects.using("keeper").filter(student=jaylen)
    assert rows.count() == 2
    with pytest.raises(DatabaseError), transaction.atomic(using="keeper"):
        rows.update(number=99)
    with pytest.raises(DatabaseError), transaction.atomic(using="keeper"):
        rows[0].delete()


def test_without_agreement_nothing_is_signed(marcus: Actor, jaylen: UUID, draft: PlanDraft) -> None:
    goal = content_of(draft).goals[-1]
    put_goal(marcus, draft, replace(goal, area="Math"))
    fresh = PlanDraft.objects.get(id=draft.id)
    why = refused("plan.sign.not_ready", lambda: sign_draft(marcus, fresh, shown_hash=draft_hash(fresh)))
    assert "Record how the team and the family agreed" in why
    assert len(versions(marcus, jaylen)) == 2


def test_another_hash_than_the_one_shown_is_not_signed(marcus: Actor, draft: PlanDraft) -> None:
    shown = draft_hash(draft)
    record_agreement(marcus, draft, replace(AGREED, note="by phone"))
    why = refused("plan.sign.not_ready", lambda: sign_draft(marcus, draft, shown_hash=shown))
    assert "changed after you opened" in why


def test_a_draft_on_an_older_version_is_not_signed(marcus: Actor, jaylen: UUID, draft: PlanDraft) -> None:
    PlanDraft.objects.filter(id=draft.id).update(base=versions(marcus, jaylen)[0])
    why = refused("plan.sign.not_ready", lambda: sign_draft(marcus, draft, shown_hash=draft_hash(draft)))
    assert "A newer version was signed" in why


def test_what_is_closed_can_be_neither_signed_nor_changed(marcus: Actor, draft: PlanDraft) -> None:
    goal = content_of(draft).goals[-1]
    sign_draft(marcus, draft, shown_hash=draft_hash(draft))
    for code, act in {
        "plan.sign": lambda: sign_draft(marcus, draft, shown_hash=draft_hash(draft)),
        "plan.change": lambda: put_goal(marcus, draft, goal),
    }.items():
        assert "already signed or set aside" in refused(code, act)
    refused("plan.change", lambda: record_agreement(marcus, draft, AGREED))
    refused("plan.change", lambda: set_aside(marcus, draft))


def test_a_goal_change_never_touches_the_version_in_force(
    marcus: Actor, jaylen: UUID, draft: PlanDraft
) -> None:
    before = in_force(marcus, [jaylen], TODAY)[jaylen]
    goal = content_of(before).goals[0]
    put_goal(marcus, draft, replace(goal, criterion=replace(goal.criterion, value=55)))
    after = in_force(marcus, [jaylen], TODAY)[jaylen]
    assert (after.id, after.content, after.content_hash) == (before.id, before.content, before.content_hash)
    assert content_of(PlanDraft.objects.get(id=draft.id)).goals[0].criterion.value == 55


def test_a_goal_that_lacks_something_is_not_written(marcus: Actor, draft: PlanDraft) -> None:
    before = content_of(draft)
    lacking = replace(before.goals[-1], condition="")
    assert [found.id for found in put_goal(marcus, draft, lacking)] == ["goal.condition"]
    assert content_of(PlanDraft.objects.get(id=draft.id)) == before


def test_there_is_one_open_draft(marcus: Actor, jaylen: UUID, draft: PlanDraft) -> None:
    assert open_draft(marcus, jaylen).id == draft.id
    set_aside(marcus, draft)
    assert open_draft(marcus, jaylen).id != draft.id


def test_only_the_case_manager_drafts_and_signs(
    acting: Callable[[str], Actor], jaylen: UUID, draft: PlanDraft
) -> None:
    shown = draft_hash(draft)
    denise = acting("denise")
    refused("plan.sign", lambda: sign_draft(denise, draft, shown_hash=shown))
    refused("plan.draft", lambda: put_goal(denise, draft, content_of(draft).goals[0]))
    refused("plan.draft", lambda: open_draft(denise, jaylen))
    refused(
        "decision.make",
        lambda: change_support(denise, jaylen, SupportChange("", "why", "label", (LINE,)), TODAY),
    )


def test_support_changes_within_the_latitude_without_touching_goals(marcus: Actor, jaylen: UUID) -> None:
    before = content_of(versions(marcus, jaylen)[-1])
    tomorrow = TODAY + timedelta(days=1)
    change = SupportChange(before.goals[0].id, "Starting is the hard part.", "Sits beside", (LINE,))
    version = change_support(marcus, jaylen, change, tomorrow)
    after = content_of(version)
    assert (version.purpose, version.phase_label, version.effective_from) == (
        "support",
        "Sits beside",
        tomorrow,
    )
    assert after == replace(before, supports=(*before.supports, LINE))
    assert in_force(marcus, [jaylen], TODAY)[jaylen].number == version.number - 1
    assert in_force(marcus, [jaylen], tomorrow)[jaylen].number == version.number


def test_outside_the_latitude_support_is_not_changed(marcus: Actor, jaylen: UUID) -> None:
    strict = replace(content_of(versions(marcus, jaylen)[-1]), latitude=(Latitude.STRATEGY,))
    row = open_draft(marcus, jaylen)
    PlanDraft.objects.filter(id=row.id).update(content=to_json(strict))
    record_agreement(marcus, row, AGREED)
    signed = PlanDraft.objects.get(id=row.id)
    sign_draft(marcus, signed, shown_hash=draft_hash(signed))
    goal = strict.goals[0].id
    for change, why in (
        (SupportChange(goal, "Too often.", "Weekly", schedule="weekly"), "collection schedule"),
        (SupportChange(goal, " ", "Sits beside", (LINE,)), "written reason"),
        (SupportChange(goal, "Because.", "Nothing"), "Nothing was changed"),
    ):
        act = partial(change_support, marcus, jaylen, change, TODAY)
        assert why in refused("plan.support.outside_latitude", act)
    change_support(marcus, jaylen, SupportChange(goal, "Because.", "Sits beside", (LINE,)), TODAY)


def test_a_draft_under_way_goes_on_from_a_changed_support(
    marcus: Actor, jaylen: UUID, draft: PlanDraft
) -> None:
    goals = content_of(draft).goals
    tomorrow = TODAY + timedelta(days=1)
    version = change_support(marcus, jaylen, SupportChange("", "Because.", "Sits beside", (LINE,)), tomorrow)
    carried = open_drafts(marcus, [jaylen])[jaylen]
    assert carried.base_id == version.id
    assert content_of(carried).goals == goals
    assert LINE in content_of(carried).supports
    signed = sign_draft(marcus, carried, shown_hash=draft_hash(carried))
    assert signed.effective_from == tomorrow, "an amendment never starts before the version it amends"


def test_a_draft_begun_after_a_change_for_tomorrow_can_be_signed(marcus: Actor, jaylen: UUID) -> None:
    tomorrow = TODAY + timedelta(days=1)
    version = change_support(marcus, jaylen, SupportChange("", "Because.", "Sits beside", (LINE,)), tomorrow)
    row = open_draft(marcus, jaylen)
    assert row.base_id == version.id
    record_agreement(marcus, row, AGREED)
    fresh = PlanDraft.objects.get(id=row.id)
    assert sign_draft(marcus, fresh, shown_hash=draft_hash(fresh)).number == version.number + 1
