"""The day sheet as the tablet reads it: the shape of the contract, and four different kinds of day."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest

from carryover.measurement import Measure, Method
from carryover.plans.compile import compile_plan
from carryover.plans.content import Criterion, Goal, Plan, Support, SupportKind
from carryover.plans.models import PlanDraft, PlanVersion
from carryover.roster.models import Adult, District, Student
from carryover.scope.actors import Actor
from carryover.sheets.day import Block, Present, Ring, Status
from carryover.sheets.queries import Card, DaySheet
from carryover.sheets.wire import to_wire
from carryover.timelines import DayKind, SchoolDay

TODAY = date(2026, 10, 20)
NOW = datetime(2026, 10, 20, 12, 30, tzinfo=UTC)
TRIALS = Measure(
    "m1",
    "Names the main idea",
    Method.TRIALS,
    definition="Tells it.",
    examples=("Says 'bees help'",),
    prompts=("M", "I"),
)
PLAN = Plan(
    date(2026, 9, 1),
    date(2027, 6, 4),
    (
        Goal(
            "g1", "Reading", "given a page", "name the main idea", Criterion("at_least", 80, "on 4 of 5 days"),
            date(2027, 6, 4), TRIALS, "daily", ("paraprofessional",),
        ),
    ),
    (Support("s1", SupportKind.NEVER, "Block the door.", "It makes leaving urgent."),),
)  # fmt: skip


@pytest.fixture
def denise() -> Actor:
    district = District(name="Maple Fork", state="OH", time_zone="America/New_York")
    adult = Adult(
        given_name="Denise", family_name="Walker", initials="D.W.", role="paraprofessional", district=district
    )
    return Actor(
        kind="adult",
        id=adult.id,
        role=adult.role,
        adult=adult,
        now=NOW,
        today=TODAY,
        to_students={},
        to_schools={},
    )


def jaylen() -> Student:
    return Student(id=UUID(int=1), given_name="Jaylen", family_name="Turner", initials="J.T.")


def card(**other: object) -> Card:
    compiled = compile_plan(PLAN, "Jaylen T.")
    version = PlanVersion(number=3, effective_from=date(2026, 10, 13))
    given: dict[str, object] = {
        "student": jaylen(),
        "place": 0,
        "version": version,
        "changed": ("New in what never to do: Block the door.",),
        "lines": compiled.card,
        "buttons": compiled.buttons,
        "ask": Adult(given_name="Marcus", family_name="Reyes", reach="room 14"),
        "pending": None,
    }
    return Card(**given | other)  # type: ignore[arg-type]


def sheet(*cards: Card) -> DaySheet:
    ring = Ring("P1", "Reading", time(8, 25), time(9, 55))
    block = Block(ring, "Room 12", (Present(UUID(int=1), Status.LEFT_EARLY, "leaves at 09:00"),))
    return DaySheet(SchoolDay(TODAY, DayKind.EARLY_RELEASE, "A", "Fog"), date(2026, 10, 21), (block,), cards)


def test_the_value_is_plain_json(denise: Actor) -> None:
    value = to_wire(sheet(card()), denise, NOW)
    assert json.loads(json.dumps(value)) == value


def test_the_day_says_its_kind_its_letter_and_the_next_school_day(denise: Actor) -> None:
    value = to_wire(sheet(), denise, NOW)
    assert value["day"] == "2026-10-20"
    assert value["school_day"] == {
        "kind": "early_release",
        "letter": "A",
        "note": "Fog",
        "next": "2026-10-21",
    }
    assert value["adult"] == {
        "id": str(denise.adult.id),
        "name": "Denise Walker",
        "initials": "D.W.",
        "role_label": "Paraprofessional",
    }


def test_a_block_says_when_where_and_who_is_not_there(denise: Actor) -> None:
    assert to_wire(sheet(), denise, NOW)["blocks"] == [
        {
            "period": "P1",
            "name": "Reading",
            "starts": "08:25",
            "ends": "09:55",
            "place": "Room 12",
            "students": [{"id": str(UUID(int=1)), "status": "left_early", "note": "leaves at 09:00"}],
        }
    ]


def test_a_card_has_every_part_and_the_measure_with_its_definition(denise: Actor) -> None:
    found = to_wire(sheet(card()), denise, NOW)["students"]
    assert isinstance(found, list)
    (student,) = found
    assert student["plan"] | {"version_id": ""} == {
        "version_id": "",
        "number": 3,
        "effective_from": "2026-10-13",
        "changed": ["New in what never to do: Block the door."],
    }
    assert list(student["card"]) == ["why", "before", "teach", "respond", "never", "ask"]
    assert student["card"]["never"] == [
        {"text": "Block the door.", "because": "It makes leaving urgent.", "id": "s1"}
    ]
    assert student["card"]["ask"] == {"name": "Marcus Reyes", "how": "room 14"}
    (measure,) = student["measures"]
    assert (measure["method"], measure["unit"], measure["prompts"]) == (
        "trials",
        "percent independent",
        ["M", "I"],
    )
    assert measure["definition"] == "Tells it." and measure["examples"] == ["Says 'bees help'"]
    assert measure["goal"].startswith("Given a page, Jaylen T. will name the main idea, at least 80 percent")


def test_a_student_without_a_plan_in_force_has_no_version_and_no_measure(denise: Actor) -> None:
    bare = card(version=None, changed=(), lines={}, buttons=(), ask=None)
    found = to_wire(sheet(bare), denise, NOW)["students"]
    assert isinstance(found, list)
    assert found[0]["plan"] is None and found[0]["measures"] == [] and found[0]["card"]["ask"] is None


def test_a_drafted_change_says_that_nothing_has_changed_yet(denise: Actor) -> None:
    found = to_wire(sheet(card(pending=PlanDraft())), denise, NOW)["students"]
    assert isinstance(found, list)
    assert "Nothing has changed yet" in found[0]["pending_change"]
    assert to_wire(sheet(card()), denise, NOW)["students"][0]["pending_change"] is None  # type: ignore[index]
