"""Fields that no form has change nothing: what is written is what the same form writes without them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse

from carryover.journal.models import Entry
from carryover.observations.models import Event
from carryover.plans.queries import content_of, open_drafts
from carryover.roster.models import Account, Adult
from carryover.scope.models import Device, Relationship
from crawling import signed_in
from hostile.corpus import FIELDS
from journeys.test_marcus_adds_a_goal import AGREED, GOAL
from journeys.test_marcus_prints_the_report import CHANGE, CHANGES, PERIOD
from spec.plans.test_api import GOAL as GOAL_BODY
from spec.scope.test_every_address_asks import GOAL as GOAL_ID
from spec.scope.test_every_address_asks import jaylen
from spec.scope.world import as_actor, personas
from tablets import set_up

pytestmark = pytest.mark.django_db
KEPT_BY_THE_SERVER = tuple(name for name in FIELDS if name not in ("csrfmiddlewaretoken", "number"))


@pytest.fixture
def kim() -> Adult:
    """Somebody else, in whose name things might be done."""
    return personas()["kim"]


def with_more(sent: dict[str, Any], kim: Adult) -> dict[str, Any]:
    """The form with every field that would matter, in Kim's name."""
    values = {
        "role": "district_administrator",
        "relation": "case_manager",
        "is_active": "",
        "username": "kim",
    }
    more = {name: values.get(name, str(kim.id)) for name in KEPT_BY_THE_SERVER if name not in sent}
    return {**more, **sent}


def roles() -> list[tuple[Any, ...]]:
    """What nobody's form may change: accounts, adults, relationships."""
    accounts = Account.objects.order_by("id").values_list(
        "id", "username", "adult_id", "is_active", "password"
    )
    adults = Adult.objects.order_by("id").values_list("id", "role", "school_id", "title", "reach")
    ties = Relationship.objects.order_by("id").values_list(
        "id", "adult_id", "student_id", "relation", "valid_to"
    )
    return [*accounts, *adults, *ties]


def refused(answer: HttpResponse) -> bool:
    return answer.status_code in (400, 422)


FORMS: dict[str, dict[str, Any]] = {
    "/students/{student}/drafts/": {},
    "/drafts/{draft}/goals/new/": GOAL,
    "/drafts/{draft}/goals/{goal}/": GOAL,
    "/drafts/{draft}/agreement/": AGREED,
    "/drafts/{draft}/sign/": {"hash": "0" * 64},
    "/drafts/{draft}/set-aside/": {},
    "/students/{student}/goals/{goal}/notes/": {"day": "10/19/2026", "kind": "note", "text": "A new seat"},
    "/students/{student}/goals/{goal}/decide/": {"choice": "continue", "why": "It works.", "again": "on"},
    "/documents/students/{student}/report/": PERIOD | CHANGES | {"change_1": CHANGE, "action": "issue"},
    "/language/": {"language": "es"},
    "/look/display/": {"display": "dark"},
}


@pytest.mark.parametrize("address", FORMS)
def test_a_form_with_every_field_that_would_matter_writes_what_it_writes_without(
    address: str, kim: Adult
) -> None:
    client, student = signed_in("marcus"), jaylen()
    draft = client.post(f"/students/{student}/drafts/")["Location"].split("/")[2]
    before = roles()
    path = address.format(student=student, draft=draft, goal=GOAL_ID)
    answer = client.post(path, with_more(FORMS[address], kim))
    assert answer.status_code in (200, 302, 403, 422), answer.content
    marcus = as_actor(personas()["marcus"])
    assert roles() == before
    assert not Entry.objects.filter(actor_id=kim.id).exists(), "nothing was done in Kim's name"
    for each in open_drafts(marcus, [student]).values():
        assert (each.started_by_id, each.student_id) == (marcus.adult.id, student)
        assert str(kim.id) not in json.dumps(each.content)


def test_a_goal_keeps_the_id_that_its_draft_gave_it(kim: Adult) -> None:
    client, student = signed_in("marcus"), jaylen()
    draft = client.post(f"/students/{student}/drafts/")["Location"]
    client.post(f"{draft}goals/{GOAL_ID}/", with_more(GOAL | {"id": "mine", "goal_id": "mine"}, kim))
    marcus = as_actor(personas()["marcus"])
    goals = content_of(open_drafts(marcus, [student])[student]).goals
    assert GOAL_ID in [goal.id for goal in goals] and "mine" not in [goal.id for goal in goals]


@pytest.mark.parametrize("field", KEPT_BY_THE_SERVER)
@pytest.mark.parametrize("within", ["", "measure", "criterion", "baseline"])
def test_a_machines_body_with_a_field_too_many_is_refused_at_any_depth(field: str, within: str) -> None:
    client, student = signed_in("marcus"), jaylen()
    draft = client.post(f"/api/v1/students/{student}/drafts").json()["id"]
    body: dict[str, Any] = json.loads(json.dumps(GOAL_BODY))
    (body[within] if within else body)[field] = "1"
    answer = client.put(
        f"/api/v1/drafts/{draft}/goals/new", json.dumps(body), content_type="application/json"
    )
    assert refused(answer), field
    assert field in answer.content.decode()


@pytest.mark.parametrize(
    "field", ["device", "adult_id", "school_id", "revoked_at", "token_hash", "enrolled_by"]
)
def test_a_tablet_is_enrolled_for_whoever_is_signed_in_and_nobody_else(field: str, kim: Adult) -> None:
    sent = {"install": "0198c0de-0000-7000-8000-000000000000", "label": "Room 12", field: str(kim.id)}
    answer = signed_in("denise").post("/sync/v1/enrol", json.dumps(sent), content_type="application/json")
    assert answer.status_code == 422 and not Device.objects.filter(install=sent["install"]).exists()


def test_a_queue_counts_for_the_one_whose_grant_it_bears_whatever_else_it_says(kim: Adult) -> None:
    tablet = set_up("denise")
    more = {
        name: str(kim.id) for name in ("adult", "adult_id", "author", "author_id", "device_id", "seq", "day")
    }
    made = tablet.capture(tablet.day(), "J.T.", "count", {"count": 1}, **more)
    payload = json.loads(made["payload"]) | more | {"verdict": "stored", "school_year": 1999}
    tablet.queue.clear()
    tablet.item("capture", payload, **more)
    assert [each["verdict"] for each in tablet.verdicts()] == ["stored"]
    as_actor(personas()["marcus"])
    authors = Event.objects.filter(id=tablet.queue[0]["id"]).values_list("author_id", flat=True)
    assert set(authors) == {personas()["denise"].id}
