"""The plan for machines: typed, checked as at the desk, never a 500."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from carryover.plans.content import content_hash, from_json
from carryover.plans.queries import content_of, in_force, open_drafts
from carryover.roster.models import Account
from carryover.scope.actors import Actor

GOAL: dict[str, Any] = {
    "area": "Writing",
    "condition": "Given a writing task",
    "behavior": "ask for a helper card",
    "criterion": {"comparator": "at_least", "value": 3, "consistency": "on 4 of 5 school days"},
    "by": "2027-02-12",
    "measure": {
        "label": "Asks for a helper",
        "method": "trials",
        "definition": "Hands over the card before leaving the seat.",
        "examples": ["Hands it to Denise"],
        "non_examples": ["Points at it"],
        "prompts": ["I", "V", "FP"],
    },
    "schedule": "daily during writing",
    "collectors": ["paraprofessional"],
    "baseline": {"value": 1, "n": 3, "day": "2026-10-16"},
}


@pytest.fixture
def machine(marcus: Actor) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(Account.objects.get(username="marcus"))
    return client


@pytest.fixture
def goals(machine: Client, jaylen: UUID) -> str:
    """The address under which goals of the open draft are put."""
    draft = machine.post(f"/api/v1/students/{jaylen}/drafts").json()["id"]
    return f"/api/v1/drafts/{draft}/goals/"


def put(machine: Client, address: str, body: object) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    return machine.put(address, text, content_type="application/json")


def test_the_plan_is_given_with_the_version_that_anybody_can_check(
    machine: Client, marcus: Actor, jaylen: UUID
) -> None:
    said = machine.get(f"/api/v1/students/{jaylen}/plan").json()
    version = in_force(marcus, [jaylen], marcus.today)[jaylen]
    assert said["version"]["number"] == version.number
    assert said["version"]["signed_by"] == "Marcus Reyes"
    again = content_hash(from_json(said["content"]), said["version"]["template_version"])
    assert again == said["version"]["content_hash"] == version.content_hash


def test_a_good_goal_is_written_into_the_draft_and_nowhere_else(
    machine: Client, marcus: Actor, jaylen: UUID, goals: str
) -> None:
    answer = put(machine, f"{goals}helper", GOAL)
    assert (answer.status_code, answer.json()) == (
        200,
        {"written": True, "goal_id": "helper", "findings": []},
    )
    written = content_of(open_drafts(marcus, [jaylen])[jaylen]).goal("helper")
    assert written.measure.prompts == ("FP", "V", "I")
    assert written.measure.unit == "percent independent"
    assert "helper" not in [
        goal.id for goal in content_of(in_force(marcus, [jaylen], marcus.today)[jaylen]).goals
    ]


def test_put_twice_is_the_same_goal_with_the_same_measure(
    machine: Client, marcus: Actor, jaylen: UUID, goals: str
) -> None:
    put(machine, f"{goals}helper", GOAL)
    first = content_of(open_drafts(marcus, [jaylen])[jaylen])
    put(machine, f"{goals}helper", GOAL)
    assert content_of(open_drafts(marcus, [jaylen])[jaylen]) == first


def test_what_a_goal_lacks_comes_back_as_findings_and_nothing_is_written(
    machine: Client, marcus: Actor, jaylen: UUID, goals: str
) -> None:
    answer = put(machine, f"{goals}helper", GOAL | {"condition": "", "collectors": []})
    said = answer.json()
    assert (answer.status_code, said["written"]) == (422, False)
    assert [(found["id"], found["severity"]) for found in said["findings"]] == [
        ("goal.condition", "BLOCK"),
        ("goal.collectors", "BLOCK"),
    ]
    assert len(content_of(open_drafts(marcus, [jaylen])[jaylen]).goals) == 3


def changed(*path: str, to: object) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(json.dumps(GOAL))
    inner = body
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = to
    return body


BAD: dict[str, object] = {
    "null character": changed("condition", to="a\x00b"),
    "half a character": json.dumps(GOAL).replace("Given", "\\ud800"),
    "a hundred thousand letters": changed("measure", "definition", to="x" * 100_000),
    "not a number": json.dumps(GOAL).replace('"value": 3', '"value": NaN'),
    "infinity": json.dumps(GOAL).replace('"value": 3', '"value": 1e999'),
    "a date that is none": changed("by", to="2027-02-30"),
    "a date as a number": changed("by", to=12),
    "an unknown method": changed("measure", "method", to="guess"),
    "an unknown prompt": changed("measure", "prompts", to=["ZZ"]),
    "an unknown role": changed("collectors", to=["principal"]),
    "a misspelt part": changed("conditoin", to="x"),
    "no label": changed("measure", "label", to=""),
    "a list": [],
    "nothing": "",
    "half a body": '{"area": "Wri',
    "deep": "[" * 5000 + "]" * 5000,
}


@pytest.mark.parametrize("why", BAD)
def test_a_body_that_makes_no_sense_is_answered_and_not_written(
    machine: Client, marcus: Actor, jaylen: UUID, goals: str, why: str
) -> None:
    answer = put(machine, f"{goals}helper", BAD[why])
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"].startswith("application/json")
    assert len(content_of(open_drafts(marcus, [jaylen])[jaylen]).goals) == 3


def test_a_megabyte_is_not_even_read(machine: Client, marcus: Actor, jaylen: UUID, goals: str) -> None:
    answer = put(machine, f"{goals}helper", changed("measure", "definition", to="x" * 1_000_000))
    assert answer.status_code == 413 and answer.json()["error"] == "too_large"
    assert len(content_of(open_drafts(marcus, [jaylen])[jaylen]).goals) == 3


def test_addresses_that_make_no_sense_are_answered(machine: Client, goals: str) -> None:
    assert put(machine, f"{goals}{'x' * 41}", GOAL).status_code == 422
    assert put(machine, f"{goals}a%20b", GOAL).status_code == 422
    assert put(machine, "/api/v1/drafts/none/goals/x", GOAL).status_code in (404, 422)
    assert machine.get("/api/v1/students/none/plan").status_code in (404, 422)


def test_a_form_from_elsewhere_cannot_use_a_session(marcus: Actor, jaylen: UUID) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(username="marcus"))
    assert client.post(f"/api/v1/students/{jaylen}/drafts").status_code == 403
    assert not open_drafts(marcus, [jaylen])
