"""Denise carries out Jaylen's plan and records. She tries to change a goal, by address and by machine: each refused."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from carryover.journal.models import Entry
from carryover.plans.acts.draft import open_draft
from carryover.plans.queries import open_drafts, versions
from carryover.roster.models import Account, Student
from carryover.scope.actors import Actor, actor_of, enter
from spec.scope.world import as_actor, personas

TODAY = date(2026, 10, 20)
NOW = datetime(2026, 10, 20, 15, tzinfo=UTC)
GOAL = {
    "area": "Writing",
    "condition": "Given a task",
    "behavior": "ask for a break",
    "criterion": {"comparator": "at_least", "value": 1, "consistency": "on 4 of 5 school days"},
    "by": "2027-02-12",
    "measure": {"label": "Asks", "method": "count", "definition": "Hands over the card."},
    "schedule": "daily",
    "collectors": ["paraprofessional"],
}


def acting(username: str) -> Actor:
    """The adult behind an account, with the database answering on their behalf."""
    adult = Account.objects.select_related("adult").get(username=username).adult
    assert adult is not None
    enter(adult.id, None, TODAY, NOW)
    return actor_of(adult, NOW, TODAY)


def words(answer: HttpResponse) -> str:
    """A page without the token that is another on every page."""
    return re.sub(r'[A-Za-z0-9]{64}|nonce="[^"]+"', "", answer.content.decode())


@pytest.fixture
def denise(db: None) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username="denise"))
    return client


@pytest.fixture
def jaylen(db: None) -> UUID:
    mine = acting("denise").to_students
    return Student.objects.get(initials="J.T.", id__in=list(mine)).id


@pytest.fixture
def draft(jaylen: UUID) -> UUID:
    """Marcus has a draft open, so that there is something to tamper with."""
    return open_draft(acting("marcus"), jaylen).id


def test_every_desk_address_that_changes_a_plan_refuses_her_with_the_reason(
    denise: Client, jaylen: UUID, draft: UUID
) -> None:
    tries = [
        ("get", f"/students/{jaylen}/plan/"),
        ("post", f"/students/{jaylen}/drafts/"),
        ("get", f"/drafts/{draft}/"),
        ("get", f"/drafts/{draft}/goals/new/"),
        ("post", f"/drafts/{draft}/goals/new/"),
        ("post", f"/drafts/{draft}/goals/goal-asks-break/"),
        ("post", f"/drafts/{draft}/agreement/"),
        ("post", f"/drafts/{draft}/sign/"),
        ("post", f"/drafts/{draft}/set-aside/"),
    ]
    for method, address in tries:
        answer = getattr(denise, method)(address)
        page = answer.content.decode()
        assert answer.status_code == 403, address
        assert "What you tried" in page
        assert "Who can" in page
        assert "Marcus Reyes" in page, f"{address} does not say whom to ask"
    marcus = acting("marcus")
    assert len(versions(marcus, jaylen)) == 2
    assert open_drafts(marcus, [jaylen])[jaylen].id == draft
    as_actor(personas()["denise"])
    assert Entry.objects.filter(act="refused").count() == len(tries)


def test_the_machine_door_refuses_her_in_the_same_words(denise: Client, jaylen: UUID, draft: UUID) -> None:
    tries = [
        denise.get(f"/api/v1/students/{jaylen}/plan"),
        denise.post(f"/api/v1/students/{jaylen}/drafts"),
        denise.put(f"/api/v1/drafts/{draft}/goals/goal-1", GOAL, content_type="application/json"),
    ]
    for answer in tries:
        said = answer.json()
        assert answer.status_code == 403
        assert set(said) == {"error", "tried", "why", "who_can", "source"}
        assert "Marcus Reyes" in said["who_can"]
    assert tries[2].json()["error"] == "plan.draft"
    assert "A goal belongs to the IEP team" in tries[2].json()["why"]


def test_her_own_page_shows_what_she_records_and_no_door_to_the_plan(denise: Client, jaylen: UUID) -> None:
    page = denise.get(f"/students/{jaylen}/").content.decode()
    assert "What you record" in page
    assert "Who works with Jaylen T." in page
    assert f"/students/{jaylen}/plan/" not in page
    assert "Draft" not in page


def test_a_student_she_does_not_work_with_answers_like_one_who_does_not_exist(
    denise: Client, jaylen: UUID
) -> None:
    marcus = acting("marcus")
    hers = acting("denise").to_students
    other = next(student for student in marcus.to_students if student not in hers)
    acting("marcus")
    draft = open_draft(marcus, other).id
    version = versions(marcus, other)[0].id
    for address in ("/students/{}/", "/students/{}/plan/"):
        made_up = uuid4()
        strange, nobody = denise.get(address.format(other)), denise.get(address.format(made_up))
        assert (strange.status_code, nobody.status_code) == (404, 404)
        assert words(strange).replace(str(other), "") == words(nobody).replace(str(made_up), "")
    for address in (f"/drafts/{draft}/", f"/plan-versions/{version}/", f"/drafts/{draft}/sign/"):
        assert denise.get(address).status_code == 404, address
    assert denise.get(f"/api/v1/students/{other}/plan").status_code == 404


def test_nobody_signed_in_is_told_nothing(client: Client, jaylen: UUID) -> None:
    assert client.get(f"/students/{jaylen}/")["Location"].startswith("/accounts/login/")
    assert client.get(f"/api/v1/students/{jaylen}/plan").status_code == 401
