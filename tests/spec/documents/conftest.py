"""Jaylen T. and Amara O. at Maple Fork, as values to print; Marcus Reyes prepares, Denise Walker records."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from carryover.documents import press
from carryover.documents.report import Decision, Expected, GoalProgress, Level, Progress, ProgressReport, Row
from carryover.documents.sheet import DataSheet, SheetStudent
from carryover.documents.signed_plan import Signature, SignedPlan, content_from
from carryover.look import assets
from carryover.measurement import Measure, Method, State
from carryover.terms import DateSpan

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 120" role="img">'
    '<path d="M20 5V100H295 M30 90L80 70L130 40" fill="none" stroke="#000"/>'
    '<text x="30" y="116" font-size="10" font-family="Atkinson Hyperlegible Next">School days</text></svg>'
)
ALT = "Asking for a break rose from 2 to 6 times per day over 3 points."
PLAN_HASH = hashlib.sha256(b"plan 3").hexdigest()


@pytest.fixture(scope="session", autouse=True)
def static_fonts() -> None:
    """The press prints with the look room's fonts: make them where they have not been made."""
    if not list(press.FONTS.glob("*.ttf")):
        assets.build(Path(__file__).parents[3] / "node_modules")


@pytest.fixture
def svg() -> str:
    """A small graph as the product draws them: shapes, text, presentation attributes."""
    return SVG


@pytest.fixture
def goal() -> GoalProgress:
    days = [date(2026, 9, 1) + timedelta(n) for n in range(5)]
    return GoalProgress(
        label="Asking for a break",
        sentence="During writing, Jaylen will ask for a break at least 8 times per day by Fri Jun 4, 2027.",
        baseline="2 times per day (median, n = 3 days)",
        criterion="8 times per day on 4 of 5 days",
        unit="times per day",
        progress=Progress.SUFFICIENT,
        verdict="No decision is called for: 1 of the last 4 points is below the aim line.",
        rows=(
            Row(days[0], State.VALUE, 2, 2),
            Row(days[1], State.TRUE_ZERO, 0, 0),
            Row(days[2], State.NOT_COLLECTED, note="Fire drill"),
            Row(days[3], State.VALUE, 4, 4),
            Row(days[4], State.VALUE, 6, 6),
        ),
        current=Level(4, "times per day", 3, "median of the last 3 points"),
        expected=Expected(date(2027, 6, 4), 9.5, "times per day", "trend of the medians", 4, meets=True),
        graph=(SVG, ALT),
        decisions=(Decision(days[3], "Change support", "The card was out of reach.", "Marcus Reyes"),),
    )


@pytest.fixture
def report(goal: GoalProgress) -> ProgressReport:
    return ProgressReport(
        district="Maple Fork Local Schools",
        school="Maple Fork PK–12",
        initials="J.T.",
        student="Jaylen T.",
        recipient="The family of Jaylen T.",
        period=DateSpan(date(2026, 8, 24), date(2026, 10, 16)),
        issued=date(2026, 10, 19),
        plan_version=3,
        plan_hash=PLAN_HASH,
        annual_date=date(2027, 6, 4),
        goals=(goal,),
        next_report=date(2027, 1, 15),
        prepared_by="Marcus Reyes",
    )


@pytest.fixture
def measures() -> tuple[Measure, ...]:
    return (
        Measure("a", "Asks for a break", Method.COUNT, definition="Gives the card or says he needs a break."),
        Measure("b", "Out of seat", Method.DURATION, definition="Away from the chair for three seconds."),
        Measure("c", "Names the main idea", Method.TRIALS, definition="Tells it in one sentence."),
    )


@pytest.fixture
def sheet(measures: tuple[Measure, ...]) -> DataSheet:
    return DataSheet(
        school="Maple Fork PK–12",
        adult="Denise Walker",
        role="paraprofessional",
        day=date(2026, 10, 20),
        day_kind="early_release",
        letter="A",
        students=(SheetStudent("J.T.", 3, measures), SheetStudent("A.O.", 2, measures[2:])),
    )


@pytest.fixture
def stored() -> dict[str, object]:
    """Plan content as it is stored: schema plan/1, plain JSON values."""
    measure = {"id": "a", "label": "Asks for a break", "method": "count", "definition": "Gives the card."}
    return {
        "schema": "plan/1",
        "kind": "iep",
        "starts": "2026-09-14",
        "ends": "2027-06-04",
        "goals": [
            {
                "id": "g1",
                "area": "Asking for a break",
                "condition": "During writing longer than ten minutes",
                "behavior": "asks for a break with his card or in words",
                "criterion": {"comparator": "at_least", "value": 8, "consistency": "on 4 of 5 days"},
                "by": "2027-06-04",
                "measure": measure,
                "schedule": "Every school day in writing",
                "collectors": ["paraprofessional"],
                "baseline": {"value": 2, "n": 3, "day": "2026-09-04"},
                "rule": "four_point",
            }
        ],
        "supports": [
            {"id": "s1", "kind": "never", "text": "Block the door.", "because": "it makes leaving urgent"},
            {"id": "s2", "kind": "why", "text": "Long writing is hard.", "because": ""},
        ],
        "latitude": ["strategy"],
        "agreement": {
            "how": "meeting",
            "agreed_on": "2026-09-11",
            "family_member": "Renee T., mother",
            "participants": "Marcus Reyes, Adaeze Obi",
            "note": "",
        },
    }


@pytest.fixture
def signed(stored: dict[str, object]) -> SignedPlan:
    at = datetime(2026, 9, 11, 19, 42, tzinfo=UTC)
    return SignedPlan(
        district="Maple Fork Local Schools",
        school="Maple Fork PK–12",
        initials="J.T.",
        student="Jaylen T.",
        version=3,
        content=content_from(stored),
        content_hash=PLAN_HASH,
        template_version="signed-plan/1",
        effective_from=date(2026, 9, 14),
        frozen_at=at,
        signatures=(
            Signature("Marcus Reyes", "Case manager", "Signs version 3 for the team", "Click to sign", at),
            Signature("Renee T.", "Parent", "Agrees with the plan", "By hand on paper"),
        ),
    )
