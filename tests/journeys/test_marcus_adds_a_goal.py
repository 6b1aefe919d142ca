"""Marcus, who manages Jaylen's case, adds a goal at the desk, from the open plan to the signed version in the day."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.test import Client

from carryover.journal.models import Entry
from carryover.plans.queries import content_of, in_force, open_drafts, versions
from carryover.roster.models import Account, Student
from carryover.scope.actors import Actor, actor_of, enter

TODAY = date(2026, 10, 20)
NOW = datetime(2026, 10, 20, 15, tzinfo=UTC)

GOAL = {
    "area": "Writing",
    "condition": "Given a writing task of five minutes",
    "behavior": "ask for a helper card",
    "label": "Asks for a helper",
    "method": "count",
    "direction": "increase",
    "definition": "Hands an adult the helper card before leaving the seat. Each card handed over counts once.",
    "examples": "Hands the card to Denise",
    "non_examples": "Points at the card",
    "comparator": "at_least",
    "criterion_value": "3",
    "consistency": "on 4 of 5 school days",
    "by": "02/12/2027",
    "baseline_value": "1",
    "baseline_n": "3",
    "baseline_day": "10/16/2026",
    "schedule": "daily during writing",
    "collectors": ["paraprofessional", "intervention_specialist"],
    "rule": "four_point",
}
AGREED = {
    "how": "without_meeting",
    "agreed_on": "10/19/2026",
    "family_member": "Renee T., mother",
    "participants": "Marcus Reyes, case manager; Renee T., mother",
    "note": "",
}


def acting(username: str) -> Actor:
    """The adult behind an account, with the database answering on their behalf."""
    adult = Account.objects.select_related("adult").get(username=username).adult
    assert adult is not None
    enter(adult.id, None, TODAY, NOW)
    return actor_of(adult, NOW, TODAY)


@pytest.fixture
def marcus(db: None) -> Actor:
    return acting("marcus")


@pytest.fixture
def jaylen(marcus: Actor) -> UUID:
    return Student.objects.get(initials="J.T.", id__in=list(marcus.to_students)).id


@pytest.fixture
def desk(marcus: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username="marcus"))
    return client


def begin(desk: Client, student: UUID) -> str:
    """Start a draft and give its address."""
    answer = desk.post(f"/students/{student}/drafts/")
    assert answer.status_code == 302
    return str(answer["Location"])


def shown_hash(page: str) -> str:
    found = re.search(r'name="hash" value="([0-9a-f]{64})"', page)
    assert found, "the check page offers no signature"
    return found[1]


def test_from_the_student_to_the_signed_version(desk: Client, marcus: Actor, jaylen: UUID) -> None:
    before = in_force(marcus, [jaylen], TODAY)[jaylen]
    page = desk.get(f"/students/{jaylen}/").content.decode()
    assert "Jaylen T." in page
    assert f"/students/{jaylen}/plan/" in page
    plan = desk.get(f"/students/{jaylen}/plan/").content.decode()
    assert f"Version {before.number}, in force since" in plan
    assert "Draft an amendment" in plan

    draft = begin(desk, jaylen)
    assert desk.post(f"{draft}goals/new/", GOAL)["Location"] == draft
    assert "Asks for a helper" in desk.get(draft).content.decode()
    assert in_force(marcus, [jaylen], TODAY)[jaylen].id == before.id, "a draft changed the day"
    assert "Nothing has changed yet" in desk.get(f"/students/{jaylen}/").content.decode()

    unsigned = desk.get(f"{draft}sign/").content.decode()
    assert "Record how the team and the family agreed" in unsigned
    assert "Sign version" not in unsigned
    assert desk.post(f"{draft}agreement/", AGREED)["Location"] == f"{draft}sign/"

    check = desk.get(f"{draft}sign/").content.decode()
    assert "New button “Asks for a helper” for" in check
    assert "Denise Walker" in check
    assert f"Sign version {before.number + 1}" in check
    signed = desk.post(f"{draft}sign/", {"hash": shown_hash(check)}, follow=True)
    assert signed.redirect_chain == [(f"/students/{jaylen}/", 302)]
    said = signed.content.decode()
    assert f"Version {before.number + 1} is signed and in force from today." in said
    assert "New button “Asks for a helper” for Marcus Reyes, Denise Walker" in said

    after = in_force(marcus, [jaylen], TODAY)[jaylen]
    assert (after.number, after.parent_id, after.purpose) == (before.number + 1, before.id, "amendment")
    assert [goal.measure.label for goal in content_of(after).goals][-1] == "Asks for a helper"
    assert content_of(after).goals[:-1] == content_of(before).goals
    assert content_of(after).supports == content_of(before).supports
    assert not open_drafts(marcus, [jaylen])


def test_a_vague_goal_is_refused_with_what_is_missing_and_keeps_what_was_typed(
    desk: Client, marcus: Actor, jaylen: UUID
) -> None:
    draft = begin(desk, jaylen)
    vague = {
        "area": "Writing",
        "behavior": "improve his writing",
        "label": "Better",
        "method": "count",
        "by": "soon",
    }
    answer = desk.post(f"{draft}goals/new/", vague)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Error: " in page
    assert "&#x27;improve&#x27; cannot be seen or counted" in page
    for field, words in {
        "condition": "Say under what condition",
        "consistency": "Say across how many occasions",
        "definition": "Define the behavior so that two adults would record the same",
        "schedule": "Say when it is measured",
        "collectors": "Say who collects the data.",
        "by": "Enter a date as month, day, year",
        "criterion_value": "Give the number that is aimed for",
    }.items():
        anchor = f"id_{field}_0" if field == "collectors" else f"id_{field}"
        assert re.search(rf'<a href="#{anchor}">{words}', page), f"no link to {field}"
        assert f'id="{anchor}"' in page
    assert 'value="improve his writing"' in page
    assert 'value="soon"' in page
    assert len(content_of(open_drafts(marcus, [jaylen])[jaylen]).goals) == 3


def test_what_should_be_looked_at_again_is_said_once_and_may_be_passed(
    desk: Client, marcus: Actor, jaylen: UUID
) -> None:
    draft = begin(desk, jaylen)
    weak = GOAL | {"examples": "", "criterion_value": "1"}
    page = desk.post(f"{draft}goals/new/", weak).content.decode()
    assert "Look at this again" in page
    assert "Give at least an example of what counts." in page
    assert "does not lie beyond the baseline" in page
    passed = re.findall(r'name="passed" value="([^"]+)"', page)
    assert passed == ["goal.direction", "goal.examples"]
    assert desk.post(f"{draft}goals/new/", weak | {"passed": passed}).status_code == 302
    assert len(content_of(open_drafts(marcus, [jaylen])[jaylen]).goals) == 4


def test_a_goal_changed_after_the_agreement_asks_for_a_new_agreement(desk: Client, jaylen: UUID) -> None:
    draft = begin(desk, jaylen)
    desk.post(f"{draft}goals/new/", GOAL)
    desk.post(f"{draft}agreement/", AGREED)
    desk.post(f"{draft}goals/new/", GOAL | {"label": "Asks again"})
    assert "Record how the team and the family agreed" in desk.get(f"{draft}sign/").content.decode()


def test_what_changed_after_the_page_was_opened_is_not_signed(
    desk: Client, marcus: Actor, jaylen: UUID
) -> None:
    draft = begin(desk, jaylen)
    desk.post(f"{draft}goals/new/", GOAL)
    desk.post(f"{draft}agreement/", AGREED)
    seen = shown_hash(desk.get(f"{draft}sign/").content.decode())
    desk.post(f"{draft}agreement/", AGREED | {"note": "by phone"})
    answer = desk.post(f"{draft}sign/", {"hash": seen})
    assert answer.status_code == 403
    assert "The draft changed after you opened this page." in answer.content.decode()
    acting("marcus")
    assert len(versions(marcus, jaylen)) == 2


def test_set_aside_the_plan_stays_and_the_draft_can_be_read(
    desk: Client, marcus: Actor, jaylen: UUID
) -> None:
    draft = begin(desk, jaylen)
    desk.post(f"{draft}goals/new/", GOAL)
    assert desk.post(f"{draft}set-aside/")["Location"] == f"/students/{jaylen}/plan/"
    assert "was set aside on" in desk.get(draft).content.decode()
    assert desk.post(f"{draft}goals/new/", GOAL | {"label": "Asks again"}).status_code == 403
    assert desk.get(f"{draft}goals/new/")["Location"] == draft
    assert begin(desk, jaylen) != draft


def test_every_look_is_in_the_journal_with_its_right(desk: Client, marcus: Actor, jaylen: UUID) -> None:
    draft = begin(desk, jaylen)
    pages = {
        f"/students/{jaylen}/": "student.read",
        f"/students/{jaylen}/plan/": "plan.read",
        f"/plan-versions/{versions(marcus, jaylen)[0].id}/": "plan.read",
        draft: "draft.read",
        f"{draft}goals/new/": "draft.read",
        f"{draft}agreement/": "draft.read",
        f"{draft}sign/": "draft.read",
    }
    looks = Entry.objects.filter(act__in=set(pages.values())).order_by("-id")
    for page, act in pages.items():
        before = looks.count()
        assert desk.get(page).status_code == 200, page
        newest = looks[0]
        assert (newest.act, newest.right, newest.student_ids) == (act, "case_manager", [jaylen]), page
        assert looks.count() == before + 1, page


HOSTILE = [
    "\x00",
    "x" * 100_000,
    "NaN",
    "inf",
    "-1e999",
    "99/99/9999",
    "<script>alert(1)</script>",
    "\U0001f600" * 90,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:10]))
def test_no_text_breaks_a_form(desk: Client, jaylen: UUID, text: str) -> None:
    draft = begin(desk, jaylen)
    words = {name for name, given in GOAL.items() if isinstance(given, str) and not given[0].isdigit()}
    for fields in (set(GOAL), words, {"by", "criterion_value", "baseline_n"}, {"label"}):
        answer = desk.post(f"{draft}goals/new/", GOAL | dict.fromkeys(fields, text))
        assert answer.status_code in (200, 302), fields
        assert "<script>alert" not in answer.content.decode()
    for fields in (set(AGREED), {"agreed_on"}, {"note"}):
        assert desk.post(f"{draft}agreement/", AGREED | dict.fromkeys(fields, text)).status_code in (200, 302)
    assert desk.post(f"{draft}sign/", {"hash": text}).status_code == 403
    assert desk.get(draft).status_code == 200


def test_a_megabyte_in_one_field_is_too_long_and_said_so(desk: Client, jaylen: UUID) -> None:
    answer = desk.post(f"{begin(desk, jaylen)}goals/new/", GOAL | {"definition": "x" * 1_000_000})
    assert answer.status_code == 200
    assert "at most 2000 characters" in answer.content.decode()
